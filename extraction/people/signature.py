"""A byline without a word or a class of its own: a paragraph of the text that is nothing but a name."""

from __future__ import annotations

import re
from itertools import islice

from extraction.headings.site_names import Names
from extraction.people.names import SPLIT, is_person, tidy
from extraction.text import Element, text_of

ITALIC, EMPHASIS = ("em", "i"), ("em", "i", "strong", "b")
NO_NAMES = Names(frozenset())
SHORTEST, LONGEST = 6, 60  # characters
NEIGHBOUR = 120  # characters of a paragraph of running text
MAX_PARAGRAPHS = 300
FIRST = 3  # paragraphs
REPORTERS = re.compile(r"[（(][^（）()]{0,12}[记記]者[\s:：]*([\u4e00-\u9fff·、\s]{2,24})[)）]")
LINES, MAX_LINES = ("p", "div", "span", "li", "em", "i", "b", "strong", "font", "address"), 400
MAX_INNER = 4  # elements within such a line
BY = re.compile(r"(?:[Dd]i|a cura di|[Aa]v|[Aa]f|[Dd]oor|[Pp]or|[Pp]ar)\s+(.+)")
KOREAN = re.compile(r"([\uac00-\ud7af]{2,4})\s?(?:기자|특파원|논설위원)")
NAME_BREAK = re.compile(r"[、\s]+")
MAX_MARKS = 6  # elements within one another that may hold a name


def signature(root: Element, language: str | None) -> tuple[str, ...]:
    """The people whom a paragraph in italics names, or one in bold where nouns take no capitals."""
    marks = ITALIC if (language or "de").lower().startswith("de") else EMPHASIS
    for paragraph in islice(root.iter("p"), MAX_PARAGRAPHS):
        if next(paragraph.iter(*marks), None) is None:
            continue
        text = text_of(paragraph, 2 * LONGEST)
        if SHORTEST <= len(text) <= LONGEST and _is_marked(paragraph, text, marks):
            found = tidy(text.split("/"), NO_NAMES)
            if found and all(map(is_person, found)):
                return found
    return ()


def signed(root: Element) -> tuple[str, ...]:
    """The people whom a line of its own names in the way of its country: "di Anna Rossi", "홍길동 기자"."""
    for element in islice(root.iter(*LINES), MAX_LINES):
        inner = [*islice(element.iter(), 1, MAX_INNER + 2)]
        if len(inner) > MAX_INNER or sum(bool(text_of(part, 1)) for part in element) > 1:
            continue  # several boxes, not one line
        text = text_of(element, 2 * LONGEST)
        if text and len(text) <= LONGEST and (names := _signing(text)):
            return names
    return ()


def _signing(text: str) -> tuple[str, ...]:
    """The people whom a whole line names."""
    if by := BY.fullmatch(text):
        names = tidy([by[1]], NO_NAMES)
        return names if all(" " in name and is_person(name) for name in names) else ()
    found = [KOREAN.fullmatch(part) for part in SPLIT.split(text)]
    return tuple(one[1] for one in found if one) if all(found) else ()


def reporters(root: Element) -> tuple[str, ...]:
    """The people whom the first or last paragraphs name in brackets as their reporters: Chinese news."""
    paragraphs = list(islice(root.iter("p"), MAX_PARAGRAPHS))
    for paragraph in (*paragraphs[:FIRST], *paragraphs[FIRST:][-FIRST:]):
        if named := REPORTERS.search(text_of(paragraph, NEIGHBOUR)):
            return tuple(name for name in NAME_BREAK.split(named[1].strip()) if is_person(name))
    return ()


def _is_marked(paragraph: Element, text: str, marks: tuple[str, ...]) -> bool:
    """Whether a paragraph beside running text is wholly in italics (or bold), and no link."""
    marked = any(text_of(inner) == text for inner in islice(paragraph.iter(*marks), MAX_MARKS))
    if not marked or next(paragraph.iter("a"), None) is not None:
        return False
    around = (paragraph.getprevious(), paragraph.getnext())
    return any(other is not None and len(text_of(other, 200)) > NEIGHBOUR for other in around)
