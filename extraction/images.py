"""The pictures of an article with their captions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.article import Image
from extraction.document import Document
from extraction.metadata import Story
from extraction.parsing.clues import Mark, marks_of
from extraction.text import Element, joined, text_of

SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")
FURNITURE = Mark.ASIDE | Mark.COMMENT
SIZE = re.compile(r"(?:[-_@]\d{2,4}x\d{2,4}|@\dx)?(?:\.\w{3,4})?\Z")
LONGEST_SIZE = 15  # characters of the longest such ending
MAX_IMAGES = 40


def _source(image: Element) -> str:
    """The address of a picture as written; the first of a set."""
    for name in SOURCES:
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return str(value.split(",")[0].split()[0]) if "srcset" in name else value
    return ""


def _is_aside(element: Element) -> bool:
    for parent in element.iterancestors():
        words = f"{parent.get('class', '')} {parent.get('id', '')}"
        if parent.tag in ("aside", "nav", "footer") or (
            parent.tag not in ("body", "html") and marks_of(words) & FURNITURE
        ):
            return True
    return False


def _figures(document: Document) -> Iterator[Image]:
    for figure in document.all("figure")[:MAX_IMAGES]:
        image = next(figure.iter("img"), None)
        url = joined(document.base_url, _source(image)) if image is not None else None
        if url and not _is_aside(figure):
            caption = next(figure.iter("figcaption"), None)
            yield Image(url, (text_of(caption, 1_000) or None) if caption is not None else None)


def _stated(document: Document, found: tuple[Story, ...]) -> Iterator[str]:
    yield from document.metas.get("og:image", ())[:1]
    for story in found[:1]:
        value = story.node.get("image")
        for item in value if isinstance(value, list) else [value]:
            url = item.get("url") or item.get("@id") if isinstance(item, dict) else item
            if isinstance(url, str):
                yield url


def _name(url: str) -> str:
    """What is the same in a picture's address in all its sizes."""
    path, _, query = url.partition("?")
    name = path.rpartition("/")[2] or query.rpartition("/")[2]
    ending = SIZE.search(name, max(len(name) - LONGEST_SIZE, 1))
    return name[: ending.start()].lower() if name and ending else url


def images(document: Document, found: tuple[Story, ...]) -> tuple[Image, ...]:
    """The article's pictures, each once, that which it states first; captions from the page's figures."""
    figures = [*_figures(document)]
    shown = {_name(image.url): image for image in reversed(figures)}
    pictures: dict[str, Image] = {}
    for reference in _stated(document, found):
        url = joined(document.base_url, reference)
        if url:
            name = _name(url)
            pictures.setdefault(name, Image(url, shown[name].caption if name in shown else None))
    for image in figures:
        pictures.setdefault(_name(image.url), image)
    return tuple(pictures.values())[:MAX_IMAGES]
