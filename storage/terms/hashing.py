"""PURE: words as hashes of 64 bits, computed for all words of a text at once.

A word's hash is a polynomial of its letters, with its powers counted from the word's first letter, so that it
is the same wherever the word stands.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]


def hash_of(name: bytes) -> int:
    """64 bits that are the same everywhere and for ever."""
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")


# Fixed: fingerprints that stand in archives were made with these.
ODD = np.array([hash_of(b"newskeep %d" % n) | 1 for n in range(12)], np.uint64)  # multipliers


def hashed(letters: Hashes, starts: Places) -> Hashes:
    """The hashes of words that begin at ``starts``, from what each letter adds; changes ``letters``."""
    powers, inverses = _powers(1 << max(len(letters) - 1, 1).bit_length())
    letters *= powers[: len(letters)]
    return mixed(np.add.reduceat(letters, starts) * inverses[starts])


def mixed(hashes: Hashes) -> Hashes:
    """Spread the bits of hashes over all 64."""
    hashes = (hashes ^ hashes >> np.uint64(31)) * ODD[10]
    return hashes ^ hashes >> np.uint64(29)


@cache
def _powers(number: int) -> tuple[Hashes, Hashes]:
    """The first powers of an odd number modulo 2**64, and those of its inverse."""
    inverse = pow(int(ODD[11]), -1, 1 << 64)
    powers, inverses = (np.full(number, base, np.uint64) for base in (ODD[11], inverse))
    return np.cumprod(powers, dtype=np.uint64), np.cumprod(inverses, dtype=np.uint64)
