"""What an archive holds, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from storage.part import Part
from storage.tables import models
from storage.tables.engine import sqlite_path

A, R, C, U = models.article.c, models.revision.c, models.capture.c, models.url.c
SHOWN = A.withheld_at.is_(None)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the whole archive. Withheld articles count only as ``withheld``."""

    articles: int
    revised: int  # articles with more than one revision
    gone: int
    withheld: int
    revisions: int
    captures: int
    urls: int
    sites: int
    first_published_at: datetime | None
    last_published_at: datetime | None
    last_seen_at: datetime | None
    database_bytes: int
    capture_bytes: int
    by_language: Mapping[str, int]
    by_site: Mapping[str, int]
    by_year: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """The numbers as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        times = {name: value.isoformat() for name, value in values.items() if isinstance(value, datetime)}
        return values | times | {name: dict(values[name]) for name in values if name.startswith("by_")}


class Counting(Part):
    """The archive in numbers."""

    def statistics(self) -> Statistics:
        """Count everything; about a second for a million articles."""
        with self._read() as connection:
            return Statistics(
                articles=_count(connection, A.id, SHOWN),
                revised=_count(connection, A.id, SHOWN & (A.revisions > 1)),
                gone=_count(connection, A.id, SHOWN & A.gone_at.is_not(None)),
                withheld=_count(connection, A.id, A.withheld_at.is_not(None)),
                revisions=connection.scalar(select(func.sum(A.revisions)).where(SHOWN)) or 0,
                captures=_count(connection, C.id),
                urls=_count(connection, U.id),
                sites=_count(connection, models.site.c.id),
                first_published_at=connection.scalar(select(func.min(A.published_at)).where(SHOWN)),
                last_published_at=connection.scalar(select(func.max(A.published_at)).where(SHOWN)),
                last_seen_at=connection.scalar(select(func.max(A.last_seen_at)).where(SHOWN)),
                database_bytes=self._database_bytes(connection),
                capture_bytes=connection.scalar(select(func.sum(C.length))) or 0,
                by_language=_by(connection, func.coalesce(A.language, "und")),
                by_site=self._by_site(connection),
                by_year=_by_year(connection),
            )

    def _database_bytes(self, connection: Connection) -> int:
        path = sqlite_path(self._engine.url)
        if path is not None:
            return path.stat().st_size
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)

    def _by_site(self, connection: Connection) -> dict[str, int]:
        names = {
            str(row.id): row.name for row in connection.execute(select(models.site.c.id, models.site.c.name))
        }
        return {names[key]: count for key, count in _by(connection, A.site_id).items()}


def _count(
    connection: Connection, column: ColumnElement[Any], where: ColumnElement[bool] | None = None
) -> int:
    wanted = select(func.count(column))
    return connection.scalar(wanted if where is None else wanted.where(where)) or 0


def _by(connection: Connection, column: ColumnElement[Any]) -> dict[str, int]:
    """Articles by the value of a column, the commonest first."""
    count = func.count().label("count")
    wanted = select(column, count).where(SHOWN).group_by(column).order_by(count.desc(), column)
    return {str(value): number for value, number in connection.execute(wanted)}


def _by_year(connection: Connection) -> dict[str, int]:
    years: dict[str, int] = {}
    for day, count in connection.execute(select(A.day, func.count()).where(SHOWN).group_by(A.day)):
        years[str(day.year)] = years.get(str(day.year), 0) + count
    return dict(sorted(years.items()))
