"""All fields of a page but its body and its language; one that fails costs that field and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from extraction import metadata
from extraction.article import Candidate, Edition, Image, Moment, Problem, Reuse
from extraction.document import Document
from extraction.text import clean, text_of
from extraction.timestamps import read_timestamp

BAD_DATA = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)  # what a page's values can provoke
NOTHING_SAID = Reuse()
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fields:
    """What was read beside the body; named as in Article."""

    title: str | None = None
    lead: str | None = None
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
    reuse: Reuse = NOTHING_SAID
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


def read_fields(document: Document) -> Fields:
    """Read every field of a page."""
    reading = Reading()
    h1 = next(document.root.iter("h1"), None)
    shown = text_of(h1) if h1 is not None else None
    titles = [shown or "", document.meta("og:title") or ""]
    found = reading.read("json-ld", lambda: metadata.stories(document, titles), ())
    main = found[0] if found else None
    stamp = (main.text("datePublished") if main else None) or document.meta("article:published_time") or ""
    changed = (main.text("dateModified") if main else None) or document.meta("article:modified_time") or ""
    name = metadata.text_value(main.node.get("author")) if main else None
    return Fields(
        title=shown or document.meta("og:title") or clean(document.root.findtext(".//title") or "") or None,
        lead=document.meta("og:description", "description"),
        authors=(name,) if name else (),
        published=read_timestamp(stamp, "json-ld"),
        modified=read_timestamp(changed, "json-ld"),
        canonical_url=reading.read("canonical_url", lambda: metadata.canonical_url(document), None),
        site_name=reading.read("site_name", lambda: metadata.site_name(document), None),
        declared_language=reading.read(
            "declared_language", lambda: metadata.declared_language(document), None
        ),
        editions=reading.read("editions", lambda: metadata.editions(document), ()),
        paywalled=reading.read("paywalled", lambda: metadata.paywalled(found), None),
        reuse=reading.read("reuse", lambda: metadata.reuse(document), NOTHING_SAID),
        problems=tuple(reading.problems),
    )
