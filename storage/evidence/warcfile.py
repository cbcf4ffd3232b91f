# ruff: noqa: N818 - names say what is wrong, not that something is
"""WARC 1.1 records as bytes: PURE. One gzip member a record.

Each member's header carries its own length in the gzip extra field ``sl`` (as in the Internet Archive's
ARC files), so that a reader hops from record to record without inflating, and the end of what a
killed process wrote is found without reading the file.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from isal import isal_zlib

from storage.tables.columns import instant_text

VERSION = b"WARC/1.1"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
COMPRESSION = 3  # isal's best: a twentieth more bytes than zlib's level 4 in a third of its time
HEAD = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x0c\x00sl\x08\x00"  # then both lengths
HEAD_BYTES = len(HEAD) + 8
TAIL = struct.Struct("<II")
BREAKS = re.compile(r"[\r\n]+\s*")
# A body whose chunks are undone must not say that it is chunked.
HIDDEN = {"transfer-encoding": "X-Archive-Transfer-Encoding"}
SHOWN = {"x-archive-transfer-encoding": "Transfer-Encoding"}

Headers = tuple[tuple[str, str], ...]


class BadRecord(ValueError):
    """Bytes that are no whole WARC record; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: its named fields (lower case) and its block."""

    fields: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        """ "response", "request", "revisit", "warcinfo", ..."""
        return self.fields.get("warc-type", "")

    @property
    def at(self) -> datetime:
        """The record's date."""
        return datetime.fromisoformat(self.fields["warc-date"])


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP message: its first line, its headers in wire order, its body."""

    first: str
    headers: Headers
    body: bytes


def record_bytes(fields: Iterable[tuple[str, str | None]], block: bytes) -> bytes:
    """A record in its own gzip member. Fields that are None are left out."""
    lines = [VERSION, *(f"{name}: {value}".encode() for name, value in fields if value is not None)]
    lines += [b"Content-Length: %d" % len(block), b"", block, b"", b""]
    return gzip_member(b"\r\n".join(lines))


def gzip_member(data: bytes) -> bytes:
    """A gzip member whose header tells its compressed and plain length."""
    packed = isal_zlib.compress(data, COMPRESSION, -15)
    length = HEAD_BYTES + len(packed) + TAIL.size
    lengths = struct.pack("<II", length, len(data) & 0xFFFFFFFF)
    return b"".join((HEAD, lengths, packed, TAIL.pack(isal_zlib.crc32(data), len(data) & 0xFFFFFFFF)))


def member_length(head: bytes) -> int | None:
    """The length that a member's first bytes tell; None where they are no head of ours."""
    if len(head) < HEAD_BYTES or not head.startswith(HEAD):
        return None
    length: int = struct.unpack_from("<I", head, len(HEAD))[0]
    return length


def inflate(member: bytes) -> bytes:
    """The record in one whole gzip member; :class:`BadRecord` where a byte is wrong."""
    inflater = zlib.decompressobj(31)
    try:
        data = inflater.decompress(member)
    except zlib.error as error:
        raise BadRecord(str(error)) from error
    if not inflater.eof:
        raise BadRecord("cut short")
    if inflater.unused_data:
        raise BadRecord(f"{len(inflater.unused_data)} bytes too many")
    return data


def parse_record(data: bytes) -> Record:
    """A record from its plain bytes."""
    head, found, rest = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not found or not lines[0].startswith(b"WARC/"):
        raise BadRecord("no WARC record")
    fields = dict(_field(line) for line in lines[1:])
    length = fields.get("content-length", "")
    if not length.isdigit() or len(rest) < int(length):
        raise BadRecord("its block is cut short")
    return Record(fields, rest[: int(length)])


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("utf-8", "replace").partition(":")
    return name.strip().lower(), value.strip()


def message_bytes(first: str, headers: Headers, body: bytes) -> bytes:
    """An HTTP message as it stands in a block."""
    lines = [first, *(f"{HIDDEN.get(n.lower(), n)}: {BREAKS.sub(' ', v)}" for n, v in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


def parse_message(block: bytes) -> Message:
    """An HTTP message from its block."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    headers = tuple((SHOWN.get(name.lower(), name), value) for name, _, value in pairs)
    return Message(first, headers, body)


def warc_date(moment: datetime) -> str:
    """A date as WARC writes it, to the second."""
    return instant_text(moment.astimezone(UTC))


def heads(data: bytes, start: int = 0) -> Iterator[int]:
    """Where members of ours may begin in ``data``."""
    position = data.find(HEAD, start)
    while position >= 0:
        yield position
        position = data.find(HEAD, position + 1)
