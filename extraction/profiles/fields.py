"""A site's fields, read from the places where its pages were found to state them.

The careful reading weighs every place of a page that may tell a field. On one site the same few places
tell it on every page: they are learned here, and a page on which they disagree is read the careful way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from extraction import metadata
from extraction.document import Document
from extraction.fields import Fields
from extraction.headings import section
from extraction.headings.site_names import Names
from extraction.images import images
from extraction.metadata import STORY, Story, key, text_value
from extraction.parsing.clues import Clue, Clues, gather
from extraction.parsing.clues import Place as Surroundings
from extraction.parsing.structured import Node, kind_of
from extraction.people.authors import names_in, split_agencies
from extraction.people.names import tidy
from extraction.profiles.places import Place, find
from extraction.profiles.zone import zoned
from extraction.text import clean, text_of
from extraction.times.date_voices import Reader

MACHINE_DATES = ("datetime", "content", "data-datetime", "title")
DATES = ("published", "modified")


class Source(NamedTuple):
    """Where a field stands: ``sort`` is "ld", "meta", "title" or "at"; ``ending`` is what the site adds."""

    sort: str
    name: str = ""
    place: Place | None = None
    ending: str = ""


Value = Any  # of a field: a title, authors with agencies, or a moment
Sources = Mapping[str, tuple[Source, ...]]


@dataclass(frozen=True, slots=True)
class Customs:
    """What holds on all pages of a site: its time zone, and whether the day is written before the month."""

    zone: str | None = None
    day_first: bool | None = None


class Statements:
    """What a page states, as its sources are asked."""

    def __init__(self, document: Document, customs: Customs) -> None:
        self.document, self.customs = document, customs

    @cached_property
    def story(self) -> Node:
        """The JSON-LD object that tells of the page's article."""
        nodes = [node for node in self.document.structured if STORY.search(kind_of(node))]
        told = (node for node in nodes if node.get("headline") or node.get("datePublished"))
        return next(told, nodes[0] if nodes else {})

    @cached_property
    def clues(self) -> Clues:
        """All clues of the whole page, to learn from."""
        return gather(self.document.root)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """The same as other readers want it."""
        return (Story(self.story, 10.0),) if self.story else ()

    @cached_property
    def names(self) -> Names:
        """What the site calls itself."""
        return Names.of(metadata.site_names(self.document))

    @cached_property
    def dates(self) -> Reader:
        """Reads dates as the site writes them."""
        first = self.customs.day_first
        return Reader(self.document, Clues(), (), order=None if first is None else not first)

    def texts(self, source: Source, field: str) -> tuple[str, ...]:
        """What stands at a source, as written."""
        if source.sort == "ld":
            value = self.story.get(source.name)
            if field == "authors":
                return names_in(value, self.document.by_id)
            return tuple(filter(None, (text_value(value),)))
        if source.sort == "meta":
            return self.document.metas.get(source.name, ())
        if source.sort == "title":
            return _title_texts(self.document)
        elements = find(self.document.root, source.place) if source.place else []
        return tuple(said(element, field) for element in elements[: None if field == "authors" else 1])

    def value(self, field: str, source: Source) -> Value:
        """A field as one source tells it; None where it tells none."""
        texts = self.texts(source, field)
        return READERS[field](self, texts, source) if texts and texts[0] else None

    def agreed(self, field: str, sources: Sequence[Source]) -> tuple[bool, Value]:
        """Whether the sources tell the same, and what."""
        first, *others = (self.value(field, source) for source in sources)
        same = SAME[field]
        return all(same(first, other) for other in others), first


def _title_texts(document: Document) -> tuple[str, ...]:
    element = next(document.root.iter("title"), None)
    return (clean(element.text or ""),) if element is not None else ()


def said(element: Any, field: str) -> str:
    """What an element tells: to machines where it does, else to readers."""
    if field in DATES:
        stated = next(filter(None, map(element.get, MACHINE_DATES)), None)
        if stated:
            return str(stated)
    return text_of(element, 600)


# ---- one reader a field


def _title(_: Statements, texts: Sequence[str], source: Source) -> Value:
    text = texts[0]
    if source.ending and not text.endswith(source.ending):
        return None
    return text[: len(text) - len(source.ending)].strip() or None


def _authors(statements: Statements, texts: Sequence[str], _: Source) -> Value:
    return _people(tuple(texts), statements.names)


@lru_cache(maxsize=4096)
def _people(texts: tuple[str, ...], site: Names) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """People and agencies of a byline: a site's few authors write it again and again."""
    names = tidy(texts, site, desks=True)
    return split_agencies(names) if names else None


def _moment(statements: Statements, texts: Sequence[str], source: Source) -> Value:
    place = {"ld": "json-ld", "meta": "meta"}.get(source.sort, "time")
    found = statements.dates.read(texts[0], place)
    return zoned(found[0], statements.customs.zone) if found else None


READERS: Mapping[str, Callable[[Statements, Sequence[str], Source], Value]] = {
    "title": _title,
    "authors": _authors,
    "published": _moment,
    "modified": _moment,
}


def _same_title(one: Value, other: Value) -> bool:
    return one == other or (one is not None and other is not None and key(one) == key(other))


def _same_moment(one: Value, other: Value) -> bool:
    """Whether two moments are one, as exactly as both are told."""
    if one is None or other is None:
        return one is other
    return bool(one.value == other.value or one.written.date() == other.written.date())


def _same(one: Value, other: Value) -> bool:
    return bool(one == other)


SAME: Mapping[str, Callable[[Value, Value], bool]] = {
    "title": _same_title,
    "authors": _same,
    "published": _same_moment,
    "modified": _same_moment,
}


# ---- all fields of a page


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """Where a site's pages state their fields: see :mod:`extraction.profiles.field_learning`."""

    sources: Sources
    crumbs: Place | None = None
    tags: Place | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        """The elements that the fields stand in."""
        placed = [source.place for group in self.sources.values() for source in group]
        return tuple(dict.fromkeys(place for place in (*placed, self.crumbs, self.tags) if place))

    @property
    def severals(self) -> frozenset[Place]:
        """Those of which all are looked at."""
        named = (source.place for source in self.sources.get("authors", ()))
        return frozenset(place for place in (*named, self.crumbs, self.tags) if place)

    @property
    def firsts(self) -> frozenset[Place]:
        """Those of which only the first is."""
        return frozenset(self.places) - self.severals


def read_places(learned: FieldPlaces, document: Document, customs: Customs) -> Fields | None:
    """The fields of a page by what was learned, None where its places don't agree."""
    statements = Statements(document, customs)
    values: dict[str, Value] = {}
    for field, sources in learned.sources.items():
        agreed, values[field] = statements.agreed(field, sources)
        if not agreed:
            return None
    clues = Clues(crumbs=clues_at(document, learned.crumbs), tags=clues_at(document, learned.tags))
    names = values.get("authors") or ((), ())
    published, modified = values.get("published"), values.get("modified")
    later = modified and (published is None or modified.value >= published.value)
    return Fields(
        title=values.get("title"),
        description=document.meta("og:description", "description", "twitter:description"),
        authors=names[0],
        agencies=names[1],
        published=published,
        modified=modified if later else None,
        **_others(statements, clues, values.get("title")),
    )


def _others(statements: Statements, clues: Clues, title: str | None) -> dict[str, Any]:
    """The fields that are cheap to read in the careful way."""
    document, stories = statements.document, statements.stories
    return {
        "section": section.section(document, clues, stories, title, statements.names),
        "tags": section.tags(document, clues, stories),
        "images": images(document, stories),
        "canonical_url": metadata.canonical_url(document),
        "site_name": metadata.site_name(document),
        "declared_language": metadata.declared_language(document),
        "editions": metadata.editions(document),
        "paywalled": metadata.paywalled(stories),
        "reuse": metadata.reuse(document),
    }


def clues_at(document: Document, place: Place | None) -> list[Clue]:
    """The elements at a place as clues."""
    elements = find(document.root, place) if place else ()
    around = Surroundings()
    return [Clue(element, str(element.tag), 0, 0, "", around) for element in elements]
