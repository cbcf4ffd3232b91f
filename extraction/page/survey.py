"""All blocks of a page weighed cheaply: where the running text is, which are worth a closer look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from extraction.page.blocks import AROUND, HEADINGS, HINT_BIT, Blocks, Nodes
from extraction.page.texts import Floats, Ints

TAGS = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "figcaption", "dd", "dt", "pre",
    "section", "article",
)  # fmt: skip
TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_ENDING = re.compile(r"[.!?…。！？।؟][\"'”’»“)\]]*$")
HEADING_TAGS = tuple(number for tag, number in TAG_NUMBER.items() if tag in HEADINGS)
_NUMBERS = np.arange(-1, len(TAGS))
_IS_HEADING = np.isin(_NUMBERS, HEADING_TAGS)  # by a tag's number, 1 added
_ENDS_ROW = np.isin(_NUMBERS, [TAG_NUMBER[tag] for tag in ("p", "h2", "h3", "h4", "blockquote", "li")])
_MAIN = frozenset(("article", "main"))
FADING = (1.0, 0.5, 0.35, 0.245, 0.1715)  # of a text's voice for the nodes around it
FAR = 60  # blocks before the first or after the last sentence that are not looked at
KEEP = 1500  # blocks looked at, at most


@dataclass
class Frame:
    """The nodes of a page as arrays, named as in Nodes."""

    parent: Ints
    depth: Ints
    last: Ints
    hints: Ints
    every: Ints  # hints, with those of the nodes around
    around: Ints
    tag: Ints  # its number in TAGS, -1 for others

    @classmethod
    def of(cls, nodes: Nodes) -> Frame:
        tag = [TAG_NUMBER.get(tag, -1) for tag in nodes.tag]
        lists = (nodes.parent, nodes.depth, nodes.last, nodes.hints, nodes.all_hints, nodes.around, tag)
        return cls(*np.array(lists, dtype=np.int64))

    @cached_property
    def by_depth(self) -> tuple[Ints, Ints]:
        """The nodes by depth, then in page order; and the keys that they are sorted by."""
        order = np.argsort(self.depth, kind="stable")
        return order, self.depth[order] * len(self.depth) + order

    def is_heading(self, node: Ints) -> NDArray[np.bool_]:
        """Which of some nodes are headings."""
        headings: NDArray[np.bool_] = _IS_HEADING[self.tag[node] + 1]
        return headings


@dataclass(slots=True)
class Survey:
    """What is known of all blocks before any is looked at closely."""

    frame: Frame
    length: Ints
    links: Floats  # share of characters inside links
    node: Ints
    ends: NDArray[np.bool_]  # ends as a sentence does
    good: NDArray[np.bool_]  # surely running text of some article
    text_in: Floats  # characters in each node's subtree
    links_in: Floats
    good_in: Floats
    good_count: Floats
    score: Floats
    score_weighed: Floats
    best: int = 0  # the node that most of the running text hangs on

    @property
    def parent(self) -> Ints:
        """Each node's parent."""
        return self.frame.parent

    @property
    def last(self) -> Ints:
        """The last node inside each."""
        return self.frame.last


def survey(blocks: Blocks) -> Survey:
    """Weigh all blocks cheaply and find the container of the running text."""
    frame = Frame.of(blocks.nodes)
    length = np.fromiter(map(len, blocks.texts), np.int64, len(blocks))
    linked = np.minimum(np.array(blocks.link, dtype=np.int64), length)
    node = np.array(blocks.node, dtype=np.int64)
    ends = np.fromiter(map(_ends, blocks.texts), bool, len(blocks))
    links = linked / np.maximum(length, 1)
    good = (length >= 60) & (links < 0.35) & (ends | (length > 150))
    good &= (frame.around[node] & (AROUND["footer"] | AROUND["figcaption"])) == 0
    good &= (frame.every[node] & HINT_BIT["comment"]) == 0
    text_in, links_in, good_in, good_count = _subtree_sums(
        node, np.array((length, linked, length * good, good), np.float64), frame.last
    )
    nowhere = np.zeros(len(blocks.nodes))
    found = Survey(
        frame, length, links, node, ends, good, text_in, links_in, good_in, good_count, nowhere, nowhere
    )
    _find_container(blocks, found)
    return found


def _ends(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _ENDING.search(text, max(0, len(text) - 4)) is not None


def _subtree_sums(node: Ints, weights: Floats, last: Ints) -> Floats:
    """For each node, the sums of weights (kind x block) over the blocks in its subtree."""
    sums = np.zeros((len(weights), len(last) + 1))
    for row, kind in zip(sums, weights, strict=True):
        row[1:] = np.bincount(node, weights=kind, minlength=len(last))
    np.cumsum(sums, axis=1, out=sums)
    inside: Floats = sums[:, last + 1] - sums[:, :-1]
    return inside


def _find_container(blocks: Blocks, found: Survey) -> None:
    """Score each node by the good text just below it; fills ``score`` and ``best``."""
    frame = found.frame
    rows = np.flatnonzero(found.good)
    if not len(rows):
        return
    value = 1 + np.array([blocks.texts[i].count(",") for i in rows]) + np.minimum(found.length[rows] / 100, 3)
    at = found.node[rows]
    at = np.where(_ENDS_ROW[frame.tag[at] + 1], frame.parent[at], at)
    line = [at]  # of nodes that a text speaks for: its own, and those around it
    for _ in FADING[1:]:
        line.append(frame.parent[line[-1]])
    nodes = np.concatenate(line)
    weights = np.where(nodes > 0, np.outer(FADING, value).ravel(), 0.0)
    found.score = np.bincount(nodes, weights, len(frame.parent)).astype(np.float64, copy=False)
    bad = HINT_BIT["comment"] | HINT_BIT["foot"] | HINT_BIT["side"] | HINT_BIT["related"]
    factor = 1 - found.links_in / np.maximum(found.text_in, 1)
    factor *= np.where(frame.hints & HINT_BIT["body"], 1.3, 1) * np.where(frame.hints & bad, 0.6, 1)
    factor *= np.array([1.1 if tag in _MAIN else 1.0 for tag in blocks.nodes.tag])
    found.score_weighed = found.score * factor
    found.best = int(np.argmax(found.score_weighed))


def container_of(found: Survey, blocks: Ints) -> int:
    """The best container among the nodes that hold one of some blocks."""
    number = np.arange(len(found.last))
    holds = np.zeros(len(number), dtype=bool)
    for node in found.node[blocks]:
        holds |= (number <= node) & (node <= found.last)
    return int(np.argmax(np.where(holds, found.score_weighed, -1.0)))


def keep(found: Survey) -> Ints:
    """The blocks worth a closer look: not what is surely furniture by its links and its distance."""
    length, links = found.length, found.links
    keeping = ~((links > 0.6) & (length < 220)) | found.frame.is_heading(found.node)
    keeping &= ~((links > 0.9) & (length < 400))
    good = np.flatnonzero(found.good)
    if len(good):
        place = np.cumsum(keeping)
        keeping &= (place >= place[good[0]] - FAR) & (place <= place[good[-1]] + FAR)
    # An article's own lists may be all links.
    keeping |= (found.node >= found.best) & (found.node <= found.last[found.best]) & bool(found.best)
    return np.flatnonzero(keeping)[:KEEP]
