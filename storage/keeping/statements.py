"""How articles and revisions are written: the statements of one round, each for many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from storage.keeping.content import Content
from storage.keeping.states import State, document
from storage.part import chunks
from storage.records import Visit
from storage.searching import fulltext
from storage.tables import models
from storage.tables.arrays import for_integers
from storage.tables.keys import SLOT_BITS, first_id, slots
from storage.tables.upsert import insert_missing, insert_rows

A, R, T = models.article.c, models.revision.c, models.article_text.c


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is to be written for the first time."""

    id: int
    site: str
    site_id: int
    url_id: int
    content: Content
    visit: Visit
    capture_id: int | None


@dataclass(frozen=True, slots=True)
class Revised:
    """An article whose page now says something else. ``changed`` names the fields."""

    state: State
    content: Content
    changed: tuple[str, ...]
    visit: Visit
    capture_id: int | None

    @property
    def number(self) -> int:
        """The new revision's number."""
        return self.state.revisions + 1


def day_of(content: Content, first_seen: datetime) -> date:
    """The day under which an article is filed: of publication as written, else of the first sight."""
    return content.published.written.date() if content.published else first_seen.date()


def clock_of(content: Content, first_seen: datetime) -> datetime:
    """The clock that an article's id is made from."""
    return content.published.written if content.published else first_seen


LAST_IN_MINUTE = f"""
SELECT wanted.v, (SELECT max(id) FROM article WHERE id >= wanted.v AND id < wanted.v + {1 << SLOT_BITS})
FROM {{values}} AS wanted
"""


class FreeIds:
    """Ids that no article has, for the articles of one round."""

    def __init__(self, connection: Connection, clocks: Iterable[datetime]) -> None:
        self.connection = connection
        self.next: dict[int, int] = {}
        self._look_up({first_id(clock) for clock in clocks})

    def take(self, clock: datetime) -> int:
        """An id for this clock; from a later minute where its own is full."""
        first = first_id(clock)
        while self._next(first) >= slots(first).stop:
            first = slots(first).stop
        self.next[first] += 1
        return self.next[first] - 1

    def _next(self, first: int) -> int:
        if first not in self.next:
            self._look_up([first])
        return self.next[first]

    def _look_up(self, minutes: Iterable[int]) -> None:
        for first, last in for_integers(self.connection, LAST_IN_MINUTE, minutes):
            self.next[first] = first if last is None else last + 1


# ---- new articles


def write_new(connection: Connection, articles: Sequence[NewArticle]) -> None:
    """Write new articles, each with its first revision, and index them."""
    if not articles:
        return
    insert_rows(connection, models.article, [_article_row(new) for new in articles])
    texts = [{"article_id": new.id, **new.content.text_columns()} for new in articles]
    insert_rows(connection, models.article_text, texts)
    insert_rows(connection, models.revision, [_first_revision(new) for new in articles])
    write_lists(connection, {new.id: new.content for new in articles})
    days = {new.id: day_of(new.content, new.visit.at) for new in articles}
    fulltext.index(connection, [document(n.id, days[n.id], n.site, n.content) for n in articles])


def _article_row(new: NewArticle) -> dict[str, Any]:
    return {
        "id": new.id,
        "site_id": new.site_id,
        "url_id": new.url_id,
        "day": day_of(new.content, new.visit.at),
        "first_seen_at": new.visit.at,
        "last_seen_at": new.visit.at,
        "revision": 1,
        "revisions": 1,
        "capture_id": new.capture_id,
        **new.content.article_columns(),
        **_reuse(new.visit),
    }


def _reuse(visit: Visit) -> dict[str, Any]:
    reuse = visit.article.reuse if visit.article else None
    return {
        "tdm_reservation": reuse and reuse.tdm_reservation,
        "tdm_policy": reuse and reuse.tdm_policy,
        "robots": reuse and reuse.robots,
    }


def _first_revision(new: NewArticle) -> dict[str, Any]:
    return _revision_row(new.id, 1, new.content, new.visit, new.capture_id, ())


def _revision_row(
    article: int, number: int, content: Content, visit: Visit, capture: int | None, changed: tuple[str, ...]
) -> dict[str, Any]:
    read = visit.article
    problems = [[problem.field, problem.message] for problem in read.problems] if read else []
    return {
        "article_id": article,
        "number": number,
        "reading": 1,
        "seen_at": visit.at,
        "digest": content.digest,
        "changed": " ".join(changed) or None,
        "capture_id": capture,
        "extractor": read.extractor if read else "",
        "profile": read.profile if read else None,
        "problems": problems or None,
    }


# ---- revisions


def write_revised(connection: Connection, revised: Sequence[Revised]) -> None:
    """Write new revisions: the text that was current moves to its revision, the new one takes its place."""
    if not revised:
        return
    supersede(connection, [change.state for change in revised])
    rows = [_revision_row(c.state.id, c.number, c.content, c.visit, c.capture_id, c.changed) for c in revised]
    connection.execute(insert(models.revision), rows)
    for change in revised:
        numbers = {"revision": change.number, "revisions": change.number, "capture_id": change.capture_id}
        replace_content(connection, change.state, change.content, numbers)


def supersede(connection: Connection, states: Iterable[State]) -> None:
    """Move the current texts of articles to their revisions."""
    for state in states:
        move_to_revision(connection, state)
        if state.withheld_at is None:
            fulltext.keep_revision(connection, state.revision_id, state.former_document(state.content))


def move_to_revision(connection: Connection, state: State) -> None:
    """Write what an article says now into the row of its current revision."""
    columns = state.content.revision_columns()
    connection.execute(update(models.revision).where(R.id == state.revision_id).values(columns))


def replace_content(connection: Connection, state: State, content: Content, more: Mapping[str, Any]) -> None:
    """Put another content in an article's place, in its columns, lists and index."""
    day = day_of(content, state.first_seen_at)
    columns = content.article_columns() | {"day": day} | dict(more)
    connection.execute(update(models.article).where(A.id == state.id).values(columns))
    connection.execute(
        update(models.article_text).where(T.article_id == state.id).values(content.text_columns())
    )
    before = state.content
    if (before.authors, before.tags, before.images) != (content.authors, content.tags, content.images):
        for table in (models.article_author, models.article_tag, models.image):
            connection.execute(delete(table).where(table.c.article_id == state.id))
        write_lists(connection, {state.id: content})
    after = document(state.id, day, state.site, content)
    if state.withheld_at is None and after != state.document:
        fulltext.replace(connection, [(state.document, after)])


# ---- authors, tags, images


def write_lists(connection: Connection, contents: Mapping[int, Content]) -> None:
    """Write the authors, tags and images of articles that have none yet."""
    _link(connection, models.article_author, models.author, {k: c.authors for k, c in contents.items()})
    _link(connection, models.article_tag, models.tag, {k: c.tags for k, c in contents.items()})
    rows = [
        {"article_id": article, "position": position, "url": image.url, "caption": image.caption}
        for article, content in contents.items()
        for position, image in enumerate(content.images)
    ]
    insert_rows(connection, models.image, rows)


def _link(connection: Connection, links: Table, names: Table, given: Mapping[int, tuple[str, ...]]) -> None:
    ids = _name_ids(connection, names, {name for mine in given.values() for name in mine})
    rows = [
        {"article_id": article, "position": position, f"{names.name}_id": ids[name]}
        for article, mine in given.items()
        for position, name in enumerate(mine)
    ]
    insert_rows(connection, links, rows)


def _name_ids(connection: Connection, table: Table, names: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for piece in chunks(sorted(names)):
        wanted = select(table.c.name, table.c.id).where(table.c.name.in_(piece))
        found |= {row.name: row.id for row in connection.execute(wanted)}
        missing = [{"name": name} for name in piece if name not in found]
        if missing:
            insert_missing(connection, table, missing)
            found |= {row.name: row.id for row in connection.execute(wanted)}
    return found


# ---- seen again


def write_seen(connection: Connection, seen: Sequence[tuple[int, datetime]]) -> None:
    """Note that articles were there at a time."""
    if seen:
        later = update(models.article).where(A.id == bindparam("article"), A.last_seen_at < bindparam("at"))
        rows = [{"article": article, "at": at} for article, at in seen]
        connection.execute(later.values(last_seen_at=bindparam("at")), rows)


def write_past(connection: Connection, past: Sequence[Revised]) -> None:
    """Write states from before the current one: the current text stays."""
    for change in past:
        row = _revision_row(
            change.state.id, change.number, change.content, change.visit, change.capture_id, change.changed
        )
        values = row | change.content.revision_columns()
        revision = connection.scalar(insert(models.revision).values(values).returning(R.id))
        counted = update(models.article).where(A.id == change.state.id)
        connection.execute(counted.values(revisions=change.number))
        if change.state.withheld_at is None and revision is not None:
            fulltext.keep_revision(connection, revision, change.state.former_document(change.content))


def write_earlier(connection: Connection, seen: Sequence[tuple[int, datetime]]) -> None:
    """Note that articles were there before their first sight so far."""
    if seen:
        sooner = update(models.article).where(A.id == bindparam("article"), A.first_seen_at > bindparam("at"))
        rows = [{"article": article, "at": at} for article, at in seen]
        connection.execute(sooner.values(first_seen_at=bindparam("at")), rows)
