"""What a page states about itself: its story in JSON-LD, its site, address, editions, reuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from extraction.addresses.urls import same_site
from extraction.article import Edition, Reuse
from extraction.document import Document
from extraction.parsing.structured import Node, kind_of
from extraction.text import joined, unescaped

STORY = re.compile(r"Article|BlogPosting|Report|LiveBlog|Review\b|SocialMedia|Opinion|Claim|AnalysisNews")
PAGE = re.compile(r"WebPage|ItemPage|CreativeWork\b")
MEDIA = re.compile(r"Video|Audio|Podcast|Recipe|MediaObject|HowTo")
PUBLISHER = re.compile(r"Organi[sz]ation|NewsMedia|WebSite|Corporation")
NAME_METAS = (
    "og:site_name", "application-name", "al:ios:app_name", "al:android:app_name",
    "apple-mobile-web-app-title",
    "twitter:app:name:iphone", "copyright", "publisher", "dc.publisher", "cre", "twitter:site",
)  # fmt: skip
HOST_PREFIX = re.compile(r"^(?:www\d?|m|amp|mobile)\.")
PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|$)")  # most; the standard library takes far longer
KEPT = re.compile(r"^https?://[^/]+/.*?/(https?://.+)$")
NOT_WORD = re.compile(r"[\W_]+")
MAX_NAME = 60


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What is left of a text when case, spaces and punctuation are ignored: how texts are compared."""
    return NOT_WORD.sub("", text).casefold()


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host of a URL without "www." and the like ("" if none); in a web archive the page's own."""
    kept = KEPT.search(url) if url.count("://") > 1 else None
    url = kept[1] if kept else url
    if plain := PLAIN_HOST.match(url):
        return HOST_PREFIX.sub("", plain[1])
    try:
        return HOST_PREFIX.sub("", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def text_value(value: Any) -> str | None:
    """A JSON-LD value as text: the first of several, the ``@value`` or ``name`` of an object."""
    if isinstance(value, str):  # as most are
        return unescaped(value[:20_000]) or None
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return unescaped(str(value)[:20_000]) or None
    return None


def address_of(node: Node) -> str | None:
    """The page that a JSON-LD node says it describes."""
    url, main = node.get("url"), node.get("mainEntityOfPage")
    if not isinstance(url, str):
        url = main.get("@id") if isinstance(main, dict) else main
    return url if isinstance(url, str) else None


@dataclass(frozen=True, slots=True)
class Story:
    """A JSON-LD node that may describe this page, and how surely (from 10 on it is a news text)."""

    node: Node
    score: float

    def text(self, name: str) -> str | None:
        """One of its plain values."""
        return text_value(self.node.get(name))


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[#?].*$|/$", "", url)


def _same_page(url: str, page: str) -> float:
    """How surely two addresses are one page: 5 the same, 4 the same path, 0 otherwise."""
    if _bare(url) == _bare(page):
        return 5
    path = _bare(page).partition("/")[2]
    return 4 if len(path) > 20 and _bare(url).partition("/")[2] == path else 0


def _score(node: Node, kind: str, page: str, titles: frozenset[str]) -> float:
    score = 10.0 if STORY.search(kind) else 2.0 if PAGE.search(kind) else 1.0
    title = key(text_value(node.get("headline")) or text_value(node.get("name")) or "")
    score += 4 if node.get("headline") else 0
    if title and any(title in other for other in titles):
        score += 6
    elif any(len(other) > 15 and other in title for other in titles):
        score += 4
    score += _same_page(address_of(node) or "", page)
    score += bool(node.get("author")) + 2 * bool(node.get("datePublished"))
    return score + (len(str(node.get("articleBody") or "")) > 200)


def stories(document: Document, titles: Iterable[str]) -> tuple[Story, ...]:
    """JSON-LD nodes that may describe the page, the likeliest first; `titles` are those that it shows."""
    keys = frozenset(filter(None, map(key, titles)))
    found = []
    for node in document.structured:
        kind = kind_of(node)
        if STORY.search(kind) or PAGE.search(kind) or MEDIA.search(kind):
            found.append(Story(node, _score(node, kind, document.url, keys)))
    return tuple(sorted(found, key=lambda story: -story.score))


def _publisher_names(document: Document) -> Iterator[str]:
    for node in document.structured:
        publisher = node.get("publisher")
        nodes = [node] if PUBLISHER.search(kind_of(node)) else []
        nodes += [publisher] if isinstance(publisher, dict) else []
        for owner in nodes:
            name = text_value(owner.get("name") or document.by_id.get(str(owner.get("@id")), {}).get("name"))
            if name:
                yield name


def site_names(document: Document) -> tuple[str, ...]:
    """What the site may call itself, in metas, JSON-LD and its host name."""
    names = [value.lstrip("@") for meta in NAME_METAS for value in document.metas.get(meta, ())]
    names += _publisher_names(document)
    host = host_of(document.url)
    labels = host.split(".")
    if len(labels) >= 2:
        main = labels[-2] if len(labels[-2]) > 3 or len(labels) == 2 else labels[-3]
        names += [main, ".".join(labels[-2:]), labels[0]]
    return tuple(dict.fromkeys(name for name in [*names, host] if 1 < len(name) < MAX_NAME))


def site_name(document: Document) -> str | None:
    """The site's name as it writes it."""
    name = document.meta("og:site_name", "application-name") or next(_publisher_names(document), None)
    return name if name and len(name) < MAX_NAME else None


def canonical_url(document: Document) -> str | None:
    """The address that the page gives as its own; one of another site or the home page is not believed."""
    rel = (
        link.get("href") for link in document.all("link") if (link.get("rel") or "").lower() == "canonical"
    )
    for reference in (*rel, document.meta("og:url")):
        url = joined(document.base_url, reference or "")
        if not url or not (url == document.url or same_site(url, document.url)):
            continue
        parts = urlsplit(url)
        if parts.path.strip("/") or parts.query:
            return url
    return None


def editions(document: Document) -> tuple[Edition, ...]:
    """The page's language editions by ``link rel=alternate hreflang``."""
    found = []
    for link in document.all("link"):
        language = (link.get("hreflang") or "").strip()
        if language and language != "x-default" and "alternate" in (link.get("rel") or "").lower():
            url = joined(document.base_url, link.get("href") or "")
            found += [Edition(language, url)] if url else []
    return tuple(dict.fromkeys(found))


def declared_language(document: Document) -> str | None:
    """The language that the page declares: ``html lang``, else its metas, else JSON-LD."""
    metas = document.meta("content-language", "og:locale", "dc.language", "language")
    in_language = next(
        (text_value(n["inLanguage"]) for n in document.structured if n.get("inLanguage")), None
    )
    written = document.language or metas or in_language
    return written.split(",")[0].strip().replace("_", "-") or None if written and len(written) < 40 else None


def paywalled(found: tuple[Story, ...]) -> bool | None:
    """Whether the story's ``isAccessibleForFree`` says that readers pay."""
    for story in found:
        free = story.text("isAccessibleForFree") or str(story.node.get("isAccessibleForFree"))
        if free.lower().rsplit("/", 1)[-1] in ("true", "false"):
            return free.lower().endswith("false")
    return None


def reuse(document: Document) -> Reuse:
    """What the page says of its reuse in metas and headers."""
    headers = document.page.headers
    reservation = document.meta("tdm-reservation") or headers.get("tdm-reservation")
    robots = [*document.metas.get("robots", ()), headers.get("x-robots-tag") or ""]
    return Reuse(
        tdm_reservation={"1": True, "0": False}.get((reservation or "").strip()),
        tdm_policy=document.meta("tdm-policy") or headers.get("tdm-policy"),
        robots=", ".join(filter(None, robots)) or None,
    )
