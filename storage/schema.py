"""What state a database is in, and how it is brought to this version's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert, inspect, text

from storage import derived, fulltext, ledger, models, views
from storage.engine import BARE, WRITES
from storage.errors import ArchiveMissing, ArchiveNewer, ArchiveOlder, NotAnArchive

VERSIONS = ("0001", "0002")  # every migration, oldest first; the last is this version's schema
DERIVED = "0002"  # since when index and fingerprints are as this version makes them
PROGRAM = "newskeep"
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
        version = found_version(connection, shown)
    if version == VERSIONS[-1]:
        return
    if version is None:
        if not create or read_only:
            raise ArchiveMissing(shown)
        use_log(engine)
        make(engine)
        return
    if version not in VERSIONS:
        raise ArchiveNewer(shown, f"schema {version}, this one knows {VERSIONS[-1]}")
    if read_only:
        raise ArchiveOlder(shown, f"schema {version}, this one needs {VERSIONS[-1]}")
    upgrade(engine, version)
    notice(f"{shown}: upgraded from schema {version} to {VERSIONS[-1]}")


def found_version(connection: Connection, shown: str) -> str | None:
    """The schema's version; None for an empty database. Foreign databases are refused."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if not {"archive_info", "alembic_version"} <= tables:
        raise NotAnArchive(shown)
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version is None:
        raise NotAnArchive(shown)
    return version


def make(engine: Engine) -> None:
    """A new archive, as the models say; equal to what all migrations would make (tested)."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        make_tables(connection)
        introduce(connection)
        connection.execute(text(VERSION_TABLE))
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": VERSIONS[-1]})


def make_tables(connection: Connection) -> None:
    """All tables, the search index and the views."""
    ledger.metadata.create_all(connection)
    fulltext.create(connection)
    views.create(connection)


def use_log(engine: Engine) -> None:
    """Have SQLite keep a write-ahead log, so that readers work while one writes; the file remembers it."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**BARE) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def introduce(connection: Connection) -> None:
    """The archive's own identity."""
    connection.execute(
        insert(models.archive_info).values(
            id=1, uuid=str(uuid4()), created_at=datetime.now(UTC), created_by=PROGRAM
        )
    )


def upgrade(engine: Engine, version: str | None = None) -> None:
    """Run the migrations from a version on in one transaction, and make anew what they left to be.

    Migrations bring the tables into shape; what is made from the texts is made by today's code.
    """
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        migrate(connection)
        if version is not None and version < DERIVED:
            derived.rebuild(connection)


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to ``target`` alone."""
    from storage.migrations import run  # Alembic takes 0.2 s to import, and is rarely needed

    run(connection, target)
