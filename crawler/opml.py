"""Lists of feeds as feed readers exchange them (OPML): in, and out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from crawler.config import SiteConfig
from extraction.addresses.urls import absolute

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>newskeep</title></head>
"""
PARSER = {"resolve_entities": False, "no_network": True, "recover": True, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a list: its title, its address, the site that it belongs to."""

    feed: str
    title: str | None = None
    site: str | None = None


def read(text: bytes) -> tuple[Subscription, ...]:
    """The feeds of an OPML file, folders flattened, each once; none where it is not OPML."""
    try:
        root = etree.fromstring(text, etree.XMLParser(**PARSER))
    except (etree.XMLSyntaxError, ValueError):
        return ()
    found = (_subscription(outline) for outline in (root.iter("outline") if root is not None else ()))
    return tuple({it.feed: it for it in found if it}.values())


def _subscription(outline: etree._Element) -> Subscription | None:
    feed = absolute(outline.get("xmlUrl") or "#")
    title = outline.get("title") or outline.get("text")
    return Subscription(feed, title, absolute(outline.get("htmlUrl") or "#")) if feed else None


def write(sites: Iterable[SiteConfig]) -> str:
    """An OPML file of the feeds of these sites; sites without a feed are left out."""
    lines = "".join(f"    {line}\n" for site in sites for line in _outlines(site))
    return f"{HEAD}  <body>\n{lines}  </body>\n</opml>\n"


def _outlines(site: SiteConfig) -> Iterator[str]:
    for feed in site.feeds:
        name, xml, html = quoteattr(site.name), quoteattr(feed), quoteattr(site.url)
        yield f'<outline type="rss" text={name} xmlUrl={xml} htmlUrl={html}/>'
