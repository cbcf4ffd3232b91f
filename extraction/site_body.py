"""The body of a site's pages: in which element it stands, and which of the blocks there are its text.

Learned from pages that were read carefully: each block's way down from the container is a path of tags
and classes, and what the careful reading mostly took at a path is taken there, what it mostly left is left.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extraction.article import Block, BlockKind
from extraction.blocks import BLOCK, Blocks, walk
from extraction.body import BodyReading, leads_elsewhere, text_hash
from extraction.places import VOLATILE, Place, find, names_of
from extraction.text import Element

COVERED = 0.97  # of the body's text that its container holds
AGREED = 0.9  # of the pages on which a place is the container
MAX_UNKNOWN = 0.1  # of the text, at paths never seen before: more and the page is of another layout
CLEAN = 0.9  # of a container's text that is body, from which an unknown path there is body too
LONG = 80  # characters of a paragraph at an unknown path that is taken in any container
ASIDE = re.compile(r">(?:figure|figcaption|aside|footer|form|nav|table)\b")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """How a site lays out its articles.

    ``paths`` says of each path what kind of block stands there, None where it is no text. ``fewest``
    is the number of words below which a page is not believed to be read whole. ``clean`` says that the
    container holds little but the body.
    """

    container: Place
    paths: Mapping[str, BlockKind | None]
    fewest: int
    clean: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A page that was read carefully: its tree, the body's blocks and its title."""

    root: Element
    blocks: tuple[Block, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One block within the container: its text and its path, exact and without classes."""

    text: str
    path: str
    tags: str


def spots(container: Element) -> Iterator[Spot]:
    """The blocks of a container with their paths."""
    blocks = walk(container)
    nodes = blocks.nodes
    exact, bare = [""], [""]
    for number in range(1, len(nodes)):
        parent, tag = nodes.parent[number], nodes.tag[number]
        words = ".".join(word for word in nodes.classes[number].split() if not VOLATILE.search(word))
        exact.append(f"{exact[parent]}>{tag}.{words}" if words else f"{exact[parent]}>{tag}")
        bare.append(f"{bare[parent]}>{tag}")
    for number, text in enumerate(blocks.texts):
        node, flags = blocks.node[number], _flags(blocks, number, len(text))
        yield Spot(text, exact[node] + flags, bare[node] + flags)


def _flags(blocks: Blocks, number: int, size: int) -> str:
    """What sets blocks of one path apart: whether they are links, or bold."""
    linked = "/a" if blocks.link[number] * 2 > size else ""
    return linked + ("/b" if blocks.bold[number] * 10 > size * 9 else "")


# ---- learning


def learn_layout(samples: Sequence[Sample], furniture: frozenset[str]) -> BodyLayout | None:
    """The layout that most samples share, None where they share none."""
    container = _container(samples)
    if container is None:
        return None
    taken: dict[str, Counter[BlockKind | None]] = defaultdict(Counter)
    for sample in samples:
        kinds = {block.text: block.kind for block in sample.blocks}
        for spot in (spot for element in find(sample.root, container) for spot in spots(element)):
            if text_hash(spot.text) not in furniture and spot.text != sample.title:
                for path in (spot.path, f"~{spot.tags}"):
                    taken[path][kinds.get(spot.text)] += len(spot.text)
    paths = {path: _verdict(votes) for path, votes in taken.items()}
    words = min(sum(len(block.text.split()) for block in sample.blocks) for sample in samples)
    left = sum(votes[None] for path, votes in taken.items() if not path.startswith("~"))
    total = sum(votes.total() for path, votes in taken.items() if not path.startswith("~"))
    return BodyLayout(container, paths, words // 3, left <= (1 - CLEAN) * total)


def _verdict(votes: Counter[BlockKind | None]) -> BlockKind | None:
    """No text where most was left; else the commonest kind."""
    kinds = Counter({kind: size for kind, size in votes.items() if kind is not None})
    return kinds.most_common(1)[0][0] if kinds.total() * 2 > votes.total() else None


def _container(samples: Sequence[Sample]) -> Place | None:
    """The place that holds the body, and little else, on nearly all samples."""
    holders = [_holder(sample) for sample in samples]
    votes = Counter(place for holder in holders if holder is not None for place in _upwards(holder))
    best: tuple[float, int, Place] | None = None
    for place, count in votes.items():
        if count < AGREED * len(samples):
            continue
        held = [_held(sample, place) for sample in samples]
        good = sum(share >= COVERED - 0.02 for share, _ in held) / len(samples)
        rank = (good, -sum(size for _, size in held), place)
        if good >= AGREED and (best is None or rank > best):
            best = rank
    return best[2] if best else None


def _upwards(element: Element) -> set[Place]:
    """Places of an element and of the two around it, should its own have no name."""
    chain = [element, *element.iterancestors()][:3]
    return {place for one in chain for place in names_of(one)}


def _holder(sample: Sample) -> Element | None:
    """The innermost element that holds nearly all of a body."""
    wanted = {block.text for block in sample.blocks}
    mass: Counter[Element] = Counter()
    total = 0
    for element in sample.root.iter(*_LEAVES):
        text = _whole_text(element)
        if text in wanted:
            wanted.discard(text)
            total += len(text)
            mass.update({parent: len(text) for parent in element.iterancestors()})
    holders = [element for element, size in mass.items() if size >= COVERED * total]
    return max(holders, key=_depth, default=None)


_LEAVES = sorted(BLOCK - {"body", "html", "article", "main", "table", "ul", "ol", "dl"})


def _whole_text(element: Element) -> str:
    if any(child.tag in BLOCK for child in element):
        return ""
    return SPACES.sub(" ", "".join(element.itertext())).strip()


def _depth(element: Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _held(sample: Sample, place: Place) -> tuple[float, int]:
    """The share of the body's text at a place, and how much text stands there in all."""
    texts = [spot.text for element in find(sample.root, place) for spot in spots(element)]
    inside = set(texts)
    total = sum(len(block.text) for block in sample.blocks)
    held = sum(len(block.text) for block in sample.blocks if block.text in inside)
    return held / max(total, 1), sum(map(len, texts))


# ---- reading


def read_layout(
    layout: BodyLayout, root: Element, title: str | None, furniture: frozenset[str]
) -> BodyReading | None:
    """The body of a page of this layout, None where the page is of another."""
    chosen: list[Block] = []
    seen: set[str] = set()
    unknown = 0
    for spot in (spot for element in find(root, layout.container) for spot in spots(element)):
        if spot.text in seen or _is_furniture(spot.text, title, furniture):
            continue
        kind, known = _kind(layout, spot)
        unknown += 0 if known else len(spot.text)
        if kind is not None:
            seen.add(spot.text)
            chosen.append(Block(spot.text, kind))
    while chosen and chosen[-1].kind is BlockKind.SUBHEADING:
        chosen.pop()
    size = sum(len(block.text) for block in chosen)
    words = sum(len(block.text.split()) for block in chosen)
    if words < max(layout.fewest, 1) or unknown > MAX_UNKNOWN * size:
        return None
    return BodyReading(tuple(chosen), confidence=1 - unknown / size, words=words)


def _kind(layout: BodyLayout, spot: Spot) -> tuple[BlockKind | None, bool]:
    """What a block is, and whether its path was known."""
    for path in (spot.path, f"~{spot.tags}"):
        if path in layout.paths:
            return layout.paths[path], True
    if "/a" in spot.tags or ASIDE.search(spot.tags):
        return None, True
    if spot.tags.endswith(">p") and len(spot.text) >= LONG:
        return BlockKind.PARAGRAPH, False
    heading = re.search(r">h[2-6](?:/b)?$", spot.tags)
    return (BlockKind.SUBHEADING if heading else BlockKind.PARAGRAPH) if layout.clean else None, False


def _is_furniture(text: str, title: str | None, furniture: frozenset[str]) -> bool:
    return text == title or leads_elsewhere(text) or text_hash(text) in furniture
