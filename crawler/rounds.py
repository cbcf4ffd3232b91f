"""Asking a site's sources, round by round; what an answer brings is :mod:`crawler.polling`'s.

What a poll learned of its source is remembered once what it led to is in the archive: a run that is ended
before asks the source again, instead of hearing that nothing changed.
"""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from crawler import schedule, sources
from crawler.errors import DownloadFailed, Stopped
from crawler.robots import Robots
from crawler.scope import front_of
from storage.records import SourceKind, SourceState

if TYPE_CHECKING:
    from crawler.site import SiteCrawl

DRY = 50  # sitemaps of one index in a row that hold nothing, after which the rest of them is left


class Rounds:
    """The rounds of one site in one run."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._led_on: list[SourceState] = []
        self._all = False  # whether all sources were put on the list
        self._dry: Counter[str | None] = Counter()  # sitemaps in a row that told nothing, by their index

    async def first(self, robots: Robots) -> None:
        """Poll what the run begins with."""
        crawl = self._crawl
        told = robots.sitemaps(front_of(crawl.site))
        named = [url for url in told if crawl.scope.holds(url) or crawl.scope.foreign(url)]
        found = sources.configured(crawl.site, named, guess=not crawl.memory.guessed)
        crawl.memory.guessed = True
        await crawl.keeper.ask(lambda archive: archive.save_sources(crawl.site.name, found))
        known, now = await self.known(), crawl.options.now()
        if any(schedule.lies_ahead(source.polled_at, now) for source in known):
            crawl.counts.reasons["clock set back: sources were polled later than now"] += 1
        everything = crawl.surveying or crawl.options.since is not None
        await self._poll(sources.to_poll(known, now, due_only=crawl.options.due, everything=everything))

    async def due(self) -> None:
        """Long runs stay fresh: sources whose time has come are polled in between."""
        polling, now = self._crawl.polling, self._crawl.options.now()
        if polling.next_due and now >= polling.next_due:
            known = await self.known()
            polling.next_due = None
            await self._poll(sources.to_poll(known, now, due_only=True, everything=False))

    async def known(self) -> list[SourceState]:
        """The site's sources as the archive knows them."""
        return await self._crawl.keeper.ask(lambda archive: archive.sources(self._crawl.site.name))

    async def save(self, state: SourceState) -> None:
        """Remember a source's new state."""
        await self._crawl.keeper.ask(lambda archive: archive.polled(self._crawl.site.name, state))

    async def settle_doubts(self) -> None:
        """Look at what a source says has changed, where those looked at first had."""
        await self._crawl.polling.settle_doubts()
        await self._save_led_on()

    async def _poll(self, wanted: list[SourceState]) -> None:
        """Poll sources, and those that they lead to."""
        queue = list(wanted)
        seen = {source.url for source in queue}
        while queue and not self._crawl.late():
            source = queue.pop(0)
            if self._dry[source.found_via] >= DRY:
                self._crawl.counts.reasons["trap: sitemaps without an address"] += 1
                continue
            more = [source for source in await self._poll_one(source) if source.url not in seen]
            if self._crawl.catching_up and not self._all:
                self._all = True
                more += [source for source in await self.known() if source.url not in seen]
            seen.update(source.url for source in more)
            # An index's sitemaps come before the pages, which are judged by what the sources tell.
            queue = sorted((*more, *queue), key=lambda source: source.kind in sources.PAGES)
        if not queue:
            await self._save_led_on()

    async def _poll_one(self, source: SourceState) -> list[SourceState]:
        crawl, started = self._crawl, monotonic()
        crawl.counts.sources += 1
        try:
            answer = await crawl.fetcher.get(sources.wanted(source))
        except DownloadFailed as failed:
            crawl.lost += monotonic() - started
            await self._failed(source, failed.reason)
            return []
        more, polled = await crawl.polling.poll(source, answer)
        if source.kind is SourceKind.SITEMAP and source.found_via not in (None, sources.GUESSED):
            self._dry[source.found_via] = 0 if more or polled.links else self._dry[source.found_via] + 1
        if more or crawl.catching_up or crawl.polling.doubts(polled):
            self._led_on.append(polled)
        else:
            await self.save(polled)
        if polled.error:
            self._note_failure(source, polled.error)
        else:
            crawl.intake.coverage.looked(crawl.options.now())
        return more

    async def _save_led_on(self) -> None:
        doubted = [state for state in self._led_on if self._crawl.polling.doubts(state)]
        done = [state for state in self._led_on if state not in doubted]
        self._led_on = doubted
        for state in done:
            await self.save(state)

    async def _failed(self, source: SourceState, reason: str) -> None:
        crawl = self._crawl
        await self.save(sources.failed(source, reason, crawl.options.now()))
        crawl.counts.errors += 1
        self._note_failure(source, reason)
        if reason in ("no such host", "no connection") and source.url == front_of(crawl.site):
            raise Stopped(f"{source.url}: {reason}")

    def _note_failure(self, source: SourceState, reason: str) -> None:
        crawl = self._crawl
        if source.found_via != sources.GUESSED:
            crawl.counts.reasons[f"{source.kind} {source.url}: {reason}"] += 1
            crawl.intake.coverage.failed(f"{source.kind}: {reason}", crawl.options.now())
