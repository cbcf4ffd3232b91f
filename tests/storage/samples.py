"""Articles and visits for the storage tests, made up here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from extraction.article import Article, Block, BlockKind, Edition, Image, Kind, Language, Moment, Precision
from storage.archive import Archive
from storage.records import Exchange, Fate, SiteFacts, Visit

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITES = [
    SiteFacts("harbour", "https://harbour.example/", language="en", timezone="Europe/London"),
    SiteFacts("montagne", "https://montagne.example/", language="fr"),
]
HOME = "https://harbour.example"
STORY = (
    "The harbour council voted on Tuesday to rebuild the northern pier after the storms of last winter.",
    "What it will cost",
    "Engineers put the price at twelve million, half of which the region has promised to pay by next spring.",
    "Fishermen tied up in the southern basin since January said they would believe it when they saw it.",
)


def moment(value: datetime = NOW - HOUR, source: str = "json-ld") -> Moment:
    """A published date as a page gives it, one hour east of UTC."""
    return Moment(value, Precision.MINUTE, source, 60)


def article(url: str = f"{HOME}/pier", **changes: Any) -> Article:
    """An article; ``body`` is given as lines, the rest as in :class:`Article`."""
    lines = changes.pop("body", STORY)
    kinds = {"What it will cost": BlockKind.SUBHEADING}
    made = Article(
        url=url,
        kind=Kind.ARTICLE,
        kind_reason="og:type",
        title="Council votes to rebuild the pier",
        lead="The northern pier was lost in January.",
        blocks=tuple(Block(line, kinds.get(line, BlockKind.PARAGRAPH)) for line in lines),
        authors=("Mary Quay", "Tom Mole"),
        section="Local",
        tags=("harbour", "storm"),
        images=(Image(f"{HOME}/pier.jpg", "The pier in February"), Image(f"{HOME}/plan.png")),
        published=moment(),
        declared_language="en-GB",
        language=Language("en", 0.98, "cld2 0.42"),
        extractor="newskeep 0.1",
    )
    return replace(made, **changes)


def exchange(url: str = f"{HOME}/pier", at: datetime = NOW, body: bytes = b"<html>pier</html>") -> Exchange:
    """What came over the wire."""
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"'))
    return Exchange(url, 200, headers, body, at, reason="OK", request_headers=(("Accept", "*/*"),))


def visit(read: Article | None = None, at: datetime = NOW, **changes: Any) -> Visit:
    """A visit that found an article."""
    read = read or article()
    made = Visit("harbour", read.url, Fate.ARTICLE, at, final_url=read.url, status=200, article=read)
    return replace(made, **changes)


def captured(archive: Archive, made: Visit, body: bytes | None = None) -> Visit:
    """The same visit with its page kept in the captures."""
    page = body if body is not None else f"<html>{made.url} {made.at}</html>".encode()
    return replace(made, capture=archive.capture(exchange(made.url, made.at, page)))


def editions(*pairs: tuple[str, str]) -> tuple[Edition, ...]:
    """Editions from pairs of language and URL."""
    return tuple(Edition(language, url) for language, url in pairs)
