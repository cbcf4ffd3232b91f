"""Searching an archive: newest first or best first, counts, facets, timelines; nothing is held in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection

from storage.errors import QueryError
from storage.part import Part, all_sites, near_names
from storage.query import parse
from storage.records import StoredArticle
from storage.rows import Loaded, Row, load
from storage.searching.counting import Facets, Period, count_facets, count_hits, count_periods
from storage.searching.forms import MOST_LEFT
from storage.searching.order import FIRST_CHUNK, best_ids, first_ids
from storage.searching.sql import BroadPrefixError, Plan, plan
from storage.terms.matching import leaves
from storage.terms.query_tree import Field, Query, Word
from storage.terms.snippets import Marks, shown, snippet
from storage.terms.words import fold

CHUNK, MOST_CHUNK = 50, 500  # articles read at once: few at first, as most readers stop early

Order = Literal["newest", "relevance"]


@dataclass(frozen=True, slots=True)
class Page:
    """The first sight of what a query finds. ``exact``: whether ``total`` counts all, or stopped counting."""

    articles: tuple[StoredArticle, ...]
    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page for programs: each article as JSON with its id. ``next``: what follows comes after this id."""

    articles: tuple[dict[str, Any], ...]
    total: int
    exact: bool
    next: int | None


class Searching(Part):
    """What a query finds."""

    def search(
        self,
        query: str | Query = "",
        *,
        limit: int | None = None,
        offset: int = 0,
        order: Order = "newest",
        snippets: bool = False,
        before: int | None = None,
    ) -> Iterator[StoredArticle]:
        """Articles that match, read as they are asked for; a million need no more memory than ten.

        ``before`` carries on after the article of this id, newest first. Raises :class:`QueryError`.
        """
        with self._read() as connection:
            found = asked(connection, query)
            last = None if limit is None else offset + limit
            ids = islice(_ordered(connection, found, order, before, last), offset, last)
            yield from _articles(connection, ids, found if snippets else None)

    def page(
        self,
        query: str | Query = "",
        *,
        limit: int = 20,
        offset: int = 0,
        order: Order = "newest",
        snippets: bool = True,
        before: int | None = None,
        most: int | None = None,
    ) -> Page:
        """What a query finds at first sight: some articles, and how many there are, counted no further than
        ``most``."""
        with self._read() as connection:
            found = asked(connection, query)
            ids = islice(_ordered(connection, found, order, before, offset + limit), offset, offset + limit)
            articles = tuple(_articles(connection, ids, found if snippets else None))
            whole = not offset and before is None and len(articles) < limit
            return Page(articles, *_total(connection, found, len(articles), whole, most))

    def sheet(
        self,
        query: str | Query = "",
        *,
        limit: int = 20,
        order: Order = "newest",
        before: int | None = None,
        most: int | None = None,
    ) -> Sheet:
        """The same for programs, a third cheaper than articles as values; only newest first goes on."""
        with self._read() as connection:
            found = asked(connection, query)
            ids = list(islice(_ordered(connection, found, order, before, limit + 1), limit + 1))
            follows = ids[limit - 1] if len(ids) > limit and order == "newest" else None
            whole = before is None and len(ids) <= limit
            total, exact = _total(connection, found, min(len(ids), limit), whole, most)
            articles = tuple(
                {"id": key, **loaded.json(key)}
                for loaded, keys in _loaded(connection, iter(ids[:limit]))
                for key in keys
            )
            return Sheet(articles, total, exact, follows)

    def count(self, query: str | Query = "") -> int:
        """How many articles match, exactly."""
        with self._read() as connection:
            return count_hits(connection, asked(connection, query))[0]

    def facets(
        self, query: str | Query = "", fields: Sequence[str] = ("language", "site", "month")
    ) -> Facets:
        """The matching articles counted by each field; :class:`Facets` says whether over all of them."""
        with self._read() as connection:
            return count_facets(connection, asked(connection, query), tuple(fields))

    def timeline(self, query: str | Query = "", by: Period = "day") -> list[tuple[date, int]]:
        """The matching articles by day, week, month or year of publication: (its first day, count), oldest
        first, exactly; periods without any are left out."""
        with self._read() as connection:
            return count_periods(connection, asked(connection, query), by)


def asked(connection: Connection, query: str | Query) -> Plan:
    """How to answer a query; a site that the archive does not know is a mistake in it."""
    meaning = parse(query) if isinstance(query, str) else query
    named = [leaf for leaf in leaves(meaning.root) if isinstance(leaf, Field) and leaf.name == "site"]
    if named:
        _check_sites(connection, str(query), named)
    try:
        return plan(connection, meaning)
    except BroadPrefixError as error:
        words = [leaf for leaf in leaves(meaning.root) if isinstance(leaf, Word) and leaf.prefix]
        column = next((word.column for word in words if fold(word.text) == error.prefix), 1)
        raise QueryError(
            str(query), column or 1, f"more letters before *: more than {MOST_LEFT:,} words begin so"
        ) from error


def _check_sites(connection: Connection, text: str, named: Sequence[Field]) -> None:
    known = {name.casefold(): name for name in all_sites(connection)}
    for field in named:
        if field.value.casefold() not in known:
            near = near_names(field.value.casefold(), list(known))
            meant = f" (did you mean {known[near[0]]}?)" if near else ""
            raise QueryError(text, field.column or 1, f"the name of a site of this archive{meant}")


def _ordered(
    connection: Connection, found: Plan, order: Order, before: int | None, last: int | None
) -> Iterator[int]:
    first = FIRST_CHUNK if last is None else last
    if order == "relevance":
        return best_ids(connection, found, first)
    return first_ids(connection, found, before, first)


def _articles(connection: Connection, ids: Iterator[int], marked: Plan | None) -> Iterator[StoredArticle]:
    """The articles in order; with snippets that show why ``marked`` finds them."""
    marks = Marks.of(shown(marked.match)) if marked else None
    for loaded, keys in _loaded(connection, ids):
        for key in keys:
            yield loaded.article(key, _snippet(loaded.rows[key], marks) if marks else None)


def _total(
    connection: Connection, found: Plan, shown: int, whole: bool, most: int | None
) -> tuple[int, bool]:
    """How many hits there are, where more may be than are shown; and whether these are all."""
    if whole or (most is not None and most <= shown):
        return shown, whole
    total, exact = count_hits(connection, found, most)
    return max(total, shown), exact


def _loaded(connection: Connection, ids: Iterator[int]) -> Iterator[tuple[Loaded, list[int]]]:
    """The articles in pieces, each with those of its ids that are there, in order."""
    size = CHUNK
    while piece := list(islice(ids, size)):
        loaded = load(connection, piece)
        yield loaded, [key for key in piece if key in loaded.rows]
        size = min(size * 2, MOST_CHUNK)


def _snippet(row: Row, marks: Marks) -> str | None:
    lines = (row.lead or "", *(row.body or "").splitlines())
    return snippet(row.title, lines, marks)
