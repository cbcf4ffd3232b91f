"""The body of a site's pages, read by a learned layout: in which element it stands, and what stands there.

A path is the way down from the container to a block, as tags and classes. The layout says of each path
whether it is text, and of which kind; see :mod:`extraction.site_learning` for where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extraction.article import Block, BlockKind
from extraction.blocks import Blocks, walk
from extraction.body import BodyReading, leads_elsewhere, text_hash
from extraction.places import VOLATILE, Place, find
from extraction.text import Element

MAX_UNKNOWN = 0.1  # of the text, at paths never seen before: more and the page is of another layout
LONG = 80  # characters of a paragraph at an unknown path that is taken in any container
LINKED = "/a"
ASIDE = re.compile(r">(?:figure|figcaption|aside|footer|form|nav|table)\b")
HEADING = re.compile(r">h[2-6](?:\.[^>]*)?(?:/b)?$")


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """How a site lays out its articles.

    ``paths`` says of each path what kind of block stands there, None where it is no text. ``fewest``
    is the number of words below which a page is not believed to be read whole. ``clean`` says that the
    container holds little but the body. ``opening`` is where the first paragraph stands, if not in the
    container; ``standfirst`` says that the first paragraph is one.
    """

    container: Place
    paths: Mapping[str, BlockKind | None]
    fewest: int
    clean: bool
    opening: Place | None = None
    standfirst: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One block within an element: its text and its path, exact and without classes."""

    text: str
    path: str
    tags: str


def spots(element: Element) -> Iterator[Spot]:
    """The blocks of an element with their paths down from it."""
    blocks = walk(element)
    nodes = blocks.nodes
    exact, bare = [""], [""]
    for number in range(1, len(nodes)):
        parent, tag = nodes.parent[number], nodes.tag[number]
        exact.append(f"{exact[parent]}>{_step(tag, nodes.classes[number])}")
        bare.append(f"{bare[parent]}>{tag}")
    for number, text in enumerate(blocks.texts):
        node, flags = blocks.node[number], _flags(blocks, number, len(text))
        yield Spot(text, exact[node] + flags, bare[node] + flags)


@lru_cache(maxsize=8192)
def _step(tag: str, classes: str) -> str:
    """One step of a path: the tag, and the words of its class that don't change with the page."""
    return ".".join((tag, *(word for word in classes.split() if not VOLATILE.search(word))))


def _flags(blocks: Blocks, number: int, size: int) -> str:
    """What sets blocks of one path apart: whether they are links, or bold."""
    linked = LINKED if blocks.link[number] * 10 > size * 7 else ""
    return linked + ("/b" if blocks.bold[number] * 10 > size * 9 else "")


# ---- reading


def read_layout(
    layout: BodyLayout, root: Element, title: str | None, furniture: frozenset[str]
) -> BodyReading | None:
    """The body of a page of this layout, None where the page is of another."""
    opening = opening_text(root, layout.opening)
    chosen = [Block(opening)] if opening and not is_furniture(opening, title, furniture) else []
    seen = {block.text for block in chosen}
    apart = bool(chosen) == (layout.opening is not None)
    unknown = 0
    for spot in (spot for element in find(root, layout.container) for spot in spots(element)):
        if spot.text in seen or is_furniture(spot.text, title, furniture):
            continue
        kind, known = _kind(layout, spot)
        unknown += 0 if known else len(spot.text)
        if kind is not None:
            seen.add(spot.text)
            chosen.append(Block(spot.text, kind))
    while chosen and chosen[-1].kind is BlockKind.SUBHEADING:
        chosen.pop()
    size = sum(len(block.text) for block in chosen)
    words = sum(len(block.text.split()) for block in chosen)
    if words < max(layout.fewest, 1) or unknown > MAX_UNKNOWN * size:
        return None
    lead = chosen[0].text if layout.standfirst and apart else None
    return BodyReading(tuple(chosen), lead, confidence=1 - unknown / size, words=words)


def opening_text(root: Element, place: Place | None) -> str | None:
    """What the first element at a place says, None where it says nothing."""
    found = find(root, place) if place else []
    return " ".join("".join(found[0].itertext()).split()) or None if found else None


def _kind(layout: BodyLayout, spot: Spot) -> tuple[BlockKind | None, bool]:
    """What a block is, and whether its path was known."""
    for path in (spot.path, f"~{spot.tags}"):
        if path in layout.paths:
            return layout.paths[path], True
    if LINKED in spot.tags or ASIDE.search(spot.tags):
        return None, True
    if spot.tags.endswith(">p") and len(spot.text) >= LONG:
        return BlockKind.PARAGRAPH, False
    kind = BlockKind.SUBHEADING if HEADING.search(spot.tags) else BlockKind.PARAGRAPH
    return (kind if layout.clean else None), False


def is_furniture(text: str, title: str | None, furniture: frozenset[str]) -> bool:
    """Whether a block is no text wherever it stands: the title again, a pointer, what the site repeats."""
    return text == title or leads_elsewhere(text) or text_hash(text) in furniture
