"""``scrapy crawl`` with the exit codes of ``newskeep crawl``: Scrapy's own says only whether it began."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.codes import FAULT
from crawler.config import ConfigError
from crawler.spiders.news import NewsSpider


class Command(ScrapyCrawl):  # type: ignore[misc]
    """Scrapy's command, with the run's exit code."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl with one spider."""
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl news")
        crawler = self.crawler_process.create_crawler(args[0])
        if issubclass(crawler.spidercls, NewsSpider):
            _check(crawler.spidercls, opts.spargs)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        failed = FAULT if self.crawler_process.bootstrap_failed else 0
        self.exitcode = spider.exit_code if isinstance(spider, NewsSpider) else failed


def _check(spider: type[NewsSpider], arguments: dict[str, str]) -> None:
    """Tell a mistake in the configuration in its own words, before anything begins."""
    try:
        spider.orders_of(arguments).wanted()
    except ConfigError as error:
        raise UsageError(str(error), print_help=False) from None
