"""What was learned about one site from a handful of its pages, so that the next are read fast and clean.

:func:`learn` is pure: pages in, :class:`SiteProfile` out. A profile knows what repeats over the site's
pages and is never article text, where the body stands, which fields the pages state without being
looked through, and the site's language, offset from UTC and order of day and month. Whatever it is not
sure of is read the careful way; :func:`drifted` tells when too many pages no longer fit.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from extraction.article import BlockKind, Kind, Page
from extraction.body import BodyReading, read_body, text_hash
from extraction.clues import Clues, gather
from extraction.document import Document
from extraction.fields import Fields, read_fields
from extraction.kind import judge
from extraction.language import detect
from extraction.places import Place, find, names_of
from extraction.site_body import BodyLayout, Spot, read_layout, spots
from extraction.site_cut import cut
from extraction.site_learning import Sample, learn_layout
from extraction.structured import kind_of
from extraction.text import Element

VERSION = 2

FEWEST_PAGES = 2  # to see what repeats
FEWEST_FOR_LAYOUT = 5  # to believe where things stand
SAME_STORY = 0.5  # of its long blocks that a page shares with another: one article at two addresses
LONG_BLOCK = 60  # characters
REPEATED_LONG, REPEATED_SHORT = (
    0.2,
    0.5,
)  # of the pages: a sentence that repeats so often is furniture, a line
MAX_FURNITURE = 3000
STUB = 3  # times the fewest words: a shorter text of a page that is not free may be cut
TRUSTED = 0.98  # agreement with the careful reading, above which the fast one replaces it
WINDOW, MISFITS = 10, 5  # so many of the last pages that don't fit are another layout

FIELDS = ("title", "authors", "agencies", "published", "modified", "section", "tags", "images")
FIGURES = Place("figure", "", "")
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)?\d\d)(?!\d)")


class Quick(NamedTuple):
    """A page read by the profile."""

    fields: Fields
    body: BodyReading


@dataclass(frozen=True)
class SiteProfile:
    """What is known of one site; :meth:`to_bytes` and :meth:`from_bytes` keep it.

    ``furniture`` holds the :func:`extraction.body.text_hash` of blocks that are never article text.
    ``layout`` is None where the fast reading was not as good as the careful one. ``region`` is where the
    fields are looked for: None where the pages state them all. ``parts`` are the places that
    need be parsed beside the head, none where the whole page must. ``day_first``: 12/01 is 12 January.
    """

    pages: int
    furniture: frozenset[str] = frozenset()
    layout: BodyLayout | None = None
    region: Place | None = None
    parts: tuple[Place, ...] = ()
    language: str | None = None
    offset_minutes: int | None = None
    day_first: bool | None = None

    @cached_property
    def name(self) -> str:
        """The name under which an article says that this profile read it."""
        return f"{VERSION}-{hashlib.blake2b(self.to_bytes(), digest_size=4).hexdigest()}"

    def read(self, document: Document) -> Quick | None:
        """The page's fields and body by what was learned, None where the page does not fit."""
        if self.layout is None or _is_live(document):
            return None
        body = read_layout(self.layout, document.root, None, self.furniture)
        if body is None:
            return None
        fields = read_fields(document, _clues(document, self.region))
        if not fields.title or (fields.paywalled and body.words < STUB * self.layout.fewest):
            return None
        kept = tuple(block for block in body.blocks if block.text != fields.title)
        lead = kept[0].text if body.lead and kept else None
        return Quick(fields, replace(body, blocks=kept, lead=lead))

    def document(self, page: Page) -> Document | None:
        """As much of a page as the fast reading needs, parsed; None where the whole is needed."""
        part = cut(page, self.parts) if self.parts else None
        return Document.parse(part) if part else None

    def fits(self, document: Document) -> bool:
        """Whether a page has the layout that was learned; True where none was."""
        return self.layout is None or self.read(document) is not None

    def to_bytes(self) -> bytes:
        """The profile as JSON, the same bytes for the same profile."""
        values = {**asdict(self), "furniture": sorted(self.furniture), "version": VERSION}
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> SiteProfile:
        """A profile as it was kept. Raises ValueError for one of another version, or for other bytes."""
        values = json.loads(data)
        if not isinstance(values, dict) or values.pop("version", None) != VERSION:
            raise ValueError(f"not a site profile of version {VERSION}")
        values["furniture"] = frozenset(values["furniture"])
        values["region"] = Place(*values["region"]) if values["region"] else None
        values["parts"] = tuple(Place(*part) for part in values["parts"])
        values["layout"] = _layout(values["layout"]) if values["layout"] else None
        return cls(**values)


def _is_live(document: Document) -> bool:
    return any("LiveBlog" in kind_of(node) for node in document.structured)


def _layout(values: Mapping[str, Any]) -> BodyLayout:
    paths = {path: BlockKind(kind) if kind else None for path, kind in values["paths"].items()}
    opening = Place(*values["opening"]) if values["opening"] else None
    container = Place(*values["container"])
    return BodyLayout(container, paths, values["fewest"], values["clean"], opening, values["standfirst"])


def drifted(fits: Sequence[bool]) -> bool:
    """Whether the last pages of a site say that its layout changed. ``fits`` is in order of reading."""
    return sum(not fit for fit in fits[-WINDOW:]) >= MISFITS


# ---- learning


class Reading(NamedTuple):
    """An article's page as the careful way read it, and the language of its text if that is known."""

    page: Page
    fields: Fields
    body: BodyReading
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was read the careful way."""

    document: Document
    fields: Fields
    body: BodyReading
    spots: tuple[Spot, ...]  # all its blocks
    language: str | None

    @classmethod
    def of(cls, reading: Reading, document: Document) -> _Read:
        """A reading with its page's tree and blocks."""
        text = "\n".join(block.text for block in reading.body.blocks)
        language = reading.language or detect(text).code
        return cls(document, reading.fields, reading.body, tuple(spots(document.root)), language)

    @property
    def texts(self) -> Iterator[str]:
        """What all its blocks say."""
        return (spot.text for spot in self.spots)


def learn(pages: Iterable[Page]) -> SiteProfile | None:
    """What a handful of pages of one site have in common; None where there are too few articles.

    Reads each page the careful way: a dozen are enough, more only cost time.
    """
    return _learned([one for page in pages if (one := _read(page))])


def learn_from(readings: Iterable[Reading]) -> SiteProfile | None:
    """The same from articles that were read the careful way already."""
    return _learned([_Read.of(reading, Document.parse(reading.page)) for reading in readings])


def _learned(pages: Sequence[_Read]) -> SiteProfile | None:
    read = _distinct(pages)
    if len(read) < FEWEST_PAGES:
        return None
    furniture = _furniture(read)
    read = [replace(one, body=_without(one.body, furniture)) for one in read]
    profile = SiteProfile(
        pages=len(read),
        furniture=furniture,
        language=_usual([one.language for one in read]),
        offset_minutes=_usual([one.fields.published.offset_minutes for one in read if one.fields.published]),
        day_first=_day_first(read),
    )
    return _with_layout(profile, read) if len(read) >= FEWEST_FOR_LAYOUT else profile


def _read(page: Page) -> _Read | None:
    document = Document.parse(page)
    if document.foreign:
        return None
    fields = read_fields(document)
    body = read_body(document, title=fields.title)
    kind, _ = judge(document, body)
    return _Read.of(Reading(page, fields, body), document) if kind is Kind.ARTICLE else None


def _distinct(read: Sequence[_Read]) -> list[_Read]:
    """One page of each article: what one article's two addresses share is no furniture."""
    kept: list[_Read] = []
    known: list[frozenset[str]] = []
    for one in read:
        mine = frozenset(text_hash(b.text) for b in one.body.blocks if len(b.text) >= LONG_BLOCK)
        if mine and all(len(mine & other) <= SAME_STORY * min(len(mine), len(other)) for other in known):
            kept.append(one)
            known.append(mine)
    return kept


def _furniture(read: Sequence[_Read]) -> frozenset[str]:
    """Blocks that repeat over different articles: long ones on two pages, short ones on half of them."""
    groups = [{(text_hash(text), len(text) >= LONG_BLOCK) for text in one.texts} for one in read]
    pages = Counter(name for group in groups for name in group)
    least = {
        True: max(2.0, REPEATED_LONG * len(read)),
        False: max(2.0, REPEATED_SHORT * len(read)),
    }
    often = [(count, name) for (name, long), count in pages.items() if count >= least[long]]
    return frozenset(name for _, name in sorted(often, reverse=True)[:MAX_FURNITURE])


def _without(body: BodyReading, furniture: frozenset[str]) -> BodyReading:
    return replace(body, blocks=tuple(b for b in body.blocks if text_hash(b.text) not in furniture))


def _usual(values: Sequence[Any]) -> Any:
    """The value that four of five pages have."""
    value, count = Counter(values).most_common(1)[0] if values else (None, 0)
    return value if count >= 0.8 * len(values) else None


def _day_first(read: Sequence[_Read]) -> bool | None:
    """Whether the site writes the day before the month, by dates that can only be read in one way."""
    votes = Counter(vote for one in read for text in one.texts for vote in _orders(text, one))
    return votes.most_common(1)[0][0] if votes else None


def _orders(text: str, one: _Read) -> Iterator[bool]:
    published = one.fields.published
    for first, second, _ in NUMERIC_DATE.findall(text[:400]):
        pair = int(first), int(second)
        if max(pair) > 12 >= min(pair):
            yield pair[0] > 12
        elif published and pair[0] != pair[1]:
            day = (published.written.day, published.written.month)
            if sorted(day) == sorted(pair):
                yield pair == day


# ---- where fields and body stand


def _with_layout(profile: SiteProfile, read: Sequence[_Read]) -> SiteProfile:
    """The profile with its layout, if reading by it agrees with the careful reading."""
    samples = [
        Sample(one.document.root, one.body.blocks, one.spots, one.fields.title, one.body.lead) for one in read
    ]
    learned = learn_layout(samples, profile.furniture, FEWEST_FOR_LAYOUT)
    if learned is None:
        return profile
    sharing = [read[number] for number in learned.samples]
    for region in islice(_regions(sharing), 1):
        quick = replace(profile, layout=learned.layout, region=region)
        again = [quick.read(one.document) for one in sharing]
        if sum(map(_agreement, again, learned.bodies)) >= TRUSTED * len(again):
            return _cut_short(quick, learned.layout, sharing, again)
    return profile


def _cut_short(
    profile: SiteProfile, layout: BodyLayout, read: Sequence[_Read], wholes: Sequence[Quick | None]
) -> SiteProfile:
    """The profile with the least parts of a page that are read as the whole is."""
    places = tuple(place for place in (layout.container, layout.opening, profile.region) if place)
    for parts in (places, (*places, FIGURES)):
        short = replace(profile, parts=parts)
        pieces = ((short.document(one.document.page), whole) for one, whole in zip(read, wholes, strict=True))
        if all(piece and short.read(piece) == whole for piece, whole in pieces):
            return short
    return profile


def _agreement(quick: Quick | None, texts: frozenset[str]) -> float:
    """F1 of a fast reading and what it was learned from; a page left to the careful way agrees."""
    if quick is None:
        return 1.0
    mine = Counter({block.text: len(block.text) for block in quick.body.blocks})
    other = Counter({text: len(text) for text in texts})
    return 2 * (mine & other).total() / max(mine.total() + other.total(), 1)


def _clues(document: Document, region: Place | None) -> Clues:
    """What is to be seen of the fields: nothing, as the page states them, or one element."""
    if region is None:
        return Clues()
    elements = find(document.root, region)
    return gather(elements[0]) if elements else gather(document.root)


def _regions(read: Sequence[_Read]) -> Iterator[Place | None]:
    """Where looking for the fields gives what the whole page gives, the cheapest first: nowhere, as the
    pages state them all; else around the headline."""
    for region in (None, *_around_headlines(read)):
        if all(_same_fields(one, region) for one in read):
            yield region


def _same_fields(one: _Read, region: Place | None) -> bool:
    fields = read_fields(one.document, _clues(one.document, region))
    return all(getattr(fields, name) == getattr(one.fields, name) for name in FIELDS)


def _around_headlines(read: Sequence[_Read]) -> list[Place]:
    """Places around the headline on every page, the innermost first."""
    around = [dict.fromkeys(_around_headline(one.document.root)) for one in read]
    return [place for place in around[0] if all(place in other for other in around)]


def _around_headline(root: Element) -> Iterator[Place]:
    for heading in root.iter("h1"):
        for element in (heading, *heading.iterancestors()):
            yield from names_of(element)
