"""A stored article that is all attack: nothing of it runs, and nothing is called, wherever it is shown."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newskeep.cli import run
from tests.newskeep.served import Desk

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Storm closes the harbour of Velmar</title>
<meta name="author" content="&lt;img src={canary}/author onerror=fetch('{canary}/author2')&gt;">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2022-02-24T08:00:00Z">
<meta http-equiv="refresh" content="0;url={canary}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src * 'unsafe-inline'">
<base href="{canary}/base/">
<link rel="stylesheet" href="{canary}/sheet.css"><link rel="preconnect" href="{canary}">
<link rel="preload" as="script" href="{canary}/preload.js"><link rel="prefetch" href="{canary}/prefetch">
<link rel="modulepreload" href="{canary}/module.js"><link rel="manifest" href="{canary}/manifest.json">
<link rel="icon" href="{canary}/icon.png"><link rel="dns-prefetch" href="//pwned.invalid">
<script type="speculationrules">{{"prefetch": [{{"urls": ["{canary}/speculated"]}}]}}</script>
<style>@import "{canary}/import.css"; body {{ background: url({canary}/background.png) }}
@font-face {{ font-family: f; src: url({canary}/font.woff) }}
p {{ font-family: f; cursor: url({canary}/cursor.png), auto }}
h1::before {{ content: url({canary}/content.png) }} li {{ list-style: url({canary}/list.png) }}</style>
<script>{pwn}</script><script src="{canary}/script.js"></script><script type="module">{pwn}</script>
</head><body onload="{pwn}" onpageshow="{pwn}"><article>
<h1>Storm closes the harbour of Velmar</h1>
<p>The harbour of Velmar was closed on Monday after the strongest storm of the decade, the authority said.</p>
<p>Forty ships waited outside for the wind to calm down, and two of them lost their anchors in the night.</p>
<p>The ferries to Port-Aven do not sail before Wednesday, and the railway over the dam stays closed too.</p>
<p>Nobody was hurt, the harbour master told reporters, but the damage to the quays runs into the millions.</p>
<img src="{canary}/image.png" onerror="{pwn}"><img src="x:" onerror="{pwn}"><img srcset="{canary}/set.png 2x">
<svg onload="{pwn}"><script>{pwn}</script><image href="{canary}/svg.png"/><use href="{canary}/use.svg#a"/>
<animate attributeName="href" values="javascript:{pwn}" onbegin="{pwn}" dur="1s"/>
<foreignObject><iframe srcdoc="&lt;link rel=preconnect href={canary}&gt;
&lt;script&gt;top.{pwn}&lt;/script&gt;"></iframe></foreignObject></svg>
<iframe src="javascript:top.{pwn}"></iframe><iframe src="{canary}/frame"></iframe>
<object data="{canary}/object"></object><embed src="{canary}/embed">
<video src="{canary}/video" poster="{canary}/poster.png" autoplay></video>
<audio src="{canary}/audio" autoplay></audio>
<input autofocus onfocus="{pwn}"><details open ontoggle="{pwn}"><summary>s</summary>x</details>
<form id="f" action="{canary}/form"><button form="f" formaction="javascript:{pwn}">Send</button></form>
<a id="lure" href="javascript:{pwn}" ping="{canary}/ping">Read on</a>
<a href="{canary}/outside" ping="{canary}/ping" target="_self">Read outside</a>
<marquee onstart="{pwn}">x</marquee><math><mtext></mtext><a xlink:href="javascript:{pwn}">m</a></math>
</article></body></html>"""
PWN = "fetch('{canary}/ran');document.documentElement.dataset.pwned=1;alert(1)"
TRICKS = (
    "</title><script>{pwn}</script>",
    '"><svg onload={pwn}>',
    "' onmouseover={pwn} x='",
    "<style>*{{background:url({canary}/style)}}</style>",
    "{{{{ 7 * 191 }}}}",
    "javascript:{pwn}",
    "\x02<img src={canary}/mark>\x03 word",
)


class Canary:
    """A port that notes whoever comes near, even without a request."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.page = PAGE.format(canary=self.address, pwn=PWN.format(canary=self.address))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.calls.append("a connection")
            threading.Thread(target=self._note, args=[connection], daemon=True).start()

    def _note(self, connection: socket.socket) -> None:
        with connection:
            asked = connection.recv(4096).decode("latin-1").split(" ")
            self.calls.extend(asked[1:2])
            body = self.page.encode() if asked[1:2] == ["/raw"] else b""
            kind = "text/html" if body else "text/plain"
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def warc(url: str, page: str) -> bytes:
    """One response as a WARC file."""
    body = page.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nRefresh: 0;url=/\r\n"
    http += f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-02-24T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:5cf8a1b6-7a8c-4a5e-9be3-8a1f0b2c3d4e>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


@contextmanager
def attacked(canary: Canary, folder) -> Iterator[Desk]:
    """A desk on an archive of the captured page and of articles whose every field is a trick."""
    path, source, rows = folder / "archive.db", folder / "evil.warc.gz", folder / "evil.jsonl"
    source.write_bytes(warc("https://evil.example/2022/02/24/storm", canary.page))
    tricks = [it.format(canary=canary.address, pwn=PWN.format(canary=canary.address)) for it in TRICKS]
    fields = ("title", "lead", "body", "section")
    lines = [
        {
            "url": f"https://tricks.example/{version}/{number}?{trick}",
            "site": "tricks",
            "language": "en",
            "authors": [trick],
            "tags": [trick],
            "images": [{"url": f"{canary.address}/stored.png", "caption": trick}],
            **dict.fromkeys(fields, f"{trick} {version} word"),
        }
        for version in (1, 2)
        for number, trick in enumerate(tricks)
    ]
    rows.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert run(["import", "warc", str(source), "--archive", str(path)]) == 0
    assert run(["import", "jsonl", str(rows), "--archive", str(path)]) == 0
    desk = Desk(path)
    yield desk
    desk.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    it = Canary()
    yield it
    it.close()


def test_the_attack_works_where_nothing_stops_it(canary, chromium) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{canary.address}/raw", wait_until="domcontentloaded")
    page.wait_for_timeout(500)
    context.close()
    assert {"/ran", "/sheet.css", "/script.js", "/image.png"} <= set(canary.calls)


def test_nothing_runs_and_nothing_is_called(canary, chromium, tmp_path) -> None:
    with attacked(canary, tmp_path) as desk:
        base = f"http://127.0.0.1:{desk.port}"
        context = chromium.new_context(base_url=base)
        found = context.request.get("/api/search?limit=50").json()["articles"]
        assert len(found) == 1 + 2 * len(TRICKS)
        (captured,) = (it["id"] for it in found if it["capture"])
        dialogs: list[str] = []
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
        shown = [f"/article/{it['id']}" for it in found if "/2/" not in it["url"]]
        for path in ("/", "/?q=word", "/?q=site:tricks", "/sources", *shown, f"/article/{captured}/capture"):
            page.goto(path)
            assert page.locator("[data-pwned]").count() == 0
            assert "1337" not in page.inner_text("main")
            assert page.locator("main script, main style, main img, [onload], [onmouseover]").count() == 0
            assert page.locator("a[href^='javascript' i]").count() == 0
        frame = page.frame_locator("iframe")
        frame.get_by_text("Read on").click()
        frame.get_by_text("Send").click()
        frame.get_by_text("Read outside").click()
        page.goto(f"/article/{captured}/replay")
        page.get_by_text("Read on").click()
        page.wait_for_timeout(700)
        assert page.url == f"{base}/article/{captured}/replay"
        assert page.locator("[data-pwned]").count() == 0
        context.close()
    assert dialogs == []
    assert canary.calls == []
