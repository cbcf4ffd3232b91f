"""Links on their way in, to the archive and the agenda; :mod:`crawler.polling` brings those of sources.

A link is remembered in the archive before it is fetched and before its page counts as done, so that a
killed crawl loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from crawler import guard, sources
from crawler.agenda import Candidate, Role
from crawler.coverage import Coverage, expected_of
from crawler.fetch import Answer
from crawler.finds import Find, without_parts
from crawler.outcomes import Verdict
from crawler.pipeline import BATCH, SECONDS
from crawler.shapes import TRIES_TOLD, names_month, shape
from crawler.spelling import extends
from crawler.twins import first_page
from extraction.addresses.links import Link
from extraction.addresses.listing import read_listing
from extraction.addresses.urls import canonical
from extraction.article import Article
from extraction.document import MAX_LINKS, Document
from extraction.text import joined
from storage.records import Discovery, Effect, Fate, SourceKind, SourceState, UrlState

if TYPE_CHECKING:
    from crawler.site import SiteCrawl
    from storage.archive import Archive

ROLES = {"page": Role.PAGE, "section": Role.SECTION, "link": Role.OTHER, "listing": Role.ARTICLE}
PAGES = (Role.PAGE, Role.SECTION)  # that lead to articles
ANOTHER = "another address"


class Intake:
    """The links of one site in one run."""

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._agenda = crawl.agenda
        self._spelling = crawl.memory.spelling
        self._twins = crawl.memory.twins
        self._shapes = crawl.memory.shapes
        self._scope = crawl.scope
        self._hrefs: set[str] = set()
        self._led_to: set[int] = set()
        self._shown: dict[str, set[int]] = {}  # articles by the shape of the numbered pages that show them
        self._news: set[int] = set()  # articles that were not known when a run last left nothing undone
        self._texts: dict[int, str] = {}
        self._headed: set[int] = set()  # articles with their headlines, which their further pages repeat
        self._awaited: dict[str, str] = {}  # other addresses of pages, to be noted together
        self._awaited_since = 0.0
        self.dates: dict[str, datetime | None] = {}
        self.coverage = Coverage()

    # ---- from pages

    async def page(self, candidate: Candidate, document: Document | None, article: Article) -> bool:
        """Take in a page that was read, with its links unless ``document`` is None; False where it is another
        address of an article that is kept."""
        if article.kind.is_article and await self._is_duplicate(candidate, article):
            self._shapes.note(shape(candidate.url), article=False, leads=0)
            return False
        is_article = article.kind.is_article
        if is_article:
            self._twins.article(candidate.url)
            self._headed.add(hash((candidate.url, article.title)))
            if not candidate.state.article_id:
                self._agenda.survey.article(candidate.url)
            published = article.published.value if article.published else None
            self.dates[candidate.url] = published
            self.coverage.got(candidate.state, published, self._crawl.options.now())
        finds = list(self._links(document, is_article=is_article)) if document else []
        leads = self.leads(finds) or int(self._crawl.walking_again and self._shows_news(finds))
        leads = leads or (0 if is_article else self._goes_on(candidate, finds))
        self._shapes.note(shape(candidate.url), article=is_article, leads=leads)
        if not is_article and candidate.role >= Role.PAGE:
            self.surveyed(finds, further=candidate.role is Role.PAGE)
        self._agenda.tried(candidate, fruit=bool(is_article or leads))
        barren = 0 if is_article or leads else candidate.barren + 1
        rest = without_parts(candidate, finds) if barren else finds
        await self.follow(rest, {}, barren=barren, depth=candidate.depth)
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
            self._agenda.tried(candidate, fruit=False)

    def resume(self, state: UrlState) -> None:
        """An address that an earlier run left unfinished; a listing's page, where that walked them again."""
        told = state.discovery
        role = ROLES.get(told.via or "", Role.TOLD)
        self._crawl.catching_up |= role in PAGES and not self._crawl.surveying
        self._note_news(state, role)
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
        if not known and not answer.halted and candidate.state.article_id is None:
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
            self._reached_again(candidate.url, key)
            if not self._agenda.new(key):
                return await self._alias(candidate, key)
            self._agenda.met(key)
        opening = first_page(candidate.url)
        if opening and hash((opening, article.title)) in self._headed:
            return await self._alias(candidate, opening)
        first = self._taken_in_as(candidate.url, article) if article.blocks else None
        if first:
            self._reached_again(candidate.url, first)
            return await self._alias(candidate, first)
        return False

    def _taken_in_as(self, url: str, article: Article) -> str | None:
        """The address under which this run took in the same text; or, with parameters, most of it: a view to
        print, say, which shows the date above it."""
        first = self._texts.setdefault(hash((article.title, article.body)), url)
        if first != url:
            return first
        longest = max(article.blocks, key=lambda block: len(block.text))
        viewed = self._texts.setdefault(hash((url.partition("?")[0], article.title, longest)), url)
        return viewed if extends(url, viewed) else None

    def _reached_again(self, url: str, key: str) -> None:
        self._spelling.reached_again(url, key)
        self._twins.reached_again(url, key)

    async def is_twin(self, candidate: Candidate) -> bool:
        """Whether an address is known, without a request, to lead to an article that is kept or waits."""
        if candidate.role is Role.TOLD or candidate.state.article_id is not None:
            return False
        plain = self._spelling.plain(candidate.url)
        known = plain if plain != candidate.url and not self._agenda.new(plain) else None
        twin = known or self._twins.of(candidate.url)
        return twin is not None and await self._alias(candidate, twin)

    async def _alias(self, candidate: Candidate, key: str) -> bool:
        if candidate.role is Role.TOLD:
            self._agenda.survey.leads_to(key)
        self._crawl.counts.count(Effect.DUPLICATE)
        if not self._awaited:
            self._awaited_since = monotonic()
        self._awaited[candidate.url] = key
        if len(self._awaited) >= BATCH or monotonic() - self._awaited_since > SECONDS:
            await self.settle(last=False)
        return True

    async def settle(self, *, last: bool = True) -> None:
        """Note the other addresses of pages; those of pages that still wait to be fetched at ``last``."""
        keeper, awaited = self._crawl.keeper, self._awaited
        if not awaited:
            return
        await keeper.flush()
        known = await keeper.ask(lambda archive: archive.known(set(awaited.values())))
        ready = {
            url: key for url, key in awaited.items() if last or (key in known and known[key].fate is not None)
        }
        self._awaited = {url: key for url, key in awaited.items() if url not in ready}
        self._awaited_since = monotonic()
        await keeper.ask(lambda archive: _note_aliases(archive, ready))

    # ---- reading links

    def _links(self, document: Document, *, is_article: bool) -> Iterator[Find]:
        return self._new_links(document) if is_article else self.from_listing(document)

    def from_listing(self, document: Document) -> Iterator[Find]:
        """The links of a page that is no article, each for what it looks like."""
        hrefs = [href for a in islice(document.root.iter("a"), MAX_LINKS) if (href := a.get("href"))]
        if any("?" in href for href in hrefs):
            urls = (joined(document.base_url, href) for href in hrefs)
            self._spelling.watch(url for url in urls if url and self._scope.holds(url))
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

    def surveyed(self, finds: Sequence[Find], *, further: bool = False) -> None:
        """Count a listing as walked."""
        more = any(find.role is Role.PAGE for find in finds)
        articles, menus = (self.keys(finds, role) for role in (Role.ARTICLE, Role.SECTION))
        self._agenda.survey.listing(articles, menus, more=more, further=further)

    def keys(self, finds: Iterable[Find], role: Role) -> list[str]:
        """The canonical forms of those links that are thought to be this."""
        return [key for find in finds if find.role is role and (key := self.key(find.link.url))]

    def leads(self, finds: Iterable[Find]) -> int:
        """How many links lead to what looks like an article and was not led to before."""
        count = 0
        for find in finds:
            url = self.key(find.link.url)
            if url is None or hash(url) in self._led_to or not self._scope.holds(url):
                continue
            of_shape = shape(url)
            likely = find.role is Role.ARTICLE and not self._shapes.spent(of_shape, TRIES_TOLD)
            if likely or self._shapes.fruitful(of_shape):
                self._led_to.add(hash(url))
                count += 1
        return count

    def _goes_on(self, candidate: Candidate, finds: Iterable[Find]) -> int:
        """How many articles of the month that its address names a page shows, and no page like it did: known
        ones, but older pages of the archive follow. A calendar's pages show others, the same or none."""
        of_shape = shape(candidate.url)
        if not of_shape.endswith("#"):
            return 0
        dated = {key: at for key in self.keys(finds, Role.ARTICLE) if (at := self.dates.get(key))}
        shown = self._shown.setdefault(of_shape, set())
        fresh = {hash(key) for key, at in dated.items() if names_month(candidate.url, at)} - shown
        shown |= fresh
        return len(fresh)

    def key(self, url: str) -> str | None:
        """The canonical form of an address, without what changes nothing at this site."""
        key = canonical(url)
        return self._spelling.plain(self._scope.spell(key)) if key else None

    async def follow(
        self, finds: Sequence[Find], told: dict[str, datetime | None], *, barren: int, depth: int
    ) -> int:
        """Remember links and put them on the agenda; gives how many articles among them are new."""
        walking, surveying = self._crawl.walking_again, self._crawl.surveying
        pages = [find for find in finds if walking and find.role in PAGES]
        rest = [find for find in finds if not (walking and find.role in PAGES)]
        wanted = [find for find in rest if surveying or self._promising(find)]
        states = await self.discover(wanted, None, told, depth=depth + 1, barren=barren)
        if pages and (self._crawl.options.since or self._shows_news(rest)):
            states += await self.discover(pages, None, told, depth=depth + 1, barren=barren, again=True)
        return sum(state.fate is None and state.discovery.via == "listing" for state in states)

    def _note_news(self, state: UrlState, role: Role) -> None:
        whole = self._crawl.memory.whole
        later = whole is not None and state.found_at is not None and state.found_at > whole
        if role in (Role.TOLD, Role.ARTICLE) and (later or state.fate is None):
            self._news.add(hash(state.url))

    def _shows_news(self, finds: Iterable[Find]) -> bool:
        """Whether a page shows an article that is new since a run last left nothing undone."""
        shown = (self.key(find.link.url) for find in finds if find.role is Role.ARTICLE)
        return any(key is not None and hash(key) in self._news for key in shown)

    def _promising(self, find: Find) -> bool:
        """Whether a link is worth a request in a run that only wants what is new."""
        key = self.key(find.link.url)
        return key is not None and (find.role is Role.ARTICLE or self._shapes.fruitful(shape(key)))

    async def discover(
        self,
        finds: Iterable[Find],
        source: SourceState | None,
        told: dict[str, datetime | None],
        *,
        depth: int,
        barren: int = 0,
        again: bool = False,
    ) -> list[UrlState]:
        """Remember links that are worth a request, offer the unfinished ones; gives the states of all.

        ``again`` offers pages that are known to be listings, too.
        """
        found: dict[str, tuple[Discovery, Role]] = {}
        for find in finds:
            if source is not None and source.kind is SourceKind.SITEMAP:
                moment = find.link.modified or find.link.published
                self._agenda.survey.tell(moment.value if moment else None)
            key = self._worth(find, barren, depth)
            if key is not None and key not in found:
                at = depth - 1 if find.role is Role.PAGE else depth
                found[key] = (_discovery(find, key, source, at), find.role)
        if not found:
            return []
        records = [discovery for discovery, _ in found.values()]
        now = self._crawl.options.now()
        states = await self._crawl.keeper.ask(lambda a: a.discover(self._crawl.site.name, records, now))
        listings = [state.url for state in states if again and state.fate is Fate.NOT_ARTICLE]
        if listings:  # they wait for the next run, should this one be ended before
            await self._crawl.keeper.ask(lambda archive: archive.hasten(listings))
        for state in states:
            discovery, role = found[state.url]
            moment = discovery.published or discovery.modified
            if role in (Role.TOLD, Role.ARTICLE):
                told[state.url] = moment.value if moment else None
            self._note_news(state, role)
            if role is Role.TOLD:
                self._twins.article(state.url)
            if state.fate is None or state.url in listings:
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
        key = self.key(url)
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

    async def cover(self) -> None:
        """Note the run's coverage."""
        days, self.coverage = self.coverage.days(self._crawl.site.name), Coverage()
        if days:
            await self._crawl.keeper.ask(lambda archive: archive.cover(days))


def _note_aliases(archive: Archive, canonical_of: Mapping[str, str]) -> None:
    for url, key in canonical_of.items():
        archive.alias(url, key)


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
