"""Beginnings that too many words have (``co*``): the articles themselves are read for them, newest first.

The databases would read every place of all such words before they give the first hit, and SQLite cannot be
stopped meanwhile. But as a rule nearly every article holds one of them, so a page is full after a few dozen
of the articles that fit the rest of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from storage.keeping.states import load_states
from storage.searching.fulltext import entry
from storage.tables.patience import stop_if_late
from storage.terms.holding import Words
from storage.terms.matching import Match

AT_ONCE = 50  # articles that are read


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
        states = load_states(connection, unknown)
        for identity in unknown:
            state = states.get(identity)
            self._known[identity] = state is not None and Words(*entry(state.document)[1:]).hold(self.match)
        return [identity for identity in candidates if self._known[identity]]
