"""An export as a file: complete or not there at all, with a sidecar that says what it is."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

PIECE = 1 << 18  # bytes that are written at once
LEFT = 3_600  # seconds without a byte after which nobody writes a part file any more


class Counted:
    """A binary stream that counts and hashes what passes through it."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.size, self._hash = out, 0, sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self._hash.update(data)
        self.out.write(data)
        return len(data)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """Write many pieces, some hundred kilobytes at a time."""
        held: list[bytes] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= PIECE:
                self.write(b"".join(held))
                held, size = [], 0
        self.write(b"".join(held))

    @property
    def digest(self) -> str:
        """SHA-256 of everything so far, in hex."""
        return self._hash.hexdigest()

    def flush(self) -> None:
        self.out.flush()

    def tell(self) -> int:
        return self.size

    def close(self) -> None:
        """Left open: whoever opened the file below closes it."""

    closed = False

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


@contextmanager
def written(path: Path) -> Iterator[Counted]:
    """A file that appears under its name only when the block has ended well; ``-`` is standard output.

    A pipe or a device is written into, and what a link leads to is replaced, never the link.
    """
    if str(path) == "-":
        yield Counted(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        with _placed(path) as out:
            yield Counted(out)
    except OSError as error:
        error.filename = error.filename or str(path)  # a full disk does not say whose
        raise


@contextmanager
def _placed(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when the block has ended well; a pipe or a device as it is."""
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            yield out
        return
    path = path.resolve() if path.is_symlink() else path
    path.parent.stat()  # what is missing is named, not the part file in it
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    _clear(path)
    try:
        with part.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Remove what killed exports to the same place left; what is being written is young."""
    for left in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(FileNotFoundError):  # somebody else was quicker
            if left.stat().st_mtime < time.time() - LEFT:
                left.unlink()


def sidecar(path: Path) -> Path:
    """Where the description of an export lies: ``FILE.about.json``."""
    return path.with_name(f"{path.name}.about.json")


def describe(path: Path, about: Mapping[str, Any]) -> None:
    """Write the sidecar of an export."""
    with written(sidecar(path)) as out:
        out.write(json.dumps(about, ensure_ascii=False, indent=2).encode() + b"\n")
