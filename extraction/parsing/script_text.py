"""Articles that a page carries only as data for its scripts: HTML inside JSON strings. A rescue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from extraction.document import Document
from extraction.text import Element

MIN_TEXT = 600  # characters; no article is shorter and worth the search
MAX_SCRIPT = 3_000_000
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"(?:<|\\u003c|\\x3c|&lt;)p\b|(?:<|\\u003c|\\x3c)br\b", re.IGNORECASE)


def articles_in_scripts(document: Document) -> Iterator[Element]:
    """The HTML texts in the page's scripts that hold paragraphs, the longest first, each parsed."""
    texts = sorted(_html_strings(document), key=len, reverse=True)
    for text in texts[:3]:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        page = f"<html><body><article>{text}</article></body></html>"
        yield etree.fromstring(page.encode("utf-8", "replace"), parser=parser)


def _html_strings(document: Document) -> Iterator[str]:
    for script in document.all("script"):
        text = script.text or ""
        if MIN_TEXT < len(text) < MAX_SCRIPT and "ld+json" not in (script.get("type") or ""):
            yield from _strings(text, 2)


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
