"""The pipeline that one writes first: Scrapy follows every link, trafilatura reads every page, langdetect
says its language, and each item is committed on its own.

    python -m benchmarks.naive DATABASE PAGES URL ...

stops after PAGES pages in all, since it knows no traps.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import langdetect
import scrapy
import trafilatura
from langdetect.lang_detect_exception import LangDetectException
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor

SHORTEST = 200  # characters of a text that is taken for an article


class NaiveSpider(scrapy.Spider):
    """Follows every link of its sites."""

    name = "naive"

    def __init__(self, database: str, urls: list[str]) -> None:
        super().__init__()
        self.start_urls = urls
        self.allowed_domains = [urlsplit(url).hostname or "" for url in urls]
        self.links = LinkExtractor()
        self.database = sqlite3.connect(database)
        self.database.execute(
            "CREATE TABLE article (url TEXT PRIMARY KEY, title TEXT, body TEXT, language TEXT, date TEXT)"
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Follow, extract, detect, store."""
        if not isinstance(response, TextResponse):
            return
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url)
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found and found.text and len(found.text) >= SHORTEST:
            self.store(response.url, found)

    def store(self, url: str, found: Any) -> None:
        """Commit one item."""
        try:
            language = langdetect.detect(found.text)
        except LangDetectException:
            language = None
        row = (url, found.title, found.text, language, found.date)
        self.database.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?)", row)
        self.database.commit()


def main() -> None:
    """Crawl."""
    database, pages, *urls = sys.argv[1:]
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CLOSESPIDER_PAGECOUNT": int(pages),
            "LOG_LEVEL": "ERROR",
            "CONCURRENT_REQUESTS": 16,
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
        }
    )
    process.crawl(NaiveSpider, database=database, urls=urls)
    process.start()


if __name__ == "__main__":
    main()
