"""Links to articles, from feeds and sitemaps, with what those say of title and date.

Nothing here raises on bad input: what can be read comes back, with a Problem for what cannot.
Links to other hosts are kept; whether to follow them is the crawler's decision.

An own reader of these few elements is ten times as fast as feedparser and streams a sitemap of any length
(``docs/decisions.md``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from extraction.addresses.urls import absolute
from extraction.article import Moment, Problem
from extraction.parsing.xmltext import Element, content, decode, local, own, root_name, stream, tree, unpack
from extraction.text import unescaped
from extraction.times.timestamps import read_timestamp

ROOTS = {"rss": "feed", "rdf": "feed", "feed": "feed", "urlset": "sitemap", "sitemapindex": "sitemap"}
ENTRIES = frozenset(("item", "entry"))
PUBLISHED = ("pubdate", "published", "date", "issued", "created")
MODIFIED = ("updated", "modified")
TEASER = ("description", "summary", "encoded", "content")
JSON_TEASER = ("summary", "content_text", "content_html")
PERIOD_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
MAX_TTL_MINUTES = 7 * 24 * 60
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ADDRESS = re.compile("https?://", re.IGNORECASE)
COMMENT = re.compile(r"#comments?[-_]?\d+$", re.IGNORECASE)
MAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what its source says of it: "feed", "news sitemap", "sitemap" or "listing"."""

    url: str
    title: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    source: str | None = None
    teaser: str | None = None  # what a feed shows of the article beside its title


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says: ``ttl_minutes``, for which it asks not to be polled, and ``older``, its next page."""

    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str | None = None
    language: str | None = None
    ttl_minutes: int | None = None
    older: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, and further sitemaps with the time of their last change."""

    links: tuple[Link, ...] = ()
    children: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Problems:
    """Problems as they are met, each once, not more than anyone would read."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.messages: dict[str, None] = {}

    def __call__(self, message: str) -> None:
        if len(self.messages) < MAX_PROBLEMS:
            self.messages.setdefault(message)

    def found(self) -> tuple[Problem, ...]:
        return tuple(Problem(self.field, message) for message in self.messages)


def read_feed(body: bytes, url: str, charset: str | None = None) -> Feed:
    """Links of an RSS 0.9x, 1.0, 2.0, Atom or JSON feed that was fetched from ``url``."""
    report = _Problems("feed")
    text = decode(unpack(body, report), charset, report)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    feed = _json_feed(text, url, report) if start == "{" else _xml_feed(text, url, report)
    if not feed.links and not report.messages:
        report("no entries")
    return replace(feed, problems=report.found())


def read_sitemap(body: bytes, url: str, charset: str | None = None) -> Sitemap:
    """Links of a sitemap, sitemap index, news sitemap, list of addresses or feed, gzipped or not."""
    report = _Problems("sitemap")
    text = decode(unpack(body, report), charset, report)
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _plain_list(text, report)
    root = root_name(text)
    if ROOTS.get(root) == "feed":
        return Sitemap(_xml_feed(text, url, report).links, (), report.found())
    if root not in ROOTS:
        report(_unlike(root, "sitemap"))
        return Sitemap(problems=report.found())
    links: list[Link] = []
    children: list[Link] = []
    for element in stream(text, ("url", "sitemap"), report):
        link = _sitemap_link(element, url, report)
        if link:
            (children if local(element) == "sitemap" else links).append(link)
    return Sitemap(_unique(links), _unique(children), report.found())


def _unique(links: list[Link]) -> tuple[Link, ...]:
    return tuple({link.url: link for link in reversed(links)}.values())[::-1]


def _unlike(root: str, wanted: str) -> str:
    return f"an HTML page, no {wanted}" if root == "html" else f"no {wanted}: it begins with <{root}>"


def _moment(value: str, source: str, report: _Problems) -> Moment | None:
    moment = read_timestamp(value, source)
    if moment is None and value.strip():
        report(f"unreadable date: {value.strip()[:60]!r}")
    return moment


# ---- RSS and Atom


def _xml_feed(text: str, url: str, report: _Problems) -> Feed:
    name = root_name(text)
    root = tree(text, report) if ROOTS.get(name) == "feed" else None
    if root is None:
        report(_unlike(name, "feed") if name else "no feed" if text.strip() else "empty")
        return Feed()
    base = absolute(root.get(XML_BASE) or url, url) or url
    entries = [element for element in root.iter() if local(element) in ENTRIES]
    links = [link for element in entries if (link := _entry(element, base, report))]
    return replace(_channel(root, base), links=_unique(links))


def _channel(root: Element, base: str) -> Feed:
    """What a feed says of itself."""
    channel = next((child for child in root if local(child) == "channel"), root)
    facts = _children(channel)
    older = next((e.get("href") for e in channel if local(e) == "link" and e.get("rel") == "next"), None)
    return Feed(
        title=unescaped(facts.get("title", "")) or None,
        language=facts.get("language", "").strip() or root.get(XML_LANG),
        ttl_minutes=_ttl(facts),
        older=absolute(older, base) if older else None,
    )


def _ttl(facts: Mapping[str, str]) -> int | None:
    ttl = facts.get("ttl", "").strip()
    if ttl.isdecimal():
        return min(int(ttl[:9]), MAX_TTL_MINUTES) or None
    period = PERIOD_MINUTES.get(facts.get("updateperiod", "").strip())
    times = facts.get("updatefrequency", "").strip()
    return period // max(int(times[:4]) if times.isdecimal() else 1, 1) if period else None


def _entry(entry: Element, base: str, report: _Problems) -> Link | None:
    """One item of RSS or entry of Atom."""
    facts = _children(entry)
    if COMMENT.search((_atom_link(entry) or facts.get("link", "")).strip()):
        return None  # a reader's: its title and time are not the article's
    url = _entry_url(entry, facts, absolute(entry.get(XML_BASE) or base, base) or base)
    if url is None:
        report("an entry without an address")
        return None
    times = {
        field: next(
            (moment for name in names if (moment := _moment(facts.get(name, ""), "feed", report))), None
        )
        for field, names in (("published", PUBLISHED), ("modified", MODIFIED))
    }
    title, teaser = unescaped(facts.get("title", "")), " ".join(filter(None, map(facts.get, TEASER)))
    return Link(url, title or None, times["published"], times["modified"], "feed", teaser or None)


def _entry_url(entry: Element, facts: Mapping[str, str], base: str) -> str | None:
    """The article's address: behind a feed service's own, then link, permanent guid, Atom's id."""
    candidates = [facts.get("origlink"), _atom_link(entry), facts.get("link")]
    candidates += [
        child.text for child in entry if local(child) == "guid" and child.get("isPermaLink") != "false"
    ]
    candidates += [facts.get("id"), entry.get(RDF_ABOUT)]
    told = [text.strip() for text in candidates if text and text.strip()]
    if not told:
        return None
    return absolute(told[0], base) or next((url for text in told if (url := absolute(text))), None)


def _atom_link(entry: Element) -> str | None:
    links = [child for child in entry if local(child) == "link" and child.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "text/html"))
    return str(pages[0].get("href")) if pages else None


def _children(parent: Element) -> dict[str, str]:
    """Texts of an element's children by local name; its own namespace goes before media:title and such."""
    facts: dict[str, str] = {}
    for child in sorted(parent, key=lambda child: not own(child, parent)):
        name = local(child)
        if name and name not in ENTRIES and not facts.get(name):
            facts[name] = content(child)
    return facts


# ---- sitemaps


def _sitemap_link(element: Element, base: str, report: _Problems) -> Link | None:
    loc = lastmod = published = title = None
    for child in element:
        name = local(child)
        if name == "loc":
            loc = loc or content(child)
        elif name == "lastmod":
            lastmod = child.text
        elif name == "news":
            news = _children(child)
            published, title = news.get("publication_date"), news.get("title")
    url = absolute(loc, base) if loc else None
    if url is None:
        report(f"no address: {(loc or '').strip()[:60]!r}")
        return None
    source = "sitemap" if published is None and title is None else "news sitemap"
    return Link(
        url,
        unescaped(title or "") or None,
        _moment(published, source, report) if published else None,
        _moment(lastmod, "sitemap", report) if lastmod else None,
        source,
    )


def _plain_list(text: str, report: _Problems) -> Sitemap:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = [Link(url, source="sitemap") for line in lines if ADDRESS.match(line) and (url := absolute(line))]
    if len(links) < len(lines):
        report(f"{len(lines) - len(links)} of {len(lines)} lines are no address")
    if not links:
        report("empty" if not lines else "no sitemap")
    return Sitemap(_unique(links), (), report.found())


# ---- JSON Feed


def _json_feed(text: str, url: str, report: _Problems) -> Feed:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        report(f"broken JSON: {error}")
        return Feed()
    items = feed.get("items")
    if not isinstance(items, list):
        report("JSON, but no feed: it has no list of items")
        return Feed()
    links = [link for item in items if isinstance(item, dict) and (link := _json_item(item, url, report))]
    older = _text(feed, "next_url")
    return Feed(
        links=_unique(links),
        title=unescaped(_text(feed, "title")) or None,
        language=_text(feed, "language") or None,
        older=absolute(older, url) if older else None,
    )


def _json_item(item: dict[str, Any], base: str, report: _Problems) -> Link | None:
    told = _text(item, "url") or _text(item, "id") or _text(item, "external_url")
    url = absolute(told, base) if told else None
    if url is None:
        report("an item without an address")
        return None
    published = _moment(_text(item, "date_published"), "feed", report)
    modified = _moment(_text(item, "date_modified"), "feed", report)
    teaser = " ".join(text for name in JSON_TEASER if (text := _text(item, name)))
    return Link(url, unescaped(_text(item, "title")) or None, published, modified, "feed", teaser or None)


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
