"""What stands around a block: elements above it, the container, the headline, pictures, its siblings."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from extraction.block_boxes import boxes
from extraction.block_look import Look
from extraction.block_survey import Survey, container_of
from extraction.block_text import Ints
from extraction.blocks import AROUND, HINT_BIT

TAGS = "p div li h1 h2 h3 h4 h5 h6 blockquote td figcaption dd dt pre section article"
TAG_NUMBER = {tag: number for number, tag in enumerate(re.findall(r"\w+", TAGS))}
MAX_CLIMB = 60


def around(view: Look) -> None:
    """The elements above a block, and its way to the container of the running text."""
    nodes, found, table = view.blocks.nodes, view.survey, view.table
    node = found.node[view.rows]
    parent = found.parent[node]
    grand = found.parent[parent]
    tags = np.array([TAG_NUMBER.get(tag, -1) for tag in nodes.tag])
    table["tag"], table["parent tag"], table["grand tag"] = tags[node], tags[parent], tags[grand]
    hints, every = np.array(nodes.hints, dtype=np.int64), np.array(nodes.all_hints, dtype=np.int64)
    around = np.array(nodes.around, dtype=np.int64)[node]
    own = hints[node] | np.array([view.blocks.hints[i] for i in view.rows], dtype=np.int64)
    up, common, path, branch = _climb(node, hints, found, found.best)
    table["up"], table["depth"] = up, found.depth[node]
    table["above best"] = found.depth[found.best] - found.depth[common]
    table["below best"] = found.depth[node] - found.depth[found.best]
    for name, bit in HINT_BIT.items():
        table["own " + name] = (own & bit) > 0
        table["parent " + name] = ((hints[parent] | hints[grand]) & bit) > 0
        table["above " + name] = (every[node] & bit) > 0
        table["path " + name] = (path & bit) > 0
    for name, bit in AROUND.items():
        table["in " + name] = (around & bit) > 0
    for name, at in (("own", node), ("parent", parent), ("grand", grand), ("branch", branch)):
        table[name + " text share"] = found.text_in[at] / max(1.0, found.text_in[0])
        table[name + " text"] = found.text_in[at]
        table[name + " link share"] = found.links_in[at] / np.maximum(found.text_in[at], 1)
        table[name + " good share"] = found.good_in[at] / max(1.0, found.good_in[0])
        table[name + " good count"] = found.good_count[at]
    best = found.best
    table["best good share"] = found.good_in[best] / max(1.0, found.good_in[0])
    table["best good"] = found.good_in[best]
    table["best link share"] = found.links_in[best] / max(1.0, found.text_in[best])
    table["best text share"] = found.text_in[best] / max(1.0, found.text_in[0])
    table["parent score"] = found.score[parent] / max(1e-6, float(found.score[best]))


def _climb(node: Ints, hints: Ints, found: Survey, goal: int) -> tuple[Ints, Ints, Ints, Ints]:
    """From each node up to the first one that holds the goal: steps, where, hints on the way, and the
    last node before (the branch that the node is on)."""
    at, steps, branch = node.copy(), np.zeros(len(node), dtype=np.int64), node.copy()
    path = np.zeros(len(node), dtype=np.int64)
    for _ in range(MAX_CLIMB):
        outside = ~((at <= goal) & (goal <= found.last[at]))
        if not outside.any():
            break
        path |= np.where(outside, hints[at], 0)
        steps += outside
        branch = np.where(outside, at, branch)
        at = np.where(outside, found.parent[at], at)
    return steps, at, path, branch


def title_way(view: Look) -> None:
    """How a block hangs together with the headline."""
    found, table = view.survey, view.table
    node = found.node[view.rows]
    hints = np.array(view.blocks.nodes.hints, dtype=np.int64)
    goal = int(node[view.title]) if view.title >= 0 else 0
    up, common, _, branch = _climb(node, hints, found, goal)
    table["up to title"], table["title down"] = up, found.depth[goal] - found.depth[common]
    table["title branch good share"] = found.good_in[branch] / max(1.0, found.good_in[0])
    table["title common good share"] = found.good_in[common] / max(1.0, found.good_in[0])
    table["title common text share"] = found.text_in[common] / max(1.0, found.text_in[0])
    good = np.flatnonzero(found.good[view.rows] & (np.arange(len(view.rows)) > view.title))[:2]
    anchor = container_of(found, view.rows[good]) if len(good) else found.best
    up, common, _, branch = _climb(node, hints, found, anchor)
    table["up to anchor"], table["above anchor"] = up, found.depth[anchor] - found.depth[common]
    table["anchor good share"] = found.good_in[anchor] / max(1.0, found.good_in[found.best])
    table["anchor is best"] = float(anchor == found.best)
    table["from anchor"] = np.arange(len(view.rows)) - (int(good[0]) if len(good) else 0)
    table["anchor score"] = found.score[found.parent[node]] / max(1e-6, float(found.score[anchor]))
    boxes(view, branch)


def things(view: Look) -> None:
    """Pictures, form controls, players and dropped blocks around a block."""
    table, blocks, rows = view.table, view.blocks, view.rows
    node = view.survey.node
    parent = view.survey.parent[node]
    start = int(rows[view.title]) if view.title >= 0 else int(rows[0])
    for name, counts in (("images", blocks.images), ("controls", blocks.controls), ("embeds", blocks.embeds)):
        running = np.array(counts, dtype=np.int64)
        since = np.diff(running, prepend=0)
        table[name + " just before"] = since[rows]
        table[name + " just after"] = np.append(since[1:], 0)[rows]
        beside = np.bincount(parent, weights=since, minlength=len(blocks.nodes))
        table[name + " beside"] = beside[parent][rows]
        table[name + " since title"] = running[rows] - running[start]
    links = np.cumsum(view.survey.links > 0.8)
    table["links since title"] = links[rows] - links[start]
    gaps = np.diff(rows, prepend=rows[0] - 1) - 1
    after = np.where(np.arange(len(rows)) > max(view.title, 0), gaps, 0)
    table["dropped since title"] = np.cumsum(after)
    table["widest gap"] = np.maximum.accumulate(after)
    table["dropped before"] = gaps


def siblings(view: Look) -> None:
    """What the blocks beside a block, and those of the same shape, are like."""
    found, table = view.survey, view.table
    node = found.node
    rows = view.rows
    length = found.length.astype(np.float64)
    shape = np.array(view.blocks.nodes.shape, dtype=np.int64)
    parent = found.parent[node]
    pairs = shape[parent] * (shape.max() + 1) + shape[node]
    total_good = max(1.0, found.good_in[0])
    for name, key in (("shape", pairs), ("beside", parent), ("same node", node)):
        _, group = np.unique(key, return_inverse=True)
        size = np.bincount(group).astype(np.float64)
        sums = np.bincount(group, weights=length)
        table[name + " count"] = size[group][rows]
        table[name + " good"] = (np.bincount(group, weights=length * found.good)[group] / total_good)[rows]
        table[name + " length"] = (sums / size)[group][rows]
        table[name + " links"] = (np.bincount(group, weights=found.links > 0.8) / size)[group][rows]
        table[name + " ends"] = (np.bincount(group, weights=found.ends) / size)[group][rows]
    article = np.array([tag == "article" for tag in view.blocks.nodes.tag])
    outer = _enclosing(article, found)
    table["articles"] = int(article.sum())
    table["in best article"] = np.where(outer[node] < 0, -1, outer[node] == outer[found.best])[rows]
    title = node[rows[view.title]] if view.title >= 0 else 0
    of_title = (outer[node] == outer[title]) & (outer[title] >= 0)
    table["in title article"] = np.where(outer[node] < 0, -1, of_title)[rows]
    table["title article good"] = found.good_in[outer[title]] if outer[title] >= 0 else -1.0
    table["article number"] = np.cumsum(article)[node][rows]


def _enclosing(chosen: NDArray[np.bool_], found: Survey) -> Ints:
    """For each node the outermost chosen node that holds it, -1 if none."""
    outer = np.full(len(chosen), -1, dtype=np.int64)
    end = -1
    for node in np.flatnonzero(chosen):
        if node > end:
            end = int(found.last[node])
            outer[node : end + 1] = node
    return outer
