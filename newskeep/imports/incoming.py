"""What every reader of foreign articles gives, and how it enters the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from extraction.addresses.urls import canonical
from extraction.article import Article
from storage.errors import ArticleWithheld, UnknownArticle
from storage.records import Capture, Discovery, Effect, Exchange, Fate, SiteFacts, Visit

if TYPE_CHECKING:
    from storage.archive import Archive

A_BATCH = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article on its way in: when it was first and last seen, and its page if there is one."""

    site: str
    address: str
    article: Article
    first_seen: datetime
    last_seen: datetime | None = None
    gone: datetime | None = None
    exchange: Exchange | None = None

    def visits(self, capture: Capture | None = None) -> Iterator[Visit]:
        """What a crawler would have told: the first sight, the last, and the removal."""
        url = canonical(self.address) or self.address
        first = Visit(
            self.site,
            url,
            Fate.ARTICLE,
            self.first_seen,
            final_url=self.article.url,
            status=capture.status if capture else None,
            capture=capture,
            article=self.article,
            discovery=Discovery(url, fetch_url=self.address, via="import"),
        )
        yield first
        if self.last_seen and self.last_seen != self.first_seen:
            yield replace(first, at=self.last_seen)
        if self.gone:
            yield replace(first, fate=Fate.GONE, at=self.gone, article=None, reason="as imported")


@dataclass(slots=True)
class Taken:
    """What an import did, by effect, and how many articles came."""

    articles: int = 0
    effects: dict[Effect, int] = field(default_factory=dict)

    def count(self, effect: Effect) -> None:
        self.effects[effect] = self.effects.get(effect, 0) + 1


def take_in(archive: Archive, incoming: Iterable[Incoming]) -> Taken:
    """Store articles in batches, each in one transaction. The same articles again change nothing."""
    taken, stream, enrolled = Taken(), iter(incoming), {site.name for site in archive.sites()}
    while batch := list(islice(stream, A_BATCH)):
        new = {item.site: item.address for item in batch if item.site not in enrolled}
        archive.enrol([SiteFacts(name, address) for name, address in new.items()])
        enrolled |= new.keys()
        for outcome in archive.store(list(_visits(archive, batch))):
            taken.count(outcome.effect)
        taken.articles += len(batch)
    return taken


def _visits(archive: Archive, batch: Iterable[Incoming]) -> Iterator[Visit]:
    for item in batch:
        if item.exchange is None:
            yield from item.visits()
        elif not _is_kept(archive, item.address, item.first_seen):
            yield from item.visits(archive.capture(item.exchange))


def _is_kept(archive: Archive, address: str, at: datetime) -> bool:
    """Whether this very page was taken in before."""
    try:
        return any(capture.fetched_at == at for capture in archive.captures_of(address))
    except (UnknownArticle, ArticleWithheld):
        return False
