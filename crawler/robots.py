"""robots.txt: what it allows us, how fast, which sitemaps it names, and what it says to others.

A downloader middleware asks it about every request of every spider, redirects included, and holds the
site's slot to its Crawl-delay, which Scrapy ignores. As RFC 9309 has it: no robots.txt (4xx) allows
everything, one that cannot be had (5xx, no connection) allows nothing for now. What was answered holds for
the due runs of the next hour, or for as long as the site says (:mod:`crawler.copies`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import guard
from crawler.copies import Copies, Copy
from crawler.download import headers_of
from crawler.errors import DownloadFailed, RobotsRefused
from crawler.scope import origin_of
from extraction.addresses.urls import absolute

MAX_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
LONGEST_DELAY = 120.0  # seconds; a Crawl-delay of a day is a mistake or a refusal, and told as one
MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
# Crawlers that collect texts for language models: what a site says to them it says of such reuse.
AI_AGENTS = (
    "GPTBot", "ChatGPT-User", "CCBot", "Google-Extended", "anthropic-ai", "ClaudeBot", "Applebot-Extended",
    "Bytespider", "PerplexityBot", "Amazonbot", "meta-externalagent", "cohere-ai", "Diffbot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says. ``text`` is None where there is none; ``outcome`` names what was found.

    ``copy`` is what later runs may go by; ``recalled`` says that this one does, and asked nothing.
    """

    outcome: str
    text: str | None = None
    rules: Protego | None = None
    closed: bool = False  # nothing may be fetched
    failure: str | None = None
    copy: Copy | None = None
    recalled: bool = False

    def allowed(self, url: str, agent: str) -> bool:
        """Whether ``agent`` may fetch ``url``."""
        return not self.closed and (self.rules is None or bool(self.rules.can_fetch(url, agent)))

    def delay(self, agent: str) -> float:
        """Seconds that it wants between two requests of ``agent``; 0 where it says nothing."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(agent)
        asked = max(self.rules.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(float(asked), LONGEST_DELAY)

    def sitemaps(self, base: str) -> list[str]:
        """Sitemaps that it names, as a whole or by their path; what is no address is passed over."""
        named = self.rules.sitemaps if self.rules else ()
        return [url for text in named if (url := absolute(text, base))]

    def says_to_ai(self, url: str) -> str | None:
        """Agents of language models that it keeps from ``url``, with commas between; None for none."""
        shut = [agent for agent in AI_AGENTS if self.rules and not self.rules.can_fetch(url, agent)]
        return ", ".join(shut) or None


def read(status: int, body: bytes) -> Robots:
    """What an answer to the request for robots.txt means."""
    if status >= 500 or status in (407, 429):  # a proxy that refuses says nothing of the site
        return Robots(f"status {status}", closed=True, failure=f"robots.txt answers {status}")
    if status != 200:
        return Robots("none")
    whole = len(body) <= MAX_BYTES
    text = (body if whole else body[:MAX_BYTES].rpartition(b"\n")[0]).decode("utf-8", "replace")
    text = text.replace("\0", "")
    if MARKUP.match(text):
        return Robots("an HTML page", text=text[:4_000])
    outcome = "read" if whole else f"too long, read the first {MAX_BYTES // 1024} KiB"
    return Robots(outcome, text=text, rules=Protego.parse(text))


def recall(copy: Copy) -> Robots:
    """What a copy says."""
    robots = read(404, b"") if copy.text is None else read(200, copy.text.encode())
    return replace(robots, copy=copy, recalled=True)


def answered(
    status: int, body: bytes, headers: Mapping[str, str], before: Copy | None, now: datetime
) -> Robots:
    """What an answer means, with a copy of it; 304 tells that the copy from ``before`` is still right."""
    if before and status == 304:
        return replace(recall(before.renewed(headers, now)), recalled=False)
    robots = read(status, body)
    return robots if robots.closed else replace(robots, copy=Copy.of(robots.text, headers, now))


def unreachable(error: DownloadFailed) -> Robots:
    """What it means that robots.txt could not be fetched."""
    return Robots(error.reason, closed=True, failure=error.reason)


class RobotsMiddleware:
    """Keeps every request to what robots.txt allows. One robots.txt an origin and run, at most."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._known: dict[str, asyncio.Future[Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's door."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise :class:`RobotsRefused`, or DownloadFailed where nothing is known."""
        if request.meta.get("robots_itself"):
            return
        robots = await self.of(request.url, request.meta)
        if robots.closed:  # for now: it is asked again in the next run
            raise DownloadFailed(request.url, f"robots.txt: {robots.failure}")
        if not robots.allowed(request.url, self._agent):
            raise RobotsRefused(request.url, "robots.txt")

    async def of(self, url: str, meta: Mapping[str, Any]) -> Robots:
        """The robots.txt that governs ``url``: an earlier run's while it holds, or fetched once in this run.

        ``meta``: as for any request; the site's ``copies`` come with it.
        """
        origin = origin_of(url)
        copies: Copies = meta.get("copies") or Copies({}, _clock)
        known = self._known.get(origin)
        if known is None:
            known = self._known[origin] = asyncio.get_running_loop().create_future()
            try:
                known.set_result(await self._recalled_or_fetched(origin, copies, meta))
            except asyncio.CancelledError:
                known.cancel()
                raise
            self._slow_down(known.result(), str(meta.get("download_slot", origin)))
        robots = await known
        copies.keep(origin, robots.copy)
        return robots

    async def _recalled_or_fetched(self, origin: str, copies: Copies, meta: Mapping[str, Any]) -> Robots:
        if copy := copies.held(origin):
            return recall(copy)
        return await self._fetch(origin, copies.kept.get(origin), copies.now, meta)

    async def _fetch(
        self, origin: str, before: Copy | None, now: Callable[[], datetime], meta: Mapping[str, Any]
    ) -> Robots:
        passed = {key: meta[key] for key in ("download_slot", "proxy", "private", "own") if key in meta}
        url = first = f"{origin}/robots.txt"
        try:
            for _ in range(guard.MAX_REDIRECTS):
                response = await self._ask(url, passed, before.validators if before and url == first else {})
                headers = headers_of(response.meta["wire"])
                target = _redirect(response, headers)
                if target is None:
                    told = headers if url == first else {}  # another address's validators are not this one's
                    return answered(response.status, response.body, told, before, now())
                url = target
        except DownloadFailed as failed:
            return unreachable(failed)
        return Robots("too many redirects")

    async def _ask(self, url: str, passed: Mapping[str, Any], validators: Mapping[str, str]) -> Response:
        meta = {**passed, "robots_itself": True, "limits": guard.ROBOTS}
        own = passed["own"].to(url) if "own" in passed else {}
        headers = {"Accept": "text/plain", **validators, **own}
        return await self._crawler.engine.download_async(Request(url, meta=meta, headers=headers))

    def _slow_down(self, robots: Robots, slot: str) -> None:
        """Hold a slot to the Crawl-delay, now and when Scrapy makes it anew after a pause."""
        downloader = self._crawler.engine.downloader
        settled = downloader.per_slot_settings.setdefault(slot, {"concurrency": 1, "delay": 0.0})
        settled["delay"] = max(settled.get("delay", 0.0), robots.delay(self._agent))
        if slot in downloader.slots:
            downloader.slots[slot].delay = settled["delay"]


def _clock() -> datetime:
    return datetime.now(UTC)


def _redirect(response: Response, headers: Mapping[str, str]) -> str | None:
    location = headers.get("location")
    if response.status not in (301, 302, 303, 307, 308) or not location:
        return None
    return absolute(location, response.url)
