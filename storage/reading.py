"""What the archive gives back: articles as they stand, and every state that they had."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from extraction.addresses.urls import canonical
from extraction.article import Moment
from storage.errors import ArticleWithheld, UnknownArticle
from storage.evidence.captures import Captures
from storage.keeping.content import Content
from storage.keeping.states import kept_content, load_states
from storage.part import Part, chunks, near_names
from storage.records import Capture, Exchange, StoredArticle, StoredRevision
from storage.rows import load
from storage.tables import ledger, models

A, U, C, R = models.article.c, models.url.c, models.capture.c, models.revision.c
NEAR = 200  # URLs of the same beginning that are compared for a suggestion

CAPTURED = (C.id, U.url, models.warc.c.file, C.offset, C.length, C.digest, C.status, C.fetched_at, C.mime,
            C.revisit_of)  # fmt: skip

MOST_RELATIVES = 200


@dataclass(frozen=True, slots=True)
class Removal:
    """A time in which an article could not be reached; ``returned_at`` is None while it lasts."""

    reason: str
    status: int | None
    first_seen_at: datetime
    last_seen_at: datetime
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Variant:
    """A headline that an article shows by turns with others."""

    title: str
    first_seen_at: datetime
    last_seen_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Relatives:
    """The same story elsewhere."""

    editions: tuple[StoredArticle, ...]
    copies: tuple[StoredArticle, ...]


class Reading(Part):
    """The way out."""

    def article(self, url_or_id: str | int) -> StoredArticle:
        """The article of this id, or at this address, whichever of its addresses it is.

        Raises :class:`UnknownArticle` with similar addresses, :class:`ArticleWithheld`.
        """
        with self._read() as connection:
            key = article_id(connection, url_or_id)
            return stored(connection, [key])[key]

    def revisions(self, url_or_id: str | int) -> list[StoredRevision]:
        """Every state that the article had, in the order seen; each in its latest reading."""
        with self._read() as connection:
            key = article_id(connection, url_or_id)
            return load_revisions(connection, [key])[key]

    def exchange(self, capture: Capture) -> Exchange:
        """What was kept of an exchange, byte for byte; a revisit with the payload that it refers to.

        Raises :class:`CaptureDamaged`.
        """
        with self._read() as connection:
            return read_capture(connection, self.captures, capture)

    def payload_of(self, capture: Capture) -> Capture:
        """The capture that holds the payload: itself, or the earlier one that a revisit refers to."""
        if capture.revisit_of is None:
            return capture
        with self._read() as connection:
            return load_captures(connection, [capture.revisit_of])[capture.revisit_of]

    def removals(self, url_or_id: str | int) -> list[Removal]:
        """The times in which the article could not be reached, oldest first."""
        m = models.removal.c
        columns = m.reason, m.status, m.first_seen_at, m.last_seen_at, m.returned_at
        with self._read() as connection:
            mine = m.article_id == article_id(connection, url_or_id)
            return [Removal(*row) for row in connection.execute(select(*columns).where(mine).order_by(m.id))]

    def variants(self, url_or_id: str | int) -> list[Variant]:
        """Headlines that the article flipped between without being edited."""
        v = models.variant.c
        columns = v.value, v.first_seen_at, v.last_seen_at, v.times
        with self._read() as connection:
            mine = v.article_id == article_id(connection, url_or_id), v.field == "title"
            return [Variant(*row) for row in connection.execute(select(*columns).where(*mine).order_by(v.id))]

    def relatives(self, url_or_id: str | int) -> Relatives:
        """The same story elsewhere: editions in other languages, copies of the text; earliest seen first."""
        with self._read() as connection:
            own = article_id(connection, url_or_id)
            row = connection.execute(select(A.edition_group, A.cluster).where(A.id == own)).one()
            return Relatives(
                editions=_group(connection, A.edition_group, row.edition_group, own),
                copies=_group(connection, A.cluster, row.cluster, own),
            )

    def captures_of(self, url_or_id: str | int) -> list[Capture]:
        """All captures of an article's addresses, oldest first."""
        with self._read() as connection:
            key = article_id(connection, url_or_id)
            urls = select(U.id).where(U.article_id == key)
            wanted = captures_query().where(C.url_id.in_(urls)).order_by(C.fetched_at, C.id)
            return [capture_of(row) for row in connection.execute(wanted)]


def _group(connection: Connection, column: Any, value: int | None, but: int) -> tuple[StoredArticle, ...]:
    if value is None:
        return ()
    wanted = (
        select(A.id).where(column == value, A.id != but).order_by(A.first_seen_at, A.id).limit(MOST_RELATIVES)
    )
    ids = connection.scalars(wanted).all()
    found = stored(connection, ids)
    return tuple(found[key] for key in ids if key in found)


def read_capture(connection: Connection, captures: Captures, capture: Capture) -> Exchange:
    """An exchange from the captures; the database knows where the payload of a revisit stands."""
    if capture.revisit_of is None:
        return captures.read(capture)
    original = load_captures(connection, [capture.revisit_of])
    return captures.read(capture, original[capture.revisit_of])


def article_id(connection: Connection, url_or_id: str | int, *, withheld: bool = False) -> int:
    """The article's id, by any of its addresses or its id; a withheld one only if asked for."""
    name = str(url_or_id).strip()
    found = _by_id(connection, int(name)) if name.isdigit() else _by_url(connection, name)
    if found is None:
        raise UnknownArticle(name, [] if name.isdigit() else _near(connection, name))
    key: int = found.id
    if found.withheld_at is not None and not withheld:
        raise ArticleWithheld(name, _reason(connection, key))
    return key


def _by_id(connection: Connection, key: int) -> Any:
    if key >= 1 << 63:
        return None
    return connection.execute(select(A.id, A.withheld_at).where(A.id == key)).first()


def _by_url(connection: Connection, address: str) -> Any:
    spellings = {address, canonical(address) or address}
    wanted = select(A.id, A.withheld_at).join(models.url, U.article_id == A.id)
    return connection.execute(
        wanted.where(U.url.in_(spellings) | U.fetch_url.in_(spellings)).limit(1)
    ).first()


def _near(connection: Connection, address: str) -> list[str]:
    start = (canonical(address) or address)[: max(len(address) - 12, 12)]
    wanted = select(U.url).where(U.url >= start, U.url < f"{start[:12]}\uffff", U.article_id.is_not(None))
    return near_names(address, connection.scalars(wanted.order_by(U.url).limit(NEAR)).all())


def _reason(connection: Connection, key: int) -> str | None:
    w = ledger.withheld.c
    wanted = select(w.reason).where(w.article_id == key, w.released_at.is_(None))
    reason: str | None = connection.scalar(wanted.order_by(w.id.desc()).limit(1))
    return reason


# ---- articles


def stored(connection: Connection, articles: Collection[int]) -> dict[int, StoredArticle]:
    """Articles by id, in a few statements for all. Withheld ones are left out."""
    found = load(connection, articles)
    return {key: found.article(key) for key in found.rows}


def in_states(
    connection: Connection, articles: Mapping[int, StoredArticle], rows: Collection[Any]
) -> dict[int, StoredArticle]:
    """Articles as they were in superseded states, one each, from those rows of ``revision``."""
    captures = load_captures(connection, [row["capture_id"] for row in rows if row["capture_id"]])
    return {
        row["article_id"]: _in_state(articles[row["article_id"]], row, captures.get(row["capture_id"] or 0))
        for row in rows
        if row["article_id"] in articles
    }


def _in_state(article: StoredArticle, row: Any, capture: Capture | None) -> StoredArticle:
    content = kept_content(row)
    published = content.published
    return replace(
        article,
        title=content.title,
        lead=content.lead,
        body=content.body,
        language=content.language,
        language_confidence=content.language_confidence,
        authors=content.authors,
        section=content.section,
        tags=content.tags,
        images=content.images,
        published_at=_iso(published),
        published_at_source=published.source if published else None,
        published_at_precision=str(published.precision) if published else None,
        modified_at=_iso(content.modified),
        revision=row["number"],
        word_count=content.word_count,
        subheadings=content.subheadings,
        capture=capture,
    )


def _iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


# ---- captures


def captures_query() -> Any:
    """Captures with the address and the file that they belong to."""
    return (
        select(*CAPTURED).join(models.url, U.id == C.url_id).join(models.warc, models.warc.c.id == C.warc_id)
    )


def load_captures(connection: Connection, ids: Collection[int]) -> dict[int, Capture]:
    """Captures by id."""
    found: dict[int, Capture] = {}
    for piece in chunks(ids):
        rows = connection.execute(captures_query().where(C.id.in_(piece)))
        found |= {row.id: capture_of(row) for row in rows}
    return found


def capture_of(row: Any) -> Capture:
    """A capture from a row of :func:`captures_query`."""
    return Capture(
        id=row.id, url=row.url, file=row.file, offset=row.offset, length=row.length, digest=row.digest,
        status=row.status, fetched_at=row.fetched_at, mime=row.mime, revisit_of=row.revisit_of,
    )  # fmt: skip


# ---- revisions


def load_revisions(connection: Connection, articles: Collection[int]) -> dict[int, list[StoredRevision]]:
    """The states of articles in the order seen, each in its latest reading."""
    rows: dict[int, dict[int, RowMapping]] = {key: {} for key in articles}
    wanted = select(models.revision).order_by(R.seen_at, R.number, R.reading)
    for some in chunks(list(articles)):
        for row in connection.execute(wanted.where(R.article_id.in_(some))).mappings():
            rows[row["article_id"]][row["number"]] = row
    current = load_states(connection, list(articles))
    pages = [row["capture_id"] for own in rows.values() for row in own.values() if row["capture_id"]]
    captures = load_captures(connection, pages)
    return {
        key: [
            _revision(row, current[key].content if row["kind"] is None else kept_content(row), captures)
            for row in own.values()
        ]
        for key, own in rows.items()
    }


def _revision(row: RowMapping, content: Content, captures: dict[int, Capture]) -> StoredRevision:
    return StoredRevision(
        number=row["number"],
        seen_at=row["seen_at"],
        title=content.title,
        lead=content.lead,
        body=content.body,
        authors=content.authors,
        section=content.section,
        published_at=_iso(content.published),
        modified_at=_iso(content.modified),
        language=content.language,
        capture=captures.get(row["capture_id"] or 0),
        extractor=row["extractor"],
        profile=row["profile"],
        problems=tuple((name, message) for name, message in row["problems"] or ()),
    )
