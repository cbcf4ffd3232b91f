"""What the trained model sees of each block: its text, its place, its surroundings, its agreement with
what the page says of itself. All in numpy over the whole page; no feature names a site or a language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.block_lexicon import NAMES as LEXICON
from extraction.block_lexicon import lexicon
from extraction.block_survey import Survey, container_of, keep, survey
from extraction.block_text import (
    BAR,
    COMMA,
    DIGIT,
    SENTENCE,
    UPPER,
    Floats,
    Ints,
    Words,
    contains,
    words,
)
from extraction.blocks import AROUND, HEADINGS, HINT_BIT, Blocks

TAGS = "p div li h1 h2 h3 h4 h5 h6 blockquote td figcaption dd dt pre section article"
_TAG_NUMBER = {tag: number for number, tag in enumerate(re.findall(r"\w+", TAGS))}
_OPENING = frozenset("\"“„«‘'-–—「『")

HEADING_TAGS = tuple(number for tag, number in _TAG_NUMBER.items() if tag in HEADINGS)
MAX_CLIMB = 60
MAX_FEATURES = 400


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """What a page says of itself: titles, descriptions and article bodies in its structured data."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    live: bool = False


class Table:
    """Named feature columns of the blocks that were kept."""

    def __init__(self, rows: int) -> None:
        self.data = np.zeros((MAX_FEATURES, rows), dtype=np.float32)
        self.names: dict[str, int] = {}

    def __setitem__(self, name: str, values: NDArray[np.generic] | float) -> None:
        self.data[self.names.setdefault(name, len(self.names))] = values

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return self.data[self.names[name]]

    def matrix(self, names: Sequence[str]) -> NDArray[np.float32]:
        """The columns in the order of ``names``, one row a block."""
        wanted = np.array([self.names[name] for name in names], dtype=np.int64)
        return np.take(self.data, wanted, axis=0).T


@dataclass(slots=True)
class Look:
    """The blocks kept of one page and all that their features are made of."""

    blocks: Blocks
    survey: Survey
    rows: Ints  # the blocks kept, as indices into blocks
    texts: list[str]
    words: Words  # of the texts, then of the titles, descriptions and bodies
    said: SelfDescription
    table: Table
    title: int = -1  # the row that is the headline


def look(blocks: Blocks, said: SelfDescription, also: Ints | None = None) -> Look:
    """Measure the blocks of a page. ``also`` adds blocks that would have been dropped."""
    found = survey(blocks)
    rows = keep(blocks, found)
    if also is not None:
        rows = np.union1d(rows, also)
    texts = [blocks.texts[i] for i in rows]
    # Very long strings in the structured data would cost more than they tell.
    extra = [text[:50_000] for group in (said.titles, said.descriptions, said.bodies) for text in group]
    view = Look(blocks, found, rows, texts, words(texts + extra), said, Table(len(rows)))
    if len(rows):
        for measure in (
            _text,
            _marks,
            _lexicon,
            _agreement,
            _place,
            _around,
            _title_way,
            _things,
            _siblings,
            _headings,
            _neighbours,
        ):
            measure(view)
    return view


def _text(view: Look) -> None:
    """Size and characters."""
    n, table, w = len(view.rows), view.table, view.words
    found, rows = view.survey, view.rows
    length = np.maximum(w.length[:n], 1)
    table["words"] = w.count[:n]
    table["length"] = w.length[:n]
    table["link share"] = found.links[rows]
    table["bold share"] = np.array([view.blocks.bold[i] for i in rows]) / length
    table["italic share"] = np.array([view.blocks.italic[i] for i in rows]) / length
    for name, bit in (("commas", COMMA), ("sentence marks", SENTENCE), ("bars", BAR)):
        table[name] = w.tally(bit)[:n]
    for name, bit in (("upper share", UPPER), ("digit share", DIGIT)):
        table[name] = w.tally(bit)[:n] / length
    table["word length"] = length / np.maximum(w.count[:n], 1)
    table["all link"] = found.links[rows] >= 0.99
    table["ends"] = found.ends[rows]
    table["good"] = found.good[rows]


def _marks(view: Look) -> None:
    """First and last characters, and how often the same text stands on the page."""
    table, texts = view.table, view.texts
    seen: dict[str, int] = {}
    for text in view.blocks.texts:
        seen[text] = seen.get(text, 0) + 1
    table["colon"] = np.array([text[-1] in ":：" for text in texts])
    table["lower start"] = np.array([text[0].islower() for text in texts])
    table["quote start"] = np.array([text[0] in _OPENING for text in texts])
    table["arrow end"] = np.array([text[-1] in "»>›→…▶" for text in texts])
    table["repeats"] = np.array([seen[text] for text in texts])


def _lexicon(view: Look) -> None:
    """How many words of each list a block has, and whether it opens with one."""
    n, w, table = len(view.rows), view.words, view.table
    pairs, pair_owner = w.runs(2)
    text_end = w.first[n - 1] + w.count[n - 1]
    single, owner = w.hashes[:text_end], w.owner[:text_end]
    limit = pair_owner < n
    pairs, pair_owner = pairs[limit], pair_owner[limit]
    early = np.arange(len(single)) - w.first[owner] < 3
    for name, (ones, twos) in zip(LEXICON, lexicon(), strict=True):
        hit, pair_hit = contains(ones, single), contains(twos, pairs)
        count = np.bincount(owner[hit], minlength=n) + np.bincount(pair_owner[pair_hit], minlength=n)
        table["lexicon " + name] = count
        table["lexicon share " + name] = count / np.maximum(w.count[:n], 1)
        table["lexicon first " + name] = np.bincount(owner[hit & early], minlength=n)


def _agreement(view: Look) -> None:
    """How much of a block stands in the page's titles, descriptions and article bodies."""
    n, w, said, table = len(view.rows), view.words, view.said, view.table
    triples, owner = w.runs(3)
    mine = owner < n
    own = np.maximum(np.bincount(owner[mine], minlength=n), 1)
    at = n + len(said.titles)
    for name, count in (("description", len(said.descriptions)), ("article body", len(said.bodies))):
        group = np.unique(triples[(owner >= at) & (owner < at + count)])
        hits = np.bincount(owner[mine][contains(group, triples[mine])], minlength=n)
        table["in " + name] = np.where(w.count[:n] >= 3, hits / own, -1.0) if len(group) else -1.0
        table["hits " + name] = hits
        at += count
        table["covered " + name] = hits.sum() / max(1, len(group))
    table["has article body"] = len(group)
    table["like title"] = _title_likeness(view)
    table["live"] = float(said.live)


def _title_likeness(view: Look) -> Floats:
    """0..1: how much a block is one of the page's titles."""
    n, w = len(view.rows), view.words
    size = np.maximum(w.count[:n], 1)
    best = np.zeros(n)
    ends = w.first[n - 1] + w.count[n - 1]
    for title in range(n, n + len(view.said.titles)):
        group = w.of([title])
        if not len(group):
            continue
        shared = np.bincount(w.owner[:ends][contains(group, w.hashes[:ends])], minlength=n)
        like = shared / np.maximum(size + len(group) - shared, 1)
        part = np.where((shared == size) & (shared >= 0.6 * len(group)), 0.95 * shared / len(group), 0)
        best = np.maximum(best, np.maximum(like, part))
    return np.where((size >= 2) & (size <= 45), best, 0)


def _title_row(view: Look) -> int:
    """The row that is most likely the headline, -1 if none."""
    tags = [view.blocks.nodes.tag[view.blocks.node[i]] for i in view.rows]
    like = view.table["like title"]
    bonus = np.array([0.3 if tag == "h1" else 0.1 if tag in HEADINGS else 0 for tag in tags])
    weighed = np.where(like > 0.5, like + bonus, 0)
    if weighed.max() > 0:
        return int(np.argmax(weighed))
    return tags.index("h1") if "h1" in tags else -1


def _place(view: Look) -> None:
    """Where a block stands on the page, against the title and the running text."""
    found, rows, table, n = view.survey, view.rows, view.table, len(view.rows)
    index = np.arange(n)
    view.title = title = _title_row(view)
    table["after title"] = index - title if title >= 0 else -999.0
    table["has title"] = float(title >= 0)
    inside = (found.node[rows] >= found.best) & (found.node[rows] <= found.last[found.best])
    good = np.flatnonzero(found.good[rows] & inside)
    first, last = (int(good[0]), int(good[-1])) if len(good) else (0, n - 1)
    table["from first"] = index - first
    table["from last"] = index - last
    table["between"] = (index - first) / max(1, last - first)
    table["from top"] = index / n
    text = found.length[rows] * found.good[rows]
    before = np.cumsum(text) - text
    table["good before"] = before
    table["good before share"] = before / max(1, text.sum())
    table["good share"] = text.sum() / max(1, found.length.sum())
    table["good total"] = text.sum()
    table["blocks"] = len(view.blocks)
    table["nodes"] = len(view.blocks.nodes)
    description = view.table["hits description"]
    hit = int(np.argmax(description)) if description.max() > 0 else -1
    table["after description"] = index - hit if hit >= 0 else -999.0


def _around(view: Look) -> None:
    """The elements above a block, and its way to the container of the running text."""
    nodes, found, table = view.blocks.nodes, view.survey, view.table
    node = found.node[view.rows]
    parent = found.parent[node]
    grand = found.parent[parent]
    tags = np.array([_TAG_NUMBER.get(tag, -1) for tag in nodes.tag])
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


def _title_way(view: Look) -> None:
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


def _things(view: Look) -> None:
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


def _siblings(view: Look) -> None:
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


def _headings(view: Look) -> None:
    """What the last heading above a block was, and how far it is."""
    table, n = view.table, len(view.rows)
    tags = np.array([view.blocks.nodes.tag[view.blocks.node[i]] in HEADINGS for i in view.rows])
    heading = tags | ((table["bold share"] > 0.9) & (table["words"] < 10))
    index = np.arange(n)
    before = np.concatenate(([-1], np.maximum.accumulate(np.where(heading, index, -1))[:-1]))
    has = before >= 0
    for name in ("lexicon invite", "lexicon listing", "lexicon offer", "lexicon talk", "words"):
        table["heading " + name] = np.where(has, table[name][before], -1)
    parent = view.survey.parent[view.survey.node[view.rows]]
    table["heading beside"] = np.where(has, parent[before] == parent, -1)
    table["from heading"] = np.where(has, index - before, 99)
    table["headings before"] = np.cumsum(heading)
    linked = tags & (table["link share"] > 0.6)
    table["linked headings before"] = np.cumsum(linked)
    table["linked headings"] = int(linked.sum())
    table["heading linked"] = np.where(has, linked[before], -1)
    first = np.array([view.blocks.nodes.tag[view.blocks.node[i]] == "h1" for i in view.rows])
    table["h1 before"] = np.cumsum(first)


_NEIGHBOUR = (
    "words",
    "link share",
    "tag",
    "above best",
    "ends",
    "good",
    "lexicon invite",
    "up",
    "parent good share",
)


def _neighbours(view: Look) -> None:
    """The same of the blocks before and after."""
    table, n = view.table, len(view.rows)
    node = view.survey.node[view.rows]
    parent = view.survey.parent[node]
    for step in (-2, -1, 1, 2):
        at = np.arange(n) + step
        there = (at >= 0) & (at < n)
        at = np.clip(at, 0, n - 1)
        for name in _NEIGHBOUR:
            table[f"{name} {step:+d}"] = np.where(there, table[name][at], -1)
        if abs(step) == 1:
            table[f"beside {step:+d}"] = there & (parent[at] == parent)
            table[f"gap {step:+d}"] = np.where(there, np.abs(view.rows[at] - view.rows), 99)
