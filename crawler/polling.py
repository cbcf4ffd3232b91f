"""What a poll of a source brings: new links, news of known articles, further sources, its own new state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from crawler import outcomes, schedule, sources
from crawler.agenda import Candidate, Role
from crawler.editions import declared_editions
from crawler.fetch import Answer
from crawler.finds import Find
from crawler.rolls import mark
from crawler.scope import front_of, origin_of
from crawler.shapes import shape
from crawler.sources import Poll
from extraction.addresses.links import Link
from extraction.addresses.urls import canonical
from extraction.article import Page
from extraction.document import Document
from extraction.text import joined
from storage.records import Effect, SourceKind, SourceState, UrlState

if TYPE_CHECKING:
    from crawler.site import SiteCrawl

T = TypeVar("T")

NEWEST = 20_000  # articles among which one that vanished from a sitemap is sought
CHUNK = 500  # links remembered in one transaction
FLOOD = 20  # flagged addresses of one poll above which the source's dates are doubted
PROBES = 5  # of them that are looked at before the rest is believed
FEED_TYPES = frozenset((
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/xml", "text/xml",
))  # fmt: skip


@dataclass(slots=True)
class Doubt:
    """A source that says that nearly everything changed: a few are looked at before the rest is believed."""

    source: str
    probes: set[str]
    rest: list[Candidate]
    right: int = 0

    @property
    def believed(self) -> bool:
        """Whether most of those looked at had changed: who says so of everything is right now and then."""
        return 2 * self.right > len(self.probes)


def spread(flagged: Sequence[T], number: int = PROBES) -> tuple[list[T], list[T]]:
    """Some of a list, evenly from its first on, and the others."""
    step = max(len(flagged) // number, 1)
    chosen = range(0, len(flagged), step)[:number]
    return [flagged[n] for n in chosen], [each for n, each in enumerate(flagged) if n not in chosen]


class Polling:
    """The polls of one site in one run. ``next_due`` is when the first of its sources is due again."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._agenda = crawl.agenda
        self._scope = crawl.scope
        self._intake = crawl.intake
        self._told: dict[str, dict[str, datetime | None]] = {}
        self._doubts: list[Doubt] = []
        self._times: dict[str, str] = {}  # that indexes told of sitemaps which are not read yet
        self.next_due: datetime | None = None

    async def poll(self, source: SourceState, answer: Answer) -> tuple[list[SourceState], SourceState]:
        """Take in what a source's answer holds: the sources that it leads to, and its new state."""
        now = self._crawl.options.now()
        if source.kind in sources.PAGES:
            return await self._poll_page(source, answer, now)
        poll = sources.read(source, answer)
        if not poll.problem and (told := self._times.pop(source.url, None)):
            self._crawl.memory.children[source.url] = told
        links, undated = sources.believable(poll.links, now)
        self._note(source, poll, undated)
        more = await self._children(source, poll.children)
        fresh = await self._told_links(source, links)
        await self._catch_up(source, fresh, len(links))
        state = sources.after(source, poll, answer, fresh, len(poll.links), now)
        self._wake(state)
        return more, state

    def _note(self, source: SourceState, poll: Poll, undated: int) -> None:
        """Say in the summary what was wrong with a source that could be read all the same."""
        told = [link.url for link in (*poll.links, *poll.children)]
        wrong = Counter(dict.fromkeys(poll.notes, 1))
        wrong["dates that cannot be"] = undated
        wrong["addresses of other sites"] = sum(not self._scope.holds(url) for url in told)
        for what, count in wrong.items():
            if count:
                self._crawl.counts.reasons[f"{source.kind} {source.url}: {what}"] += count

    async def _catch_up(self, source: SourceState, fresh: int, shown: int) -> bool:
        """Whether the site's listings are walked from now on, as so much of a source is new that more has
        scrolled out of it unseen."""
        if self._crawl.catching_up or not sources.scrolled(source, fresh, shown):
            return False
        known = await self._crawl.rounds.known()
        self._crawl.catching_up = not any(sources.tells_all(other) for other in known)
        return self._crawl.catching_up

    def _wake(self, state: SourceState) -> None:
        if state.due_at and (self.next_due is None or state.due_at < self.next_due):
            self.next_due = state.due_at

    async def _children(self, source: SourceState, children: Sequence[Link]) -> list[SourceState]:
        """The sitemaps of an index that are to be read now."""
        if not children:
            return []
        if sources.too_deep(source, await self._crawl.rounds.known()):
            self._crawl.counts.reasons["trap: sitemaps that lead to sitemaps"] += len(children)
            return []
        memory, since = self._crawl.memory, self._crawl.options.since
        mine = [
            child
            for child in children
            if (self._scope.holds(child.url) or origin_of(child.url) == origin_of(source.url))
            and sources.since_ok(child.modified, since)
        ]
        changed = {child.url for child in sources.changed_children(mine, {} if since else memory.children)}
        self._times |= {child.url: text for child in mine if (text := sources.told(child))}
        states = [SourceState(SourceKind.SITEMAP, child.url, found_via=source.url) for child in mine]
        saved = await self._crawl.keeper.ask(
            lambda archive: archive.save_sources(self._crawl.site.name, states)
        )
        return [state for state in saved if state.url in changed]

    async def _told_links(self, source: SourceState, links: Sequence[Link]) -> int:
        """Links that a feed or sitemap vouches for; gives how many were new."""
        fresh = known = 0
        flagged: list[Candidate] = []
        listed: list[str] = []
        told = self._told.setdefault(source.url, {})
        for start in range(0, len(links), CHUNK):
            finds = [
                Find(link, Role.TOLD, link.source or str(source.kind))
                for link in links[start : start + CHUNK]
            ]
            states = await self._intake.discover(finds, source, told, depth=0)
            self._compare_headlines(source, links[start : start + CHUNK])
            fresh += sum(state.fate is None for state in states)
            known += sum(state.article_id is not None for state in states)
            flagged += self._flagged(states)
            listed += (state.url for state in states)
        if source.kind is SourceKind.SITEMAP and listed and self._crawl.options.since is None:
            await self._suspect_removed(source, listed)
        await self._offer(self._believed(source, flagged, known))
        return fresh

    async def _offer(self, flagged: Sequence[Candidate]) -> None:
        """Known articles to look at now: or in the next run, should this one be ended before."""
        if flagged:
            await self._crawl.keeper.ask(lambda a: a.hasten(candidate.url for candidate in flagged))
        for candidate in flagged:
            self._agenda.offer(candidate)

    def _compare_headlines(self, source: SourceState, links: Iterable[Link]) -> None:
        """Look first at articles whose headline or teaser is not what this source told before."""
        keyed = [(key, link) for link in links if (key := self._intake.key(link.url))]
        heads = self._crawl.memory.heads
        heads.see(source.url, {key: link.title for key, link in keyed if link.title})
        heads.see(f"{source.url} teasers", {key: link.teaser for key, link in keyed if link.teaser})

    async def _suspect_removed(self, source: SourceState, listed: Sequence[str]) -> None:
        """Articles that a sitemap listed before and no source lists now are looked at first."""
        gone = set(self._crawl.memory.rolls.see(source.url, listed))
        if not gone:
            return
        name, horizon = self._crawl.site.name, self._crawl.options.now() + schedule.ANY_TIME
        kept = await self._crawl.keeper.ask(lambda archive: archive.due(name, horizon, NEWEST))
        missing = (state.url for state in kept if mark(state.url) in gone)
        self._crawl.memory.heads.removed(url for url in missing if not self._is_told(url))

    def _is_told(self, url: str) -> bool:
        return any(url in told for told in self._told.values())

    def _flagged(self, states: Iterable[UrlState]) -> Iterator[Candidate]:
        """Known articles of which the source says that they changed."""
        for state in states:
            told = state.discovery
            published = told.published.value if told.published else None
            modified = told.modified.value if told.modified else None
            if outcomes.flagged(state, modified, published):
                yield Candidate(state, Role.TOLD, listed=modified)

    def _believed(self, source: SourceState, flagged: list[Candidate], known: int) -> list[Candidate]:
        """Those to look at now. A source that says so of most of what it lists is tried with a few first.

        Some of all ages: the newest are edited anyway, whatever the source says.
        """
        if len(flagged) <= FLOOD or 2 * len(flagged) <= known:
            return flagged
        flagged.sort(key=lambda candidate: candidate.listed or self._crawl.options.now(), reverse=True)
        probes, rest = spread(flagged)
        self._doubts.append(Doubt(source.url, {candidate.url for candidate in probes}, rest))
        return probes

    def noted(self, url: str, effect: Effect) -> None:
        """What the archive made of a page."""
        for doubt in self._doubts:
            doubt.right += url in doubt.probes and effect is Effect.UPDATED

    def doubts(self, source: SourceState) -> bool:
        """Whether it is not clear yet if a source's dates can be believed."""
        return any(doubt.source == source.url for doubt in self._doubts)

    async def settle_doubts(self) -> None:
        """Look at the rest of what a source says has changed, where most of the probes had."""
        doubts, self._doubts = self._doubts, []
        for doubt in doubts:
            if doubt.believed:
                await self._offer(doubt.rest)
            else:
                self._crawl.counts.reasons[f"dates not believed: {doubt.source}"] += len(doubt.rest)

    async def _poll_page(
        self, source: SourceState, answer: Answer, now: datetime
    ) -> tuple[list[SourceState], SourceState]:
        """A front page or listing: its links, and on a front page the sources that it names."""
        problem = (
            None
            if answer.status in (200, 304) and not answer.halted
            else answer.halted or f"status {answer.status}"
        )
        poll = Poll(problem=problem, unchanged=answer.not_modified, digest=source.digest)
        key = canonical(source.url) or source.url
        self._agenda.met(key)
        if problem or answer.not_modified:
            return [], sources.after(source, poll, answer, 0, source.links, now)
        document = Document.parse(Page(answer.url, answer.body, answer.status, answer.headers, now))
        told = self._told.setdefault(source.url, {})
        finds = list(self._intake.from_listing(document))
        self._compare_headlines(source, [find.link for find in finds if find.role is Role.ARTICLE])
        self._intake.surveyed(finds)
        fresh = await self._intake.follow(finds, told, barren=0, depth=0)
        for url in self._intake.keys(finds, Role.ARTICLE):
            told.setdefault(url, None)
        self._crawl.memory.shapes.note(shape(key), article=False, leads=self._intake.leads(finds))
        if await self._catch_up(source, fresh, len(told)):
            await self._intake.follow(finds, told, barren=0, depth=0)  # further pages, too
        state = sources.after(source, poll, answer, fresh, len(told), now)
        self._wake(state)
        return await self._named_sources(source, document), state

    async def _named_sources(self, source: SourceState, document: Document) -> list[SourceState]:
        """The feeds that a front page names; from the site's own, those of its language editions."""
        if source.kind is not SourceKind.FRONT or self._crawl.site.feeds:
            return []
        found = [SourceState(SourceKind.FEED, url, found_via=source.url) for url in feeds_named(document)]
        if source.url == front_of(self._crawl.site):
            fronts = [url for url, _ in declared_editions(document, document.url)]
            found += [SourceState(SourceKind.FRONT, url, found_via=source.url) for url in fronts]
        mine = [state for state in found if self._scope.holds(state.url)]
        return await self._crawl.keeper.ask(lambda archive: archive.save_sources(self._crawl.site.name, mine))

    def sleepers(self, known: Sequence[SourceState]) -> list[SourceState]:
        """Sources that told nothing in this run that the others before them did not tell.

        Of a source that was not read, or of whose articles none was, nothing can be said.
        """
        asleep: list[SourceState] = []
        elsewhere: list[dict[str, datetime | None]] = []
        order = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.FRONT, SourceKind.LISTING)
        for source in sorted(known, key=lambda source: order.index(source.kind)):
            links = self._told.get(source.url)
            told = {url: self._intake.dates[url] for url in links or () if url in self._intake.dates}
            judged = source.kind is not SourceKind.SITEMAP and links is not None and (told or not links)
            if judged and sources.redundant(told, elsewhere):
                asleep.append(source)
            elif told:
                elsewhere.append(told)
        return asleep


def feeds_named(document: Document) -> list[str]:
    """The feeds that a page names in its head."""
    found = []
    for element in document.root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        if "alternate" in rel and (element.get("type") or "").lower().partition(";")[0].strip() in FEED_TYPES:
            url = joined(document.base_url, element.get("href") or "")
            if url:
                found.append(url)
    return list(dict.fromkeys(found))
