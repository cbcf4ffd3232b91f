"""A small news site on loopback whose pages follow a clock that a test sets."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawler.config import load
from crawler.run import crawl

BEGIN = datetime(2026, 9, 7, tzinfo=UTC)
SHOWN, ON_A_PAGE = 20, 6
LISTING = re.compile(r"/(news)/(?:page/(\d+)/)?")
WORDS = (
    *("council", "voted", "budget", "schools", "roads", "debate", "members", "parties", "spoke", "rising"),
    *("costs", "water", "prices", "plan", "build", "houses", "near", "river", "residents", "asked"),
)


@dataclass(frozen=True)
class Story:
    """An article and when it appears."""

    number: int
    section: str
    at: datetime

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/{self.section}/{10_000 + self.number}-{self.title.lower().replace(' ', '-')}.html"

    @property
    def title(self) -> str:
        """Its headline."""
        return " ".join(random.Random(self.number).sample(WORDS, 6)).capitalize()

    def page(self) -> str:
        """Its page, without a date."""
        dice = random.Random(self.number)
        text = "".join(f"<p>{' '.join(dice.choices(WORDS, k=60)).capitalize()}.</p>" for _ in range(6))
        head = f'<title>{self.title}</title><meta property="og:type" content="article">'
        return f"<html lang=en><head>{head}</head><body><article><h1>{self.title}</h1>{text}</article></body>"


@dataclass
class LivingSite:
    """The site: its stories by section, its feeds, what is broken, what was asked for."""

    stories: list[Story]
    feeds: dict[str, str] = field(default_factory=dict)
    """By path, the section that a feed shows; an empty one stands for all."""
    now: datetime = BEGIN
    broken: set[str] = field(default_factory=set)
    log: list[tuple[datetime, str, int]] = field(default_factory=list)
    base: str = ""
    robots: str = ""

    def shown(self, section: str = "") -> list[Story]:
        """The newest stories there are by now."""
        there = [story for story in self.stories if story.at <= self.now and section in ("", story.section)]
        return sorted(there, key=lambda story: story.at, reverse=True)

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, MIME type and text."""
        if path in self.broken:
            return 500, "text/html", "broken"
        if path == "/robots.txt" and self.robots:
            return 200, "text/plain", self.robots
        if path == "/":
            return 200, "text/html", self._front()
        if path in self.feeds:
            return 200, "application/rss+xml", self._feed(self.feeds[path])
        if listing := LISTING.fullmatch(path):
            return self._listing(listing[1], int(listing[2] or 1))
        found = [story for story in self.shown() if story.path == path]
        return (200, "text/html", found[0].page()) if found else (404, "text/html", "<h1>Not found</h1>")

    def _listing(self, section: str, number: int) -> tuple[int, str, str]:
        """A page of a section's listing."""
        stories = self.shown(section)
        page, more = stories[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], len(stories) > number * ON_A_PAGE
        if not page:
            return 404, "text/html", "<h1>Not found</h1>"
        older = f'<a rel="next" href="/{section}/page/{number + 1}/">Older</a>' if more else ""
        return 200, "text/html", f"<html lang=en><title>{section}</title><body>{teasers(page)}{older}</body>"

    def _front(self) -> str:
        named = "".join(
            f'<link rel=alternate type="application/rss+xml" href="{feed}">' for feed in self.feeds
        )
        body = teasers(self.shown()[:SHOWN])
        return f"<html lang=en><head><title>Daily</title>{named}</head><body>{body}</body>"

    def _feed(self, section: str) -> str:
        items = "".join(
            f"<item><title>{story.title}</title><link>{self.base}{story.path}</link>"
            f"<pubDate>{format_datetime(story.at)}</pubDate></item>"
            for story in self.shown(section)[:SHOWN]
        )
        return f'<rss version="2.0"><channel><title>Daily</title>{items}</channel></rss>'

    def first_asked(self, path: str) -> datetime | None:
        """When an address was asked for first."""
        return next((moment for moment, asked, _ in self.log if asked == path), None)

    def asked(self, path: str) -> int:
        """How often an address was asked for."""
        return sum(asked == path for _, asked, _ in self.log)


def teasers(stories: Iterable[Story]) -> str:
    """Headlines that link."""
    return "".join(f'<h2><a href="{story.path}">{story.title}</a></h2>' for story in stories)


@contextmanager
def serving(site: LivingSite) -> Iterator[LivingSite]:
    """The site on loopback; it answers conditional requests."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, mime, text = site.answer(self.path)
            body, tag = text.encode(), f'"{sha256(text.encode()).hexdigest()}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            site.log.append((site.now, self.path, status))
            self.send_response(status)
            self.send_header("Content-Type", f"{mime}; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def cron(site: LivingSite, folder: Path, *, hours: float, minutes: int = 60) -> None:
    """``newskeep crawl --due`` every so many minutes, by the site's clock, from where it stands."""
    end = site.now + timedelta(hours=hours)
    while site.now < end:
        once(site, folder, due=True)
        site.now += timedelta(minutes=minutes)


def once(
    site: LivingSite,
    folder: Path,
    *,
    due: bool = False,
    since: datetime | None = None,
    max_pages: int | None = None,
) -> None:
    """One crawl, now by the site's clock."""
    file = folder / "newskeep.toml"
    file.write_text(
        f'[archive]\nurl = "sqlite:///{folder}/archive.db"\n'
        f'[[site]]\nname = "daily"\nurl = "{site.base}/"\nlistings = ["{site.base}/news/"]\n'
        "allow_private_addresses = true\ndelay = 0\n",
        encoding="utf-8",
    )
    crawl(load(file, {}), (), now=lambda: site.now, due=due, since=since, max_pages=max_pages)
