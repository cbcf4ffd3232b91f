"""In which order hits come: newest first, or best first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from storage.models import article
from storage.search_sql import Plan

FIRST_CHUNK, MOST_CHUNK = 100, 5_000  # ids asked for at once


def newest_ids(connection: Connection, plan: Plan, before: int | None = None) -> Iterator[int]:
    """The ids of all hits, newest first, in pieces that each begin where the last one ended."""
    ids = _newest(connection, plan, before)
    return _once(connection, ids) if plan.once else (identity for piece in ids for identity in piece)


def _newest(connection: Connection, plan: Plan, before: int | None) -> Iterator[list[int]]:
    size = FIRST_CHUNK
    while piece := list(connection.scalars(plan.newest(before, size))):
        yield piece
        if len(piece) < size:
            return
        before, size = piece[-1], min(size * 4, MOST_CHUNK)


def _once(connection: Connection, pieces: Iterator[list[int]]) -> Iterator[int]:
    """The first of each group of the same text."""
    seen: set[int] = set()
    for piece in pieces:
        rows = select(article.c.id, article.c.cluster).where(
            article.c.id.in_(piece), article.c.cluster.is_not(None)
        )
        groups = dict(connection.execute(rows).all())
        for identity in piece:
            group = groups.get(identity, identity)
            if group not in seen:
                yield identity
            if identity in groups:
                seen.add(group)


def best_ids(connection: Connection, plan: Plan) -> Iterator[int]:
    """The ids of all hits, best first."""
    return newest_ids(connection, plan)
