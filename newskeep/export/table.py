"""CSV for spreadsheets: one row an article, lists joined, no cell that could run as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import chain
from typing import Any

from newskeep.export.columns import COLUMNS, IS_CURRENT, SEEN_AT

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pieces(rows: Iterable[Mapping[str, Any]], *, bom: bool = False) -> Iterator[bytes]:
    """A heading and one row an article (RFC 4180, UTF-8; with a byte order mark on request)."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    stream = iter(rows)
    first = next(stream, None)
    columns = (*COLUMNS, SEEN_AT, IS_CURRENT) if first and SEEN_AT in first else COLUMNS
    writer.writerow(columns)
    yield _taken(text, "utf-8-sig" if bom else "utf-8")
    for row in chain([first] if first else [], stream):
        writer.writerow([cell(row.get(name)) for name in columns])
        yield _taken(text)


def _taken(text: StringIO, encoding: str = "utf-8") -> bytes:
    """What was written so far, which makes room for the next."""
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written.encode(encoding, "backslashreplace")


def cell(value: Any) -> str | int | float | None:
    """A value as a cell: lists joined by ``; ``, objects as JSON, what looks like a formula quoted."""
    if isinstance(value, list):
        value = "; ".join(_named(item) for item in value)
    elif isinstance(value, Mapping):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value  # type: ignore[no-any-return]


def _named(item: Any) -> str:
    return str(item["url"]) if isinstance(item, Mapping) else str(item)
