"""py3langid's model with its two large tables left in a file, of which a text needs a few hundred rows.

The package's own reader holds them, 68 MB, and both forms of one of them while it reads. Mapped into memory
they soon take as much, as the system maps what lies around each row that is touched.
"""

from __future__ import annotations

import lzma
import os
import shutil
import struct
import sys
import tempfile
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar
from zipfile import ZipFile, ZipInfo

import numpy as np

Array = np.ndarray[Any, Any]
T = TypeVar("T")
LOCAL_HEADER = 30  # bytes of a member's own header in a zip file, before its name and what else it says
LENGTHS = struct.Struct("<HH")  # of these two, at the header's end
REMEMBERED = 1 << 16  # pieces of a table: of the longer ones some 20 MB, were all languages asked about


class Table(NamedTuple):
    """Where an array lies in the file, and what it looks like."""

    start: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Model:
    """The arrays of an ``.npz`` file in xz, in a file without a name that is gone with the process."""

    def __init__(self, packed: Path) -> None:
        self._file = tempfile.TemporaryFile(suffix=".npz")  # noqa: SIM115 - read as long as there are texts
        weakref.finalize(self, self._file.close)
        with lzma.open(packed) as unpacked:
            shutil.copyfileobj(unpacked, self._file, length=1 << 20)
        self._file.flush()
        with ZipFile(self._file) as members:
            self._tables = {
                one.filename.removesuffix(".npy"): _table(self._file, one) for one in members.infolist()
            }

    def array(self, name: str) -> Array:
        """A whole array."""
        table = self._tables[name]
        size = int(np.prod(table.shape)) * table.dtype.itemsize
        return np.frombuffer(self.read(table.start, size), table.dtype).reshape(table.shape)

    def rows(self, name: str) -> Rows:
        """A table of which rows are read when they are asked for."""
        start, (_, columns), dtype = self._tables[name]
        return Rows(Pieces(self, start, columns * dtype.itemsize, bytes), dtype)

    def numbers(self, name: str) -> Pieces[int]:
        """A long list of numbers that are read when they are asked for."""
        start, _, dtype = self._tables[name]
        return Pieces(self, start, dtype.itemsize, partial(int.from_bytes, byteorder=sys.byteorder))

    def read(self, start: int, size: int) -> bytes:
        """Bytes of the file; threads share it, but no place in it."""
        return os.pread(self._file.fileno(), size, start)


class Pieces(dict[int, T]):
    """Pieces of one size by their numbers; those asked for lately are remembered."""

    def __init__(self, model: Model, start: int, size: int, value: Callable[[bytes], T]) -> None:
        super().__init__()
        self._model, self._start, self._size, self._value = model, start, size, value

    def __missing__(self, at: int) -> T:
        if len(self) >= REMEMBERED:
            self.clear()
        self[at] = found = self._value(self._model.read(self._start + at * self._size, self._size))
        return found


class Rows:
    """Rows of a table by an array of their numbers."""

    def __init__(self, pieces: Pieces[bytes], dtype: np.dtype[Any]) -> None:
        self._pieces, self._dtype = pieces, dtype

    def __getitem__(self, wanted: Array) -> Array:
        found = b"".join(map(self._pieces.__getitem__, wanted.tolist()))
        return np.frombuffer(found, self._dtype).reshape(len(wanted), -1)


def _table(file: IO[bytes], member: ZipInfo) -> Table:
    """Where one array lies, stored in the zip file as it is."""
    file.seek(member.header_offset + LOCAL_HEADER - LENGTHS.size)
    file.seek(sum(LENGTHS.unpack(file.read(LENGTHS.size))), 1)
    np.lib.format.read_magic(file)
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    return Table(file.tell(), shape, dtype)
