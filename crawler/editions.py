"""The language editions that a home page names, for ``newskeep add`` to show and a crawl to poll. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from extraction.addresses.urls import canonical, site_of
from extraction.document import Document

LANGUAGE_FOLDER = re.compile(r"/([a-z]{2}(?:-[a-z]{2})?)/?$", re.IGNORECASE)


def editions_of(document: Document, home: str) -> list[tuple[str, str]]:
    """Editions with why they are believed: declared by hreflang, else linked folders named like languages."""
    declared = declared_editions(document, home)
    folders = {
        anchor.url: f'a link "{anchor.text[:30]}" to a folder named like a language'
        for anchor in document.links
        if LANGUAGE_FOLDER.fullmatch(urlsplit(anchor.url).path) and site_of(anchor.url) == site_of(home)
    }
    others = list(folders.items()) if len(folders) > 1 else []
    return declared or _others(others, home)


def declared_editions(document: Document, home: str) -> list[tuple[str, str]]:
    """Those declared by hreflang: a folder that is only named like a language may as well be a section."""
    named = (e for e in document.root.iter("link", "a") if e.get("hreflang") and e.get("href"))
    declared = [
        (urljoin(document.base_url, element.get("href")), f'hreflang="{element.get("hreflang")}"')
        for element in named
        if element.get("hreflang") != "x-default"
    ]
    return _others(declared, home)


def _others(editions: list[tuple[str, str]], home: str) -> list[tuple[str, str]]:
    """Each edition once, without the one that names them."""
    once = {canonical(url): (url, why) for url, why in reversed(editions)}
    return [edition for key, edition in reversed(once.items()) if key != canonical(home)]
