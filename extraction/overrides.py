"""Overrides: facts about the few sites that the general reader needs help with.

A site is a list of facts, one :class:`Override` a file, with a :class:`Layout` for every version of
its pages. A fact that finds nothing on a page costs nothing: the general reader's answer stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from extraction import sites
from extraction.article import Block, BlockKind, Moment, Precision
from extraction.document import Document
from extraction.fields import Fields
from extraction.metadata import host_of, key
from extraction.text import BREAKS, SILENT, Element, clean, text_of
from extraction.times.order import month_comes_first
from extraction.times.written import read_dates

SUBHEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
LONGEST_SUBHEADING = 120  # characters
SENTENCE_ENDS = tuple('.!?…:;,»”"')


class OverrideError(ValueError):
    """A fact that cannot be: an unknown key, a selector that is no XPath; says which."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on the pages of one version of a site: XPath each, tried in order.

    ``drop`` selects elements and ``drop_texts`` names lines that are never text. ``timezone`` is that
    of dates without an offset. ``date_source`` says what a visible date means where it is not the
    time of publication. ``valid_until`` is the last day of this version.
    """

    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    drop_texts: tuple[str, ...] = ()
    timezone: str | None = None
    date_source: str = "text"
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """All that is known of one site: its hosts, its name, and its layouts, newest first."""

    hosts: tuple[str, ...]
    site_name: str | None = None
    layouts: tuple[Layout, ...] = ()

    def covers(self, url: str) -> bool:
        """Whether a page belongs to this site."""
        host = host_of(url)
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)

    def layout(self, day: date | None) -> Layout | None:
        """The layout that was in use on a day (None: today's)."""
        valid = [
            y for y in self.layouts if y.valid_until is None or (day is not None and day <= y.valid_until)
        ]
        return valid[-1] if valid else None


@dataclass(frozen=True, slots=True)
class Applied:
    """What an override makes of a page: better fields, its blocks where it knows the body, lines to drop."""

    fields: Fields
    blocks: tuple[Block, ...] = ()
    lead: str | None = None


@cache
def shipped() -> dict[str, Override]:
    """The overrides that come with the package, by name."""
    names = sorted(module.name for module in iter_modules(sites.__path__))
    return {name: import_module(f"{sites.__name__}.{name}").OVERRIDE for name in names}


def for_page(url: str, own: Sequence[Override] = ()) -> Override | None:
    """The override of a page's site: the user's own before the shipped ones."""
    return next((override for override in (*own, *shipped().values()) if override.covers(url)), None)


def from_mapping(facts: Mapping[str, Any]) -> Override:
    """An override from a user's own file (TOML): ``hosts``, ``site_name``, ``[[layout]]``."""
    unknown = set(facts) - {"hosts", "site_name", "layout"}
    if unknown:
        raise OverrideError(f"unknown key {min(unknown)!r}; known are hosts, site_name, layout")
    hosts = _texts("hosts", facts.get("hosts", ()))
    if not hosts:
        raise OverrideError('hosts: expected at least one host, such as hosts = ["example.org"]')
    layouts = facts.get("layout", [])
    if not isinstance(layouts, list) or not all(isinstance(layout, dict) for layout in layouts):
        raise OverrideError("a layout is written as [[layout]], with two brackets")
    name = facts.get("site_name")
    return Override(hosts, None if name is None else _said("site_name", name), tuple(map(_layout, layouts)))


def _layout(facts: Mapping[str, Any]) -> Layout:
    known = {field.name for field in fields(Layout)}
    unknown = set(facts) - known
    if unknown:
        raise OverrideError(
            f"unknown key {min(unknown)!r} in [[layout]]; known are {', '.join(sorted(known))}"
        )
    return Layout(**{name: _fact(name, value) for name, value in facts.items()})


def _fact(name: str, value: Any) -> Any:
    """The checked value of one key of a layout."""
    if name == "valid_until":
        if type(value) is not date:
            raise OverrideError("valid_until: expected a day without quotes, such as 2024-06-30")
        return value
    if name in ("timezone", "date_source"):
        return _zone(_said(name, value)) if name == "timezone" else _said(name, value)
    texts = _texts(name, value)
    for selector in texts if name != "drop_texts" else ():
        _check(name, selector)
    return texts


def _said(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise OverrideError(f"{name}: expected a text in quotes")
    return value.strip()


def _texts(name: str, value: Any) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    if not isinstance(value, list | tuple):
        return (_said(name, value),)
    return tuple(_said(name, item) for item in value)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise OverrideError(
            f"timezone: {name!r} is none; expected a time zone such as Europe/Paris"
        ) from None
    return name


def _check(name: str, selector: str) -> None:
    try:
        found = etree.XPath(selector)(etree.Element("html"))
    except etree.XPathError as error:
        raise OverrideError(f"{name}: {selector!r} is no XPath: {error}") from error
    if not isinstance(found, list):
        raise OverrideError(f"{name}: {selector!r} gives no elements")


def _found(root: Element, selectors: Sequence[str]) -> Iterator[Element]:
    for selector in selectors:
        elements = [e for e in root.xpath(selector) if isinstance(e, etree._Element)]
        if elements:
            yield from elements
            return


def _text(root: Element, selectors: Sequence[str]) -> str | None:
    return next((text for element in _found(root, selectors) if (text := text_of(element))), None)


def _published(document: Document, layout: Layout) -> Moment | None:
    element = next(_found(document.root, layout.published), None)
    if element is None:
        return None
    stamp = element.get("datetime") or ""
    for text in (stamp, text_of(element)):
        for written in read_dates(text, month_comes_first(document)):
            return _moment(written.day, written.clock, written.offset, layout)
    return None


def _moment(day: date, clock: time | None, offset: int | None, layout: Layout) -> Moment:
    zone = (
        timezone(timedelta(minutes=offset or 0))
        if offset is not None or not layout.timezone
        else ZoneInfo(layout.timezone)
    )
    local = datetime.combine(day, clock or time(), zone)
    passed = local.utcoffset()
    minutes = (
        int(passed.total_seconds() // 60)
        if passed is not None and (offset is not None or layout.timezone)
        else None
    )
    precision = Precision.MINUTE if clock else Precision.DAY
    return Moment(local.astimezone(UTC), precision, layout.date_source, minutes)


def apply(override: Override, document: Document, found: Fields, day: date | None = None) -> Applied:
    """Read what the layout of that day knows; everything else stays as the general reader has it."""
    named = replace(found, site_name=override.site_name or found.site_name)
    layout = override.layout(day)
    if layout is None:
        return Applied(named)
    root = document.root
    title = _text(root, layout.title) or found.title
    better = replace(
        named,
        title=title,
        section=_text(root, layout.section) or found.section,
        authors=tuple(filter(None, map(text_of, _found(root, layout.authors)))) or found.authors,
        published=_published(document, layout) or found.published,
    )
    body = next(_found(root, layout.body), None)
    blocks = tuple(_blocks(body, layout, title)) if body is not None else ()
    return Applied(better, blocks, _text(root, layout.lead))


def _blocks(body: Element, layout: Layout, title: str | None) -> Iterator[Block]:
    """The blocks of a body, without what is dropped and the title said again."""
    dropped = {element for selector in layout.drop for element in body.xpath(selector)}
    never = {key(text) for text in (*layout.drop_texts, title or "")} | {""}
    for element, text in _lines(body, dropped.__contains__):
        if key(text) not in never:
            yield Block(text, _kind(element, text, body))


def _lines(body: Element, dropped: Callable[[Element], bool]) -> Iterator[tuple[Element, str]]:
    """Runs of text that no block element interrupts, with the block element that each stands in."""
    run: list[str] = []
    stack: list[Element | tuple[str, Element] | None] = [body]
    owner = body
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            text, parent = item
            if text == "\n" and (line := clean("".join(run))):
                yield owner, line
            run, owner = ([], parent) if text == "\n" else ([*run, text], owner)
            continue
        if item is None or item.tag in SILENT or dropped(item):
            continue
        stack.extend(_opened(item, owner))
    if line := clean("".join(run)):
        yield owner, line


def _opened(element: Element, outer: Element) -> Iterator[Element | tuple[str, Element]]:
    """What lies within an element, last first, with marks where a block begins and ends."""
    block = element.tag in BREAKS and element.tag != "br"
    parent = element if block else outer
    if element.tag in BREAKS:
        yield "\n", outer
    for child in reversed(element):
        if child.tail:
            yield child.tail.replace("\n", " "), parent
        yield child
    if element.text:
        yield element.text.replace("\n", " "), parent
    if element.tag in BREAKS:
        yield "\n", parent


def _kind(element: Element, text: str, body: Element) -> BlockKind:
    around = [element, *(a for a in element.iterancestors() if body in (a, *a.iterancestors()))]
    tags = {str(e.tag) for e in around}
    if tags & SUBHEADINGS or _is_bold(element, text):
        return BlockKind.SUBHEADING
    if "blockquote" in tags:
        return BlockKind.QUOTE
    return BlockKind.ITEM if "li" in tags else BlockKind.PARAGRAPH


def _is_bold(element: Element, text: str) -> bool:
    """Whether a paragraph is one short bold line that is no sentence: a subheading in all but its tag."""
    bold = clean("".join(text_of(e) for e in element if e.tag in ("b", "strong")))
    return bold == text and len(text) <= LONGEST_SUBHEADING and not text.endswith(SENTENCE_ENDS)
