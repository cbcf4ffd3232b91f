"""Reading kept captures again with today's rules: a new reading of the same revision, never an edit.

The reading before stays in the archive, so that a frozen corpus can still be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from extraction.article import Article
from storage import fulltext, models
from storage.clusters import Neighbours, drop_bands, join_cluster, sketch_of, write_bands
from storage.content import Content, content_of
from storage.errors import UnknownRevision
from storage.frontier import known_urls
from storage.part import Part, chunks
from storage.reading import load_captures
from storage.records import Capture, Discovery
from storage.search import asked
from storage.search_order import newest_ids
from storage.states import State, kept_content, load_states
from storage.writing import move_to_revision, replace_content

A, R = models.article.c, models.revision.c


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
            return _changes(_latest(connection, article_id, number)[1], content_of(read))

    def store_reading(self, article_id: int, number: int, read: Article, at: datetime) -> tuple[str, ...]:
        """Keep a new reading of a revision; gives the fields that changed. The same again changes nothing."""
        with self._write() as connection:
            row, before = _latest(connection, article_id, number)
            after = content_of(read)
            changed = _changes(before, after)
            if changed:
                state = load_states(connection, [article_id])[article_id]
                write_reading(connection, state, row, after, read, at)
            return changed


def write_reading(
    connection: Connection, state: State, row: Any, after: Content, read: Article, at: datetime
) -> None:
    """Write a new reading of the revision in ``row``."""
    new = {
        **{name: row[name] for name in ("article_id", "number", "seen_at", "changed", "capture_id")},
        "reading": row["reading"] + 1,
        "read_at": at,
        "digest": after.digest,
        "extractor": read.extractor,
        "profile": read.profile,
        "problems": [[problem.field, problem.message] for problem in read.problems] or None,
    }
    if row["kind"] is None:
        move_to_revision(connection, state)
        connection.execute(insert(models.revision).values(new))
        replace_content(connection, state, after, {})
        resketch(connection, state, after)
        return
    revision = connection.scalar(
        insert(models.revision).values(new | after.revision_columns()).returning(R.id)
    )
    if state.withheld_at is None and revision is not None:
        fulltext.drop_revision(connection, row["id"], state.former_document(kept_content(row)))
        fulltext.keep_revision(connection, revision, state.former_document(after))


def resketch(connection: Connection, state: State, after: Content) -> None:
    """Compare an article's new text with the archive."""
    if state.content.body == after.body:
        return
    drop_bands(connection, state.id, sketch_of(state.content.body))
    sketch = sketch_of(after.body)
    neighbours = Neighbours(connection)
    neighbours.look_up([sketch])
    near = neighbours.alike(sketch, but=state.id)
    write_bands(connection, {state.id: sketch})
    if near:
        join_cluster(connection, state.id, near)


def _changes(before: Content, after: Content) -> tuple[str, ...]:
    """The fields that differ, as they are."""
    names = (one.name for one in fields(Content))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _latest(connection: Connection, article: int, number: int) -> tuple[Any, Content]:
    """The latest reading of a revision: its row, and what it says."""
    mine = R.article_id == article, R.number == number
    wanted = select(models.revision).where(*mine).order_by(R.reading.desc()).limit(1)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise UnknownRevision(f"article {article}, revision {number}")
    if row["kind"] is None:
        return row, load_states(connection, [article])[article].content
    return row, kept_content(row)


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
