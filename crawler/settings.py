"""Scrapy's settings for newskeep, each with its reason; politeness first.

What newskeep.toml says (user agent, delays, concurrency) is laid over these by the spider
(:mod:`crawler.spiders.news`). Nothing is read at import.
"""

from __future__ import annotations

from typing import Any

BOT_NAME = "newskeep"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
# `scrapy crawl` ends with the exit codes that `newskeep crawl` promises.
COMMANDS_MODULE = "crawler.commands"

# ---- politeness

# Obeyed by crawler.robots below, which also keeps Crawl-delay and asks for robots.txt once an hour.
ROBOTSTXT_OBEY = True
# Says who asks and where to complain; newskeep.toml gives the real address.
USER_AGENT = "newskeep (+https://example.org/bot)"
# A second between two requests to one site, one connection a site: a reader's pace.
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Exactly the delay: half of it at random, Scrapy's default, would fall below a Crawl-delay.
DOWNLOAD_DELAY_JITTER = 0.0
# Over all sites together.
CONCURRENT_REQUESTS = 16
# No cookies between pages: nobody is tracked, every reader's page is the same.
COOKIES_ENABLED = False
REFERER_ENABLED = False

# ---- how requests are made

# asyncio alone, without the Twisted reactor: aiohttp parses HTTP natively (0.3 ms a page against 0.7).
TWISTED_REACTOR_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.download.Downloads",
    "https": "crawler.download.Downloads",
    # A link must not read files of this machine, nor speak anything but HTTP.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
# Old certificates are common among small news sites, and nothing secret is sent.
DOWNLOAD_VERIFY_CERTIFICATES = False

# Of Scrapy's own only what gives robots.txt its headers. The rest is done by crawler.robots, crawler.fetch
# and crawler.download, where each hop of a redirect is judged and every byte is counted. Not even named as
# None: Scrapy imports what it is told to leave out, and two HTTP clients and a detector of charsets with it.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
}
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {"crawler.robots.RobotsMiddleware": 100}
# What they count is in the run's own summary.
EXTENSIONS_BASE: dict[str, int] = {}

# ---- what is seen of it

# Silence on success: cron mails whatever is printed.
LOG_LEVEL = "WARNING"
# No ports are opened.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# What the run counted is in its own summary.
STATS_DUMP = False
LOGSTATS_INTERVAL = 0


def as_dict() -> dict[str, Any]:
    """The settings by name, for a crawl that is not started by ``scrapy``."""
    return {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
