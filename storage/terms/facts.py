"""PURE: what queries filter by, as marked words of the index.

A mark is a character of the private use area, which no word of a text can hold.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from storage.tables.keys import day_of_id
from storage.terms.words import asked, words

ALL = "\ue000"  # stands at every document: what is left when a query only excludes
LANGUAGE, SITE, SECTION, AUTHOR, TAG, DAY = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005", "\ue006"
MOVED = "\ue008"  # stands where the day is not the one in the article's id: the date was corrected later
MARKS = {"lang": LANGUAGE, "site": SITE, "section": SECTION, "author": AUTHOR, "tag": TAG}
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)  # open spans end there: each year is a word
_WHOLE = ("lang", "site")  # compared as a whole; the others by the words they hold
_ASCII_SIGNS = 0xE100  # where signs are moved that would end a word of FTS5


class Described(Protocol):
    """What has facts: a document."""

    @property
    def article_id(self) -> int: ...
    @property
    def language(self) -> str | None: ...
    @property
    def day(self) -> date | None: ...
    @property
    def site(self) -> str | None: ...
    @property
    def section(self) -> str | None: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def tags(self) -> tuple[str, ...]: ...


def facts(document: Described) -> list[str]:
    """The marked words of a document; values of one field are set apart, so that no phrase spans two."""
    found = [ALL]
    if document.language:
        found += _languages(document.language)
    if document.site:
        found.append(SITE + _whole(document.site))
    if document.day:
        found += _day_words(document.day)
        if day_of_id(document.article_id) != document.day:
            found.append(MOVED)
    for mark, values in (
        (SECTION, [document.section or ""]),
        (AUTHOR, document.authors),
        (TAG, document.tags),
    ):
        found += _values(mark, values)
    return found


def fact(name: str, value: str) -> list[str]:
    """The phrase of marked words that a query's ``name:value`` asks for."""
    mark = MARKS[name]
    if name in _WHOLE:
        return [mark + _whole(value)]
    found, open_end = asked(value)
    return [mark + word for word in (words(value) if open_end else found)]


def days(first: date | None, last: date | None) -> list[str]:
    """The years, months and days that make up a span, as marked words; the fewest that do."""
    low, high = first or EARLIEST, last or LATEST
    if high >= EARLIEST and low <= LATEST:
        low, high = max(low, EARLIEST), min(high, LATEST)
    return [DAY + prefix for prefix in _cover(low, max(low, high))]


def _cover(first: date, last: date) -> Iterator[str]:
    low, high = first.year, last.year
    if first > date(low, 1, 1):
        yield from _months(first, min(last, date(low, 12, 31)))
        low += 1
    ends = high >= low and last < date(high, 12, 31)
    yield from (f"{year:04}" for year in range(low, high + (not ends)))
    if ends:
        yield from _months(date(high, 1, 1), last)


def _months(first: date, last: date) -> Iterator[str]:
    """Within one year."""
    for month in range(first.month, last.month + 1):
        begin, end = (
            date(first.year, month, 1),
            date(first.year, month, calendar.monthrange(first.year, month)[1]),
        )
        if first <= begin and end <= last:
            yield f"{begin:%Y%m}"
        else:
            begin, end = max(begin, first), min(end, last)
            yield from (f"{begin + timedelta(days=n):%Y%m%d}" for n in range((end - begin).days + 1))


@lru_cache(maxsize=1 << 10)
def _day_words(day: date) -> tuple[str, str, str]:
    """The year, the month and the day."""
    whole = f"{day:%Y%m%d}"
    return DAY + whole[:4], DAY + whole[:6], DAY + whole


def _languages(code: str) -> list[str]:
    whole = _whole(code)
    primary = _whole(code.partition("-")[0])
    return [LANGUAGE + whole] if whole == primary else [LANGUAGE + whole, LANGUAGE + primary]


def _values(mark: str, values: Iterable[str]) -> Iterator[str]:
    for number, value in enumerate(values):
        if number:
            yield mark
        yield from _marked(mark, value)


@lru_cache(maxsize=1 << 13)
def _marked(mark: str, value: str) -> tuple[str, ...]:
    """A value's words; sections, authors and tags come again and again."""
    return tuple(mark + word for word in words(value))


@lru_cache(maxsize=1 << 10)
def _whole(value: str) -> str:
    """A value as one word: letters of any script, signs and spaces moved out of the way."""
    return "".join(c if c.isalnum() or ord(c) > 127 else chr(_ASCII_SIGNS + ord(c)) for c in value.casefold())
