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
import sqlite3
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measured import NEWSKEEP, Usage, measure

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
        table[address(page["url"])] = (html, page["html"].encode("utf-8", "surrogatepass"))
    return table


class Replay(ThreadingHTTPServer):
    """A plain HTTP proxy that knows the recorded addresses and answers 404 to all others."""

    daemon_threads = True

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


def stored(folder: Path) -> list[dict[str, Any]]:
    """The articles that the archive holds, as the ordinary export gives them."""
    config, target = str(folder / "newskeep.toml"), folder / "out.jsonl"
    used = measure([*NEWSKEEP, "export", "--format", "jsonl", "-o", str(target), "--config", config])
    if used.code:
        sys.exit(f"export failed: {used.output}")
    return [json.loads(line) for line in target.read_text().splitlines()]


def reasons(folder: Path) -> dict[str, str]:
    """What became of each address that was asked for: fate and reason."""
    with sqlite3.connect(folder / "archive.db") as database:
        rows = database.execute("SELECT coalesce(fetch_url, url), fate, status, reason FROM url").fetchall()
    return {
        address(url): f"{fate or 'never fetched'}: {reason or status}" for url, fate, status, reason in rows
    }


def report(
    pages: Sequence[Recorded], articles: Sequence[Mapping[str, Any]], fates: Mapping[str, str]
) -> None:
    """Print the counts."""
    kept = {bare(article[key]): article for article in articles for key in ("url", "canonical_url")}
    found = {page["url"]: kept.get(bare(page["url"])) for page in pages}
    lost = [url for url, article in found.items() if article is None]
    hosts = len(by_host(pages))
    print(
        f"pages {len(pages)} of {hosts} hosts, articles stored {len(articles)}, pages not stored {len(lost)}"
    )
    known = [(page, found[page["url"]]) for page in pages if page.get("language") and found[page["url"]]]
    right = sum(
        (article["language"] or "").split("-")[0] == page["language"] for page, article in known if article
    )
    print(f"language as labelled: {right} of {len(known)}")
    counted = Counter(article["language"] for article in articles)
    print("languages: " + ", ".join(f"{code} {n}" for code, n in counted.most_common()))
    told = {bare("http://" + key): fate for key, fate in fates.items()}
    for url in lost:
        print(f"  {url}: {told.get(bare(url), 'never discovered')}")


def bare(url: str) -> str:
    """An address without what a canonical form may drop."""
    return address(url).removeprefix("www.").rstrip("/")


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
        report(pages, stored(folder), reasons(folder))


if __name__ == "__main__":
    main()
