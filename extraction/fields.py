"""All fields of a page but its body and its language; one that fails costs that field and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from extraction import images, metadata
from extraction.article import Candidate, Edition, Image, Moment, Problem, Reuse
from extraction.document import Document
from extraction.headings import section, title
from extraction.headings.site_names import Names
from extraction.parsing.clues import Clues, gather
from extraction.people import authors
from extraction.times import dates

# What the values of a page can provoke; anything else is a fault of the program and rises.
BAD_DATA = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
NO_REUSE = Reuse()
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fields:
    """What was read beside the body; named as in Article. ``description`` is what the metas sum up."""

    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    site_name: str | None = None
    declared_language: str | None = None
    editions: tuple[Edition, ...] = ()
    paywalled: bool | None = None
    reuse: Reuse = NO_REUSE
    problems: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(slots=True)
class Reading:
    """Runs one field's reader at a time and notes what failed."""

    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[], Value], missing: Value) -> Value:
        """What `reader` reads; `missing`, and a Problem, where the page's data break it."""
        try:
            return reader()
        except BAD_DATA as error:
            self.problems.append(Problem(name, f"{type(error).__name__}: {error}"[:200]))
            return missing


def _stories(document: Document, clues: Clues) -> tuple[metadata.Story, ...]:
    shown = [clue.text for clue in clues.headings if clue.tag == "h1"]
    stated = [*document.metas.get("og:title", ()), title.page_title(document) or ""]
    return metadata.stories(document, [*shown, *stated])


def read_fields(document: Document, clues: Clues | None = None, *, day_first: bool | None = None) -> Fields:
    """Read every field of a page, from its statements and from `clues` (those of the whole page if None).

    ``day_first``: whether its site writes 12/01 for 12 January, if that is known.
    """
    reading = Reading()
    read = reading.read
    clues = read("page", lambda: gather(document.root), Clues()) if clues is None else clues
    found = read("json-ld", lambda: _stories(document, clues), _NO_STORIES)
    names = Names.of(read("site_name", lambda: metadata.site_names(document), _NOTHING))
    headline, titled = read("title", lambda: title.read(document, clues, found, names), _NO_TITLE)
    people, agencies, named = read(
        "authors", lambda: authors.read(document, clues, found, names), _NO_AUTHORS
    )
    published, modified, dated = read(
        "date", lambda: dates.read(document, clues, found, day_first), _NO_DATES
    )
    return Fields(
        title=headline,
        description=document.meta("og:description", "description", "twitter:description"),
        authors=people,
        agencies=agencies,
        published=published,
        modified=modified,
        section=read("section", lambda: section.section(document, clues, found, headline, names), None),
        tags=read("tags", lambda: section.tags(document, clues, found, headline), _NOTHING),
        images=read("images", lambda: images.images(document, found), _NO_IMAGES),
        canonical_url=read("canonical_url", lambda: metadata.canonical_url(document), None),
        site_name=read("site_name", lambda: metadata.site_name(document), None),
        declared_language=read("declared_language", lambda: metadata.declared_language(document), None),
        editions=read("editions", lambda: metadata.editions(document), _NO_EDITIONS),
        paywalled=read("paywalled", lambda: metadata.paywalled(found), None),
        reuse=read("reuse", lambda: metadata.reuse(document), NO_REUSE),
        problems=tuple(reading.problems),
        candidates=titled + named + dated,
    )


_NO_TITLE: title.Read = (None, ())
_NO_AUTHORS: authors.Read = ((), (), ())
_NO_DATES: dates.Read = (None, None, ())
_NOTHING: tuple[str, ...] = ()
_NO_STORIES: tuple[metadata.Story, ...] = ()
_NO_IMAGES: tuple[Image, ...] = ()
_NO_EDITIONS: tuple[Edition, ...] = ()
