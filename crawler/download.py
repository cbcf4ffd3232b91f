"""The download handler: one request over HTTP/1.1, within bounds, to an address that may be asked.

Scrapy's own handlers hand over a body without its wire form, resolve names without asking whom they lead
to, and count a timeout from the last byte. This one keeps the body as it came over the wire (for the
WARC), checks every resolved address before connecting to it, and ends any response after its seconds.
It runs without the Twisted reactor: aiohttp parses responses natively at less than half the CPU.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from yarl import URL

from crawler import guard
from crawler.encoding import decode
from crawler.errors import AddressRefused, DownloadFailed, DownloadRefused, Garbled, TooLarge

PLAIN = guard.PAGE  # bounds of a request that names none
CONNECTIONS = 100
RESOLVING = 2.0  # seconds for a name that a proxy will resolve again
KEEP_ALIVE = 15.0  # seconds; longer than most delays, so that a site sees one connection

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer as it came over the wire: header pairs in order, body with its content encoding."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request_headers: tuple[tuple[str, str], ...]
    ip: str | None
    seconds: float


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only: a name with any other is refused as a whole."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of ``host``; raises :class:`AddressRefused` before anything connects."""
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            if reason := guard.refusal(result["host"], private=False):
                raise AddressRefused(host, f"leads to a {reason} ({result['host']})")
        return found

    async def close(self) -> None:
        """Nothing of its own is open."""
        await self._resolver.close()


class Downloads:
    """Scrapy's handler of http and https. ``meta``: ``limits`` (:class:`guard.Limits`), ``private`` (whether
    private addresses may be asked), ``proxy``; it leaves the :class:`Wire` in
    ``meta["wire"]``, and headers there alone: Scrapy's would be made for nobody."""

    lazy = True  # made within the running loop

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._verify = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._resolver: AbstractResolver = aiohttp.ThreadedResolver()
        self._names: dict[str, AddressRefused | None] = {}
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Downloads:
        """Scrapy's door."""
        return cls(crawler)

    def _session(self, anywhere: bool) -> aiohttp.ClientSession:
        if anywhere not in self._sessions:
            self._sessions[anywhere] = self._open(
                self._resolver if anywhere else PublicResolver(self._resolver)
            )
        return self._sessions[anywhere]

    def _open(self, resolver: AbstractResolver) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=resolver,
            ssl=self._verify,  # True or False: aiohttp has a context for either, made at its import
            limit=CONNECTIONS,
            keepalive_timeout=KEEP_ALIVE,
            family=socket.AF_UNSPEC,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    async def download_request(self, request: Request) -> Response:
        """Send one request and read its answer. Raises :class:`DownloadFailed`."""
        limits: guard.Limits = request.meta.get("limits", PLAIN)
        private = bool(request.meta.get("private"))
        self._count(request)
        try:
            guard.check(request.url, private=private)
            if request.meta.get("proxy") and not private:
                await self._check_name(URL(request.url).host or "")
            async with asyncio.timeout(limits.seconds):
                wire = await self._exchange(request, limits, private)
            self._pause(request)
            body = decode(wire.body, _encodings(wire.headers), limits.body, cut=limits.cut)
        except AddressRefused as refused:
            reason = f"address not allowed: {refused.reason} ({PRIVATE})"
            raise DownloadRefused(request.url, reason) from refused
        except TooLarge as large:
            raise DownloadRefused(request.url, "too large", str(large)) from large
        except Garbled as garbled:
            raise DownloadFailed(request.url, "garbled body", str(garbled)) from garbled
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise DownloadFailed(request.url, _reason(error), str(error)) from error
        request.meta["wire"] = wire
        return Response(request.url, status=wire.status, body=body, request=request)

    async def _check_name(self, host: str) -> None:
        """Refuse a name that this machine knows as private, before a proxy is asked for it.

        The proxy resolves names itself; one that is unknown here is left to it. Asked once for each host.
        """
        if host not in self._names:
            self._names[host] = None
            try:
                async with asyncio.timeout(RESOLVING):
                    await PublicResolver(self._resolver).resolve(host)
            except AddressRefused as refused:
                self._names[host] = refused
            except (TimeoutError, OSError):
                logger.debug("%s is not resolved here", host)
        if (refused_before := self._names[host]) is not None:
            raise refused_before

    def _pause(self, request: Request) -> None:
        """Let the delay begin when an answer has come: a slow site is not asked the sooner for it."""
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot"))
        if slot is not None:
            slot.lastseen = monotonic()

    def _count(self, request: Request) -> None:
        slot = request.meta.get("download_slot")
        self._crawler.stats.inc_value(f"newskeep/requests/{slot}")

    async def _exchange(self, request: Request, limits: guard.Limits, private: bool) -> Wire:
        proxy = request.meta.get("proxy")
        session = self._session(private or bool(proxy))  # a proxy was chosen by the site's owner
        started = monotonic()
        async with session.request(
            request.method,
            URL(request.url, encoded=True),  # sent as it was written
            headers=_sent(request.headers),
            allow_redirects=False,
            proxy=proxy,
            timeout=aiohttp.ClientTimeout(total=None),
        ) as answer:
            peer = _peer(answer)
            body = await _read(answer, limits)
            return Wire(
                status=answer.status,
                reason=answer.reason or "",
                headers=tuple((_text(name), _text(value)) for name, value in answer.raw_headers),
                body=body,
                request_headers=tuple(answer.request_info.headers.items()),
                ip=peer,
                seconds=monotonic() - started,
            )

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()


def _peer(answer: aiohttp.ClientResponse) -> str | None:
    """The network address that answers."""
    transport = answer.connection.transport if answer.connection else None
    name = transport.get_extra_info("peername") if transport else None
    return str(name[0]) if name else None


async def _read(answer: aiohttp.ClientResponse, limits: guard.Limits) -> bytes:
    """The body of an answer; gives up, or takes its beginning, as soon as it is known to be too large."""
    limit = limits.wire
    if (answer.content_length or 0) > limit and not limits.cut:
        answer.close()
        raise TooLarge(f"{answer.content_length:,} bytes announced")
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        chunks.append(chunk)
        if size > limit:
            answer.close()
            if limits.cut:
                break
            raise TooLarge(f"over {limit:,} bytes on the wire")
    return b"".join(chunks)


def _sent(headers: Headers) -> list[tuple[str, str]]:
    return [(_text(name), _text(value)) for name, values in headers.items() for value in values]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _encodings(headers: tuple[tuple[str, str], ...]) -> list[str]:
    named = [value for name, value in headers if name.lower() == "content-encoding"]
    return ",".join(named).split(",")


PRIVATE = "allow_private_addresses = true in newskeep.toml would allow private ones"
REASONS: Mapping[type[BaseException], str] = {
    TimeoutError: "timeout",
    aiohttp.ClientConnectorDNSError: "no such host",
    aiohttp.ClientConnectorCertificateError: "bad certificate",
    aiohttp.ClientSSLError: "no secure connection",
    aiohttp.ClientConnectorError: "no connection",
    aiohttp.InvalidURL: "no address",
    aiohttp.ServerDisconnectedError: "connection cut",
    aiohttp.ClientPayloadError: "answer cut short",
    aiohttp.ClientError: "broken answer",
    ValueError: "broken answer",
    OSError: "no connection",
}


def _reason(error: BaseException) -> str:
    return next(reason for kind, reason in REASONS.items() if isinstance(error, kind))


def headers_of(wire: Wire) -> dict[str, str]:
    """Header texts by lower-case name, several of one name joined by commas."""
    found: dict[str, str] = {}
    for name, value in wire.headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found
