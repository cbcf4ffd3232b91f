"""What a box holds as a whole: the words, pictures and repeats of all blocks that share an element.

A line of an offer or of a list of links is often innocent by itself; its box is not.
"""

from __future__ import annotations

import numpy as np

from extraction.block_look import Look
from extraction.block_text import Floats, Ints

LISTS = ("invite", "offer", "legal", "credit", "byline", "talk", "bio", "listing")
NEAR = 6  # blocks before and after that are looked at
SHORT = 8  # words


def boxes(view: Look, branch: Ints) -> None:
    """Sums over the elements around each block; ``branch`` is the one below the running text."""
    node, parent = view.survey.node[view.rows], view.survey.parent
    levels = {"parent": parent[node], "grand": parent[parent[node]], "branch": branch}
    _texts(view, node, levels)
    _things(view, levels)
    _near(view)


def _texts(view: Look, node: Ints, levels: dict[str, Ints]) -> None:
    table, last = view.table, view.survey.last
    words = table["words"]
    names = [*(f"lexicon {name}" for name in LISTS), "in body", "repeats"]
    weights = [
        *(table[f"lexicon {name}"] for name in LISTS),
        np.maximum(table["in article body"], 0) * words,
        (table["repeats"] > 1) * words,
        words < SHORT,
        np.ones(len(words)),
        words,
    ]
    for level, at in levels.items():
        *sums, short, count, size = _inside(node, np.array(weights, dtype=np.float64), at, last)
        size = np.maximum(size, 1)
        table[level + " words"] = size
        table[level + " short"] = short / np.maximum(count, 1)
        for name, total in zip(names, sums, strict=True):
            table[f"{level} {name}"] = total / size


def _things(view: Look, levels: dict[str, Ints]) -> None:
    counts = np.array([view.blocks.controls, view.blocks.images], dtype=np.float64)
    since = np.diff(counts, prepend=0.0)
    for level, at in levels.items():
        controls, images = _inside(view.survey.node, since, at, view.survey.last)
        view.table[level + " controls"], view.table[level + " images"] = controls, images


def _inside(node: Ints, weights: Floats, at: Ints, last: Ints) -> Floats:
    """For each element in ``at`` the sums of weights (kinds x blocks) over the blocks inside."""
    order = np.argsort(node, kind="stable")
    sums = np.zeros((len(weights), len(node) + 1))
    np.cumsum(weights[:, order], axis=1, out=sums[:, 1:])
    in_order = node[order]
    found: Floats = sums[:, np.searchsorted(in_order, last[at], "right")]
    return found - sums[:, np.searchsorted(in_order, at)]


def _near(view: Look) -> None:
    """How many of the next blocks, and of the last, have words of each list."""
    table, n = view.table, len(view.rows)
    index = np.arange(n)
    ahead, behind = np.minimum(index + NEAR, n - 1), index - NEAR
    for name in LISTS:
        running = np.cumsum(table["lexicon " + name] > 0)
        table["ahead lexicon " + name] = running[ahead] - running
        table["before lexicon " + name] = running - np.where(behind >= 0, running[np.maximum(behind, 0)], 0)
