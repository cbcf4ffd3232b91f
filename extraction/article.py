"""What goes into the reader and what comes out: frozen values that every room shares.

Missing is ``None`` or an empty tuple, never ``""``, "unknown" or today. Every instant is aware
and in UTC; the offset that the page wrote stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a page is. Only articles and live blogs are stored."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"
    LISTING = "listing"
    GALLERY = "gallery"
    VIDEO = "video"
    PAYWALL = "paywall"  # a stub: the text is not on the page
    CONSENT = "consent"  # a wall that hides the page
    ERROR = "error"  # an error page, also one sent with status 200
    OTHER = "other"  # shop, forum, documentation, profile, search, ...

    @property
    def is_article(self) -> bool:
        """Whether a page of this kind is kept as an article."""
        return self in (Kind.ARTICLE, Kind.LIVE_BLOG, Kind.PAYWALL)


class BlockKind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    QUOTE = "quote"
    ITEM = "item"


class Precision(StrEnum):
    """How exactly a date was written."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Hints:
    """What was known of a page before it was fetched, from a feed, a sitemap or a listing."""

    title: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    source: str | None = None  # "feed", "news sitemap", "sitemap", "listing"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched.

    ``body`` is the payload after transfer and content encodings are undone, before any charset is.
    ``url`` is the address that answered, after redirects. Header names are lower case.
    """

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body: plain text without line breaks."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that a page states.

    ``value`` is aware, in UTC. ``offset_minutes`` is the offset as written, or as derived from the
    site's time zone; ``None`` where nothing tells (``value`` then takes the writing as UTC).
    ``source`` says where it was read: "json-ld", "meta", "microdata", "time", "text", "url",
    "script", "feed", "news sitemap", "sitemap", "listing"; with ", zone assumed" after it, where the
    offset is neither the page's nor its operator's word but that of the likeliest zone.
    """

    value: datetime
    precision: Precision
    source: str
    offset_minutes: int | None = None

    @property
    def written(self) -> datetime:
        """The instant in the page's own offset (UTC where it has none)."""
        return self.value.astimezone(timezone(timedelta(minutes=self.offset_minutes or 0)))

    def iso(self) -> str:
        """ISO 8601 as the page meant it: a bare day where only a day is known."""
        if self.precision is Precision.MONTH:
            return self.written.strftime("%Y-%m")
        if self.precision is Precision.DAY:
            return self.written.date().isoformat()
        return self.written.isoformat()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article: absolute URL and its caption."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """What language a text is in.

    ``code`` is a BCP 47 tag ("fr", "zh-Hant"; "und" where nothing can be said), ``confidence``
    lies in 0..1, ``detector`` names the detector and its version ("cld2 0.42").
    """

    code: str
    confidence: float
    detector: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The same page in another language, as declared by ``link rel=alternate hreflang``."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Reuse:
    """What the page itself says of its reuse: TDM reservation, robots meta and X-Robots-Tag."""

    tdm_reservation: bool | None = None
    tdm_policy: str | None = None
    robots: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; it costs that field and nothing more."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a page offered for a field, and where it stood (for ``--explain``)."""

    field: str
    value: str
    source: str
    weight: float | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """What was read from one page. All texts are Unicode NFC with single spaces."""

    url: str
    kind: Kind
    kind_reason: str
    canonical_url: str | None = None
    site_name: str | None = None
    title: str | None = None
    lead: str | None = None
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    declared_language: str | None = None
    language: Language | None = None
    editions: tuple[Edition, ...] = ()
    paywalled: bool | None = None
    reuse: Reuse = Reuse()
    problems: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()  # filled only when asked to explain
    extractor: str = ""  # name and version of the rules that read it, "newskeep 0.1"
    profile: str | None = None  # version of the site profile used, None for a page alone

    @property
    def body(self) -> str:
        """The body as plain text, one block a line."""
        return "\n".join(block.text for block in self.blocks)

    def to_line(self, identity: str) -> dict[str, Any]:
        """The object that ``newskeep extract --jsonl`` answers for one page."""
        return {
            "id": identity,
            "title": self.title,
            "lead": self.lead,
            "authors": list(self.authors or self.agencies),
            "date": self.published.iso() if self.published else None,
            "modified": self.modified.iso() if self.modified else None,
            "body": self.body,
            "language": self.language.code if self.language else None,
            "section": self.section,
            "tags": list(self.tags),
            "images": [{"url": i.url, "caption": i.caption} for i in self.images],
            "kind": str(self.kind),
        }
