"""PURE: a text as the words that search knows, the same for what is kept and for what is asked.

Words are folded: case, accents, ligatures, ß, Arabic and Hebrew points, digits of other scripts and
compatibility forms do not matter. Scripts that are written without spaces between words (Chinese,
Japanese, Thai, Lao, Khmer, Burmese), and Korean, whose particles cling to the word, become overlapping
pairs of characters, with the last character of a run alone: a phrase of such pairs finds any substring.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import add

from storage.terms.bytewise import BOUND, CODE_PAGES, Letter, Spelled, Table, table

LONGEST = 64  # characters of a word that count
REMEMBERED = 1 << 16  # words

_SEGMENTED = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3041-\u30fa\u30fc-\u312f\u3131-\u318e\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\ua960-\ua97c"
    "\ua9e0-\ua9fe\uaa60-\uaa7f\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_PICTURES = "\u2600-\u27bf\U0001f000-\U0001f3fa\U0001f400-\U0001faff"  # emoji, without skin tones

_segmented = re.compile(f"[{_SEGMENTED}]")
_runs = re.compile(f"[{_SEGMENTED}]+|[^{_SEGMENTED}]+")

# Marks that a reader may leave out. Breve and diaeresis make letters of their own in Cyrillic (й, ї),
# as vowel signs do in Indic scripts and Thai: those stay.
_optional = re.compile(
    "(?<![\u0400-\u052f])[\u0300-\u036f]|(?<=[\u0400-\u052f])[\u0300\u0301]|(?<=\u0435)\u0308"
    "|[\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\ufe00-\ufe0f]"
)
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t",
        "ŋ": "n", "ى": "ي", "ی": "ي", "ة": "ه", "ہ": "ه", "ک": "ك",
    }
)  # fmt: skip
# Signs inside a word that nobody types: soft hyphen, joiners, direction marks.
_INVISIBLE = "\u00ad\u061c\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069"
# Letters to Unicode, but apostrophes to a reader.
_BREAKS = "\u02b9-\u02bf\u02c8\u02ee\ua78b\ua78c"
_invisible, _breaks = re.compile(f"[{_INVISIBLE}]+"), re.compile(f"[{_BREAKS}]")
_unseen = re.compile(f"[{_INVISIBLE}{_BREAKS}]")
_ascii = re.compile("[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a kept text, in order."""
    return read(text)[0]


def words_by_line(lines: Sequence[str]) -> Iterable[list[str]]:
    """The words of each line of a kept text; quicker than one by one. Overlong words may stay whole."""
    text = "\n".join(lines)
    for letters in _tables():
        if (folded := letters.lines(text)) is not None:
            return (line.split() for line in folded.split("\n"))
    return map(words, lines)


def asked(text: str) -> tuple[list[str], bool]:
    """The words of a text that is asked for, in order, and whether the last is only a beginning.

    The text may end within a run of Chinese, say, so the character that closes a run is not asked for.
    """
    found = words(text)
    tokens = _tokens(text)
    runs = _runs_of(_folded(tokens, set(tokens)))
    if not runs or not _segmented.match(runs[-1]):
        return found, False
    return (found[:-1], False) if len(runs[-1]) > 1 else (found, True)


def searchable(text: str) -> bool:
    """Whether a text holds at least one word."""
    return bool(words(text))


def segmented(text: str) -> bool:
    """Whether a text is of a script whose words are not told apart by spaces."""
    return bool(_segmented.search(text))


def fold(word: str) -> str:
    """A word without what a reader may leave out; "" where nothing is left."""
    if word.isascii() and word.isalnum():
        return word.lower()[:LONGEST]
    return _FOLDED[word]


def fold_all(spelled: Sequence[str]) -> list[str]:
    """Many spellings folded: all at once, where they fit into one byte a letter."""
    found = dict.fromkeys(word for word in spelled if not word.isascii())
    for letters in _tables():
        rest = [word for word, folded in found.items() if folded is None]
        found |= zip(rest, letters.fold(rest), strict=True) if rest else ()
    return [word if word.isascii() else found[word] or fold(word) for word in spelled]


class _Folded(dict[str, str]):
    """Words folded, each once for as long as it is remembered."""

    def __missing__(self, word: str) -> str:
        folded = word[:LONGEST] if word.isascii() and word.isalnum() else _folded_word(word)
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = folded
        return folded


_FOLDED = _Folded()


def _folded_word(word: str) -> str:
    bare = _optional.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold()))
    plain = unicodedata.normalize("NFC", bare.translate(_LETTERS))
    if not plain.isalpha():
        plain = "".join(map(_digit, "".join(_token().findall(plain))))  # signs and other digits are left
    return plain[:LONGEST] if len(plain) <= LONGEST or not _segmented.search(plain) else plain


def read(text: str) -> tuple[list[str], set[str]]:
    """The words of a kept text in order, and their spellings before folding, for stemmers.

    Pairs of characters have no spelling.
    """
    for letters in _tables():
        if found := letters.read(text):
            return found
    return read_any(text)


def indexable(texts: Sequence[str]) -> tuple[list[str], list[Spelled | set[str]]]:
    """The same of several texts, the words of each in one text with spaces between them; read as one text
    where they are of one code page."""
    whole = BOUND.join(texts)
    for letters in _tables():
        if (found := letters.folded(whole)) and len(parts := found[0].split(BOUND)) == len(texts):
            return parts, [found[1]]
    readings = [_indexable(text) for text in texts]
    return [folded for folded, _ in readings], [spelled for _, spelled in readings]


def _indexable(text: str) -> tuple[str, Spelled | set[str]]:
    for letters in _tables():
        if found := letters.folded(text):
            return found
    words, spelled = read_any(text)
    return " ".join(words), spelled


def read_any(text: str) -> tuple[list[str], set[str]]:
    """The same for any text, letter for letter in Unicode."""
    tokens = _tokens(text)
    spelled = set(tokens)
    folded = _folded(tokens, spelled)
    if not _segmented.search(text):
        return folded, spelled
    return _paired(folded), {token for token in spelled if not _segmented.search(token)}


@cache
def _tables() -> tuple[Table, ...]:
    return tuple(table(page, _letter, LONGEST) for page in CODE_PAGES)


def _letter(char: str) -> Letter | None:
    """What one letter is within a word; None where that takes more than the letter to say."""
    low = char.casefold()
    if _invisible.fullmatch(low):
        return Letter("", "")
    found = _token().findall(_breaks.sub(" ", low).replace("_", " "))
    if not found:
        return Letter(" ", " ")
    return Letter(low, _folded_word(low)) if found == [low] and (low[0] == "_" or low[0].isalnum()) else None


def _folded(tokens: list[str], spelled: set[str]) -> list[str]:
    """The tokens folded, without those of which nothing is left; each spelling is looked at once."""
    odd = (token for token in spelled if len(token) > LONGEST or not token.isascii())
    changed = {token: bare for token in odd if (bare := _FOLDED[token]) != token}
    if not changed:
        return tokens
    folded = [changed.get(token, token) for token in tokens]
    return folded if all(folded) else list(filter(None, folded))


def _runs_of(folded: list[str]) -> list[str]:
    """Words cut where the script changes between one with and one without spaces."""
    return [run for word in folded for run in _runs.findall(word)]


def _paired(folded: list[str]) -> list[str]:
    pieces = ((run, _segmented.match(run)) for run in _runs_of(folded))
    return [word for run, dense in pieces for word in (_pairs(run) if dense else (run[:LONGEST],))]


def _tokens(text: str) -> list[str]:
    low = text.casefold()
    if low.isascii():
        return _ascii.findall(low)
    if _unseen.search(low):
        low = _breaks.sub(" ", _invisible.sub("", low))
    return _token().findall(low.replace("_", " "))


def _pairs(run: str) -> list[str]:
    return [*map(add, run, run[1:]), run[-1]]


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


@cache
def _token() -> re.Pattern[str]:
    """A word: letters, digits and the marks on them; or one emoji."""
    # Marks beyond the basic plane would make the expression twenty times as slow.
    marks = "".join(chr(c) for c in range(0x300, 0xFFFF) if unicodedata.category(chr(c))[0] == "M")
    return re.compile(rf"[\w{marks}]+|[{_PICTURES}]")


def spans(text: str, found: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where each of a text's words, as :func:`words` found them, begins and ends.

    None where one piece of writing is not one word: :func:`places` tells there.
    """
    written = [piece.span() for piece in _written().finditer(_parted(text))]
    return written if len(written) == len(found) and not _segmented.search(text) else None


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as it is written, each with where it begins and ends."""
    for found in _written().finditer(_parted(text)):
        whole, start, end = found.group(), *found.span()
        folded = whole.lower() if whole.isascii() else fold(whole)
        if not folded:
            continue
        if not _segmented.search(folded):
            yield folded[:LONGEST], start, end
            continue
        at = [start + place for place in _letter_places(whole, len(folded))] + [end]
        for run in _runs.finditer(folded):
            yield from _run_places(run.group(), at[run.start() :])


def _run_places(run: str, at: list[int]) -> Iterator[tuple[str, int, int]]:
    """Pairs of characters overlap."""
    if not _segmented.match(run):
        yield run[:LONGEST], at[0], at[len(run)]
        return
    for number, pair in enumerate(_pairs(run)):
        yield pair, at[number], at[number + len(pair)]


def _letter_places(word: str, letters: int) -> list[int]:
    """Where each letter of the folded word came from; folding joins and parts some."""
    if len(word) == letters:
        return list(range(letters))
    lengths = [len(fold(word[:end])) for end in range(1, len(word) + 1)]
    return [bisect_right(lengths, number) for number in range(letters)]


def _parted(text: str) -> str:
    """The text with its length, apostrophes and separators that look like letters taken for spaces."""
    return text if text.isascii() and "_" not in text else _breaks.sub(" ", text).replace("_", " ")


@cache
def _written() -> re.Pattern[str]:
    """As :func:`_token`, with the signs inside that folding drops."""
    return re.compile(_token().pattern.replace("[\\w", f"[\\w{_INVISIBLE}", 1))
