"""The shapes of a site's addresses, and what each shape has brought so far. Pure.

A calendar, a facet search, endless pages and addresses with a session in them have one thing in common:
many addresses of one shape, of which none brings an article that was not known. So nothing is recognised by
its name here. Each shape is tried a few times; one that brings nothing is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SUFFIX = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
NO_DIGIT = re.compile(r"\D")
NUMBER = re.compile(r"\d+(?:[-_.]\d+)*")  # or a day: 2026-11-03
TOKEN = re.compile(r"(?=[^-]*\d)(?=[^-]*[a-z])[a-z0-9_]{10,}", re.IGNORECASE)
SLUG = re.compile(r"[^-_]+(?:[-_][^-_]+){2,}")
LONG = 28  # characters from which a single word is an article's name, as in scripts without hyphens

TRIES = 3  # of a shape that has brought nothing yet
TRIES_TOLD = 12  # of one that a feed or sitemap vouches for, or a link that looks like an article's
TRIES_MENU = 12  # of what a menu leads to: sections, and addresses such as /imprint of the same shape
TRIES_FILTER = 4  # of such addresses with a query: filters and the days of a calendar look like sections
TRIES_BARREN = 2  # of what a page leads to that brought nothing itself
PATIENCE = 6  # fruitless visits in a row after which even a shape that did bring something is left
FRUITFUL = 0.25  # articles among its visits that make a shape an article's


@lru_cache(maxsize=8192)  # an address is judged when it is found, when it is asked for, and afterwards
def shape(url: str) -> str:
    """An address with what varies taken out: "/news/2022/a-long-title-1?page=2" is "/news/#/slug?page"."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    kinds = [_kind(segment) for segment in segments]
    if len(segments) > 1 and kinds[0] == "word":
        kinds[0] = segments[0].lower()
    if parts.query and kinds and kinds[-1] == "word" and SUFFIX.search(segments[-1]):
        # One script shows articles, another lists or prints them.
        kinds[-1] = SUFFIX.sub("", segments[-1]).lower()
    keys = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}) if parts.query else []
    return "/" + "/".join(kinds) + ("?" + "&".join(keys) if keys else "")


def _kind(segment: str) -> str:
    name = SUFFIX.sub("", segment)
    if NUMBER.fullmatch(name):
        return "#"
    if SLUG.fullmatch(name) or len(name) >= LONG or (len(name) > 12 and "%" in name):
        return "slug"
    if TOKEN.fullmatch(name):
        return "token"
    return "word#" if NUMBER.search(name) else "word"


def names_month(url: str, moment: datetime) -> bool:
    """Whether an address has a moment's year and month in it, as those of an archive's days have."""
    digits = NO_DIGIT.sub("", urlsplit(url).path)
    year, month = moment.year, moment.month
    return any(name in digits for name in (f"{year}{month:02}", f"{year}{month}", f"{month:02}{year}"))


def family(of_shape: str) -> str:
    """The shapes that begin alike: all of a calendar, all of a search."""
    path, _, keys = of_shape.partition("?")
    first = path.split("/")[1]
    return f"/{first}{'?' if keys else ''}"


@dataclass(slots=True)
class Record:
    """What one shape brought: visits, articles among them, links to new ones, visits since."""

    visits: int = 0
    articles: int = 0
    leads: int = 0
    dry: int = 0

    def note(self, *, article: bool, leads: int) -> None:
        """One more visit."""
        self.visits += 1
        self.articles += article
        self.leads += leads
        self.dry = 0 if article or leads else self.dry + 1

    @property
    def fruitful(self) -> bool:
        """Whether addresses of this shape are articles."""
        return self.articles > 0 and self.articles >= FRUITFUL * self.visits

    def spent(self, tries: int) -> bool:
        """Whether it is not worth another visit."""
        if self.articles or self.leads:
            return self.dry >= max(PATIENCE, tries, min(self.articles, 30))
        return self.visits >= tries


@dataclass(slots=True)
class Shapes:
    """What a site's shapes have brought, over all runs."""

    records: dict[str, Record] = field(default_factory=dict)
    families: dict[str, Record] = field(default_factory=dict)

    def note(self, of_shape: str, *, article: bool, leads: int) -> None:
        """A visit to an address of this shape brought an article, or links to so many new ones."""
        for record in (self._record(of_shape), self.families.setdefault(family(of_shape), Record())):
            record.note(article=article, leads=leads)

    def fruitful(self, of_shape: str) -> bool:
        """Whether addresses of this shape are known to be articles."""
        record = self.records.get(of_shape)
        return record is not None and record.fruitful

    def leads(self, of_shape: str) -> bool:
        """Whether pages of this shape are known to lead to articles."""
        record = self.records.get(of_shape)
        return record is not None and record.leads > 0

    def never(self, of_shape: str) -> bool:
        """Whether many addresses of this shape were visited, and none was an article."""
        record = self.records.get(of_shape)
        return record is not None and record.articles == 0 and record.visits >= TRIES_TOLD

    def spent(self, of_shape: str, tries: int = TRIES) -> bool:
        """Whether an address of this shape is not worth a request any more."""
        if of_shape in ("/word", "/"):
            tries = max(tries, TRIES_MENU)
        record = self.records.get(of_shape)
        if record is None:
            return self._family_spent(of_shape, tries)
        hopeless = not record.fruitful and not record.leads and self._family_spent(of_shape, tries)
        return record.spent(tries) or hopeless

    def _family_spent(self, of_shape: str, tries: int) -> bool:
        name = family(of_shape)
        if name in ("/word", "/#", "/slug", "/token", "/word#", "/"):
            return False
        record = self.families.get(name)
        return record is not None and record.spent(tries + 1)

    def _record(self, of_shape: str) -> Record:
        return self.records.setdefault(of_shape, Record())

    def to_dict(self) -> dict[str, list[int]]:
        """Plain values to keep; a shape seen once and fruitless is not worth it."""
        return {name: [r.visits, r.articles, r.leads, r.dry] for name, r in self.records.items()}

    @classmethod
    def of(cls, values: Mapping[str, Iterable[Any]]) -> Shapes:
        """What was kept."""
        shapes = cls()
        for name, numbers in values.items():
            record = Record(*(int(number) for number in numbers))
            shapes.records[name] = record
            whole = shapes.families.setdefault(family(name), Record())
            whole.visits += record.visits
            whole.articles += record.articles
            whole.leads += record.leads
        return shapes
