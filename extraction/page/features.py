"""What the trained model sees of each block: its text, its place, its surroundings, its agreement with
what the page says of itself. All in numpy over the whole page; no feature names a site or a language.
"""

from __future__ import annotations

import re

import numpy as np

from extraction.page.blocks import Blocks
from extraction.page.lexicon import NAMES as LEXICON
from extraction.page.lexicon import lexicon
from extraction.page.look import Look, SelfDescription, Table
from extraction.page.surroundings import around, siblings, things, title_way
from extraction.page.survey import TAG_NUMBER, keep, survey
from extraction.page.texts import (
    BAR,
    COMMA,
    DIGIT,
    SENTENCE,
    UPPER,
    Floats,
    Ints,
    Lists,
    words,
)

_LABEL = re.compile(r"[\"“(]?[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я'’ !-]{3,30}(?::|$)")  # "READ MORE: ..."
_OPENING = frozenset("\"“„«‘'-–—「『")


def look(blocks: Blocks, said: SelfDescription, also: Ints | None = None) -> Look:
    """Measure the blocks of a page. ``also`` adds blocks that would have been dropped."""
    found = survey(blocks)
    rows = keep(found)
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
    styled = np.array((view.blocks.bold, view.blocks.italic), dtype=np.int64)
    table.fill(("bold share", "italic share"), styled[:, rows] / length)
    commas, ends, bars, upper, digits = w.tally(n, (COMMA, SENTENCE, BAR, UPPER, DIGIT))
    table["commas"], table["sentence marks"], table["bars"] = commas, ends, bars
    table["upper share"], table["digit share"] = upper / length, digits / length
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
    table["rights mark"] = np.array(["©" in text for text in texts])
    table["label"] = np.array([_LABEL.match(text) is not None for text in texts])


_LEXICON_NAMES = [f"lexicon{part} {name}" for part in ("", " share", " first") for name in LEXICON]


def _lexicon(view: Look) -> None:
    """How many words of each list a block has, and whether it opens with one."""
    n, w = len(view.rows), view.words
    ones, twos = lexicon()
    single, owner = w.of_first(n)
    pairs, pair_owner = w.runs(2)
    mine = np.searchsorted(pair_owner, n)
    early = np.arange(len(single)) - w.first[owner] < 3
    count = ones.count(single, owner, n) + twos.count(pairs[:mine], pair_owner[:mine], n)
    first = ones.count(single[early], owner[early], n)
    view.table.fill(_LEXICON_NAMES, np.concatenate((count, count / np.maximum(w.count[:n], 1), first)))


def _agreement(view: Look) -> None:
    """How much of a block stands in the page's titles, descriptions and article bodies."""
    n, w, said, table = len(view.rows), view.words, view.said, view.table
    triples, owner = w.runs(3)
    mine = np.searchsorted(owner, n)
    own = np.maximum(np.bincount(owner[:mine], minlength=n), 1)
    first = n + len(said.titles)
    start, bodies = np.searchsorted(owner, (first, first + len(said.descriptions)))
    group = (np.arange(start, len(owner)) >= bodies).astype(np.int64)
    stated = Lists.of(triples[start:], group, 2)
    sizes = stated.member.sum(axis=1).tolist()
    counts = stated.count(triples[:mine], owner[:mine], n)
    for name, size, hits in zip(("description", "article body"), sizes, counts, strict=True):
        table["in " + name] = np.where(w.count[:n] >= 3, hits / own, -1.0) if size else -1.0
        table["hits " + name] = hits
        table["covered " + name] = hits.sum() / max(1, size)
    table["has article body"] = sizes[-1]
    table["like title"] = _title_likeness(view)
    table["live"] = float(said.live)


def _title_likeness(view: Look) -> Floats:
    """0..1: how much a block is one of the page's titles."""
    n, w = len(view.rows), view.words
    end = n + len(view.said.titles)
    first, last = np.searchsorted(w.owner, (n, end))
    if first == last:
        return np.zeros(n)
    titles = Lists.of(w.hashes[first:last], w.owner[first:last] - n, end - n)
    length = np.maximum(titles.member.sum(axis=1), 1)[:, None]
    shared = titles.count(*w.of_first(n), n)
    size = np.maximum(w.count[:n], 1)
    like = shared / np.maximum(size + length - shared, 1)
    part = np.where((shared == size) & (shared >= 0.6 * length), 0.95 * shared / length, 0)
    best: Floats = np.maximum(like, part).max(axis=0)
    return np.where((size >= 2) & (size <= 45), best, 0)


def _title_row(view: Look) -> int:
    """The row that is most likely the headline, -1 if none."""
    frame, node, like = view.survey.frame, view.survey.node[view.rows], view.table["like title"]
    first = frame.tag[node] == TAG_NUMBER["h1"]
    bonus = np.where(first, 0.3, np.where(frame.is_heading(node), 0.1, 0))
    weighed = np.where(like > 0.5, like + bonus, 0)
    if weighed.max() > 0:
        return int(np.argmax(weighed))
    return int(np.argmax(first)) if first.any() else -1


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


_OF_HEADING = ("lexicon invite", "lexicon listing", "lexicon offer", "lexicon talk", "words")
_OF_HEADING_NAMES = [f"heading {name}" for name in _OF_HEADING]


def _headings(view: Look) -> None:
    """What the last heading above a block was, and how far it is."""
    table, n, frame = view.table, len(view.rows), view.survey.frame
    node = view.survey.node[view.rows]
    tags = frame.is_heading(node)
    heading = tags | ((table["bold share"] > 0.9) & (table["words"] < 10))
    index = np.arange(n)
    before = np.concatenate(([-1], np.maximum.accumulate(np.where(heading, index, -1))[:-1]))
    has = before >= 0
    table.fill(_OF_HEADING_NAMES, np.where(has, table.columns(_OF_HEADING)[:, before], -1))
    parent = frame.parent[node]
    table["heading beside"] = np.where(has, parent[before] == parent, -1)
    table["from heading"] = np.where(has, index - before, 99)
    table["headings before"] = np.cumsum(heading)
    linked = tags & (table["link share"] > 0.6)
    table["linked headings before"] = np.cumsum(linked)
    table["linked headings"] = int(linked.sum())
    table["heading linked"] = np.where(has, linked[before], -1)
    table["h1 before"] = np.cumsum(frame.tag[node] == TAG_NUMBER["h1"])


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
_STEPS = {step: [f"{name} {step:+d}" for name in _NEIGHBOUR] for step in (-2, -1, 1, 2)}


def _neighbours(view: Look) -> None:
    """The same of the blocks before and after."""
    table, n = view.table, len(view.rows)
    parent = view.survey.parent[view.survey.node[view.rows]]
    reach = max(_STEPS)
    own = np.full((len(_NEIGHBOUR), n + 2 * reach), -1.0, dtype=np.float32)  # -1 where no block is
    own[:, reach : reach + n] = table.columns(_NEIGHBOUR)
    for step, names in _STEPS.items():
        table.fill(names, own[:, reach + step : reach + step + n])
    gap = np.concatenate(([99], np.diff(view.rows), [99]))
    beside = np.concatenate(([False], parent[1:] == parent[:-1], [False]))
    table.fill(("beside -1", "beside +1"), np.array((beside[:-1], beside[1:])))
    table.fill(("gap -1", "gap +1"), np.array((gap[:-1], gap[1:])))
