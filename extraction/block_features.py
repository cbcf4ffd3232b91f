"""What the trained model sees of each block: its text, its place, its surroundings, its agreement with
what the page says of itself. All in numpy over the whole page; no feature names a site or a language.
"""

from __future__ import annotations

import numpy as np

from extraction.block_lexicon import NAMES as LEXICON
from extraction.block_lexicon import lexicon
from extraction.block_look import Look, SelfDescription, Table
from extraction.block_surroundings import TAG_NUMBER, around, siblings, things, title_way
from extraction.block_survey import keep, survey
from extraction.block_text import (
    BAR,
    COMMA,
    DIGIT,
    SENTENCE,
    UPPER,
    Floats,
    Ints,
    contains,
    words,
)
from extraction.blocks import HEADINGS, Blocks

_OPENING = frozenset("\"“„«‘'-–—「『")

HEADING_TAGS = tuple(number for tag, number in TAG_NUMBER.items() if tag in HEADINGS)


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
            around,
            title_way,
            things,
            siblings,
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
