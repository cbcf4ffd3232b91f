"""What a query finds, counted: by the values of fields, and over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Text,
    cast,
    func,
    literal_column,
    select,
    text,
    true,
)

from storage.errors import TooCostly
from storage.searching.days import among, corrected, count_days, day_number, listed, mend
from storage.searching.fulltext import CURRENT
from storage.searching.order import Stretches, at_sight, newest_ids
from storage.searching.sql import Plan
from storage.tables.keys import DAY_BITS, day_of_id
from storage.tables.models import article, article_author, article_tag, author, site, tag
from storage.tables.patience import hurried

EXACT_UP_TO = 10_000  # hits that are counted by their fields
_NARROW = text("article INDEXED BY ix_article_facets")  # on SQLite
_COUNT = f"SELECT count(*) FROM (SELECT rowid FROM {CURRENT} WHERE {CURRENT} MATCH ? LIMIT ?)"
_BETWEEN = "\x1f"  # values brought out as one text

Period = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of the values of each field among the articles that a query finds, most frequent first.

    ``exact``: all of them were counted. Where a query finds 10,000 or more, only that many, the newest, were:
    ``counted`` says how many. Where in a large archive over 3,000 words begin so, they are the hits among the
    newest 200 articles that fit the rest of the query. Articles without a value count under None; an article
    with two authors counts for both.
    """

    counted: int
    exact: bool
    values: dict[str, tuple[tuple[str | None, int], ...]] = field(default_factory=dict)


def count_facets(connection: Connection, plan: Plan, fields: Sequence[str]) -> Facets:
    """The values of ``fields`` among the newest hits."""
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise ValueError(f"no facet {unknown[0]!r}: one of {', '.join(FIELDS)}")
    dated = any(name in _LENGTHS for name in fields)
    tally = _Tally(fields, corrected(connection, plan.candidates) if dated else [])
    for hits in _newest_hits(connection, plan, tally):
        tally.take(connection, hits)
    _name_sites(connection, tally.values)
    values = {name: tuple(_ordered(found.items())) for name, found in tally.values.items()}
    return Facets(tally.counted, tally.whole and tally.counted < EXACT_UP_TO, values)


class _Tally:
    """Hits counted so far."""

    def __init__(self, fields: Sequence[str], moved: list[tuple[int, date]]) -> None:
        self.counted, self.whole, self.moved = 0, True, moved
        self.values: dict[str, Counter[Any]] = {name: Counter() for name in fields}

    def take(self, connection: Connection, hits: FromClause) -> None:
        """Count more."""
        plain = [name for name in self.values if name not in _SEVERAL]
        number, values = _plain(connection, hits, plain, self.moved)
        self.counted += number
        for name, counts in self.values.items():
            counts.update(values[name] if name in values else _several(connection, hits, name))


def _newest_hits(connection: Connection, plan: Plan, tally: _Tally) -> Iterator[FromClause]:
    """The newest hits, in pieces where only so they are found quickly."""
    if plan.sieve:
        found, tally.whole = at_sight(connection, plan)
        yield listed(connection, found)
    elif not plan.by_days:
        yield plan.newest_found(EXACT_UP_TO).subquery("hits")
    elif plan.once:
        ids = newest_ids(connection, plan, first=EXACT_UP_TO)
        yield listed(connection, list(islice(ids, EXACT_UP_TO)))
    else:
        stretches = Stretches(connection, plan, None, EXACT_UP_TO)
        for narrowed, end in stretches:
            yield narrowed.newest(end, EXACT_UP_TO - tally.counted).subquery("hits")
            stretches.found = tally.counted
            if tally.counted >= EXACT_UP_TO:
                return


def count_periods(connection: Connection, plan: Plan, by: Period) -> list[tuple[date, int]]:
    """All hits by period."""
    return by_period(count_days(connection, plan).items(), by)


def by_period(days: Iterable[tuple[date, int]], by: Period) -> list[tuple[date, int]]:
    """Counts of days, summed by period."""
    counts: Counter[date] = Counter()
    for day, number in days:
        counts[_FIRST_DAYS[by](day)] += number
    return sorted(counts.items())


def count_hits(connection: Connection, plan: Plan, most: int | None = None) -> tuple[int, bool]:
    """How many hits there are, no further than ``most``; and whether these are all."""
    if plan.sieve and (most is not None or hurried(connection)):
        hits, whole = at_sight(connection, plan)
        if most is None and not whole:
            raise TooCostly
        return len(hits), whole
    number = _count(connection, plan, most)
    return number, most is None or number < most


def _count(connection: Connection, plan: Plan, most: int | None) -> int:
    if (match := plan.by_index.fts5) is not None:
        given = (match, -1 if most is None else most)
        return int(connection.exec_driver_sql(_COUNT, given).scalar() or 0)
    hits = plan.counted().limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(hits)) or 0


_FIRST_DAYS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


def _plain(
    connection: Connection, hits: FromClause, fields: Sequence[str], moved: list[tuple[int, date]]
) -> tuple[int, dict[str, Counter[Any]]]:
    """How many hits there are, and fields with one value an article.

    To bring out each column as one long text takes half as long as to group, for which SQLite sorts.
    """
    gathered = func.group_concat if connection.dialect.name == "sqlite" else func.string_agg
    columns = [gathered(_text(name, hits), _BETWEEN) for name in fields]
    read = [article.c.id, *(article.c[name] for name in _COLUMNS.values())]
    articles = _NARROW if connection.dialect.name == "sqlite" else _of_each(hits, article.c.id, read)
    narrow = select(func.count(), *columns).select_from(hits, articles)
    counted, *texts = connection.execute(narrow.where(literal_column("article.id") == hits.c[0])).one()
    counts = {name: Counter((told or "").split(_BETWEEN)) for name, told in zip(fields, texts, strict=True)}
    if not counted:
        return 0, {name: Counter() for name in fields}
    mine = among(connection, hits, moved)
    return counted, {name: _read(name, values, mine) for name, values in counts.items()}


def _text(name: str, hits: FromClause) -> ColumnElement[str]:
    if name in _LENGTHS:
        return cast(day_number(hits.c[0]), Text)
    column: ColumnElement[str] = literal_column(f"article.{_COLUMNS[name]}")
    return cast(column, Text) if name == "site" else func.coalesce(column, "")


def _read(name: str, found: Counter[str], moved: list[tuple[int, date]]) -> Counter[Any]:
    if name == "site":
        return Counter({int(key): number for key, number in found.items()})
    if name not in _LENGTHS:
        return Counter({value or None: number for value, number in found.items()})
    days = Counter({day_of_id(int(day) << DAY_BITS): number for day, number in found.items()})
    mend(days, moved)
    counts: Counter[Any] = Counter()
    for day, number in days.items():
        counts[day.isoformat()[: _LENGTHS[name]]] += number
    return counts


def _name_sites(connection: Connection, counts: dict[str, Counter[Any]]) -> None:
    if "site" in counts:
        names = dict(connection.execute(select(site.c.id, site.c.name)).all())
        counts["site"] = Counter({names[key]: number for key, number in counts["site"].items()})


def _several(connection: Connection, hits: FromClause, name: str) -> Counter[Any]:
    link, named, column = _SEVERAL[name]
    key: ColumnElement[int] = column
    if connection.dialect.name == "sqlite":
        joined = hits.outerjoin(link, link.c.article_id == hits.c[0])
    else:
        links = _of_each(hits, link.c.article_id, [column])
        joined, key = hits.outerjoin(links, true()), links.c[0]
    counts = select(key, func.count().label("number")).select_from(joined).group_by(key).subquery()
    rows = select(named.c.name, counts.c.number).select_from(
        counts.outerjoin(named, named.c.id == counts.c[0])
    )
    return Counter(dict(connection.execute(rows).all()))


def _of_each(hits: FromClause, key: ColumnElement[int], columns: Sequence[ColumnElement[Any]]) -> FromClause:
    """What a table says of each hit, looked up hit by hit: PostgreSQL, left to itself, joins the whole table
    with ten thousand hits, which takes three times as long."""
    found = select(*columns).where(key == hits.c[0]).offset(0)
    return found.lateral(key.table.name)


def _ordered(items: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0] is None, item[0] or ""))


_LENGTHS = {"year": 4, "month": 7, "day": 10}  # of an ISO date
_COLUMNS = {"language": "language", "site": "site_id", "section": "section"}
_SEVERAL = {
    "author": (article_author, author, article_author.c.author_id),
    "tag": (article_tag, tag, article_tag.c.tag_id),
}
FIELDS = (*_COLUMNS, *_LENGTHS, *_SEVERAL)
