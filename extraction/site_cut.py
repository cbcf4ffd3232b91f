"""The part of a page's text that a site profile looks at, cut out before the parser sees the rest.

Most of a page is furniture; parsing it costs more than reading the article. What is kept: the head, the
elements at given places, all JSON-LD. Whether that gives the same reading as the whole page is tried when
the profile is learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extraction import charset
from extraction.article import Page
from extraction.places import Place

HEAD_END = re.compile(r"</head\s*>|<body\b", re.IGNORECASE)
JSON_LD = re.compile(r"<script\b[^>]*\bld\+json\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
SKIPPED = r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->"
UTF_8 = {"content-type": "text/html; charset=utf-8"}


def cut(page: Page, places: Sequence[Place]) -> Page | None:
    """The page with its head and what stands at ``places`` only; None where the first is not found."""
    text = _text(page)
    end = HEAD_END.search(text)
    if end is None:
        return None
    start = end.start()
    parts = [list(_elements(text, start, place)) for place in places]
    if not parts[0]:
        return None
    kept = sorted({span for part in parts for span in part})
    outer = [span for number, span in enumerate(kept) if not number or span[0] >= kept[number - 1][1]]
    data = [match[0] for match in _json_ld(text, start) if not any(a <= match.start() < b for a, b in outer)]
    body = "".join(text[a:b] for a, b in outer)
    whole = f"{text[:start]}</head><body>{''.join(data)}{body}</body></html>"
    return Page(
        page.url,
        whole.encode("utf-8", "replace"),
        page.status,
        {**page.headers, **UTF_8},
        page.fetched_at,
        page.hints,
    )


def _text(page: Page) -> str:
    try:
        return page.body.decode("utf-8")
    except UnicodeDecodeError:
        return charset.decode(page.body, page.headers.get("content-type", "").lower())[0]


def _json_ld(text: str, start: int) -> Iterator[re.Match[str]]:
    while (found := text.find("ld+json", start)) >= 0:
        match = JSON_LD.match(text, max(text.rfind("<", 0, found), 0))
        if match:
            yield match
        start = match.end() if match else found + 7


def _elements(text: str, start: int, place: Place) -> Iterator[tuple[int, int]]:
    """Beginning and end of the outermost elements at a place."""
    opening, tags = _patterns(place)
    while match := opening.search(text, start):
        depth = 0
        start = len(text)
        for tag in tags.finditer(text, match.start()):
            if tag[1] is not None:
                depth += -1 if tag[1] else 1
            if depth == 0 and tag[1] is not None:
                start = tag.end()
                break
        yield match.start(), start


@lru_cache(maxsize=256)
def _patterns(place: Place) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What begins an element at a place, and what opens and closes elements of its tag."""
    tag, attribute, value = re.escape(place.tag), place.attribute, re.escape(place.value)
    word = rf"[^\"'>]*(?<![^\s\"']){value}(?![^\s\"'])" if attribute == "class" else value
    named = rf"[^>]*\s{attribute}\s*=\s*[\"']?{word}" if attribute else ""
    return (
        re.compile(rf"<{tag}\b{named}", re.IGNORECASE),
        re.compile(rf"{SKIPPED}|<(/?){tag}\b[^>]*>", re.IGNORECASE | re.DOTALL),
    )
