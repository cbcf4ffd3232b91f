"""How a site's profile is learned from pages that were read the careful way, and proved on them.

:func:`learn` is pure: pages in, profile out; :func:`learn_from` takes pages that were read already, and
:func:`prove` tries what was learned on some more. What repeats over different articles is furniture; the
places that tell fields and body on every page are learned; and only if reading by them gives what the
careful reading gave is the profile's fast way used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from extraction.article import Article, Block, Kind, Page
from extraction.body import flat_hash, is_one_of
from extraction.document import Document
from extraction.extract import read, read_quick
from extraction.profiles.field_learning import Known, learn_places
from extraction.profiles.fields import Customs, Statements
from extraction.profiles.layout import Learned, Sample, learn_layout
from extraction.profiles.places import Place
from extraction.profiles.profile import Quick, SiteProfile
from extraction.profiles.spots import Spot, spots
from extraction.profiles.zone import zone_of

SAMPLE = 5  # articles that a profile is learned from at first
PROOFS = 2  # further articles, of which one at least must be read by it as the careful way reads it
FEWEST_PAGES = 2  # to see what repeats
FEWEST_FOR_LAYOUT = 4  # to believe where things stand
SAME_STORY = 0.5  # of its long blocks that a page shares with another: one article at two addresses
LONG_BLOCK = 60  # characters
FEWEST_REPEATS = 3  # articles that say the same: two may quote one text
REPEATED_LONG, REPEATED_SHORT = 0.2, 0.5  # of the articles: a sentence that repeats so often, a line
MAX_FURNITURE = 3000
SHARED = 0.5  # of the pages that have something at a path
ALIKE, MOSTLY = 0.96, 0.985  # agreement with the careful reading on each page, and on average
READ_FAST = 0.7  # of the samples: fewer and the fast way is not worth having
OPENED, OPENING = 0.8, 3  # of the pages that must open alike; blocks among which the first one is sought
WHOLE = 0.7  # of the pages that must open alike and lose little: the careful way errs on some
ADDED, LOST = 0.03, 0.45  # of the text, at most, that a fast reading adds to the careful one and leaves out
FIGURES = Place("figure", "", "")
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)?\d\d)(?!\d)")


class Reading(NamedTuple):
    """A page that was read the careful way."""

    document: Document
    article: Article


class _Read(NamedTuple):
    """The same with all its blocks, of the body those that don't repeat."""

    document: Document
    article: Article
    blocks: tuple[Block, ...]
    spots: tuple[Spot, ...]


def learn(pages: Iterable[Page]) -> SiteProfile | None:
    """What a handful of pages of one site have in common; None where there are too few articles.

    Reads each page the careful way: half a dozen are enough, more only cost time.
    """
    documents = map(Document.parse, pages)
    return learn_from([Reading(document, read(document, document.page)) for document in documents])


class Proved(NamedTuple):
    """A profile that reads pages as the careful way does, and those pages as it reads them (None: not)."""

    profile: SiteProfile
    articles: tuple[Article | None, ...]


def prove(readings: Sequence[Reading], detector: str = "auto") -> Proved | None:
    """Learn from all pages but the newest few, and whether these are read as the careful way read them."""
    parts = _Parts()
    profile = learn_from(readings[:-PROOFS], parts)
    if profile is None or profile.layout is None:
        return None
    again = tuple(_quickly(profile, parts.of(profile, one.document), one, detector) for one in readings)
    pairs = [(article, one.article) for article, one in zip(again, readings, strict=True) if article]
    whole = sum(is_whole(quick, careful) for quick, careful in pairs)
    agreed = all(agrees_with(quick, careful) for quick, careful in pairs) and whole >= WHOLE * len(pairs)
    return Proved(profile, again) if agreed and any(again[-PROOFS:]) else None


def _quickly(profile: SiteProfile, part: Document | None, one: Reading, detector: str) -> Article | None:
    return read_quick(part, one.document.page, profile, detector=detector) if part else None


class _Parts:
    """The parts of pages that a profile parses, kept while it is learned and proved: both read the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[Document, tuple[Place, ...]], Document | None] = {}

    def of(self, profile: SiteProfile, document: Document) -> Document | None:
        """What the profile parses of a page, the whole where it names no parts."""
        if not profile.parts:
            return document
        key = document, profile.parts
        if key not in self._known:
            self._known[key] = profile.document(document.page)
        return self._known[key]


def learn_from(readings: Sequence[Reading], parts: _Parts | None = None) -> SiteProfile | None:
    """What pages of one site have in common; None where there are too few articles among them."""
    whole = [one for one in readings if one.article.kind is Kind.ARTICLE and one.article.blocks]
    found = [
        _Read(one.document, one.article, one.article.blocks, tuple(spots(one.document.root)))
        for one in _distinct(whole)
    ]
    if len(found) < FEWEST_PAGES:
        return None
    furniture = _furniture(found)
    found = [one._replace(blocks=_without(one.blocks, furniture)) for one in found]
    moments = [one.article.published for one in found if one.article.published]
    profile = SiteProfile(
        pages=len(found),
        furniture=furniture,
        og_type=_usual([one.document.meta("og:type") for one in found], 1.0),
        language=_usual([one.article.language.code for one in found if one.article.language]),
        zone=zone_of(moments),
        offset_minutes=_usual([one.offset_minutes for one in moments]),
        day_first=_day_first(found),
    )
    return _with_layout(profile, found, parts or _Parts()) if len(found) >= FEWEST_FOR_LAYOUT else profile


def _distinct(read: Sequence[Reading]) -> list[Reading]:
    """One page of each article: what one article's two addresses share is no furniture."""
    kept: list[Reading] = []
    known: list[frozenset[str]] = []
    for one in read:
        mine = frozenset(flat_hash(b.text) for b in one.article.blocks if len(b.text) >= LONG_BLOCK)
        if mine and all(len(mine & other) <= SAME_STORY * min(len(mine), len(other)) for other in known):
            kept.append(one)
            known.append(mine)
    return kept


def _furniture(read: Sequence[_Read]) -> frozenset[str]:
    """Blocks that repeat over different articles: long ones on some pages, short ones on half of them."""
    groups = [{(flat_hash(s.text), len(s.text) >= LONG_BLOCK) for s in one.spots} for one in read]
    pages = Counter(name for group in groups for name in group)
    fewest = min(FEWEST_REPEATS, len(read))
    least = {long: max(fewest, share * len(read)) for long, share in _SHARES}
    often = {name: count for (name, long), count in pages.items() if count >= least[long]}
    own = _own_texts(read, often)
    ranked = sorted(((count, name) for name, count in often.items() if name not in own), reverse=True)
    return frozenset(name for _, name in ranked[:MAX_FURNITURE])


def _own_texts(read: Sequence[_Read], among: Collection[str]) -> set[str]:
    """What is one page's text, at a path that pages share, and stands on others at another path only: there
    it is the article's teaser."""
    held: Counter[tuple[str, str]] = Counter()
    shared: Counter[str] = Counter()
    told: set[tuple[str, str]] = set()
    for one in read:
        texts = {flat_hash(block.text) for block in one.blocks}
        here = {(name, spot.path) for spot in one.spots if (name := flat_hash(spot.text)) in among}
        held.update(here)
        shared.update({spot.path for spot in one.spots})
        told |= {(name, path) for name, path in here if name in texts}
    return {name for name, path in told if held[name, path] == 1 and shared[path] >= SHARED * len(read)}


_SHARES = ((True, REPEATED_LONG), (False, REPEATED_SHORT))


def _without(blocks: Sequence[Block], furniture: frozenset[str]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not is_one_of(block.text, furniture))


def _usual(values: Sequence[Any], share: float = 0.8) -> Any:
    """The value that four of five pages have."""
    value, count = Counter(values).most_common(1)[0] if values else (None, 0)
    return value if count >= share * len(values) else None


def _day_first(read: Sequence[_Read]) -> bool | None:
    """Whether the site writes the day before the month, by dates that can only be read in one way."""
    votes = Counter(vote for one in read for spot in one.spots for vote in _orders(spot.text, one.article))
    return votes.most_common(1)[0][0] if votes else None


def _orders(text: str, article: Article) -> Iterator[bool]:
    published = article.published
    for first, second, _ in NUMERIC_DATE.findall(text[:400]):
        pair = int(first), int(second)
        if max(pair) > 12 >= min(pair):
            yield pair[0] > 12
        elif published and pair[0] != pair[1]:
            day = (published.written.day, published.written.month)
            if sorted(day) == sorted(pair):
                yield pair == day


# ---- where fields and body stand


def _with_layout(profile: SiteProfile, read: Sequence[_Read], parts: _Parts) -> SiteProfile:
    """The profile with its layout, if reading by it agrees with the careful reading."""
    learned = learn_layout([_sample(one) for one in read], profile.furniture, FEWEST_FOR_LAYOUT)
    if learned is None:
        return profile
    sharing = [read[number] for number in learned.samples]
    places = learn_places([_known(one, profile.customs) for one in sharing])
    if places is None:
        return profile
    quick = replace(profile, layout=learned.layout, places=places)
    least, more = _parts(quick)
    if _is_proved(short := replace(quick, parts=least), sharing, learned, parts):
        return short
    if not _is_proved(quick, sharing, learned, parts):  # nor does the whole page do
        return profile
    return short if _is_proved(short := replace(quick, parts=more), sharing, learned, parts) else quick


def _sample(one: _Read) -> Sample:
    document, article = one.document, one.article
    return Sample(document.root, one.blocks, one.spots, article.title, article.lead, document.page.body)


def _known(one: _Read, customs: Customs) -> Known:
    return Known(Statements(one.document, customs), one.article)


def _parts(profile: SiteProfile) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """What need be parsed of a page: the least, or with its pictures' captions."""
    layout, fields = profile.layout, profile.places
    assert layout is not None
    assert fields is not None
    least = tuple(place for place in (layout.container, layout.opening) if place)
    placed = tuple(dict.fromkeys((*least, *fields.places)))
    return placed, (*placed, FIGURES)


def _is_proved(profile: SiteProfile, read: Sequence[_Read], learned: Learned, parts: _Parts) -> bool:
    """Whether the fast reading gives what the careful one gave, but for what the site's pages outvoted."""
    again = [
        (_again(profile, parts.of(profile, one.document), one), one, texts)
        for one, texts in zip(read, learned.bodies, strict=True)
    ]
    told_fast = [(quick, one, texts) for quick, one, texts in again if quick]
    scores = [_agreement(quick, texts) for quick, _, texts in told_fast]
    if len(scores) < max(READ_FAST * len(read), 1) or min(scores) < ALIKE:
        return False
    same = all(agrees(quick, one.article) for quick, one, _ in told_fast)
    opened = sum(_opens_alike(quick.body.blocks, one.article, texts) for quick, one, texts in told_fast)
    images = sum(quick.fields.images == one.article.images for quick, one, _ in told_fast)
    alike = opened >= OPENED * len(scores) and images >= READ_FAST * len(scores)
    return same and alike and sum(scores) >= MOSTLY * len(scores)


def _again(profile: SiteProfile, part: Document | None, one: _Read) -> Quick | None:
    """A page as the profile reads it, from the part that it parses."""
    return profile.read(part, one.document.page) if part else None


def agrees(quick: Quick, article: Article) -> bool:
    """Whether a fast reading tells the title, authors and day that the careful one told."""
    fields = quick.fields
    names = (fields.authors, fields.agencies) == (article.authors, article.agencies)
    days = [moment and moment.value for moment in (fields.published, article.published)]
    return fields.title == article.title and names and days[0] == days[1]


def agrees_with(quick: Article, careful: Article) -> bool:
    """Whether a fast reading tells the fields that the careful one tells, and hardly any text beside its.

    With the first paragraph it may begin where the careful way missed that: its place is learned.
    """
    fields = ("title", "authors", "agencies")
    if any(getattr(quick, name) != getattr(careful, name) for name in fields):
        return False
    days = [moment and moment.value for moment in (quick.published, careful.published)]
    mine, other = sizes(quick.blocks), sizes(careful.blocks)
    added = mine - other
    added.subtract({block.text: added[block.text] for block in quick.blocks[:1]})
    return days[0] == days[1] and added.total() <= ADDED * mine.total()


def is_whole(quick: Article, careful: Article) -> bool:
    """Whether a fast reading has the text of the careful one, but for what the other pages outvoted."""
    mine, other = sizes(quick.blocks), sizes(careful.blocks)
    texts = frozenset(block.text for block in careful.blocks)
    return _opens_alike(quick.blocks, careful, texts) and (other - mine).total() <= LOST * other.total()


def sizes(blocks: Iterable[Block]) -> Counter[str]:
    """The length of each text, in characters."""
    return Counter({block.text: len(block.text) for block in blocks})


def _opens_alike(blocks: Sequence[Block], careful: Article, texts: frozenset[str]) -> bool:
    """Whether a reading begins with the paragraph that the careful one begins with, if that is no line and
    among ``texts``, which the site's pages did not outvote."""
    first = careful.blocks[0].text if careful.blocks else ""
    if len(first) < LONG_BLOCK or first not in texts:
        return True
    return any(block.text == first for block in blocks[:OPENING])


def _agreement(quick: Quick, texts: frozenset[str]) -> float:
    """F1 of a fast reading and what it was learned from."""
    mine = Counter({block.text: len(block.text) for block in quick.body.blocks})
    other = Counter({text: len(text) for text in texts})
    return 2 * (mine & other).total() / max(mine.total() + other.total(), 1)
