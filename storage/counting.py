"""What a query finds, counted: by the values of fields, and over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, FromClause, func, literal, select

from storage.models import article, article_author, article_tag, author, site, tag
from storage.search_order import newest_ids
from storage.search_sql import Plan

EXACT_UP_TO = 10_000  # hits that are counted by their fields

Period = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of the values of each field among the articles that a query finds, most frequent first.

    ``exact``: all of them were counted. Where a query finds 10,000 or more, only that many, the newest, were:
    ``counted`` says how many. Articles without a value count under None; an article with two authors
    counts for both.
    """

    counted: int
    exact: bool
    values: dict[str, tuple[tuple[str | None, int], ...]] = field(default_factory=dict)


def count_facets(connection: Connection, plan: Plan, fields: Sequence[str]) -> Facets:
    """The values of ``fields`` among the newest hits."""
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise ValueError(f"no facet {unknown[0]!r}: one of {', '.join(FIELDS)}")
    ids = _listed(connection, plan) if plan.by_days else plan.newest_found(EXACT_UP_TO).subquery("hits")
    counted, values = _plain(connection, ids, plan.dialect, [name for name in fields if name not in _SEVERAL])
    values |= {name: _several(connection, ids, name) for name in fields if name in _SEVERAL}
    return Facets(
        counted, counted < EXACT_UP_TO, {name: tuple(_ordered(values[name].items())) for name in fields}
    )


def _listed(connection: Connection, plan: Plan) -> FromClause:
    """The newest hits, where only :func:`newest_ids` finds them quickly."""
    ids = list(islice(newest_ids(connection, plan), EXACT_UP_TO))
    return func.unnest(literal(ids, ARRAY(BigInteger))).table_valued("id").render_derived(name="hits")


def count_periods(connection: Connection, plan: Plan, by: Period) -> list[tuple[date, int]]:
    """All hits by period."""
    hits = plan.counted().subquery("hits")
    days = (
        select(article.c.day, func.count())
        .join_from(hits, article, article.c.id == hits.c[0])
        .group_by(article.c.day)
    )
    counts: Counter[date] = Counter()
    for day, number in connection.execute(days):
        counts[_FIRST_DAYS[by](day)] += number
    return sorted(counts.items())


_FIRST_DAYS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


def _plain(
    connection: Connection, hits: FromClause, dialect: str, fields: Sequence[str]
) -> tuple[int, dict[str, Counter[Any]]]:
    """How many hits there are, and fields with one value an article, all in one reading of the hits."""
    columns = [_column(name, dialect).label(name) for name in fields]
    counts: dict[str, Counter[Any]] = {name: Counter() for name in fields}
    counted = 0
    for found, number in _grouped(connection, hits, columns):
        counted += number
        for name, value in zip(fields, found, strict=False):  # a constant where no field is asked for
            counts[name][value] += number
    return counted, _named_sites(connection, counts)


def _grouped(
    connection: Connection, hits: FromClause, columns: Sequence[ColumnElement[Any]]
) -> Iterable[tuple[Sequence[Any], int]]:
    """What values the hits have together, and how many of them."""
    rows = select(*(columns or [literal(0)])).join_from(hits, article, article.c.id == hits.c[0])
    if connection.dialect.name == "sqlite":  # it would sort the rows: that takes three times as long
        return Counter(map(tuple, connection.execute(rows))).items()
    grouped = connection.execute(rows.add_columns(func.count()).group_by(*columns))
    return [(values, number) for *values, number in grouped]


def _named_sites(connection: Connection, counts: dict[str, Counter[Any]]) -> dict[str, Counter[Any]]:
    if "site" in counts:
        names = dict(connection.execute(select(site.c.id, site.c.name)).all())
        counts["site"] = Counter({names[key]: number for key, number in counts["site"].items()})
    return counts


def _column(name: str, dialect: str) -> ColumnElement[Any]:
    if name in _LENGTHS:
        size, pattern = _LENGTHS[name]
        if dialect == "postgresql":
            return func.to_char(article.c.day, pattern)
        return func.substr(article.c.day, 1, size)
    return _COLUMNS[name]


def _several(connection: Connection, hits: FromClause, name: str) -> Counter[Any]:
    link, named, key = _SEVERAL[name]
    rows = (
        select(named.c.name, func.count())
        .select_from(hits)
        .outerjoin(link, link.c.article_id == hits.c[0])
        .outerjoin(named, named.c.id == key)
        .group_by(named.c.name)
    )
    return Counter(dict(connection.execute(rows).all()))


def _ordered(items: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0] is None, item[0] or ""))


_LENGTHS = {"year": (4, "YYYY"), "month": (7, "YYYY-MM"), "day": (10, "YYYY-MM-DD")}
_COLUMNS = {"language": article.c.language, "site": article.c.site_id, "section": article.c.section}
_SEVERAL = {
    "author": (article_author, author, article_author.c.author_id),
    "tag": (article_tag, tag, article_tag.c.tag_id),
}
FIELDS = (*_COLUMNS, *_LENGTHS, *_SEVERAL)
