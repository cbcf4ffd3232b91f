"""What a site calls itself, so that its name is told from titles and authors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from extraction.metadata import key
from extraction.text import Element, breadth, text_of

SEPARATOR = re.compile(
    r"\s+(?:\||-|–|—|•|·|»|::|:|/|~|<|«|›|ㅣ)\s+|\s*[|ㅣ│｜]\s*|\s+[–—]\s*|\s*::\s*|:\s+|\s*：\s*"
)
TIGHT_SEPARATOR = re.compile(r"\s*[|•·»–—-]\s*")  # believed only where what stands before is known
COLONS = (":", "：")
MIN_KEY = 12
ARTICLES = re.compile(r"^(?:the|die|der|das|le|la|el)")


@dataclass(frozen=True, slots=True)
class Names:
    """What the site calls itself, ready to be recognised at the end of a title."""

    keys: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """The names that a page gives; the pages of a site give the same."""
        return _known(tuple(names))

    def has(self, text: str) -> bool:
        """Whether a text is the site's name, or nothing."""
        identity = key(text)
        if not identity or identity in self.keys:
            return True
        bare = ARTICLES.sub("", identity)
        return any(_same_name(bare, name) for name in _bare(self.keys))

    def is_all(self, text: str) -> bool:
        """Whether a text says nothing but the site's name."""
        longest = max((len(name) for name in self.keys if name in key(text)), default=0)
        return self.has(text) and len(key(text)) < longest + 10 and not re.search(r"\d", text)


@lru_cache(maxsize=1024)
def _known(names: tuple[str, ...]) -> Names:
    return Names(frozenset(k for k in map(key, names) if len(k) > 1))


@lru_cache(maxsize=1024)
def _bare(keys: frozenset[str]) -> frozenset[str]:
    """The names without the article that they begin with."""
    return frozenset(ARTICLES.sub("", name) for name in keys)


def leads_home(heading: Element) -> bool:
    """Whether a heading is nothing but a link to the front page: the site's name, on every page of it."""
    said = text_of(heading)
    links = [link for link in heading.iter("a") if text_of(link) == said]
    return any(urlsplit(link.get("href", ".")).path == "/" for link in (*links, *heading.iterancestors("a")))


def _same_name(text: str, name: str) -> bool:
    if len(name) <= 3:
        return False
    if name == text or (len(text) > 4 and text in name):
        return True
    return len(name) > 4 and name in text and len(text) < len(name) + 25


def without_site(text: str, names: Names, known: frozenset[str], whole: frozenset[str]) -> str:
    """A title without the site's name or section before or after it.

    `known` are keys of other titles of the page, `whole` those of headings that end like this one.
    """
    if key(text) in whole:
        return text
    for _ in range(4):
        shorter = _without_end(text, names, known) or _without_start(text, names, known)
        if shorter is None:
            return text
        text = shorter
        if key(text) in known:
            return text
    return text


def _without_end(text: str, names: Names, known: frozenset[str]) -> str | None:
    for match in TIGHT_SEPARATOR.finditer(text):
        before = text[: match.start()].strip()
        if match.end() < len(text) and breadth(before) > MIN_KEY and key(before) in known:
            return before
    for match in reversed(list(SEPARATOR.finditer(text))):
        before, after = text[: match.start()].strip(), text[match.end() :].strip()
        site = key(after) in names.keys if match[0].strip() in COLONS else names.has(after)
        if before and after and (key(before) in known or (site and len(key(before)) > 8)):
            return before
    return None


def _without_start(text: str, names: Names, known: frozenset[str]) -> str | None:
    match = SEPARATOR.search(text)
    if not match:
        return None
    before, after = text[: match.start()].strip(), text[match.end() :].strip()
    if not before or not after:
        return None
    named = names.has(before) and len(key(after)) > 8 and match[0].strip() not in COLONS
    return after if named or (key(after) in known and len(before) < 30) else None
