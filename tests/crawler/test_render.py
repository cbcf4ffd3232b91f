"""A site whose pages are written by scripts, read through a real browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.config import load
from crawler.run import crawl
from storage.archive import Archive
from tests.newsweb import NewsWeb, plans

pytestmark = pytest.mark.browser

FRONT = b'<a href="/world/a-long-enough-story-1234.html">A story that scripts write</a>'
SHELL = b"""<!DOCTYPE html><html lang="en"><head><title>Loading</title></head><body>
<main id="m">Loading</main>
<script>
fetch("/story.json").then(r => r.json())
  .then(s => { document.open(); document.write(s.html); document.close(); });
new WebSocket("ws://" + location.host + "/socket");
fetch("http://127.0.0.9:1/elsewhere");
</script><img src="/picture.png"></body></html>"""


@pytest.fixture
def scripted() -> Iterator[tuple[str, list[str]]]:
    """The address of a site whose one article comes by script, and what was asked of it."""
    with NewsWeb(sites=plans("herald"), share=0.05) as web:
        story = next(story for story in web.stories("herald") if story.at(1))
        html = _page(web.sites["herald"].base + story.path)
    asked: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            routes = {"/": (200, FRONT),
                      "/world/a-long-enough-story-1234.html": (200, SHELL),
                      "/story.json": (200, json.dumps({"html": html}).encode())}  # fmt: skip
            status, body = routes.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if "json" in self.path else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def _page(url: str) -> str:
    from urllib.request import Request, urlopen

    with urlopen(Request(url)) as answer:
        return str(answer.read().decode())


def test_an_article_that_scripts_write_is_read(scripted, tmp_path: Path):
    base, asked = scripted
    toml = tmp_path / "newskeep.toml"
    toml.write_text(
        f'[archive]\nurl = "sqlite:///a.db"\n[crawl]\ndelay = 0\nallow_private_addresses = true\n'
        f'[[site]]\nname = "scripted"\nurl = "{base}/"\nrender = true\n'
    )
    config = load(toml, {})
    report = crawl(config)
    assert report.problems == []
    assert report.sites["scripted"].new == 1
    assert report.sites["scripted"].requests >= len(asked)
    with Archive.open(config.archive.url, captures=config.archive.captures) as archive:
        (article,) = archive.search("")
        assert article.title != "Loading"
        assert len(article.body or "") > 500
    assert "/story.json" in asked
    assert not {"/picture.png", "/socket", "/elsewhere"} & set(asked)
