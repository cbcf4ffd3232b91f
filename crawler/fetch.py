"""One address to one answer: redirects hop by hop, each judged before it is followed.

Between this and the network stand Scrapy's slots (delay, one connection a site), robots.txt
(:mod:`crawler.robots`) and the guard (:mod:`crawler.download`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.http.request import NO_CALLBACK

from crawler import guard
from crawler.config import SiteConfig
from crawler.download import Wire, headers_of
from crawler.encoding import ACCEPTED
from crawler.notices import NOTHING_HERE
from crawler.render import Renderer
from extraction.addresses.urls import absolute
from storage.records import Exchange

REDIRECTS = frozenset((301, 302, 303, 307, 308))
STUB = 2_000  # bytes up to which a page may be nothing but a meta refresh
REFRESH = re.compile(
    rb"<meta\b(?=[^>]*http-equiv\s*=\s*[\"']?refresh)[^>]*?"
    rb"content\s*=\s*[\"']?\s*[0-5]\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)",
    re.IGNORECASE,
)
OPEN = frozenset(("user-agent", "accept", "accept-language", "accept-encoding"))  # headers that are no secret
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
XML = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"

Halt = Callable[[str], str | None]


def onwards(_: str) -> None:
    """Follow every redirect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with. ``url`` is the address that answered, ``hops`` those before it.

    ``body`` has its content encoding undone. ``halted`` says why a redirect was not followed to its end.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    exchange: Exchange
    hops: tuple[str, ...] = ()
    halted: str | None = None
    seconds: float = 0.0

    @property
    def not_modified(self) -> bool:
        """Whether the site says that nothing changed since."""
        return self.status == 304

    @property
    def gone(self) -> bool:
        """Whether the site says that there is nothing here (any more)."""
        return self.status in NOTHING_HERE

    @property
    def busy(self) -> bool:
        """Whether the site asks us to come later."""
        return self.status in (429, 503)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask for, and with which validators."""

    url: str
    limits: guard.Limits = guard.PAGE
    accept: str = HTML
    etag: str | None = None
    last_modified: str | None = None


PART = Wanted("", accept="*/*")


@dataclass(frozen=True, slots=True)
class Own:
    """The headers that newskeep.toml gives a site: they may hold secrets, so they are for that host alone."""

    headers: Mapping[str, str]
    host: str
    secure: bool

    @classmethod
    def of(cls, site: SiteConfig) -> Own:
        """Those of a site."""
        return cls(site.own_headers, _host(site.url), site.url.startswith("https:"))

    def to(self, url: str) -> Mapping[str, str]:
        """What is sent to an address: nothing to another host, or in the clear where the site is not."""
        meant = _host(url) == self.host and (not self.secure or url.startswith("https:"))
        return {n: text for n, text in self.headers.items() if meant or n.lower() in OPEN}

    def secret(self, name: str) -> bool:
        """Whether a header that was sent is not to be kept with the capture."""
        own = {own.lower() for own in self.headers} - OPEN
        return name.lower() in own or name.lower() == "proxy-authorization"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def meta_of(site: SiteConfig, *, private: bool) -> dict[str, Any]:
    """What every request for a site carries: its slot, its proxy, where it may go, its own headers."""
    allowed = site.allow_private_addresses
    meta: dict[str, Any] = {"download_slot": site.name, "private": private if allowed is None else allowed}
    if site.own_headers:
        meta["own"] = Own.of(site)
    if site.proxy:
        meta["proxy"] = site.proxy
    return meta


class Fetcher:
    """Fetches for one site. ``now`` is asked when an answer is there."""

    def __init__(
        self,
        engine: ExecutionEngine,
        site: SiteConfig,
        agent: str,
        *,
        private: bool,
        now: Callable[[], datetime],
        renderer: Renderer | None = None,
    ) -> None:
        self._engine = engine
        self._renderer = renderer if site.render else None
        self._now = now
        self.meta = meta_of(site, private=private)
        self._usual = {"User-Agent": agent, "Accept-Encoding": ACCEPTED}
        self._own = Own.of(site)

    async def get(self, wanted: Wanted, halt: Halt = onwards) -> Answer:
        """The answer at the end of the redirects, or where ``halt`` gives a reason not to follow further.

        Raises :class:`crawler.errors.DownloadFailed`.
        """
        url = wanted.url
        hops: list[str] = []
        cookies: dict[str, str] = {}
        left = wanted.limits.seconds
        while True:
            answer = await self._once(url, wanted, cookies, left)
            target = _target(url, answer)
            if target is None:
                return await self._shown(replace(answer, hops=tuple(hops)), wanted)
            hops.append(url)
            left = max(1.0, left - answer.seconds)
            if reason := self._dead_end(target, hops, answer, cookies) or halt(target):
                return replace(answer, url=target, hops=tuple(hops), halted=reason)
            url = target

    async def _once(self, url: str, wanted: Wanted, cookies: Mapping[str, str], seconds: float) -> Answer:
        meta = {**self.meta, "limits": replace(wanted.limits, seconds=seconds)}
        request = Request(
            url, headers=self._request_headers(url, wanted, cookies), meta=meta, callback=NO_CALLBACK
        )
        response = await self._engine.download_async(request)
        wire: Wire = request.meta["wire"]
        exchange = self._exchange(url, wire)
        return Answer(url, response.status, headers_of(wire), response.body, exchange, seconds=wire.seconds)

    async def _shown(self, answer: Answer, wanted: Wanted) -> Answer:
        """The answer as a browser shows it, where the site wants that. What is shown is what is kept."""
        kind = answer.headers.get("content-type", "")
        if self._renderer is None or wanted.accept != HTML or answer.status != 200 or "html" not in kind:
            return answer
        body = await self._renderer.render(answer.url, answer.body, kind, self._part)
        changed = {"content-type": "text/html; charset=utf-8", "content-encoding": "", "content-length": ""}
        kept = [(n, v) for n, v in answer.exchange.headers if n.lower() not in changed]
        kept += [("Content-Type", changed["content-type"]), ("X-Rendered-By", "Chromium")]
        exchange = replace(answer.exchange, body=body, headers=tuple(kept))
        headers = {n: v for n, v in answer.headers.items() if n != "content-encoding"}
        return replace(
            answer, body=body, exchange=exchange, headers=headers | {"content-type": changed["content-type"]}
        )

    async def _part(self, url: str) -> tuple[int, str, bytes]:
        """A script or datum that a page asks for: through the same doors, without the site's delay."""
        meta = {**self.meta, "download_slot": f"{self.meta['download_slot']} parts", "limits": guard.PAGE}
        request = Request(url, headers=self._request_headers(url, PART, {}), meta=meta, callback=NO_CALLBACK)
        response = await self._engine.download_async(request)
        return response.status, headers_of(request.meta["wire"]).get("content-type", ""), response.body

    def _request_headers(self, url: str, wanted: Wanted, cookies: Mapping[str, str]) -> dict[str, str]:
        headers = {"Accept": wanted.accept, **self._usual, **self._own.to(url)}
        if wanted.etag:
            headers["If-None-Match"] = wanted.etag
        if wanted.last_modified:
            headers["If-Modified-Since"] = wanted.last_modified
        if cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
        return headers

    def _exchange(self, url: str, wire: Wire) -> Exchange:
        return Exchange(
            url=url,
            status=wire.status,
            headers=wire.headers,
            body=wire.body,
            fetched_at=self._now(),
            request_headers=tuple(it for it in wire.request_headers if not self._own.secret(it[0])),
            ip=wire.ip,
            reason=wire.reason,
        )

    def _dead_end(self, target: str, hops: list[str], answer: Answer, cookies: dict[str, str]) -> str | None:
        """Why a redirect leads nowhere. One to itself is followed once where it sets a cookie."""
        set_now = _cookies(answer)
        news = {name: value for name, value in set_now.items() if cookies.get(name) != value}
        cookies.update(set_now)
        if len(hops) > guard.MAX_REDIRECTS:
            return "too many redirects"
        if target in hops and not (news and hops.count(target) < 2):
            return "redirect loop"
        return "address too long" if len(target) > guard.MAX_URL else None


def _refreshed(answer: Answer) -> str | None:
    if answer.status != 200 or len(answer.body) > STUB:
        return None
    found = REFRESH.search(answer.body)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else None


def _target(url: str, answer: Answer) -> str | None:
    """Where an answer leads on: by its status, or a page of nothing else by its meta refresh."""
    moved = answer.status in REDIRECTS
    location = answer.headers.get("location") if moved else _refreshed(answer)
    target = absolute(location, url) if location else None
    return target if moved or target != url else None  # a page may reload itself


def _cookies(answer: Answer) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in answer.exchange.headers:
        if name.lower() == "set-cookie" and len(value) < 4_000:
            key, _, rest = value.partition("=")
            found[key.strip()] = rest.partition(";")[0].strip()
    return found
