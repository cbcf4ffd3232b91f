"""What stands around a block: elements above it, the container, the headline, pictures, its siblings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.page.blocks import AROUND, HINT_BIT
from extraction.page.boxes import boxes
from extraction.page.look import Look
from extraction.page.survey import TAG_NUMBER, Frame, Survey, container_of
from extraction.page.texts import Floats, Ints

_HINTS, _AROUND = (np.array(list(bits.values()))[:, None] for bits in (HINT_BIT, AROUND))
_HINT_PLACES = ("own", "parent", "above", "path")
_HINT_NAMES = [f"{place} {name}" for place in _HINT_PLACES for name in HINT_BIT]
_AROUND_NAMES = [f"in {name}" for name in AROUND]
_LEVELS = ("own", "parent", "grand", "branch")
_MEASURES = ("text share", "text", "link share", "good share", "good count")
_LEVEL_NAMES = [f"{level} {measure}" for measure in _MEASURES for level in _LEVELS]


def around(view: Look) -> None:
    """The elements above a block, and its way to the container of the running text."""
    found, table, best = view.survey, view.table, view.survey.best
    frame, node = found.frame, found.node[view.rows]
    parent = frame.parent[node]
    grand = frame.parent[parent]
    way = Way.of(node, best, frame)
    table["tag"], table["grand tag"] = frame.tag[node], frame.tag[grand]
    table["up"], table["depth"] = way.steps, frame.depth[node]
    table["above best"] = frame.depth[best] - frame.depth[way.common]
    table["below best"] = frame.depth[node] - frame.depth[best]
    own = frame.hints[node] | np.array(view.blocks.hints, dtype=np.int64)[view.rows]
    above = frame.hints[parent] | frame.hints[grand]
    bits = np.array((own, above, frame.every[node], _on_the_way(node, way.steps, frame)))
    table.fill(_HINT_NAMES, (bits[:, None] & _HINTS > 0).reshape(len(_HINT_NAMES), -1))
    table.fill(_AROUND_NAMES, frame.around[node] & _AROUND > 0)
    table.fill(_LEVEL_NAMES, _weights(np.array((node, parent, grand, way.branch)), found))
    table["best good share"] = found.good_in[best] / max(1.0, found.good_in[0])
    table["best good"] = found.good_in[best]
    table["best link share"] = found.links_in[best] / max(1.0, found.text_in[best])
    table["best text share"] = found.text_in[best] / max(1.0, found.text_in[0])
    table["parent score"] = found.score[parent] / max(1e-6, float(found.score[best]))


def _weights(at: Ints, found: Survey) -> Floats:
    """What the elements on each level (level x row) hold; the rows are as in ``_LEVEL_NAMES``."""
    text, good = found.text_in[at], found.good_in[at]
    measures = (
        text / max(1.0, found.text_in[0]),
        text,
        found.links_in[at] / np.maximum(text, 1),
        good / max(1.0, found.good_in[0]),
        found.good_count[at],
    )
    return np.concatenate(measures)


@dataclass(frozen=True, slots=True)
class Way:
    """The way from each node up to the first one that holds a goal."""

    steps: Ints
    common: Ints  # that node
    branch: Ints  # the last node before it: the branch that the node is on

    @classmethod
    def of(cls, node: Ints, goal: int, frame: Frame) -> Way:
        line = [goal]  # the goal and the nodes around it, the outermost first
        while line[0]:
            line.insert(0, int(frame.parent[line[0]]))
        around = np.array(line)
        holds = (around[:, None] <= node) & (node <= frame.last[around][:, None])
        common = around[holds.sum(axis=0) - 1]
        steps = frame.depth[node] - frame.depth[common]
        return cls(steps, common, _ancestor(node, frame.depth[common] + (steps > 0), frame))


def _ancestor(node: Ints, depth: Ints, frame: Frame) -> Ints:
    """The node around each that stands at a depth: the last one there that does not come after it."""
    order, keys = frame.by_depth
    found: Ints = order[np.searchsorted(keys, depth * len(keys) + node, "right") - 1]
    return found


def _on_the_way(node: Ints, steps: Ints, frame: Frame) -> Ints:
    """The hints of the nodes on a way of so many steps up."""
    at, hints = node, np.zeros_like(node)
    for step in range(int(steps.max())):
        hints |= np.where(steps > step, frame.hints[at], 0)
        at = frame.parent[at]
    return hints


def title_way(view: Look) -> None:
    """How a block hangs together with the headline."""
    found, table = view.survey, view.table
    frame, node = found.frame, found.node[view.rows]
    goal = int(node[view.title]) if view.title >= 0 else 0
    way = Way.of(node, goal, frame)
    table["up to title"], table["title down"] = way.steps, frame.depth[goal] - frame.depth[way.common]
    table["title branch good share"] = found.good_in[way.branch] / max(1.0, found.good_in[0])
    table["title common good share"] = found.good_in[way.common] / max(1.0, found.good_in[0])
    table["title common text share"] = found.text_in[way.common] / max(1.0, found.text_in[0])
    good = np.flatnonzero(found.good[view.rows] & (np.arange(len(view.rows)) > view.title))[:2]
    anchor = container_of(found, view.rows[good]) if len(good) else found.best
    way = Way.of(node, anchor, frame)
    table["up to anchor"], table["above anchor"] = way.steps, frame.depth[anchor] - frame.depth[way.common]
    table["anchor good share"] = found.good_in[anchor] / max(1.0, found.good_in[found.best])
    table["anchor is best"] = float(anchor == found.best)
    table["from anchor"] = np.arange(len(view.rows)) - (int(good[0]) if len(good) else 0)
    table["anchor score"] = found.score[frame.parent[node]] / max(1e-6, float(found.score[anchor]))
    boxes(view, way.branch)


_THINGS = ("images", "controls", "embeds")
_THING_PLACES = ("just before", "just after", "beside", "since title")
_THING_NAMES = [f"{name} {place}" for place in _THING_PLACES for name in _THINGS]


def things(view: Look) -> None:
    """Pictures, form controls, players and dropped blocks around a block."""
    table, blocks, rows = view.table, view.blocks, view.rows
    parent = view.survey.parent[view.survey.node]
    start = int(rows[view.title]) if view.title >= 0 else int(rows[0])
    running = np.array((blocks.images, blocks.controls, blocks.embeds), dtype=np.int64)
    since = np.diff(running, prepend=0)
    after = np.concatenate((since[:, 1:], np.zeros((len(since), 1), np.int64)), axis=1)
    beside = np.array([np.bincount(parent, weights=kind)[parent[rows]] for kind in since])
    passed = running[:, rows] - running[:, start, None]
    table.fill(_THING_NAMES, np.concatenate((since[:, rows], after[:, rows], beside, passed)))
    links = np.cumsum(view.survey.links > 0.8)
    table["links since title"] = links[rows] - links[start]
    gaps = np.diff(rows, prepend=rows[0] - 1) - 1
    later = np.where(np.arange(len(rows)) > max(view.title, 0), gaps, 0)
    table["dropped since title"] = np.cumsum(later)
    table["widest gap"] = np.maximum.accumulate(later)
    table["dropped before"] = gaps


_GROUPS = ("shape", "beside", "same node")
_OF_GROUP = ("count", "good", "length", "links", "ends")


def siblings(view: Look) -> None:
    """What the blocks beside a block, and those of the same shape, are like."""
    found, table, node = view.survey, view.table, view.survey.node
    shape = np.array(view.blocks.nodes.shape, dtype=np.int64)
    parent = found.parent[node]
    _, alike = np.unique(shape[parent] * (shape.max() + 1) + shape[node], return_inverse=True)
    for name, group in zip(_GROUPS, (alike, parent, node), strict=True):
        table.fill([f"{name} {measure}" for measure in _OF_GROUP], _of_group(group, found)[:, view.rows])
    articles(view)


def _of_group(group: Ints, found: Survey) -> Floats:
    """The measures of each block's group (measure x block), as in ``_OF_GROUP``."""
    length = found.length.astype(np.float64)
    weights = (length * found.good, length, found.links > 0.8, found.ends)
    size = np.maximum(np.bincount(group), 1).astype(np.float64)
    good, *sums = (np.bincount(group, weights=weight) for weight in weights)
    return np.array((size, good / max(1.0, found.good_in[0]), *(total / size for total in sums)))[:, group]


def articles(view: Look) -> None:
    """In which of the page's article elements a block stands."""
    found, table, rows = view.survey, view.table, view.rows
    node = found.node[rows]
    article = found.frame.tag == TAG_NUMBER["article"]
    outer = _enclosing(article, found)
    table["articles"] = int(article.sum())
    table["in best article"] = np.where(outer[node] < 0, -1, outer[node] == outer[found.best])
    title = node[view.title] if view.title >= 0 else 0
    of_title = (outer[node] == outer[title]) & (outer[title] >= 0)
    table["in title article"] = np.where(outer[node] < 0, -1, of_title)
    table["title article good"] = found.good_in[outer[title]] if outer[title] >= 0 else -1.0
    table["article number"] = np.cumsum(article)[node]


def _enclosing(chosen: NDArray[np.bool_], found: Survey) -> Ints:
    """For each node the outermost chosen node that holds it, -1 if none."""
    outer = np.full(len(chosen), -1, dtype=np.int64)
    end = -1
    for node in np.flatnonzero(chosen):
        if node > end:
            end = int(found.last[node])
            outer[node : end + 1] = node
    return outer
