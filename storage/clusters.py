"""The same text elsewhere: bands of near-duplicates in the database, and the clusters made from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select, update

from storage import models
from storage.arrays import for_integers
from storage.similarity import SAME_TEXT, Hashes, band_keys, grams, likeness

A, B, T = models.article.c, models.band.c, models.article_text.c
MOST_COMPARED = 8  # candidates that are compared word for word
MOST_IN_BAND = 64  # a band that more articles share says little; only its latest are looked at

# Of each band its latest articles.
SHARED = f"""
SELECT wanted.v, band.article_id
FROM {{values}} AS wanted
CROSS JOIN band
WHERE band.key = wanted.v
    AND band.article_id >= coalesce((
        SELECT article_id FROM band WHERE key = wanted.v
        ORDER BY article_id DESC LIMIT 1 OFFSET {MOST_IN_BAND - 1}), 0)
"""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text reduced to what its near-duplicates share."""

    grams: Hashes
    keys: tuple[int, ...]


NOTHING = Sketch(grams(""), ())


@dataclass(slots=True)
class Neighbours:
    """Who shares bands with the texts of a round: articles in the database, and those of the round itself."""

    connection: Connection
    bands: dict[int, tuple[int, ...]] = field(default_factory=dict)
    sketches: dict[int, Sketch] = field(default_factory=dict)

    def look_up(self, sketches: Iterable[Sketch]) -> None:
        """Load who shares bands with these texts, all at once."""
        keys = (key for sketch in sketches for key in sketch.keys)
        for key, article in for_integers(self.connection, SHARED, keys):
            self.bands[key] = (*self.bands.get(key, ()), article)

    def add(self, article: int, sketch: Sketch) -> None:
        """An article of this round, which no query finds yet."""
        self.sketches[article] = sketch
        for key in sketch.keys:
            self.bands[key] = (*self.bands.get(key, ()), article)

    def alike(self, sketch: Sketch, but: int | None = None) -> dict[int, float]:
        """The articles whose text is nearly the same, with how much of it is."""
        shared = Counter(article for key in sketch.keys for article in self.bands.get(key, ()))
        shared.pop(but or 0, None)
        near = [article for article, _ in shared.most_common(MOST_COMPARED)]
        theirs = self._grams(near) if near else {}
        scores = {article: likeness(sketch.grams, hashes) for article, hashes in theirs.items()}
        return {article: score for article, score in scores.items() if score >= SAME_TEXT}

    def _grams(self, articles: Collection[int]) -> dict[int, Hashes]:
        found = {article: self.sketches[article].grams for article in articles if article in self.sketches}
        rest = [article for article in articles if article not in found]
        if rest:
            rows = self.connection.execute(select(T.article_id, T.body).where(T.article_id.in_(rest)))
            found |= {article: grams(body or "") for article, body in rows}
        return found


def sketch_of(body: str | None) -> Sketch:
    """The sketch of a text; an empty one where it is too short to compare."""
    hashes = grams(body or "")
    return Sketch(hashes, tuple(band_keys(hashes))) if len(hashes) else NOTHING


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
