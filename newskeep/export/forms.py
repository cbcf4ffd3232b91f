"""The formats that are streamed: what they are called, and how rows become their bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from newskeep.export import citations, jsonl, table

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Form:
    """A format: the ending of its files, its media type, and its bytes, piece by piece."""

    suffix: str
    media_type: str
    pieces: Callable[[Rows], Iterator[bytes]]


def _parquet(rows: Rows) -> Iterator[bytes]:
    """Parquet; pyarrow is loaded only where it is wanted."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # Arrow's own keeps what it gave back
    from newskeep.export import columnar

    return columnar.pieces(rows)


FORMS: Mapping[str, Form] = {
    "jsonl": Form("jsonl", "application/x-ndjson", jsonl.pieces),
    "csv": Form("csv", "text/csv; charset=utf-8", table.pieces),
    "parquet": Form("parquet", "application/vnd.apache.parquet", _parquet),
    "bibtex": Form("bib", "application/x-bibtex; charset=utf-8", citations.bibtex),
    "ris": Form("ris", "application/x-research-info-systems; charset=utf-8", citations.ris),
    "csl-json": Form("json", "application/vnd.citationstyles.csl+json", citations.csl),
}


def write(rows: Rows, out: BinaryIO, *, form: str, bom: bool = False) -> None:
    """Write rows in one of the formats; a CSV begins with a byte order mark on request."""
    pieces = partial(table.pieces, bom=bom) if form == "csv" else FORMS[form].pieces
    out.writelines(pieces(rows))
