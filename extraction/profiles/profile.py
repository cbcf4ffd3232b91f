"""What was learned about one site from a handful of its pages, so that the next are read fast and clean.

A :class:`SiteProfile` (see :mod:`extraction.profiles.learn`) knows what repeats over the site's pages and is
never article text, where the body and the fields stand, and the site's language, time zone and order of
day and month. A page that does not show what the learned pages all showed is read the careful way;
:func:`drifted` tells when too many don't.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from extraction.article import BlockKind, Page
from extraction.body import BodyReading
from extraction.document import Document
from extraction.fields import BAD_DATA, Fields
from extraction.parsing.structured import kind_of
from extraction.profiles.body import BodyLayout, read_layout
from extraction.profiles.cut import Cut
from extraction.profiles.fields import Customs, FieldPlaces, Source, read_places
from extraction.profiles.places import Place

VERSION = 4
STUB = 3  # times the fewest words: a shorter text of a page that is not free may be cut
WINDOW, MISFITS = 10, 5  # so many of the last pages that don't fit are another layout
SAID_AT_LEAST = 0.6  # of the words that a page says its article has


class Quick(NamedTuple):
    """A page read by the profile."""

    fields: Fields
    body: BodyReading


@dataclass(frozen=True)
class SiteProfile:
    """What is known of one site; :meth:`to_bytes` and :meth:`from_bytes` keep it.

    ``furniture`` holds the :func:`extraction.body.text_hash` of blocks that are never article text.
    ``layout`` and ``places`` say where body and fields stand, None where the fast reading was not as good
    as the careful one. ``parts`` are the places that need be parsed beside the head. ``og_type`` is what
    every page calls itself. ``day_first``: 12/01 is 12 January.
    """

    pages: int
    furniture: frozenset[str] = frozenset()
    layout: BodyLayout | None = None
    places: FieldPlaces | None = None
    parts: tuple[Place, ...] = ()
    og_type: str | None = None
    language: str | None = None
    zone: str | None = None
    offset_minutes: int | None = None
    day_first: bool | None = None

    @cached_property
    def name(self) -> str:
        """The name under which an article says that this profile read it."""
        return f"{VERSION}-{hashlib.blake2b(self.to_bytes(), digest_size=4).hexdigest()}"

    @cached_property
    def _cut(self) -> Cut | None:
        """What cuts out the parts of a page; of some places only the first element is looked at."""
        if not self.parts or self.layout is None or self.places is None:
            return None
        once = {self.layout.opening, *self.places.firsts} - self.places.severals - {self.layout.container}
        return Cut(self.parts, frozenset(place for place in once if place))

    @property
    def customs(self) -> Customs:
        """How the site writes its dates."""
        return Customs(self.zone, self.day_first)

    def read(self, document: Document, page: Page | None = None) -> Quick | None:
        """The page's fields and body by what was learned, None where the page does not fit.

        ``page`` is the whole page where the document is a part of it.
        """
        if self.layout is None or self.places is None:
            return None
        try:
            return self._quick(self.layout, self.places, document, page or document.page)
        except BAD_DATA:  # the careful way names what is wrong
            return None

    def _quick(self, layout: BodyLayout, places: FieldPlaces, document: Document, page: Page) -> Quick | None:
        if document.meta("og:type") != self.og_type or _is_live(document):
            return None
        body = read_layout(layout, document.root, None, self.furniture, page.body)
        fields = read_places(places, document, self.customs) if body else None
        if body is None or fields is None or not fields.title or self._is_cut(document, fields, body):
            return None
        kept = tuple(block for block in body.blocks if block.text != fields.title)
        lead = kept[0].text if body.lead and kept else None
        return Quick(fields, replace(body, blocks=kept, lead=lead))

    def _is_cut(self, document: Document, fields: Fields, body: BodyReading) -> bool:
        """Whether the text on the page may not be the whole: its readers pay, or it says to have more."""
        if fields.paywalled and self.layout and body.words < STUB * self.layout.fewest:
            return True
        stated = max((_stated_words(node) for node in document.structured), default=0)
        return body.words < SAID_AT_LEAST * stated

    def document(self, page: Page) -> Document | None:
        """As much of a page as the fast reading needs, parsed; None where the whole is needed."""
        part = self._cut.of(page) if self._cut else None
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
        values["parts"] = tuple(Place(*part) for part in values["parts"])
        values["layout"] = _layout(values["layout"]) if values["layout"] else None
        values["places"] = _places(values["places"]) if values["places"] else None
        return cls(**values)


def _is_live(document: Document) -> bool:
    return any("LiveBlog" in kind_of(node) for node in document.structured)


def _stated_words(node: Mapping[str, Any]) -> int:
    """How many words a page's data hold of its article; 0 for what is no article's."""
    text = node.get("articleBody")
    return len(text.split()) if isinstance(text, str) else 0


def _place(values: Sequence[str] | None) -> Place | None:
    return Place(*values) if values else None


def _layout(values: dict[str, Any]) -> BodyLayout:
    paths = {path: BlockKind(kind) if kind else None for path, kind in values["paths"].items()}
    container, opening = Place(*values["container"]), _place(values["opening"])
    return BodyLayout(**{**values, "container": container, "paths": paths, "opening": opening})


def _places(values: Mapping[str, Any]) -> FieldPlaces:
    sources = {
        field: tuple(Source(sort, name, _place(place), ending) for sort, name, place, ending in group)
        for field, group in values["sources"].items()
    }
    return FieldPlaces(sources, _place(values["crumbs"]), _place(values["tags"]))


def drifted(fits: Sequence[bool]) -> bool:
    """Whether the last pages of a site say that its layout changed. ``fits`` is in order of reading."""
    return sum(not fit for fit in fits[-WINDOW:]) >= MISFITS
