"""What a box holds as a whole: the words, pictures and repeats of all blocks that share an element.

A line of an offer or of a list of links is often innocent by itself; its box is not.
"""

from __future__ import annotations

import numpy as np

from extraction.page.look import Look
from extraction.page.texts import Floats, Ints

LISTS = ("invite", "offer", "legal", "credit", "byline", "talk", "bio", "listing")
NEAR = 6  # blocks before and after that are looked at
SHORT = 8  # words
LEVELS = ("parent", "grand", "branch")
_LEXICON = [f"lexicon {name}" for name in LISTS]
_TEXTS = (*_LEXICON, "in body", "repeats", "short", "words")
_NEAR = [f"{side} {name}" for side in ("ahead", "before") for name in _LEXICON]


def boxes(view: Look, branch: Ints) -> None:
    """Sums over the elements around each block; ``branch`` is the one below the running text."""
    node, parent = view.survey.node[view.rows], view.survey.parent
    levels = np.array((parent[node], parent[parent[node]], branch))
    _texts(view, node, levels)
    _things(view, levels)
    _near(view)


def _texts(view: Look, node: Ints, levels: Ints) -> None:
    table = view.table
    words = table["words"]
    weights = (
        table.columns(_LEXICON),
        [
            np.maximum(table["in article body"], 0) * words,
            (table["repeats"] > 1) * words,
            words < SHORT,
            words,
            np.ones(len(words)),
        ],
    )
    sums = _inside(node, np.concatenate(weights, dtype=np.float64), levels, view.survey.last)
    for level, inside in zip(LEVELS, sums, strict=True):
        *texts, short, size, count = inside
        size = np.maximum(size, 1)
        shares = [*(total / size for total in texts), short / np.maximum(count, 1), size]
        table.fill([f"{level} {name}" for name in _TEXTS], np.array(shares))


def _things(view: Look, levels: Ints) -> None:
    since = np.diff(np.array((view.blocks.controls, view.blocks.images), dtype=np.float64), prepend=0.0)
    sums = _inside(view.survey.node, since, levels, view.survey.last)
    for level, inside in zip(LEVELS, sums, strict=True):
        view.table.fill((f"{level} controls", f"{level} images"), inside)


def _inside(node: Ints, weights: Floats, levels: Ints, last: Ints) -> Floats:
    """For each element (level x row) the sums of weights (kind x block) over the blocks inside:
    level x kind x row."""
    order = np.argsort(node, kind="stable")
    sums = np.zeros((len(weights), len(node) + 1))
    np.cumsum(weights[:, order], axis=1, out=sums[:, 1:])
    in_order = node[order]
    found: Floats = sums[:, np.searchsorted(in_order, last[levels], "right")]
    return (found - sums[:, np.searchsorted(in_order, levels)]).swapaxes(0, 1)


def _near(view: Look) -> None:
    """How many of the next blocks, and of the last, have words of each list."""
    table, n = view.table, len(view.rows)
    index = np.arange(n)
    ahead, behind = np.minimum(index + NEAR, n - 1), index - NEAR
    running: Ints = np.cumsum(table.columns(_LEXICON) > 0, axis=1)
    before: Ints = running - np.where(behind >= 0, running[:, np.maximum(behind, 0)], 0)
    table.fill(_NEAR, np.concatenate((running[:, ahead] - running, before)))
