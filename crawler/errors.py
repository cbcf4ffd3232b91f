# ruff: noqa: N818 - names say what is wrong, not that something is
"""What can go wrong in a crawl: one tree, each error says what it is about.

::

    CrawlError
    ├── AddressRefused      the guard allows no request to this address
    ├── TooLarge            a body is, or would become, larger than its bound
    ├── Garbled             a body is not in the encoding that its header names
    ├── DownloadFailed      a request got no usable answer
    │   └── DownloadRefused     it was not sent, or its answer not taken
    │       └── RobotsRefused       robots.txt does not allow it
    └── Stopped             a site is left for this run

What the configuration gets wrong is :class:`crawler.config.ConfigError`; what the archive cannot do is
:mod:`storage.errors`.
"""

from __future__ import annotations


class CrawlError(Exception):
    """Base of everything that the crawler raises on purpose."""


class AddressRefused(CrawlError):
    """A request would have gone to an address that the configuration does not allow."""

    def __init__(self, host: str, reason: str) -> None:
        self.host = host
        self.reason = reason
        super().__init__(f"{host}: {reason}; allow_private_addresses = true would allow private ones")


class TooLarge(CrawlError):
    """A body is, or would become, larger than its bound."""


class Garbled(CrawlError):
    """A body is not in the encoding that its header names."""


class DownloadFailed(CrawlError):
    """A request got no usable answer. ``reason`` is a few words for the summary, such as "timeout"."""

    def __init__(self, url: str, reason: str, detail: str = "") -> None:
        self.url = url
        self.reason = reason
        self.detail = detail
        super().__init__(f"{url}: {reason}" + (f" ({detail})" if detail else ""))


class DownloadRefused(DownloadFailed):
    """A request was not sent, or its answer not taken, because :mod:`crawler.guard` forbids it."""


class RobotsRefused(DownloadRefused):
    """robots.txt does not allow the request."""


class Stopped(CrawlError):
    """A site is left for this run; the message says why."""
