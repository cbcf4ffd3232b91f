"""The evidence: every exchange kept as WARC 1.1, appended, read back byte for byte, mended after a crash.

A process writes to one file at a time, which it holds by a lock, so many workers share one folder. A file is
left for the next at midnight UTC and when it is full; a run continues the day's file of its machine. What a
killed process left half-written at the end of a file is cut off before anything is appended to it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from uuid import uuid4

from storage.errors import ArchiveUnwritable, CaptureDamaged
from storage.evidence import warcfile
from storage.evidence.warcfile import BadRecord, Record, message_bytes, parse_message, record_bytes, warc_date
from storage.records import Capture, Exchange

MAX_BYTES = 1_000_000_000
SOFTWARE = "newskeep"
WINDOW = 1 << 20  # bytes read at a time in search of a file's last record
SUFFIX = ".warc.gz"
CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True)
class Original:
    """An earlier capture with the same payload, which a revisit record refers to."""

    url: str
    fetched_at: datetime
    file: str
    offset: int


class Captures:
    """A folder of WARC files."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES, host: str | None = None) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._host = (host or socket.gethostname() or "host").split(".")[0]
        self._file: FileIO | None = None
        self._name = ""
        self._day = ""

    # ---- writing

    def append(
        self,
        exchange: Exchange,
        original: Original | None = None,
        kept: Callable[[str], int] = lambda _: 0,
    ) -> Capture:
        """Keep an exchange; with an ``original`` of the same payload only its headers, as a revisit.

        A file that is missing, or shorter than what the archive says is ``kept`` in it, is damaged: it is
        left as it is, and its name and places to what may be restored.
        """
        digest = payload_digest(exchange.body)
        identity = f"<urn:uuid:{uuid4()}>"
        response = _response(exchange, digest, identity, original)
        try:
            file = self._writable(exchange.fetched_at, kept)
            offset = file.seek(0, os.SEEK_END)
            self._put(file, offset, response + _request(exchange, identity))
        except OSError as error:
            raise ArchiveUnwritable(str(self.folder), error.strerror or str(error)) from error
        return Capture(
            url=exchange.url,
            file=self._name,
            offset=offset,
            length=len(response),
            digest=digest,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            mime=_mime(exchange),
            original=(original.file, original.offset) if original else None,
        )

    def sync(self) -> None:
        """Make sure that what was appended outlives the machine's power."""
        if self._file is None:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise ArchiveUnwritable(self._name, error.strerror or str(error)) from error

    def close(self) -> None:
        """Let go of the file that is written to."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _put(self, file: FileIO, offset: int, data: bytes) -> None:
        """Append, or take back what did not fit on the disk, so that the file ends with a whole record."""
        try:
            write_all(file, data)
        except OSError:
            file.truncate(offset)
            self.close()
            raise

    def _writable(self, at: datetime, kept: Callable[[str], int]) -> FileIO:
        day = warc_date(at)[:10].replace("-", "")
        if self._file is not None and (day != self._day or self._file.tell() >= self._max_bytes):
            self.close()
        if self._file is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file, self._name = self._next_file(day, at, kept)
            self._day = day
        return self._file

    def _next_file(self, day: str, at: datetime, kept: Callable[[str], int]) -> tuple[FileIO, str]:
        number = 1
        while True:
            name = f"newskeep-{day}-{self._host}-{number:05}{SUFFIX}"
            file = self._take(self.folder / name, kept(name))
            if file is not None:
                begin(file, name, at)
                return file, name
            number += 1

    def _take(self, path: Path, kept: int) -> FileIO | None:
        """The file, locked and mended; None where another process writes to it, it is full or damaged."""
        if kept and not path.exists():
            return None
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        file = FileIO(descriptor, "r+")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        end = whole_end(file)
        if end is not None and kept <= end < self._max_bytes:
            file.truncate(end)
            return file
        file.close()
        return None

    # ---- reading

    def record(self, capture: Capture) -> Record:
        """The response or revisit record of a capture."""
        try:
            with (self.folder / capture.file).open("rb") as file:
                file.seek(capture.offset)
                member = file.read(capture.length)
            return warcfile.parse_record(warcfile.inflate(member))
        except OSError as error:
            raise CaptureDamaged(capture.file, capture.offset, error.strerror or str(error)) from error
        except BadRecord as error:
            raise CaptureDamaged(capture.file, capture.offset, str(error)) from error

    def read(self, capture: Capture, original: Capture | None = None) -> Exchange:
        """The exchange as it was kept. A revisit needs the ``original`` that has its payload."""
        record = self.record(capture)
        message = parse_message(record.block)
        body = message.body
        if record.type == "revisit":
            if original is None:
                raise CaptureDamaged(capture.file, capture.offset, "its payload stands in a record not given")
            body = parse_message(self.record(original).block).body
        if payload_digest(body) != capture.digest:
            raise CaptureDamaged(capture.file, capture.offset, "the payload is not the one that was kept")
        status, reason = _status(message.first)
        return Exchange(
            url=record.fields["warc-target-uri"],
            status=status,
            reason=reason,
            headers=message.headers,
            body=body,
            fetched_at=record.at,
            ip=record.fields.get("warc-ip-address"),
        )

    def members(self, capture: Capture) -> bytes:
        """The records of a capture as they stand in the file: the response (or revisit) and its request."""
        try:
            with (self.folder / capture.file).open("rb") as file:
                file.seek(capture.offset)
                response = file.read(capture.length)
                head = file.read(warcfile.HEAD_BYTES)
                request = head + file.read((warcfile.member_length(head) or len(head)) - len(head))
        except OSError as error:
            raise CaptureDamaged(capture.file, capture.offset, error.strerror or str(error)) from error
        return response + request

    def files(self) -> list[str]:
        """The names of all capture files, in order."""
        return sorted(path.name for path in self.folder.glob(f"*{SUFFIX}"))


def payload_digest(body: bytes) -> str:
    """SHA-256 of a payload, hex."""
    return hashlib.sha256(body).hexdigest()


def write_all(file: FileIO, data: bytes) -> None:
    """Write all bytes at the end of a file, straight to the operating system."""
    file.seek(0, os.SEEK_END)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def begin(file: FileIO, name: str, at: datetime) -> None:
    """Write the warcinfo record of a new file."""
    if file.seek(0, os.SEEK_END):
        return
    info = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\nconformsTo: {CONFORMS}\r\n"
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", warc_date(at)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    write_all(file, record_bytes(fields, info.encode()))


def whole_end(file: FileIO) -> int | None:
    """Where the last whole record of a file ends: its size, or less where the tail is torn.

    None where the file holds something, but no record of ours: then it is not touched.
    """
    size = start = file.seek(0, os.SEEK_END)
    tail = b""
    while start > 0:
        step = min(WINDOW, start)
        start -= step
        file.seek(start)
        tail = file.read(step) + tail
        last = tail.rfind(warcfile.HEAD)
        if last >= 0:
            return _end_of_last(tail[last:], start + last)
    return 0 if size < warcfile.HEAD_BYTES else None


def _end_of_last(rest: bytes, offset: int) -> int:
    """The end of the last record if all of it is there, else its beginning."""
    length = warcfile.member_length(rest)
    return offset if length is None or length > len(rest) else offset + length


def _response(exchange: Exchange, digest: str, identity: str, original: Original | None) -> bytes:
    first = f"HTTP/1.1 {exchange.status} {exchange.reason}"
    fields = [
        ("WARC-Type", "revisit" if original else "response"),
        ("WARC-Record-ID", identity),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-IP-Address", exchange.ip),
        ("WARC-Payload-Digest", f"sha256:{digest}"),
        ("WARC-Profile", warcfile.REVISIT_PROFILE if original else None),
        ("WARC-Refers-To-Target-URI", original.url if original else None),
        ("WARC-Refers-To-Date", warc_date(original.fetched_at) if original else None),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record_bytes(fields, message_bytes(first, exchange.headers, b"" if original else exchange.body))


def _request(exchange: Exchange, response: str) -> bytes:
    fields = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", response),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    target = exchange.url.split("://", 1)[-1]
    path = f"/{target.partition('/')[2]}"
    return record_bytes(
        fields, message_bytes(f"{exchange.method} {path} HTTP/1.1", exchange.request_headers, b"")
    )


def _mime(exchange: Exchange) -> str | None:
    for name, value in exchange.headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower() or None
    return None


def _status(first: str) -> tuple[int, str]:
    status, _, reason = first.partition(" ")[2].partition(" ")
    return int(status), reason
