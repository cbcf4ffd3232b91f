"""Values that take long to work out: made in a thread of their own, and shown until newer ones are there."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from storage.errors import ArchiveError

T = TypeVar("T")


class Kept(Generic[T]):
    """One such value. ``make`` runs in the background, at most one at a time."""

    def __init__(
        self, make: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make, self._seconds, self._clock = make, seconds, clock
        self._value: T | None = None
        self._due = clock()
        self._lock = Lock()
        self._thread: Thread | None = None

    def now(self) -> T | None:
        """The latest value, None before there is any; one that is older than ``seconds`` is made anew."""
        with self._lock:
            if self._clock() >= self._due and not (self._thread and self._thread.is_alive()):
                self._thread = Thread(target=self._remake, daemon=True)
                self._thread.start()
            return self._value

    def ready(self, seconds: float | None = None) -> T | None:
        """The same, but the first value is waited for, at most so long."""
        value = self.now()
        if value is None and self._thread:
            self._thread.join(seconds)
        return self._value

    def close(self) -> None:
        """Wait for the thread."""
        if self._thread:
            self._thread.join()

    def _remake(self) -> None:
        try:
            value = self._make()
        except ArchiveError:  # whoever reads the archive meets it, too, and tells
            return
        with self._lock:
            self._value, self._due = value, self._clock() + self._seconds
