"""The formats that are text: what they are called, and how rows become their bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from newskeep.export import citations, jsonl, table

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Form:
    """A format: the ending of its files, its media type, and its bytes, row by row."""

    suffix: str
    media_type: str
    pieces: Callable[[Rows], Iterator[bytes]]


TEXTS: Mapping[str, Form] = {
    "jsonl": Form("jsonl", "application/x-ndjson", jsonl.pieces),
    "csv": Form("csv", "text/csv; charset=utf-8", table.pieces),
    "bibtex": Form("bib", "application/x-bibtex; charset=utf-8", citations.bibtex),
    "ris": Form("ris", "application/x-research-info-systems; charset=utf-8", citations.ris),
    "csl-json": Form("json", "application/vnd.citationstyles.csl+json", citations.csl),
}


def write_text(rows: Rows, out: BinaryIO, *, form: str, bom: bool = False) -> None:
    """Write rows in one of the formats; a CSV begins with a byte order mark on request."""
    pieces = partial(table.pieces, bom=bom) if form == "csv" else TEXTS[form].pieces
    out.writelines(pieces(rows))
