"""A kept exchange as the page that the reader wants, as if it had just been fetched."""

from __future__ import annotations

from crawler.encoding import decode
from extraction.article import Hints, Page
from storage.records import Discovery, Exchange

LIMIT = 64 * 1024 * 1024  # bytes of a page; what was kept was within the crawl's own bound


def page_of(exchange: Exchange, discovery: Discovery | None = None) -> Page:
    """The page of an exchange, its content encodings undone.

    Raises :class:`crawler.errors.Garbled` or :class:`crawler.errors.TooLarge` where they cannot be.
    """
    told = discovery
    return Page(
        url=exchange.url,
        body=decode(exchange.body, _values(exchange, "content-encoding"), LIMIT),
        status=exchange.status,
        headers={name.lower(): ",".join(_values(exchange, name.lower())) for name, _ in exchange.headers},
        fetched_at=exchange.fetched_at,
        hints=Hints(told.title, told.published, told.modified, told.via) if told else Hints(),
    )


def _values(exchange: Exchange, name: str) -> list[str]:
    return [part for key, value in exchange.headers if key.lower() == name for part in value.split(",")]
