"""The same text elsewhere: bands of near-duplicates in the database, and the clusters made from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select, update

from storage import models
from storage.similarity import SAME_TEXT, band_keys, likeness, shingles

A, B, T = models.article.c, models.band.c, models.article_text.c
MOST_COMPARED = 8  # candidates that are compared word for word
MOST_IN_BAND = 64  # a band that more articles share says little; only its latest are looked at

SHARED = {
    "sqlite": "SELECT article_id FROM band WHERE key = ? ORDER BY article_id DESC LIMIT ?",
    "postgresql": "SELECT article_id FROM band WHERE key = %s ORDER BY article_id DESC LIMIT %s",
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text reduced to what its near-duplicates share."""

    grams: tuple[str, ...]
    keys: tuple[int, ...]


@dataclass(slots=True)
class Fresh:
    """Articles of this round, which no query finds yet: their sketches and bands."""

    sketches: dict[int, Sketch] = field(default_factory=dict)
    bands: dict[int, list[int]] = field(default_factory=dict)

    def add(self, article: int, sketch: Sketch) -> None:
        """Remember an article of this round."""
        self.sketches[article] = sketch
        for key in sketch.keys:
            self.bands.setdefault(key, []).append(article)


def sketch_of(body: str | None) -> Sketch:
    """The sketch of a text; an empty one where it is too short to compare."""
    grams = shingles(body or "")
    return Sketch(tuple(grams), tuple(band_keys(grams)))


def alike(connection: Connection, sketch: Sketch, fresh: Fresh, but: int | None = None) -> dict[int, float]:
    """The articles whose text is nearly the same, with how much of it is."""
    if not sketch.keys:
        return {}
    shared: Counter[int] = Counter()
    for key in sketch.keys:
        shared.update(fresh.bands.get(key, ()))
    shared.update(_sharing(connection, sketch.keys))
    del shared[but or 0]
    near = [article for article, _ in shared.most_common(MOST_COMPARED)]
    grams = {article: fresh.sketches[article].grams for article in near if article in fresh.sketches}
    grams |= _grams(connection, [article for article in near if article not in grams])
    scores = {article: likeness(sketch.grams, theirs) for article, theirs in grams.items()}
    return {article: score for article, score in scores.items() if score >= SAME_TEXT}


def _sharing(connection: Connection, keys: Sequence[int]) -> list[int]:
    """Every article that shares a band, once for each that it shares."""
    statement = SHARED[connection.dialect.name]
    branches = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS b{n}" for n in range(len(keys)))
    values = tuple(value for key in keys for value in (key, MOST_IN_BAND))
    return [article for (article,) in connection.exec_driver_sql(branches, values)]


def _grams(connection: Connection, articles: Collection[int]) -> dict[int, tuple[str, ...]]:
    if not articles:
        return {}
    rows = connection.execute(select(T.article_id, T.body).where(T.article_id.in_(articles)))
    return {article: tuple(shingles(body or "")) for article, body in rows}


def write_bands(connection: Connection, sketches: dict[int, Sketch]) -> None:
    """Write the bands of articles that have none yet."""
    rows = sorted((key, article) for article, sketch in sketches.items() for key in set(sketch.keys))
    if rows:
        marks = "(?, ?)" if connection.dialect.name == "sqlite" else "(%s, %s)"
        connection.exec_driver_sql(f"INSERT INTO band (key, article_id) VALUES {marks}", rows)


def drop_bands(connection: Connection, article: int, sketch: Sketch) -> None:
    """Take out the bands of an article whose text changes."""
    mine = B.key.in_(sketch.keys), B.article_id == article
    connection.execute(delete(models.band).where(*mine))


def join_cluster(connection: Connection, article: int, others: Collection[int]) -> None:
    """Put an article into one cluster with others; clusters that it links become one.

    A cluster is named by the member that was seen first.
    """
    members = [article, *others]
    rows = connection.execute(select(A.id, A.cluster).where(A.id.in_(members))).all()
    heads = {cluster for _, cluster in rows if cluster is not None}
    everyone = A.id.in_(members) | A.cluster.in_(heads)
    first = connection.scalar(select(A.id).where(everyone).order_by(A.first_seen_at, A.id).limit(1))
    connection.execute(update(models.article).where(everyone).values(cluster=first))
