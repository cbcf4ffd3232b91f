"""What passes through the archive's door: frozen values, no SQLAlchemy object among them.

Towards the archive: :class:`Exchange` (one HTTP exchange to keep), :class:`Visit` (what became of one
URL), :class:`Discovery`, :class:`Poll`. From it: :class:`Capture`, :class:`UrlState`,
:class:`SourceState`, :class:`Outcome`, :class:`StoredArticle`, :class:`StoredRevision`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from extraction.article import Article, Edition, Image, Moment


class SourceKind(StrEnum):
    """Where links to articles come from."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    FRONT = "front"


class Fate(StrEnum):
    """What a visit found at a URL."""

    ARTICLE = "article"
    NOT_ARTICLE = "not_article"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    REFUSED = "refused"  # robots.txt, guard or configuration
    ERROR = "error"


class Effect(StrEnum):
    """What storing a visit did."""

    NEW = "new"
    UPDATED = "updated"  # a new revision
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # another address of an article that is already kept
    GONE = "gone"
    NOT_MODIFIED = "not_modified"
    NOT_ARTICLE = "not_article"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site as configured: its name in newskeep.toml and its home page."""

    name: str
    url: str
    language: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange, to be kept as evidence.

    ``body`` is the payload as it came over the wire (content encoding not undone, transfer
    encoding undone). Headers are pairs in wire order.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    ip: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a kept exchange lies: WARC file (relative to the captures folder), offset and length in
    bytes of its compressed response record, SHA-256 of the payload (hex)."""

    url: str
    file: str
    offset: int
    length: int
    digest: str
    status: int
    fetched_at: datetime
    mime: str | None = None
    revisit_of: int | None = None
    id: int | None = None
    original: tuple[str, int] | None = None  # of a revisit: file and offset of the record with the payload


@dataclass(frozen=True, slots=True)
class Discovery:
    """A URL seen for the first time, or again with news about it, and where it was seen.

    ``url`` is canonical (:func:`extraction.addresses.urls.canonical`); ``fetch_url`` is what to ask for.
    """

    url: str
    fetch_url: str
    source_id: int | None = None
    title: str | None = None
    published: Moment | None = None
    modified: Moment | None = None  # a sitemap's lastmod or a feed's updated
    via: str | None = None  # "feed", "news sitemap", "sitemap", "listing", "link"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class UrlState:
    """What the archive knows of one URL."""

    id: int
    url: str
    fetch_url: str
    site: str
    fate: Fate | None  # None: never visited
    article_id: int | None
    etag: str | None
    last_modified: str | None
    visited_at: datetime | None
    due_at: datetime | None
    failures: int
    visits: int
    discovery: Discovery
    changed_at: datetime | None = None
    listed_modified: datetime | None = None  # the newest "modified" a source told before the last visit
    found_at: datetime | None = None  # when it was first heard of


@dataclass(frozen=True, slots=True)
class SourceState:
    """A feed, sitemap, listing or front page, with what its polls taught."""

    kind: SourceKind
    url: str
    id: int | None = None
    found_via: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    polled_at: datetime | None = None
    due_at: datetime | None = None
    interval_seconds: float | None = None
    polls: int = 0
    links: int = 0
    fresh: int = 0  # links of the last poll that were new
    failures: int = 0
    error: str | None = None
    language: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one request for one page. The archive stores a batch of them in one transaction.

    ``url`` is the canonical address that was asked for; ``final_url`` the address that answered.
    """

    site: str
    url: str
    fate: Fate
    at: datetime
    final_url: str | None = None
    status: int | None = None
    capture: Capture | None = None
    article: Article | None = None
    discovery: Discovery | None = None
    etag: str | None = None
    last_modified: str | None = None
    due_at: datetime | None = None
    reason: str | None = None  # why gone, refused, no article or an error
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What storing one visit did."""

    url: str
    effect: Effect
    article_id: int | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the archive gives it; :meth:`to_dict` is the JSON of the interface."""

    id: int
    url: str
    canonical_url: str
    site: str
    title: str | None
    lead: str | None
    body: str | None
    language: str | None
    language_confidence: float | None
    declared_language: str | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    published_at: str | None  # ISO 8601 as the page meant it
    published_at_source: str | None
    published_at_precision: str | None
    modified_at: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    revision: int
    revisions: int
    word_count: int | None
    paywalled: bool | None
    edition_group: int | None
    cluster: int | None
    tdm_reservation: bool | None  # whether reuse for text and data mining is reserved, as page or site say
    tdm_policy: str | None  # address of the terms
    robots: str | None  # the page's robots meta and X-Robots-Tag
    capture: Capture | None
    snippet: str | None = None  # of a search, with matches between \x02 and \x03
    subheadings: tuple[str, ...] = ()  # lines of the body that are subheadings
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The article as plain JSON values; times are ISO 8601 with offset, missing is None."""
        plain = (
            "url canonical_url site title lead body language language_confidence declared_language "
            "section published_at published_at_source published_at_precision modified_at revision "
            "revisions word_count paywalled edition_group cluster "
            "tdm_reservation tdm_policy robots"
        )
        values: dict[str, Any] = {name: getattr(self, name) for name in plain.split()}
        for name in ("first_seen_at", "last_seen_at", "gone_at"):
            moment = getattr(self, name)
            values[name] = moment.isoformat() if moment else None
        values["authors"], values["tags"] = list(self.authors), list(self.tags)
        values["subheadings"] = list(self.subheadings)
        values["images"] = [{"url": i.url, "caption": i.caption} for i in self.images]
        values["capture"] = (
            {"file": self.capture.file, "offset": self.capture.offset, "digest": self.capture.digest}
            if self.capture
            else None
        )
        return values


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """One state that an article had. ``number`` counts from 1."""

    number: int
    seen_at: datetime
    title: str | None
    lead: str | None
    body: str | None
    authors: tuple[str, ...]
    section: str | None
    published_at: str | None
    modified_at: str | None
    language: str | None
    capture: Capture | None
    extractor: str
    profile: str | None
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageDay:
    """One site on one day: links that sources told, articles captured, and why the rest is missing."""

    site: str
    day: date
    expected: int
    captured: int
    missing: Mapping[str, int] = field(default_factory=dict)


__all__ = [
    "Capture",
    "CoverageDay",
    "Discovery",
    "Edition",
    "Effect",
    "Exchange",
    "Fate",
    "Outcome",
    "SiteFacts",
    "SourceKind",
    "SourceState",
    "StoredArticle",
    "StoredRevision",
    "UrlState",
    "Visit",
]
