"""Anybody's WARC files as exchanges, compressed by record, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from storage.errors import CaptureDamaged
from storage.records import Exchange

LARGEST = 64 * 1024 * 1024  # bytes of a record that is still looked at


def exchanges(path: Path) -> Iterator[Exchange]:
    """The HTTP responses of a WARC file, in order; memory holds one at a time.

    Raises OSError where the file cannot be opened, :class:`CaptureDamaged` where it ends before its end:
    what came before was given.
    """
    offset = 0
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(
                stream, WarcRecordType.response, max_content_length=LARGEST, auto_decode="transfer"
            ):
                offset = record.stream_pos
                exchange = _exchange(record)
                if exchange is not None:
                    yield exchange
        except (OSError, ValueError, EOFError) as error:
            raise CaptureDamaged(str(path), offset, str(error) or "cut short") from error


def _exchange(record: WarcRecord) -> Exchange | None:
    """One response; None where the record holds no HTTP."""
    address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
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


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
