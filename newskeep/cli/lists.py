"""`newskeep opml`, and what `newskeep add` does with a list of feeds: subscriptions in and out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from crawler.config import Config, SiteConfig
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured, opened
from newskeep.cli.terminal import say

if TYPE_CHECKING:
    from crawler.opml import Subscription


@app.command()
def opml(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is standard output.")
    ] = Path("-"),
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Write the feeds of all sites as OPML, for a feed reader: those configured and those that crawls found.

    `newskeep add FILE.opml` takes such a list in.

    Example: newskeep opml -o feeds.opml
    """
    from crawler.opml import write

    settings = configured(config, archive)
    text = write(_with_found(settings))
    if str(output) == "-":
        say(text.rstrip())
    else:
        output.write_text(text, "utf-8")


def _with_found(settings: Config) -> Iterator[SiteConfig]:
    """The sites, each with the feeds that its crawls found and could read."""
    from storage.errors import ArchiveMissing
    from storage.records import SourceKind

    try:
        with opened(settings) as store:
            found = {site.name: store.sources(site.name) for site in settings.sites}
    except ArchiveMissing:
        found = {}
    for site in settings.sites:
        read = (it for it in found.get(site.name, ()) if it.kind is SourceKind.FEED and not it.failures)
        yield replace(site, feeds=tuple(dict.fromkeys((*site.feeds, *(it.url for it in read)))))


# ---- in


def is_list(address: str) -> bool:
    """Whether what is to be added is a list of feeds, and not a site."""
    return urlsplit(address).path.lower().endswith(".opml")


def sites_of(address: str, settings: Config) -> list[SiteConfig]:
    """The sites that an OPML file or address lists, without the feeds that are configured already.

    Raises CommandError where no feed is in it.
    """
    from crawler import opml as lists

    listed = lists.read(_text(address, settings))
    if not listed:
        raise CommandError(f"{address}: no feed is listed there; is it OPML?")
    known = {feed for site in settings.sites for feed in site.feeds}
    return _grouped([it for it in listed if it.feed not in known])


def _text(address: str, settings: Config) -> bytes:
    from crawler.single import fetch

    return fetch(address, settings).body if "://" in address else Path(os.fspath(address)).read_bytes()


def _grouped(listed: Iterable[Subscription]) -> list[SiteConfig]:
    """One site for all feeds that name the same home page; without one, for those of a host."""
    from crawler.discovery import name_of
    from extraction.addresses.urls import canonical

    sites: dict[str, SiteConfig] = {}
    for it in listed:
        parts = urlsplit(it.feed)
        home = it.site or f"{parts.scheme}://{parts.netloc}/"
        key = canonical(home) or home
        known = sites.get(key) or SiteConfig(name_of(home), home)
        sites[key] = replace(known, feeds=(*known.feeds, it.feed))
    return list(sites.values())
