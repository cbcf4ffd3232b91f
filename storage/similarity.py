"""Near-duplicate texts: MinHash signatures cut into bands, two texts being candidates if they share one.

128 permutations over word 3-grams, 32 bands of 4 rows: texts with a tenth of their words edited share a band
in about 97 of 100 cases. What shares one is compared gram for gram before it counts.

Words are hashed as arrays of code points, not as Python strings, which makes a sketch four times as fast. The
hashes stand in the archive: what is marked as fixed here can only change with a migration.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

Hashes = NDArray[np.uint64]


def hash_of(name: bytes) -> int:
    """64 bits that are the same everywhere and for ever."""
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")


FEWEST_WORDS = 24  # shorter texts are too alike by chance
SAME_TEXT = 0.45  # Jaccard of 3-grams from which two texts are one story

# Fixed: what the stored bands were made with.
PERMUTATIONS, BANDS, ROWS, SEED = 128, 32, 4, 1
LONGEST_WORD = 64  # letters that count
ODD = np.array([hash_of(b"newskeep %d" % n) | 1 for n in range(12)], np.uint64)  # multipliers
LAST_LETTER = 0x3FFFF  # code points beyond are no letters
# In scripts that put no space between words each character is one.
UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
NO_LETTER, LETTER, WHOLE_WORD = 0, 1, 2


def grams(text: str) -> Hashes:
    """The word 3-grams of a text as sorted hashes, without case and punctuation; none for a short text."""
    words = word_hashes(text)
    if len(words) < FEWEST_WORDS:
        return np.empty(0, np.uint64)
    mixed = _mix(words[:-2] * ODD[0] + words[1:-1] * ODD[1] + words[2:] * ODD[2])
    mixed.sort()
    different: Hashes = mixed[np.append(True, mixed[1:] != mixed[:-1])]
    return different  # np.unique takes six times as long


def band_keys(hashes: Hashes) -> list[int]:
    """One integer a band: its number, then 32 bits of its rows' hash. Empty for a text that is too short."""
    if not len(hashes):
        return []
    ends = np.array((0, len(hashes)), np.uint64)
    (digest,) = RMinHash.digest_matrix_from_flat_token_hashes(hashes, ends, PERMUTATIONS, SEED).to_rows()
    rows = np.array(digest, np.uint64).reshape(BANDS, ROWS)
    short = _mix(rows @ ODD[3 : 3 + ROWS]) >> np.uint64(32)
    keys: list[int] = (np.arange(BANDS, dtype=np.uint64) << np.uint64(32) | short).tolist()
    return keys


def likeness(one: Hashes, other: Hashes) -> float:
    """Jaccard index of two texts' 3-grams: 0 to 1."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if both else 0.0


def word_hashes(text: str) -> Hashes:
    """One hash a word, in order."""
    codes = np.frombuffer(text.lower().encode("utf-32-le", "replace"), np.uint32)
    kinds = _kinds()[np.minimum(codes, LAST_LETTER)]
    starts = _starts(kinds)
    if not len(starts):
        return np.empty(0, np.uint64)
    place = _places(starts, len(codes))
    powers = _powers()[np.minimum(place, LONGEST_WORD - 1)]
    letters = np.where(kinds == NO_LETTER, 0, codes.astype(np.uint64) * ODD[8] + ODD[9])
    return _mix(np.add.reduceat(letters * powers, starts))


def _places(starts: NDArray[np.intp], length: int) -> NDArray[np.intp]:
    """How far each position lies behind the start of its word; before the first word 0."""
    lengths = np.diff(starts, append=length)
    behind = np.arange(length)
    behind[starts[0] :] -= np.repeat(starts, lengths)
    return behind


def _starts(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where words begin."""
    before = np.concatenate((np.zeros(1, np.uint8), kinds[:-1]))
    begins = (kinds == WHOLE_WORD) | ((kinds == LETTER) & (before != LETTER))
    return np.flatnonzero(begins)


def _mix(hashes: Hashes) -> Hashes:
    """Spread the bits of hashes over all 64."""
    hashes = (hashes ^ hashes >> np.uint64(31)) * ODD[10]
    return hashes ^ hashes >> np.uint64(29)


@cache
def _powers() -> Hashes:
    return np.cumprod(np.full(LONGEST_WORD, ODD[11]), dtype=np.uint64)


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point is."""
    table = np.fromiter((chr(code).isalnum() for code in range(LAST_LETTER + 1)), np.uint8)
    for first, last in UNSPACED:
        table[first : last + 1] *= WHOLE_WORD
    return table
