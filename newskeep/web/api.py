"""The archive over HTTP for programs: JSON, cursors, ETags."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, cast

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from newskeep.archive import Archive as Desk
from newskeep.export import citations, jsonl, table
from newskeep.export.rows import as_of, rows
from newskeep.web.answers import BadRequestError, number_of, pool_of, text_of
from storage.counting import FIELDS

MOST = 200  # articles of one answer
BY = ("day", "week", "month", "year")
FORMATS: dict[str, tuple[str, str, Callable[..., None]]] = {
    "jsonl": ("jsonl", "application/x-ndjson", jsonl.write),
    "csv": ("csv", "text/csv; charset=utf-8", table.write),
    "bibtex": ("bib", "application/x-bibtex; charset=utf-8", citations.write_bibtex),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8", citations.write_ris),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json", citations.write_csl),
}


def answer(request: Request, value: Any) -> Response:
    """JSON with an ETag; nothing at all where the client has it already."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type="application/json", headers={"ETag": etag})


def _with_id(it: Any) -> dict[str, Any]:
    return {"id": it.id, **it.to_dict()}


def search(request: Request) -> Response:
    """Articles that match, newest first; ``next`` is the cursor of what follows."""
    query = text_of(request, "q")
    limit = number_of(request, "limit", MOST) or 20
    with pool_of(request).archive() as store:
        found = list(store.search(query, limit=limit + 1, before=number_of(request, "before")))
        total = store.count(query)
    more = found[limit - 1].id if len(found) > limit else None
    return answer(request, {"count": total, "articles": [_with_id(it) for it in found[:limit]], "next": more})


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
    by = text_of(request, "by") or "day"
    if by not in BY:
        raise BadRequestError(f"by: expected one of {', '.join(BY)}")
    period = cast(Literal["day", "week", "month", "year"], by)
    with pool_of(request).archive() as store:
        found = store.timeline(text_of(request, "q"), by=period)
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
    """Matching articles as a file; it is whole before its first byte is sent."""
    form = text_of(request, "format") or "jsonl"
    if form not in FORMATS:
        raise BadRequestError(f"format: expected one of {', '.join(FORMATS)}")
    suffix, kind, write = FORMATS[form]
    handle, name = tempfile.mkstemp(suffix=f".{suffix}")
    path = Path(name)
    with ExitStack() as undo:
        undo.callback(path.unlink)
        with os.fdopen(handle, "wb") as out, pool_of(request).archive() as store:
            write(rows(store, text_of(request, "q")), out)
        undo.pop_all()
    done = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=kind, filename=f"articles.{suffix}", background=done)


def cite(request: Request) -> Response:
    """The citation of one article."""
    form = text_of(request, "format") or "bibtex"
    if form not in ("bibtex", "ris", "csl-json"):
        raise BadRequestError("format: expected bibtex, ris or csl-json")
    _, kind, write = FORMATS[form]
    with pool_of(request).archive() as store, tempfile.SpooledTemporaryFile() as out:
        write([store.article(request.path_params["id"]).to_dict()], out)
        out.seek(0)
        return Response(out.read(), media_type=kind)
