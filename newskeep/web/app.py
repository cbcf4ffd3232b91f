"""The application: its addresses, what they share, and how errors are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newskeep.web import api, feed, openapi, pages, replay
from newskeep.web.answers import EXPECTED, account_of, status_of
from newskeep.web.gate import Gate
from newskeep.web.limits import Limits
from newskeep.web.overview import Overview
from newskeep.web.pool import Pool
from newskeep.web.recent import Recent
from storage.errors import QueryError

if TYPE_CHECKING:
    from storage.archive import Archive

STATIC = Path(__file__).parent / "static"


def routes(recent: Recent) -> list[Route | Mount]:
    """Every address of the application; answers that count the whole archive are kept for a moment."""
    one = "/article/{id:int}"
    return [
        Route("/", recent.of(pages.search)),
        Route(one, pages.article),
        Route(f"{one}/diff", pages.difference),
        Route(f"{one}/capture", pages.capture),
        Route(f"{one}/replay", replay.replay),
        Route(f"{one}/cite", api.cite),
        Route("/sources", recent.of(pages.sources)),
        Route("/saved", recent.of(pages.saved)),
        Route("/saved/feed", recent.of(feed.saved)),
        Route("/compare", recent.of(pages.compare)),
        Route("/export", api.export),
        Route("/feed", recent.of(feed.feed)),
        *(Route(path, openapi.strict(path, recent.of(endpoint))) for path, endpoint in COUNTED.items()),
        *(Route(path, openapi.strict(path, endpoint)) for path, endpoint in API.items()),
        Route("/api/openapi.json", openapi.document),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]


COUNTED: dict[str, Callable[[Request], Response]] = {
    "/api/search": api.search,
    "/api/timeline": api.timeline,
    "/api/facets": api.facets,
}
API: dict[str, Callable[[Request], Response]] = {
    "/api/article": api.by_address,
    "/api/articles/{id:int}": api.article,
    "/api/articles/{id:int}/revisions": api.revisions,
    "/api/articles/{id:int}/diff": api.difference,
    "/api/export": api.export,
}


def application(
    opener: Callable[[], Archive],
    token: str | None = None,
    *,
    local: bool = True,
    limits: Limits | None = None,
) -> Starlette:
    """The web application over the archives that ``opener`` opens.

    ``local``: it listens on loopback only, where no token is needed but a foreign host name is refused,
    so that no page from elsewhere can read the archive through a name that points here.
    """
    pool, limits = Pool(opener), limits or Limits()
    overview = Overview(pool)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.pool, app.state.overview = pool, overview
        current_default_thread_limiter().total_tokens = limits.at_once
        overview.begin()
        yield
        overview.close()
        pool.close()

    return Starlette(
        routes=routes(Recent()),
        lifespan=life,
        middleware=[Middleware(partial(Gate, pool=pool, token=token, local=local, limits=limits))],
        exception_handlers={**dict.fromkeys(EXPECTED, told), HTTPException: told},
    )


async def told(request: Request, error: Exception) -> Response:
    """An error as a page, or as JSON for programs."""
    http = isinstance(error, HTTPException)
    status = error.status_code if isinstance(error, HTTPException) else status_of(error)
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            {"error": error.detail} if isinstance(error, HTTPException) else account_of(error), status
        )
    what = "There is no such page." if http else str(error)
    mistake = error if isinstance(error, QueryError) else None
    return pages.page(request, "error.html", status, code=status, what=what, mistake=mistake)
