"""Opening an archive: made, upgraded or refused, and never half of it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text

from storage.archive import Archive
from storage.errors import (
    ArchiveDamaged,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveNewer,
    ArchiveUnwritable,
    CannotOpen,
    NotAnArchive,
)
from storage.tables import schema
from storage.tables.engine import connect, database_url
from storage.tables.ledger import metadata
from tests.postgres import Server
from tests.storage.conftest import Opener
from tests.storage.samples import HOME, SITES, article, visit


def engine_at(place: str) -> Engine:
    return connect(database_url(place), place, read_only=False)


def shape(engine: Engine) -> dict[str, object]:
    """Everything that the database says of its tables and views."""
    found = inspect(engine)
    tables = {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)),
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((k["constrained_columns"], k["referred_table"]) for k in found.get_foreign_keys(name)),
            sorted(index_shape(index) for index in found.get_indexes(name)),
            sorted(str(u["column_names"]) for u in found.get_unique_constraints(name)),
        )
        for name in found.get_table_names()
    }  # fmt: skip
    return tables | {name: found.get_view_definition(name) for name in found.get_view_names()}


def index_shape(index: Any) -> str:
    options = sorted(f"{name} {option}" for name, option in index["dialect_options"].items())
    return str((index["name"], index["column_names"], bool(index["unique"]), options))


def test_a_migrated_database_equals_the_models(place: str, url: str) -> None:
    migrated = engine_at(place)
    schema.upgrade(migrated)
    with migrated.begin() as connection:
        schema.introduce(connection)
    made = engine_at(url)
    assert shape(migrated) == shape(made)
    for engine in (migrated, made):
        engine.dispose()


def test_an_archive_is_whole_after_one_on_another_database(postgres: Server, tmp_path: Path) -> None:
    first = engine_at(postgres.database())
    schema.make(first)
    first.dispose()
    postgres.drop()
    made, migrated = (engine_at(f"sqlite:///{tmp_path / name}.db") for name in ("made", "migrated"))
    schema.make(made)
    schema.upgrade(migrated)
    assert shape(made)["url"] == shape(migrated)["url"]
    made.dispose()
    migrated.dispose()


def test_every_model_is_in_the_database(url: str) -> None:
    engine = engine_at(url)
    assert metadata.tables.keys() <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_a_missing_archive_is_told_and_nothing_is_made(place: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="no archive here"):
        Archive.open(place)
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_nothing(place: str) -> None:
    with pytest.raises(ArchiveMissing):
        Archive.open(place, create=True, read_only=True)


def test_an_archive_from_the_future_is_refused(url: str, opened: Opener) -> None:
    run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ArchiveNewer, match="newer newskeep"):
        opened()


def test_another_programs_database_is_refused_and_left_as_it_is(place: str, tmp_path: Path) -> None:
    run(place, "CREATE TABLE recipes (id INTEGER)")
    before = file_bytes(tmp_path)
    with pytest.raises(NotAnArchive):
        Archive.open(place, create=True)
    assert file_bytes(tmp_path) == before


def file_bytes(folder: Path) -> list[tuple[str, bytes]]:
    return sorted((path.name, path.read_bytes()) for path in folder.iterdir())


def run(url: str, *statements: str) -> None:
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"Dear diary, today I kept no news at all. " * 100)
    with pytest.raises(NotAnArchive):
        Archive.open(str(path), create=True)
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_file_cut_short_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(str(path), create=True) as archive:
        archive.enrol([])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises((ArchiveDamaged, NotAnArchive)):
        Archive.open(str(path)).statistics()


@pytest.mark.parametrize(
    "address", ["mysql://somewhere/db", "::nonsense://", "postgresql://nobody@127.0.0.1:9/none"]
)
def test_an_address_that_leads_nowhere(address: str) -> None:
    with pytest.raises(CannotOpen):
        Archive.open(address, create=True)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(CannotOpen) as caught:
        Archive.open("postgresql://me:secret@127.0.0.1:9/none")
    assert "secret" not in str(caught.value)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable):
        Archive.open("/proc/archive.db", create=True)
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnwritable):
        Archive.open(str(tmp_path / "file" / "archive.db"), create=True)


def test_reading_cannot_write(opened: Opener) -> None:
    reader = opened(read_only=True)
    assert reader.sites()
    with pytest.raises(ArchiveUnwritable):
        reader.store([visit()])


def test_many_may_make_the_same_archive(place: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for archive in pool.map(lambda _: Archive.open(place, create=True), range(4)):
            assert archive.sites() == []
            archive.close()


def test_one_crawl_of_a_site_at_a_time(opened: Opener) -> None:
    one, other = opened(), opened()
    names = [site.name for site in SITES]
    if one.dialect == "sqlite":
        with one.lock("process 7"), pytest.raises(ArchiveLocked, match="process 7"), other.lock():
            pass
    else:
        with one.lock() as mine, other.lock() as theirs:
            assert [mine(names[0]), theirs(names[0]), theirs(names[1]), mine(names[1])] == [True, False] * 2
    with other.lock() as theirs:
        assert all(map(theirs, names))


def test_readers_see_nothing_of_a_batch_that_failed(archive: Archive, opened: Opener) -> None:
    def broken() -> None:
        with archive._write() as connection:
            connection.exec_driver_sql("DELETE FROM site")
            raise KeyError("in the middle")

    with pytest.raises(KeyError):
        broken()
    assert len(opened(read_only=True).sites()) == 2


def test_a_reader_reads_while_a_writer_writes(archive: Archive, opened: Opener) -> None:
    archive.store([visit()])
    reader = opened(read_only=True)
    with archive._write() as connection:
        connection.exec_driver_sql("UPDATE article_text SET title = 'half-written'")
        assert reader.article(f"{HOME}/pier").title == visit().article.title


def test_a_disk_that_fills_stops_the_batch_as_a_whole(tmp_path: Path) -> None:
    with Archive.open(str(tmp_path / "archive.db"), create=True) as archive:
        archive.enrol(SITES)
        archive.store([visit()])
        with archive._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        archive._engine.dispose()

        @event.listens_for(archive._engine, "connect")
        def small(raw: sqlite3.Connection, _: object) -> None:
            raw.execute(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(ArchiveUnwritable, match="full"):
            archive.store([visit(article(f"{HOME}/{n}", body=(f"Text {n}. " * 9_000,))) for n in range(30)])
        assert [found.url for found in archive.search()] == [visit().url]
        assert archive.verify().is_sound


def test_two_writers_at_once_take_turns(opened: Opener) -> None:
    def write(archive: Archive, name: str) -> None:
        for n in range(8):
            read = article(f"{HOME}/{name}{n}", title=f"{name} {n}", body=(f"By {name}, number {n}.",))
            archive.store([visit(read)])

    archives = [opened(), opened()]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, one, name) for one, name in zip(archives, "ab", strict=True)]:
            done.result()
    assert archives[0].count() == 16
    assert archives[1].verify().is_sound
