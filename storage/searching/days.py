"""How many hits fall on which day, told from their ids: no article is read for it.

An id holds the day for which it was given (:mod:`storage.tables.keys`). The few articles whose date was
corrected since bear a mark in the index; those are read, and counted on the day that they have now.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    column,
    func,
    literal,
    literal_column,
    select,
)

from storage.errors import TooCostly
from storage.searching.order import at_sight
from storage.searching.sql import Plan
from storage.tables.keys import DAY_BITS, day_of_id
from storage.tables.models import article
from storage.tables.patience import hurried
from storage.terms.facts import MOVED
from storage.terms.matching import All, Term

CORRECTED = Term(((MOVED,),), shown=False)
_LEVEL = 1_000_000  # added to the numbers of days, so that all have as many digits


def count_days(connection: Connection, plan: Plan) -> Counter[date]:
    """All hits of a plan by day."""
    if plan.sieve and hurried(connection):
        return _days_at_sight(connection, plan)
    plan = plan.by_index
    if plan.match is None or not plan.alone:
        return _read_days(connection, plan)
    count = _sqlite_days if plan.dialect == "sqlite" else _postgresql_days
    counts = Counter({day_of_id(day << DAY_BITS): number for day, number in count(connection, plan)})
    mend(counts, _corrected(connection, plan))
    return counts


def corrected(connection: Connection, plan: Plan) -> list[tuple[int, date]]:
    """Articles that a plan may find and whose date was corrected: id and day."""
    everywhere = plan.revisions or plan.match is None
    return _corrected(connection, replace(plan, match=None, revisions=False) if everywhere else plan)


def listed(connection: Connection, ids: list[int]) -> FromClause:
    """Hits that are known already, as a table."""
    if connection.dialect.name == "sqlite":
        return func.json_each(json.dumps(ids)).table_valued(column("value", BigInteger), name="hits")
    return func.unnest(literal(ids, ARRAY(BigInteger))).table_valued("id").render_derived(name="hits")


def among(connection: Connection, hits: FromClause, moved: list[tuple[int, date]]) -> list[tuple[int, date]]:
    """Those of them that are hits."""
    found = set(connection.scalars(select(hits.c[0]))) if moved else set()
    return [(identity, day) for identity, day in moved if identity in found]


def mend(counts: Counter[date], moved: list[tuple[int, date]]) -> None:
    """Count corrected articles on the day that they have now."""
    for identity, day in moved:
        counts[day_of_id(identity)] -= 1
        counts[day] += 1
    for day in [day for day, number in counts.items() if not number]:
        del counts[day]


def _corrected(connection: Connection, plan: Plan) -> list[tuple[int, date]]:
    match = All((plan.match, CORRECTED)) if plan.match else CORRECTED
    marked = replace(plan, match=match).found().subquery()
    wanted = select(article.c.id, article.c.day).join_from(marked, article, article.c.id == marked.c[0])
    return [(identity, day) for identity, day in connection.execute(wanted)]


def _read_days(connection: Connection, plan: Plan) -> Counter[date]:
    return _days_of(connection, plan.counted().subquery("hits"))


def _days_at_sight(connection: Connection, plan: Plan) -> Counter[date]:
    found, whole = at_sight(connection, plan)
    if not whole:
        raise TooCostly
    return _days_of(connection, listed(connection, found))


def _days_of(connection: Connection, hits: FromClause) -> Counter[date]:
    joined = select(article.c.day, func.count()).join_from(hits, article, article.c.id == hits.c[0])
    return Counter(dict(connection.execute(joined.group_by(article.c.day)).all()))


def day_number(identity: ColumnElement[int]) -> ColumnElement[int]:
    """The day of an id, since 1970."""
    return identity.op(">>")(literal_column(str(DAY_BITS), Integer))


def _postgresql_days(connection: Connection, plan: Plan) -> Iterator[tuple[int, int]]:
    hits = plan.found().subquery("hits")
    day = day_number(hits.c[0])
    return ((row[0], row[1]) for row in connection.execute(select(day, func.count()).group_by(day)))


def _sqlite_days(connection: Connection, plan: Plan) -> Iterator[tuple[int, int]]:
    """SQLite groups by sorting; but the hits come in order, and one long text of them is quickly made."""
    found = plan.found()
    hits = found.order_by(found.selected_columns[0]).subquery("hits")
    text = connection.scalar(select(func.group_concat(day_number(hits.c[0]) + _LEVEL)))
    return runs(text) if text else iter(())


def runs(numbers: str) -> Iterator[tuple[int, int]]:
    """Each number of a sorted list with how often it is there; all have as many digits, a comma between."""
    width = len(str(_LEVEL))
    places = range((len(numbers) + 1) // (width + 1))

    def number(place: int) -> str:
        return numbers[place * (width + 1) : place * (width + 1) + width]

    at = 0
    while at < len(places):
        end = bisect_right(places, number(at), at, key=number)
        yield int(number(at)) - _LEVEL, end - at
        at = end
