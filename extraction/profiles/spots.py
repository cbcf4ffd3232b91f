"""The blocks of an element with the way down to each: those of :mod:`extraction.page.blocks`, quickly.

The same walk as there, told by children instead of events and without what only features ask about: most
elements of an article are paragraphs that hold nothing but text, and cost one look here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from extraction.page.blocks import (
    BOLD,
    BREAK,
    ENTER,
    LINK,
    MARKS,
    MAX_ELEMENTS,
    MAX_TEXT,
    SKIP,
    WHISPER,
    OpenBlock,
    clipped,
    duties_of,
    unseen,
)
from extraction.profiles.places import VOLATILE
from extraction.text import Element, flat

DEEPEST = 300  # levels; no article stands deeper, and Python calls no deeper than a thousand
LINKED = "/a"
UNCERTAIN = SKIP | WHISPER  # what is in such an element may not be read

Path: TypeAlias = tuple[str, str]  # with the elements' classes, and without


class Spot(NamedTuple):
    """One block within an element: its text and its path, exact and without classes."""

    text: str
    path: str
    tags: str


def spots(element: Element) -> list[Spot]:
    """The blocks of an element with their paths down from it."""
    walk = _Walk()
    body = element.find("body") if element.tag == "html" else None
    walk.read(element if body is None else body, ("", ""), 0)
    walk.flush(("", ""))
    return walk.spots


@lru_cache(maxsize=8192)
def _down(path: Path, tag: str, classes: str | None) -> Path:
    """One step down: the tag, and the words of its class that don't change with the page."""
    words = (classes or "")[:200].split()
    step = ".".join((tag, *(word for word in words if not VOLATILE.search(word))))
    return f"{path[0]}>{step}", f"{path[1]}>{tag}"


class _Walk(OpenBlock):
    """The open block, and what was kept so far."""

    def __init__(self) -> None:
        super().__init__()
        self.spots: list[Spot] = []
        self.elements = self.taken = 0

    def read(self, element: Element, path: Path, depth: int) -> None:
        """Take what an element holds; ``path`` is that of the block that it stands in."""
        if text := element.text:
            self.text(text)
        for child in element:
            self.elements += 1
            duties = duties_of(tag := child.tag)
            if not duties:
                self.inside(child, path, duties, depth)
            elif duties & ENTER and not duties & SKIP:
                if self.pieces:
                    self.flush(path)
                self.block(child, _down(path, tag, child.get("class")), duties, depth)
            elif duties & BREAK:
                self.break_line(path)
            elif not (duties & UNCERTAIN and _is_silent(child, duties)):
                self.inside(child, path, duties, depth)
            if text := child.tail:
                self.text(text)

    def block(self, element: Element, path: Path, duties: int, depth: int) -> None:
        """What stands in a block element."""
        self.breaks = 0
        if len(element):
            self.inside(element, path, duties, depth)
            self.flush(path)
            self.breaks = 0
        elif (text := element.text) and not text.isspace():
            text = text[:MAX_TEXT]
            size = len(text)
            self.taken += size
            self.keep(text, size if self.in_link else 0, size if self.in_bold or duties & BOLD else 0, path)

    def inside(self, element: Element, path: Path, duties: int, depth: int) -> None:
        """What an element holds, with what its tag makes of it."""
        if depth >= DEEPEST or self.elements > MAX_ELEMENTS or self.taken > MAX_TEXT:
            return
        if not duties & MARKS:
            self.read(element, path, depth + 1)
            return
        link, bold = self.in_link, self.in_bold
        self.in_link, self.in_bold = link or duties & LINK, bold or duties & BOLD
        self.read(element, path, depth + 1)
        self.in_link, self.in_bold = link, bold

    def break_line(self, path: Path) -> None:
        """A br: two in a row end a block, as authors write paragraphs so."""
        self.breaks += 1
        self.pieces.append(" ")
        if self.breaks >= 2:
            self.flush(path)

    def flush(self, path: Path) -> None:
        """Close the open block and keep it if it says anything."""
        if self.size:
            self.keep("".join(self.pieces), self.link, self.bold, path)
            self.taken += self.size
            self.size = self.link = self.bold = 0
        if self.pieces:
            self.pieces.clear()

    def keep(self, text: str, link: int, bold: int, path: Path) -> None:
        """Keep a block, of which so many characters are links and bold."""
        text = flat(text)
        if link or bold:
            flags = _flags(link, bold, len(text))
            path = path[0] + flags, path[1] + flags
        self.spots.append(Spot(text, *path))


def _is_silent(element: Element, duties: int) -> bool:
    """Whether nothing in an element is read: not by anybody, or not by those who see the page."""
    if duties & SKIP or unseen(element.get("class")):
        return True
    style = element.get("style")
    return style is not None and clipped(style)


def _flags(link: int, bold: int, size: int) -> str:
    """What sets blocks of one path apart: whether they are links, or bold."""
    linked = LINKED if link * 10 > size * 7 else ""
    return linked + ("/b" if bold * 10 > size * 9 else "")
