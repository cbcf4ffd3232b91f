"""Articles from WARC files: the pages of other crawlers, CC-NEWS, or another archive's captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.config import SiteConfig
from crawler.errors import CrawlError
from crawler.notices import NOTHING_HERE, notice_of
from crawler.rereading import page_of
from extraction.addresses.urls import site_of
from extraction.document import Document
from extraction.extract import read
from extraction.overrides import Override
from extraction.profiles.zone import localised
from newskeep.imports.incoming import Again, Incoming, Item, Removal
from storage.evidence.warcread import exchanges
from storage.records import Exchange


def read_warc(
    path: Path,
    sites: Sequence[SiteConfig] = (),
    detector: str = "auto",
    overrides: Sequence[Override] = (),
) -> Iterator[Item]:
    """The articles among the responses of a file, and their removals; listings and other pages are left out.

    A page belongs to the configured site whose address its own begins with, else to one named as its host.
    """

    def read_one(exchange: Exchange) -> Iterator[Item]:
        site = _site(exchange.url, sites)
        if exchange.status in NOTHING_HERE:
            yield _removal(site, exchange, f"status {exchange.status}")
        elif exchange.status == 200:
            yield from _page(site, exchange, detector, overrides)

    for found in exchanges(path):
        if isinstance(found, Exchange):
            yield from read_one(found)
        elif found.status in NOTHING_HERE:  # which its payload says no better
            site = _site(found.url, sites)
            yield Removal(site, found.url, found.fetched_at, found.status, f"status {found.status}")
        else:
            yield Again(found.url, found.fetched_at, found.earlier_url, found.earlier_at, read_one)


def _removal(site: str, exchange: Exchange, reason: str) -> Removal:
    return Removal(site, exchange.url, exchange.fetched_at, exchange.status, reason, exchange)


def _page(site: str, exchange: Exchange, detector: str, overrides: Sequence[Override]) -> Iterator[Item]:
    try:
        page = page_of(exchange)
    except CrawlError:  # an encoding that cannot be undone: no text to be had
        return
    document = Document.parse(page)
    article = read(document, page, detector=detector, overrides=overrides)
    notice = notice_of(document, article)
    if article.kind.is_article:
        own = localised(article, seen_at=page.fetched_at)
        yield Incoming(site, exchange.url, own, exchange.fetched_at, exchange=exchange, notice=notice)
    elif notice:
        yield _removal(site, exchange, notice)


def _site(address: str, sites: Sequence[SiteConfig]) -> str:
    own = [site for site in sites if address.startswith(site.url)]
    longest = max(own, key=lambda site: len(site.url), default=None)
    return longest.name if longest else site_of(address) or address
