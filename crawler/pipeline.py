"""The archive's own thread: captures first, visits in batches, every other question in between.

The archive is opened, used and closed in one thread, so there is one writer and nothing is asked across
threads. Visits are stored in batches of 100 or after a second, whichever comes first: a killed crawl loses
at most the open batch, whose URLs stay pending. A write that fails ends the run; it is never passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TypeVar

from extraction.article import Article
from storage.archive import Archive
from storage.errors import ArchiveError
from storage.records import Capture, Exchange, Outcome, Visit

BATCH = 100  # visits in one transaction
SECONDS = 1.0  # that a visit waits at most

T = TypeVar("T")
Watch = Callable[[Sequence[Visit], Sequence[Outcome]], None]
Reread = Callable[[Exchange, Visit], Article | None]


class Keeper:
    """The archive as the crawler sees it. ``watch`` is told in the loop what each stored batch did."""

    def __init__(self, opener: Callable[[], Archive], watch: Watch, reread: Reread | None = None) -> None:
        self._opener = opener
        self._watch = watch
        self._reread = reread
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._archive: Archive | None = None
        self._batch: list[Visit] = []
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()
        self.held = ExitStack()  # the archive and its lock, let go in the archive's thread
        self.failure: Exception | None = None

    async def open(self) -> None:
        """Open the archive."""
        self._archive = await self._run(self._opener)

    async def ask(self, question: Callable[[Archive], T]) -> T:
        """Ask the archive in its thread; what was asked before is answered before."""
        return await self._run(lambda: question(self._opened()))

    def capture(self, exchange: Exchange) -> asyncio.Future[Capture]:
        """Write an exchange to the captures; the loop may go on reading the page meanwhile."""
        return asyncio.wrap_future(self._submit(lambda: self._opened().capture(exchange)))

    async def store(self, visit: Visit) -> None:
        """Hand over a visit; returns at once unless its batch is full."""
        self._batch.append(visit)
        if len(self._batch) >= BATCH:
            await self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._flush_later)

    async def flush(self) -> None:
        """Store everything that was handed over, in one transaction."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        batch, self._batch = self._batch, []
        if batch:
            outcomes = await self._run(lambda: self._opened().store(batch, reread=self._reread))
            self._watch(batch, outcomes)

    async def close(self) -> None:
        """Store what is left and close the archive, whatever happened before."""
        try:
            if self.failure is None and self._archive:
                await self.flush()
        finally:
            if self._timer:
                self._timer.cancel()
            await asyncio.wrap_future(self._thread.submit(self.held.close))
            self._thread.shutdown()

    def _flush_later(self) -> None:
        self._timer = None
        task = asyncio.ensure_future(self.flush())
        self._flushes.add(task)
        task.add_done_callback(self._flushed)

    def _flushed(self, task: asyncio.Task[None]) -> None:
        self._flushes.discard(task)
        if not task.cancelled():
            task.exception()  # kept in self.failure, which the run watches

    def _opened(self) -> Archive:
        if self._archive is None:
            raise RuntimeError("the archive is not open")
        return self._archive

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._submit(work))

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        """Work for the thread; after a failed write nothing more is tried."""
        if self.failure is not None:
            raise self.failure
        return self._thread.submit(self._watched, work)

    def _watched(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except ArchiveError as error:
            self.failure = self.failure or error
            raise
