"""Where things stand on a site's pages: elements named by what stays the same from page to page.

A place is an element's tag with its id, its itemprop or one word of its class; numbers in those are
left out, as they change with the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from extraction.text import Element

VOLATILE = re.compile(r"\d")
PLAIN = re.compile("[a-z][a-z0-9-]*")  # a tag that a search can name
WORDLESS = frozenset(("article", "main"))  # tags that say enough by themselves


class Place(NamedTuple):
    """An element by its tag and one attribute; ``attribute`` "" is the tag alone."""

    tag: str
    attribute: str
    value: str


def names_of(element: Element) -> list[Place]:
    """The places that an element can be found by."""
    tag = element.tag
    if not PLAIN.fullmatch(tag):
        return []
    found = [Place(tag, "", "")] if tag in WORDLESS else []
    for attribute in ("id", "itemprop"):
        value = element.get(attribute)
        if value and not VOLATILE.search(value):
            found.append(Place(tag, attribute, value))
    words = (element.get("class") or "").split()
    found += [Place(tag, "class", word) for word in words if not VOLATILE.search(word)]
    return found


def find(root: Element, place: Place) -> list[Element]:
    """The elements at a place in the order of the page, outermost only."""
    tag, attribute, value = place
    elements = root.iter(tag)
    if attribute == "class":
        wanted: Iterable[Element] = (e for e in elements if _has_word(e.get("class"), value))
    else:
        wanted = (e for e in elements if e.get(attribute) == value) if attribute else elements
    found: list[Element] = []
    for element in wanted:
        if not found or not _within(element, found[-1]):
            found.append(element)
    return found


def _has_word(words: str | None, word: str) -> bool:
    return words is not None and word in words and word in words.split()


def _within(element: Element, other: Element) -> bool:
    return any(parent is other for parent in element.iterancestors(other.tag))
