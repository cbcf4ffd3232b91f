"""Whom to believe among the names that a page's places give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extraction.article import Candidate
from extraction.headings.site_names import Names
from extraction.metadata import key
from extraction.people.names import NOBODY, ORGANISATION, SLUG, is_person, people, tidy

# Where a group was read, the most trusted first.
ORDER = (
    "json-ld", "meta byl", "meta parsely-author", "meta cxenseparse:author", "meta sailthru.author",
    "microdata", "rel",
    "meta author", "meta dc.creator", "meta dcterms.creator", "meta article:author_name",
    "meta og:article:author",
    "json-ld creator", "class", "profile", "byline", "text", "dateline", "meta twitter:data1",
    "meta article:author", "json-ld other",
    "meta dc.contributor", "script", "meta news_author", "meta article.author", "meta content-author",
    "nickname", "soft", "comment",
)  # fmt: skip
WEAK = frozenset(("script", "text", "byline", "profile", "meta dc.contributor", "meta article:author",
                  "meta twitter:data1", "json-ld other", "soft", "dateline", "nickname",
                  "comment"))  # fmt: skip
GUESSED = frozenset(("text", "dateline", "script"))  # found by words alone
SUPERSETS = frozenset(("json-ld", "meta byl", "meta author", "meta parsely-author", "meta cxenseparse:author",
                       "meta sailthru.author", "microdata", "rel"))  # fmt: skip
WRITERS = ("meta parsely-author", "json-ld creator")  # name the writers where JSON-LD adds contributors
DESKS = frozenset(("json-ld", "meta author", "json-ld creator", "rel", "microdata", "meta byl"))


@dataclass(frozen=True, slots=True)
class Group:
    """Names that one place gives, as written there."""

    source: str
    items: tuple[str, ...]


def _ordered(tidied: dict[str, tuple[str, ...]]) -> list[str]:
    order = [source for source in ORDER if source in tidied]
    return [s for s in order if s not in WEAK] if "json-ld" in tidied else order


def choose(groups: Iterator[Group], site: Names) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The authors (people, or an outlet where it names none), and all groups as candidates."""
    tidied: dict[str, tuple[str, ...]] = {}
    for group in groups:
        names = tidy(group.items, site, desks=group.source in DESKS)
        if names:
            tidied.setdefault(group.source, names)
    order = _ordered(tidied)
    source = _source(order, tidied, site)
    if source:
        names = _completed(source, order, tidied)
    else:
        source = next((s for s in order if any(not NOBODY.match(n) for n in tidied[s])), None)
        names = tuple(_fuller(name, tidied) for name in tidied[source]) if source else ()
        if "signature" in tidied and all(map(site.has, names)):
            source, names = "signature", tidied["signature"]
    return names, tuple(Candidate("authors", ", ".join(n), s, chosen=s == source) for s, n in tidied.items())


def _source(order: list[str], tidied: dict[str, tuple[str, ...]], site: Names) -> str | None:
    """The source of people that is believed."""
    source = _outvoted(tidied, site) or next((s for s in order if people(tidied[s], site)), None)
    said = tidied.get("byline", ())
    if source == "class" and said == tidied.get("text") and people(said, site):
        return "byline"  # and what the class names is a photographer
    if source in GUESSED:
        named = (s for s in ("rel", "microdata") if s in tidied and _is_somebody(tidied[s], site))
        return next(named, source)
    return source


def _outvoted(tidied: dict[str, tuple[str, ...]], site: Names) -> str | None:
    """The source of people on whom three places of the page agree, and JSON-LD names others (an editor)."""
    stated = set(map(key, tidied.get("json-ld", ())))
    others = [
        s
        for s in ("meta parsely-author", "rel", "microdata", "meta author", "class", "profile")
        if s in tidied
    ]
    agreed = [s for s in others if people(tidied[s], site) and tidied[s] == tidied[others[0]]]
    return (
        agreed[0] if stated and len(agreed) >= 3 and not stated & set(map(key, tidied[agreed[0]])) else None
    )


def _is_somebody(names: tuple[str, ...], site: Names) -> bool:
    """Whether a group names somebody by a nickname at least, not the site or an outlet."""
    return any(not NOBODY.match(n) and not site.has(n) and not ORGANISATION.search(n) for n in names)


def _fuller(name: str, tidied: dict[str, tuple[str, ...]]) -> str:
    """The whole name of somebody whom one place names by the first name alone."""
    if " " in name:
        return name
    full = (n for names in tidied.values() for n in names if n.startswith(f"{name} ") and is_person(n))
    return next(full, name)


def _completed(source: str, order: list[str], tidied: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names of a group, of a fuller one that agrees with it, without nicknames beside people."""
    names = tuple(_fuller(name, tidied) for name in tidied[source])
    have = set(map(key, names))
    for other in WRITERS if source == "json-ld" else ():
        if other in tidied and set(map(key, tidied[other])) < have:
            return tidied[other]
    shown = "class" in tidied and tidied["class"] == tidied.get("byline")
    for other in order[order.index(source) + 1 :] if source in order else ():
        fuller = tidied[other]
        if (
            (other in SUPERSETS or (shown and other == "class"))
            and have < set(map(key, fuller))
            and all(map(is_person, fuller))
            and len(fuller) <= len(names) + 4
        ):
            names = fuller
            break
    return tuple(n for n in names if is_person(n) or not SLUG.match(n)) or names
