"""The archive over HTTP for programs: JSON, cursors, ETags."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from newskeep.archive import Archive as Desk
from newskeep.compact import dumps
from newskeep.export.forms import FORMS, Form
from newskeep.export.rows import as_of, rows
from newskeep.web.answers import BadRequestError, number_of, one_of, overview_of, pool_of, text_of
from newskeep.web.pool import Pool
from storage.searching.counting import FIELDS, by_period

MOST = 200  # articles of one answer
COUNTING = {"quick": 10_000, "exact": None}  # how far hits are counted
ORDERS = ("newest", "relevance")
BY = ("day", "week", "month", "year")
CITED = ("bibtex", "ris", "csl-json")
A_PIECE = 1 << 18  # bytes of an export that are made at once


def answer(request: Request, value: Any) -> Response:
    """JSON with an ETag; nothing at all where the client has it already."""
    body = dumps(value)
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type="application/json", headers={"ETag": etag})


def _with_id(it: Any) -> dict[str, Any]:
    return {"id": it.id, **it.to_dict()}


def search(request: Request) -> Response:
    """Articles that match; ``next`` is the cursor of what follows, newest first."""
    query, counting = text_of(request, "q"), one_of(request, "count", tuple(COUNTING))
    order = cast(Literal["newest", "relevance"], one_of(request, "order", ORDERS))
    limit = number_of(request, "limit", MOST) or 20
    before, most = number_of(request, "before"), COUNTING[counting]
    if order == "relevance" and before is not None:
        raise BadRequestError("before: only the newest articles go on at a cursor; leave order out")
    with pool_of(request).archive() as store:
        found = store.sheet(query, limit=limit, order=order, before=before, most=most)
    told = {"count": found.total, "exact": found.exact, "articles": found.articles, "next": found.next}
    return answer(request, told)


def article(request: Request) -> Response:
    """One article."""
    with pool_of(request).archive() as store:
        return answer(request, _with_id(store.article(request.path_params["id"])))


def by_address(request: Request) -> Response:
    """One article by any of its addresses."""
    address = text_of(request, "url")
    if not address:
        raise BadRequestError("url: expected the address of an article")
    with pool_of(request).archive() as store:
        return answer(request, _with_id(store.article(address)))


def revisions(request: Request) -> Response:
    """Every state that an article had, oldest first."""
    key = request.path_params["id"]
    with pool_of(request).archive() as store:
        it = store.article(key)
        return answer(request, [as_of(it, state) for state in store.revisions(key)])


def difference(request: Request) -> Response:
    """What changed between two revisions."""
    with pool_of(request).archive() as store:
        found = Desk(store).diff(request.path_params["id"], number_of(request, "a"), number_of(request, "b"))
    return answer(request, found.to_dict())


def timeline(request: Request) -> Response:
    """Counts over time."""
    period = cast(Literal["day", "week", "month", "year"], one_of(request, "by", BY))
    query = text_of(request, "q")
    kept = None if query else overview_of(request).timeline.now()  # as old as on the page of all articles
    if kept is None:
        with pool_of(request).archive() as store:
            kept = store.timeline(query)
    found = by_period(kept, period)
    return answer(request, [{"date": day.isoformat(), "count": count} for day, count in found])


def facets(request: Request) -> Response:
    """Counts by field."""
    names = tuple(filter(None, text_of(request, "fields").split(","))) or ("language", "site", "month")
    if unknown := set(names) - set(FIELDS):
        raise BadRequestError(f"fields: no {min(unknown)!r}; there are {', '.join(FIELDS)}")
    with pool_of(request).archive() as store:
        found = store.facets(text_of(request, "q"), names)
    values = {name: [{"value": v, "count": n} for v, n in counts] for name, counts in found.values.items()}
    return answer(request, {"counted": found.counted, "exact": found.exact, "values": values})


def export(request: Request) -> Response:
    """Matching articles as a file, made while it is sent; one that is cut short has no end."""
    form = FORMS[one_of(request, "format", tuple(FORMS))]
    pieces = _exported(pool_of(request), text_of(request, "q"), form)
    first = next(pieces, b"")  # what is wrong with the query shows here
    headers = {"Content-Disposition": f'attachment; filename="articles.{form.suffix}"'}
    return StreamingResponse(chain((first,), pieces), media_type=form.media_type, headers=headers)


def _exported(pool: Pool, query: str, form: Form) -> Iterator[bytes]:
    """The file in large pieces: each is one turn of a thread."""
    held = bytearray()
    with pool.archive(patience=None) as store:
        for piece in form.pieces(rows(store, query)):
            held += piece
            if len(held) >= A_PIECE:
                yield bytes(held)
                held.clear()
    yield bytes(held)


def cite(request: Request) -> Response:
    """The citation of one article."""
    name = one_of(request, "format", CITED)
    with pool_of(request).archive() as store:
        cited = [store.article(request.path_params["id"]).to_dict()]
    return Response(b"".join(FORMS[name].pieces(cited)), media_type=FORMS[name].media_type)
