"""What state a database is in, and how it is brought to this version's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, MetaData, func, insert, inspect, select, text

from storage import derived
from storage.errors import ArchiveMissing, ArchiveNewer, ArchiveOlder, NotAnArchive
from storage.searching import fulltext
from storage.tables import ledger, models, views
from storage.tables.engine import BARE, WRITES

# Every migration, oldest first; the last is this version's schema.
VERSIONS = ("0001", "0002", "0003", "0004")
# Since when index and fingerprints are as they are made now.
DERIVED = {"sqlite": "0002", "postgresql": "0003"}
PROGRAM = "newskeep"
WORTH_TELLING = 2_000  # articles between two lines of progress, at least
VERSION_TABLE = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""  # as Alembic itself makes it


def prepare(
    engine: Engine, shown: str, *, create: bool, read_only: bool, notice: Callable[[str], None]
) -> None:
    """Make sure that the database is an archive of this version: make, upgrade or refuse it."""
    with engine.connect() as connection:
        tables, version = found_version(connection, shown)
    if version is None:
        if not create or read_only:
            raise ArchiveMissing(shown)
        use_log(engine)
        make(engine)
    elif version not in VERSIONS:
        raise ArchiveNewer(shown, f"schema {version}, this one knows {VERSIONS[-1]}")
    elif derived.REBUILDING in tables:
        bring_up(engine, shown, "an upgrade was interrupted", read_only, notice)
    elif version != VERSIONS[-1]:
        bring_up(engine, shown, f"schema {version}", read_only, notice)


def bring_up(engine: Engine, shown: str, found: str, read_only: bool, notice: Callable[[str], None]) -> None:
    """Upgrade an archive, and tell of it; one that is only to be read is refused."""
    if read_only:
        raise ArchiveOlder(shown, f"{found}, this one needs schema {VERSIONS[-1]}")
    upgrade(engine, lambda progress: notice(f"{shown}: {progress}"))
    notice(f"{shown}: upgraded to schema {VERSIONS[-1]} ({found})")


def found_version(connection: Connection, shown: str = "") -> tuple[set[str], str | None]:
    """The tables, and the schema's version; None for an empty database. Foreign databases are refused."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return tables, None
    if not {"archive_info", "alembic_version"} <= tables:
        raise NotAnArchive(shown)
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version is None:
        raise NotAnArchive(shown)
    return tables, version


def make(engine: Engine) -> None:
    """A new archive, as the models say; equal to what all migrations would make (tested).

    Another process may have made it just now: then there is nothing to do.
    """
    with _writing(engine) as connection:
        if inspect(connection).has_table("alembic_version"):
            return
        make_tables(connection)
        introduce(connection)
        connection.execute(text(VERSION_TABLE))
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": VERSIONS[-1]})


def make_tables(connection: Connection) -> None:
    """All tables, the search index and the views.

    Made of a copy: a foreign key that PostgreSQL gets after its table (two tables point at each other) is
    marked by SQLAlchemy as none of its table's, and SQLite would go without it for the rest of the process.
    """
    copy = MetaData(naming_convention=ledger.metadata.naming_convention)
    for table in ledger.metadata.tables.values():
        table.to_metadata(copy)
    copy.create_all(connection)
    fulltext.create(connection)
    views.create(connection)


def use_log(engine: Engine) -> None:
    """Have SQLite keep a write-ahead log, so that readers work while one writes; the file remembers it."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**BARE) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def use_files(engine: Engine) -> None:
    """Have SQLite keep what undoes a statement in a file: to drop a table takes as much as it holds."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**BARE) as connection:
            connection.exec_driver_sql("PRAGMA temp_store = FILE")


def introduce(connection: Connection) -> None:
    """The archive's own identity."""
    connection.execute(
        insert(models.archive_info).values(
            id=1, uuid=str(uuid4()), created_at=datetime.now(UTC), created_by=PROGRAM
        )
    )


def upgrade(engine: Engine, notice: Callable[[str], None] = lambda _: None) -> None:
    """Run the migrations that are missing in one transaction, and make anew what they left to be made.

    Migrations bring the tables into shape; what is made from the texts is made by today's code, in many
    transactions: an upgrade that was interrupted goes on where it was.
    """
    use_files(engine)
    with _writing(engine) as connection:
        _, version = found_version(connection)
        migrate(connection)
        views.create(connection)
        if version is not None and version < DERIVED[engine.dialect.name]:
            derived.begin(connection)
    engine.dispose()  # the next connection is as any other
    rebuild(engine, notice)


def rebuild(engine: Engine, notice: Callable[[str], None]) -> None:
    """Make the search index and the fingerprints that are missing."""
    with engine.connect() as connection:
        number = connection.scalar(select(func.count()).select_from(models.article)) or 0
        done = told = derived.done(connection)
    while made := _step(engine):
        done += made
        if done - told >= max(number // 10, WORTH_TELLING):
            notice(f"the search index is made anew: {done:,} of {number:,} articles")
            told = done


def _step(engine: Engine) -> int:
    with _writing(engine) as connection:
        return derived.step(connection)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        yield connection


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to ``target`` alone."""
    from storage.migrations import run  # Alembic takes 0.2 s to import, and is rarely needed

    run(connection, target)
