"""One site's crawl, from its sources to its last page: the order of things, on one screen.

What to poll, what to fetch next, what an answer means and when to come back are decided by the pure parts
(:mod:`crawler.sources`, :mod:`crawler.agenda`, :mod:`crawler.outcomes`, :mod:`crawler.schedule`); here it is
done, one request at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from time import monotonic

from crawler import guard, outcomes, schedule, sources
from crawler.agenda import Agenda, Candidate, Role
from crawler.config import SiteConfig
from crawler.copies import Copies
from crawler.errors import DownloadFailed, Stopped
from crawler.fetch import Answer, Fetcher, Wanted
from crawler.intake import Intake
from crawler.memory import Memory
from crawler.outcomes import Verdict
from crawler.pipeline import Keeper
from crawler.polling import Polling
from crawler.reading import SiteReader
from crawler.report import Counts
from crawler.rights import Rights
from crawler.robots import Robots, RobotsMiddleware
from crawler.rounds import Rounds
from crawler.scope import Scope, front_of
from crawler.survey import Survey
from extraction.addresses.urls import canonical
from extraction.article import Article, Page
from extraction.document import Document
from extraction.overrides import Override
from storage.records import Capture, Fate, Outcome, UrlState, Visit

TROUBLE = 6  # addresses in a row that fail before the site is left for this run
LOST_SECONDS = 90.0  # spent on requests that failed, before the site is left
REFILL = 1_000
AHEAD = 4  # times as many articles are considered for a look as are looked at


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for. ``deadline`` is on the monotonic clock; ``jitter`` gives 0..1."""

    run: int
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    due: bool = False
    max_pages: int | None = None
    deadline: float | None = None
    since: datetime | None = None
    detector: str = "auto"
    respect_tdm: str = "record"
    overrides: tuple[Override, ...] = ()


class SiteCrawl:
    """The crawl of one site in one run."""

    def __init__(
        self,
        site: SiteConfig,
        scope: Scope,
        keeper: Keeper,
        fetcher: Fetcher,
        options: Options,
        counts: Counts,
    ) -> None:
        self.site = site
        self.scope = scope
        self.keeper = keeper
        self.fetcher = fetcher
        self.options = options
        self.counts = counts
        self.front = canonical(front_of(site)) or site.url
        self.pages = 0
        self._trouble: list[tuple[Candidate, Verdict]] = []  # failures in a row
        self._first = False  # whether the site was never walked before: all that it has is no news
        self.catching_up = False  # whether news scrolled out of a source since it was polled
        self.lost = 0.0  # seconds spent on requests that failed

    async def run(self, middleware: RobotsMiddleware) -> None:
        """Everything that the run asks for at this site. Raises :class:`Stopped` where it had to be left."""
        self.memory = Memory.read(await self.keeper.ask(lambda archive: archive.memory(self.site.name)))
        self.fetcher.meta["copies"] = Copies(self.memory.robots, self.options.now, self.options.due)
        robots = await middleware.of(front_of(self.site), self.fetcher.meta)
        if robots.closed:
            raise Stopped(f"robots.txt: {robots.failure}")
        self._first = self.memory.surveyed is None
        self.rights = await Rights.record(self, robots)
        self._note_manners(robots)
        self.reader = await self._reader()
        self.agenda = Agenda(self.memory.shapes, Survey(thorough=self.options.since is not None))
        self.intake = Intake(self)
        self.polling = Polling(self)
        self.rounds = Rounds(self)
        try:
            await self.rounds.first(robots)
            await self._carry_on()
            await self._work_off()
            await self.keeper.flush()
            await self._settle_doubts()
            await self._settle()
        finally:
            await self._remember()

    async def idle(self) -> bool:
        """Whether the schedule says nothing of this site now: then not even its robots.txt is asked for."""
        name, now = self.site.name, self.options.now()
        known = await self.keeper.ask(lambda archive: archive.sources(name))
        if not known or sources.to_poll(known, now, due_only=True, everything=False):
            return False
        waiting = await self.keeper.ask(lambda archive: archive.pending(name, 1) or archive.due(name, now, 1))
        return not waiting

    async def _work_off(self) -> None:
        while (candidate := await self._next()) and not self._enough():
            if not await self.intake.is_twin(candidate):
                await self.visit(candidate)
            await self.rounds.due()

    def noted(self, visit: Visit, outcome: Outcome) -> None:
        """What the archive made of a visit."""
        self.counts.count(outcome.effect)
        self.polling.noted(visit.url, outcome.effect)

    async def _reader(self) -> SiteReader:
        """The reader, with the profile that was learned of the site."""
        name = self.site.name
        return SiteReader.of(
            self.options.detector,
            await self.keeper.ask(lambda archive: archive.profile(name)),
            self.options.overrides,
            self.site.timezone,
        )

    async def _settle_doubts(self) -> None:
        if not self._enough():
            await self.rounds.settle_doubts()
            await self._work_off()

    # ---- sources

    def _note_manners(self, robots: Robots) -> None:
        """Say in the summary what is odd about the whole site."""
        if robots.outcome not in ("read", "none"):
            self.counts.reasons[f"robots.txt: {robots.outcome}"] += 1
        if self.memory.nothing:
            self.counts.reasons["answers 200 for what is not there"] += 1

    @property
    def surveying(self) -> bool:
        """Whether the site's pages are still being walked for what its sources do not tell."""
        return self.memory.surveyed is None or self.options.since is not None

    @property
    def walking_again(self) -> bool:
        """Whether known listings are walked again: they show something else by now."""
        return self.catching_up or self.options.since is not None

    # ---- pages

    async def _carry_on(self) -> None:
        """What an earlier run found but did not finish."""
        pending = await self.keeper.ask(lambda archive: archive.pending(self.site.name, REFILL))
        waiting = len(self.agenda)
        for state in pending:
            self.intake.resume(state)
        self.agenda.overflown |= len(pending) >= REFILL and len(self.agenda) > waiting

    async def _next(self) -> Candidate | None:
        candidate = self.agenda.next()
        await self._turn_away()
        while candidate is None and self.agenda.overflown:
            self.agenda.overflown = False
            await self.keeper.flush()
            await self._carry_on()
            candidate = self.agenda.next()
            await self._turn_away()
        return candidate

    async def _turn_away(self) -> None:
        """Note the addresses that are not worth a request, so that they do not wait for ever."""
        for candidate, reason in self.agenda.turned_away():
            self.counts.reasons[reason] += 1
            verdict = Verdict(Fate.REFUSED, reason)
            await self.keeper.store(outcomes.note(candidate, verdict, self.options.now(), self.options.run))

    def _enough(self) -> bool:
        limits = [n for n in (self.options.max_pages, self.site.max_pages) if n is not None]
        return self.late() or any(self.pages >= limit for limit in limits)

    def late(self) -> bool:
        """Whether the run's time is over."""
        return self.options.deadline is not None and monotonic() >= self.options.deadline

    async def visit(self, candidate: Candidate) -> None:
        """Fetch one page and keep what it is."""
        self.pages += 1
        started = monotonic()
        state = candidate.state
        wanted = Wanted(state.fetch_url, guard.PAGE, etag=state.etag, last_modified=state.last_modified)
        if self.options.since and candidate.role >= Role.PAGE:  # a listing that did not change leads on, too
            wanted = Wanted(state.fetch_url, guard.PAGE)
        if reason := self.rights.forbid(state.fetch_url):
            await self._note(candidate, Verdict(Fate.REFUSED, reason), None)
            return
        try:
            answer = await self.fetcher.get(wanted, lambda url: self.intake.halt(url, candidate))
        except DownloadFailed as failed:
            verdict = outcomes.judge_failure(failed, candidate)
            seconds = monotonic() - started
            await self._note(candidate, verdict, None)
            await self._worry(candidate, verdict, seconds)
            return
        self._trouble.clear()
        await self._keep(candidate, answer)

    async def _keep(self, candidate: Candidate, answer: Answer) -> None:
        now = self.options.now()
        if await self.intake.another_address(candidate, answer):
            return
        if verdict := outcomes.judge(answer, candidate, self.front, now):
            await self._note(candidate, verdict, answer)
            return
        page = outcomes.page_of(candidate, answer, now)
        if reason := self.rights.refuse(page):
            await self._note(candidate, Verdict(Fate.REFUSED, reason), answer)
            return
        article, document, capturing = self._read(candidate, answer, page)
        capture = await capturing if capturing else None
        self.counts.captured += capture is not None
        gone = outcomes.vanished(document, article, candidate, self.memory.nothing) if document else None
        if gone:
            await self._note(candidate, gone, answer, capture)
        elif await self.intake.page(candidate, document, article):
            await self.keeper.store(outcomes.kept(candidate, answer, article, capture, now, self.options.run))

    def _read(
        self, candidate: Candidate, answer: Answer, page: Page
    ) -> tuple[Article, Document | None, asyncio.Future[Capture] | None]:
        """Read a page, as far as its links are wanted; its capture is under way before, and beside it."""
        capturing = None
        if candidate.role is Role.TOLD and self.reader.profile and self.agenda.survey.likely:
            capturing = self.keeper.capture(answer.exchange)
            if article := self.reader.quick(page):
                return self._own(article), None, capturing
        document = Document.parse(page)
        if no_article := self.reader.skip(document, page, candidate.role):
            return no_article, document, capturing
        capturing = capturing or self.keeper.capture(answer.exchange)
        read = self.reader.read(document, page, candidate.role, len(self.agenda))
        return self._own(read), document, capturing

    def _own(self, article: Article) -> Article:
        """An article with what the site says of its reuse, and under an address that can be asked."""
        article = self.rights.judge(article)
        stated = article.canonical_url
        return replace(article, canonical_url=self.scope.spell(stated)) if stated else article

    async def _note(
        self,
        candidate: Candidate,
        verdict: Verdict,
        answer: Answer | None,
        capture: Capture | None = None,
    ) -> None:
        """Keep a verdict, or try once more."""
        if verdict.again:
            await self._again(candidate, verdict)
            return
        now = self.options.now()
        visit = outcomes.note(candidate, verdict, now, self.options.run)
        if answer is not None:
            evidence = verdict.fate is Fate.GONE and candidate.state.article_id is not None
            if evidence and capture is None:
                capture = await self.keeper.capture(answer.exchange)
            visit = outcomes.answered(visit, answer, capture)
        if verdict.fate in (Fate.REFUSED, Fate.ERROR):
            self.counts.reasons[verdict.reason] += 1
        self.intake.fruitless(candidate, verdict)
        await self.keeper.store(visit)

    async def _again(self, candidate: Candidate, verdict: Verdict) -> None:
        """Another try later in this run; a site that is busy is given the time it asks for."""
        if (verdict.wait or 0.0) > outcomes.PATIENT:
            await self._note(candidate, replace(verdict, again=False), None)
            raise Stopped(f"asks to come back in {verdict.wait:.0f} s ({verdict.reason})")
        self.pages -= 1
        self.agenda.offer(
            replace(candidate, tries=candidate.tries + 1, role=max(candidate.role, Role.ARTICLE))
        )
        await asyncio.sleep(schedule.backoff(candidate.tries + 1, self.options.jitter(), verdict.wait))

    async def _worry(self, candidate: Candidate, verdict: Verdict, seconds: float) -> None:
        """Leave a site that does nothing but fail; the next run begins with what did not."""
        if verdict.reason == "robots.txt":
            return
        self._trouble.append((candidate, verdict))
        self.lost += seconds
        if len(self._trouble) >= TROUBLE or self.lost > LOST_SECONDS:
            for failed, judged in {failed.url: (failed, judged) for failed, judged in self._trouble}.values():
                if judged.again:  # there is no other try in this run
                    await self._note(failed, replace(judged, again=False), None)
            raise Stopped(f"left after {len(self._trouble)} failures in a row, the last: {verdict.reason}")

    # ---- the end

    async def look_back(self, *, quiet: bool) -> None:
        """Look at kept articles again whose time has come, within the run's budget."""
        asked, memory = self.pages + self.counts.sources, self.memory
        if not quiet and not self._first:
            memory.credit = schedule.EARNED * asked
        early = quiet and not self.options.due and memory.credit > 0
        credit = memory.credit if early else None
        budget = schedule.look_budget(asked, self.options.jitter(), quiet=quiet, credit=credit)
        memory.credit -= asked + budget if early else 0
        await self.keeper.flush()
        budget = max(budget, await self._overdue(schedule.LOOKS_OVERDUE * asked))
        try:
            for state in await self._worth_a_look(budget, early=early):
                if not self._enough():
                    self.agenda.met(state.url)
                    await self.visit(Candidate(state, Role.TOLD))
        finally:
            await self._remember()

    async def _overdue(self, most: int) -> int:
        """How many articles wait long for a look, up to ``most``: who crawls once a day is never quiet."""
        horizon = self.options.now() - schedule.OVERDUE
        return len(await self.keeper.ask(lambda archive: archive.due(self.site.name, horizon, most)))

    async def _worth_a_look(self, budget: int, *, early: bool) -> list[UrlState]:
        """Articles to look at again: those no longer listed, those with another headline, then those that
        have waited longest for their age.

        ``early`` takes those whose time is soonest too: whoever starts a crawl by hand does not want to wait.
        """
        horizon = self.options.now() + (schedule.ANY_TIME if early else timedelta(0))
        heads = self.memory.heads
        heads.looked_at([url for url in heads.suspects if not self.agenda.new(url)])
        suspects = list(heads.suspects)
        due = await self.keeper.ask(
            lambda archive: archive.due(self.site.name, horizon, AHEAD * budget + len(suspects))
        )
        due.sort(key=self._waited, reverse=True)
        known = await self.keeper.ask(lambda archive: archive.known(suspects))
        first = [known[url] for url in suspects if url in known and known[url].article_id]
        looks = {state.url: state for state in (*first, *due) if self._may_look(state)}
        chosen = list(looks.values())[:budget]
        heads.looked_at(state.url for state in chosen)
        return chosen

    def _may_look(self, state: UrlState) -> bool:
        now = self.options.now()
        waits = schedule.asked_to_wait(state.failures, state.visited_at, state.due_at, now)
        return self.agenda.new(state.url) and not waits

    def _waited(self, state: UrlState) -> float:
        if not state.visited_at or not state.due_at:
            return inf
        return schedule.waited(state.visited_at, state.due_at, self.options.now())

    async def _settle(self) -> None:
        """After a run that left nothing undone; of a survey, let sources sleep that tell nothing alone."""
        if self._enough() or len(self.agenda):
            return
        self.memory.whole = self.options.now()
        if not self.surveying:
            return
        for source in self.polling.sleepers(await self.rounds.known()):
            await self.rounds.save(sources.asleep(source, self.options.now()))
        self.memory.surveyed = self.options.now()

    async def _remember(self) -> None:
        if self.keeper.failure is None:
            await self.keeper.flush()
            await self.intake.settle()
            await self.keeper.ask(lambda archive: archive.remember(self.site.name, self.memory.data()))
            await self.intake.cover()
            await self._keep_profile()

    async def _keep_profile(self) -> None:
        profile = self.reader.profile
        if profile is not None and self.reader.learned:
            name, now = self.site.name, self.options.now()
            await self.keeper.ask(lambda a: a.save_profile(name, profile.name, profile.to_bytes(), now))
            self.reader.learned = False
