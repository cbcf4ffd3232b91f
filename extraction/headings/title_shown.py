"""A title that no heading confirms is sought among the lines that readers of the page see.

"Headline | Sport | Forum" stands nowhere but in the page's head; its part "Headline" stands above the
text in an element of its own, though not in a first heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from extraction.metadata import key
from extraction.parsing.clues import Clues, Mark
from extraction.text import Element, clean

DIVIDER = re.compile(r"\s+[|\-–—•·»/~<«›]+\s+|\s*[|│｜»]+\s*|\s+::\s+")
TIGHT_DIVIDER = re.compile(r"[-_–—]")  # where there is no other
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LINE_TAGS = (*HEADINGS, "p", "div", "td", "th", "span", "strong", "b", "font", "a", "em")
MIN_PART, MAX_PART = 6, 300  # characters
MIN_HEADING = 13  # letters: "Main content" is no headline
MAX_PARTS = 6
MAX_LINES = 4_000  # a headline stands in the upper part of a page


def parts(text: str) -> Iterator[str]:
    """What stands between any two dividers of a title, the longest first; never the whole."""
    marks = (list(DIVIDER.finditer(text)) or list(TIGHT_DIVIDER.finditer(text)))[: MAX_PARTS - 1]
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    runs = [(s, e) for s in starts for e in ends if s < e and (s, e) != (0, len(text))]
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        part = text[start:end].strip()
        if MIN_PART <= len(part) <= MAX_PART:
            yield part


def lines(root: Element) -> Iterator[tuple[str, bool]]:
    """Texts that open an element, each with whether it is a heading; of links only those in headings."""
    for element in islice(root.iter(*LINE_TAGS), MAX_LINES):
        text = element.text
        if text and MIN_PART <= len(text) <= MAX_PART + 100 and not text.isspace():
            heading = any(tag in HEADINGS for tag in _tags(element))
            if heading or element.tag != "a":
                yield clean(text), heading


def _tags(element: Element) -> tuple[str, ...]:
    parent = element.getparent()
    return (str(element.tag), str(parent.tag) if parent is not None else "")


def shown_part(
    root: Element, title: str, stated: Iterable[str], is_site: Callable[[str], bool]
) -> str | None:
    """The part of a title that stands on the page as a line of its own (a heading, else the longest);
    None where the whole does.
    """
    wanted = {key(part): part for text in (title, *stated) for part in parts(text) if not is_site(part)}
    if not wanted:
        return None
    whole = key(title)
    found: dict[str, bool] = {}
    for text, heading in lines(root):
        if (k := key(text)) == whole:
            return None
        if k in wanted:
            found[k] = found.get(k, False) or heading
    return wanted[max(found, key=lambda k: (found[k], len(k)))] if found else None


def first_heading(clues: Clues, is_site: Callable[[str], bool]) -> str | None:
    """The first heading of the text itself, where the page's head tells nothing but the site's name."""
    for clue in clues.headings:
        telling = len(key(clue.text)) >= MIN_HEADING and len(clue.text) <= MAX_PART and not is_site(clue.text)
        if telling and not clue.aside and not clue.marks & Mark.HIDDEN:
            return clue.text
    return None
