"""Whose text a page shows: the headings above it, and where they lead. Pure.

Pages of an author, of a topic or of older posts show articles as long as a page of their own. Above each
stands its headline, which leads to that page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from extraction.addresses.urls import absolute, canonical, site_of
from extraction.metadata import key
from extraction.text import text_of

if TYPE_CHECKING:
    from extraction.document import Document

Element: TypeAlias = Any

HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
HEADLINE = 10  # characters that "Politics" and "More news" do not have
OPENING = 25  # characters of one piece of text that tell where an article begins
WHOLE = 0.9  # of a heading that is a link


class Heading(NamedTuple):
    """A heading as it is compared, and where it leads."""

    text: str
    is_first: bool  # of the first level
    target: str | None  # another page of the site


def leads_to_its_own_page(document: Document, title: str, opening: str, own: Collection[str]) -> bool:
    """Whether the heading next above the text that begins with ``opening`` leads to another page of the site.

    ``own`` are the page's own addresses. A page that shows a headline of its own, be it its ``title``, may
    lead anywhere between that and its text.
    """
    above = list(_above(document, opening))
    headings = [_heading(element, document, own) for element in above if element.tag in HEADINGS]
    nearest = next((one for one in reversed(headings) if len(one.text) >= HEADLINE), None)
    if nearest is None or not urlsplit(nearest.target or "").path.strip("/"):
        return False
    if any(one.is_first and not one.target for one in headings) or nearest.text in _stated(document):
        return False
    return key(title) not in "".join(key(element.text or "") for element in above if element.tag != "a")


def _above(document: Document, opening: str) -> Iterator[Element]:
    """The elements of the page's body that begin above a text."""
    body = document.root.find("body")
    for element in (document.root if body is None else body).iter(etree.Element):
        if any(_opens(opening, piece) for piece in (element.text, element.tail)):
            return
        yield element


def _opens(opening: str, piece: str | None) -> bool:
    words = " ".join(piece.split()) if piece and len(piece) >= OPENING else ""
    return len(words) >= OPENING and words in opening


def _heading(element: Element, document: Document, own: Collection[str]) -> Heading:
    text = text_of(element, 500)
    anchors = [anchor for anchor in (*element.iter("a"), *element.iterancestors("a")) if anchor.get("href")]
    anchor = max(anchors, key=lambda one: len(text_of(one, 500)), default=None)
    if anchor is None or len(text_of(anchor, 500)) < WHOLE * len(text):
        return Heading(key(text), element.tag == "h1", None)
    url = absolute(anchor.get("href"), document.base_url)
    target = canonical(url) if url else None
    same = target is not None and site_of(target) == site_of(document.url)
    return Heading(key(text), element.tag == "h1", target if same and target not in own else None)


def _stated(document: Document) -> str:
    """What the page's head calls it, as it is compared."""
    title = document.first("title")
    return key(f"{(title.text or '') if title is not None else ''} {document.meta('og:title') or ''}")
