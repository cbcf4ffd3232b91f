"""The schema: documented, readable by other tools, and upgraded without loss."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from extraction.article import Reuse
from storage import derived
from storage.archive import Archive
from storage.errors import ArchiveOlder
from storage.tables import models, schema
from storage.tables.drawing import page
from storage.tables.engine import WRITES, connect, database_url
from storage.tables.ledger import metadata
from tests.storage.conftest import Opener
from tests.storage.samples import HOME, HOUR, NOW, SITES, STORY, article, moment, visit

SCHEMA = Path(__file__).parents[2] / "docs" / "schema.md"
MADE_ANEW = [
    (dialect, version)
    for dialect, since in schema.DERIVED.items()
    for version in schema.VERSIONS
    if version < since
]


def test_the_page_on_the_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == page(), "python -m storage.tables.drawing > docs/schema.md"


def test_every_table_says_what_for() -> None:
    for name in metadata.tables:
        assert f"## {name}\n\n|" not in page(), f"{name} has no comment in storage/tables/models.py"


def test_any_sql_tool_reads_the_plain_view(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(str(path), create=True) as archive:
        archive.enrol(SITES)
        archive.store([visit()])
    with closing(sqlite3.connect(path)) as plain:
        plain.row_factory = sqlite3.Row
        (row,) = plain.execute("SELECT *, datetime(published_at) AS local FROM articles")
        assert (row["site"], row["canonical_url"], row["body"]) == (
            "harbour",
            f"{HOME}/pier",
            "\n".join(STORY),
        )
        assert (row["authors"], row["tags"]) == ("Mary Quay; Tom Mole", "harbour; storm")
        assert (row["published_at"], row["local"]) == ("2026-03-01T11:00:00Z", "2026-03-01 11:00:00")
        assert plain.execute("SELECT is_current, title FROM revisions").fetchone()[0] == 1


def test_a_time_without_a_zone_cannot_be_stored(archive: Archive) -> None:
    with pytest.raises(Exception, match="without a zone"):
        archive.save_search("x", "y", NOW.replace(tzinfo=None))


# ---- upgrades


@pytest.mark.parametrize("version", schema.VERSIONS)
def test_an_archive_of_any_version_is_upgraded_without_loss(place: str, version: str) -> None:
    engine = connect(database_url(place), place, read_only=False)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        schema.migrate(connection, version)
        old = reflected(connection)
        for table in in_order(old):
            connection.execute(table.insert().values(sample(table)))
        before = contents(connection, old)
    engine.dispose()
    told: list[str] = []
    with Archive.open(place, notice=told.append) as archive:
        with archive._read() as connection:
            after = contents(connection, old)
        assert archive.sites()
    assert after == before
    assert len(told) == (version != schema.VERSIONS[-1])


@pytest.mark.parametrize(("dialect", "version"), MADE_ANEW)
def test_what_is_made_from_the_texts_is_made_anew(place: str, archive: Archive, version: str) -> None:
    archive.store([visit(), visit(article(f"{HOME}/ferry", title="Ferry returns"))])
    archive.store([visit(article(title="Council rejects the pier"), NOW + HOUR)])
    archive.store([visit(article(f"{HOME}/copy", published=moment(NOW)), site="montagne")])
    archive.withhold(f"{HOME}/ferry", "a request", NOW)
    older_copy(archive, place, version)
    with Archive.open(place, notice=lambda _: None) as upgraded:
        for query in ("pier", "pier in:revisions", "ferry", "title:rejects", "votes in:revisions"):
            assert found(upgraded, query) == found(archive, query)
        with upgraded._read() as there, archive._read() as here:
            assert fingerprints(there) == fingerprints(here)
        assert upgraded.withheld() == archive.withheld()


def older_copy(archive: Archive, place: str, version: str) -> None:
    """The same archive as a program of that version left it, without what is made from the texts."""
    engine = connect(database_url(place), place, read_only=False)
    with archive._read() as here, engine.connect().execution_options(**WRITES) as there, there.begin():
        schema.migrate(there, version)
        rows = contents(here, reflected(here))
        for table in in_order(reflected(there)):
            unlinked = {"article_id": None} if table.name == "url" else {}  # the two refer to each other
            for row in rows.get(table.name, []):
                there.execute(table.insert().values(row | unlinked))
    engine.dispose()


@pytest.mark.parametrize(("dialect", "version"), MADE_ANEW)
def test_an_upgrade_that_was_interrupted_goes_on(
    place: str, archive: Archive, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.store([visit(), visit(article(f"{HOME}/ferry", title="Ferry returns"))])
    older_copy(archive, place, version)
    monkeypatch.setattr(derived, "BATCH", 1)
    engine = connect(database_url(place), place, read_only=False)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        schema.migrate(connection)
        derived.begin(connection)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        assert derived.step(connection) == 1
    engine.dispose()
    with pytest.raises(ArchiveOlder, match="interrupted"):
        Archive.open(place, read_only=True)
    told: list[str] = []
    monkeypatch.setattr(schema, "WORTH_TELLING", 1)
    with Archive.open(place, notice=told.append) as upgraded:
        assert found(upgraded, "harbour") == found(archive, "harbour")
    assert [line for line in told if "2 of 2 articles" in line]


def test_what_others_built_on_a_view_outlives_an_upgrade(place: str, archive: Archive) -> None:
    archive.store([visit(article(reuse=Reuse(True, "https://harbour.example/terms", None)))])
    older_copy(archive, place, schema.VERSIONS[-2])
    engine = connect(database_url(place), place, read_only=False)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text("CREATE VIEW reserved AS SELECT site FROM articles WHERE tdm_reservation"))
    engine.dispose()
    with Archive.open(place, notice=lambda _: None) as upgraded, upgraded._read() as connection:
        assert connection.scalars(text("SELECT site FROM reserved")).all() == ["harbour"]
        policies = connection.scalars(text("SELECT tdm_policy FROM articles")).all()
    assert policies == ["https://harbour.example/terms"]


def fingerprints(connection: Connection) -> list[Any]:
    return sorted(tuple(row) for row in connection.execute(select(models.fingerprint)))


def found(archive: Archive, query: str) -> list[tuple[str, str | None]]:
    return [(hit.canonical_url, hit.title) for hit in archive.search(query)]


DERIVED = ("fulltext", "word_form", "band", "fingerprint", "alembic")


def reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(DERIVED))
    return found


def sample(table: Table) -> dict[str, Any]:
    """One row that names row 1 of every table that it refers to."""
    first = {column.name: value(column.type) for column in table.columns}
    return first | ({"article_id": None} if table.name == "url" else {})  # the two refer to each other


def in_order(tables: MetaData) -> list[Table]:
    """The tables so that each comes after those that it refers to."""
    names = [table.name for table in metadata.sorted_tables]
    return sorted(tables.tables.values(), key=lambda table: names.index(table.name))


def value(kind: TypeEngine[Any]) -> Any:
    samples: list[tuple[type, Any]] = [
        (Boolean, True), (Integer, 1), (Float, 1.5), (Date, date(2026, 3, 1)), (LargeBinary, b"\x00\xff"),
        (DateTime, datetime(2026, 3, 1, tzinfo=UTC)),
    ]  # fmt: skip
    found = next((given for types, given in samples if isinstance(kind, types)), None)
    if found is not None:
        return found
    if "JSON" in str(kind).upper():
        return {"a": [1]}
    return "2026-03-01T12:00:00Z"


def contents(connection: Connection, tables: MetaData) -> dict[str, list[dict[str, Any]]]:
    found = {table.name: select(table) for table in tables.tables.values()}
    return {name: [dict(row) for row in connection.execute(q).mappings()] for name, q in found.items()}


def test_reading_an_older_archive_says_what_to_run(
    url: str, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, "9998"))
    with pytest.raises(ArchiveOlder, match="upgrade"):
        opened(read_only=True)
