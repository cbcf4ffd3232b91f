"""PURE: how a word may be spelled in another alphabet: Зеленский as Zelensky, Zelenskiy, Zelenskij ...

Names are written over from Cyrillic and Greek into Latin by many rules: ISO 9 without its accents, BGN/PCGN,
passports, and what German, French, Polish and Serbian papers do. Each letter below stands with its usual
spellings, the commonest first; the way back is read from the same tables. A spelling in which more than
:data:`MOST_ODD` letters are not the commonest is not tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest

SHORTEST, LONGEST = 5, 20  # letters: shorter words of two alphabets are too often alike by chance
MOST_ODD = 2
MOST = 40  # spellings in one language, and ways that are followed at once

# "_" stands for nothing.
_EASTERN = """
а a   б b   в v w   д d   ж zh j z   з z s   к k c ck   л l   м m   н n   о o   п p   р r   с s ss   т t
у u ou   ф f ph   х kh h ch x   ц ts c tz z   ч ch tch tsch c cz   ш sh ch sch s sz   щ shch sch chtch sc
ю yu iu ju u   я ya ia ja a   ль l   нь n   сь s   ть t   зь z   рь r   дж j dzh   кс x ks   ай ai ay aj
ья ia ya   ь _ j
"""
_RUSSIAN = """
г g gh   е e ye ie je yo io   и i y   й y i j _   ъ _ a   ы y i   э e   ий y iy ii ij i yi yy
ый y yi iy   ей ei ey ej   ия ia iya ija
"""
_UKRAINIAN = """
г h g   ґ g   е e   є ie ye je e   и y i   і i   ї i yi ji   й y i j _   ий y yi yy iy i yj
ій i y iy ii   ія ia iya
"""
_SERBIAN = """
а a   б b   в v   г g   д d   ђ dj d   е e   ж z zh   з z   и i   ј j y i   к k   л l   љ lj   м m   н n
њ nj   о o   п p   р r   с s   т t   ћ c ch   у u   ф f   х h   ц c ts   ч c ch   џ dz   ш s sh
"""
_GREEK = """
α a   β v b   γ g y gh   δ d dh   ε e   ζ z   η i e   θ th   ι i   κ k c   λ l   μ m   ν n   ξ x ks   ο o
π p   ρ r rh   σ s ss   τ t   υ y i u   φ f ph   χ ch h kh x   ψ ps   ω o   ου ou u   αυ av af au
ευ ev ef eu   μπ b mp   ντ d nt nd   γγ ng gg   γκ g gk nk   τζ tz j   αι ai e   ει i ei   οι i oi
"""
_LANGUAGES = (_EASTERN + _RUSSIAN, _EASTERN + _UKRAINIAN, _SERBIAN, _GREEK)
Row = tuple[str, str, int]  # letters, how they may be spelled, and how odd that is
Spelled = Mapping[str, tuple[tuple[str, int], ...]]


def spellings(word: str) -> tuple[str, ...]:
    """How a folded word may be spelled in the other alphabets; nothing for a short or a very long one.

    >>> "zelensky" in spellings("зеленский"), "зеленский" in spellings("zelensky")
    (True, True)
    """
    return _spellings(word) if SHORTEST <= len(word) <= LONGEST else ()


@lru_cache(maxsize=4096)
def _spellings(word: str) -> tuple[str, ...]:
    fitting = (table for table in _tables() if set(word) <= table.keys())
    return tuple(dict.fromkeys(one for table in fitting for one in _spelled(word, table)))


def _spelled(word: str, table: Spelled) -> Iterator[str]:
    """All ways through a word, a few letters at a time; to part letters that belong together is odd."""
    reached: list[dict[str, int]] = [{"": 0}, *({} for _ in word)]
    for at in range(len(word)):
        ways = _likeliest(reached[at])
        steps = [
            part for end in range(at + 1, at + 6) if (part := word[at:end]) in table and end <= len(word)
        ]
        for part in steps:
            after, parted = reached[at + len(part)], part is not steps[-1]
            for letters, odd in table[part]:
                for text, before in ways:
                    if (whole := before + odd + parted) <= after.get(text + letters, MOST_ODD):
                        after[text + letters] = whole
    return (text for text, _ in _likeliest(reached[-1]))


def _likeliest(ways: Mapping[str, int]) -> list[tuple[str, int]]:
    return nsmallest(MOST, ways.items(), key=lambda way: way[::-1])


@lru_cache(maxsize=1)
def _tables() -> tuple[Spelled, ...]:
    """From each language and to each."""
    read = [list(_rows(text)) for text in _LANGUAGES]
    return (*map(_table, read), *(_table((to, of, odd) for of, to, odd in rows if to) for rows in read))


def _rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        for letters, *ways in (row.split() for row in line.split("   ") if row):
            yield from ((letters, to.strip("_"), min(at, 1)) for at, to in enumerate(ways))


def _table(rows: Iterable[Row]) -> Spelled:
    """By letters; the likeliest way of each is not odd at all."""
    found: dict[str, dict[str, int]] = {}
    for letters, to, odd in rows:
        found.setdefault(letters, {})[to] = odd
    least = {letters: min(ways.values()) for letters, ways in found.items()}
    return {of: tuple((to, odd - least[of]) for to, odd in ways.items()) for of, ways in found.items()}
