"""Articles as rows, straight from the driver: what search, export and single articles are read through.

A few statements read any number of articles; between their rows and the answer stands one tuple each.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from extraction.article import Image, Precision
from storage.part import chunks
from storage.records import Capture, StoredArticle


class Row(NamedTuple):
    """One article as the driver gives it: instants as text on SQLite, as aware times on PostgreSQL."""

    id: int
    own_url: str
    fetch_url: str | None
    site: str
    title: str | None
    lead: str | None
    body: str | None
    block_kinds: str | None
    language: str | None
    language_confidence: float | None
    declared_language: str | None
    section: str | None
    published_at: Any
    published_offset: int | None
    published_precision: str | None
    published_source: str | None
    modified_at: Any
    modified_offset: int | None
    modified_precision: str | None
    first_seen_at: Any
    last_seen_at: Any
    gone_at: Any
    revision: int
    revisions: int
    word_count: int | None
    paywalled: bool | None
    edition_group: int | None
    cluster: int | None
    tdm_reservation: bool | None
    tdm_policy: str | None
    robots: str | None
    capture_id: int | None
    capture_url: str
    capture_file: str
    capture_offset: int
    capture_length: int
    capture_digest: str
    capture_status: int
    capture_fetched_at: Any
    capture_mime: str | None
    capture_revisit_of: int | None


_ARTICLES = """
SELECT
    article.id, url.url, url.fetch_url, site.name,
    article_text.title, article_text.lead, article_text.body, article_text.block_kinds,
    article.language, article.language_confidence, article.declared_language, article.section,
    article.published_at, article.published_offset, article.published_precision, article.published_source,
    article.modified_at, article.modified_offset, article.modified_precision,
    article.first_seen_at, article.last_seen_at, article.gone_at, article.revision, article.revisions,
    article.word_count, article.paywalled, article.edition_group, article.cluster,
    article.tdm_reservation, article.tdm_policy, article.robots,
    capture.id, captured.url, warc.file, capture."offset", capture.length, capture.digest, capture.status,
    capture.fetched_at, capture.mime, capture.revisit_of
FROM {wanted}
JOIN article ON article.id = wanted.id
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = article.capture_id
LEFT JOIN url AS captured ON captured.id = capture.url_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL
"""
_AUTHORS = """
SELECT article_author.article_id, author.name
FROM {wanted}
JOIN article_author ON article_author.article_id = wanted.id
JOIN author ON author.id = article_author.author_id
ORDER BY article_author.article_id, article_author.position
"""
_TAGS = """
SELECT article_tag.article_id, tag.name
FROM {wanted}
JOIN article_tag ON article_tag.article_id = wanted.id
JOIN tag ON tag.id = article_tag.tag_id
ORDER BY article_tag.article_id, article_tag.position
"""
_IMAGES = """
SELECT image.article_id, image.url, image.caption
FROM {wanted}
JOIN image ON image.article_id = wanted.id
ORDER BY image.article_id, image.position
"""
_WANTED = {
    "sqlite": "(SELECT value AS id FROM json_each(?)) AS wanted",
    "postgresql": "unnest(%s::bigint[]) AS wanted (id)",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Some articles, by id, and their lists."""

    rows: dict[int, Row]
    authors: dict[int, list[str]]
    tags: dict[int, list[str]]
    images: dict[int, list[tuple[str, str | None]]]
    dialect: str

    def article(self, key: int, snippet: str | None = None) -> StoredArticle:
        """One of them as a value."""
        row, instant = self.rows[key], _INSTANTS[self.dialect]
        return StoredArticle(
            id=key,
            url=row.fetch_url or row.own_url,
            canonical_url=row.own_url,
            site=row.site,
            title=row.title,
            lead=row.lead,
            body=row.body,
            language=row.language,
            language_confidence=row.language_confidence,
            declared_language=row.declared_language,
            authors=tuple(self.authors.get(key, ())),
            section=row.section,
            tags=tuple(self.tags.get(key, ())),
            images=tuple(Image(url, caption) for url, caption in self.images.get(key, ())),
            published_at=_published(row, instant),
            published_at_source=row.published_source,
            published_at_precision=row.published_precision,
            modified_at=_modified(row, instant),
            first_seen_at=instant(row.first_seen_at),
            last_seen_at=instant(row.last_seen_at),
            gone_at=row.gone_at and instant(row.gone_at),
            revision=row.revision,
            revisions=row.revisions,
            word_count=row.word_count,
            paywalled=_truth(row.paywalled),
            edition_group=row.edition_group,
            cluster=row.cluster,
            tdm_reservation=_truth(row.tdm_reservation),
            tdm_policy=row.tdm_policy,
            robots=row.robots,
            capture=_capture(row, instant) if row.capture_id else None,
            snippet=snippet,
            subheadings=_subheadings(row) if row.block_kinds else (),
        )

    def json(self, key: int) -> dict[str, Any]:
        """One of them as the article JSON: what :meth:`StoredArticle.to_dict` gives, without the detour."""
        row, instant, iso = self.rows[key], _INSTANTS[self.dialect], _ISO[self.dialect]
        return {
            "url": row.fetch_url or row.own_url,
            "canonical_url": row.own_url,
            "site": row.site,
            "title": row.title,
            "lead": row.lead,
            "body": row.body,
            "language": row.language,
            "language_confidence": row.language_confidence,
            "declared_language": row.declared_language,
            "section": row.section,
            "published_at": _published(row, instant),
            "published_at_source": row.published_source,
            "published_at_precision": row.published_precision,
            "modified_at": _modified(row, instant),
            "revision": row.revision,
            "revisions": row.revisions,
            "word_count": row.word_count,
            "paywalled": _truth(row.paywalled),
            "edition_group": row.edition_group,
            "cluster": row.cluster,
            "tdm_reservation": _truth(row.tdm_reservation),
            "tdm_policy": row.tdm_policy,
            "robots": row.robots,
            "first_seen_at": iso(row.first_seen_at),
            "last_seen_at": iso(row.last_seen_at),
            "gone_at": row.gone_at and iso(row.gone_at),
            "authors": self.authors.get(key, []),
            "tags": self.tags.get(key, []),
            "subheadings": list(_subheadings(row)) if row.block_kinds else [],
            "images": [{"url": url, "caption": caption} for url, caption in self.images.get(key, ())],
            "capture": row.capture_id
            and {"file": row.capture_file, "offset": row.capture_offset, "digest": row.capture_digest},
        }


def load(connection: Connection, articles: Collection[int]) -> Loaded:
    """Articles by id; withheld ones and those that do not exist are left out."""
    loaded = Loaded({}, defaultdict(list), defaultdict(list), defaultdict(list), connection.dialect.name)
    for piece in chunks(articles):
        loaded.rows.update((row[0], Row._make(row)) for row in _read(connection, _ARTICLES, piece))
        for lists, statement in ((loaded.authors, _AUTHORS), (loaded.tags, _TAGS)):
            for key, name in _read(connection, statement, piece):
                lists[key].append(name)
        for key, url, caption in _read(connection, _IMAGES, piece):
            loaded.images[key].append((url, caption))
    return loaded


def _read(connection: Connection, statement: str, ids: Sequence[int]) -> Sequence[Any]:
    dialect = connection.dialect.name
    wanted = json.dumps(ids) if dialect == "sqlite" else list(ids)
    return connection.exec_driver_sql(statement.format(wanted=_WANTED[dialect]), (wanted,)).fetchall()


def _truth(value: Any) -> bool | None:
    """SQLite gives 0 and 1."""
    return None if value is None else bool(value)


def _published(row: Row, instant: Callable[[Any], datetime]) -> str | None:
    if row.published_at is None:
        return None
    return _written(instant(row.published_at), row.published_offset, row.published_precision)


def _modified(row: Row, instant: Callable[[Any], datetime]) -> str | None:
    if row.modified_at is None:
        return None
    return _written(instant(row.modified_at), row.modified_offset, row.modified_precision)


def _written(value: datetime, offset: int | None, precision: str | None) -> str:
    """As :meth:`extraction.article.Moment.iso`."""
    local = value.astimezone(_zone(offset)) if offset else value
    return local.isoformat()[: _LENGTHS.get(precision or "", 25)]


@lru_cache(maxsize=256)
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def _subheadings(row: Row) -> tuple[str, ...]:
    lines = zip((row.body or "").split("\n"), row.block_kinds or "", strict=False)
    return tuple(line for line, letter in lines if letter == "h")


def _capture(row: Row, instant: Callable[[Any], datetime]) -> Capture:
    return Capture(
        id=row.capture_id,
        url=row.capture_url,
        file=row.capture_file,
        offset=row.capture_offset,
        length=row.capture_length,
        digest=row.capture_digest,
        status=row.capture_status,
        fetched_at=instant(row.capture_fetched_at),
        mime=row.capture_mime,
        revisit_of=row.capture_revisit_of,
    )


_LENGTHS = {str(Precision.MONTH): 7, str(Precision.DAY): 10}
_INSTANTS: dict[str, Callable[[Any], datetime]] = {
    "sqlite": datetime.fromisoformat,
    "postgresql": lambda value: value.astimezone(UTC),
}
_ISO: dict[str, Callable[[Any], str]] = {
    "sqlite": lambda text: f"{text[:-1]}+00:00",
    "postgresql": lambda value: value.astimezone(UTC).isoformat(),
}
