"""py3langid's model with its two large tables mapped from a file instead of held: a text needs few of them.

The package's own reader keeps them in memory, and both forms of one of them while it reads. A crawl that has
one short text of a doubtful language would take a third more memory to its end.
"""

from __future__ import annotations

import lzma
import shutil
import struct
import tempfile
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import numpy as np

LOCAL_HEADER = 30  # bytes of a member's own header in a zip file, before its name and what else it says
LENGTHS = struct.Struct("<HH")  # of these two, at the header's end


def tables(packed: Path) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays of an ``.npz`` file in xz by name, mapped from a file that is gone when they are."""
    with tempfile.TemporaryFile(suffix=".npz") as file:
        with lzma.open(packed) as unpacked:
            shutil.copyfileobj(unpacked, file, length=1 << 20)
        with ZipFile(file) as members:
            return {one.filename.removesuffix(".npy"): _mapped(file, one) for one in members.infolist()}


def _mapped(file: IO[bytes], member: ZipInfo) -> np.ndarray[Any, Any]:
    """One array, stored in the zip file as it is."""
    file.seek(member.header_offset + LOCAL_HEADER - LENGTHS.size)
    file.seek(sum(LENGTHS.unpack(file.read(LENGTHS.size))), 1)
    np.lib.format.read_magic(file)
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    return np.asarray(np.memmap(file, dtype, "r", file.tell(), shape, "F" if fortran else "C"))
