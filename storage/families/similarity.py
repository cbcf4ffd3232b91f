"""Near-duplicate texts: the fingerprint of a text is its bottom-k MinHash, the few smallest of its hashes.

The hashes are of word 3-grams. Texts of which half the 3-grams are the same share about half of the
fingerprint, so that a few shared hashes make two texts candidates; those are compared gram for gram before
they count. A text with a tenth of its words edited is found in 99 of 100 cases, with 8 hashes a text; MinHash
cut into bands takes 32 for 97.

Words are hashed as arrays of code points, not as Python strings, which makes it four times as fast. The
hashes stand in the archive: what is marked as fixed here can only change with ``DERIVED`` of
storage/tables/schema.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from storage.terms.hashing import ODD, Hashes, hashed, mixed

FEWEST_WORDS = 24  # shorter texts are too alike by chance
SAME_TEXT = 0.45  # Jaccard of 3-grams from which two texts are one story
FEWEST_SHARED = 2  # hashes that make a candidate, where at least one of them tells
MANY_SHARED = 4  # hashes that make one in any case
MOST_HOLDERS = 32  # a hash that more articles hold tells little; only its latest are looked at
RECENT = 256  # texts whose 3-grams are kept, some 3 MB

# Fixed: what the stored fingerprints were made with.
HASHES = 8  # of a fingerprint
LAST_LETTER = 0x3FFFF  # code points beyond are no letters
# In scripts that put no space between words each character is one.
UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
NO_LETTER, LETTER, WHOLE_WORD = 0, 1, 2


@lru_cache(maxsize=RECENT)
def grams(text: str) -> Hashes:
    """The word 3-grams of a text as sorted hashes, without case and punctuation; none for a short text.

    Those of recent texts are kept: what is stored is compared with what was stored just before.
    """
    words = word_hashes(text)
    if len(words) < FEWEST_WORDS:
        return np.empty(0, np.uint64)
    found = mixed(words[:-2] * ODD[0] + words[1:-1] * ODD[1] + words[2:] * ODD[2])
    found.sort()
    first = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    different: Hashes = found[first]
    return different  # np.unique takes six times as long


def fingerprint(hashes: Hashes) -> list[int]:
    """Of the smallest hashes of a text 32 bits each, as signed integers. Empty for a text that is too short.

    The lower bits: the upper ones are nearly the same, as these hashes are the smallest.
    """
    smallest: list[int] = hashes[:HASHES].astype(np.uint32).view(np.int32).tolist()
    return smallest


def candidates(holders: Sequence[Sequence[int]]) -> list[int]:
    """The articles that share enough of a fingerprint to be compared, most first.

    ``holders`` are for each of its hashes the articles that hold it, up to ``MOST_HOLDERS``. What a site
    prints below every text is held by all of them, and tells nothing.
    """
    if len(holders) < FEWEST_SHARED:
        return []
    shared = Counter(article for found in holders for article in found)
    telling = {article for found in holders if len(found) < MOST_HOLDERS for article in found}
    return [
        article
        for article, number in shared.most_common()
        if number >= (FEWEST_SHARED if article in telling else MANY_SHARED)
    ]


def likeness(one: Hashes, other: Hashes) -> float:
    """Jaccard index of two texts' 3-grams: 0 to 1."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if both else 0.0


def word_hashes(text: str) -> Hashes:
    """One hash a word, in order."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "replace"), np.int32).astype(np.intp)
    starts = _starts(_kinds().take(codes, mode="clip"))
    if not len(starts):
        return np.empty(0, np.uint64)
    return hashed(_letters().take(codes, mode="clip"), starts)


def _starts(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where words begin: at a letter that follows none, and at each that is a word by itself."""
    begins = kinds != NO_LETTER
    np.greater(kinds[1:], (kinds[:-1] == LETTER).view(np.uint8), out=begins[1:])
    return np.flatnonzero(begins)


@cache
def _letters() -> Hashes:
    """What each code point adds to a word's hash; nothing, where it is no letter."""
    codes = np.arange(LAST_LETTER + 1, dtype=np.uint64)
    letters: Hashes = (codes * ODD[8] + ODD[9]) * (_kinds() != NO_LETTER)
    return letters


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point is."""
    letters = np.arange(LAST_LETTER + 1, dtype=np.uint32).view("U1")  # each as a text of its own
    table = np.strings.isalnum(letters).view(np.uint8)
    for first, last in UNSPACED:
        table[first : last + 1] *= WHOLE_WORD
    return table
