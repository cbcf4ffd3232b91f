"""The pages that people see."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newskeep.archive import Archive as Desk
from newskeep.export.rows import as_of
from newskeep.web import charts
from newskeep.web.answers import number_of, overview_of, pool_of, revision_of, text_of
from newskeep.web.pool import PATIENCE, Pool
from newskeep.web.render import render
from storage.archive import Archive
from storage.errors import QueryError, TooCostly
from storage.searching.counting import Facets
from storage.searching.search import Page

A_PAGE = 20
FACETS = ("language", "site", "section")
SHOWN_VALUES = 8
COUNTED = 10_000  # hits, where their timeline does not tell how many there are
BRIEF = 0.05  # seconds that a timeline may take before the page is shown without it


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered page; the query stands in the search field of every one."""
    query = values.pop("query", text_of(request, "q"))
    return HTMLResponse(render(template, query=query, **values), status)


def search(request: Request) -> Response:
    """What a query finds: hits, facets, a timeline."""
    query, before = text_of(request, "q"), number_of(request, "before")
    order = "relevance" if text_of(request, "order") == "relevance" and query else "newest"
    late = text_of(request, "chart") == "yes"  # the page was shown without it, and it is asked for now
    with pool_of(request).archive() as store:
        found = _found(store, query, order, before)
        days = _days(request, store, query, PATIENCE if late else BRIEF)
    hits, facets = found.articles, found.facets
    more = hits[A_PAGE - 1].id if len(hits) > A_PAGE and order == "newest" else None
    return page(
        request,
        "search.html",
        query=query,
        order=order,
        hits=hits[:A_PAGE],
        total=found.total if days is None else sum(count for _, count in days),
        exact=found.exact or days is not None,
        facets=_facets(facets),
        facets_exact=facets is None or facets.exact,
        facets_counted=facets.counted if facets else 0,
        timeline=charts.timeline(days or []),
        missing=days is None and not late,
        undrawn=days is None and late,
        more=more,
        first_page=before is None,
    )


def _days(request: Request, store: Archive, query: str, seconds: float) -> list[tuple[date, int]] | None:
    """The timeline of a query; None where it takes longer than that."""
    kept = overview_of(request).timeline.now() if not query else None
    if kept is not None:
        return kept
    store.patience = seconds
    try:
        return store.timeline(query)
    except TooCostly:
        return None


def _found(store: Archive, query: str, order: str, before: int | None) -> Page:
    ordered = cast(Literal["newest", "relevance"], order)
    return store.page(
        query,
        limit=A_PAGE + 1,
        order=ordered,
        snippets=bool(query),
        before=before,
        facets=FACETS,
        most=COUNTED,
    )


def _facets(facets: Facets | None) -> dict[str, Sequence[tuple[str, int]]]:
    """The commonest values of each field that has more than one."""
    counted = facets.values if facets else {}
    named = {field: [(v, n) for v, n in values if v] for field, values in counted.items()}
    return {field: values[:SHOWN_VALUES] for field, values in named.items() if len(values) > 1}


def article(request: Request) -> Response:
    """One article, as it stands or as a revision had it, with everything known of it."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it, states = store.article(key), store.revisions(key)
        removals, variants, relatives = store.removals(key), store.variants(key), store.relatives(key)
    state = revision_of(request, states)
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
    state = revision_of(request, states)
    shown = as_of(it, state) if state else it.to_dict()
    return page(request, "capture.html", it=it, shown=shown, revision=state and state.number)


# ---- sources


def sources(request: Request) -> Response:
    """How each site does, and which days were captured in full."""
    overview = overview_of(request)
    rows = overview.sites.ready() or []
    return page(request, "sources.html", rows=rows, numbers=overview.numbers.ready(BRIEF))


def saved(request: Request) -> Response:
    """The saved searches, each with its feed."""
    with pool_of(request).archive() as store:
        searches = store.saved_searches()
        counts = {it.name: _counted(store, it.query) for it in searches}
    return page(request, "saved.html", searches=searches, counts=counts)


def _counted(store: Archive, query: str) -> int | None:
    """How many match; None where the query names a site that is no more, or to count takes too long."""
    try:
        return store.count(query)
    except (QueryError, TooCostly):
        return None


# ---- comparing queries


def compare(request: Request) -> Response:
    """Two queries over time: counts, or shares of all articles."""
    queries = [text for text in (text_of(request, "a"), text_of(request, "b")) if text]
    share = text_of(request, "share") == "yes"
    with ThreadPoolExecutor() as side_by_side:
        days = dict(
            zip(queries, side_by_side.map(partial(_timeline, pool_of(request)), queries), strict=True)
        )
    whole = (overview_of(request).timeline.ready() or []) if share else []
    return page(
        request, "compare.html", share=share, queries=queries, chart=_comparison(days, whole, share=share)
    )


def _timeline(pool: Pool, query: str) -> list[tuple[date, int]]:
    with pool.archive() as store:
        return store.timeline(query)


def _comparison(
    days: dict[str, list[tuple[date, int]]], whole: list[tuple[date, int]], *, share: bool
) -> dict[str, Any] | None:
    found = [day for counts in days.values() for day, _ in counts]
    if not found:
        return None
    by = charts.period_for(min(found), max(found))
    series = {query: charts.summed(counts, by) for query, counts in days.items()}
    if share:
        total = charts.summed(whole, by)
        series = {q: {slot: 100 * n / total[slot] for slot, n in s.items()} for q, s in series.items()}
    slots = charts.periods(charts.begin_of(min(found), by), charts.begin_of(max(found), by), by)
    return {
        "by": by,
        "slots": slots,
        "lines": charts.lines(series, slots),
        "highest": max(n for counts in series.values() for n in counts.values()),
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
    }
