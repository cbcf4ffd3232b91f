"""The same text elsewhere: fingerprints in the database, and the clusters made from what shares them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, select

from storage.families.similarity import (
    MOST_HOLDERS,
    SAME_TEXT,
    candidates,
    fingerprint,
    grams,
    likeness,
)
from storage.tables import models
from storage.tables.arrays import for_integers
from storage.tables.upsert import insert_rows, update_rows
from storage.terms.hashing import Hashes

A, F, T = models.article.c, models.fingerprint.c, models.article_text.c
BODIES = select(T.article_id, T.body).where(T.article_id.in_(bindparam("articles", expanding=True)))
MOST_COMPARED = 8  # candidates that are compared word for word

# Of each hash the latest articles that hold it, in one text: a row for each takes longer than to find it.
HOLDERS = f"""
SELECT wanted.v, (
    SELECT {{listed}} FROM (
        SELECT article_id AS id FROM fingerprint WHERE hash = wanted.v
        ORDER BY article_id DESC LIMIT {MOST_HOLDERS}) AS latest)
FROM {{values}} AS wanted
"""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text reduced to what its near-duplicates share."""

    grams: Hashes
    fingerprint: tuple[int, ...]


NOTHING = Sketch(grams(""), ())


@dataclass(slots=True)
class Neighbours:
    """Who shares hashes with the texts of a round: articles in the database, and those of the round."""

    connection: Connection
    holders: dict[int, list[int]] = field(default_factory=dict)
    sketches: dict[int, Sketch] = field(default_factory=dict)

    def look_up(self, sketches: Iterable[Sketch]) -> None:
        """Load who shares hashes with these texts, all at once."""
        hashes = (one for sketch in sketches for one in sketch.fingerprint)
        for one, held in for_integers(self.connection, HOLDERS, hashes):
            if held:
                self.holders.setdefault(one, []).extend(map(int, held.split(",")))

    def add(self, article: int, sketch: Sketch) -> None:
        """An article of this round, which no query finds yet."""
        self.sketches[article] = sketch
        for one in sketch.fingerprint:
            self.holders.setdefault(one, []).append(article)

    def alike(self, sketch: Sketch, but: int | None = None) -> dict[int, float]:
        """The articles whose text is nearly the same, with how much of it is."""
        lists = [found for one in sketch.fingerprint if (found := self.holders.get(one))]
        near = [article for article in candidates(lists) if article != but][:MOST_COMPARED]
        theirs = self._grams(near) if near else {}
        scores = {article: likeness(sketch.grams, hashes) for article, hashes in theirs.items()}
        return {article: score for article, score in scores.items() if score >= SAME_TEXT}

    def _grams(self, articles: Collection[int]) -> dict[int, Hashes]:
        found = {article: self.sketches[article].grams for article in articles if article in self.sketches}
        rest = [article for article in articles if article not in found]
        if rest:
            rows = self.connection.execute(BODIES, {"articles": rest})
            found |= {article: grams(body or "") for article, body in rows}
        return found


def sketch_of(body: str | None) -> Sketch:
    """The sketch of a text; an empty one where it is too short to compare."""
    hashes = grams(body or "")
    return Sketch(hashes, tuple(fingerprint(hashes))) if len(hashes) else NOTHING


def write_fingerprints(connection: Connection, sketches: dict[int, Sketch]) -> None:
    """Write the fingerprints of articles that have none yet."""
    pairs = {(one, article) for article, sketch in sketches.items() for one in sketch.fingerprint}
    rows = [{"hash": one, "article_id": article} for one, article in sorted(pairs)]
    insert_rows(connection, models.fingerprint, rows)


def drop_fingerprint(connection: Connection, article: int, sketch: Sketch) -> None:
    """Take out the fingerprint of an article whose text changes."""
    mine = F.hash.in_(sketch.fingerprint), F.article_id == article
    connection.execute(delete(models.fingerprint).where(*mine))


def join_clusters(connection: Connection, near: Mapping[int, Collection[int]]) -> None:
    """Put articles into one cluster with those that are like them; clusters that they link become one.

    A cluster is named by the member that was seen first.
    """
    alike = [{article, *others} for article, others in near.items() if others]
    if not alike:
        return
    members = set().union(*alike)
    heads = set(connection.scalars(select(A.cluster).where(A.id.in_(members)))) - {None}
    everyone = select(A.id, A.cluster).where(A.id.in_(members) | A.cluster.in_(heads))
    rows = connection.execute(everyone.order_by(A.first_seen_at, A.id)).all()
    kept = [{article for article, cluster in rows if cluster == head} for head in heads]
    order = {article: rank for rank, (article, _) in enumerate(rows)}
    named = {
        article: min(group, key=order.__getitem__) for group in linked(alike + kept) for article in group
    }
    moved = [
        {"id": article, "cluster": named[article]} for article, cluster in rows if cluster != named[article]
    ]
    update_rows(connection, models.article, moved)


def linked(groups: Iterable[set[int]]) -> list[set[int]]:
    """Groups that share a member, joined."""
    found: list[set[int]] = []
    for group in groups:
        near = [one for one in found if not one.isdisjoint(group)]
        found = [one for one in found if one.isdisjoint(group)]
        found.append(group.union(*near))
    return found
