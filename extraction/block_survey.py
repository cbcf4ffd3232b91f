"""All blocks of a page weighed cheaply: where the running text is, which are worth a closer look."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.block_text import Floats, Ints
from extraction.blocks import AROUND, HEADINGS, HINT_BIT, Blocks

_ENDING = re.compile(r"[.!?…。！？।؟][\"'”’»“)\]]*$")
_ROW_ENDS = frozenset(("p", "h2", "h3", "h4", "blockquote", "li"))
FAR = 60  # blocks before the first or after the last sentence that are not looked at
KEEP = 1500  # blocks looked at, at most


@dataclass(slots=True)
class Survey:
    """What is known of all blocks before any is looked at closely."""

    length: Ints
    links: Floats  # share of characters inside links
    node: Ints
    ends: NDArray[np.bool_]  # ends as a sentence does
    good: NDArray[np.bool_]  # surely running text of some article
    best: int  # the node that most of it hangs on
    parent: Ints
    depth: Ints
    last: Ints
    text_in: Floats  # characters in each node's subtree
    links_in: Floats
    good_in: Floats
    good_count: Floats
    score: Floats
    score_weighed: Floats


def survey(blocks: Blocks) -> Survey:
    """Weigh all blocks cheaply and find the container of the running text."""
    nodes = blocks.nodes
    length = np.fromiter(map(len, blocks.texts), np.int64, len(blocks))
    linked = np.minimum(np.array(blocks.link, dtype=np.int64), length)
    node = np.array(blocks.node, dtype=np.int64)
    ends = np.fromiter(
        (_ENDING.search(text, len(text) - 4 if len(text) > 4 else 0) is not None for text in blocks.texts),
        bool,
        len(blocks),
    )
    around = np.array(nodes.around, dtype=np.int64)[node]
    hints = np.array(nodes.all_hints, dtype=np.int64)[node]
    links = linked / np.maximum(length, 1)
    aside = (around & (AROUND["footer"] | AROUND["figcaption"])) > 0
    good = (length >= 60) & (links < 0.35) & (ends | (length > 150)) & ~aside
    good &= (hints & HINT_BIT["comment"]) == 0
    parent, last = np.array(nodes.parent, dtype=np.int64), np.array(nodes.last, dtype=np.int64)
    text_in, links_in, good_in, good_count = (
        _subtree_sums(node, weights, last) for weights in (length, linked, length * good, good)
    )
    found = Survey(
        length,
        links,
        node,
        ends,
        good,
        0,
        parent,
        np.array(nodes.depth, dtype=np.int64),
        last,
        text_in,
        links_in,
        good_in,
        good_count,
        np.zeros(len(nodes)),
        np.zeros(len(nodes)),
    )
    _find_container(blocks, found)
    return found


def _subtree_sums(node: Ints, weights: NDArray[np.generic], last: Ints) -> Floats:
    """For each node, the sum of weights over the blocks in its subtree."""
    own = np.bincount(node, weights=np.asarray(weights, dtype=np.float64), minlength=len(last))
    sums = np.concatenate(([0.0], np.cumsum(own)))
    inside: Floats = sums[last + 1] - sums[:-1]
    return inside


def _find_container(blocks: Blocks, found: Survey) -> None:
    """Score each node by the good text just below it; fills ``score`` and ``best``."""
    nodes = blocks.nodes
    rows = np.flatnonzero(found.good)
    if not len(rows):
        return
    value = 1 + np.array([blocks.texts[i].count(",") for i in rows]) + np.minimum(found.length[rows] / 100, 3)
    at = found.node[rows]
    row = np.array([nodes.tag[i] in _ROW_ENDS for i in at])
    at = np.where(row, found.parent[at], at)
    for weight in (1.0, 0.5, 0.35, 0.245, 0.1715):
        np.add.at(found.score, at, np.where(at > 0, value * weight, 0))
        at = found.parent[at]
    hints = np.array(nodes.hints, dtype=np.int64)
    bad = HINT_BIT["comment"] | HINT_BIT["foot"] | HINT_BIT["side"] | HINT_BIT["related"]
    factor = 1 - found.links_in / np.maximum(found.text_in, 1)
    factor *= np.where(hints & HINT_BIT["body"], 1.3, 1) * np.where(hints & bad, 0.6, 1)
    factor *= np.array([1.1 if tag in ("article", "main") else 1.0 for tag in nodes.tag])
    found.score_weighed = found.score * factor
    found.best = int(np.argmax(found.score_weighed))


def container_of(found: Survey, blocks: Ints) -> int:
    """The best container among the nodes that hold one of some blocks."""
    number = np.arange(len(found.last))
    holds = np.zeros(len(number), dtype=bool)
    for node in found.node[blocks]:
        holds |= (number <= node) & (node <= found.last)
    return int(np.argmax(np.where(holds, found.score_weighed, -1.0)))


def keep(blocks: Blocks, found: Survey) -> Ints:
    """The blocks worth a closer look: not what is surely furniture by its links and its distance."""
    length, links = found.length, found.links
    keeping = ~((links > 0.6) & (length < 220)) | np.isin(found.node, _heading_nodes(blocks))
    keeping &= ~((links > 0.9) & (length < 400))
    good = np.flatnonzero(found.good)
    if len(good):
        place = np.cumsum(keeping)
        keeping &= (place >= place[good[0]] - FAR) & (place <= place[good[-1]] + FAR)
    # An article's own lists may be all links.
    keeping |= (found.node >= found.best) & (found.node <= found.last[found.best]) & bool(found.best)
    return np.flatnonzero(keeping)[:KEEP]


def _heading_nodes(blocks: Blocks) -> Ints:
    return np.array([i for i, tag in enumerate(blocks.nodes.tag) if tag in HEADINGS], dtype=np.int64)
