"""``newskeep add``: what a site has, found from its home page: feeds, sitemaps, listings, language editions.

Every feed and sitemap is asked before it is offered, so that nothing is written down that does not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from crawler import settings, sources
from crawler.config import Config, SiteConfig
from crawler.editions import LANGUAGE_FOLDER, editions_of
from crawler.errors import DownloadFailed
from crawler.fetch import Answer, Fetcher, Wanted, meta_of
from crawler.polling import feeds_named
from crawler.robots import Robots, RobotsMiddleware
from crawler.scope import Scope, folder_url, front_of, scope_of
from crawler.spiders.news import apply, outlive
from crawler.tour import clock
from extraction.addresses.listing import read_listing
from extraction.addresses.urls import site_of
from extraction.article import Kind, Page
from extraction.document import Document
from extraction.extract import read
from storage.records import SourceKind, SourceState

USUAL_FEEDS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
MANY_FEEDS = 6  # sites offer one a section; the front page and listings tell what these do not
MANY_LISTINGS = 12
FEW_LEADS = 3  # articles that a page leads to before it is called a listing
NAMED = "named in robots.txt"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a site has, and why it is believed."""

    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a site has. ``url`` is its home page after redirects, ``name`` a name for newskeep.toml.

    ``leads`` are the articles that the home page leads to.
    """

    name: str
    url: str
    feeds: tuple[Found, ...] = ()
    sitemaps: tuple[Found, ...] = ()
    listings: tuple[Found, ...] = ()
    editions: tuple[Found, ...] = ()
    leads: int = 0

    @property
    def sources(self) -> bool:
        """Whether anything was found that tells of articles."""
        return bool(self.feeds or self.sitemaps or self.listings or self.leads)


def discover(url: str, config: Config) -> Discovered:
    """Find out what the site at ``url`` has. Raises DownloadFailed where it has no page."""
    return asyncio.run(_discover(url, config))


async def _discover(url: str, config: Config) -> Discovered:
    runner = AsyncCrawlerRunner(Settings(settings.as_dict()))
    crawler = runner.create_crawler(Scout)
    await runner.crawl(crawler, url=url, config=config)
    scout = crawler.spider
    if not isinstance(scout, Scout) or scout.work is None:
        raise RuntimeError("the scout did not start")
    return scout.work.result()


# ---- pure


def name_of(url: str) -> str:
    """A short name for a site: "bbabo-fr" for https://www.bbabo.net/fr/."""
    parts = urlsplit(url)
    labels = (site_of(url) or parts.netloc).partition(":")[0].split(".")
    core = labels[0] if not labels[0].isdigit() else "-".join(labels)
    edition = LANGUAGE_FOLDER.fullmatch(parts.path)
    return f"{core}-{edition[1].lower()}" if edition else core


def listings_of(document: Document, scope: Scope) -> list[str]:
    """Pages that the home page's menus lead to, the likeliest listings first."""
    found = read_listing(document).sections
    mine = [url for url in found if scope.holds(url) and scope.wants(url)]
    return sorted(dict.fromkeys(mine), key=lambda url: urlsplit(url).path.count("/"))[: 2 * MANY_LISTINGS]


def leads_of(page: Page, scope: Scope) -> int:
    """To how many articles of the site a page leads, 0 unless that is what it is there for."""
    document = Document.parse(page)
    if read(document, page).kind is not Kind.LISTING:
        return 0
    return sum(scope.holds(link.url) for link in read_listing(document).articles)


# ---- asking


class Scout(Spider):  # type: ignore[misc]
    """Asks one site what it has."""

    name = "scout"

    def __init__(self, url: str, config: Config) -> None:
        super().__init__()
        self.config = config
        self.site = SiteConfig(name=name_of(url), url=url)
        self.work: asyncio.Future[Discovered] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, url: str, config: Config) -> Scout:
        """Scrapy's door."""
        scout = cls(url, config)
        apply(replace(config, sites=(scout.site,)), crawler)
        scout._set_crawler(crawler)
        return scout

    async def start(self) -> AsyncIterator[Any]:
        """Ask; there is nothing to hand to Scrapy."""
        self.work = asyncio.ensure_future(self._ask())
        await outlive(self.work)
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _ask(self) -> Discovered:
        crawl = self.config.crawl
        self.fetcher = Fetcher(
            self.crawler.engine, self.site, crawl.user_agent, private=crawl.allow_private_addresses, now=clock
        )
        answer = await self.fetcher.get(Wanted(front_of(self.site)))
        if answer.status != 200:
            raise DownloadFailed(answer.url, f"status {answer.status}")
        home = replace(self.site, url=answer.url, name=name_of(answer.url))
        scope = scope_of(home)
        robots = await self._robots(home)
        page = Page(answer.url, answer.body, answer.status, answer.headers)
        document = Document.parse(page)
        return Discovered(
            name=home.name,
            url=answer.url,
            feeds=await self._feeds(home, scope, document),
            sitemaps=await self._sitemaps(home, scope, robots),
            listings=await self._listings(scope, document),
            editions=tuple(Found(url, why) for url, why in editions_of(document, answer.url)),
            leads=leads_of(page, scope),
        )

    async def _robots(self, home: SiteConfig) -> Robots:
        middleware = self.crawler.get_downloader_middleware(RobotsMiddleware)
        private = self.config.crawl.allow_private_addresses
        robots: Robots = await middleware.of(home.url, meta_of(self.site, private=private))
        return robots

    async def _feeds(self, home: SiteConfig, scope: Scope, document: Document) -> tuple[Found, ...]:
        named = [(url, "named in the home page's head") for url in feeds_named(document)]
        linked = [(a.url, f'a link "{a.text[:30]}"') for a in document.links if _like_a_feed(a.url)]
        guesses = [(folder_url(home, path), "where feeds usually are") for path in USUAL_FEEDS]
        for tries in (named, linked, guesses):
            found = await self._verified(tries[:MANY_FEEDS], SourceKind.FEED, scope)
            if found:
                return tuple(found)
        return ()

    async def _sitemaps(self, home: SiteConfig, scope: Scope, robots: Robots) -> tuple[Found, ...]:
        named = [(url, NAMED) for url in robots.sitemaps(home.url)]
        guesses = [(folder_url(home, path), "where sitemaps usually are") for path in USUAL_SITEMAPS]
        return tuple(
            await self._verified(named, SourceKind.SITEMAP, scope)
            or await self._verified(guesses, SourceKind.SITEMAP, scope)
        )

    async def _verified(
        self, tries: Sequence[tuple[str, str]], kind: SourceKind, scope: Scope
    ) -> list[Found]:
        """Those that answer with a feed or sitemap that leads to the site's pages."""
        found: list[Found] = []
        for url, why in dict(tries).items():
            source = SourceState(kind, url)
            told = kind is SourceKind.SITEMAP and why == NAMED and scope.foreign(url)
            answer = await self._get(sources.wanted(source)) if told or scope.holds(url) else None
            poll = sources.read(source, answer) if answer else None
            links = [link for link in poll.links if scope.holds(link.url)] if poll else []
            if poll and (links or poll.children):
                what = f"sitemaps: {len(poll.children)}" if poll.children else f"links: {len(links)}"
                found.append(Found(url, f"{why}; {what}"))
        return found

    async def _listings(self, scope: Scope, document: Document) -> tuple[Found, ...]:
        """Menu pages that lead to articles."""
        found: list[Found] = []
        for url in listings_of(document, scope):
            answer = await self._get(Wanted(url)) if len(found) < MANY_LISTINGS else None
            if answer is None or answer.status != 200:
                continue
            leads = leads_of(Page(answer.url, answer.body, answer.status, answer.headers), scope)
            if leads >= FEW_LEADS:
                found.append(Found(url, f"in the home page's menu; leads to {leads} articles"))
        return tuple(found)

    async def _get(self, wanted: Wanted) -> Answer | None:
        try:
            answer = await self.fetcher.get(wanted)
        except DownloadFailed:
            return None
        return None if answer.halted else answer


def _like_a_feed(url: str) -> bool:
    path = urlsplit(url).path.lower().rstrip("/")
    return path.endswith(
        (".rss", ".atom", "rss.xml", "feed.xml", "atom.xml", "/rss", "/feed", "/atom", "feed.json")
    )
