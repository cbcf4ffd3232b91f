"""One page, fetched with all of the crawler's manners: robots.txt, bounds, allowed addresses."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from crawler import settings
from crawler.config import Config
from crawler.discovery import Scout
from crawler.errors import DownloadFailed
from crawler.fetch import Fetcher, Wanted
from crawler.tour import clock
from extraction.article import Page


def fetch(url: str, config: Config) -> Page:
    """The page at an address. Raises DownloadFailed where there is none to be had."""
    return asyncio.run(_fetch(url, config))


async def _fetch(url: str, config: Config) -> Page:
    runner = AsyncCrawlerRunner(Settings(settings.as_dict()))
    crawler = runner.create_crawler(Errand)
    await runner.crawl(crawler, url=url, config=config)
    errand: Any = crawler.spider
    page: Page = errand.work.result()
    return page


class Errand(Scout):
    """Fetches one page."""

    name = "errand"

    async def _ask(self) -> Any:
        crawl = self.config.crawl
        fetcher = Fetcher(
            self.crawler.engine, self.site, crawl.user_agent, private=crawl.allow_private_addresses, now=clock
        )
        answer = await fetcher.get(Wanted(self.site.url))
        if answer.status != 200:
            raise DownloadFailed(answer.url, f"status {answer.status}")
        return Page(answer.url, answer.body, answer.status, answer.headers, clock())
