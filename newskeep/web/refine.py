"""Links that narrow a query: the text of a new query from the old one and what was clicked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

DATE = re.compile(r'(?:^|\s)date:(?:"[^"]*"|\S+)')
PLAIN = re.compile(r"[\w.-]+")

FIELDS = {"language": "lang", "site": "site", "section": "section", "month": "date", "author": "author"}


def narrowed(query: str, field: str, value: str) -> str:
    """The query with one more condition; a date takes the place of the one before."""
    name = FIELDS.get(field, field)
    if name == "date":
        query = DATE.sub("", query)
    written = value if PLAIN.fullmatch(value) or name == "date" else '"{}"'.format(value.replace('"', " "))
    return f"{query.strip()} {name}:{written}".strip()


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
