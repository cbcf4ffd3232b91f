"""The part of a page that a site profile looks at, cut out of its bytes before the parser sees the rest.

Most of a page is furniture; parsing it costs more than reading the article. What is kept: the head, the
elements at given places, all JSON-LD; no other script and no style. Whether that gives the same reading as
the whole page is tried when the profile is learned. Charsets in which tags are not ASCII are left to the
whole page's parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice

from extraction.article import Page
from extraction.profiles.places import Place
from extraction.profiles.search import Search

HEAD_END = re.compile(rb"</head\s*>|<body\b", re.IGNORECASE)
HEAD = b"</head>"
JSON_LD = re.compile(rb"<script\b[^>]*\bld\+json\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
JSON_TYPE = b"ld+json"  # no more of it: "app" stands all over scripts, and the search would stop at each
SCRIPTS = Search((b"<script", b"<style"))
SCRIPT_ENDS = (b"</script", b"</style")
SKIPPED = r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->"
UNCOUNTED = (b"<!--", b"<script", b"<style")  # what is inside is no tag
FAR = 4_000  # bytes of a tag before its attribute
NAMED = b" >/\t\r\n"  # what follows a tag's name
PLAIN = re.compile(r"[^\s\"'=<>]+")  # values that no match of another can reach into
WIDE = (b"\xff\xfe", b"\xfe\xff")
START = 1_000  # bytes in which a NUL tells a wide charset


def cut(page: Page, places: Sequence[Place], firsts: AbstractSet[Place] = frozenset()) -> Page | None:
    """The page with its head and what stands at ``places`` only; None where the first is not found.

    Of the places among ``firsts`` only the first element is kept.
    """
    data = page.body
    if data.startswith(WIDE) or b"\0" in data[:START]:
        return None
    stands = _positions(data, tuple(places))
    start = stands[HEAD][0] if stands[HEAD] else _head_end(data)
    if start < 0:
        return None
    first, *others = (
        [*islice(_elements(data, start, place, stands), 1 if place in firsts else None)] for place in places
    )
    if not first:
        return None
    kept = sorted({span for spans in (first, *others) for span in spans})
    outer: list[tuple[int, int]] = []
    for span in kept:
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    pieces = [_unscripted(data[:start]), b"</head><body>"]
    pieces += (found for at, found in _json_ld(data, start, stands) if not any(a <= at < b for a, b in outer))
    pieces += (_unscripted(data[a:b]) for a, b in outer)
    whole = b"".join((*pieces, b"</body></html>"))
    return Page(page.url, whole, page.status, page.headers, page.fetched_at, page.hints)


def _unscripted(data: bytes) -> bytes:
    """Markup without its scripts but JSON-LD, and without styles."""
    kept, done, passed = [], 0, 0
    for which, at, behind in SCRIPTS.matches(data):
        if at < passed or (end := data.find(SCRIPT_ENDS[which], behind)) < 0:
            continue
        passed = data.find(b">", end) + 1 or len(data)
        if data[behind : behind + 1] in NAMED and JSON_TYPE not in data[at : data.find(b">", behind)]:
            kept.append(data[done:at])
            done = passed
    return b"".join((*kept, data[done:])) if done else data


def _head_end(data: bytes) -> int:
    """Where a head ends that does not end as nearly all do, -1 where it does nowhere."""
    end = HEAD_END.search(data)
    return end.start() if end else -1


def _positions(data: bytes, places: tuple[Place, ...]) -> Mapping[bytes, Sequence[int]]:
    """Where what says the places stands, and what says JSON-LD: one pass over the page finds all."""
    found = _search(places).places(data)
    for place in places:
        if (one := _said(place)) not in found:
            found[one] = [match.start() for match in re.finditer(re.escape(one), data)]
    return found


@lru_cache(maxsize=64)
def _search(places: tuple[Place, ...]) -> Search:
    """The search for all; a match that it does not find for another begins or ends within a word."""
    plain = (_said(place) for place in places if not place.value or PLAIN.fullmatch(place.value))
    return Search(tuple(dict.fromkeys((*plain, JSON_TYPE, HEAD))))


def _said(place: Place) -> bytes:
    """What stands in the markup at a place."""
    return (place.value or f"<{place.tag}").encode()


def _json_ld(data: bytes, start: int, stands: Mapping[bytes, Sequence[int]]) -> Iterator[tuple[int, bytes]]:
    for at in stands[JSON_TYPE]:
        if at >= start and (match := JSON_LD.match(data, max(data.rfind(b"<", 0, at), 0))):
            start = match.end()
            yield match.start(), match[0]


def _elements(
    data: bytes, start: int, place: Place, stands: Mapping[bytes, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Beginning and end of the outermost elements at a place."""
    opening, tags = _patterns(place)
    for at in stands[_said(place)]:
        if at < start:
            continue
        begun = data.rfind(b"<", max(start, at - FAR), at) if place.value else at
        if begun >= 0 and opening.match(data, begun):
            start = _end(data, begun, place.tag.encode(), tags)
            yield begun, start


def _end(data: bytes, start: int, tag: bytes, tags: re.Pattern[bytes]) -> int:
    """Where the element ends that begins at ``start``."""
    depth, opening, closing = 1, b"<" + tag, b"</" + tag
    end = start + 1
    while depth:
        last, end = end, data.find(closing, end) + 1
        if not end:
            return _end_by_tags(data, start, tags)
        depth += data.count(opening, last, end) - 1
    end = data.find(b">", end) + 1
    plain = len(tag) > 2 or tag[:1] == b"h"  # the beginning of no other tag that is never closed
    if plain and end and not any(data.find(mark, start, end) >= 0 for mark in UNCOUNTED):
        return end
    return _end_by_tags(data, start, tags)


def _end_by_tags(data: bytes, start: int, tags: re.Pattern[bytes]) -> int:
    """The same, looking at each tag."""
    depth = 0
    for tag in tags.finditer(data, start):
        if tag[1] is not None:
            depth += -1 if tag[1] else 1
            if depth == 0:
                return tag.end()
    return len(data)


@lru_cache(maxsize=256)
def _patterns(place: Place) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What begins an element at a place, and what opens and closes elements of its tag."""
    tag, attribute, value = re.escape(place.tag), place.attribute, re.escape(place.value)
    word = (
        rf"[^\"'>]*(?<![^\s\"'=]){value}(?![^\s\"'>])" if attribute == "class" else rf"{value}(?![^\s\"'>])"
    )
    named = rf"[^>]*\s{attribute}\s*=\s*[\"']?{word}" if attribute else r"(?![\w-])"
    return (
        re.compile(rf"<{tag}\b{named}".encode(), re.IGNORECASE),
        re.compile(rf"{SKIPPED}|<(/?){tag}(?![\w-])[^>]*>".encode(), re.IGNORECASE | re.DOTALL),
    )
