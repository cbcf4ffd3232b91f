"""Words and character classes of many texts at once, in numpy: what the features of blocks count.

All texts are joined into one array of code points. A word is a hash (64 bits), so that questions such
as "which words of this block stand in the title" are set operations on arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]

WORD, ALONE, UPPER, DIGIT, COMMA, SENTENCE, BAR = 1, 2, 4, 8, 16, 32, 64
_LAST = 0xFFFF  # of the basic plane
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.array([0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64)
_ALONE = ((0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF))
_ALONE_TOO = ((0x4E00, 0x9FFF), (0xF900, 0xFAFF))


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Class bits and lower-case code point of each character of the basic plane."""
    bits = np.zeros(_LAST + 1, dtype=np.uint8)
    lower = np.arange(_LAST + 1, dtype=np.uint32)
    for code in range(_LAST):
        character = chr(code)
        if character.isalnum() or character == "_":
            bits[code] |= WORD
            if character.isupper():
                bits[code] |= UPPER
                low = character.lower()
                lower[code] = ord(low) if len(low) == 1 else code
            elif character.isdigit():
                bits[code] |= DIGIT
    for first, last in _ALONE + _ALONE_TOO:
        bits[first : last + 1] |= np.where(bits[first : last + 1] & WORD, ALONE, 0).astype(np.uint8)
    for mark, characters in ((COMMA, ",،、，;"), (SENTENCE, ".!?…。！？؟।"), (BAR, "|•·»›→▶/")):
        for character in characters:
            bits[ord(character)] |= mark
    return bits, lower


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several texts: one hash each, and the text each belongs to."""

    hashes: Hashes
    owner: Ints
    first: Ints  # index of each text's first word
    count: Ints  # words a text
    bits: NDArray[np.uint8]  # class bits of all characters
    start: Ints  # index of each text's first character
    length: Ints  # characters a text

    def tally(self, texts: int, classes: Sequence[int]) -> NDArray[np.int64]:
        """How many characters of each class the first so many texts have (class x text)."""
        end = self.start[texts - 1] + self.length[texts - 1]
        place = np.flatnonzero(self.bits[:end] & np.bitwise_or.reduce(np.array(classes, dtype=np.uint8)))
        owner = np.searchsorted(self.start, place, side="right") - 1
        one, which = np.nonzero(self.bits[place] & np.array(classes, dtype=np.uint8)[:, None])
        cell = one * texts + owner[which]
        return np.bincount(cell, minlength=len(classes) * texts).reshape(-1, texts)

    def of(self, texts: Iterable[int]) -> Hashes:
        """The distinct words of some texts."""
        parts = [self.hashes[self.first[i] : self.first[i] + self.count[i]] for i in texts]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint64)

    def of_first(self, texts: int) -> tuple[Hashes, Ints]:
        """All words of the first so many texts, and their texts."""
        end = self.first[texts - 1] + self.count[texts - 1]
        return self.hashes[:end], self.owner[:end]

    def runs(self, size: int) -> tuple[Hashes, Ints]:
        """Hashes of all runs of ``size`` words within one text, and their texts."""
        total = len(self.hashes) - size + 1
        if total <= 0:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        mixed = sum((self.hashes[k : k + total] * _MIX[k] for k in range(size)), np.uint64(0))
        inside = self.owner[:total] == self.owner[size - 1 :]
        return np.asarray(mixed)[inside], self.owner[:total][inside]


def words(texts: Sequence[str]) -> Words:
    """The words of texts, lower case. A CJK, Thai, Lao, Khmer or Burmese character is a word."""
    classes, lower = _tables()
    length = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    start = np.concatenate(([0], np.cumsum(length + 1)))[:-1].astype(np.int64)
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    bits = classes.take(codes, mode="clip")  # code points beyond the basic plane count as its last
    begins, ends = _borders(bits)
    hashes = _hash_spans(lower.take(codes, mode="clip"), begins, ends)
    owner = np.searchsorted(start, begins, side="right") - 1
    count = np.bincount(owner, minlength=len(texts)).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(count)))[:-1].astype(np.int64)
    return Words(hashes, owner, first, count, bits, start, length)


def _borders(bits: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Where words begin and end (exclusive)."""
    word = (bits & WORD) > 0
    alone = (bits & ALONE) > 0
    before = np.concatenate(([False], word[:-1] & ~alone[:-1]))
    after = np.concatenate((word[1:] & ~alone[1:], [False]))
    begins = np.flatnonzero(word & (~before | alone))
    ends = np.flatnonzero(word & (~after | alone)) + 1
    return begins, ends


def _hash_spans(codes: NDArray[np.uint32], begins: Ints, ends: Ints) -> Hashes:
    """A polynomial hash of each span, from running sums; arithmetic is modulo 2**64."""
    size = len(codes) + 1
    powers = _powers(_BASE, size)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum((codes + np.uint64(1)) * powers[:-1])))
    hashes: Hashes = (sums[ends] - sums[begins]) * _powers(_INVERSE, size)[begins]
    return hashes ^ (hashes >> np.uint64(29))


@lru_cache(maxsize=8)
def _power_table(base: int, size: int) -> Hashes:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    table: Hashes = np.cumprod(factors)
    return table


def _powers(base: int, size: int) -> Hashes:
    """The first powers of a base, from a table whose length is a power of two."""
    return _power_table(base, 1 << max(16, (size - 1).bit_length()))[:size]


@dataclass(frozen=True, slots=True)
class Lists:
    """Several lists of words as one table: which of them a word stands in."""

    hashes: Hashes  # of all their words, sorted, each once
    member: NDArray[np.bool_]  # list x word
    maybe: NDArray[np.bool_]  # by a hash's last bits: whether it may be there at all

    @classmethod
    def of(cls, hashes: Hashes, one: Ints, lists: int) -> Lists:
        """From words, each with the number of the list that it stands in."""
        distinct, number = np.unique(hashes, return_inverse=True)
        member = np.zeros((lists, len(distinct)), dtype=bool)
        member[one, number] = True
        maybe = np.zeros(_SLOTS, dtype=bool)
        maybe[distinct & _SLOT] = True
        return cls(distinct, member, maybe)

    def find(self, wanted: Hashes) -> tuple[Ints, NDArray[np.bool_]]:
        """Which of ``wanted`` stand in any list, and for each of these in which (list x word)."""
        likely = np.flatnonzero(self.maybe[wanted & _SLOT])
        if not len(likely):
            return likely, self.member[:, :0]
        place = np.minimum(np.searchsorted(self.hashes, wanted[likely]), len(self.hashes) - 1)
        sure = self.hashes[place] == wanted[likely]
        return likely[sure], self.member[:, place[sure]]

    def count(self, wanted: Hashes, owner: Ints, owners: int) -> NDArray[np.int64]:
        """How many of each owner's words stand in each list (list x owner)."""
        found, member = self.find(wanted)
        one, word = np.nonzero(member)
        cell = one * owners + owner[found[word]]
        return np.bincount(cell, minlength=len(member) * owners).reshape(-1, owners)


_SLOTS = 1 << 14
_SLOT = np.uint64(_SLOTS - 1)


def phrase_lists(lists: Sequence[Sequence[str]]) -> tuple[Lists, Lists]:
    """Lists of phrases as those of one word and those of two."""
    listed = [phrase for one in lists for phrase in one]
    number = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    found = words(listed)
    pairs, owners = found.runs(2)
    single, double = found.count == 1, found.count[owners] == 2
    ones = Lists.of(found.hashes[found.first[single]], number[single], len(lists))
    return ones, Lists.of(pairs[double], number[owners[double]], len(lists))


def contains(sorted_values: Hashes, wanted: Hashes) -> NDArray[np.bool_]:
    """Which of ``wanted`` stand in ``sorted_values``."""
    if not len(sorted_values):
        return np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(sorted_values, wanted), len(sorted_values) - 1)
    found: NDArray[np.bool_] = sorted_values[place] == wanted
    return found
