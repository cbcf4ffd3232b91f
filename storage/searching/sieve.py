"""Beginnings that too many words have (``co*``): the articles themselves are read for them, newest first.

The databases would read every place of all such words before they give the first hit, and SQLite cannot be
stopped meanwhile. But as a rule nearly every article holds one of them, so a page is full after a few dozen
of the articles that fit the rest of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from storage.keeping.states import named
from storage.searching.fulltext import Document, entry
from storage.tables import models
from storage.tables.patience import stop_if_late
from storage.terms.holding import Words
from storage.terms.matching import Match

AT_ONCE = 50  # articles that are read
_A, _T = models.article.c, models.article_text.c
_READ = (
    select(
        _A.id.label("article_id"),
        *(_T.title, _T.lead, _T.body, _A.language, _A.day, _A.section),
        models.site.c.name.label("site"),
    )
    .join(models.article_text, _T.article_id == _A.id)
    .join(models.site, models.site.c.id == _A.site_id)
)


class Sieve:
    """Which articles hold all that a query asks for. It remembers those that it was asked about."""

    def __init__(self, match: Match) -> None:
        self.match = match
        self._known: dict[int, bool] = {}

    def pieces(self, connection: Connection, candidates: Iterator[list[int]]) -> Iterator[list[int]]:
        """Those of the candidates that do, in pieces that are made as they are asked for."""
        for piece in candidates:
            for start in range(0, len(piece), AT_ONCE):
                yield self.sift(connection, piece[start : start + AT_ONCE])

    def sift(self, connection: Connection, candidates: Sequence[int]) -> list[int]:
        """Those of the candidates that do."""
        stop_if_late(connection)
        unknown = [identity for identity in candidates if identity not in self._known]
        for document in documents(connection, unknown) if unknown else ():
            self._known[document.article_id] = Words(*entry(document)[1:]).hold(self.match)
        return [identity for identity in candidates if self._known.get(identity)]


def documents(connection: Connection, ids: Sequence[int]) -> Iterator[Document]:
    """What the index holds of these articles."""
    authors = named(connection, models.article_author, models.author, ids)
    tags = named(connection, models.article_tag, models.tag, ids)
    for row in connection.execute(_READ.where(_A.id.in_(ids))).mappings():
        key = row["article_id"]
        yield Document(**row, authors=tuple(authors.get(key, ())), tags=tuple(tags.get(key, ())))
