"""PURE: most texts fit into one byte a letter, where cutting and folding them takes a fifth of the time.

Each table does for the letters of one code page what :mod:`storage.terms.words` does for any text. It is made
by asking that module about each letter; a text that holds anything the table cannot express is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.terms.hashing import Hashes, Places, hash_of, hashed

CODE_PAGES = ("cp1252", "cp1251", "cp1256", "cp1254", "cp1250", "cp1253")
UNKNOWN = "?"  # which stands in no spelling
BOUND = "\x1e"  # parts words, and stays where it is: several texts are read as one


class Letter(NamedTuple):
    """What a letter is within a word: as it is spelled and folded. A space parts words, "" is passed over."""

    spelled: str
    folded: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """The words of a text as they are spelled, one byte a letter, with where each begins and ends."""

    page: str
    data: bytes
    starts: Places
    ends: Places

    @property
    def longest(self) -> int:
        """Letters of the longest word."""
        return int((self.ends - self.starts).max()) if len(self.starts) else 0

    def hashes(self) -> Hashes:
        """One hash a word; another one in another code page."""
        if not len(self.starts):
            return np.empty(0, np.uint64)
        letters = _weights(self.page).take(np.frombuffer(self.data, np.uint8))
        return hashed(letters, self.starts)

    def words(self) -> list[str]:
        """All words, in order."""
        return self.data.decode(self.page).split()

    def some(self, which: NDArray[np.bool_]) -> list[str]:
        """Some of the words, in order."""
        bounds = zip(self.starts[which].tolist(), self.ends[which].tolist(), strict=True)
        return b" ".join([self.data[start:end] for start, end in bounds]).decode(self.page).split()


def spelled_in(data: bytes, page: str) -> Spelled:
    """The words of a text in which nothing else stands but spaces and BOUND."""
    data = b" %b " % data
    within = np.frombuffer(data, np.uint8) > ord(" ")
    edges = np.flatnonzero(within[1:] != within[:-1]) + 1
    return Spelled(page, data, edges[::2], edges[1::2])


@cache
def _weights(page: str) -> Hashes:
    """What each letter adds to a word's hash; spaces nothing."""
    weights = np.array([hash_of(b"%b %d" % (page.encode(), code)) for code in range(256)], np.uint64)
    weights[: ord(" ") + 1] = 0
    return weights


@dataclass(frozen=True, slots=True)
class Table:
    """How the letters of one code page are spelled and folded."""

    page: str
    longest: int  # letters of a word that it reads
    beyond: bytes  # letters that it cannot express
    longer: tuple[tuple[bytes, bytes], ...]  # ß is spelled ss
    spelling: bytes
    spelling_lines: bytes  # the same, but a line break stays one
    unspelled: bytes
    folded_longer: tuple[tuple[bytes, bytes], ...]  # æ is folded to ae
    folding: bytes
    unfolded: bytes
    marking: bytes  # what it cannot express becomes UNKNOWN

    def read(self, text: str) -> tuple[list[str], set[str]] | None:
        """The words of a text folded, in order, and their spellings; None where it is not for this table."""
        found = self.folded(text)
        return (found[0].split(), set(found[1].words())) if found else None

    def folded(self, text: str) -> tuple[str, Spelled] | None:
        """The same with the words in one text, spaces between them."""
        data = self._encoded(text)
        if data is None:
            return None
        data = _replaced(data, self.longer).translate(self.spelling, self.unspelled)
        spelled = spelled_in(data, self.page)
        if spelled.longest > self.longest:
            return None
        return self._folded(data).decode(self.page), spelled

    def fold(self, words: Sequence[str]) -> list[str | None]:
        """Spellings folded, each by itself; None for those that are not for this table."""
        data = " ".join(words).encode(self.page, "replace").translate(self.marking)
        folded = self._folded(data).decode(self.page).split(" ")
        return [None if UNKNOWN in word else word for word in folded]

    def lines(self, text: str) -> str | None:
        """A text folded, with spaces between its words and line breaks where it has them."""
        data = self._encoded(text)
        if data is None:
            return None
        spelled = _replaced(data, self.longer).translate(self.spelling_lines, self.unspelled)
        return self._folded(spelled).decode(self.page)

    def _encoded(self, text: str) -> bytes | None:
        try:
            data = text.encode("ascii" if text.isascii() else self.page)
        except UnicodeEncodeError:
            return None
        return data if len(data.translate(None, self.beyond)) == len(data) else None

    def _folded(self, spelled: bytes) -> bytes:
        return _replaced(spelled, self.folded_longer).translate(self.folding, self.unfolded)


def table(page: str, letter: Callable[[str], Letter | None], longest: int) -> Table:
    """The table of a code page; ``letter`` says what each is, None for what has no place in it."""
    read = {code: (letter(char) if char else None) for code, char in _letters(page)}
    fitting = {code: it for code, it in read.items() if it and _fits(it, page)}
    known = {it.spelled: it for it in fitting.values() if len(it.spelled) == 1}
    codes = {spelled.encode(page)[0]: it for spelled, it in known.items()}
    spelling = _mapped({c: it.spelled for c, it in fitting.items() if c != ord(BOUND)}, page)
    return Table(
        page=page,
        longest=longest,
        beyond=bytes(code for code in read if code not in fitting),
        longer=tuple(
            (bytes([c]), it.spelled.encode(page)) for c, it in fitting.items() if len(it.spelled) > 1
        ),
        spelling=spelling,
        spelling_lines=spelling[:10] + b"\n" + spelling[11:],
        unspelled=bytes(c for c, it in fitting.items() if not it.spelled),
        folded_longer=tuple(
            (bytes([c]), it.folded.encode(page)) for c, it in codes.items() if len(it.folded) > 1
        ),
        folding=_mapped({c: it.folded for c, it in codes.items()}, page),
        unfolded=bytes(c for c, it in codes.items() if not it.folded),
        marking=bytes(c if c in fitting else ord(UNKNOWN) for c in range(256)),
    )


def _letters(page: str) -> Iterator[tuple[int, str]]:
    for code in range(256):
        yield code, bytes([code]).decode(page, "ignore")


def _fits(letter: Letter, page: str) -> bool:
    """Whether it can be written in the page, and what is longer in plain letters that stay as they are."""
    spelled, folded = letter
    whole = all(part.isascii() or len(part) == 1 for part in letter) and (
        len(spelled) < 2 or spelled == folded
    )
    return whole and bool("".join(letter).encode(page, "ignore").decode(page) == "".join(letter))


def _mapped(letters: dict[int, str], page: str) -> bytes:
    codes = {code: it.encode(page)[0] for code, it in letters.items() if len(it) == 1}
    return bytes(codes.get(code, code) for code in range(256))


def _replaced(data: bytes, pairs: tuple[tuple[bytes, bytes], ...]) -> bytes:
    for old, new in pairs:
        if old in data:
            data = data.replace(old, new)
    return data
