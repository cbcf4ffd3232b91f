"""Connections: how each database is opened, and how its driver's errors become the archive's own.

SQLite: one file in WAL mode, so that any number of readers work while one writer writes; a writer takes its
lock when it begins, never in the middle. PostgreSQL: writers of one archive take turns by an advisory lock,
so that both databases give the same answers.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveUnwritable,
    CannotOpen,
    NotAnArchive,
    TooCostly,
)

BUSY_SECONDS = 30  # how long a writer waits for another one
CACHE_KIB = 64 * 1024  # of a SQLite file held in memory
STREAM_KIB = 8 * 1024  # of one that is read from end to end
CHECKPOINT_PAGES = (
    32_000  # 128 MB of log: pages that every batch changes are copied back once for many batches
)
WRITER_KEY = 0x6E65_7773  # "news": the advisory lock under which one batch at a time is written
LEASE_KEY = WRITER_KEY + 1  # with a site's number: the advisory lock of the crawl that has the site
# Statements are short: to compile one, or to start processes for parts of it, takes longer than to run it.
SHORT = "-c jit=off -c max_parallel_workers_per_gather=0"
# The server lets go of what a machine held that fell silent after two minutes, not two hours.
ALIVE = "-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=15 -c tcp_keepalives_count=4"
WRITES = {"newskeep_begins": "BEGIN IMMEDIATE"}
BARE = {"newskeep_begins": ""}  # outside any transaction, on SQLite

DAMAGE = (
    "malformed",
    "file is encrypted",
    "not a database",
    "disk image",
    "invalid page",
    "could not read block",
)
FOREIGN = ("not a database", "file is encrypted")
STOPPED = ("interrupted", "statement timeout")  # by storage.tables.patience
UNWRITABLE = (
    "readonly", "read-only", "disk is full", "database or disk", "locked", "disk i/o", "no space left",
    "could not extend", "permission denied", "server closed the connection", "terminating connection",
    "connection is lost", "lock timeout", "deadlock",
)  # fmt: skip


class Unreachable(CannotOpen):
    """The database server or file could not be reached."""

    problem = "the database cannot be reached"
    advice = "check the address, and that the server runs"


class NoAddress(CannotOpen):
    """What was named cannot be an archive's database."""

    problem = "this is not the address of an archive"
    advice = "name a file, sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"


def database_url(address: str) -> URL:
    """The URL of an archive's database; a bare path means SQLite."""
    try:
        parsed = make_url(address if "://" in address else f"sqlite:///{address}")
    except ArgumentError as error:
        raise NoAddress(address, "not a database URL") from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise NoAddress(parsed.render_as_string(), f"{parsed.get_backend_name()} is not supported")
    if not parsed.database or Path(parsed.database).is_dir():
        raise NoAddress(parsed.database or address, "a folder" if parsed.database else "no file is named")
    return parsed


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite archive; None for a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def connect(url: URL, shown: str, *, read_only: bool) -> Engine:
    """An engine whose errors are the archive's own; they call it ``shown``."""
    path = sqlite_path(url)
    engine = _sqlite(url, path, read_only) if path else _postgresql(url, read_only)

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        cause = context.original_exception
        if isinstance(cause, ArchiveError):
            raise cause
        writes = path is not None and not read_only
        error = own_error(shown, str(cause), connected=context.connection is not None, writes=writes)
        if error is not None and context.sqlalchemy_exception is not None:
            raise error from cause

    return engine


def own_error(shown: str, message: str, *, connected: bool, writes: bool) -> ArchiveError | None:
    """The archive's error for a driver's message; None where the fault is the program's.

    ``writes``: a file that was to be written to could not be opened.
    """
    first = message.strip().splitlines()[0] if message.strip() else "no reason given"
    lowered = message.lower()
    if any(mark in lowered for mark in FOREIGN):
        return NotAnArchive(shown, first)
    if any(mark in lowered for mark in STOPPED):
        return TooCostly()
    if any(mark in lowered for mark in DAMAGE):
        return ArchiveDamaged(shown, first)
    if any(mark in lowered for mark in UNWRITABLE) or (writes and "unable to open" in lowered):
        return ArchiveUnwritable(shown, first)
    return None if connected else Unreachable(shown, first)


def _sqlite(url: URL, path: Path, read_only: bool) -> Engine:
    def open_file() -> sqlite3.Connection:
        return open_sqlite(path, read_only=read_only)

    engine = create_engine(url, creator=open_file)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        begins: str = connection.get_execution_options().get("newskeep_begins", "BEGIN")
        if begins:
            connection.exec_driver_sql(begins)

    return engine


def open_sqlite(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection to a SQLite archive, set up as every connection to one is."""
    mode = "ro" if read_only else "rwc"
    uri = f"file:{quote(str(path))}?mode={mode}"
    if read_only and _on_read_only_medium(path):
        uri += "&immutable=1"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not read_only:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = OFF")  # Debian's own writes zeros over each freed page
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    return connection


@contextmanager
def sparing(connection: Connection) -> Iterator[None]:
    """What is read from end to end is not worth holding in memory."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size = -{STREAM_KIB}")
    try:
        yield
    finally:
        if not connection.invalidated:  # as it is after SIGTERM or Ctrl-C within a statement
            connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def _on_read_only_medium(path: Path) -> bool:
    """Whether SQLite cannot make the shared-memory file that reading in WAL mode takes."""
    wal = path.with_name(f"{path.name}-wal")
    pending = wal.exists() and wal.stat().st_size > 0
    return path.exists() and not pending and not os.access(path.parent, os.W_OK)


def _postgresql(url: URL, read_only: bool) -> Engine:
    options: dict[str, Any] = {"connect_timeout": 10, "options": f"-c timezone=UTC {SHORT} {ALIVE}"}
    if read_only:
        options["options"] += " -c default_transaction_read_only=on"
    engine = create_engine(url, connect_args=options, pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if "newskeep_begins" in connection.get_execution_options():
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITER_KEY,))

    return engine
