"""What exporting a whole archive costs, and whether others read the files back equal.

    python -m benchmarks.export archive.db [--query QUERY] [--format jsonl parquet ...]

Each export is a `newskeep export` of its own; what it took is of that process. pandas, polars and DuckDB must
then count the same articles, letters and addresses in the files as the archive has.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from benchmarks.measured import NEWSKEEP, measure
from storage.archive import Archive

FORMATS = ("jsonl", "parquet", "csv")
Told = tuple[int, int, int]  # articles, letters of their titles, different addresses


def main() -> None:
    """Export, measure, read back."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive")
    parser.add_argument("--query", default="")
    parser.add_argument("--format", nargs="*", default=["jsonl", "parquet"], choices=FORMATS)
    given = parser.parse_args()
    expected = kept(given.archive, given.query)
    print(f"{expected[0]:,} articles")
    with tempfile.TemporaryDirectory() as folder:
        for form in given.format:
            path = Path(folder) / f"all.{form}"
            export(given.archive, given.query, path, expected[0])
            for reader, read in READERS.get(form, {}).items():
                got = read(str(path))
                print(
                    f"  {reader:8} {'reads back equal' if got == expected else f'differs: {got}, {expected}'}"
                )
            path.unlink()


def kept(archive: str, query: str) -> Told:
    """What the archive has."""
    with Archive.open(archive, read_only=True) as store:
        rows = [(len(row["title"] or ""), hash(row["url"])) for row in store.rows(query)]
    return len(rows), sum(letters for letters, _ in rows), len({address for _, address in rows})


def export(archive: str, query: str, path: Path, number: int) -> None:
    """Export once, and say what it took."""
    used = measure([*NEWSKEEP, "export", query, "--archive", archive, "-o", str(path)])
    about = json.loads(Path(f"{path}.about.json").read_text()) if used.code == 0 else {}
    rate = f"{number / used.cpu:,.0f} articles per CPU second, {number / used.wall:,.0f} per second"
    size = f"{path.stat().st_size / 1e6:,.0f} MB" if about.get("rows") == number else f"failed: {used.output}"
    print(f"{path.suffix[1:]:8} {rate}, peak memory {used.peak / 1e6:.0f} MB, file {size}", flush=True)


def _pandas(frame: pd.DataFrame) -> Told:
    return len(frame), int(frame["title"].fillna("").str.len().sum()), int(frame["url"].nunique())


def _pandas_lines(path: str) -> Told:
    """A piece at a time: pandas would hold the texts of all."""
    pieces = pd.read_json(path, lines=True, chunksize=20_000)
    return _pandas(pd.concat(piece[["title", "url"]] for piece in pieces))


def _polars(frame: pl.LazyFrame) -> Told:
    wanted = pl.len(), pl.col("title").str.len_chars().sum(), pl.col("url").n_unique()
    row: Sequence[int] = frame.select(*(it.alias(str(n)) for n, it in enumerate(wanted))).collect().row(0)
    return row[0], row[1], row[2]


def _duckdb(path: str) -> Told:
    rows = duckdb.sql(f"SELECT count(*), sum(length(title)), count(DISTINCT url) FROM '{path}'").fetchall()
    number, letters, addresses = rows[0]
    return number, int(letters or 0), addresses


READERS: dict[str, dict[str, Callable[[str], Told]]] = {
    "parquet": {
        "pandas": lambda path: _pandas(pd.read_parquet(path, columns=["title", "url"])),
        "polars": lambda path: _polars(pl.scan_parquet(path)),
        "DuckDB": _duckdb,
    },
    "jsonl": {
        "pandas": _pandas_lines,
        "polars": lambda path: _polars(pl.scan_ndjson(path)),
        "DuckDB": _duckdb,
    },
}


if __name__ == "__main__":
    main()
