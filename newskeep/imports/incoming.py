"""What every reader of foreign articles gives, and how it enters the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
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
    """An article on its way in: when it was first and last seen, and its page if there is one.

    ``notice``: what so short a page says of a removal, should an article have been kept at its address.
    """

    site: str
    address: str
    article: Article
    first_seen: datetime
    last_seen: datetime | None = None
    gone: datetime | None = None
    exchange: Exchange | None = None
    notice: str | None = None

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


@dataclass(frozen=True, slots=True)
class Removal:
    """What a page taken in before answered later: that its article is gone, and why."""

    site: str
    address: str
    at: datetime
    status: int
    reason: str
    exchange: Exchange | None = None

    def visit(self, capture: Capture | None) -> Visit:
        """What a crawler would have told."""
        url = canonical(self.address) or self.address
        return Visit(
            self.site, url, Fate.GONE, self.at, status=self.status, capture=capture, reason=self.reason
        )


@dataclass(frozen=True, slots=True)
class Again:
    """The very payload of an earlier answer, to be read as if it had come with this one."""

    address: str
    at: datetime
    earlier_address: str
    earlier_at: datetime
    read: Callable[[Exchange], Iterable[Item]]


Item = Incoming | Removal | Again


@dataclass(slots=True)
class Taken:
    """What an import did, by effect, and how many articles came."""

    articles: int = 0
    effects: dict[Effect, int] = field(default_factory=dict)

    def count(self, effect: Effect) -> None:
        self.effects[effect] = self.effects.get(effect, 0) + 1


def take_in(archive: Archive, incoming: Iterable[Item]) -> Taken:
    """Store articles in batches, each in one transaction. The same articles again change nothing."""
    taken, enrolled = Taken(), {site.name for site in archive.sites()}
    for batch in _batches(incoming):
        new = {item.site: item.address for item in batch if isinstance(item, Incoming)}
        archive.enrol([SiteFacts(name, new[name]) for name in new if name not in enrolled])
        enrolled |= new.keys()
        for outcome in archive.store(list(_visits(archive, batch))):
            taken.count(outcome.effect)
        taken.articles += sum(isinstance(item, Incoming) for item in batch)
    return taken


def _batches(incoming: Iterable[Item]) -> Iterator[list[Item]]:
    """What became of an article comes in a later batch than the article, which is kept by then."""
    batch: list[Item] = []
    for item in incoming:
        begun = _is_later(item) and any(item.address == other.address for other in batch)
        if begun or len(batch) == A_BATCH:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _is_later(item: Item) -> bool:
    return not isinstance(item, Incoming) or item.notice is not None


def _visits(archive: Archive, items: Iterable[Item]) -> Iterator[Visit]:
    for item in items:
        if isinstance(item, Incoming) and item.exchange is None:
            yield from item.visits()
        else:
            yield from _evident(archive, item, _captured(archive, item.address))


def _evident(archive: Archive, item: Item, known: Mapping[datetime, Capture]) -> Iterator[Visit]:
    """What a page tells: once, and what became of an article only where the article is kept."""
    at = item.first_seen if isinstance(item, Incoming) else item.at
    if at in known:
        return
    if isinstance(item, Again):
        yield from _again(archive, item)
    elif isinstance(item, Removal):
        if known:
            yield item.visit(archive.capture(item.exchange) if item.exchange else None)
    elif item.exchange and item.notice and known:
        status = item.exchange.status
        yield Removal(item.site, item.address, at, status, item.notice).visit(archive.capture(item.exchange))
    elif item.exchange:
        yield from item.visits(archive.capture(item.exchange))


def _again(archive: Archive, item: Again) -> Iterator[Visit]:
    earlier = _captured(archive, item.earlier_address).get(item.earlier_at)
    if earlier:
        exchange = replace(archive.exchange(earlier), url=item.address, fetched_at=item.at)
        yield from _visits(archive, item.read(exchange))


def _captured(archive: Archive, address: str) -> dict[datetime, Capture]:
    """When an article's pages were taken in; empty where it is not known, or withheld."""
    try:
        return {capture.fetched_at: capture for capture in archive.captures_of(address)}
    except (UnknownArticle, ArticleWithheld):
        return {}
