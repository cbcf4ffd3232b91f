"""Who may crawl: one process an archive on SQLite, one a site on PostgreSQL. A dead process keeps nothing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.errors import ArchiveLocked, ArchiveUnwritable
from storage.part import Part
from storage.tables.engine import LEASE_KEY, sqlite_path

TAKE = text("SELECT pg_try_advisory_lock(:key, id::int) FROM site WHERE name = :site")
LEAVE = text("SELECT pg_advisory_unlock_all()")

Lease = Callable[[str], bool]


class Locking(Part):
    """What a crawl holds while it runs."""

    @contextmanager
    def lock(self, holder: str | None = None) -> Iterator[Lease]:
        """Crawl this archive; gives the way to take a site, which no other crawl has until this one ends.

        SQLite has one writer: :class:`ArchiveLocked` where another process crawls, told of its ``holder``;
        every site can be taken. On PostgreSQL any number of processes crawl, on any machine, and a site that
        one of them has is False for the others. The operating system, or the database server, lets go of
        what a process held that died.
        """
        path = sqlite_path(self._engine.url)
        with self._lock_file(path, holder) if path else self._leases() as lease:
            yield lease

    @contextmanager
    def _lock_file(self, path: Path, holder: str | None) -> Iterator[Lease]:
        beside = path.with_name(f"{path.name}.lock")
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveUnwritable(self.url, error.strerror or str(error)) from error
        try:
            self._take(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, (holder or f"process {os.getpid()}").encode(), 0)
            yield lambda site: True  # noqa: ARG005
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveLocked(self.url, os.pread(descriptor, 200, 0).decode() or None) from error

    @contextmanager
    def _leases(self) -> Iterator[Lease]:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                yield lambda site: bool(connection.scalar(TAKE, {"key": LEASE_KEY, "site": site}))
            finally:
                if not connection.invalidated:  # else the server has let go by itself
                    connection.execute(LEAVE)
