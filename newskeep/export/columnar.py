"""Parquet and Arrow: typed columns, read in batches so that memory stays flat. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

A_BATCH = 1_000
MOMENTS = ("first_seen_at", "last_seen_at", "gone_at")

SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("url", "canonical_url", "site", "title", "lead", "body", "language")
        ),
        ("language_confidence", pa.float64()),
        ("declared_language", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("section", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("images", pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string())]))),
        *((name, pa.string()) for name in ("published_at", "published_at_source", "published_at_precision")),
        ("modified_at", pa.string()),
        *((name, pa.timestamp("us", "UTC")) for name in MOMENTS),
        *((name, pa.int64()) for name in ("revision", "revisions", "word_count")),
        ("paywalled", pa.bool_()),
        *((name, pa.int64()) for name in ("edition_group", "cluster")),
        ("capture", pa.struct([("file", pa.string()), ("offset", pa.int64()), ("digest", pa.string())])),
    ]
)


def write(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write one Parquet file (zstd). Dates as the page wrote them stay text; times seen are timestamps."""
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for batch in batches(rows):
            writer.write_batch(batch)


def batches(rows: Iterable[Mapping[str, Any]], size: int = A_BATCH) -> Iterator[pa.RecordBatch]:
    """Rows as Arrow record batches of the export's schema."""
    stream = iter(rows)
    while some := list(islice(stream, size)):
        yield pa.RecordBatch.from_pylist([_typed(row) for row in some], schema=SCHEMA)


def table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """All rows as one Arrow table."""
    return pa.Table.from_batches(batches(rows), schema=SCHEMA)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(row[name]) for name in MOMENTS if row[name]}
    return {**row, **times}
