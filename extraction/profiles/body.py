"""The body of a site's pages, read by a learned layout: in which element it stands, and what stands there.

A path is the way down from the container to a block, as tags and classes. The layout says of each path
whether it is text, and of which kind; see :mod:`extraction.profiles.layout` for where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extraction.article import Block, BlockKind
from extraction.body import LONG_LINE, BodyReading, is_one_of, says_nothing
from extraction.profiles.places import Place, find
from extraction.profiles.search import Search
from extraction.profiles.spots import LINKED, Spot, spots
from extraction.text import Element

MAX_UNKNOWN = 0.1  # of the text, at paths never seen before: more and the page is of another layout
MORE = 1.5  # times what was seen on any page that was learned from is no surprise,
SOME, A_LITTLE = 8, 0.05  # and some paragraphs outside of the container, or some of its text left out
SHORT = 2  # times fewer words than ``fewest`` a brief may have
LONG = 80  # characters of a paragraph at an unknown path that is taken in any container
PARAGRAPH_ENDS = Search((b"</p>",))  # ten times as fast as bytes.count
FIGURE = re.compile(r">(?:figure|figcaption)\b")
ASIDE = re.compile(r">(?:figure|figcaption|aside|footer|form|nav|table)\b")
HEADING = re.compile(r">h[2-6](?:\.[^>]*)?(?:/b)?$")


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """How a site lays out its articles.

    ``paths`` says of each path what kind of block stands there, None where it is no text. ``fewest``
    is a third of the words of the shortest page; one with half of that is not believed to be read whole.
    ``clean`` says that the container holds little but the body. ``opening`` is where the first paragraph
    stands, if not in the container; ``standfirst`` says that the first paragraph is one. ``containers`` is
    how many of them a page has at most, ``outside`` how many paragraphs stand elsewhere, ``left`` the share
    of the container's text that is left out; pages of which more is are of another layout.
    """

    container: Place
    paths: Mapping[str, BlockKind | None]
    fewest: int
    clean: bool
    opening: Place | None = None
    standfirst: bool = False
    containers: int = 1
    outside: int = 0
    left: float = 0.0


# ---- reading


def read_layout(
    layout: BodyLayout, root: Element, title: str | None, furniture: frozenset[str], whole: bytes = b""
) -> BodyReading | None:
    """The body of a page of this layout, None where the page is of another. ``whole`` is all of the page."""
    containers = find(root, layout.container)
    if not 0 < len(containers) <= layout.containers or _is_elsewhere(layout, containers, whole):
        return None
    opening = opening_text(root, layout.opening)
    first = [Block(opening)] if opening and not is_furniture(opening, title, furniture) else []
    inner = (spot for element in containers for spot in spots(element))
    found = choose(layout, inner, title, furniture, first)
    words = found.words
    if not _is_like_learned(layout, found, words):
        return None
    apart = bool(first) == (layout.opening is not None)
    lead = found.blocks[0].text if layout.standfirst and apart else None
    return BodyReading(tuple(found.blocks), lead, 1 - found.unknown / found.size, words=words)


@dataclass(slots=True)
class Choice:
    """The blocks that were chosen, with the length of what stood at unknown paths and of what was left."""

    blocks: list[Block]
    unknown: int = 0
    passed: int = 0

    @property
    def size(self) -> int:
        """Characters of the blocks."""
        return sum(len(block.text) for block in self.blocks)

    @property
    def words(self) -> int:
        """Words of the blocks, whose texts have single spaces."""
        return sum(block.text.count(" ") + 1 for block in self.blocks)


def choose(
    layout: BodyLayout,
    found: Iterable[Spot],
    title: str | None,
    furniture: frozenset[str],
    first: Iterable[Block],
) -> Choice:
    """Which blocks of a container are text."""
    choice, paths = Choice(list(first)), layout.paths
    seen = {block.text for block in choice.blocks}
    for spot in found:
        text, path, _ = spot
        if text in seen and text.count(" ") >= LONG_LINE - 1:
            continue
        kind, known = (paths[path], True) if path in paths else _kind(layout, spot)
        if kind is None or is_furniture(text, title, furniture):
            choice.passed += 0 if FIGURE.search(spot.tags) else len(text)  # a gallery has more captions
            continue
        choice.unknown += 0 if known else len(text)
        seen.add(text)
        choice.blocks.append(Block(text, kind))
    while choice.blocks and choice.blocks[-1].kind is BlockKind.SUBHEADING:
        choice.blocks.pop()
    return choice


def _is_like_learned(layout: BodyLayout, found: Choice, words: int) -> bool:
    """Whether a page has as much text as the learned ones, at paths as known, and leaves out as little."""
    size = found.size
    if words < max(layout.fewest // SHORT, 1) or found.unknown > MAX_UNKNOWN * size:
        return False
    return found.passed <= (MORE * layout.left + A_LITTLE) * (found.passed + size)


def paragraphs_outside(containers: Sequence[Element], whole: bytes) -> int:
    """How many paragraphs of a page stand in none of its containers."""
    inside = sum(1 for element in containers for _ in element.iter("p"))
    return PARAGRAPH_ENDS.count(whole) - inside


def _is_elsewhere(layout: BodyLayout, containers: Sequence[Element], whole: bytes) -> bool:
    """Whether so much stands outside of the containers that the text may."""
    return paragraphs_outside(containers, whole) > MORE * layout.outside + SOME


def opening_text(root: Element, place: Place | None) -> str | None:
    """What the first element at a place says, None where it says nothing."""
    found = find(root, place) if place else []
    return " ".join("".join(found[0].itertext()).split()) or None if found else None


def _kind(layout: BodyLayout, spot: Spot) -> tuple[BlockKind | None, bool]:
    """What a block at a path of its own is, and whether its path is known but for the classes."""
    if (path := f"~{spot.tags}") in layout.paths:
        return layout.paths[path], True
    if LINKED in spot.tags or ASIDE.search(spot.tags):
        return None, True
    if spot.tags.endswith(">p") and len(spot.text) >= LONG:
        return BlockKind.PARAGRAPH, False
    kind = BlockKind.SUBHEADING if HEADING.search(spot.tags) else BlockKind.PARAGRAPH
    return (kind if layout.clean else None), False


def is_furniture(text: str, title: str | None, furniture: frozenset[str]) -> bool:
    """Whether a block is no text wherever it stands: the title again, a divider or pointer, what repeats."""
    return text == title or says_nothing(text) or is_one_of(text, furniture)
