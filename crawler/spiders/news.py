"""The news spider: any site of newskeep.toml. ``scrapy crawl news [-a site=NAME] [-a due=1]``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from crawler.codes import FAULT
from crawler.config import Config, load
from crawler.tour import Orders, Tour

CONFIG = "newskeep.toml"


class NewsSpider(Spider):  # type: ignore[misc]
    """Crawls the configured sites; everything that it decides is decided in the pure parts of this room."""

    name = "news"
    family: ClassVar[str | None] = None  # sites of this "spider" only

    def __init__(self, orders: Orders, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.orders, self.told = orders, False
        self.tour: Tour | None = None
        self.work: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, orders: Orders | None = None, **kwargs: Any) -> Self:
        """Scrapy's door: orders come from ``newskeep crawl``, or from newskeep.toml and ``-a``."""
        told = orders is not None  # by a caller who reads the report
        orders = orders or cls.orders_of(kwargs)
        apply(orders.config, crawler)
        spider = cls(orders)
        spider.told = told
        spider._set_crawler(crawler)
        return spider

    @classmethod
    def orders_of(cls, arguments: dict[str, str]) -> Orders:
        """The orders that ``scrapy crawl`` gives: site=NAME (or several with commas), due=1, max_pages=N."""
        config = cls.configured()
        named = tuple(name for name in arguments.get("site", "").split(",") if name)
        pages = arguments.get("max_pages")
        return Orders(config, named, due=arguments.get("due") == "1", max_pages=int(pages) if pages else None)

    @classmethod
    def configured(cls) -> Config:
        """The configuration; a family knows its sites, so it does without a file where none is named."""
        named = os.environ.get("NEWSKEEP_CONFIG")
        path = Path(named or CONFIG)
        return Config() if cls.family and not named and not path.exists() else load(path, os.environ)

    async def start(self) -> AsyncIterator[Any]:
        """Crawl. Articles go to the archive, so nothing is handed to Scrapy."""
        self.tour = Tour(self.crawler, self.orders)
        self.work = asyncio.ensure_future(self.tour.go())
        await outlive(self.work)
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    @property
    def exit_code(self) -> int:
        """How the crawl ended; a fault where it did not come to an end."""
        if self.tour is None or self.work is None or not self.work.done():
            return FAULT
        failed = not self.work.cancelled() and self.work.exception() is not None
        return FAULT if failed else self.tour.report.exit_code

    def closed(self, _reason: str) -> None:
        """Say under ``scrapy crawl`` what a person should read; ``newskeep crawl`` says it itself."""
        for problem in self.tour.report.problems if self.tour and not self.told else ():
            self.logger.error(problem)


async def outlive(work: asyncio.Future[Any]) -> None:
    """Wait for the spider's work, and where Scrapy ends the spider, until the work has ended too.

    What went wrong in it stays in ``work``: Scrapy would log it and call the crawl a success.
    """
    try:
        await asyncio.wait([work])
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait([work])
        raise


def apply(config: Config, crawler: Crawler) -> None:
    """Lay what newskeep.toml says over Scrapy's settings."""
    crawl = config.crawl
    values = {
        "USER_AGENT": crawl.user_agent,
        "DOWNLOAD_DELAY": crawl.delay,
        "CONCURRENT_REQUESTS": crawl.concurrency,
        "DOWNLOAD_SLOTS": {
            site.name: {"concurrency": 1, "delay": crawl.delay if site.delay is None else site.delay}
            for site in config.sites
        },
    }
    crawler.settings.setdict(values, priority="spider")
