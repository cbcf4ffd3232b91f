"""Who is let in, how many at once, and what browsers may do with the answers."""

from __future__ import annotations

import hmac
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
from math import ceil
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from newskeep.web.limits import Limits, Rates
from newskeep.web.pool import Pool
from newskeep.web.render import render
from storage.errors import ArchiveError

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
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Gate:
    """Lets in who may read, while there is room, and says what browsers may do with the answer."""

    def __init__(self, app: Any, *, pool: Pool, token: str | None, local: bool, limits: Limits) -> None:
        self.app, self.pool, self.token, self.local = app, pool, token, local
        self.rates, self.room = Rates(limits), limits.at_once + limits.waiting

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif answer := await self._refusal(Request(scope)):
            await answer(scope, receive, partial(_send, send))
        else:
            await self._admitted(scope, receive, partial(_send, send))

    async def _admitted(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, and keep count of those under way."""
        self.room -= 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.room += 1

    async def _refusal(self, request: Request) -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("This archive only reads.\n", 405, {"Allow": "GET, HEAD"})
        if request.scope["path"].startswith("/static/"):
            return None
        if (stranger := await self._stranger(request)) is not None:
            return stranger
        if self.rates.bounded and (wait := self.rates.wait(_reader(request))):
            return _later(request, 429, "You ask too often.", wait)
        return _later(request, 503, "Too many requests at once.", 1) if self.room <= 0 else None

    async def _stranger(self, request: Request) -> Response | None:
        """What is answered to those who may not read; readers who just showed a token get it as a cookie."""
        if self.local:
            host = request.headers.get("host", "").rsplit(":", 1)[0] or "localhost"
            return None if host in LOCAL_NAMES else PlainTextResponse("Unknown host name.\n", 421)
        given = _token(request)
        try:
            admitted = self._is_ours(given) or await run_in_threadpool(self._is_known, given)
        except ArchiveError as error:
            return _told(request, 503, str(error))
        if not admitted:
            return _unknown(request, given)
        return _remembered(request) if "token" in request.query_params and _is_browser(request) else None

    def _is_ours(self, given: str) -> bool:
        return bool(given and self.token) and hmac.compare_digest(given.encode(), str(self.token).encode())

    def _is_known(self, given: str) -> bool:
        if not given:
            return False
        with self.pool.archive() as store:
            return store.knows_token(sha256(given.encode()).hexdigest())


def _token(request: Request) -> str:
    """What the request shows to be let in: a bearer token, a parameter, or the cookie that it became."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given:
        return given.strip()
    return request.query_params.get("token") or request.cookies.get(COOKIE, "")


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _is_browser(request: Request) -> bool:
    """Whether a person looks at the answer; feed readers and programs keep the token in their address."""
    return "text/html" in request.headers.get("accept", "")


def _reader(request: Request) -> str:
    """Whose requests are counted together: one token's, or one address's."""
    return _token(request) or (request.client.host if request.client else "")


def _remembered(request: Request) -> Response:
    """The same page with the token in a cookie: it stands in no link and no history."""
    clean = request.url.remove_query_params("token")
    answer = RedirectResponse(f"{clean.path}{'?' * bool(clean.query)}{clean.query}", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, request.query_params["token"], httponly=True, samesite="strict", secure=secure)
    return answer


def _unknown(request: Request, given: str) -> Response:
    headers = {"WWW-Authenticate": "Bearer"}
    what = "This token is not known here." if given else "A token is needed."
    if _is_program(request):
        return JSONResponse({"error": what}, 401, headers)
    return HTMLResponse(render("token.html", query="", what=what), 401, headers)


def _later(request: Request, status: int, what: str, seconds: float) -> Response:
    answer = _told(request, status, f"{what} Try again in {ceil(seconds)} s.")
    answer.headers["Retry-After"] = str(ceil(seconds))
    return answer


def _told(request: Request, status: int, what: str) -> Response:
    if _is_program(request):
        return JSONResponse({"error": what}, status)
    return HTMLResponse(render("error.html", query="", code=status, what=what, mistake=None), status)


async def _send(send: Any, message: Any) -> None:
    """Every answer carries the policy, unless it has a stricter one of its own."""
    if message["type"] == "http.response.start":
        has = {name.lower() for name, _ in message["headers"]}
        more = [pair for pair in RAW_HEADERS if pair[0] not in has]
        message = {**message, "headers": [*message["headers"], *more]}
    await send(message)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
