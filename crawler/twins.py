"""Addresses of one article that share its number: learned from a site's articles reached again. Pure.

Feeds tell "/news/1206/a-long-title" where listings lead to "/news/1206", "/print/1206" or "/amp/1206.html".
Where such a way led twice to the article of the same number, an address of its shape is not asked for if an
article of its number is kept or waits; an article that is told nowhere else is still found by it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from crawler.shapes import shape

NUMBERS = re.compile(r"(?<!\d)\d{4,15}(?!\d)")
DATE = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")  # a year, a month, a day: many articles share it
FURTHER = re.compile(r"(?:[_-](?P<file>[2-9]|[12]\d)(?=\.\w{2,5}$)|/(?P<folder>[2-9]|[12]\d)/?$)")
PROOFS = 2  # articles reached again that settle a way


def number(url: str) -> str | None:
    """The one number in an address that may stand for its article."""
    parts = urlsplit(url)
    found = {n for n in NUMBERS.findall(f"{parts.path}?{parts.query}") if not DATE.fullmatch(n)}
    return found.pop() if len(found) == 1 else None


def first_page(url: str) -> str | None:
    """The address of which this one may be a further page: "/c1213.html" for "/c1213_2.html"."""
    parts = urlsplit(url)
    path = FURTHER.sub("", parts.path)
    return urlunsplit(parts._replace(path=path)) if path != parts.path else None


@dataclass(slots=True)
class Twins:
    """What is known of one site's numbers. ``ways`` are shapes that lead to articles told otherwise."""

    ways: set[str] = field(default_factory=set)
    proofs: Counter[str] = field(default_factory=Counter)
    doubtful: bool = False  # whether two articles share a number
    _articles: dict[str, str] = field(default_factory=dict)

    def article(self, url: str) -> None:
        """An article is kept, or told by a source, under this address."""
        if (found := number(url)) and self._articles.setdefault(found, url) != url:
            self.doubtful = True

    def reached_again(self, url: str, key: str) -> None:
        """Learn from an article that ``url`` led to although ``key`` is its address."""
        way = shape(url)
        if way != shape(key) and (found := number(url)) and found == number(key):
            self.proofs[way] += 1
            if self.proofs[way] >= PROOFS:
                self.ways.add(way)

    def of(self, url: str) -> str | None:
        """The address of the article that ``url`` is but another way to; None where it may be an own one."""
        if self.doubtful or shape(url) not in self.ways:
            return None
        known = self._articles.get(number(url) or "")
        return known if known != url else None
