"""Many pages of many sites at once: each site is learned from the pages given, then read the fast way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from extraction.article import Article, Page
from extraction.extract import extract
from extraction.profile import WINDOW, SiteProfile, drifted, learn
from extraction.urls import site_of

SAMPLE = 12  # pages that a site is learned from
FEWEST = 5  # pages of a site that make learning worth its time
HELD = 256 * 1024 * 1024  # bytes of pages held in memory at once

T = TypeVar("T")
Item = tuple[T, Page]


@dataclass(slots=True)
class Site:
    """One site while its pages are read: what was learned of it, and whether pages still fit."""

    profile: SiteProfile | None
    fits: list[bool] = field(default_factory=list)
    recent: list[Page] = field(default_factory=list)

    def read(self, page: Page, detector: str) -> Article:
        """Read a page; too many that do not fit are another layout, which is learned in its turn."""
        article = extract(page, self.profile, detector=detector)
        if self.profile is not None and article.kind.is_article:
            self.fits.append(article.profile is not None)
            self.recent = [*self.recent, page][-WINDOW:]
            if drifted(self.fits):
                self.profile, self.fits = learn(self.recent), []
        return article


def read_all(
    items: Iterable[Item[T]], detector: str = "auto", held: int = HELD
) -> Iterator[tuple[T, Article]]:
    """Read pages, each beside what identifies it; the answers come site by site.

    Up to ``held`` bytes of pages are looked at together; what was learned of a site serves the next ones.
    """
    sites: dict[str, Site] = {}
    for together in _windows(items, held):
        for name, mine in _by_site(together).items():
            if name not in sites and len(mine) >= FEWEST:
                sites[name] = Site(learn(spread([page for _, page in mine], SAMPLE)))
            site = sites.get(name) or Site(None)
            yield from ((identity, site.read(page, detector)) for identity, page in mine)


def _windows(items: Iterable[Item[T]], held: int) -> Iterator[list[Item[T]]]:
    together: list[Item[T]] = []
    size = 0
    for item in items:
        together.append(item)
        size += len(item[1].body)
        if size >= held:
            yield together
            together, size = [], 0
    yield together


def _by_site(items: Iterable[Item[T]]) -> dict[str, list[Item[T]]]:
    grouped: dict[str, list[Item[T]]] = defaultdict(list)
    for item in items:
        grouped[site_of(item[1].url) or ""].append(item)
    alone = grouped.pop("", [])
    return dict(chain(grouped.items(), ((f"alone {n}", [item]) for n, item in enumerate(alone))))


def spread(pages: Sequence[Page], count: int) -> list[Page]:
    """As many pages from all over the list."""
    if len(pages) <= count:
        return list(pages)
    return [pages[n * len(pages) // count] for n in range(count)]
