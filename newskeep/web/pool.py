"""Open archives for the threads that answer requests: one archive is used by one thread at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.archive import Archive


PATIENCE = 2.0  # seconds that one read for a page may take


class Pool:
    """Archives that are open and not in use; more are opened when all are busy."""

    def __init__(self, opener: Callable[[], Archive]) -> None:
        self._opener = opener
        self._idle: LifoQueue[Archive] = LifoQueue()

    @contextmanager
    def archive(self, patience: float | None = PATIENCE) -> Iterator[Archive]:
        """An archive for one request. A read that takes longer than ``patience`` raises ``TooCostly``."""
        try:
            archive = self._idle.get_nowait()
        except Empty:
            archive = self._opener()
        archive.patience = patience
        try:
            yield archive
        finally:
            self._idle.put(archive)

    def close(self) -> None:
        """Close every archive that is not in use."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return
