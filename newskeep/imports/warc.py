"""Articles from WARC files: the pages of other crawlers, CC-NEWS, or another archive's captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crawler.config import SiteConfig
from crawler.errors import CrawlError
from crawler.rereading import page_of
from extraction.addresses.urls import site_of
from extraction.article import Article
from extraction.extract import extract
from extraction.overrides import Override
from extraction.profiles.zone import localised
from newskeep.imports.incoming import Incoming
from storage.evidence.warcread import exchanges
from storage.records import Exchange


def read_warc(
    path: Path,
    sites: Sequence[SiteConfig] = (),
    detector: str = "auto",
    overrides: Sequence[Override] = (),
) -> Iterator[Incoming]:
    """The articles among the responses of a file; listings and other pages are left out.

    A page belongs to the configured site whose address its own begins with, else to one named as its host.
    """
    for exchange in exchanges(path):
        article = _article(exchange, detector, overrides)
        if article is not None:
            site = _site(exchange.url, sites)
            yield Incoming(site, exchange.url, article, exchange.fetched_at, exchange=exchange)


def _article(exchange: Exchange, detector: str, overrides: Sequence[Override]) -> Article | None:
    if exchange.status != 200:
        return None
    try:
        page = page_of(exchange)
        article = extract(page, detector=detector, overrides=overrides)
    except CrawlError:  # an encoding that cannot be undone: no text to be had
        return None
    return localised(article, seen_at=page.fetched_at) if article.kind.is_article else None


def _site(address: str, sites: Sequence[SiteConfig]) -> str:
    own = [site for site in sites if address.startswith(site.url)]
    longest = max(own, key=lambda site: len(site.url), default=None)
    return longest.name if longest else site_of(address) or address
