"""Whether a site's feeds and sitemaps tell of every article that its pages lead to. Pure.

On its first crawl a site's listings are walked for what its sources leave out. Where sitemaps go back far
enough, and the first few listings bring no article that was not told, the rest would bring none either: they
are left, and with them the pages that every menu and footer leads to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LISTINGS = 3  # beside the front page, whose articles must all have been told
FEWEST = 5  # articles that a page shows before it counts as a listing
STRAY = 0.1  # of the articles shown: dead links, addresses that turn out to be others
FAR = timedelta(days=4)  # a news sitemap shows two days


@dataclass(slots=True)
class Survey:
    """What was told and what was found by walking, at one site in one run.

    A ``thorough`` one is never complete: a back-fill wants what is older than sitemaps go back.
    """

    thorough: bool = False
    _found: int = 0  # articles that no source told
    _told: set[int] = field(default_factory=set)
    _span: tuple[datetime, datetime] | None = None  # of the times that sitemaps tell
    _undated: bool = False
    _listings: int = 0
    _shown: int = 0  # articles that they led to
    _untold: int = 0  # of these
    _further: bool | None = None  # whether a second page of a listing was read; None: none has any
    _menus: set[int] = field(default_factory=set)

    def tell(self, moment: datetime | None) -> None:
        """A sitemap tells of an article."""
        if moment is None:
            self._undated = True
            return
        first, last = self._span or (moment, moment)
        self._span = min(first, moment), max(last, moment)

    def leads_to(self, url: str) -> None:
        """A source tells of this address, or of another that is but a way to it."""
        self._told.add(hash(url))

    def article(self, url: str) -> None:
        """An article was found by walking."""
        self._found += hash(url) not in self._told

    def listing(
        self, articles: Collection[str], menus: Iterable[str], *, more: bool, further: bool = False
    ) -> None:
        """A page was read that shows these articles: where its menus lead, whether the listing has more
        pages, and whether this was one of them."""
        self._menus.update(map(hash, menus))
        if len(articles) < FEWEST:
            return
        self._shown += len(articles)
        self._untold += sum(hash(url) not in self._told for url in articles)
        self._listings += 1
        if further or (more and self._further is None):
            self._further = further

    def in_menu(self, url: str) -> bool:
        """Whether the menus of listings lead to an address."""
        return hash(url) in self._menus

    @property
    def likely(self) -> bool:
        """Whether hardly any listing so far shows an article that was not told: then the pages of articles
        that were told need not be searched for links."""
        return self._far and self._listings > 0 and self._untold <= STRAY * self._shown

    @property
    def _far(self) -> bool:
        far = self._span[1] - self._span[0] >= FAR if self._span else self._undated
        return far and not self.thorough

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be found by walking."""
        return self._far and not self._found and self._listings > LISTINGS and self._further is not False
