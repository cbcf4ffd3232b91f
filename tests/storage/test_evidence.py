"""The captures and the database as other programs read them: warcio, sqlite3, DuckDB, pandas."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from storage.archive import Archive
from storage.evidence.warcfile import Headers
from storage.records import Exchange
from tests.pywb import replayed
from tests.storage.samples import HOME, HOUR, NOW, SITES, article, visit

TEXTS = [f"The harbour council met for the {n}th time and voted once more.".encode() for n in range(12)]


@pytest.fixture
def crawled(archive: Archive) -> list[Exchange]:
    """Pages that came compressed, plain, empty and as noise, two of them the same; all stored."""
    pages: list[tuple[str, Headers, bytes]]
    pages = [(f"{HOME}/{n}", (("Content-Encoding", "gzip"),), gzip.compress(t)) for n, t in enumerate(TEXTS)]
    pages += [
        (f"{HOME}/again", (), b"the same"),
        (f"{HOME}/twin", (), b"the same"),
        (f"{HOME}/none", (), b""),
    ]
    pages += [
        (f"{HOME}/noise", (), os.urandom(100_000)),
        (f"{HOME}/brèves?q=å&z", (), b"\r\n\r\nWARC/1.1\r\n"),
    ]
    told = [
        Exchange(url, 200, (("Content-Type", "text/html"), *more), body, NOW + n * HOUR / 60, reason="OK")
        for n, (url, more, body) in enumerate(pages)
    ]
    for batch in (told[:13], told[13:]):  # a twin is known as one only once the first is stored
        read = [article(one.url, title=one.url, body=(f"Text of {one.url}.",)) for one in batch]
        archive.store(
            [
                visit(page, one.fetched_at, capture=archive.capture(one))
                for page, one in zip(read, batch, strict=True)
            ]
        )
    archive.captures.close()
    return told


def test_every_capture_replays_byte_for_byte(archive: Archive, crawled: list[Exchange]) -> None:
    for sent in crawled:
        (capture,) = archive.captures_of(sent.url)
        back = archive.exchange(capture)
        assert (back.url, back.status, back.headers, back.body) == (sent.url, 200, sent.headers, sent.body)


def test_warcio_reads_every_record_as_it_was_sent(archive: Archive, crawled: list[Exchange]) -> None:
    found = {}
    for name in archive.captures.files():
        with (archive.captures.folder / name).open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type in ("response", "revisit"):
                    found[record.rec_headers["WARC-Target-URI"]] = (record.rec_type, record.raw_stream.read())
    expected = {sent.url: ("response", sent.body) for sent in crawled}
    assert found == expected | {f"{HOME}/twin": ("revisit", b"")}


@pytest.mark.pywb
@pytest.mark.parametrize("dialect", ["sqlite"])  # which has no say in it
def test_pywb_replays_every_capture_byte_for_byte(
    archive: Archive, crawled: list[Exchange], tmp_path: Path
) -> None:
    files = [archive.captures.folder / name for name in archive.captures.files()]
    with replayed(tmp_path / "pywb", files) as replay:
        for sent in crawled:
            assert replay.get(sent.url, sent.fetched_at) == (200, sent.body)


def test_warcio_finds_every_digest_right(archive: Archive, crawled: list[Exchange]) -> None:
    files = [str(archive.captures.folder / name) for name in archive.captures.files()]
    check = "from warcio.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", check, "check", "-v", *files], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("digest pass") == len(crawled) - 1  # a revisit has no payload of its own


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite archive of two articles, one revised, one withheld, closed."""
    path = tmp_path / "read.db"
    with Archive.open(str(path), create=True) as made:
        made.enrol(SITES)
        made.store([visit(), visit(article(f"{HOME}/secret", title="Secret"))])
        made.store([visit(article(title="Council rejects the pier"), NOW + HOUR)])
        made.withhold(f"{HOME}/secret", "asked to", NOW + HOUR)
    return path


@pytest.mark.parametrize("mode", ["mode=ro", "mode=ro&immutable=1"])
def test_sqlite_reads_every_table_and_view_as_datasette_does(file: Path, mode: str) -> None:
    with sqlite3.connect(f"file:{file}?{mode}", uri=True) as plain:
        names = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")]
        assert {"articles", "revisions", "article", "revision"} <= set(names)
        for name in names:
            columns = [row[1] for row in plain.execute(f"PRAGMA table_xinfo([{name}])")]
            assert columns
            if not name.startswith("fulltext"):  # which Datasette hides, as every index of words
                plain.execute(f"SELECT * FROM [{name}] LIMIT 101").fetchall()
        (found,) = plain.execute("SELECT title FROM articles WHERE body LIKE '%pier%'").fetchall()
    plain.close()
    assert found == ("Council rejects the pier",)


def test_pandas_and_duckdb_read_the_views(file: Path) -> None:
    with sqlite3.connect(file) as plain:
        articles = pd.read_sql("SELECT * FROM articles", plain, parse_dates=["published_at"])
        states = pd.read_sql("SELECT * FROM revisions ORDER BY seen_at", plain)
    plain.close()
    assert articles[["site", "title", "revisions"]].values.tolist() == [
        ["harbour", "Council rejects the pier", 2]
    ]
    assert articles["published_at"][0] == pd.Timestamp("2026-03-01T11:00:00Z")
    assert states["is_current"].tolist() == [0, 1]
    with duckdb.connect() as connection:
        connection.register("articles", articles)
        asked = "SELECT site, year(published_at), count(*) FROM articles GROUP BY ALL"
        assert connection.execute(asked).fetchall() == [("harbour", 2026, 1)]
