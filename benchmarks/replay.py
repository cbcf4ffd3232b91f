"""Crawl real recorded pages with the ordinary command, through a proxy on loopback that replays them.

    python -m benchmarks.replay PAGES.jsonl.gz [--keep FOLDER] [--feed]

PAGES has one object a line with ``url`` and ``html`` (and ``language`` and ``title`` where known). Every
host of the pages becomes a site of a generated newskeep.toml; its front page (or its feed) links to its
pages. What is printed: pages, articles stored, languages, and each page that was not stored with the reason.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sqlite3
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measured import NEWSKEEP, Usage, measure
from extraction.addresses.urls import canonical

Recorded = Mapping[str, Any]


def address(url: str) -> str:
    """A page's address through the proxy: host, path and query, without scheme and fragment."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def by_host(pages: Sequence[Recorded]) -> dict[str, list[Recorded]]:
    """The pages of each host."""
    hosts: dict[str, list[Recorded]] = defaultdict(list)
    for page in pages:
        hosts[urlsplit(page["url"]).netloc].append(page)
    return dict(hosts)


def front_page(host: str, pages: Sequence[Recorded], feed: bool) -> str:
    """A front page that links to the pages of its host, or to a feed that does."""
    rows = "".join(
        f'<li><a href="http://{escape(address(page["url"]))}">{escape(page.get("title") or "")}</a></li>'
        for page in pages
    )
    link = '<link rel="alternate" type="application/rss+xml" href="/replay.xml">' if feed else ""
    listed = "" if feed else f"<ul>{rows}</ul>"
    return (
        f"<!DOCTYPE html><html><head><title>{escape(host)}</title>{link}</head><body>{listed}</body></html>"
    )


def feed_of(host: str, pages: Sequence[Recorded]) -> str:
    """A feed with the addresses of a host's pages and nothing else about them."""
    rows = "".join(f"<item><link>http://{escape(address(page['url']))}</link></item>" for page in pages)
    head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(host)}</title>'
    return f"{head}{rows}</channel></rss>"


def answers(pages: Sequence[Recorded], feed: bool) -> dict[str, tuple[str, bytes]]:
    """Content type and body for each address."""
    html, xml = "text/html; charset=utf-8", "application/rss+xml"
    table: dict[str, tuple[str, bytes]] = {}
    for host, own in by_host(pages).items():
        table[f"{host}/"] = (html, front_page(host, own, feed).encode())
        table[f"{host}/replay.xml"] = (xml, feed_of(host, own).encode())
    for page in pages:
        table[address(page["url"])] = (
            html,
            plain(page["html"]).encode("utf-8", "surrogatepass"),
        )
    return table


def plain(text: str) -> str:
    """A page whose links say http: the proxy speaks no TLS."""
    return re.sub(r"""(href=["']?)https://""", r"\1http://", text)


class Replay(ThreadingHTTPServer):
    """A plain HTTP proxy that knows the recorded addresses and answers 404 to all others."""

    daemon_threads = True
    request_queue_size = 256  # a hundred sites connect at once

    def __init__(self, table: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.table = table
        self.missed: Counter[str] = Counter()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        """Replay a page."""
        asked = address(self.path)
        mime, body = self.server.table.get(asked, ("text/plain", b""))
        if not body:
            self.server.missed[asked] += 1
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def configuration(hosts: Sequence[str], proxy: str) -> str:
    """A newskeep.toml with one site a host, all through the proxy."""
    head = '[archive]\nurl = "sqlite:///archive.db"\n\n[crawl]\ndelay = 0\nallow_private_addresses = true\n'
    return head + "".join(
        f'\n[[site]]\nname = "{host.replace(".", "-")}"\nurl = "http://{host}/"\nproxy = "{proxy}"\n'
        for host in hosts
    )


def crawl(pages: Sequence[Recorded], folder: Path, feed: bool) -> Usage:
    """Crawl the pages into an archive in a folder."""
    replay = Replay(answers(pages, feed))
    threading.Thread(target=replay.serve_forever, daemon=True).start()
    try:
        config = folder / "newskeep.toml"
        config.write_text(configuration(sorted(by_host(pages)), f"http://127.0.0.1:{replay.server_port}"))
        command = [*NEWSKEEP, "crawl", "--config", str(config)]
        return measure([*command, "--summary", str(folder / "summary.json")], folder=folder)
    finally:
        replay.shutdown()
        replay.server_close()


@dataclass(frozen=True, slots=True)
class Found:
    """What the archive knows of one address."""

    fate: str
    article: int | None
    language: str | None


def found(folder: Path) -> dict[str, Found]:
    """What became of each address, by its canonical form."""
    with sqlite3.connect(folder / "archive.db") as database:
        rows = database.execute(
            "SELECT url.url, fate, status, reason, article_id, language "
            "FROM url LEFT JOIN article ON article.id = url.article_id"
        ).fetchall()
    return {
        url: Found(f"{fate or 'never fetched'}: {reason or status}", article, language)
        for url, fate, status, reason, article, language in rows
    }


def report(pages: Sequence[Recorded], fates: Mapping[str, Found]) -> None:
    """Print the counts."""
    nothing = Found("never discovered", None, None)
    told = {page["url"]: fates.get(key(page["url"]), nothing) for page in pages}
    kept = [page for page in pages if told[page["url"]].article]
    articles = {fate.article: fate.language for fate in fates.values() if fate.article}
    print(f"pages {len(pages)} of {len(by_host(pages))} hosts, stored {len(kept)}, articles {len(articles)}")
    known = [(page["language"], told[page["url"]].language or "") for page in kept if page.get("language")]
    right = sum(given.split("-")[0] == got.split("-")[0] for given, got in known)
    print(f"language as labelled: {right} of {len(known)}")
    print("languages: " + ", ".join(f"{code} {n}" for code, n in Counter(articles.values()).most_common()))
    for url, fate in told.items():
        if fate.article is None:
            print(f"  {url}: {fate.fate}")


def key(url: str) -> str:
    """An address in its canonical form, by which the archive knows it."""
    return canonical(url) or url


def main() -> None:
    """Replay, crawl, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--keep", type=Path, help="folder for the archive, kept afterwards")
    parser.add_argument(
        "--feed", action="store_true", help="each host has a feed instead of links on its front page"
    )
    given = parser.parse_args()
    with gzip.open(given.pages, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        used = crawl(pages, folder, given.feed)
        print(used, used.output, sep="\n")
        report(pages, found(folder))


if __name__ == "__main__":
    main()
