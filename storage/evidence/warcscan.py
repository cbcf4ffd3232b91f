"""Walking through a capture file from end to end, over damage too; memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.evidence import warcfile
from storage.evidence.warcfile import BadRecord, Record

WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a place in a file: a record, or what is wrong there."""

    offset: int
    length: int
    record: Record | None = None
    problem: str | None = None


def scan(path: Path) -> Iterator[Found]:
    """Every record of a file in order, and every stretch of bytes that is none."""
    with path.open("rb") as file:
        size = path.stat().st_size
        offset = 0
        while offset < size:
            found = _at(file, offset, size)
            yield found
            offset += found.length


def _at(file: BinaryIO, offset: int, size: int) -> Found:
    file.seek(offset)
    length = warcfile.member_length(file.read(warcfile.HEAD_BYTES))
    if length is None or length < warcfile.HEAD_BYTES:
        return _no_head(file, offset, size)
    if offset + length > size:
        return _too_long(file, offset, size)
    file.seek(offset)
    try:
        return Found(offset, length, warcfile.parse_record(warcfile.inflate(file.read(length))))
    except BadRecord as error:
        return Found(offset, length, problem=str(error))


def _no_head(file: BinaryIO, offset: int, size: int) -> Found:
    following = _next_head(file, offset + 1, size)
    if following is None:
        return Found(offset, size - offset, problem="torn tail")
    return Found(offset, following - offset, problem="no record begins here")


def _too_long(file: BinaryIO, offset: int, size: int) -> Found:
    """A head whose record does not fit: the last, torn one, or one whose length is damaged."""
    following = _next_head(file, offset + warcfile.HEAD_BYTES, size)
    if following is None:
        return Found(offset, size - offset, problem="torn tail")
    return Found(offset, following - offset, problem="its length is damaged")


def _next_head(file: BinaryIO, start: int, size: int) -> int | None:
    """Where the next record begins at or after ``start``."""
    overlap = len(warcfile.HEAD) - 1
    while start < size:
        file.seek(start)
        window = file.read(WINDOW)
        place = window.find(warcfile.HEAD)
        if place >= 0:
            return start + place
        start += max(len(window) - overlap, 1) if len(window) == WINDOW else len(window)
    return None
