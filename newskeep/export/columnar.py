"""Parquet and Arrow: typed columns, read in batches so that memory stays flat. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import RawIOBase
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newskeep.export.columns import IS_CURRENT, SEEN_AT

A_BATCH = 1_000  # rows of a group: about 5 MB of text; what is told of each group is held to the end
# Columns whose values come again and again; to look for repetitions in texts and addresses is in vain.
REPEATED = (
    "site", "language", "declared_language", "section", "published_at_source", "published_at_precision",
    "tdm_policy", "robots",
)  # fmt: skip
TEXT, TEXTS, MOMENT = pa.string(), pa.list_(pa.string()), pa.timestamp("us", "UTC")

SCHEMA = pa.schema(
    [
        *((name, TEXT) for name in ("url", "canonical_url", "site", "title", "lead", "body")),
        ("subheadings", TEXTS),
        ("language", TEXT),
        ("language_confidence", pa.float64()),
        ("declared_language", TEXT),
        ("authors", TEXTS),
        ("section", TEXT),
        ("tags", TEXTS),
        ("images", pa.list_(pa.struct([("url", TEXT), ("caption", TEXT)]))),
        *((name, TEXT) for name in ("published_at", "published_at_source", "published_at_precision")),
        ("modified_at", TEXT),
        *((name, MOMENT) for name in ("first_seen_at", "last_seen_at", "gone_at")),
        *((name, pa.int64()) for name in ("revision", "revisions", "word_count")),
        ("paywalled", pa.bool_()),
        *((name, pa.int64()) for name in ("edition_group", "cluster")),
        ("tdm_reservation", pa.bool_()),
        *((name, TEXT) for name in ("tdm_policy", "robots")),
        ("capture", pa.struct([("file", TEXT), ("offset", pa.int64()), ("digest", TEXT)])),
    ]
)
# Least and greatest value of a group, kept whole in memory to the end: of no use for texts and lists.
BOUNDED = [field.name for field in SCHEMA if field.type != TEXTS and field.name not in ("lead", "body")]
STATES = SCHEMA.append(pa.field(SEEN_AT, MOMENT)).append(pa.field(IS_CURRENT, pa.bool_()))


class Made(RawIOBase):
    """Where Arrow writes: what was written is held until it is taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        held, self._held = self._held, []
        return b"".join(held)


def pieces(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One Parquet file (zstd), a group of rows at a time. Dates as the page wrote them stay text; times seen
    are timestamps.

    A batch is compressed, which takes no Python, while the next one is read. The end, without which nothing
    can be read, comes only when all rows did.
    """
    made = Made()
    found = batches(rows)
    first = next(found, None)
    schema = SCHEMA if first is None else first.schema
    with (
        pq.ParquetWriter(
            made, schema, compression="zstd", use_dictionary=list(REPEATED), write_statistics=BOUNDED
        ) as writer,
        ThreadPoolExecutor(1) as aside,
    ):
        writing: Future[None] = aside.submit(lambda: None)
        for batch in chain([first] if first is not None else [], found):
            writing.result()
            piece = made.taken()
            writing = aside.submit(_write, writer, batch)
            yield piece
        writing.result()
    yield made.taken()


def _write(writer: pq.ParquetWriter, batch: pa.RecordBatch) -> None:
    writer.write_batch(batch)
    pa.default_memory_pool().release_unused()  # else what is held grows with what was written


def batches(rows: Iterable[Mapping[str, Any]], size: int = A_BATCH) -> Iterator[pa.RecordBatch]:
    """Rows as Arrow record batches of the export's schema; that of states has two columns more."""
    stream = iter(rows)
    while some := list(islice(stream, size)):
        schema = STATES if SEEN_AT in some[0] else SCHEMA
        yield pa.RecordBatch.from_arrays([_column(some, field) for field in schema], schema=schema)


def table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """All rows as one Arrow table."""
    return pa.Table.from_batches(batches(rows), schema=SCHEMA)


def _column(rows: Sequence[Mapping[str, Any]], field: pa.Field) -> pa.Array:
    values = [row.get(field.name) for row in rows]
    if field.type == MOMENT:
        return pa.array(values, TEXT).cast(MOMENT)  # Arrow reads ISO 8601 ten times as fast
    return pa.array(values, field.type)
