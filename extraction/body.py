"""The body of an article: which blocks of a page are its text, in order, each with its kind.

A trained forest gives each block the probability of being text; the blocks are chosen so that the
expected F1 of the choice is greatest. Rules only mend what they can explain: lines that repeat, the title
said again, link lines that lead back to the news.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from extraction.article import Block, BlockKind
from extraction.document import Document
from extraction.page.blocks import HEADINGS, unseen, walk
from extraction.page.datelines import datelines
from extraction.page.features import look
from extraction.page.look import Look, SelfDescription
from extraction.page.survey import HEADING_TAGS, TAG_NUMBER
from extraction.page.trees import Forest
from extraction.page.whole import page_features
from extraction.parsing.script_text import articles_in_scripts
from extraction.text import Element

TITLE_METAS = ("og:title", "twitter:title")
DESCRIPTION_METAS = ("og:description", "description", "twitter:description")
MAX_HEADING_WORDS = 25
MIN_LEAD_WORDS = 8
LONG_LINE = 12  # words; said twice, it is one text shown twice
MIN_ARTICLE = 600  # characters of running text
MAX_ENTRIES = 80
UNLIKELY = 0.1  # the chance of a heading that is left out even between two blocks of the text,
DOUBTFUL = 0.25  # and of one between a picture and a block
FEW_WORDS = 60  # fewer are hardly an article: look elsewhere on the page
LONGEST_POINTER = 80  # characters
MAX_LINE_WORDS = 9  # of a line that only leads elsewhere
_DIVIDER = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^>]*>")
_TELL_KIND = ("words", "bold share", "ends", "in blockquote", "in li")
_KINDS = (BlockKind.PARAGRAPH, BlockKind.SUBHEADING, BlockKind.QUOTE, BlockKind.ITEM)
_ARROWS = ("»", "›", "→", ">>", ">", "▶", "⟩", "➔", "➜")
_ADVERTISEMENT = re.compile(
    r"(?:ads?|advertisements?|advertising|advertentie|annonce|annons|anuncio|anúncio|anzeige|mainos|pubblicità"
    r"|publicidad|publicidade|publicité|reklam[ae]?|werbung|реклама)\W*",
    re.IGNORECASE,
)
_POST = re.compile(r"\b(?:twitter-tweet|twitter-video|bluesky-embed|mastodon-embed)\b")
_BACK_ARROWS = ("«", "‹", "←", "<<", "<", "◀", "⟨")


@dataclass(frozen=True, slots=True)
class BodyReading:
    """What was read as the body.

    ``confidence`` is the F1 that the model expects of its own choice, 0..1. ``lead`` is the standfirst
    where the page sets one apart; it also opens ``blocks``. ``words`` counts the words of the blocks.
    """

    blocks: tuple[Block, ...]
    lead: str | None = None
    confidence: float = 0.0
    words: int = 0
    rescued: bool = False
    measures: Mapping[str, float] = field(default_factory=dict)  # of the whole page, for its kind


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a page before its body, and what is never text on its site."""

    title: str | None
    authors: tuple[str, ...]
    drop: frozenset[str]


@lru_cache(maxsize=1)
def forest() -> Forest:
    """The trained model that ships with the package."""
    return Forest.from_bytes(files("extraction.model").joinpath("body.npz").read_bytes())


def text_hash(text: str) -> str:
    """The name under which a block that repeats over a site is known (case and spaces ignored)."""
    return flat_hash(" ".join(text.split()))


def flat_hash(text: str) -> str:
    """The same of a text with single spaces, as blocks are: its length, and a hash."""
    digest = hashlib.blake2b(text.casefold().encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{len(text)}-{digest}"


def is_one_of(text: str, names: frozenset[str]) -> bool:
    """Whether a text with single spaces is known by one of such names; most are of another length."""
    return len(text) in _lengths(names) and flat_hash(text) in names


@lru_cache(maxsize=256)
def _lengths(names: frozenset[str]) -> frozenset[int]:
    return frozenset(int(name.partition("-")[0]) for name in names)


def describe(document: Document) -> SelfDescription:
    """What a page says of itself in its metas and structured data."""
    metas, nodes = document.metas, document.structured
    titles = [metas[name][0] for name in TITLE_METAS if metas.get(name)]
    title = document.first("title")
    if title is not None and title.text:
        titles.append(title.text)
    titles += _values(nodes, "headline")
    descriptions = [metas[name][0] for name in DESCRIPTION_METAS if metas.get(name)] + _values(
        nodes, "description"
    )
    live = any("LiveBlogPosting" in str(node.get("@type")) for node in nodes)
    distinct = (
        tuple(dict.fromkeys(group)) for group in (titles, descriptions, _values(nodes, "articleBody"))
    )
    titled, described, bodied = distinct
    return SelfDescription(titled[:5], described[:6], bodied[:MAX_ENTRIES], live)


def _values(nodes: Sequence[object], key: str) -> list[str]:
    found = (node.get(key) for node in nodes if isinstance(node, dict))
    return [value for value in found if isinstance(value, str) and value.strip()]


def read_body(
    document: Document,
    *,
    title: str | None = None,
    authors: Sequence[str] = (),
    drop: frozenset[str] = frozenset(),
    container: Element | None = None,
    model: Forest | None = None,
) -> BodyReading:
    """Read the body of a page. ``title`` and ``authors`` are its own if they are known already; ``drop``
    holds the :func:`text_hash` of blocks that are never text on this site; ``container`` is the element to
    read where a site's override or profile names it, else the whole page is looked at."""
    said, known = describe(document), Known(title, tuple(authors), drop)
    use = model or forest()
    view = look(walk(document.root if container is None else container), said)
    reading = _read(document, view, known, use)
    return _rescue(document, said, known, use, reading) if reading.words < FEW_WORDS else reading


def _read(document: Document, view: Look, known: Known, model: Forest) -> BodyReading:
    if not len(view.rows):
        return BodyReading((), measures=page_features(document, view, np.zeros(0, bool), 0.0))
    chance = model.probability(view.table.matrix(model.names))
    chance = np.where(_furniture(view, known), 0.0, _posts(view, _entries(view, chance)))
    chosen, confidence = choose(chance, np.maximum(view.table["words"], 1).astype(np.float64))
    reading = _reading(view, _with_subheadings(view, chosen, chance), confidence)
    return replace(reading, measures=page_features(document, view, chosen, confidence))


def _rescue(
    document: Document,
    said: SelfDescription,
    known: Known,
    model: Forest,
    reading: BodyReading,
) -> BodyReading:
    """The text of a page that hardly shows any: from its scripts' data, else from JSON-LD."""
    for root in articles_in_scripts(document):
        found = _read(document, look(walk(root), said), known, model)
        if found.words > max(FEW_WORDS, 2 * reading.words):
            return replace(found, rescued=True)
    stated = max(said.bodies, key=len, default="")
    lines = [" ".join(line.split()) for line in _TAG.sub("\n", unescape(stated)).split("\n")]
    blocks = tuple(Block(line) for line in lines if line)
    size = sum(len(block.text.split()) for block in blocks)
    if size <= max(FEW_WORDS, 2 * reading.words):
        return reading
    return BodyReading(blocks, None, reading.confidence, size, True, reading.measures)


def choose(chance: NDArray[np.float64], size: NDArray[np.float64]) -> tuple[NDArray[np.bool_], float]:
    """The choice of blocks with the greatest expected F1, and that F1. ``size`` weighs the blocks."""
    order = np.argsort(-chance, kind="stable")
    gained = np.cumsum((chance * size)[order])
    expected = 2 * gained / (np.cumsum(size[order]) + gained[-1])
    best = int(np.argmax(expected))
    chosen = np.zeros(len(chance), dtype=bool)
    chosen[order[: best + 1]] = True
    return chosen & (chance > 0), float(expected[best])


def _with_subheadings(
    view: Look, chosen: NDArray[np.bool_], chance: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The choice with the headings within it that its text goes on right below: also less likely ones
    between two blocks of it; where a picture stands above the heading, it must be likelier."""
    above, inside = np.zeros(len(chosen), dtype=bool), np.logical_or.accumulate(chosen)
    above[:-1] = chosen[1:]
    between = above & np.insert(chosen[:-1], 0, False)
    least = np.where(between, UNLIKELY, DOUBTFUL)
    short = view.table["words"] <= MAX_HEADING_WORDS
    heading = view.survey.frame.is_heading(view.survey.node[view.rows])
    return np.asarray(chosen | (above & inside & short & heading & (chance >= least)), dtype=bool)


def _furniture(view: Look, known: Known) -> NDArray[np.bool_]:
    """Blocks that rules say are no text."""
    headline = view.texts[view.title] if view.title >= 0 else None
    titles = {text.casefold() for text in (known.title, headline, *view.said.titles) if text}
    drop = known.drop
    named = [
        text.casefold() in titles or says_nothing(text) or (bool(drop) and text_hash(text) in drop)
        for text in view.texts
    ]
    rules = _unread(view) | _elsewhere(view) | _calendar(view.texts) | datelines(view, known.authors)
    return np.array(named, dtype=bool) | rules


def _unread(view: Look) -> NDArray[np.bool_]:
    """What readers do not see, or do not read: lines for screen readers alone, the word above a banner."""
    names, node = view.blocks.nodes.classes, view.survey.node[view.rows].tolist()
    found = [
        unseen(names[at]) or (len(text) < 20 and _ADVERTISEMENT.fullmatch(text) is not None)
        for at, text in zip(node, view.texts, strict=True)
    ]
    return np.array(found, dtype=bool)


def _calendar(texts: Sequence[str]) -> NDArray[np.bool_]:
    """The days of a month calendar, and the names of the weekdays above them."""
    found = np.zeros(len(texts), dtype=bool)
    days = [str(day) for day in range(1, 29)]
    for row, text in enumerate(texts):
        if text == "1" and list(texts[row : row + 28]) == days:
            found[max(0, row - 14) : row + 31] = True
    found[[row for row, text in enumerate(texts) if len(text) > 3]] = False
    return found


def _elsewhere(view: Look) -> NDArray[np.bool_]:
    """Blocks of other articles on the page: whole articles beside the one with the headline, and texts
    that stand in several lists of links outside the headline's own text."""
    table = view.table
    teaser = (table["repeats"] > 1) & (table["words"] >= LONG_LINE) & (table["up to anchor"] > 0)
    teaser &= (table["in li"] > 0) & (table["link share"] > 0)
    enough = (table["title article good"] >= MIN_ARTICLE) & (not view.said.live)
    other = (table["in title article"] == 0) & enough & (table["anchor good share"] > 0.2)
    return np.asarray(teaser | other, dtype=bool)


def _entries(view: Look, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """On a live blog, what stands in its structured data as an entry is text."""
    if not view.said.live:
        return chance
    stated = (view.table["in article body"] > 0.8) & (view.table["words"] >= 4)
    return np.where(stated, np.maximum(chance, 0.9), chance)


def _posts(view: Look, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Posts of social networks inside the running text are quotes of it, known by the networks' own marks."""
    found, names = view.survey, view.blocks.nodes.classes
    node = found.node[view.rows]
    for at in np.flatnonzero(found.frame.tag == TAG_NUMBER["blockquote"]).tolist():
        if found.best <= at <= found.last[found.best] and _POST.search(names[at]):
            inside = (at <= node) & (node <= found.last[at])
            chance = np.where(inside, np.maximum(chance, 0.9), chance)
    return chance


def says_nothing(text: str) -> bool:
    """Whether a line is no text wherever it stands: a divider ("* * *", "___"), a pointer."""
    return len(text) <= LONGEST_POINTER and (_DIVIDER.fullmatch(text) is not None or _leads_elsewhere(text))


def _leads_elsewhere(text: str) -> bool:
    """Whether a short line only points to other pages: it ends or begins with an arrow."""
    if len(text) > LONGEST_POINTER or len(text.split()) > MAX_LINE_WORDS:
        return False
    forward = text.endswith(_ARROWS) and not any(mark in text for mark in "«<")
    back = text.startswith(_BACK_ARROWS) and not any(mark in text for mark in "»>")
    return forward or back


def _reading(view: Look, chosen: NDArray[np.bool_], confidence: float) -> BodyReading:
    rows = np.flatnonzero(chosen & ~_heads_links(view, chosen))
    words = view.table["words"][rows]
    seen: set[str] = set()
    blocks: list[Block] = []
    for row, count, kind in zip(rows.tolist(), words.tolist(), block_kinds(view, rows), strict=True):
        text = view.texts[row]
        if text in seen and count >= LONG_LINE:
            continue
        seen.add(text)
        blocks.append(Block(text, kind))
    while blocks and blocks[-1].kind is BlockKind.SUBHEADING:
        blocks.pop()
    size = int(words.sum())
    return BodyReading(tuple(blocks), _standfirst(view, rows), confidence, size)


def _heads_links(view: Look, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Headings right above links that are no text: they head a box of related articles."""
    following = np.minimum(view.rows + 1, len(view.blocks) - 1)
    taken = np.isin(following, view.rows[chosen])
    short = view.table["words"] < MIN_LEAD_WORDS
    heading = np.isin(view.table["tag"], HEADING_TAGS) | (view.table["bold share"] > 0.9)
    above = heading & short & ~taken & (view.survey.links[following] > 0.6)
    return np.asarray(above, dtype=bool)


def _standfirst(view: Look, rows: NDArray[np.int64]) -> str | None:
    """The first block, where the page sets it apart from the text that follows."""
    if len(rows) < 2:
        return None
    table, first = view.table, int(rows[0])
    node = view.survey.node[view.rows[rows[:2]]]
    marked = table["own lead"][first] or table["path lead"][first] or table["parent lead"][first]
    apart = view.survey.parent[node[0]] != view.survey.parent[node[1]]
    headed = view.blocks.nodes.tag[node[0]] in HEADINGS
    described = table["in description"][first] > 0.6
    enough = table["words"][first] >= MIN_LEAD_WORDS
    return view.texts[first] if enough and (marked or headed or (apart and described)) else None


def block_kinds(view: Look, rows: NDArray[np.int64]) -> list[BlockKind]:
    """What each chosen block is, by its element and its weight."""
    survey = view.survey
    words, bold, ends, quoted, listed = view.table.columns(_TELL_KIND)[:, rows]
    heading = survey.frame.is_heading(survey.node[view.rows[rows]])
    opening = (np.arange(len(rows)) == 0) & (words >= MIN_LEAD_WORDS)  # a headline that is a first paragraph
    bold = (bold > 0.9) & (words <= MAX_HEADING_WORDS) & (ends == 0)
    found = np.select((heading & opening, heading, quoted > 0, listed > 0, bold), (0, 1, 2, 3, 1), 0)
    return [_KINDS[kind] for kind in found.tolist()]
