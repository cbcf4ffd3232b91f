"""What a payload is and how much of it is read: the caps that keep any page within 5 s and 500 MB."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.article import Problem

MAX_BYTES = 10_000_000  # the longest of thousands of news pages has 5 MB
MAX_TAGS = 150_000  # seven times the most seen on a news page
MAX_ATTRIBUTES = 3_000  # in one tag: the parser's time grows with their square
LONG_TAG = 12_000  # characters without ">" from which a tag may hold so many
MANY_VALUES = 60_000  # "=" signs from which every tag is looked at

SHORTEST_TAG, SHORTEST_VALUE = len("<a>"), len(" a=")  # bytes: a page may be too small for so many

MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or sound"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"{\\rtf", "RTF"),
)
XML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?"
    rb"<(rss|feed|urlset|sitemapindex|rdf:RDF|OpenSearchDescription)\b",
    re.DOTALL,
)
JSON = re.compile(rb"[\[{]\s*[\"\[{\d\]}]")
CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))  # not ESC (ISO-2022), nor NUL (UTF-16)
TAG = re.compile(r"<([a-zA-Z][\w:-]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>?")
QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")


def foreign(body: bytes, content_type: str = "") -> str | None:
    """What a payload is that is no web page ("JSON", "PDF", "empty", ...); None for a page."""
    start = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not start:
        return "empty"
    for magic, name in MAGIC:
        if start.startswith(magic):
            return name
    if match := XML.match(start):
        return f"XML ({match[1].decode('ascii')})"
    if JSON.match(start) or (start[:1] in b"{[" and "json" in content_type):
        return "JSON"
    if len(start) - len(start.translate(None, CONTROLS)) > len(start) // 20:
        return "binary"
    return None if b"<" in body else "plain text"


def _bare(match: re.Match[str]) -> str:
    """A tag without its attributes where it has absurdly many."""
    whole = match[0]
    if len(whole) < MAX_ATTRIBUTES or len(QUOTED.sub("", whole).split()) <= MAX_ATTRIBUTES:
        return whole
    return f"<{match[1]}>"


def _cut_tags(text: str) -> str:
    position = -1
    for _ in range(MAX_TAGS):
        position = text.index("<", position + 1)
    return text[:position]


def excessive(body: bytes) -> bool:
    """Whether a payload has more tags, or a tag with more attributes, than a page can want; cheap to ask."""
    tags, values = len(body) // SHORTEST_TAG > MAX_TAGS, len(body) // SHORTEST_VALUE > MANY_VALUES
    if (tags and body.count(b"<") > MAX_TAGS) or (values and body.count(b"=") > MANY_VALUES):
        return True
    return any(_ends_in_long_tag(piece) for piece in _long_pieces(body))


def _long_pieces(body: bytes) -> Iterator[bytes]:
    """The stretches of LONG_TAG and more that hold no ">": scripts mostly."""
    half, end = LONG_TAG // 2, 0  # such a stretch covers one whole window of half of it
    for start in range(0, len(body) - half, half):
        if start >= end and body.find(b">", start, start + half) < 0:
            end = body.find(b">", start)
            end = end if end >= 0 else len(body)
            yield body[body.rfind(b">", 0, start) + 1 : end]


def _ends_in_long_tag(piece: bytes) -> bool:
    """Whether a text without ">" ends within a tag that began long before."""
    start = piece.rfind(b"<")
    return start >= 0 and len(piece) - start > LONG_TAG and piece[start + 1 : start + 2].isalpha()


def capped(text: str) -> tuple[str, list[Problem]]:
    """The part of a page's text that is safe to parse, and what was left out."""
    problems = []
    if text.count("<") > MAX_TAGS:
        text = _cut_tags(text)
        problems.append(Problem("document", f"more than {MAX_TAGS:,} tags: only the first were read"))
    long = (piece for piece in text.split(">") if len(piece) > LONG_TAG)
    if text.count("=") > MANY_VALUES or any(_ends_in_long_tag(piece.encode()) for piece in long):
        lighter = TAG.sub(_bare, text)
        if len(lighter) != len(text):
            problems.append(
                Problem("document", f"a tag with over {MAX_ATTRIBUTES:,} attributes: dropped them")
            )
            text = lighter
    return text, problems
