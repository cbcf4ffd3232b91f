"""Articles that a page carries only as data for its scripts: HTML in JSON strings, or lists of paragraphs.

A rescue of pages that show no text without their scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from extraction.document import Document
from extraction.text import Element

MIN_TEXT = 600  # characters; no article is shorter and worth the search
MAX_SCRIPT = 3_000_000
MIN_LISTED, SHORTEST, FEWEST = 300, 20, 2  # characters of all paragraphs, of one; paragraphs
LEVELS = 6  # of objects within one another that a paragraph is made of
TEXT_NAMES = ("text", "html", "content", "value", "children", "data", "body", "paragraph", "copy")
TEASER = frozenset(("title", "headline", "url", "href", "slug", "link", "permalink", "comments", "author"))
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"(?:<|\\u003c|\\x3c|&lt;)p\b|(?:<|\\u003c|\\x3c)br\b", re.IGNORECASE)


def articles_in_scripts(document: Document) -> Iterator[Element]:
    """The texts in the page's scripts that hold paragraphs, the longest first, each parsed."""
    texts = sorted((*_html_strings(document), *_listed(document)), key=len, reverse=True)
    for text in texts[:3]:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        page = f"<html><body><article>{text}</article></body></html>"
        yield etree.fromstring(page.encode("utf-8", "replace"), parser=parser)


def _html_strings(document: Document) -> Iterator[str]:
    for script in document.all("script"):
        text = script.text or ""
        if MIN_TEXT < len(text) < MAX_SCRIPT and "ld+json" not in (script.get("type") or ""):
            yield from _strings(text, 2)


def _listed(document: Document) -> Iterator[str]:
    """Lists of paragraphs in the page's scripts, as HTML."""
    for script in document.all("script"):
        text = script.text or ""
        if MIN_TEXT < len(text) < MAX_SCRIPT and "ld+json" not in (script.get("type") or ""):
            yield from filter(None, map(_as_html, _lists(_data(text))))


def _data(text: str) -> Any:
    """The first object that a script holds."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, max(0, text.find("{")))[0]
    except (ValueError, RecursionError):
        return None


def _lists(data: Any) -> Iterator[list[Any]]:
    """All lists in some data."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            yield value
        inner = value.values() if isinstance(value, dict) else value or ()
        stack.extend(one for one in inner if isinstance(one, (dict, list)))


def _as_html(items: list[Any]) -> str | None:
    """The paragraphs that a list holds; None for a list of anything else, such as teasers."""
    if any(isinstance(item, dict) and not TEASER.isdisjoint(item) for item in items):
        return None
    texts = [text for text in (_said(item, LEVELS) for item in items) if len(text) >= SHORTEST]
    if len(texts) < FEWEST or sum(map(len, texts)) < MIN_LISTED:
        return None
    return "".join(f"<p>{text if '<' in text else escape(text)}</p>" for text in texts)


def _said(item: Any, levels: int) -> str:
    """What a paragraph's data say: a text, or the parts under the usual names."""
    if isinstance(item, str):
        return item if " " in item or not item.isascii() else ""
    if not levels:
        return ""
    if isinstance(item, list):
        return "".join(_said(one, levels - 1) for one in item)
    if isinstance(item, dict):
        return next(filter(None, (_said(item.get(name), levels - 1) for name in TEXT_NAMES)), "")
    return ""


def _strings(text: str, levels: int) -> Iterator[str]:
    """Strings of a script that hold paragraphs; a string may itself hold JSON, one level down."""
    for match in _STRING.finditer(text):
        raw = match[1]
        if len(raw) < MIN_TEXT or len(_PARAGRAPH.findall(raw)) < 2:
            continue
        value = _decoded(raw)
        if isinstance(value, str) and levels > 1 and '\\"' in raw and value.lstrip()[:1] in "[{0123456789":
            yield from _strings(value, levels - 1)
        elif isinstance(value, str):
            yield value


def _decoded(raw: str) -> Any:
    try:
        return json.loads(f'"{raw}"', strict=False)
    except ValueError:
        return None
