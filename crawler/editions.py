"""The language editions that a home page names, for ``newskeep add`` to show and a crawl to poll. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from extraction.addresses.urls import canonical, site_of
from extraction.document import Document

LANGUAGE_FOLDER = re.compile(r"/([a-z]{2}(?:-[a-z]{2})?)/?$", re.IGNORECASE)


def editions_of(document: Document, home: str) -> list[tuple[str, str]]:
    """Editions with why they are believed: declared by hreflang, else linked folders named like languages."""
    declared = [
        (urljoin(document.base_url, element.get("href") or ""), f'hreflang="{element.get("hreflang")}"')
        for element in document.root.iter("link", "a")
        if element.get("hreflang") and element.get("hreflang") != "x-default" and element.get("href")
    ]
    folders = {
        anchor.url: f'a link "{anchor.text[:30]}" to a folder named like a language'
        for anchor in document.links
        if LANGUAGE_FOLDER.fullmatch(urlsplit(anchor.url).path) and site_of(anchor.url) == site_of(home)
    }
    others = list(folders.items()) if len(folders) > 1 else []
    once = {canonical(url): (url, why) for url, why in reversed(declared or others)}
    return [edition for key, edition in reversed(once.items()) if key != canonical(home)]
