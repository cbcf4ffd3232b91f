"""Proxies, headers, cookies, passwords, and addresses that may not be asked: whole crawls of a small site."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import brotli
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from crawler import download, guard, outcomes, schedule
from crawler.config import Config, ConfigError, load
from crawler.discovery import discover
from crawler.encoding import zstd
from crawler.report import Counts
from crawler.run import crawl
from storage.archive import Archive
from tests.crawler.small_site import FRONT, STORY, Asked, Reply, SmallSite, make_certificate, page, story

SITE = {"/": page(FRONT), STORY: page(story())}
PUBLIC = "127.0.0.2"  # stands for an address of the internet in some tests
HIDDEN = "127.0.0.3"


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Config]:
    """A configuration of one site, with more lines of TOML for it."""

    def make(url: str, more: str = "", environ: Mapping[str, str] | None = None, crawl: str = "") -> Config:
        path = tmp_path / "newskeep.toml"
        allowed = "" if "allow_private" in crawl else "allow_private_addresses = true\n"
        path.write_text(
            f'[crawl]\ndelay = 0\n{allowed}{crawl}\n[[site]]\nname = "x"\nurl = "{url}"\n{more}\n'
        )
        return load(path, environ or {})

    return make


def ran(config: Config, **orders: object) -> Counts:
    return crawl(config, **orders).sites["x"]  # type: ignore[arg-type]


def kept(folder: Path) -> bytes:
    """All captures, unpacked."""
    return b"".join(gzip.decompress(file.read_bytes()) for file in (folder / "captures").rglob("*.warc.gz"))


# ---- what a site is sent


def test_headers_cookies_and_credentials_are_sent_to_the_site_alone_and_not_kept(desk, tmp_path):
    more = (
        'headers = { X-Reader = "${KEY}", Accept-Language = "fr" }\n'
        'cookies = { consent = "${YES}", edition = "fr" }\nauth = "me:${WORD}"'
    )
    with SmallSite({"/": page("elsewhere")}, address=PUBLIC) as other:
        routes = SITE | {"/feed.xml": (302, {"Location": f"{other.base}/"}, b"")}
        with SmallSite(routes) as site:
            secrets = {"KEY": "secret-key", "YES": "1", "WORD": "secret:word"}
            config = desk(f"{site.base}/", f'{more}\nfeeds = ["{site.base}/feed.xml"]', secrets)
            assert ran(config).new == 1
    for asked in site.asked:  # robots.txt too
        assert asked.headers["x-reader"] == "secret-key"
        assert asked.headers["cookie"] == "consent=1; edition=fr"
        assert asked.headers["authorization"] == "Basic bWU6c2VjcmV0OndvcmQ="
        assert asked.headers["accept-language"] == "fr"
    (foreign,) = (it for it in other.asked if it.target == "/")
    assert not {"x-reader", "cookie", "authorization"} & foreign.headers.keys()
    assert foreign.headers["accept-language"] == "fr"
    captured = kept(tmp_path)
    assert b"Accept-Language: fr" in captured
    assert not [it for it in (b"secret-key", b"consent=1", b"bWU6c2VjcmV0OndvcmQ=") if it in captured]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('auth = "me"', "expected a name and a password"),
        ('auth = "me:${NOT_SET}"', r"\$\{NOT_SET\} is not set"),
        ('cookies = { "a b" = "1" }', "expected cookies by name"),
        ('proxy = "${WORD}"', "expected a web address"),
    ],
)
def test_a_mistake_in_a_secret_is_named_without_the_secret(desk, line, what):
    with pytest.raises(ConfigError, match=what) as caught:
        desk("http://127.0.0.1/", line, {"WORD": "hush"})
    assert "hush" not in str(caught.value)


def test_a_proxy_gets_its_password_and_the_site_does_not(desk, tmp_path):
    with SmallSite(SITE, credentials="me:p@ss:/word") as proxy:
        more = f'proxy = "http://me:${{WORD}}@127.0.0.1:{proxy.port}"'
        assert ran(desk("http://news.example/", more, {"WORD": "p@ss:/word"})).new == 1
        assert f"http://news.example{STORY}" in proxy.targets()
        assert b"Proxy-Authorization" not in kept(tmp_path)
        proxy.credentials = "me:other"
        refused = crawl(desk("http://news.example/", more, {"WORD": "p@ss"}))
        assert refused.exit_code == 3


def test_a_site_with_tls_is_reached_through_a_tunnel(desk, tmp_path):
    with SmallSite(SITE, credentials="me:word", certificate=make_certificate(tmp_path)) as proxy:
        more = f'proxy = "http://me:word@127.0.0.1:{proxy.port}"'
        assert ran(desk("https://news.example/", more)).new == 1
        assert {it.target for it in proxy.asked if it.method == "CONNECT"} == {"news.example:443"}


# ---- what a site sends


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress)]
)
def test_a_packed_page_is_read(desk, tmp_path, name, pack):
    packed = 200, {"Content-Type": "text/html", "Content-Encoding": name}, pack(story().encode())
    with SmallSite(SITE | {STORY: packed}) as site:
        config = desk(f"{site.base}/")
        assert ran(config).new == 1
        assert name in site.asked[-1].headers["accept-encoding"]
    with Archive.open(config.archive.url, captures=config.archive.captures) as archive:
        (article,) = archive.search("")
        assert "harbour master 11 times" in (article.body or "")


def busy(status: int, wait: str) -> Callable[[int], tuple[int, Mapping[str, str], bytes]]:
    """A page that is there when it is asked for the third time."""
    return lambda turn: page(story()) if turn > 2 else (status, {"Retry-After": wait} if wait else {}, b"")


@pytest.mark.parametrize(("status", "wait"), [(429, "1"), (503, "date"), (503, ""), (500, "soon")])
def test_a_busy_site_is_given_the_time_it_asks_for(desk, monkeypatch, status, wait):
    pauses: list[float] = []

    def backoff(*asked: float) -> float:
        pauses.append(judged(*asked))
        return 0.01

    judged = schedule.backoff
    monkeypatch.setattr(schedule, "backoff", backoff)
    if wait == "date":
        wait = format_datetime(datetime.now(UTC) + timedelta(seconds=19), usegmt=True)
    with SmallSite(SITE | {STORY: busy(status, wait)}) as site:
        assert ran(desk(f"{site.base}/")).new == 1
    assert len(pauses) == 2
    least = {"1": 1.0, "": 0.5, "soon": 0.5}.get(wait, 3.0)
    assert all(least <= pause < 22 for pause in pauses)


def test_a_site_that_asks_for_an_hour_is_left_and_asked_again_then(desk):
    with SmallSite(SITE | {STORY: (503, {"Retry-After": "3600"}, b"")}) as site:
        config = desk(f"{site.base}/")
        report = crawl(config)
        assert (report.exit_code, "3600 s (status 503)" in report.problems[0]) == (3, True)
        assert site.targets().count(STORY) == 1
        other = STORY.replace("harbour-1234", "bridge-1235")
        front = FRONT.replace("</body>", f'<a href="{other}">Another long story about the bridge</a></body>')
        site.routes |= {"/": page(front), other: page(story("The bridge"))}
        assert ran(config).new == 1  # it bars nothing else
        site.routes[STORY] = page(story())
        assert ran(config, now=lambda: datetime.now(UTC) + timedelta(minutes=61)).new == 1
    assert outcomes.PATIENT < 3_600


def test_a_feed_that_is_busy_is_not_asked_before_its_time(desk):
    with SmallSite(SITE | {"/feed.xml": (429, {"Retry-After": "90000"}, b"")}) as site:
        config = desk(f"{site.base}/", f'feeds = ["{site.base}/feed.xml"]')
        crawl(config)
        later = datetime.now(UTC) + timedelta(hours=20)
        crawl(config, due=True, now=lambda: later)
        assert site.targets().count("/feed.xml") == 1
        later += timedelta(hours=6)
        crawl(config, due=True, now=lambda: later)
        assert site.targets().count("/feed.xml") == 2


def test_a_clock_that_is_set_back_neither_stalls_nor_floods(desk):
    """The first crawl ran with a clock a year ahead: sources are polled again, once, and told of."""
    with SmallSite(dict(SITE)) as site:
        config = desk(f"{site.base}/")
        right = datetime.now(UTC)
        assert ran(config, now=lambda: right + timedelta(days=365)).new == 1
        site.asked.clear()
        counts = ran(config, due=True, now=lambda: right)
        assert "clock set back: sources were polled later than now" in counts.reasons
        assert site.targets().count("/") == 1
        site.asked.clear()
        assert not ran(config, due=True, now=lambda: right + timedelta(minutes=2)).reasons
        assert site.targets() == []
        site.routes["/"] = page(FRONT.replace("1234", "1235"))
        site.routes[STORY.replace("1234", "1235")] = page(story("The harbour was opened on Tuesday"))
        assert ran(config, due=True, now=lambda: right + timedelta(days=1)).new == 1


def test_a_sitemap_on_another_host_is_read_where_robots_txt_names_it(desk):
    with SmallSite({}, address=PUBLIC) as store, SmallSite({}) as site:
        index = f"<sitemapindex><sitemap><loc>{store.base}/1.xml</loc></sitemap></sitemapindex>"
        listed = (
            f"<urlset><url><loc>{site.base}{STORY}</loc></url><url><loc>{store.base}/a</loc></url></urlset>"
        )
        store.routes |= {"/index.xml": (200, {}, index.encode()), "/1.xml": (200, {}, listed.encode())}
        robots = f"Sitemap: {store.base}/index.xml".encode()
        site.routes |= {"/": page("Nothing"), "/robots.txt": (200, {}, robots), STORY: page(story())}
        config = desk(f"{site.base}/")
        assert [it.url for it in discover(f"{site.base}/", config).sitemaps] == [f"{store.base}/index.xml"]
        counts = ran(config)
    assert counts.new == 1
    assert counts.reasons[f"sitemap {store.base}/1.xml: addresses of other sites"] == 1
    assert "/a" not in store.targets()


@pytest.mark.parametrize(
    "robots",
    [
        (302, {"Location": "http://[bad"}, b""),
        (200, {}, b"Sitemap: http://[bad\nSitemap: http://x:99999999/\nSitemap: file:///etc/passwd\n"),
        (200, {}, b"User-agent: *\nCrawl-delay: nan\nCrawl-delay: -1\nRequest-rate: 0/0\n"),
    ],
)
def test_what_robots_txt_gets_wrong_costs_no_article(desk, robots):
    with SmallSite(SITE | {"/robots.txt": robots}) as site:
        report = crawl(desk(f"{site.base}/"))
    assert (report.exit_code, report.sites["x"].new) == (0, 1)


@pytest.mark.parametrize("link", ["http://x:99999999/?a", "http://x:8x/", "http://[", "//", "http://x:0/"])
def test_a_link_that_is_no_address_costs_no_article(desk, link):
    front = FRONT.replace("<body>", f'<body><a href="{link}">Nowhere</a><a href="/?x=1">Some more news</a>')
    linked = story().replace("<h1>", f'<a href="{link}">Nowhere</a><h1>')
    with SmallSite({"/": page(front), STORY: page(linked)}) as site:
        report = crawl(desk(f"{site.base}/"))
    assert (report.exit_code, report.sites["x"].new) == (0, 1)


def test_a_sitemap_that_robots_txt_names_by_its_path_is_read(desk):
    with SmallSite({"/": page("Nothing"), STORY: page(story())}) as site:
        listed = f"<urlset><url><loc>{site.base}{STORY}</loc></url></urlset>".encode()
        site.routes |= {"/robots.txt": (200, {}, b"Sitemap: /told.xml"), "/told.xml": (200, {}, listed)}
        assert ran(desk(f"{site.base}/")).new == 1


class Nested(SmallSite):
    """A site whose every sitemap is an index of two others, without end."""

    def found(self, asked: Asked) -> Reply:
        number = asked.target.removeprefix("/sitemap").removesuffix(".xml")
        if number == asked.target or not asked.target.endswith(".xml"):
            return super().found(asked)
        below = (f"<sitemap><loc>{self.base}/sitemap{number}{n}.xml</loc></sitemap>" for n in (1, 2))
        return 200, {}, f"<sitemapindex>{''.join(below)}</sitemapindex>".encode()


def test_sitemaps_that_lead_to_sitemaps_come_to_an_end(desk):
    with Nested(dict(SITE)) as site:
        config = desk(f"{site.base}/")
        first = ran(config, max_time=30)
        ran(config, max_time=30)
        asked = {target for target in site.targets() if target.endswith(".xml")}
    assert first.new == 1
    assert (len(asked), first.reasons["trap: sitemaps that lead to sitemaps"]) == (15, 16)


# ---- what a site says of reuse

TDMREP = b'[{"location": "/closed/*", "tdm-reservation": 1, "tdm-policy": "https://news.example/policy"}]'
RESERVING = {
    "/world/open-to-all-readers-and-machines-1.html": page(story("Open")),
    "/world/reserved-by-its-header-for-once-2.html": page(story("By header"), **{"TDM-Reservation": "1"}),
    "/world/reserved-by-its-meta-for-once-3.html": page(
        story("By meta").replace("<head>", '<head><meta name="tdm-reservation" content="1">')
    ),
    "/world/kept-from-models-by-its-tag-4.html": page(story("By tag"), **{"X-Robots-Tag": "noai"}),
    "/closed/reserved-by-the-site-as-a-whole-5.html": page(story("By site")),
}
PORTAL = "".join(f'<a href="{path}">{path.replace("-", " ")}</a> ' for path in RESERVING)
CAUTIOUS = {
    "/": page(PORTAL),
    "/robots.txt": (200, {}, b"User-agent: GPTBot\nDisallow: /\n"),
    "/.well-known/tdmrep.json": (200, {"Content-Type": "application/json"}, TDMREP),
    **RESERVING,
}


@pytest.mark.parametrize(("respect", "stored"), [("record", 5), ("skip", 1)])
def test_reserved_rights_are_recorded_and_obeyed_where_so_configured(desk, tmp_path, respect, stored):
    with SmallSite(CAUTIOUS) as site:
        config = desk(f"{site.base}/", crawl=f'respect_tdm = "{respect}"')
        counts = ran(config)
        closed = [target for target in site.targets() if target.startswith("/closed/")]
    assert (counts.new, len(closed)) == (stored, stored // 5)
    assert counts.reasons.get("rights reserved against text and data mining", 0) == 5 - stored
    assert (b"By meta" in kept(tmp_path)) is (respect == "record")
    with Archive.open(config.archive.url, captures=config.archive.captures) as archive:
        said = {right.kind: right for right in archive.rights("x")}
        assert "/closed/" in (said["tdmrep"].text or "")
        assert said["robots for language models"].text == "GPTBot"
        assert (datetime.now(UTC) - said["tdmrep"].first_seen_at).total_seconds() < 120


# ---- addresses that may not be asked


class Names(AbstractResolver):
    """Resolves every name to the next of some addresses."""

    def __init__(self, addresses: Iterator[str]) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = next(self.addresses)
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
def names(monkeypatch) -> Callable[..., None]:
    """Let names lead to these addresses in turn, the last for ever; PUBLIC counts as one of the internet."""
    judged = guard.refusal
    monkeypatch.setattr(
        guard, "refusal", lambda text, *, private: None if text == PUBLIC else judged(text, private=private)
    )

    def set_names(*addresses: str) -> None:
        def endless() -> Iterator[str]:
            yield from addresses
            while True:
                yield addresses[-1]

        found = Names(endless())
        monkeypatch.setattr(download.aiohttp, "ThreadedResolver", lambda: found)

    return set_names


def strict(desk, port: int, more: str = "") -> Config:
    return desk(f"http://news.example:{port}/", more, crawl="allow_private_addresses = false")


def test_a_name_that_leads_to_the_internet_is_crawled(desk, names):
    names(PUBLIC)
    with SmallSite(SITE, address=PUBLIC) as site:
        assert ran(strict(desk, site.port)).new == 1


@pytest.mark.parametrize(
    "address",
    ["127.0.0.3", "169.254.169.254", "fd00:ec2::254", "::ffff:127.0.0.3", "64:ff9b::a00:1"],
)
def test_a_name_that_leads_to_a_private_address_is_not(desk, names, address):
    names(address)
    with SmallSite(SITE, address=HIDDEN) as hidden:
        report = crawl(strict(desk, hidden.port))
        assert "address not allowed" in report.problems[0]
        assert hidden.asked == []


def test_a_name_that_resolves_anew_to_a_private_address_is_refused(desk, names):
    """The site's other port is resolved after the first: by then the name leads into the private network."""
    with SmallSite(SITE, address=HIDDEN) as hidden, SmallSite({}, address=PUBLIC) as site:
        names(PUBLIC, HIDDEN)
        feed = f"http://news.example:{hidden.port}/feed.xml"
        site.routes |= SITE | {"/feed.xml": (302, {"Location": feed}, b"")}
        counts = ran(strict(desk, site.port, f'feeds = ["http://news.example:{site.port}/feed.xml"]'))
        assert counts.new == 1
        assert [reason for reason in counts.reasons if "address not allowed" in reason]
        assert hidden.asked == []


@pytest.mark.parametrize("source", ["/feed.xml", "/robots.txt"])
@pytest.mark.parametrize("host", [HIDDEN, "[::ffff:127.0.0.3]", "2130706435", "169.254.169.254", "localhost"])
def test_a_redirect_into_the_private_network_is_refused(desk, names, source, host):
    names(PUBLIC)
    with SmallSite(SITE, address=HIDDEN) as hidden:
        away = (301, {"Location": f"http://{host}:{hidden.port}/"}, b"")
        with SmallSite(SITE | {source: away}, address=PUBLIC) as site:
            report = crawl(strict(desk, site.port, f'feeds = ["http://news.example:{site.port}/feed.xml"]'))
            told = [*report.problems, *report.sites["x"].reasons]
            assert [it for it in told if "address not allowed" in it]
        assert hidden.asked == []


def test_through_a_proxy_private_addresses_are_refused_too(desk, names):
    with SmallSite(SITE, address=PUBLIC) as proxy:
        more = f'proxy = "http://{PUBLIC}:{proxy.port}"'
        for name, *leads_to in ((f"http://{HIDDEN}/",), ("http://news.example/", HIDDEN)):
            names(*(leads_to or [PUBLIC]))
            report = crawl(desk(name, more, crawl="allow_private_addresses = false"))
            assert "address not allowed" in report.problems[0]
        assert proxy.asked == []
        names(PUBLIC)
        assert ran(desk("http://news.example/", more, crawl="allow_private_addresses = false")).new == 1


# ---- what a site's pages lead to


def told(text: str) -> str:
    """An article of its own."""
    return story(f"{text} was closed on Monday because of the storm").replace(
        "about the harbour", f"about {text}"
    )


def test_what_is_new_in_an_edition_that_the_home_page_does_not_tell_is_found(desk):
    home = '<head><link rel="alternate" hreflang="{0}" href="/{0}/"></head><body><h1>News</h1>{1}</body>'
    card = '<h3><a href="{0}">A long enough story about {0}</a></h3>'
    places = {
        code: [f"/{code}/a-story-of-many-words-{n}101.html" for n in (1, 2, 3)] for code in ("en", "pt")
    }
    with SmallSite({url: page(told(url)) for urls in places.values() for url in urls}) as site:

        def show(count: int) -> None:
            en, pt = ("".join(map(card.format, places[code][:count])) for code in ("en", "pt"))
            site.routes["/"], site.routes["/pt/"] = page(home.format("pt", en)), page(home.format("pt", pt))

        show(2)
        config = desk(f"{site.base}/")
        assert ran(config).new == 4
        show(3)
        assert ran(config).new == 2


def test_a_day_of_an_archive_that_tells_nothing_new_leads_to_older_ones(desk):
    card = '<h3><a href="{0}">A long enough story about {0}</a></h3>'
    urls = [f"/world/a-story-of-many-words-{n}101.html" for n in range(1, 15)]
    days = {f"/news/202603{29 - n}.html": page(card.format(url)) for n, url in enumerate(urls)}
    links = "".join(f'<a href="{day}">{day[-7:-5]}</a>' for day in days)
    front = page(f"<h1>News</h1>{''.join(map(card.format, urls[:10]))}<p>{links}</p>")
    with SmallSite({"/": front, **days} | {url: page(told(url)) for url in urls}) as site:
        assert ran(desk(f"{site.base}/")).new == len(urls)


def test_a_calendar_whose_pages_show_what_is_read_most_is_left(desk):
    card = '<h3><a href="{0}">A long enough story about {0}</a></h3>'
    urls = [f"/world/a-story-of-many-words-{n}101.html" for n in range(1, 25)]
    months = [f"/diary/{year}/{month:02}/" for year in (2027, 2028) for month in range(1, 13)]
    routes = {
        at: page(f"{card.format(urls[n])}<p>Nothing.</p><a href='{months[(n + 1) % 24]}'>Later</a>")
        for n, at in enumerate(months)
    }
    front = page(f"{''.join(map(card.format, urls))}<a href='{months[0]}'>Diary</a>")
    with SmallSite({"/": front, **routes} | {url: page(told(url)) for url in urls}) as site:
        assert ran(desk(f"{site.base}/")).new == len(urls)
    assert sum(asked.target in routes for asked in site.asked) < 8


def test_a_front_page_that_is_but_a_meta_refresh_leads_on(desk):
    hop = page('<head><META content="0; URL=/home/" http-equiv="Refresh"></head>')
    with SmallSite({"/": hop, "/home/": page(FRONT), STORY: page(story())}) as site:
        assert ran(desk(f"{site.base}/")).new == 1


def test_a_front_page_that_reloads_itself_is_read(desk):
    again = FRONT.replace("<body>", '<meta http-equiv=refresh content="5; url=/"><body>', 1)
    assert again != FRONT
    with SmallSite({"/": page(again), STORY: page(story())}) as site:
        assert ran(desk(f"{site.base}/")).new == 1


def test_an_index_of_empty_sitemaps_is_left(desk):
    with SmallSite({"/": page(FRONT), STORY: page(story())}) as site:
        empty = [f"/empty-{n}.xml" for n in range(70)]
        index = "".join(f"<sitemap><loc>{site.base}{at}</loc></sitemap>" for at in empty)
        xml = {"Content-Type": "application/xml"}
        site.routes["/sitemap.xml"] = 200, xml, f"<sitemapindex>{index}</sitemapindex>".encode()
        site.routes |= dict.fromkeys(empty, (200, xml, b"<urlset></urlset>"))
        counts = ran(desk(f"{site.base}/"))
    assert (counts.new, counts.reasons["trap: sitemaps without an address"]) == (1, 20)


def test_a_short_address_of_an_article_that_a_feed_tells_is_not_asked_for(desk):
    long = {n: f"/news/{n}/a-story-of-many-words" for n in range(1201, 1221)}
    items = "".join(
        f"<item><title>A long enough story about {url}</title><link>{url}</link></item>"
        for url in list(long.values())[:15]
    )
    feed = 200, {"Content-Type": "application/rss+xml"}, f"<rss><channel>{items}</channel></rss>".encode()
    cards = "".join(
        f'<h3><a href="/news/{n}">A long enough story about {url}</a></h3>' for n, url in long.items()
    )
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    routes = {"/": page(f"<html><head>{head}</head><body>{cards}</body></html>"), "/feed.xml": feed}
    for n, url in long.items():
        routes[url] = routes[f"/news/{n}"] = page(
            told(url).replace("<head>", f'<head><link rel="canonical" href="{url}">')
        )
    with SmallSite(routes) as site:
        counts = ran(desk(f"{site.base}/"))
    assert counts.new == len(long)
    assert sum(asked.target in routes and "/a-" not in asked.target for asked in site.asked) <= 10


def test_a_view_of_an_article_with_more_parameters_is_no_article_of_its_own(desk):
    first = f"{STORY}?id=7"
    printed, other = f"{first}&layout=default", f"{STORY}?id=8"
    views = f'<a href="{printed}">Print</a><a href="{other}">Next</a>'
    body = story().replace("</article>", f"</article>{views}")
    more = "<p>The harbour %s again on Friday, as was hoped for all week long.</p></article>"
    routes = {"/": page(FRONT.replace(STORY, first)), first: page(body)}
    routes |= {
        url: page(story().replace("</article>", more % word))
        for url, word in ((printed, "opens"), (other, "closes"))
    }
    with SmallSite(routes) as served:
        counts = ran(desk(f"{served.base}/"))
    assert (counts.new, counts.duplicates) == (2, 1)


def test_a_further_page_of_an_article_is_no_article_of_its_own(desk):
    second = STORY.replace(".html", "_2.html")
    first = story().replace("</article>", f'</article><a href="{second}">2</a>')
    site = {"/": page(FRONT), STORY: page(first), second: page(story("The bridge was opened again"))}
    with SmallSite(site) as served:
        counts = ran(desk(f"{served.base}/"))
    assert (counts.new, counts.duplicates) == (1, 1)
