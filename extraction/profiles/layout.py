"""How a site's body layout is learned: careful readings of a few pages, outvoted path by path.

The careful reading judges each page alone and errs here and there. What stands at the same path on
every page is the same sort of thing, so the pages vote; and three things only show over several pages:
what repeats, what leads elsewhere from every page, and what stands in boxes beside the running text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from extraction.article import Block, BlockKind
from extraction.page.blocks import BLOCK
from extraction.profiles.body import (
    HEADING,
    BodyLayout,
    choose,
    is_furniture,
    opening_text,
    paragraphs_outside,
)
from extraction.profiles.places import Place, find, names_of
from extraction.profiles.spots import LINKED, Spot, spots
from extraction.text import Element

FOUND = 0.6  # of the body's text that must stand in elements of its own
COVERED, ENOUGH = 0.97, 0.95  # of the body's text that its container holds
CLEAN = 0.9  # of a container's text that is body, from which an unknown path there is body too
OPENED = 0.7  # of the pages whose first paragraph stands at one place, for it to be the opening's
NAMED = 5  # names of an element that are tried as the container's
STEPS = 4  # of a path that are compared while its container is not known
BOXED = 0.3  # of a box's blocks that are links, for it to be a box of teasers
ROTATING = 0.15  # of a path's blocks that stand on other pages too, for it to be a rotating box
MINOR = 0.3  # of the main path's text: a path with more is never thrown out for its name
NAMED_FURNITURE = re.compile(
    r"teaser|related|recirc|recommend|(?:read|see)-?(?:also|more|next)|newsletter|subscri|promo|sponsor|advert"
    r"|donat|sign-?up|most-?(?:read|popular)|trending|outbrain|taboola|share|social|comment|^aside",
    re.IGNORECASE,
)
LINE_TAGS = re.compile(r">(?:li|h[2-6]|blockquote|dd)\b[^>]*$")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page that was read carefully: its tree, the body's blocks, all its blocks, title, lead, bytes."""

    root: Element
    blocks: tuple[Block, ...]
    spots: tuple[Spot, ...]
    title: str | None = None
    lead: str | None = None
    whole: bytes = b""


@dataclass(frozen=True, slots=True)
class Learned:
    """A layout, the samples that have it (by number), and the texts that it was learned from."""

    layout: BodyLayout
    samples: tuple[int, ...]
    bodies: tuple[frozenset[str], ...]


def learn_layout(samples: Sequence[Sample], furniture: frozenset[str], least: int) -> Learned | None:
    """The layout that most samples share, None where no ``least`` of them share one."""
    whole = [_judged(sample.spots, sample, furniture) for sample in samples]
    openings = _openings(whole, samples)
    refused = _refused(whole) - openings
    wanted = [
        frozenset(spot.text for spot, kind in page if kind is not None and _tail(spot.path) not in refused)
        for page in whole
    ]
    apart = [_begins(page, sample, openings) for page, sample in zip(whole, samples, strict=True)]
    if any(apart):  # a small container and the opening before it, rather than one that holds both
        inside = [texts - first for texts, first in zip(wanted, apart, strict=True)]
        learned = _learned(samples, wanted, inside, furniture, least)
        if learned is not None and learned.layout.opening is not None:
            return learned
    return _learned(samples, wanted, wanted, furniture, least)


def _learned(
    samples: Sequence[Sample],
    wanted: Sequence[frozenset[str]],
    inside: Sequence[frozenset[str]],
    furniture: frozenset[str],
    least: int,
) -> Learned | None:
    """The layout whose container holds what is to stand ``inside`` of it."""
    container, sharing = _container(samples, inside, least)
    if container is None:
        return None
    bodies = tuple(wanted[number] for number in sharing)
    chosen = [samples[number] for number in sharing]
    inner = [_inner(sample, container) for sample in chosen]
    layout = _opened(_layout(chosen, container, inner, bodies, furniture), chosen, bodies)
    left = (_left(layout, sample, spots_, furniture) for sample, spots_ in zip(chosen, inner, strict=True))
    return Learned(replace(layout, left=round(max(left), 3)), sharing, bodies)


def _inner(sample: Sample, container: Place) -> tuple[Spot, ...]:
    """The blocks of a page's containers."""
    return tuple(spot for element in find(sample.root, container) for spot in spots(element))


def _left(layout: BodyLayout, sample: Sample, inner: Sequence[Spot], furniture: frozenset[str]) -> float:
    """The share of a container's text that is left out on a page."""
    found = choose(layout, inner, sample.title, furniture, ())
    return found.passed / max(found.passed + found.size, 1)


def _opened(layout: BodyLayout, samples: Sequence[Sample], wanted: Sequence[frozenset[str]]) -> BodyLayout:
    """The layout with where the first paragraph stands: before the container on most pages, or in it."""
    firsts = [next((block.text for block in sample.blocks), None) for sample in samples]
    leads = sum(
        sample.lead is not None and sample.lead == first
        for sample, first in zip(samples, firsts, strict=True)
    )
    standfirst = leads >= OPENED * len(samples)
    place = _opening(layout.container, samples, firsts, wanted)
    return replace(layout, opening=place, standfirst=standfirst)


def _opening(
    container: Place,
    samples: Sequence[Sample],
    firsts: Sequence[str | None],
    wanted: Sequence[frozenset[str]],
) -> Place | None:
    """Where pages set their first paragraph apart, if it is one wherever something stands there."""
    before = [
        _names_before(sample.root, container, first)
        for sample, first, texts in zip(samples, firsts, wanted, strict=True)
        if first in texts
    ]
    votes = Counter(place for places in before for place in places)
    for place, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        told = sum(opening_text(sample.root, place) is not None for sample in samples)
        if count >= OPENED * told:
            return place
    return None


def _names_before(root: Element, container: Place, text: str | None) -> set[Place]:
    """Places whose first element says just this text, outside of the container."""
    held = set(find(root, container))
    for element in _leaves(root, {text}) if text else ():
        if _leaf_text(element) == text:
            inside = any(parent in held for parent in (element, *element.iterancestors()))
            names = [] if inside else names_of(element)
            return {place for place in names if opening_text(root, place) == text}
    return set()


Judged = list[tuple[Spot, BlockKind | None]]


def _judged(found: Iterable[Spot], sample: Sample, furniture: frozenset[str]) -> Judged:
    """Blocks, each with the kind that the careful reading gave it; furniture is left out."""
    kinds = {block.text: block.kind for block in sample.blocks}
    return [
        (spot, kinds.get(spot.text)) for spot in found if not is_furniture(spot.text, sample.title, furniture)
    ]


def _tail(path: str) -> str:
    return ">".join(path.rsplit(">", STEPS)[-STEPS:])


# ---- what only shows over several pages


def _openings(whole: Sequence[Judged], samples: Sequence[Sample]) -> frozenset[str]:
    """Paths (their ends) of standfirsts, which may stand in a box with links: where something stands there,
    most pages begin with it, and have no further text there."""
    having, begun, text = Counter[str](), Counter[str](), Counter[str]()
    for page, sample in zip(whole, samples, strict=True):
        having.update({_tail(spot.path) for spot, _ in page})
        begun.update({_tail(spot.path) for spot, _ in page if _is_first(spot, sample)})
        text.update(_tail(spot.path) for spot, kind in page if kind is not None)
    return frozenset(
        path for path, count in begun.items() if 1 < count == text[path] and count >= OPENED * having[path]
    )


def _begins(page: Judged, sample: Sample, openings: Set[str]) -> frozenset[str]:
    """The first paragraph of a page, if it stands where many pages begin."""
    return frozenset(
        spot.text for spot, _ in page if _is_first(spot, sample) and _tail(spot.path) in openings
    )


def _is_first(spot: Spot, sample: Sample) -> bool:
    return bool(sample.blocks) and spot.text == sample.blocks[0].text


def _refused(whole: Sequence[Judged]) -> frozenset[str]:
    """Paths (their ends) whose blocks are no text, whatever each page alone looks like."""
    mass: Counter[str] = Counter()
    for spot, kind in (judged for page in whole for judged in page):
        if kind is not None:
            mass[_tail(spot.path)] += len(spot.text)
    if not mass:
        return frozenset()
    pages = [[spot for spot, _ in page] for page in whole]
    main, size = mass.most_common(1)[0]
    minor = {path for path in mass if mass[path] <= MINOR * size}
    boxes = _link_boxes(pages, main)
    rotating = _rotating(pages)
    return frozenset(
        path
        for path in minor
        if _named_furniture(path, main)
        or _pointer(path)
        or path in rotating
        or any(path.startswith(box) for box in boxes)
    )


def _named_furniture(path: str, main: str) -> bool:
    """Whether a step that the running text does not take is named like furniture."""
    common = set(main.split(">"))
    return any(NAMED_FURNITURE.search(step) for step in path.split(">") if step not in common)


def _pointer(path: str) -> bool:
    """A block that is a link as a whole, outside of lists, headings and quotes."""
    return LINKED in path and not LINE_TAGS.search(path.partition("/")[0])


def _link_boxes(pages: Sequence[Sequence[Spot]], main: str) -> frozenset[str]:
    """Boxes of which a good part is links, beside the main path: teasers."""
    holders = {_tail(spot.path).rpartition(">")[0] for page in pages for spot in page}
    held: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for page in pages:
        held.update(_box(spot, holders) for spot in page)
        linked.update(_box(spot, holders) for spot in page if LINKED in spot.path)
    boxes = {box for box, count in linked.items() if count >= BOXED * held[box]}
    return frozenset(f"{box}>" for box in boxes if box and f"{box.lstrip('>')}>" not in main)


def _box(spot: Spot, holders: Set[str]) -> str:
    """The box that a block stands in: its own element where that holds other blocks beside its text."""
    own = _tail(spot.path.partition("/")[0])
    return own if own in holders else _tail(spot.path).rpartition(">")[0]


def _rotating(pages: Sequence[Sequence[Spot]]) -> frozenset[str]:
    """Paths of which a good part says the same on several pages; plain subheadings may.

    What stands elsewhere on another page is no box: a standfirst is its article's teaser there.
    """
    said = [[(_tail(spot.path), spot.text) for spot in page] for page in pages]
    on = Counter(one for page in said for one in set(page))
    total = Counter(path for page in said for path, _ in page)
    again = Counter(one[0] for page in said for one in page if on[one] > 1)
    often = (path for path, count in again.items() if count > 1 and count >= ROTATING * total[path])
    return frozenset(path for path in often if LINKED in path or not HEADING.search(path))


# ---- the container and its paths


def _layout(
    samples: Sequence[Sample],
    container: Place,
    inner: Sequence[Sequence[Spot]],
    wanted: Sequence[frozenset[str]],
    furniture: frozenset[str],
) -> BodyLayout:
    votes: dict[str, Counter[BlockKind | None]] = defaultdict(Counter)
    fewest = 10**9
    containers = outside = 0
    for sample, found, texts in zip(samples, inner, wanted, strict=True):
        words = 0
        elements = find(sample.root, container)
        containers = max(containers, len(elements))
        outside = max(outside, paragraphs_outside(elements, sample.whole))
        for spot, kind in _judged(found, sample, furniture):
            told = kind if spot.text in texts else None
            words += len(spot.text.split()) if told else 0
            for path in (spot.path, f"~{spot.tags}"):
                votes[path][told] += len(spot.text)
        fewest = min(fewest, words)
    exact = [counts for path, counts in votes.items() if not path.startswith("~")]
    left, total = sum(counts[None] for counts in exact), sum(counts.total() for counts in exact)
    paths = {path: _verdict(counts) for path, counts in votes.items()}
    for spot in (spot for found in inner for spot in found):  # where only furniture stood is no text
        paths.setdefault(spot.path, None)
        paths.setdefault(f"~{spot.tags}", None)
    clean = left <= (1 - CLEAN) * total
    return BodyLayout(container, paths, fewest // 3, clean, containers=containers, outside=outside)


def _verdict(votes: Mapping[BlockKind | None, int]) -> BlockKind | None:
    """No text where most was left; else the commonest kind."""
    kinds = Counter({kind: size for kind, size in votes.items() if kind is not None})
    return kinds.most_common(1)[0][0] if kinds.total() * 2 > sum(votes.values()) else None


def _container(
    samples: Sequence[Sample], wanted: Sequence[frozenset[str]], least: int
) -> tuple[Place | None, tuple[int, ...]]:
    """The place that holds the body on most samples, and the least beside it; and those samples."""
    weights = [_weigh(sample.root, texts) for sample, texts in zip(samples, wanted, strict=True)]
    holders = (_holder(masses) for masses in weights)
    votes = Counter(place for holder in holders if holder is not None for place in _upwards(holder))
    best: tuple[int, int, Place | None, tuple[int, ...]] = (0, 0, None, ())
    for place in sorted(place for place, count in votes.items() if count >= least):
        found = [find(sample.root, place) for sample in samples]
        held = [_held(*one) for one in zip(samples, found, weights, strict=True)]
        sharing = tuple(number for number, share in enumerate(held) if share >= ENOUGH)
        if len(sharing) >= best[0]:
            size = sum(len(text) for number in sharing for one in found[number] for text in one.itertext())
            best = max(best, (len(sharing), -size, place, sharing))
    return (best[2], best[3]) if best[0] >= least else (None, ())


def _upwards(element: Element) -> set[Place]:
    """Places of an element and of the two around it, should its own have no name."""
    chain = [element, *element.iterancestors()][:3]
    return {place for one in chain for place in names_of(one)[:NAMED]}


LEAVES = sorted(BLOCK - {"body", "html", "article", "main", "table", "ul", "ol", "dl"})


def _weigh(root: Element, wanted: frozenset[str]) -> Counter[Element]:
    """How much of a body's text stands in each element; nothing where most of it is in no leaf's text."""
    missing = set(wanted)
    mass: Counter[Element] = Counter({root: 0})
    for element in _leaves(root, wanted):
        text = _leaf_text(element)
        if text in missing:
            missing.discard(text)
            for parent in (element, *element.iterancestors()):
                mass[parent] += len(text)
    return mass if mass[root] >= FOUND * sum(map(len, wanted)) else Counter({root: 0})


def _holder(mass: Counter[Element]) -> Element | None:
    """The innermost element that holds nearly all of a body."""
    total = max(mass.values(), default=0)
    holders = [element for element, size in mass.items() if size >= COVERED * total > 0]
    return max(holders, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _leaves(root: Element, wanted: Iterable[str]) -> Iterator[Element]:
    """The elements of a page that may say one of these texts: they begin with its first word."""
    beginnings = {text.split(None, 1)[0] for text in wanted}
    for element in root.iter(*LEAVES):
        own = (element.text or "").split(None, 1)
        if not own or own[0] in beginnings:
            yield element


def _leaf_text(element: Element) -> str:
    """What an element without blocks inside says."""
    if any(child.tag in BLOCK for child in element):
        return ""
    return " ".join("".join(element.itertext()).split())


def _held(sample: Sample, elements: Sequence[Element], mass: Counter[Element]) -> float:
    """The share of a body's text that stands in some elements."""
    return sum(mass[element] for element in elements) / max(mass[sample.root], 1)
