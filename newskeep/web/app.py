"""The application: routes, who may read, and what browsers may do with the answers."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newskeep.web import api, feed, openapi, pages, replay
from newskeep.web.answers import EXPECTED, account_of, status_of
from newskeep.web.pool import Pool
from newskeep.web.recent import Recent

if TYPE_CHECKING:
    from storage.archive import Archive

STATIC = Path(__file__).parent / "static"
COOKIE = "newskeep-token"
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")

# Pages load their own style and script, and frames of this site; nothing else, from nowhere else.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


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
        *(Route(f"/api{path}", recent.of(endpoint)) for path, endpoint in COUNTED.items()),
        *(Route(f"/api{path}", endpoint) for path, endpoint in API.items()),
        Route("/api/openapi.json", openapi.document),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]


COUNTED: dict[str, Callable[[Request], Response]] = {
    "/search": api.search,
    "/timeline": api.timeline,
    "/facets": api.facets,
}
API: dict[str, Callable[[Request], Response]] = {
    "/article": api.by_address,
    "/articles/{id:int}": api.article,
    "/articles/{id:int}/revisions": api.revisions,
    "/articles/{id:int}/diff": api.difference,
    "/export": api.export,
}


def application(opener: Callable[[], Archive], token: str | None = None, *, local: bool = True) -> Starlette:
    """The web application over the archives that ``opener`` opens.

    ``local``: it listens on loopback only, where no token is needed but a foreign host name is refused,
    so that no page from elsewhere can read the archive through a name that points here.
    """
    pool = Pool(opener)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.pool = pool
        yield
        pool.close()

    return Starlette(
        routes=routes(Recent()),
        lifespan=life,
        middleware=[Middleware(partial(Gate, pool=pool, token=token, local=local))],
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
    return pages.page(request, "error.html", status, what=what, column=getattr(error, "column", None))


class Gate:
    """Lets in who may read, and says what browsers may do with the answer."""

    def __init__(self, app: Any, *, pool: Pool, token: str | None, local: bool) -> None:
        self.app, self.pool, self.token, self.local = app, pool, token, local

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif refusal := self._refusal(Request(scope)):
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, partial(_send, send))

    def _refusal(self, request: Request) -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("This archive only reads.\n", 405, {"Allow": "GET, HEAD"})
        if self.local:
            host = request.headers.get("host", "").rsplit(":", 1)[0] or "localhost"
            return None if host in LOCAL_NAMES else PlainTextResponse("Unknown host name.\n", 421)
        if request.url.path.startswith("/static/") or self._admits(_token(request)):
            return None
        return PlainTextResponse("A token is needed.\n", 401, {"WWW-Authenticate": "Bearer"})

    def _admits(self, given: str) -> bool:
        if not given:
            return False
        if self.token and hmac.compare_digest(given.encode(), self.token.encode()):
            return True
        with self.pool.archive() as store:
            return store.knows_token(sha256(given.encode()).hexdigest())


def _token(request: Request) -> str:
    """What the request shows to be let in: a bearer token, a parameter, or the cookie that it became."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given:
        return given.strip()
    return request.query_params.get("token") or request.cookies.get(COOKIE, "")


async def _send(send: Any, message: Any) -> None:
    """Every answer carries the policy, unless it has a stricter one of its own."""
    if message["type"] == "http.response.start":
        has = {name.lower() for name, _ in message["headers"]}
        more = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in has]
        message = {**message, "headers": [*message["headers"], *more]}
    await send(message)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
