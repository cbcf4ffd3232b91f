"""Links on their way in: from feeds, sitemaps, listings and articles to the archive and the agenda.

A link is remembered in the archive before it is fetched and before its page counts as done, so that a
killed crawl loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crawler import guard, outcomes, sources
from crawler.agenda import Candidate, Role
from crawler.coverage import Coverage, expected_of
from crawler.fetch import Answer
from crawler.outcomes import Verdict
from crawler.shapes import TRIES_TOLD, shape
from crawler.sources import Poll
from extraction.article import Article, Page
from extraction.document import Document
from extraction.links import Link
from extraction.listing import read_listing
from extraction.text import joined
from extraction.urls import canonical
from storage.records import Discovery, Effect, Fate, SourceKind, SourceState, UrlState

if TYPE_CHECKING:
    from crawler.site import SiteCrawl

CHUNK = 500  # links remembered in one transaction
ROLES = {"page": Role.PAGE, "section": Role.SECTION, "link": Role.OTHER, "listing": Role.ARTICLE}
VIA = {Role.PAGE: "page", Role.SECTION: "section", Role.OTHER: "link", Role.ARTICLE: "listing"}
HEADLINE = 25  # characters of a link's text from which it may be a headline
FLOOD = 20  # flagged addresses of one poll above which the source's dates are doubted
PROBES = 5  # of them that are looked at before the rest is believed
ANOTHER = "another address"
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Find:
    """A link that was found, and what it is thought to be."""

    link: Link
    role: Role
    via: str


@dataclass(slots=True)
class Doubt:
    """A source that says that nearly everything changed: a few are looked at before the rest is believed."""

    source: str
    probes: set[str]
    rest: list[Candidate]
    right: bool = False


class Intake:
    """The links of one site in one run."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._agenda = crawl.agenda
        self._spelling = crawl.memory.spelling
        self._shapes = crawl.memory.shapes
        self._scope = crawl.scope
        self._hrefs: set[str] = set()
        self._led_to: set[int] = set()
        self._texts: dict[int, str] = {}
        self._told: dict[str, dict[str, datetime | None]] = {}
        self._dates: dict[str, datetime | None] = {}
        self._doubts: list[Doubt] = []
        self.coverage = Coverage()
        self.next_due: datetime | None = None

    # ---- from sources

    async def poll(self, source: SourceState, answer: Answer) -> tuple[list[SourceState], SourceState]:
        """Take in what a source's answer holds: the sources that it leads to, and its new state."""
        now = self._crawl.options.now()
        if source.kind in sources.PAGES:
            return await self._poll_page(source, answer, now)
        poll = sources.read(source, answer)
        if poll.cut:
            self._crawl.counts.reasons[f"{source.url}: too long, {poll.cut:,} addresses left out"] += 1
        more = await self._children(source, poll.children)
        fresh = await self._told_links(source, poll.links)
        state = sources.after(source, poll, answer, fresh, len(poll.links), now)
        self._wake(state)
        return more, state

    def _wake(self, state: SourceState) -> None:
        if state.due_at and (self.next_due is None or state.due_at < self.next_due):
            self.next_due = state.due_at

    async def _children(self, source: SourceState, children: Sequence[Link]) -> list[SourceState]:
        """The sitemaps of an index that are to be read now."""
        if not children:
            return []
        memory, since = self._crawl.memory, self._crawl.options.since
        mine = [
            child
            for child in children
            if self._scope.holds(child.url) and sources.since_ok(child.modified, since)
        ]
        changed = {child.url for child in sources.changed_children(mine, {} if since else memory.children)}
        memory.children.update({child.url: text for child in mine if (text := sources.told(child))})
        states = [SourceState(SourceKind.SITEMAP, child.url, found_via=source.url) for child in mine]
        saved = await self._crawl.keeper.ask(
            lambda archive: archive.save_sources(self._crawl.site.name, states)
        )
        return [state for state in saved if state.url in changed]

    async def _told_links(self, source: SourceState, links: Sequence[Link]) -> int:
        """Links that a feed or sitemap vouches for; gives how many were new."""
        fresh = known = 0
        flagged: list[Candidate] = []
        told = self._told.setdefault(source.url, {})
        for start in range(0, len(links), CHUNK):
            finds = [
                Find(link, Role.TOLD, link.source or str(source.kind))
                for link in links[start : start + CHUNK]
            ]
            states = await self._discover(finds, source, told, depth=0)
            self._compare_headlines(source, links[start : start + CHUNK])
            fresh += sum(state.fate is None for state in states)
            known += sum(state.article_id is not None for state in states)
            flagged += self._flagged(states)
        for candidate in self._believed(source, flagged, known):
            self._agenda.offer(candidate)
        return fresh

    def _compare_headlines(self, source: SourceState, links: Iterable[Link]) -> None:
        """A headline that is no longer what this source told tells of an edit that nothing else tells."""
        for link in links:
            if link.title and (key := self._key(link.url)):
                self._crawl.memory.heads.see(source.url, key, link.title)

    def _flagged(self, states: Iterable[UrlState]) -> Iterator[Candidate]:
        """Known articles of which the source says that they changed."""
        for state in states:
            told = state.discovery
            published = told.published.value if told.published else None
            modified = told.modified.value if told.modified else None
            if outcomes.flagged(state, modified, published):
                yield Candidate(state, Role.TOLD, listed=modified)

    def _believed(self, source: SourceState, flagged: list[Candidate], known: int) -> list[Candidate]:
        """Those to look at now. A source that says so of most of what it lists is tried with a few first."""
        if len(flagged) <= FLOOD or 2 * len(flagged) <= known:
            return flagged
        flagged.sort(key=lambda candidate: candidate.listed or self._crawl.options.now(), reverse=True)
        probes = {candidate.url for candidate in flagged[:PROBES]}
        self._doubts.append(Doubt(source.url, probes, flagged[PROBES:]))
        return flagged[:PROBES]

    def noted(self, url: str, effect: Effect) -> None:
        """What the archive made of a page."""
        for doubt in self._doubts:
            doubt.right |= url in doubt.probes and effect is Effect.UPDATED

    def settle_doubts(self) -> None:
        """Look at the rest of what a source says has changed, where a probe had."""
        doubts, self._doubts = self._doubts, []
        for doubt in doubts:
            if doubt.right:
                for candidate in doubt.rest:
                    self._agenda.offer(candidate)
            else:
                self._crawl.counts.reasons[f"dates not believed: {doubt.source}"] += len(doubt.rest)

    async def _poll_page(
        self, source: SourceState, answer: Answer, now: datetime
    ) -> tuple[list[SourceState], SourceState]:
        """A front page or listing: its links, and on a front page the feeds that it names."""
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
        finds = list(self._from_listing(document))
        self._compare_headlines(source, [find.link for find in finds if find.role is Role.ARTICLE])
        fresh = await self._follow(finds, told, barren=0, depth=0)
        self._shapes.note(shape(key), article=False, leads=self._leads(finds))
        state = sources.after(source, poll, answer, fresh, len(told), now)
        self._wake(state)
        return await self._named_feeds(source, document), state

    async def _named_feeds(self, source: SourceState, document: Document) -> list[SourceState]:
        if source.kind is not SourceKind.FRONT or self._crawl.site.feeds:
            return []
        found = [SourceState(SourceKind.FEED, url, found_via=source.url) for url in feeds_named(document)]
        mine = [state for state in found if self._scope.holds(state.url)]
        return await self._crawl.keeper.ask(lambda archive: archive.save_sources(self._crawl.site.name, mine))

    # ---- from pages

    async def page(self, candidate: Candidate, document: Document, article: Article) -> bool:
        """Take in a page that was read; False where it is another address of an article that is kept."""
        if article.kind.is_article and await self._is_duplicate(candidate, article):
            self._shapes.note(shape(candidate.url), article=False, leads=0)
            return False
        is_article = article.kind.is_article
        if is_article:
            published = article.published.value if article.published else None
            self._dates[candidate.url] = published
            self.coverage.got(candidate.state, published, self._crawl.options.now())
        finds = list(self._new_links(document) if is_article else self._from_listing(document))
        leads = self._leads(finds)
        self._shapes.note(shape(candidate.url), article=is_article, leads=leads)
        barren = 0 if is_article or leads else candidate.barren + 1
        await self._follow(finds, {}, barren=barren, depth=candidate.depth)
        return True

    def fruitless(self, candidate: Candidate, verdict: Verdict) -> None:
        """An address gave no page to read."""
        if expected_of(verdict.fate):
            self.coverage.missed(candidate.state, verdict.reason, self._crawl.options.now())
        vouched = candidate.role in (
            Role.TOLD,
            Role.ARTICLE,
        )  # a dead link in a menu says nothing of its shape
        dry = verdict.fate is Fate.NOT_ARTICLE or (verdict.fate is Fate.GONE and vouched)
        if dry and not candidate.state.article_id:
            self._shapes.note(shape(candidate.url), article=False, leads=0)

    def resume(self, state: UrlState) -> None:
        """An address that an earlier run left unfinished."""
        told = state.discovery
        role = ROLES.get(told.via or "", Role.TOLD)
        moment = told.modified or told.published
        self._agenda.offer(Candidate(state, role, depth=told.depth, listed=moment.value if moment else None))

    def halt(self, url: str, candidate: Candidate) -> str | None:
        """Why a redirect is not followed, None where it is."""
        key = canonical(url)
        if key is None or not self._scope.holds(key):
            return "redirects off the site"
        if key == self._crawl.front:
            return "redirects to the front page"
        return ANOTHER if key != candidate.url and not self._agenda.new(key) else None

    async def another_address(self, candidate: Candidate, answer: Answer) -> bool:
        """Whether an address only led to one that is fetched or waits anyway."""
        key = canonical(answer.url)
        if key is None or key == candidate.url or not answer.hops:
            return False
        known = answer.halted == ANOTHER
        if not known and not answer.halted:
            self._agenda.met(key)
            known = bool(await self._crawl.keeper.ask(lambda archive: archive.known([key])))
        if known:
            await self._alias(candidate, key)
        return known

    async def _is_duplicate(self, candidate: Candidate, article: Article) -> bool:
        """Whether the article is kept under another address: the one that it names, or one with its text."""
        if candidate.state.article_id is not None:
            return False
        key = canonical(article.canonical_url) if article.canonical_url else None
        own = {candidate.url, canonical(article.url)}
        if key and key not in own and key != self._crawl.front and self._scope.holds(key):
            self._spelling.reached_again(candidate.url, key)
            if not self._agenda.new(key):
                return await self._alias(candidate, key)
            self._agenda.met(key)
        text = hash((article.title, article.body))
        first = self._texts.setdefault(text, candidate.url)
        if first != candidate.url and article.blocks:
            self._spelling.reached_again(candidate.url, first)
            return await self._alias(candidate, first)
        return False

    async def _alias(self, candidate: Candidate, key: str) -> bool:
        await self._crawl.keeper.flush()
        await self._crawl.keeper.ask(lambda archive: archive.alias(candidate.url, key))
        self._crawl.counts.count(Effect.DUPLICATE)
        return True

    # ---- reading links

    def _from_listing(self, document: Document) -> Iterator[Find]:
        """The links of a page that is no article, each for what it looks like."""
        self._spelling.watch(anchor.url for anchor in document.links if self._scope.holds(anchor.url))
        listing = read_listing(document)
        yield from (Find(link, Role.ARTICLE, "listing") for link in listing.articles)
        yield from (Find(Link(url), Role.PAGE, "page") for url in listing.pages)
        yield from (Find(Link(url), Role.SECTION, "section") for url in listing.sections)
        yield from self._new_links(document)

    def _new_links(self, document: Document) -> Iterator[Find]:
        """Links not met on any page of this run, to be judged by the shape of their address alone.

        Most links of a page stand on every page of its site: they are told by how they are written, before
        they are resolved.
        """
        for anchor in document.root.iter("a"):
            href = anchor.get("href")
            if not href or href in self._hrefs:
                continue
            if href.startswith(("/", "http")):
                self._hrefs.add(href)
            url = joined(document.base_url, href)
            if url:
                yield Find(Link(url), Role.OTHER, "link")

    def _leads(self, finds: Iterable[Find]) -> int:
        """How many links lead to what looks like an article and was not led to before."""
        count = 0
        for find in finds:
            url = self._key(find.link.url)
            if url is None or hash(url) in self._led_to or not self._scope.holds(url):
                continue
            of_shape = shape(url)
            likely = find.role is Role.ARTICLE and not self._shapes.spent(of_shape, TRIES_TOLD)
            if likely or self._shapes.fruitful(of_shape):
                self._led_to.add(hash(url))
                count += 1
        return count

    def _key(self, url: str) -> str | None:
        key = canonical(url)
        return self._spelling.plain(self._scope.spell(key)) if key else None

    async def _follow(
        self, finds: Sequence[Find], told: dict[str, datetime | None], *, barren: int, depth: int
    ) -> int:
        """Remember links and put them on the agenda; gives how many articles among them are new."""
        surveying = self._crawl.surveying
        wanted = [find for find in finds if surveying or self._promising(find)]
        states = await self._discover(wanted, None, told, depth=depth + 1, barren=barren)
        return sum(state.fate is None and state.discovery.via == "listing" for state in states)

    def _promising(self, find: Find) -> bool:
        """Whether a link is worth a request in a run that only wants what is new."""
        key = self._key(find.link.url)
        return key is not None and (find.role is Role.ARTICLE or self._shapes.fruitful(shape(key)))

    async def _discover(
        self,
        finds: Iterable[Find],
        source: SourceState | None,
        told: dict[str, datetime | None],
        *,
        depth: int,
        barren: int = 0,
    ) -> list[UrlState]:
        """Remember links that are worth a request, offer the unfinished ones; gives the states of all."""
        found: dict[str, tuple[Discovery, Role]] = {}
        for find in finds:
            key = self._worth(find, barren, depth)
            if key is not None and key not in found:
                at = depth - 1 if find.role is Role.PAGE else depth
                found[key] = (_discovery(find, key, source, at), find.role)
        if not found:
            return []
        records = [discovery for discovery, _ in found.values()]
        now = self._crawl.options.now()
        states = await self._crawl.keeper.ask(lambda a: a.discover(self._crawl.site.name, records, now))
        for state in states:
            discovery, role = found[state.url]
            moment = discovery.published or discovery.modified
            if role in (Role.TOLD, Role.ARTICLE):
                told[state.url] = moment.value if moment else None
            if state.fate is None:
                newest = discovery.modified or discovery.published
                self._agenda.offer(
                    Candidate(state, role, barren, discovery.depth, newest.value if newest else None)
                )
        return states

    def _worth(self, find: Find, barren: int, depth: int) -> str | None:
        """The canonical form of a link that is worth remembering."""
        url = find.link.url
        if len(url) > guard.MAX_URL:
            return None
        key = self._key(url)
        if (
            key is None
            or not self._scope.holds(key)
            or not self._scope.wants(url)
            or key == self._crawl.front
        ):
            return None
        if find.role is not Role.TOLD and not self._agenda.new(key):
            return None
        moment = find.link.published or find.link.modified
        if not sources.since_ok(moment, self._crawl.options.since):
            self._agenda.met(key)  # a listing that tells no date does not bring it back
            return None
        return None if self._agenda.refusal(key, find.role, barren, depth) else key

    # ---- at the end

    def sleepers(self, known: Sequence[SourceState]) -> list[SourceState]:
        """Sources that told nothing in this run that the others before them did not tell."""
        asleep: list[SourceState] = []
        elsewhere: dict[str, datetime | None] = {}
        order = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.FRONT, SourceKind.LISTING)
        for source in sorted(known, key=lambda source: order.index(source.kind)):
            told = {url: self._dates[url] for url in self._told.get(source.url, {}) if url in self._dates}
            if source.kind is not SourceKind.SITEMAP and sources.redundant(told, elsewhere):
                asleep.append(source)
            else:
                elsewhere |= told
        return asleep

    async def cover(self) -> None:
        """Note the run's coverage."""
        days, self.coverage = self.coverage.days(self._crawl.site.name), Coverage()
        if days:
            await self._crawl.keeper.ask(lambda archive: archive.cover(days))


def _discovery(find: Find, key: str, source: SourceState | None, depth: int) -> Discovery:
    link = find.link
    return Discovery(
        url=key,
        fetch_url=link.url,
        source_id=source.id if source else None,
        title=link.title,
        published=link.published,
        modified=link.modified,
        via=find.via,
        depth=depth,
    )


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
