"""What an archive holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, Table, case, cast, func, select, text

from storage.part import Part
from storage.tables import models
from storage.tables.engine import sqlite_path

A, C = models.article.c, models.capture.c
SHOWN = A.withheld_at.is_(None)
COUNTED = (
    "id", "site_id", "language", "day", "published_at", "last_seen_at", "gone_at", "revisions",
)  # fmt: skip
PIECE = 100_000  # articles counted at a time


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
        """Count everything; about two seconds for a million articles."""
        with self._read() as connection:
            pieces = list(_pieces(connection))
            shown = sum(piece.articles for piece in pieces)
            return Statistics(
                articles=shown,
                revised=sum(piece.revised for piece in pieces),
                gone=sum(piece.gone for piece in pieces),
                withheld=_count(connection, models.article) - shown,
                revisions=sum(piece.revisions for piece in pieces),
                captures=_count(connection, models.capture),
                urls=_count(connection, models.url),
                sites=_count(connection, models.site),
                first_published_at=_end(min, (piece.first_published_at for piece in pieces)),
                last_published_at=_end(max, (piece.last_published_at for piece in pieces)),
                last_seen_at=_end(max, (piece.last_seen_at for piece in pieces)),
                database_bytes=self._database_bytes(connection),
                capture_bytes=connection.scalar(select(func.sum(C.length))) or 0,
                by_language=_by(_counted(piece.languages for piece in pieces)),
                by_site=_by_site(connection, _counted(piece.sites for piece in pieces)),
                by_year=dict(sorted(_counted(piece.years for piece in pieces).items())),
            )

    def _database_bytes(self, connection: Connection) -> int:
        path = sqlite_path(self._engine.url)
        if path is not None:
            return path.stat().st_size
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _pieces(connection: Connection) -> Iterator[Row[Any]]:
    """All shown articles, some at a time, each column as one value: one reading of the table serves all.

    What is to be counted comes as one text that Python counts: SQLite would sort all articles for each.
    """
    last = -1
    while last is not None:
        piece = connection.execute(_piece(last)).one()
        yield piece
        last = piece.last


def _piece(last: int) -> Select[Any]:
    """The next articles after this one."""
    a = (
        select(*(A[name] for name in COUNTED))
        .where(A.id > last, SHOWN)
        .order_by(A.id)
        .limit(PIECE)
        .subquery()
        .c
    )
    return select(
        func.max(a.id).label("last"),
        func.count().label("articles"),
        func.coalesce(func.sum(a.revisions), 0).label("revisions"),
        func.count(case((a.revisions > 1, 1))).label("revised"),
        func.count(a.gone_at).label("gone"),
        func.min(a.published_at).label("first_published_at"),
        func.max(a.published_at).label("last_published_at"),
        func.max(a.last_seen_at).label("last_seen_at"),
        _text(func.coalesce(a.language, "und")).label("languages"),
        _text(cast(a.site_id, String)).label("sites"),
        _text(func.substr(cast(a.day, String), 1, 4)).label("years"),
    )


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.aggregate_strings(column, ",")


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _counted(texts: Iterable[str | None]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for values in texts:
        counts.update(values.split(",") if values else ())
    return counts


def _by(counts: Mapping[str, int]) -> dict[str, int]:
    """The commonest first."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _by_site(connection: Connection, counts: Mapping[str, int]) -> dict[str, int]:
    names = dict(connection.execute(select(models.site.c.id, models.site.c.name)).all())
    return _by({names[int(key)]: count for key, count in counts.items()})


def _end(
    which: Callable[[Iterable[datetime]], datetime], moments: Iterable[datetime | None]
) -> datetime | None:
    known = [moment for moment in moments if moment]
    return which(known) if known else None
