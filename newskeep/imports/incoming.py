"""What every reader of foreign articles gives, and how it enters the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from extraction.article import Article
from storage.records import Effect, Fate, SiteFacts, Visit

if TYPE_CHECKING:
    from storage.archive import Archive

A_BATCH = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article on its way into the archive, with when it was first and last seen."""

    site: str
    address: str
    article: Article
    first_seen: datetime
    last_seen: datetime | None = None
    gone: datetime | None = None

    def visits(self) -> Iterator[Visit]:
        """What a crawler would have told: the first sight, the last, and the removal."""
        seen = self.last_seen or self.first_seen
        for at in dict.fromkeys((self.first_seen, seen)):
            yield Visit(
                self.site, self.address, Fate.ARTICLE, at, final_url=self.article.url, article=self.article
            )
        if self.gone:
            yield Visit(self.site, self.address, Fate.GONE, self.gone, reason="as imported")


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
        if new:
            archive.enrol([SiteFacts(name, address) for name, address in new.items()])
            enrolled |= new.keys()
        for outcome in archive.store([visit for item in batch for visit in item.visits()]):
            taken.count(outcome.effect)
        taken.articles += len(batch)
    return taken
