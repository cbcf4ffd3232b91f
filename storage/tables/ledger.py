"""The tables beside the articles: what was learned, done, promised and kept out of sight."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.columns import Id, Instant, Json
from storage.tables.models import metadata as metadata

# What was learned about the layout of a site, in the crawler's own format; older ones are kept.
site_profile = Table(
    "site_profile",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("version", Text, nullable=False),
    Column("learned_at", Instant, nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("site_id", "version"),
)

# One crawl; finished_at is NULL while it goes on, or where it was killed.
run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("exit_code", SmallInteger),
    Column("sites", Json, nullable=False),
    Column("summary", Json),
)

# Per site and day: links that sources told, articles captured, and why the rest is missing.
coverage = Table(
    "coverage",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("expected", Integer, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("missing", Json, nullable=False),
)

# What a site says of the reuse of its texts, one row for each state that it had.
rights = Table(
    "rights",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("digest", Text),
    Column("text", Text),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Index("ix_rights_site_id_kind", "site_id", "kind"),
)

# Articles that are kept but not shown, why, and from when to when.
withheld = Table(
    "withheld",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("withheld_at", Instant, nullable=False),
    Column("released_at", Instant),
)

# A frozen set of revisions; digest is over those of its members.
corpus = Table(
    "corpus",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("query", Text, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("members", Integer, nullable=False),
    Column("withheld", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)

# The revisions of a corpus, with their digests as they were frozen.
corpus_member = Table(
    "corpus_member",
    metadata,
    Column("corpus_id", ForeignKey("corpus.id"), primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), primary_key=True),
    Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)

# A query under a name.
saved_search = Table(
    "saved_search",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("query", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

# What a saved search has told already: each article once.
alerted = Table(
    "alerted",
    metadata,
    Column("saved_search_id", ForeignKey("saved_search.id"), primary_key=True),
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# Readers of the web interface that are not on this machine; only the hash of a token is kept.
token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
)
