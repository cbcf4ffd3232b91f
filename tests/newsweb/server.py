"""The HTTP server of the web: a small HTTP/1.1 server on loopback, one address a site.

Written by hand because a library's server would not send the broken answers that crawlers must survive.
It also answers as a plain HTTP proxy (``GET http://host/path``), so that sites may have names.
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from hashlib import md5
from urllib.parse import urlsplit

import brotli

from tests.newsweb.answers import Answer, Ask
from tests.newsweb.plans import Habit
from tests.newsweb.routes import Site, pieces
from tests.newsweb.truth import Kind, Logged

REASONS = {
    200: "OK",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    404: "Not Found",
    410: "Gone",
}
VALIDATED = (Kind.ARTICLE, Kind.VARIANT, Kind.FEED, Kind.SITEMAP, Kind.ROBOTS)
IDLE = 60.0  # seconds that an unused connection is kept


class Server:
    """Serves sites by host from a thread of its own until it is closed; logs every request."""

    def __init__(self, addresses: list[str], one_port: bool = True) -> None:
        self.addresses = addresses
        self.one_port = one_port
        self.origins: list[str] = []  # address and port of each, once it is started
        self.sites: Mapping[str, Site] = {}
        self.log: list[Logged] = []
        self._turns: Counter[tuple[str, str]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Listen; the first address gets a free port, the others the same one or each its own."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def close(self) -> None:
        """Stop listening, drop every connection, end the thread."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def serve(self, sites: Mapping[str, Site]) -> None:
        """Serve these sites from now on, and count turns anew."""
        self._turns.clear()
        self.sites = sites

    async def _listen(self) -> None:
        port = 0
        for address in self.addresses:
            server = await asyncio.start_server(self._connection, address, port, backlog=256)
            got = server.sockets[0].getsockname()[1]
            port = got if self.one_port else 0
            self.origins.append(f"{address}:{got}")
            self._servers.append(server)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.CancelledError):
            pass  # the client left, said nothing, or the server is closing
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection goes on."""
        raw = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE)
        request, _, rest = raw.decode("latin-1").partition("\r\n")
        method, target, _ = request.split(" ", 2)
        headers = {
            n.strip().lower(): v.strip()
            for n, _, v in (line.partition(":") for line in rest.split("\r\n") if line)
        }
        parts = urlsplit(target)
        host = parts.netloc or headers.get("host", "")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        site = self.sites.get(host)
        answer = self._answer(site, path, headers) if site else Answer(Kind.FOREIGN, b"no such host", 502)
        entry = self._note(site, host, path, headers, answer)
        try:
            await asyncio.sleep(answer.delay)
            return await self._send(writer, answer, method)
        finally:
            entry.took = time.monotonic() - entry.at

    def _answer(self, site: Site, target: str, headers: dict[str, str]) -> Answer:
        name = site.paper.plan.name
        self._turns[name, target] += 1
        self._turns[name, ""] += 1
        path, _, query = target.partition("?")
        ask = Ask(path, query, headers, self._turns[name, target], self._turns[name, ""])
        return deliver(site, ask, site.answer(ask))

    def _note(
        self, site: Site | None, host: str, path: str, headers: dict[str, str], answer: Answer
    ) -> Logged:
        name = site.paper.plan.name if site else host
        size = len(answer.body)
        entry = Logged(time.monotonic(), name, path, answer.kind, answer.status, size, headers, answer.story)
        self.log.append(entry)
        return entry

    async def _send(self, writer: asyncio.StreamWriter, answer: Answer, method: str) -> bool:
        length = answer.claimed if answer.claimed is not None else len(answer.body)
        head = [
            f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Other')}",
            f"Content-Type: {answer.mime}",
        ]
        head += [f"{name}: {value}" for name, value in answer.headers]
        head.append("Connection: close" if answer.stream else f"Content-Length: {length}")
        writer.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n")
        if method != "HEAD" and answer.status != 304:
            for piece in pieces(answer):
                writer.write(piece)
                await (writer.drain() if piece else asyncio.sleep(1))
        await writer.drain()
        return answer.stream is None and answer.claimed is None


def deliver(site: Site, ask: Ask, answer: Answer) -> Answer:
    """The answer as it goes out: validated against what the client has, compressed as the site does it."""
    paper = site.paper
    if answer.stream or answer.claimed is not None or answer.status != 200:
        return answer
    if paper.has(Habit.VALIDATORS) and answer.kind in VALIDATED:
        answer = replace(answer, headers=(*answer.headers, ("ETag", validator(site, answer))))
        if unchanged(ask, answer):
            return replace(answer, status=304, body=b"")
    return compressed(site, ask, answer)


def validator(site: Site, answer: Answer) -> str:
    """An ETag: of the story's text where it is one (the furniture around it changes), else of the body."""
    story = next((s for s in site.paper.stories if s.number == answer.story), None)
    text = story.at(site.paper.day) if story else None
    return f'"{md5(repr(text).encode() if text else answer.body).hexdigest()}"'


def unchanged(ask: Ask, answer: Answer) -> bool:
    """Whether the client has this already; an ETag decides where the client sends one."""
    headers = dict(answer.headers)
    if asked := ask.headers.get("if-none-match"):
        return headers["ETag"] in asked
    since = ask.headers.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")


def compressed(site: Site, ask: Ask, answer: Answer) -> Answer:
    """The body in the content encoding that the site uses and the client takes."""
    taken = ask.headers.get("accept-encoding", "")
    if site.paper.has(Habit.BROTLI) and "br" in taken:
        return _packed(answer, "br", brotli.compress(answer.body, quality=1))
    if site.paper.has(Habit.GZIP) and "gzip" in taken:
        return _packed(answer, "gzip", gzip.compress(answer.body, 1, mtime=0))
    return answer


def _packed(answer: Answer, name: str, body: bytes) -> Answer:
    return replace(
        answer, body=body, headers=(*answer.headers, ("Content-Encoding", name), ("Vary", "Accept-Encoding"))
    )
