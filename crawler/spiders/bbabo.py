"""The Bbabo family: ``scrapy crawl bbabo [-a url=https://www.bbabo.net/fr/]``.

What is known of the family stands here as facts. It was inferred from public scripts that read these
sites, so every fact is a hint: a page that differs is read by the general reader.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from crawler.config import Config, SiteConfig
from crawler.spiders.news import NewsSpider
from crawler.tour import Orders

HOME = "https://www.bbabo.net/"
EDITIONS = ("fr", "en", "de", "es", "it", "pt", "pl", "ru", "uk", "ar", "zh", "ja", "tr")


class BbaboSpider(NewsSpider):
    """Sites of the family: those with ``spider = "bbabo"`` in newskeep.toml, or the one at ``url``."""

    name = "bbabo"
    family: ClassVar[str | None] = "bbabo"

    @classmethod
    def orders_of(cls, arguments: dict[str, str]) -> Orders:
        """The configured sites of the family; with ``url``, that address, configured or not."""
        orders = super().orders_of(arguments)
        if url := arguments.get("url"):
            return at(orders, url)
        names = tuple(site.name for site in orders.config.sites if site.spider == cls.family)
        if orders.sites or names:
            return replace(orders, sites=orders.sites or names)
        return at(orders, HOME)


def at(orders: Orders, url: str) -> Orders:
    """Orders for one address: the site that is configured there, or one made for it."""
    known = next((site for site in orders.config.sites if site.url.rstrip("/") == url.rstrip("/")), None)
    site = known or SiteConfig(name=name_of(url, orders.config), url=url, spider="bbabo")
    sites = orders.config.sites if known else (*orders.config.sites, site)
    return replace(orders, config=replace(orders.config, sites=sites), sites=(site.name,))


def name_of(url: str, config: Config) -> str:
    """A name for a site at an address: "bbabo-fr" for an edition, else the host; never one that is taken."""
    parts = urlsplit(url)
    edition = re.fullmatch(r"/([a-z]{2})/?", parts.path)
    name = f"bbabo-{edition[1]}" if edition and edition[1] in EDITIONS else parts.netloc.removeprefix("www.")
    taken = {site.name for site in config.sites}
    return name if name not in taken else f"{name}-{len(taken)}"
