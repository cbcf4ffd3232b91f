"""Links of a listing, a section or a front page: articles with hints, further pages, sections.

Judged by shape and place, not by words, so that it works in any language: an article's link is long,
stands in a heading or has a telling address; a page's link is a number in a pager or ``rel=next``;
a section's link is short and stands in a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from extraction.article import Moment
from extraction.links import Link
from extraction.text import text_of
from extraction.timestamps import read_timestamp
from extraction.urls import absolute, canonical, same_site

if TYPE_CHECKING:
    from extraction.document import Document

Element: TypeAlias = Any

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
MENUS = frozenset(("nav", "header", "footer"))
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|navigation|navbar|breadcrumbs?|footer|toolbar)(?:$|[\s_-])", re.IGNORECASE
)
PAGER_NAMES = re.compile(r"pag(?:in|er|enavi|es?(?:$|[\s_-]|num))|nav-?links|load-?more", re.IGNORECASE)
PAGE_ADDRESS = re.compile(
    r"[?&](?:page|paged|p|pg|pagina|seite|start|offset|limitstart|from)=\d+|/(?:page|p|pagina|seite|strana)[/-]?\d+",
    re.IGNORECASE,
)
FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|pdf|zip|gz|mp[34]|m4a|avi|mov|docx?|xlsx?|pptx?|exe|apk)$",
    re.IGNORECASE,
)
SLUG = re.compile(r"[^/]*?[^/\W_]+(?:[-_][^/\W_]+){3,}[^/]*$")
NUMBERED = re.compile(r"\d{5,}")
DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?\d\d?)?/")
PAGE_FILE = re.compile(r"\.(?:html?|php|aspx?|shtml|jsp)$", re.IGNORECASE)

ENOUGH = 3  # points that make a link an article's
LONG_TEXT, LONG_WORDS = 25, 4
MAX_TITLE = 300
CLIMB = 6  # levels between a time and the link that it belongs to


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page links to on its own site. ``pages`` are further pages of the same listing, next first."""

    articles: tuple[Link, ...] = ()
    pages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(slots=True)
class _Target:
    """All links of one page to one address."""

    url: str
    texts: list[tuple[bool, str]] = field(default_factory=list)  # in a heading?, text
    menu: bool = True
    pager: bool = False

    @property
    def title(self) -> str | None:
        in_heading, text = max(self.texts, key=lambda pair: (pair[0], len(pair[1])), default=(False, ""))
        return text if in_heading or len(text) >= LONG_TEXT else None


def read_listing(document: Document) -> Listing:
    """Articles, further pages and sections that a page of the same site leads to."""
    targets = _targets(document)
    here = canonical(document.url) or document.url
    pages = _pages(document, targets.values(), here)
    for url in (here, *map(canonical, pages)):
        targets.pop(url or "", None)
    articles = {key: target for key, target in targets.items() if _is_article(target)}
    times = _times(document, articles)
    links = [Link(t.url, t.title, times.get(key), None, "listing") for key, t in articles.items()]
    sections = [t.url for key, t in targets.items() if key not in articles and _is_section(t)]
    return Listing(tuple(links), pages, tuple(sections))


def _targets(document: Document) -> dict[str, _Target]:
    """The page's links to its own site by canonical address."""
    found: dict[str, _Target] = {}
    for anchor in document.root.iter("a"):
        url = absolute(anchor.get("href") or "#", document.base_url)
        key = canonical(url) if url else None
        if url is None or key is None or FILES.search(urlsplit(url).path) or not same_site(url, document.url):
            continue
        target = found.setdefault(key, _Target(url))
        names = list(_ancestry(anchor))
        headed = not HEADINGS.isdisjoint(tag for tag, _ in names)
        text = text_of(anchor, MAX_TITLE)
        if text:
            target.texts.append((headed, text))
        target.menu &= not headed and any(tag in MENUS or MENU_NAMES.search(named) for tag, named in names)
        target.pager |= any(PAGER_NAMES.search(named) for _, named in names[:4])
    return found


def _ancestry(element: Element) -> Iterator[tuple[str, str]]:
    """Tag and the names (class, id, role, label) of an element and what it stands in, innermost first."""
    node = element
    while node is not None and isinstance(node.tag, str) and node.tag != "body":
        yield node.tag, " ".join(node.get(name, "") for name in ("class", "id", "role", "aria-label"))
        node = node.getparent()


# ---- articles


def _is_article(target: _Target) -> bool:
    return not target.menu and _points(target) >= ENOUGH


def _points(target: _Target) -> int:
    """How much a link looks like an article's, by its text, its place and its address."""
    parts = urlsplit(target.url)
    path = PAGE_FILE.sub("", parts.path.rstrip("/"))
    if not path and not parts.query:
        return 0
    longest = max((text for _, text in target.texts), key=len, default="")
    points = 2 * any(in_heading for in_heading, _ in target.texts)
    wordy = len(longest) >= LONG_TEXT and len(longest.split()) >= LONG_WORDS
    points += 2 * (wordy or _is_unspaced(longest))
    points += 2 * bool(SLUG.search(path)) + bool(NUMBERED.search(path) or NUMBERED.search(parts.query))
    points += bool(DATED.search(path)) + (path != parts.path.rstrip("/"))
    return points


def _is_unspaced(text: str) -> bool:
    """A sentence in a script that writes without spaces (Chinese, Japanese, Thai, ...)."""
    unspaced = sum("\u0e00" <= letter <= "\u0eff" or letter >= "\u1000" for letter in text)
    return len(text) >= 10 and unspaced * 2 > len(text)


def _times(document: Document, articles: dict[str, _Target]) -> dict[str, Moment]:
    """Times that stand beside exactly one article's link."""
    found: dict[str, Moment] = {}
    for element in document.root.iter("time"):
        moment = read_timestamp(element.get("datetime") or "", "listing")
        key = _beside(element, document, articles) if moment else None
        if key and moment:
            found.setdefault(key, moment)
    return found


def _beside(element: Element, document: Document, articles: dict[str, _Target]) -> str | None:
    node = element
    for _ in range(CLIMB):
        node = node.getparent()
        if node is None:
            return None
        urls = [absolute(anchor.get("href") or "#", document.base_url) for anchor in node.iter("a")]
        keys = {canonical(url) for url in urls if url} & articles.keys()
        if keys:
            return keys.pop() if len(keys) == 1 else None
    return None


# ---- pages and sections


def _pages(document: Document, targets: Iterable[_Target], here: str) -> tuple[str, ...]:
    """Further pages of this listing: ``rel=next`` first, then numbers in a pager."""
    following = [
        absolute(element.get("href") or "#", document.base_url)
        for element in document.root.iter("a", "link")
        if "next" in (element.get("rel") or "").lower().split()
    ]
    numbered = [target.url for target in targets if _is_page(target)]
    pages = [url for url in (*following, *numbered) if url and canonical(url) != here]
    return tuple(dict.fromkeys(pages))


def _is_page(target: _Target) -> bool:
    numbers = [text for _, text in target.texts if text.isdecimal() and len(text) <= 4]
    address = PAGE_ADDRESS.search(target.url)
    return bool(numbers and (target.pager or address)) or bool(target.pager and address)


def _is_section(target: _Target) -> bool:
    """A short link with a short address: what a menu holds."""
    parts = urlsplit(target.url)
    depth = len([segment for segment in parts.path.split("/") if segment])
    shortest = min((text for _, text in target.texts), key=len, default="")
    plain = not NUMBERED.search(parts.path) and not SLUG.search(parts.path)
    return plain and 0 < depth <= 3 and 0 < len(shortest) <= 40 and not PAGE_ADDRESS.search(target.url)
