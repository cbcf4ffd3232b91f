"""What is true of the web: its stories, on each of the two days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Change(StrEnum):
    """What happens to a story between the first day and the second."""

    SAME = "same"
    NEW = "new"  # is not there on the first day
    UPDATED = "updated"  # and a source says so (lastmod, updated)
    SILENT = "silent"  # updated, and nothing says so
    GONE = "gone"


class Kind(StrEnum):
    """What a request was for, as the log tells it."""

    ROBOTS = "robots"
    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"
    LISTING = "listing"
    ARTICLE = "article"
    VARIANT = "variant"
    REDIRECT = "redirect"
    DEAD = "dead"
    STATIC = "static"
    TRAP = "trap"
    HOSTILE = "hostile"
    ASSET = "asset"
    FOREIGN = "foreign"  # a host that this web does not serve


@dataclass(frozen=True, slots=True)
class Text:
    """One state of a story. ``blocks`` are (is a subheading, text)."""

    title: str
    lead: str
    blocks: tuple[tuple[bool, str], ...]

    @property
    def body(self) -> str:
        """The blocks as plain text, one a line."""
        return "\n".join(text for _, text in self.blocks)


@dataclass(frozen=True, slots=True)
class Story:
    """One article of one site. ``path`` is its canonical path (with query where the site uses one)."""

    site: str
    number: int
    path: str
    language: str
    section: int
    text: Text
    authors: tuple[str, ...]
    published: datetime
    change: Change = Change.SAME
    second: Text | None = None
    second_modified: datetime | None = None
    allowed: bool = True
    listed: bool = True  # on front page and listings; otherwise only in sitemaps
    tags: tuple[int, ...] = ()
    edition: int | None = None  # stories of one site with the same number are translations
    wire: int | None = None  # stories with the same number are one wire text at several sites

    def at(self, day: int) -> Text | None:
        """The text as it stands on a day, None where the story is not (or no longer) there."""
        if (self.change is Change.NEW and day < 2) or (self.change is Change.GONE and day > 1):
            return None
        return self.second if day > 1 and self.second else self.text

    def modified(self, day: int) -> datetime:
        """When the site says that it was last changed."""
        return self.second_modified if day > 1 and self.second_modified else self.published


@dataclass(slots=True)
class Logged:
    """One request that the server answered. ``at`` is a monotonic clock in seconds.

    ``took`` is how long the answer was being sent, None until it is finished or the client has left.
    """

    at: float
    site: str
    target: str
    kind: Kind
    status: int
    sent: int
    headers: dict[str, str] = field(default_factory=dict)
    story: int | None = None
    took: float | None = None
