"""The present state of articles, loaded in bulk for a batch that may change them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from storage.keeping.content import PLAIN, TEXTS, Content, content_from
from storage.part import chunks
from storage.searching.fulltext import Document
from storage.tables import models

MOMENT_PARTS = ("at", "offset", "precision", "source")
MOMENTS = [f"{prefix}_{part}" for prefix in ("published", "modified") for part in MOMENT_PARTS]


@dataclass(frozen=True, slots=True)
class State:
    """An article as it stands, with its current revision."""

    id: int
    site: str
    site_id: int
    day: date
    content: Content
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    withheld_at: datetime | None
    revision: int  # number of the current one
    revisions: int
    revision_id: int
    reading: int
    digest: str
    extractor: str
    profile: str | None
    capture_id: int | None
    edition_group: int | None
    cluster: int | None

    @property
    def document(self) -> Document:
        """What the search index holds of it."""
        return document(self.id, self.day, self.site, self.content)

    def former_document(self, content: Content) -> Document:
        """What the search index holds of an earlier state of it."""
        day = content.published.written.date() if content.published else self.day
        return document(self.id, day, self.site, content)


def document(article_id: int, day: date, site: str, content: Content) -> Document:
    """What the search index is to hold of an article."""
    return Document(
        article_id=article_id,
        title=content.title,
        lead=content.lead,
        body=content.body,
        language=content.language,
        day=day,
        site=site,
        section=content.section,
        authors=content.authors,
        tags=content.tags,
    )


A, T, R = models.article.c, models.article_text.c, models.revision.c
OWN = (
    "id", "site_id", "day", "first_seen_at", "last_seen_at", "gone_at", "withheld_at", "revision",
    "revisions", "capture_id", "edition_group", "cluster",
)  # fmt: skip
CURRENT = (
    select(
        *(A[name] for name in OWN),
        *(A[name] for name in [*PLAIN, *MOMENTS] if name not in TEXTS),
        *(T[name] for name in TEXTS),
        models.site.c.name.label("site"),
        R.id.label("revision_id"),
        R.reading,
        R.digest,
        R.extractor,
        R.profile,
    )
    .join(models.article_text, T.article_id == A.id)
    .join(models.site, models.site.c.id == A.site_id)
    .join(models.revision, (R.article_id == A.id) & (R.number == A.revision) & R.kind.is_(None))
)
BESIDE = [name for name in OWN if name != "id"] + [
    "site", "revision_id", "reading", "digest", "extractor", "profile",
]  # fmt: skip


def load_states(connection: Connection, articles: Collection[int]) -> dict[int, State]:
    """The states of these articles, by id."""
    found: dict[int, State] = {}
    for piece in chunks(articles):
        authors = named(connection, models.article_author, models.author, piece)
        tags = named(connection, models.article_tag, models.tag, piece)
        images = pictures(connection, piece)
        for row in connection.execute(CURRENT.where(A.id.in_(piece))).mappings():
            key = row["id"]
            content = content_from(row, authors.get(key), tags.get(key), images.get(key))
            found[key] = State(id=key, content=content, **{name: row[name] for name in BESIDE})
    return found


def named(
    connection: Connection, links: Table, names: Table, articles: Sequence[int]
) -> dict[int, list[str]]:
    """The authors or tags of articles, in order."""
    reference = links.c[f"{names.name}_id"]
    wanted = (
        select(links.c.article_id, names.c.name)
        .join(names, names.c.id == reference)
        .where(links.c.article_id.in_(articles))
        .order_by(links.c.article_id, links.c.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for article, name in connection.execute(wanted):
        found[article].append(name)
    return found


def pictures(connection: Connection, articles: Sequence[int]) -> dict[int, list[tuple[str, str | None]]]:
    """The images of articles, in order, each with its caption."""
    i = models.image.c
    wanted = select(i.article_id, i.url, i.caption).where(i.article_id.in_(articles))
    found: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for article, url, caption in connection.execute(wanted.order_by(i.article_id, i.position)):
        found[article].append((url, caption))
    return found


def titles_before(connection: Connection, article: int) -> list[str]:
    """Headlines that an article had in earlier revisions or as variants."""
    v = models.variant.c
    earlier = connection.scalars(
        select(R.title).where(R.article_id == article, R.title.is_not(None)).distinct()
    ).all()
    flipped = connection.scalars(select(v.value).where(v.article_id == article, v.field == "title")).all()
    return [*earlier, *flipped]


def former_states(connection: Connection, state: State) -> list[tuple[int, Content]]:
    """The earlier states of an article, each in its latest reading, with the ids of their rows."""
    wanted = select(models.revision).where(R.article_id == state.id, R.number != state.revision)
    rows = connection.execute(wanted.order_by(R.number, R.reading)).mappings()
    latest = {row["number"]: row for row in rows}
    return [(row["id"], kept_content(row)) for row in latest.values()]


def kept_content(row: Mapping[Any, Any]) -> Content:
    """The content in a row of ``revision`` that is not the current one."""
    return content_from(row, row["authors"], row["tags"], row["images"])


def digests(connection: Connection, article: int) -> set[str]:
    """The digests of all states that an article had."""
    return set(connection.scalars(select(R.digest).where(R.article_id == article)))
