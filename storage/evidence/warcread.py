"""Anybody's WARC files as exchanges, compressed by record, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from storage.errors import CaptureDamaged
from storage.records import Exchange

LARGEST = 64 * 1024 * 1024  # bytes of a record that is still looked at
READ = WarcRecordType.response | WarcRecordType.revisit


@dataclass(frozen=True, slots=True)
class Revisit:
    """An answer with the very payload of an earlier one, which alone holds it."""

    url: str
    fetched_at: datetime
    earlier_url: str
    earlier_at: datetime
    status: int | None


def exchanges(path: Path) -> Iterator[Exchange | Revisit]:
    """The HTTP responses of a WARC file, in order; memory holds one at a time.

    Raises OSError where the file cannot be opened, :class:`CaptureDamaged` where it ends before its end:
    what came before was given.
    """
    offset = 0
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream, READ, max_content_length=LARGEST, auto_decode="transfer"):
                offset = record.stream_pos
                found = (
                    _revisit(record) if record.record_type == WarcRecordType.revisit else _exchange(record)
                )
                if found is not None:
                    yield found
        except (OSError, ValueError, EOFError) as error:
            raise CaptureDamaged(str(path), offset, str(error) or "cut short") from error


def _exchange(record: WarcRecord) -> Exchange | None:
    """One response; None where the record holds no HTTP."""
    address = _address(record, "WARC-Target-URI")
    if not record.is_http or not address.startswith(("http://", "https://")):
        return None
    http = record.http_headers
    if http is None or http.status_code is None:
        return None
    return Exchange(
        url=address,
        status=http.status_code,
        headers=tuple(
            (_text(name), _text(value))
            for name, value in http.astuples()
            if name.lower() != "transfer-encoding"
        ),
        body=record.reader.read(),
        fetched_at=record.record_date or datetime.fromtimestamp(0, UTC),
        ip=record.headers.get("WARC-IP-Address"),
        reason=http.reason_phrase or "",
    )


def _revisit(record: WarcRecord) -> Revisit | None:
    """None where it does not tell when the payload came."""
    url = _address(record, "WARC-Target-URI")
    try:
        earlier = datetime.fromisoformat(record.headers.get("WARC-Refers-To-Date") or "")
    except ValueError:
        return None
    if record.record_date is None or earlier.tzinfo is None:
        return None
    status = record.http_headers.status_code if record.http_headers else None
    return Revisit(
        url, record.record_date, _address(record, "WARC-Refers-To-Target-URI") or url, earlier, status
    )


def _address(record: WarcRecord, name: str) -> str:
    return (record.headers.get(name) or "").strip("<>")


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
