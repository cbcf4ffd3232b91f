"""One run over the sites: the archive opened and locked, every site crawled, the run written down.

Sites are crawled side by side, each on its own connection. One that had to be left, or met a fault of the
program, does not hinder the others; a failed write ends the run for all. Several runs share the sites of one
PostgreSQL archive: each site is the run's that comes to it first, until that run ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from crawler import codes, report, schedule
from crawler.config import Config, SiteConfig
from crawler.coverage import Coverage
from crawler.errors import Stopped
from crawler.fetch import Fetcher
from crawler.overrides import overrides_of
from crawler.pipeline import Keeper
from crawler.render import Renderer
from crawler.report import Counts, RunReport
from crawler.robots import RobotsMiddleware
from crawler.scope import Scope, territories
from crawler.site import Options, SiteCrawl
from extraction.article import Article
from storage.archive import Archive
from storage.errors import ArchiveError
from storage.locking import Lease
from storage.records import Exchange, Outcome, SiteFacts, Visit

BARREN = "no article was found there: see what `newskeep add {} --dry-run` finds"
SITES_AT_ONCE = 64  # the rest waits; each holds some memory and a connection

logger = logging.getLogger(__name__)


def clock() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run is asked to do. ``sites`` are names, none for all; ``max_time`` is in seconds."""

    config: Config
    sites: tuple[str, ...] = ()
    due: bool = False
    max_pages: int | None = None
    max_time: float | None = None
    since: datetime | None = None
    now: Callable[[], datetime] = clock
    jitter: Callable[[], float] = random.random
    progress: Callable[[RunReport], None] | None = None

    def wanted(self) -> tuple[SiteConfig, ...]:
        """The sites of this run; :class:`crawler.config.ConfigError` for a name that is not configured."""
        return tuple(self.config.site(name) for name in self.sites) or self.config.sites


@dataclass(slots=True)
class Tour:
    """One run."""

    crawler: Crawler
    orders: Orders
    report: RunReport = field(init=False)
    keeper: Keeper = field(init=False)
    interrupted: bool = False
    _tasks: list[asyncio.Task[bool]] = field(default_factory=list)
    _crawls: dict[str, SiteCrawl] = field(default_factory=dict)
    _renderer: Renderer = field(default_factory=Renderer)
    _lease: Lease = field(init=False)

    def __post_init__(self) -> None:
        self.report = RunReport(started_at=self.orders.now())
        self.keeper = Keeper(self._open, self._stored, self._reread)

    @property
    def engine(self) -> ExecutionEngine:
        """Scrapy's engine, through which everything is fetched."""
        return self.crawler.engine

    def interrupt(self) -> None:
        """End the run within seconds; what was under way is pending for the next."""
        self.interrupted = True
        for task in self._tasks:
            task.cancel()

    async def go(self) -> None:
        """Crawl; afterwards ``report`` says what was done and how it ended."""
        try:
            await self.keeper.open()
        except ArchiveError as error:
            self._end(codes.code_of(error), str(error))
            return
        try:
            await self._crawl_all()
        except asyncio.CancelledError:
            self.interrupted = True
            raise
        finally:
            await self._finish()

    async def _crawl_all(self) -> None:
        sites = self.orders.wanted()
        facts = [SiteFacts(site.name, site.url, site.language, site.timezone) for site in sites]
        names = [site.name for site in sites]
        await self.keeper.ask(lambda archive: archive.enrol(facts))
        self.report.run = await self.keeper.ask(lambda a: a.start_run(self.report.started_at, names))
        for site in sites:
            self.report.sites[site.name] = Counts()
        gate, options, scopes = (
            asyncio.Semaphore(SITES_AT_ONCE),
            self._options(),
            territories(self.orders.config.sites),
        )
        self._crawls = {site.name: self._crawl_of(site, options, scopes[site.name]) for site in sites}
        done = await self._side_by_side(
            {name: self._news(crawl, gate) for name, crawl in self._crawls.items()}
        )
        # News first, at all sites; articles are looked at again where that leaves room.
        quiet = self.orders.due or not any(c.new or c.updated for c in self.report.sites.values())
        if not self.interrupted and self.keeper.failure is None:
            if quiet and not self.orders.due:
                self._share_credit([self._crawls[name] for name in done])
            await self._side_by_side({name: self._looks(self._crawls[name], gate, quiet) for name in done})

    def _share_credit(self, crawls: Sequence[SiteCrawl]) -> None:
        with_credit = [crawl for crawl in crawls if crawl.memory.credit > 0]
        shares = schedule.shared([crawl.memory.credit for crawl in with_credit])
        for crawl, credit in zip(with_credit, shares, strict=True):
            crawl.memory.credit = credit

    async def _side_by_side(self, work: Mapping[str, Coroutine[Any, Any, bool]]) -> list[str]:
        """Work at several sites at once; gives the names of those where it came to its end."""
        tasks = [asyncio.create_task(coroutine, name=name) for name, coroutine in work.items()]
        self._tasks += tasks
        try:
            await self._watch_over(tasks)
        except asyncio.CancelledError:
            self.interrupt()
            if tasks:
                await asyncio.wait(tasks)
            raise
        return [task.get_name() for task in tasks if _well(task) and task.result()]

    async def _watch_over(self, tasks: Sequence[asyncio.Task[bool]]) -> None:
        """Wait for all sites; a failed write ends all of them."""
        waiting = set(tasks)
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            if self.orders.progress:
                self.orders.progress(self.report)
            if self.keeper.failure is not None:
                for task in waiting:
                    task.cancel()

    def _options(self) -> Options:
        orders = self.orders
        return Options(
            run=self.report.run or 0,
            now=orders.now,
            jitter=orders.jitter,
            due=orders.due,
            max_pages=orders.max_pages,
            deadline=monotonic() + orders.max_time if orders.max_time is not None else None,
            since=orders.since,
            detector=orders.config.language.detector,
            respect_tdm=orders.config.crawl.respect_tdm,
            overrides=overrides_of(orders.config),
        )

    def _crawl_of(self, site: SiteConfig, options: Options, scope: Scope) -> SiteCrawl:
        agent, private = self.orders.config.crawl.user_agent, self.orders.config.crawl.allow_private_addresses
        fetcher = Fetcher(
            self.engine, site, agent, private=private, now=self.orders.now, renderer=self._renderer
        )
        return SiteCrawl(site, scope, self.keeper, fetcher, options, self.report.sites[site.name])

    async def _looks(self, crawl: SiteCrawl, gate: asyncio.Semaphore, quiet: bool) -> bool:
        async with gate:
            try:
                await crawl.look_back(quiet=quiet)
            except Stopped as stopped:
                crawl.counts.stopped = str(stopped)
                return False
        return True

    async def _news(self, crawl: SiteCrawl, gate: asyncio.Semaphore) -> bool:
        """What is new at a site; False where it had to be left."""
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None:
            raise RuntimeError("crawler.robots.RobotsMiddleware is not among DOWNLOADER_MIDDLEWARES")
        async with gate:
            if self.orders.due and await crawl.idle():
                return False
            if not await self.keeper.ask(lambda _: self._lease(crawl.site.name)):
                crawl.counts.elsewhere = True
                return False
            try:
                await crawl.run(robots)
            except Stopped as stopped:
                await self._left(crawl, str(stopped))
                return False
        return True

    async def _left(self, crawl: SiteCrawl, reason: str) -> None:
        """A site had to be left before its end: the summary says so, and the coverage of the day."""
        crawl.counts.stopped = reason
        coverage = Coverage()
        coverage.failed(reason, self.orders.now())
        days = coverage.days(crawl.site.name)
        await self.keeper.ask(lambda archive: archive.cover(days))

    # ---- the archive

    def _open(self) -> Archive:
        """The archive, locked; both are let go when the keeper closes, whatever happened."""
        config = self.orders.config.archive
        with ExitStack() as held:
            archive = held.enter_context(Archive.open(config.url, captures=config.captures, create=True))
            self._lease = held.enter_context(archive.lock(f"process {os.getpid()} on {socket.gethostname()}"))
            self.keeper.held = held.pop_all()
        return archive

    def _reread(self, exchange: Exchange, visit: Visit) -> Article | None:
        return self._crawls[visit.site].reader.reread(exchange, visit)

    def _stored(self, visits: Sequence[Visit], outcomes: Sequence[Outcome]) -> None:
        for visit, outcome in zip(visits, outcomes, strict=True):
            self._crawls[visit.site].noted(visit, outcome)

    async def _finish(self) -> None:
        faults = [_fault(task) for task in self._tasks if _fault(task)]
        self._count_requests()
        self.report.problems += report.site_problems(self.report.sites) + [line for line in faults if line]
        self.report.problems += await self._barren()
        failure = self.keeper.failure
        code = codes.code_of_run(interrupted=self.interrupted, failure=failure, problems=self.report.problems)
        if faults and failure is None:
            code = codes.FAULT
        self._end(code, str(failure) if failure else None)
        if code == codes.DONE and self.report.all_elsewhere:
            self._end(codes.LOCKED, "another crawl of this archive is running, and has every site asked for")
        await self._write_down()

    async def _barren(self) -> list[str]:
        """Sites of which the archive has no article at all: something is wrong with them."""
        names = report.barren(self.report.sites)
        if not names or self.interrupted or self.keeper.failure:
            return []
        try:
            await self.keeper.flush()
            kept = await self.keeper.ask(lambda archive: [archive.count(f'site:"{name}"') for name in names])
        except ArchiveError:  # which the keeper tells
            return []
        empty = [name for name, count in zip(names, kept, strict=True) if not count]
        return [f"{name}: {BARREN.format(self.orders.config.site(name).url)}" for name in empty]

    async def _write_down(self) -> None:
        run, finished = self.report.run, self.report.finished_at or self.orders.now()
        await self._renderer.close()
        try:
            if run is not None and self.keeper.failure is None:
                summary, code = self.report.to_dict(), self.report.exit_code
                await self.keeper.ask(lambda archive: archive.finish_run(run, finished, code, summary))
            await self.keeper.close()
        except ArchiveError as error:
            self._end(codes.code_of_run(interrupted=False, failure=error, problems=()), str(error))

    def _count_requests(self) -> None:
        for name, counts in self.report.sites.items():
            slots = (name, f"{name} parts")
            counts.requests = sum(
                int(self.crawler.stats.get_value(f"newskeep/requests/{slot}", 0)) for slot in slots
            )

    def _end(self, code: int, problem: str | None) -> None:
        self.report.exit_code = code
        self.report.finished_at = self.orders.now()
        if problem:
            self.report.problems.append(problem)


def _well(task: asyncio.Task[bool]) -> bool:
    return not task.cancelled() and task.exception() is None


def _fault(task: asyncio.Task[bool]) -> str | None:
    """What went wrong in a site's task that was not foreseen, as one line; its traceback goes to the log."""
    error = None if task.cancelled() or not task.done() else task.exception()
    if error is None or isinstance(error, ArchiveError):
        return None
    logger.error("fault at %s", task.get_name(), exc_info=error)
    return f"{task.get_name()}: a fault of the program, please report it: {type(error).__name__}: {error}"
