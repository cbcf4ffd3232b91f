"""Plain text from markup and strings: one way to clean, used by every reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from itertools import islice
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extraction.addresses.urls import complete, rooted

Element: TypeAlias = etree._Element  # the plain class: lxml.html costs a call a node

SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "button", "select", "option", "rt", "rp")
)
BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "td", "th", "time", "tr", "ul",
))  # fmt: skip
INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069")
)
PARTED = SILENT | BREAKS  # elements that part the text around them, or are not read
FEW = 20  # elements
LONGEST_NAME = 30
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
TAG = re.compile(r"<[^<>]{1,400}>")


def flat(text: str) -> str:
    """A text with single spaces; most have no others."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def breadth(text: str) -> int:
    """How long a text is in letters of an alphabet; one of Chinese, Japanese or Korean is worth three."""
    return len(text) if text.isascii() else len(text) + 2 * len(WIDE.findall(text))


def clean(text: str) -> str:
    """Unicode NFC with single spaces, without soft hyphens, marks of direction and zero-width spaces."""
    single = flat(text)
    if single.isascii():
        return single
    if not single.isprintable():  # as none of these is
        single = flat(single.translate(INVISIBLE))
    return unicodedata.normalize("NFC", single)


def unescaped(text: str) -> str:
    """Text that a page escaped once more than needed ("Q&amp;amp;A"), cleaned and without tags."""
    if "&" in text:
        text = unescape(unescape(text))
    return clean(TAG.sub(" ", text) if "<" in text else text)


def _pieces(element: Element, limit: int, *, apart: bool = False) -> list[str]:
    """Text nodes in order, with line feeds where a block begins or ends; stops after `limit` characters.

    ``apart``: also between elements with nothing between them, which only their looks set apart.
    """
    pieces: list[str] = []
    stack: list[Element | str] = [element]
    length = 0
    while stack and length < limit:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            length += len(node)
            continue
        if node is not element and node.tail:
            stack.append(node.tail.replace("\n", " "))
        elif apart and node is not element and node.getnext() is not None:
            stack.append("\n")
        tag = node.tag
        if not isinstance(tag, str) or tag in SILENT:
            continue
        if tag in BREAKS:
            pieces.append("\n")
            stack.append("\n")
        stack.extend(reversed(list(islice(node, limit))))  # a child a character: more cannot be wanted
        if node.text:
            pieces.append(node.text.replace("\n", " "))
            length += len(node.text)
    return pieces


def text_of(element: Element, limit: int = 2_000) -> str:
    """The visible text of an element on one line; about `limit` characters at most."""
    if not len(element):
        text = element.text
        return clean(text) if text else ""
    inner = [node.tag for node in islice(element.iter(), FEW + 1)]
    if len(inner) <= FEW and inner[0] not in SILENT and PARTED.isdisjoint(inner[1:]):
        text = "".join(element.itertext())
        if len(text) < limit:
            return clean(text)
    return clean("".join(_pieces(element, limit)))


def lines_of(element: Element, limit: int = 2_000, *, apart: bool = False) -> list[str]:
    """The visible text of an element, one line a block, without empty lines."""
    lines = "".join(_pieces(element, limit, apart=apart)).split("\n")
    return [line for line in map(clean, lines) if line]


def quoted_names(text: str, parts: Iterable[str]) -> list[int]:
    """Where the quoted names begin, in a script's text, that hold any of some parts: in order."""
    found: set[int] = set()
    for part in parts:
        at = text.find(part)
        while at >= 0:
            found.add(text.rfind('"', max(0, at - LONGEST_NAME), at))
            at = text.find(part, at + len(part))
    return sorted(found - {-1})


def joined(base: str, reference: str) -> str | None:
    """The absolute http(s) URL of a reference on a page, None where it is none."""
    reference = reference.strip()
    if not reference or reference[0] == "#":
        return None
    if complete(reference):
        return reference
    if quick := rooted(reference, base):
        return quick
    try:
        url = urljoin(base, reference)
        reachable = urlsplit(url).port != 0
    except ValueError:  # "http://[", or a port that is no number or too large
        return None
    return url if reachable and url.startswith(("http://", "https://")) else None
