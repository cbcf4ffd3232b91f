"""``newskeep crawl``: one crawl from a configuration, with its summary file and exit code."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from crawler import settings
from crawler.config import Config
from crawler.overrides import overrides_of
from crawler.report import RunReport
from crawler.spiders.news import NewsSpider
from crawler.tour import Orders, clock

SIGNALS = (signal.SIGTERM, signal.SIGINT)
NEW_OBJECTS = 10_000  # between two searches for cycles: a page makes thousands, and hardly any cycle


def crawl(
    config: Config,
    sites: Sequence[str] = (),
    *,
    due: bool = False,
    max_pages: int | None = None,
    max_time: float | None = None,
    since: datetime | None = None,
    summary: Path | None = None,
    progress: Callable[[RunReport], None] | None = None,
    now: Callable[[], datetime] = clock,
) -> RunReport:
    """Crawl the configured sites, all of them or those named, and say what was done.

    Nothing is printed; ``report.problems`` holds what a person should read. On the main thread SIGTERM and
    SIGINT end the crawl within seconds, and the next one carries on. Raises
    :class:`crawler.config.ConfigError` for a site that is not configured, or an override that cannot be.
    """
    orders = Orders(config, tuple(sites), due, max_pages, max_time, since, now, progress=progress)
    orders.wanted()
    overrides_of(config)  # a mistake in them is told before anything is fetched
    with _few_collections():
        report = asyncio.run(_crawl(orders))
    if summary is not None:
        write_summary(summary, report)
    return report


async def _crawl(orders: Orders) -> RunReport:
    runner = AsyncCrawlerRunner(Settings(settings.as_dict()))
    crawler = runner.create_crawler(NewsSpider)
    running = runner.crawl(crawler, orders=orders)
    with _signals(lambda: _interrupt(crawler)):
        await running
    spider = crawler.spider
    if not isinstance(spider, NewsSpider) or spider.tour is None or spider.work is None:
        raise RuntimeError("the spider did not start")
    if not spider.work.cancelled():
        spider.work.result()
    return spider.tour.report


def _interrupt(crawler: Any) -> None:
    if crawler.spider is not None and crawler.spider.tour is not None:
        crawler.spider.tour.interrupt()


@contextmanager
def _few_collections() -> Iterator[None]:
    """Search for cycles of objects less often, and not among what was imported: they took 4 % of a crawl."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _signals(interrupt: Callable[[], None]) -> Iterator[None]:
    """Let the signals that end a program end the crawl, where this thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, interrupt)
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)


def write_summary(path: Path, report: RunReport) -> None:
    """The run's summary as one JSON object; whoever reads the file sees all of it or the one before."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
