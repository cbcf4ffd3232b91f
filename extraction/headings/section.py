"""The section that a page stands in, and its tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from extraction.document import Document
from extraction.headings.site_names import Names
from extraction.metadata import Story, key, text_value
from extraction.parsing.clues import Clue, Clues
from extraction.parsing.structured import kind_of
from extraction.text import joined, text_of, unescaped

SECTION_METAS = ("article:section", "og:article:section", "cxenseparse:section", "parsely-section", "section",
                 "dc.subject.section", "cg", "sailthru.section")  # fmt: skip
TAG_METAS = ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords")
CATEGORY = re.compile(r"/(?:[ck]ategor|rubri)\w*/[^/]+", re.IGNORECASE)  # in the languages of the press
TAG = re.compile(r"/(?:tags?|topics?|etiquetas?|schlagwort\w*|mots?-cles?)/[^/]+", re.IGNORECASE)
DIVIDER = re.compile(r"\s*[,;|]\s*")
MAX_SECTION, MAX_TAG, MAX_TAGS = 60, 60, 40


def _is_home(url: str | None, document: Document) -> bool:
    """Whether a breadcrumb leads to the front page (of the site or of a language edition)."""
    path = re.sub(r"^https?://[^/]*", "", url or "/").split("?")[0].strip("/")
    return (
        not path or bool(re.fullmatch(r"[a-z]{2}(?:[-_][a-z]{2})?|index\.\w+", path)) or url == document.url
    )


def _listed_crumbs(document: Document) -> Iterator[tuple[str, str | None]]:
    """Names and addresses of JSON-LD breadcrumbs."""
    for node in document.structured:
        if "BreadcrumbList" in kind_of(node) and isinstance(node.get("itemListElement"), list):
            for item in node["itemListElement"]:
                if isinstance(item, dict):
                    yield from _listed_crumb(item)
            return


def _listed_crumb(item: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    inner = item.get("item")
    name = text_value(item.get("name") or (inner.get("name") if isinstance(inner, dict) else None))
    url = inner.get("@id") or inner.get("url") if isinstance(inner, dict) else inner
    if name:
        yield name, url if isinstance(url, str) else None


def _shown_crumbs(document: Document, clues: Clues) -> Iterator[tuple[str, str | None]]:
    """Texts and addresses of the links in the page's first breadcrumb."""
    for clue in (crumb for crumb in clues.crumbs[:20] if not _is_tag(crumb.element)):
        links = [clue.element] if clue.tag == "a" else list(clue.element.iter("a"))
        found = [(text_of(a), joined(document.base_url, a.get("href") or "")) for a in links[:10]]
        if any(text and not _is_home(url, document) for text, url in found):
            yield from found
            return


def section(
    document: Document, clues: Clues, found: tuple[Story, ...], title: str | None, site: Names
) -> str | None:
    """The section's name: as stated, else the last breadcrumb before the page itself, else its category."""
    own = key(title or "")
    stated = [document.meta(*SECTION_METAS), *(story.text("articleSection") for story in found[:2])]
    crumbs = [*_listed_crumbs(document)], [*_shown_crumbs(document, clues)]
    last = [
        next((t for t, url in reversed(row) if not _is_home(url, document) and key(t) != own), None)
        for row in crumbs
    ]
    filed = [clue.text for clue in clues.tags if _is_category(clue) and _is_own(clue)]
    filed = filed or [text_of(a) for a in _addressed(clues, own, CATEGORY) if not _is_tag(a)]
    for name in (*stated, *last, *filed[:1]):
        if name and len(name) <= MAX_SECTION and key(name) != own and not site.has(name):
            return name
    return None


def _rel(element: Any) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _is_category(clue: Clue) -> bool:
    """Whether a link says by rel="category" that it leads to where the page is filed."""
    return "category" in _rel(clue.element)


def _is_tag(element: Any) -> bool:
    """Whether a link says that it leads to a tag, and no more."""
    return "tag" in _rel(element) and "category" not in _rel(element)


def _is_own(clue: Clue) -> bool:
    """Whether it stands with the story, if only in the foot of an article element that holds the headline."""
    if not clue.aside:
        return True
    article = next(clue.element.iterancestors("article"), None) if "tag" in _rel(clue.element) else None
    return article is not None and next(article.iter("h1"), None) is not None


def _addressed(clues: Clues, own: str, address: re.Pattern[str]) -> list[Any]:
    """The first links side by side, in the article element of the headline, to such addresses."""
    heads = [clue.element for clue in clues.headings if key(clue.text) == own]
    box = next((box for head in heads for box in head.iterancestors("article")), None)
    found = [a for a in box.iter("a") if address.search(a.get("href") or "")] if box is not None else []
    return [a for a in found if _row(a) is _row(found[0])]


def _row(anchor: Any) -> Any:
    parent = anchor.getparent()
    return parent.getparent() if parent.tag == "li" else parent


def _keywords(found: tuple[Story, ...]) -> list[str]:
    for story in found[:2]:
        value = story.node.get("keywords")
        if isinstance(value, str):
            return [unescaped(value)]
        if isinstance(value, list):
            return [text for item in value if (text := text_value(item))]
    return []


def _linked(clues: Clues) -> list[str]:
    """Texts of tag links, or of the links in the first list of tags."""
    own = [clue for clue in clues.tags if not _is_category(clue) and _is_own(clue)]
    links = [clue.text for clue in own if clue.tag == "a"]
    boxes = ([text_of(a) for a in clue.element.iter("a")] for clue in own if clue.tag != "a")
    return links or next((box for box in boxes if 0 < len(box) <= MAX_TAGS), [])


def _clean(items: Iterable[str]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for item in items:
        for part in DIVIDER.split(item):
            tag = part.strip(" #")
            if 1 < len(tag) <= MAX_TAG and not tag.startswith("http"):
                tags.setdefault(key(tag), tag)
    return tuple(tags.values())[:MAX_TAGS]


def tags(
    document: Document, clues: Clues, found: tuple[Story, ...], title: str | None = None
) -> tuple[str, ...]:
    """The page's tags, from the first place that lists any."""
    metas = [list(document.metas.get(name, ())) for name in TAG_METAS]
    places = (*metas[:-2], _keywords(found), metas[-2], _linked(clues), metas[-1])
    listed = next(filter(None, map(_clean, places)), ())
    return listed or _clean(map(text_of, _addressed(clues, key(title or ""), TAG)))
