"""How the places where a site's pages state their fields are found: what always told what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from extraction.article import Article
from extraction.headings import section
from extraction.parsing.clues import Clue, Clues, Words
from extraction.profiles.fields import (
    DATES,
    READERS,
    SAME,
    FieldPlaces,
    Source,
    Statements,
    Value,
    clues_at,
    said,
)
from extraction.profiles.places import Place, names_of
from extraction.text import Element
from extraction.times.date_voices import MODIFIED_METAS, PUBLISHED_METAS

TITLE_METAS = (
    "og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title", "dcterms.title",
    "headline", "title",
)  # fmt: skip
AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "article:author",
    "article:author_name", "cxenseparse:author", "twitter:data1",
)  # fmt: skip
NEEDED = ("title", "authors", "published")
H1 = Place("h1", "", "")
WITNESSES = 3  # places that must agree, where several always did
MOST = 0.7  # of the samples on which two places must agree, where none is right alone
ENDING = 2  # characters at least of what a site adds to its titles
CANDIDATES = 12  # elements of a sample that are looked at
HEARD = 12  # text nodes that look like a byline or a date


def told(article: Article, field: str) -> Value:
    """A field as the careful reading gave it, as sources give it."""
    if field == "authors":
        names = (article.authors, article.agencies)
        return names if any(names) else None
    return getattr(article, field)


class Known(NamedTuple):
    """A page's statements beside what the careful reading made of it."""

    statements: Statements
    article: Article


def learn_sources(known: Sequence[Known]) -> dict[str, tuple[Source, ...]]:
    """Where each field stands on these pages; a field that stands nowhere for sure is left out."""
    found = {field: _sources(field, known) for field in READERS}
    return {field: sources for field, sources in found.items() if sources}


def _sources(field: str, known: Sequence[Known]) -> tuple[Source, ...]:
    truth = [told(one.article, field) for one in known]
    if not any(truth):
        return ()
    tried: dict[Source, list[Value]] = {}
    for asked in (_stated(field), _shown(field, known, truth)):
        tried |= {source: one for name in asked for source, one in _with_ending(field, name, known, truth)}
        always = [source for source, values in tried.items() if _right(field, values, truth) == len(truth)]
        if always:
            return _varied(always)[:WITNESSES]
    return _pair(field, tried, truth)


def _with_ending(
    field: str, source: Source, known: Sequence[Known], truth: Sequence[Value]
) -> Iterator[tuple[Source, list[Value]]]:
    """A source, and for titles the same with what the site adds to all of them."""
    values = [one.statements.value(field, source) for one in known]
    yield source, values
    pairs = [(v, t) for v, t in zip(values, truth, strict=True) if v and t]
    if field == "title" and pairs:
        endings = Counter(v[len(t) :] for v, t in pairs if v.startswith(t) and len(v) >= len(t) + ENDING)
        for ending, _ in endings.most_common(1):
            added = source._replace(ending=ending)
            yield added, [one.statements.value(field, added) for one in known]


def _right(field: str, values: Sequence[Value], truth: Sequence[Value]) -> int:
    """On how many pages a source tells the truth; 0 if it hardly tells anything."""
    told_any = sum(value is not None for value in values)
    right = sum(_is_true(field, value, true) for value, true in zip(values, truth, strict=True))
    return right if 2 * told_any >= len(truth) else 0


def _is_true(field: str, value: Value, true: Value) -> bool:
    """Whether a value is what the careful reading gave; a moment in UTC may be told in the site's zone."""
    if field not in DATES or value is None or true is None:
        return bool(value == true)
    offset = value.offset_minutes == true.offset_minutes or true.offset_minutes == 0
    return bool(value.value == true.value and value.precision == true.precision and offset)


def _varied(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources in their order, one of each sort before others of the same."""
    first = {source.sort: source for source in reversed(sources)}
    return (*sorted(first.values(), key=sources.index), *(s for s in sources if first[s.sort] != s))


def _pair(field: str, tried: Mapping[Source, Sequence[Value]], truth: Sequence[Value]) -> tuple[Source, ...]:
    """Two sources that are right wherever they agree, and agree on most pages."""
    same, least = SAME[field], MOST * len(truth)
    good = [source for source, values in tried.items() if _right(field, values, truth) >= least]
    for pair in combinations(good[:6], 2):
        rows = zip(tried[pair[0]], tried[pair[1]], truth, strict=True)
        agreed = [_is_true(field, one, true) for one, other, true in rows if same(one, other)]
        if all(agreed) and len(agreed) >= least:
            return pair
    return ()


def _stated(field: str) -> Iterator[Source]:
    """What pages state for machines."""
    names = {
        "title": ("headline", "name", "alternativeHeadline"),
        "authors": ("author", "creator"),
        "published": ("datePublished", "dateCreated"),
        "modified": ("dateModified",),
    }
    metas = {
        "title": TITLE_METAS,
        "authors": AUTHOR_METAS,
        "published": PUBLISHED_METAS,
        "modified": MODIFIED_METAS,
    }
    if field == "title":  # as readers see it, where the forms differ
        yield Source("at", place=H1)
    yield from (Source("ld", name) for name in names[field])
    yield from (Source("meta", name) for name in metas[field])
    if field == "title":
        yield Source("title")


def _shown(field: str, known: Sequence[Known], truth: Sequence[Value]) -> Iterator[Source]:
    """Elements of the first sample that say the truth."""
    first = next(number for number, true in enumerate(truth) if true)
    statements = known[first].statements
    sorts = _sorts(field, statements.clues)
    right = (clue for clue in sorts if _says(field, statements, clue, truth[first]))
    places = dict.fromkeys(place for clue in islice(right, CANDIDATES) for place in _names(clue.element))
    yield from (Source("at", place=place) for place in places)


def _names(element: Element) -> list[Place]:
    """The places that an element can be found by; where it has none, those of the element around it."""
    parent = element.getparent()
    return names_of(element) or (names_of(parent) if parent is not None else [])


def _sorts(field: str, clues: Clues) -> Iterator[Clue]:
    if field == "title":
        yield from clues.headings
        yield from clues.titled
    elif field == "authors":
        yield from clues.authors
        yield from _holding((*clues.bylines[:HEARD], *clues.texts[:HEARD]))
    else:
        yield from clues.times
        yield from clues.dated
        yield from _holding(clues.texts[:HEARD])


def _holding(heard: Iterable[Words]) -> Iterator[Clue]:
    """The elements that hold text nodes, and those around them."""
    for words in heard:
        for element in (words.element, words.element.getparent()):
            if element is not None:
                yield Clue(element, str(element.tag), words.position, 0, "", words.place)


def _says(field: str, statements: Statements, clue: Clue, true: Value) -> bool:
    text = said(clue.element, field)
    value = READERS[field](statements, (text,), Source("at")) if text else None
    return value is not None and SAME[field](value, true)


def learn_places(known: Sequence[Known]) -> FieldPlaces | None:
    """Where these pages state their fields, None where one that matters is stated nowhere for sure."""
    sources = learn_sources(known)
    if any(field not in sources and any(told(one.article, field) for one in known) for field in NEEDED):
        return None
    return FieldPlaces(sources, _listed("section", known), _listed("tags", known))


def _listed(field: str, known: Sequence[Known]) -> Place | None:
    """Where breadcrumbs or tags stand, None where they need not be looked for."""
    first = next((one for one in known if getattr(one.article, field)), None)
    if first is None or _tell(field, known, None):
        return None
    clues = first.statements.clues
    elements = islice(clues.crumbs if field == "section" else clues.tags, CANDIDATES)
    places = dict.fromkeys(place for clue in elements for place in names_of(clue.element))
    return next((place for place in places if _tell(field, known, place)), None)


def _tell(field: str, known: Sequence[Known], place: Place | None) -> bool:
    """Whether a field comes out as the careful reading gave it on most pages, with what stands at a place."""
    right = sum(bool(_listed_value(field, one, place) == getattr(one.article, field)) for one in known)
    return right >= MOST * len(known)


def _listed_value(field: str, one: Known, place: Place | None) -> Value:
    document, found = one.statements.document, clues_at(one.statements.document, place)
    if field == "tags":
        return section.tags(document, Clues(tags=found), one.statements.stories)
    names, stories = one.statements.names, one.statements.stories
    return section.section(document, Clues(crumbs=found), stories, one.article.title, names)
