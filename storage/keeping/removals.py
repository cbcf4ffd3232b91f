"""Articles that are gone, and those that come back: states with a beginning and an end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.records import Visit
from storage.tables import models

A, M = models.article.c, models.removal.c


def write_gone(connection: Connection, article: int, visit: Visit, capture_id: int | None) -> bool:
    """Note that an article could not be reached; gives whether that is new."""
    still = connection.scalar(select(M.id).where(M.article_id == article, M.returned_at.is_(None)))
    if still is not None:
        later = update(models.removal).where(M.id == still, M.last_seen_at < visit.at)
        connection.execute(later.values(last_seen_at=visit.at))
        return False
    row = {
        "article_id": article, "reason": visit.reason or f"status {visit.status}", "status": visit.status,
        "first_seen_at": visit.at, "last_seen_at": visit.at, "capture_id": capture_id,
    }  # fmt: skip
    connection.execute(insert(models.removal).values(row))
    connection.execute(update(models.article).where(A.id == article).values(gone_at=visit.at))
    return True


def write_return(connection: Connection, article: int, at: datetime) -> None:
    """Note that an article that was gone is there again."""
    open_ones = update(models.removal).where(M.article_id == article, M.returned_at.is_(None))
    connection.execute(open_ones.values(returned_at=at))
    connection.execute(update(models.article).where(A.id == article).values(gone_at=None))


def write_variant(connection: Connection, article: int, title: str, at: datetime) -> None:
    """Note that an article shows one of the headlines that it flips between."""
    v = models.variant.c
    mine = v.article_id == article, v.field == "title", v.value == title
    known = update(models.variant).where(*mine).values(last_seen_at=at, times=v.times + 1)
    if connection.execute(known).rowcount:
        return
    row = {"article_id": article, "field": "title", "value": title, "times": 1}
    connection.execute(insert(models.variant).values(**row, first_seen_at=at, last_seen_at=at))
