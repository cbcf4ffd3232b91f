"""The part of a page that a site profile looks at, cut out of its bytes before the parser sees the rest.

Most of a page is furniture; parsing it costs more than reading the article. What is kept: the head, the
elements at given places, all JSON-LD; no other script and no style. Whether that gives the same reading as
the whole page is tried when the profile is learned. Charsets in which tags are not ASCII are left to the
whole page's parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

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


class _Sought(NamedTuple):
    """How a place is found: by what stands in the markup there, and what begins and ends its element."""

    said: bytes
    tag: bytes
    named: bool  # by an attribute, which stands behind the tag
    once: bool  # only the first is kept
    opening: re.Pattern[bytes]
    tags: re.Pattern[bytes]


class Cut:
    """Cuts pages to their heads and what stands at ``places``; of those among ``firsts`` the first only."""

    def __init__(self, places: Sequence[Place], firsts: frozenset[Place] = frozenset()) -> None:
        self._wanted = tuple(_sought(place, place in firsts) for place in places)
        plain = (one.said for one, place in zip(self._wanted, places, strict=True) if _is_plain(place))
        # A match that it does not find for another begins or ends within a word, and is no place's.
        self._search = Search(tuple(dict.fromkeys((*plain, JSON_TYPE, HEAD))))

    def of(self, page: Page) -> Page | None:
        """What is looked at of a page; None where the first place is not found."""
        data = page.body
        if data.startswith(WIDE) or b"\0" in data[:START]:
            return None
        stands = self._search.places(data)
        start = stands[HEAD][0] if stands[HEAD] else _head_end(data)
        if start < 0:
            return None
        kept: list[Span] = []
        for number, sought in enumerate(self._wanted):
            kept += islice(_elements(data, start, sought, stands), 1 if sought.once else None)
            if not kept and not number:
                return None
        whole = b"".join(_pieces(data, start, _outermost(kept), stands))
        return Page(page.url, whole, page.status, page.headers, page.fetched_at, page.hints)


Span = tuple[int, int]
Stands = Mapping[bytes, Sequence[int]]


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Those that stand in no other, in order."""
    outer: list[Span] = []
    for span in sorted(spans):
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    return outer


def _pieces(data: bytes, start: int, kept: Sequence[Span], stands: Stands) -> Iterator[bytes]:
    """The head, JSON-LD and the elements that are kept, as a page."""
    yield _unscripted(data[:start])
    yield b"</head><body>"
    for at, found in _json_ld(data, start, stands):
        if not any(a <= at < b for a, b in kept):
            yield found
    for a, b in kept:
        yield _unscripted(data[a:b])
    yield b"</body></html>"


def _is_plain(place: Place) -> bool:
    return not place.value or PLAIN.fullmatch(place.value) is not None


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


def _json_ld(data: bytes, start: int, stands: Stands) -> Iterator[tuple[int, bytes]]:
    for at in stands[JSON_TYPE]:
        if at >= start and (match := JSON_LD.match(data, max(data.rfind(b"<", 0, at), 0))):
            start = match.end()
            yield match.start(), match[0]


def _elements(data: bytes, start: int, sought: _Sought, stands: Stands) -> Iterator[Span]:
    """Beginning and end of the outermost elements at a place."""
    found = stands.get(sought.said)
    if found is None:
        found = [match.start() for match in re.finditer(re.escape(sought.said), data)]
    for at in found:
        if at < start:
            continue
        begun = data.rfind(b"<", max(start, at - FAR), at) if sought.named else at
        if begun >= 0 and sought.opening.match(data, begun):
            start = _end(data, begun, sought)
            yield begun, start


def _end(data: bytes, start: int, sought: _Sought) -> int:
    """Where the element ends that begins at ``start``."""
    tag, tags = sought.tag, sought.tags
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


def _sought(place: Place, once: bool) -> _Sought:
    """How the elements at a place are found."""
    tag, attribute, value = re.escape(place.tag), place.attribute, re.escape(place.value)
    word = (
        rf"[^\"'>]*(?<![^\s\"'=]){value}(?![^\s\"'>])" if attribute == "class" else rf"{value}(?![^\s\"'>])"
    )
    named = rf"[^>]*\s{attribute}\s*=\s*[\"']?{word}" if attribute else r"(?![\w-])"
    return _Sought(
        (place.value or f"<{place.tag}").encode(),
        place.tag.encode(),
        bool(place.value),
        once,
        re.compile(rf"<{tag}\b{named}".encode(), re.IGNORECASE),
        re.compile(rf"{SKIPPED}|<(/?){tag}(?![\w-])[^>]*>".encode(), re.IGNORECASE | re.DOTALL),
    )
