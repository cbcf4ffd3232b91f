"""The crawl lock: one crawl of an archive at a time, and a dead process does not keep it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.errors import ArchiveLocked, ArchiveUnwritable
from storage.part import Part
from storage.tables.engine import CRAWL_KEY, sqlite_path

TRY = text("SELECT pg_try_advisory_lock(:key)")
LEAVE = text("SELECT pg_advisory_unlock(:key)")


class Locking(Part):
    """The lock that a crawl holds."""

    @contextmanager
    def lock(self, holder: str | None = None) -> Iterator[None]:
        """Hold the archive's crawl lock; :class:`ArchiveLocked` where another process holds it.

        ``holder`` is told to those who come in vain. The operating system, or the database server, lets
        go of the lock of a process that died.
        """
        path = sqlite_path(self._engine.url)
        with self._lock_file(path, holder) if path else self._lock_server():
            yield

    @contextmanager
    def _lock_file(self, path: Path, holder: str | None) -> Iterator[None]:
        beside = path.with_name(f"{path.name}.lock")
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveUnwritable(self.url, error.strerror or str(error)) from error
        try:
            self._take(descriptor)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, (holder or f"process {os.getpid()}").encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveLocked(self.url, os.pread(descriptor, 200, 0).decode() or None) from error

    @contextmanager
    def _lock_server(self) -> Iterator[None]:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(TRY, {"key": CRAWL_KEY}):
                raise ArchiveLocked(self.url)
            try:
                yield
            finally:
                connection.execute(LEAVE, {"key": CRAWL_KEY})
