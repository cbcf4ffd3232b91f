"""The pages that people see."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, Literal, TypeVar, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newskeep.archive import Archive as Desk
from newskeep.days import alike, period_for
from newskeep.export.rows import as_of
from newskeep.web import charts
from newskeep.web.answers import captured, number_of, overview_of, pool_of, revision_of, text_of
from newskeep.web.pool import PATIENCE, Pool
from newskeep.web.render import render
from storage.archive import Archive
from storage.errors import QueryError, TooCostly
from storage.searching.counting import Facets, by_period
from storage.searching.search import Page

T = TypeVar("T")

A_PAGE = 20
FACETS = ("language", "site", "section")
FEW_VALUES, MOST_VALUES = 8, 50  # of a field, shown at once and on a click
SOON = 0.06  # seconds after which a page is shown without what is not counted yet
WHOLE = "whole"  # the parameter that asks for it then


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered page; the query stands in the search field of every one."""
    query = values.pop("query", text_of(request, "q"))
    return HTMLResponse(render(template, query=query, **values), status)


def search(request: Request) -> Response:
    """What a query finds: hits, and beside them facets and a timeline, unless these take long."""
    query, before = text_of(request, "q"), number_of(request, "before")
    order = "relevance" if text_of(request, "order") == "relevance" and query else "newest"
    waited = text_of(request, WHOLE) == "yes"  # the page was shown without them, and they are asked for now
    end = None if waited else time.monotonic() + SOON
    with pool_of(request).archive() as store:
        found = _found(store, query, order, before)
        facets = _in_time(store, end, lambda: store.facets(query, FACETS))
        days = _days(request, store, query, end)
    hits = found.articles
    total, exact = _total(found, facets, days)
    more = hits[A_PAGE - 1].id if len(hits) > A_PAGE and order == "newest" else None
    return page(
        request,
        "search.html",
        query=query,
        order=order,
        hits=hits[:A_PAGE],
        total=total,
        exact=exact,
        facets=_facets(facets),
        few=FEW_VALUES,
        facets_exact=facets is None or facets.exact,
        facets_counted=facets.counted if facets else 0,
        timeline=charts.timeline(days or []),
        uncounted=facets is None and not waited,
        missing=days is None and not waited,
        undrawn=days is None and waited,
        before=before,
        more=more,
    )


def _in_time(store: Archive, end: float | None, read: Callable[[], T]) -> T | None:
    """What is read until then, or within the time of any read; None where it takes longer."""
    store.patience = PATIENCE if end is None else max(end - time.monotonic(), 0.001)
    try:
        return read()
    except TooCostly:
        return None


def _days(request: Request, store: Archive, query: str, end: float | None) -> list[tuple[date, int]] | None:
    """The timeline of a query; None where it is not there in time."""
    kept = overview_of(request).timeline.now() if not query else None
    return kept or _in_time(store, end, lambda: store.timeline(query))


def _total(found: Page, facets: Facets | None, days: list[tuple[date, int]] | None) -> tuple[int, bool]:
    """How many hits there are, as far as somebody has counted them; and whether these are all."""
    if days is not None:
        return sum(count for _, count in days), True
    if facets is not None:
        return max(facets.counted, found.total), facets.exact
    return found.total, found.exact


def _found(store: Archive, query: str, order: str, before: int | None) -> Page:
    ordered = cast(Literal["newest", "relevance"], order)
    size = A_PAGE + 1
    return store.page(query, limit=size, order=ordered, snippets=bool(query), before=before, most=size)


def _facets(facets: Facets | None) -> dict[str, Sequence[tuple[str, int]]]:
    """The commonest values of each field that has more than one."""
    counted = facets.values if facets else {}
    named = {field: [(v, n) for v, n in values if v] for field, values in counted.items()}
    return {field: values[:MOST_VALUES] for field, values in named.items() if len(values) > 1}


def article(request: Request) -> Response:
    """One article, as it stands or as a revision had it, with everything known of it."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it, states = store.article(key), store.revisions(key)
        removals, variants, relatives = store.removals(key), store.variants(key), store.relatives(key)
    state = revision_of(request, it, states)
    shown = as_of(it, state) if state else it.to_dict()
    lines = (shown["body"] or "").splitlines()
    return page(
        request,
        "article.html",
        it=it,
        shown=shown,
        lines=lines[1:] if lines[:1] == [shown["lead"]] else lines,
        headings=set(it.subheadings),
        states=states,
        removals=removals,
        variants=variants,
        relatives=relatives,
    )


def difference(request: Request) -> Response:
    """What changed between two revisions, word by word."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it, states = store.article(key), store.revisions(key)
        found = Desk(store).diff(key, number_of(request, "a"), number_of(request, "b"))
    return page(request, "diff.html", it=it, states=states, found=found)


def capture(request: Request) -> Response:
    """The captured page beside what was read from it."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it, states = store.article(key), store.revisions(key)
    state = revision_of(request, it, states)
    captured(it, state)
    shown = as_of(it, state) if state else it.to_dict()
    return page(request, "capture.html", it=it, shown=shown, revision=state and state.number)


# ---- sources


def sources(request: Request) -> Response:
    """How each site does, and which days were captured in full."""
    overview = overview_of(request)
    rows = overview.sites.ready() or []
    return page(request, "sources.html", rows=rows, numbers=overview.numbers.ready(SOON))


def saved(request: Request) -> Response:
    """The saved searches, each with its feed."""
    waited = text_of(request, WHOLE) == "yes"
    end = None if waited else time.monotonic() + SOON
    with pool_of(request).archive() as store:
        searches = store.saved_searches()
        counts = {it.name: _counted(store, it.query, end) for it in searches}
    missing = None in counts.values() and not waited
    return page(request, "saved.html", searches=searches, counts=counts, missing=missing)


def _counted(store: Archive, query: str, end: float | None) -> int | str | None:
    """How many match; None where that is not known in time, or what is wrong with the query by now."""
    try:
        return _in_time(store, end, lambda: store.count(query))
    except QueryError:
        return "names a site that is not here"


# ---- comparing queries


def compare(request: Request) -> Response:
    """Two queries over time: counts, or shares of all articles."""
    queries = [text for text in (text_of(request, "a"), text_of(request, "b")) if text]
    share, waited = text_of(request, "share") == "yes", text_of(request, WHOLE) == "yes"
    end = None if waited else time.monotonic() + SOON
    read = partial(_timeline, pool_of(request), end)
    with ThreadPoolExecutor() as side_by_side:
        days = dict(zip(queries, side_by_side.map(read, queries), strict=True))
    whole = overview_of(request).timeline.ready(PATIENCE if waited else SOON) if share else []
    drawn = {query: counts for query, counts in days.items() if counts is not None}
    missing = bool(queries) and (len(drawn) < len(days) or whole is None)
    chart = None if missing else _comparison(drawn, whole or [], share=share)
    return page(
        request,
        "compare.html",
        share=share,
        queries=queries,
        chart=chart,
        missing=missing and not waited,
        undrawn=missing and waited,
    )


def _timeline(pool: Pool, end: float | None, query: str) -> list[tuple[date, int]] | None:
    with pool.archive() as store:
        return _in_time(store, end, lambda: store.timeline(query))


def _comparison(
    days: dict[str, list[tuple[date, int]]], whole: list[tuple[date, int]], *, share: bool
) -> dict[str, Any] | None:
    parts, shown = alike(days)
    if not parts.days:
        return None
    by = period_for(parts.days)
    series: dict[str, dict[date, float]] = {q: dict(by_period(shown.get(q, ()), by)) for q in days}
    if share:
        total = dict(by_period(whole, by))
        series = {q: {slot: 100 * n / total[slot] for slot, n in s.items()} for q, s in series.items()}
    told = [slot for counts in series.values() for slot in counts]
    slots = charts.periods(min(told), max(told), by)
    return {
        "by": by,
        "slots": slots,
        "lines": charts.lines(series, slots),
        "highest": max(n for counts in series.values() for n in counts.values()),
        "outside": parts.outside,
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
    }
