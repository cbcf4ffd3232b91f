"""Links that narrow a query: the text of a new query from the old one and what was clicked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from storage.errors import QueryError
from storage.query import parse
from storage.terms.query_tree import And, Or

DATE = re.compile(r'(?:^|\s)date:(?:"[^"]*"|\S+)')
PLAIN = re.compile(r"[\w.-]+")

FIELDS = {"language": "lang", "site": "site", "section": "section", "month": "date", "author": "author"}


def narrowed(query: str, field: str, value: str) -> str:
    """The query with one more condition; a date takes the place of the one before."""
    name = FIELDS.get(field, field)
    begun = undated(query) if name == "date" else grouped(query)
    written = value if PLAIN.fullmatch(value) or name == "date" else '"{}"'.format(value.replace('"', " "))
    return f"{begun} {name}:{written}".strip()


@lru_cache(maxsize=64)
def undated(query: str) -> str:
    """The query without its dates, where it is one without them, ready for another condition."""
    rest = DATE.sub("", query)
    return grouped(rest if _readable(rest) else query)


@lru_cache(maxsize=64)
def grouped(query: str) -> str:
    """The query ready for another condition: a choice (``a OR b``) stands in a group."""
    meaning = parse(query)
    if isinstance(meaning.root, Or):
        return str(replace(meaning, root=And((meaning.root,))))
    return query.strip()


def _readable(query: str) -> bool:
    try:
        parse(query)
    except QueryError:
        return False
    return True


def within(query: str, first: date, last: date) -> str:
    """The query for the days from ``first`` to ``last``."""
    days = first.isoformat() if first == last else f"{first}..{last}"
    return narrowed(query, "date", days)


def last_day(first: date, by: str) -> date:
    """The last day of the period that begins with ``first``."""
    if by == "day":
        return first
    if by == "week":
        return first + timedelta(days=6)
    if by == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(month=12, day=31)


def address(path: str, **parameters: object) -> str:
    """A link; parameters that are None or empty are left out."""
    given = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path
