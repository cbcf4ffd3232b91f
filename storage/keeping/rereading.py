"""Reading kept captures again with today's rules: a new reading of the same revision, never an edit.

The reading before stays in the archive, so that a frozen corpus can still be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from extraction.article import Article, Moment
from storage.frontier import known_urls
from storage.keeping.content import Content, content_of
from storage.keeping.readings import differences, latest_reading, write_reading
from storage.keeping.states import load_states
from storage.part import Part, chunks
from storage.reading import load_captures
from storage.records import Capture, Discovery
from storage.searching.order import newest_ids
from storage.searching.search import asked
from storage.tables import models

A, R = models.article.c, models.revision.c
SOURCES = ("feed", "news sitemap", "sitemap")  # of a moment that the page itself does not say


@dataclass(frozen=True, slots=True)
class Readable:
    """A revision whose capture can be read again, with what was known of its address."""

    article_id: int
    number: int
    site: str
    url: str
    capture: Capture
    seen_at: datetime
    extractor: str
    profile: str | None
    discovery: Discovery | None


class Rereading(Part):
    """Better rules for old captures."""

    def readable(self, query: str = "", *, revisions: bool = True) -> Iterator[Readable]:
        """The revisions of matching articles that have a capture, newest articles first, in constant memory.

        ``revisions=False``: only the current ones.
        """
        with self._read() as connection:
            ids = newest_ids(connection, asked(connection, query), None)
            for piece in chunks(ids, 100):
                yield from _readable(connection, piece, revisions)

    def changes(self, article_id: int, number: int, read: Article) -> tuple[str, ...]:
        """The fields that a new reading of a revision would change; empty where it says the same."""
        with self._read() as connection:
            _, before = latest_reading(connection, article_id, number)
            return differences(before, _content(before, read))

    def store_reading(self, article_id: int, number: int, read: Article, at: datetime) -> tuple[str, ...]:
        """Keep a new reading of a revision; gives the fields that changed. The same again changes nothing."""
        with self._write() as connection:
            row, before = latest_reading(connection, article_id, number)
            after = _content(before, read)
            changed = differences(before, after)
            if changed:
                state = load_states(connection, [article_id])[article_id]
                write_reading(connection, state, row, after, read, at)
            return changed


def _content(before: Content, read: Article) -> Content:
    """What a page says when read again. What sources tell of a change by now is nothing that the page said:
    a state keeps what was told at its time. The same moment from another place is no change."""
    after = content_of(read)
    told = after.modified and after.modified.source in SOURCES
    return replace(
        after,
        published=_same(before.published, after.published),
        modified=before.modified if told else _same(before.modified, after.modified),
    )


def _same(before: Moment | None, after: Moment | None) -> Moment | None:
    """The moment as it was told before, where it is the same now."""
    if before and after and replace(after, source=before.source) == before:
        return before
    return after


def _readable(connection: Connection, articles: list[int], revisions: bool) -> Iterator[Readable]:
    wanted = (
        select(
            R.article_id, R.number, R.seen_at, R.extractor, R.profile, R.capture_id,
            models.site.c.name.label("site"), models.url.c.url,
        )
        .join(models.article, A.id == R.article_id)
        .join(models.site, models.site.c.id == A.site_id)
        .join(models.url, models.url.c.id == A.url_id)
        .where(R.article_id.in_(articles), R.capture_id.is_not(None))
        .order_by(R.article_id.desc(), R.number, R.reading)
    )  # fmt: skip
    if not revisions:
        wanted = wanted.where(R.number == A.revision)
    latest = {(row.article_id, row.number): row for row in connection.execute(wanted)}
    captures = load_captures(connection, {row.capture_id for row in latest.values()})
    known = known_urls(connection, {row.url for row in latest.values()})
    for row in latest.values():
        told = known[row.url].discovery if row.url in known else None
        yield Readable(
            article_id=row.article_id, number=row.number, site=row.site, url=row.url,
            capture=captures[row.capture_id], seen_at=row.seen_at, extractor=row.extractor,
            profile=row.profile, discovery=told,
        )  # fmt: skip
