"""The pages that people see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crawler.health import judge
from newskeep.archive import Archive as Desk
from newskeep.export.rows import as_of
from newskeep.web import charts
from newskeep.web.answers import NotThereError, number_of, pool_of, text_of
from newskeep.web.render import render
from storage.archive import Archive
from storage.counting import Facets
from storage.errors import QueryError
from storage.records import CoverageDay
from storage.search import Page

A_PAGE = 20
FACETS = ("language", "site", "section")
SHOWN_VALUES = 8
HEAT_DAYS = 26 * 7


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered page; the query stands in the search field of every one."""
    query = values.pop("query", text_of(request, "q"))
    return HTMLResponse(render(template, query=query, **values), status)


def search(request: Request) -> Response:
    """What a query finds: hits, facets, a timeline."""
    query, before = text_of(request, "q"), number_of(request, "before")
    order = "relevance" if text_of(request, "order") == "relevance" and query else "newest"
    with pool_of(request).archive() as store:
        found = _found(store, query, order, before)
    hits, facets, days = found.articles, found.facets, found.timeline or []
    more = hits[A_PAGE - 1].id if len(hits) > A_PAGE and order == "newest" else None
    return page(
        request,
        "search.html",
        query=query,
        order=order,
        hits=hits[:A_PAGE],
        total=found.total,
        facets=_facets(facets),
        facets_exact=facets is None or facets.exact,
        timeline=charts.timeline(days),
        more=more,
        first_page=before is None,
    )


def _found(store: Archive, query: str, order: str, before: int | None) -> Page:
    ordered = cast(Literal["newest", "relevance"], order)
    return store.page(
        query,
        limit=A_PAGE + 1,
        order=ordered,
        snippets=bool(query),
        before=before,
        facets=FACETS,
        by="day",
    )


def _facets(facets: Facets | None) -> dict[str, Sequence[tuple[str, int]]]:
    """The commonest values of each field that has more than one."""
    counted = facets.values if facets else {}
    named = {field: [(v, n) for v, n in values if v] for field, values in counted.items()}
    return {field: values[:SHOWN_VALUES] for field, values in named.items() if len(values) > 1}


def article(request: Request) -> Response:
    """One article, as it stands or as a revision had it, with everything known of it."""
    key, number = request.path_params["id"], number_of(request, "revision")
    with pool_of(request).archive() as store:
        it, states = store.article(key), store.revisions(key)
        removals, variants, relatives = store.removals(key), store.variants(key), store.relatives(key)
    state = next((state for state in states if state.number == number), None)
    if number and not state:
        raise NotThereError(f"the article has no revision {number}: it has {len(states)}")
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
    key, number = request.path_params["id"], number_of(request, "revision")
    with pool_of(request).archive() as store:
        it = store.article(key)
    return page(request, "capture.html", it=it, revision=number)


# ---- sources


def sources(request: Request) -> Response:
    """How each site does, and which days were captured in full."""
    today = datetime.now(UTC).date()
    since = today - timedelta(days=HEAT_DAYS - 1 + today.weekday())
    with pool_of(request).archive() as store:
        rows = [_site(store, site.name, today, since) for site in store.sites()]
        numbers = store.statistics()
    return page(request, "sources.html", rows=rows, numbers=numbers)


def _site(store: Archive, name: str, today: date, since: date) -> dict[str, Any]:
    coverage, rights = store.coverage(name, since=since), store.rights(name)
    known = min((it.first_seen_at for it in rights), default=None)
    health = judge(name, coverage, store.sources(name), today, known_since=known)
    return {"health": health, "days": heat(coverage, since, today), "rights": rights}


def heat(coverage: Sequence[CoverageDay], since: date, today: date) -> list[dict[str, Any]]:
    """A calendar: one cell a day, seven to a column; how much of what was told was captured."""
    by_day = {it.day: it for it in coverage}
    cells = []
    for number in range((today - since).days + 1):
        day = since + timedelta(days=number)
        it = by_day.get(day)
        cells.append(
            {"x": number // 7, "y": number % 7, "day": day, "it": it, "level": _level(it)},
        )
    return cells


def _level(it: CoverageDay | None) -> str:
    if it is None or not it.expected:
        return "none"
    share = it.captured / it.expected
    return "full" if share >= 1 else "most" if share >= 0.9 else "part" if it.captured else "lost"


def saved(request: Request) -> Response:
    """The saved searches, each with its feed."""
    with pool_of(request).archive() as store:
        searches = store.saved_searches()
        counts = {it.name: _counted(store, it.query) for it in searches}
    return page(request, "saved.html", searches=searches, counts=counts)


def _counted(store: Archive, query: str) -> int | None:
    """How many match; None where the query names a site that is no more."""
    try:
        return store.count(query)
    except QueryError:
        return None


# ---- comparing queries


def compare(request: Request) -> Response:
    """Two queries over time: counts, or shares of all articles."""
    queries = [text for text in (text_of(request, "a"), text_of(request, "b")) if text]
    share = text_of(request, "share") == "yes"
    with pool_of(request).archive() as store:
        days = {query: store.timeline(query) for query in queries}
        whole = store.timeline("") if share else []
    return page(
        request, "compare.html", share=share, queries=queries, chart=_comparison(days, whole, share=share)
    )


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
