"""The tables of an archive, named as an analyst would guess; docs/schema.md draws them.

Current articles stand in the view ``articles`` (storage/tables/views.py), which is what other tools should
read. Two choices keep the file small and quick. ``article`` holds what queries filter by and ``article_text``
the text, so that filters read few pages. ``revision`` holds a text only once it is superseded: the current
one's stands in ``article_text``. The view ``revisions`` shows both alike.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Id, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What this archive is: one row, which also tells an archive from another program's database.
archive_info = Table(
    "archive_info",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uuid", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
)

# A site as newskeep.toml names it.
site = Table(
    "site",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("language", Text),
    Column("timezone", Text),
    Column("memory", LargeBinary),  # what the crawler learned of the site's URLs; its own format
)

# A feed, sitemap, listing or front page, and what its polls taught.
source = Table(
    "source",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("found_via", Text),
    Column("language", Text),
    Column("section", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", Text),
    Column("polled_at", Instant),
    Column("due_at", Instant),
    Column("interval_seconds", Float),
    Column("polls", Integer, nullable=False, default=0),
    Column("links", Integer, nullable=False, default=0),
    Column("fresh", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    UniqueConstraint("site_id", "url"),
)

# Every URL ever seen, in canonical form; fate is NULL until it was visited.
url = Table(
    "url",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("fetch_url", Text),  # NULL where it is the canonical form itself
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("article_id", ForeignKey("article.id", use_alter=True)),
    Column("fate", Text),
    Column("status", SmallInteger),
    Column("reason", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("visited_at", Instant),
    Column("changed_at", Instant),
    Column("due_at", Instant),
    Column("visits", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),  # since the last visit that worked
    Column("found_at", Instant),
    Column("found_via", Text),
    Column("source_id", ForeignKey("source.id")),
    Column("depth", SmallInteger, nullable=False, default=0),
    Column("hint_title", Text),
    Column("hint_published", Text),  # storage/tables/moments.py: instant, precision, source, offset
    Column("hint_modified", Text),
    Column("listed_modified_at", Instant),
)
Index("ix_url_pending", url.c.site_id, url.c.id, sqlite_where=url.c.fate.is_(None),
      postgresql_where=url.c.fate.is_(None))  # fmt: skip
Index("ix_url_due", url.c.site_id, url.c.due_at, sqlite_where=url.c.due_at.is_not(None),
      postgresql_where=url.c.due_at.is_not(None))  # fmt: skip
Index("ix_url_article_id", url.c.article_id, sqlite_where=url.c.article_id.is_not(None),
      postgresql_where=url.c.article_id.is_not(None))  # fmt: skip

# A file of captures.
warc = Table(
    "warc",
    metadata,
    Column("id", Id, primary_key=True),
    Column("file", Text, nullable=False, unique=True),  # relative to the captures folder
)

# Where an HTTP exchange lies in the captures.
capture = Table(
    "capture",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url_id", ForeignKey("url.id"), nullable=False),
    Column("warc_id", ForeignKey("warc.id"), nullable=False),
    Column("offset", Id, nullable=False),
    Column("length", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 of the payload, hex
    Column("status", SmallInteger, nullable=False),
    Column("mime", Text),
    Column("fetched_at", Instant, nullable=False),
    Column("revisit_of", ForeignKey("capture.id")),
    UniqueConstraint("warc_id", "offset"),
    Index("ix_capture_url_id", "url_id"),
    Index("ix_capture_digest", "digest"),
)

# The current state of an article. Its id orders by date: storage/tables/keys.py.
article = Table(
    "article",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("url_id", ForeignKey("url.id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("language", Text),
    Column("language_confidence", Float),
    Column("language_detector", Text),
    Column("declared_language", Text),
    Column("section", Text),
    Column("day", Date, nullable=False),  # of publication as written, else of the first sight
    Column("published_at", Instant),
    Column("published_offset", SmallInteger),  # minutes east of UTC: as written, or as the site's clocks
    Column("published_precision", Text),
    Column("published_source", Text),
    Column("modified_at", Instant),
    Column("modified_offset", SmallInteger),
    Column("modified_precision", Text),
    Column("modified_source", Text),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("withheld_at", Instant),
    Column("revision", Integer, nullable=False, default=1),  # number of the current one
    Column("revisions", Integer, nullable=False, default=1),  # how many there are
    Column("word_count", Integer),
    Column("paywalled", Boolean),
    Column("edition_group", Id),  # id of the group's first article
    Column("cluster", Id),  # id of the article with this text that was seen first
    Column("tdm_reservation", Boolean),
    Column("tdm_policy", Text),
    Column("robots", Text),
    Column("capture_id", ForeignKey("capture.id")),
    Index("ix_article_edition_group", "edition_group", sqlite_where=text("edition_group IS NOT NULL"),
          postgresql_where=text("edition_group IS NOT NULL")),
    Index("ix_article_gone", "id", sqlite_where=text("gone_at IS NOT NULL"),
          postgresql_where=text("gone_at IS NOT NULL")),
    Index("ix_article_revised", "id", sqlite_where=text("revisions > 1"),
          postgresql_where=text("revisions > 1")),
    Index("ix_article_first_seen_at", "first_seen_at"),
    Index("ix_article_cluster", "cluster", sqlite_where=text("cluster IS NOT NULL"),
          postgresql_where=text("cluster IS NOT NULL")),
    Index("ix_article_facets", "id", "site_id", "language", "section"),
)  # fmt: skip

# The text of an article as it stands.
article_text = Table(
    "article_text",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("title", Text),
    Column("lead", Text),
    Column("block_kinds", Text),  # one letter a line of the body (p h q i), NULL: all paragraphs
    Column("body", Text),  # one block a line
    postgresql_with={"toast_tuple_target": 4000},  # two rows a page: most texts are read with their row
)

# Every state that an article had. reading > 1: the same capture, read again with better rules.
revision = Table(
    "revision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("reading", SmallInteger, nullable=False, default=1),
    Column("seen_at", Instant, nullable=False),
    Column("read_at", Instant),  # NULL where it was read when it was seen
    Column("digest", Text, nullable=False),  # SHA-256 of what a reader sees, hex
    Column("changed", Text),  # fields that differ from the revision before, space between
    Column("capture_id", ForeignKey("capture.id")),
    Column("extractor", Text, nullable=False),
    Column("profile", Text),
    Column("problems", Json),
    # From here on NULL while it is the current reading of the current revision.
    Column("title", Text),
    Column("lead", Text),
    Column("block_kinds", Text),
    Column("body", Text),
    Column("authors", Json),
    Column("section", Text),
    Column("tags", Json),
    Column("images", Json),
    Column("kind", Text),
    Column("language", Text),
    Column("language_confidence", Float),
    Column("language_detector", Text),
    Column("declared_language", Text),
    Column("published_at", Instant),
    Column("published_offset", SmallInteger),
    Column("published_precision", Text),
    Column("published_source", Text),
    Column("modified_at", Instant),
    Column("modified_offset", SmallInteger),
    Column("modified_precision", Text),
    Column("modified_source", Text),
    Column("word_count", Integer),
    Column("paywalled", Boolean),
    UniqueConstraint("article_id", "number", "reading"),
)

# A headline that a page shows to some readers beside the one of the revision (A/B tests).
variant = Table(
    "variant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("times", Integer, nullable=False, default=1),
    UniqueConstraint("article_id", "field", "value"),
)

# A time in which an article could not be reached; returned_at is NULL while it lasts.
removal = Table(
    "removal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("status", SmallInteger),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("returned_at", Instant),
    Column("capture_id", ForeignKey("capture.id")),
)

# A name in a byline: a person, or an organisation where no person is named.
author = Table(
    "author",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

# Who wrote an article, in the order of its byline.
article_author = Table(
    "article_author",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("author_id", ForeignKey("author.id"), nullable=False),
    Index("ix_article_author_author_id", "author_id"),
    sqlite_with_rowid=False,
)

# A keyword that publishers give.
tag = Table(
    "tag",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

# The keywords of an article, in its own order.
article_tag = Table(
    "article_tag",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("tag_id", ForeignKey("tag.id"), nullable=False),
    Index("ix_article_tag_tag_id", "tag_id"),
    sqlite_with_rowid=False,
)

# The pictures of an article, in order.
image = Table(
    "image",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("caption", Text),
    sqlite_with_rowid=False,
)

# The same story in another language: what an article declares, or what was found by comparing.
edition = Table(
    "edition",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Index("ix_edition_url", "url"),
    sqlite_with_rowid=False,
)

# The fingerprint of an article's text; near-duplicates share some of it: storage/families/similarity.py.
fingerprint = Table(
    "fingerprint",
    metadata,
    Column("hash", Integer, primary_key=True, autoincrement=False),
    Column("article_id", Id, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
