"""What a site calls itself, so that its name is told from titles and authors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from extraction.metadata import key
from extraction.text import Element, text_of

ARTICLES = re.compile(r"^(?:the|die|der|das|le|la|el)")


@dataclass(frozen=True, slots=True)
class Names:
    """What the site calls itself, ready to be recognised at the end of a title."""

    keys: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        return cls(frozenset(k for k in map(key, names) if len(k) > 1))

    def has(self, text: str) -> bool:
        """Whether a text is the site's name, or nothing."""
        identity = key(text)
        if not identity or identity in self.keys:
            return True
        bare = ARTICLES.sub("", identity)
        return any(_same_name(bare, ARTICLES.sub("", name)) for name in self.keys)

    def is_all(self, text: str) -> bool:
        """Whether a text says nothing but the site's name."""
        longest = max((len(name) for name in self.keys if name in key(text)), default=0)
        return self.has(text) and len(key(text)) < longest + 10 and not re.search(r"\d", text)


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
