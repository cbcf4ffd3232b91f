"""Links of a listing, a section or a front page: articles with hints, further pages, sections.

Judged by shape and place, not by words, so that it works in any language: an article's link is long,
stands in a heading or has a telling address; a page's link is a number in a pager or ``rel=next``;
a section's link is short and stands in a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from extraction.addresses.links import Link
from extraction.addresses.urls import absolute, canonical, site_of
from extraction.article import Moment
from extraction.text import text_of
from extraction.times.timestamps import read_timestamp

if TYPE_CHECKING:
    from extraction.document import Document

Element: TypeAlias = Any

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
MENUS = frozenset(("nav", "header", "footer"))
NAMING = ("class", "id", "role", "aria-label")
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|navigation|navbar|breadcrumbs?|footer|toolbar)(?:$|[\s_-])", re.IGNORECASE
)
PAGER_NAMES = re.compile(r"pag(?:in|er|enavi|es?(?:$|[\s_-]|num))|nav-?links|load-?more", re.IGNORECASE)
PAGE_ADDRESS = re.compile(
    r"[?&](?:page|paged|p|pg|pag|pagina|seite|sayfa|strona|strana|sida|sivu|oldal|start|offset|limitstart|from)=\d+|/(?:page|p|pagina|seite|strana)[/-]?\d+",
    re.IGNORECASE,
)
FILES = frozenset((
    "jpg", "jpeg", "png", "gif", "webp", "svg", "ico", "css", "js", "json", "xml", "rss", "pdf", "zip", "gz",
    "mp3", "mp4", "m4a", "avi", "mov", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "exe", "apk",
))  # fmt: skip
WORD_BREAK = re.compile(r"[-_]+")
NUMBERED = re.compile(r"\d{5,}|/(?!(?:19|20)\d\d$)\d{3,4}$")  # a year is no article's number
DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?\d\d?)?/")
DAY = re.compile(r"/(?:19|20)\d\d-\d\d?(?:-\d\d?)?/?$")  # or a month: of a calendar or an archive
PAGE_FILE = re.compile(r"\.(?:html?|php|aspx?|shtml|jsp)$", re.IGNORECASE)

ENOUGH = 3  # points that make a link an article's
LONG_TEXT, LONG_WORDS, SLUG_WORDS = 25, 4, 4
MAX_TITLE = 300
PAGER_DEPTH = 4  # levels from a page's number up to its pager
CLIMB = 6  # levels between a time and the link that it belongs to


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page links to on its own site. ``pages`` are further pages of the same listing, next first."""

    articles: tuple[Link, ...] = ()
    pages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


class _Place(NamedTuple):
    """Whether an element stands in a heading or a menu, and how far below a pager."""

    headed: bool = False
    menu: bool = False
    pager_depth: int = 1000


NOWHERE = _Place()


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
        return text if in_heading or len(text) >= LONG_TEXT or _is_unspaced(text) else None

    @property
    def is_first(self) -> bool:
        """Whether a pager numbers it as the first."""
        return bool(self.texts) and all(text == "1" for _, text in self.texts)


def read_listing(document: Document) -> Listing:
    """Articles, further pages and sections that a page of the same site leads to."""
    targets = _targets(document)
    here = canonical(document.url) or document.url
    numbered = [target for target in targets.values() if _is_page(target)]
    pages = _pages(document, numbered, here)
    for url in (here, *(canonical(target.url) for target in numbered), *map(canonical, pages)):
        targets.pop(url or "", None)
    articles = {key: target for key, target in targets.items() if _is_article(target)}
    times = _times(document, articles)
    links = [Link(t.url, t.title, times.get(key), None, "listing") for key, t in articles.items()]
    sections = [t.url for key, t in targets.items() if key not in articles and _is_section(t)]
    return Listing(tuple(links), pages, tuple(sections))


def cards(document: Document) -> list[list[Element]]:
    """The boxes of the articles that a page leads to: the largest elements that lead to one of them alone."""
    articles = {canonical(link.url) for link in read_listing(document).articles}
    anchors = [(anchor, key) for anchor, key, _ in _anchors(document) if key in articles]
    leads_to: dict[Element, set[str]] = {}
    for anchor, key in anchors:
        for element in (anchor, *anchor.iterancestors()):
            if key in (keys := leads_to.setdefault(element, set())):
                break
            keys.add(key)
    boxes: dict[str, list[Element]] = {}
    for anchor, key in anchors:
        lone = [e for e in (anchor, *anchor.iterancestors()) if len(leads_to[e]) == 1]
        if lone[-1:] and lone[-1] not in boxes.setdefault(key, []):
            boxes[key].append(lone[-1])
    return list(boxes.values())


def _anchors(document: Document) -> Iterator[tuple[Element, str, str]]:
    """The page's links to its own site: element, canonical address, address."""
    site = site_of(document.url)
    addresses: dict[str, tuple[str, str] | None] = {}
    for anchor in document.root.iter("a"):
        href = anchor.get("href") or "#"
        if href not in addresses:
            addresses[href] = _address(href, document.base_url, site)
        if (address := addresses[href]) is not None:
            yield anchor, *address


def _targets(document: Document) -> dict[str, _Target]:
    """The page's links to its own site by canonical address."""
    found: dict[str, _Target] = {}
    places: dict[Element, _Place] = {}
    for anchor, key, url in _anchors(document):
        target = found.setdefault(key, _Target(url))
        place = _place(anchor, places)
        heading = next(anchor.iter(*HEADINGS), None) if len(anchor) else None  # of a card that is one link
        headed = place.headed or heading is not None
        text = text_of(anchor if heading is None else heading, MAX_TITLE)
        if text:
            target.texts.append((headed, text))
        target.menu &= place.menu and not headed
        target.pager |= place.pager_depth < PAGER_DEPTH
    return found


def _address(href: str, base: str, site: str | None) -> tuple[str, str] | None:
    """Key and address of a page of this site, None for anything else."""
    url = absolute(href, base)
    key = canonical(url) if url else None
    if url is None or key is None or site_of(key) != site:
        return None
    return None if key.rpartition(".")[2].lower() in FILES else (key, url)


def _place(element: Element, places: dict[Element, _Place]) -> _Place:
    """Where an element stands, from its own names and its parent's place; each is looked at once."""
    path = []
    node = element
    while node is not None and node not in places and node.tag != "body":
        path.append(node)
        node = node.getparent()
    place = places.get(node, NOWHERE)
    for node in reversed(path):
        menu, pager = _named(" ".join(filter(None, map(node.get, NAMING))))
        place = _Place(
            place.headed or node.tag in HEADINGS,
            place.menu or node.tag in MENUS or menu,
            0 if pager else place.pager_depth + 1,
        )
        places[node] = place
    return place


@lru_cache(maxsize=4096)  # a site's pages share their names
def _named(names: str) -> tuple[bool, bool]:
    """Whether an element's names are those of a menu, and of a pager."""
    return bool(MENU_NAMES.search(names)), bool(PAGER_NAMES.search(names))


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
    points += 2 * _is_slug(path) + bool(NUMBERED.search(path) or NUMBERED.search(parts.query))
    points += bool(DATED.search(path)) + (path != parts.path.rstrip("/"))
    return points


def _is_slug(path: str) -> bool:
    """An address that ends with at least four words."""
    return len(WORD_BREAK.split(path.rpartition("/")[2].strip("-_"))) >= SLUG_WORDS


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


def _pages(document: Document, numbered: Sequence[_Target], here: str) -> tuple[str, ...]:
    """Further pages of this listing: ``rel=next`` first, then numbers in a pager.

    The first page is left out: it is the listing itself, mostly under another address.
    """
    following = [
        absolute(element.get("href") or "#", document.base_url)
        for element in document.root.iter("a", "link")
        if "next" in (element.get("rel") or "").lower().split()
    ]
    further = [target.url for target in numbered if not target.is_first]
    pages = [url for url in (*following, *further) if url and canonical(url) != here]
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
    plain = not any(found(parts.path) for found in (NUMBERED.search, DAY.search, _is_slug))
    return plain and 0 < depth <= 3 and 0 < len(shortest) <= 40 and not PAGE_ADDRESS.search(target.url)
