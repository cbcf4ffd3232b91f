"""The columns of an exported table, in the order of the article JSON."""

from __future__ import annotations

COLUMNS = (
    "url",
    "canonical_url",
    "site",
    "title",
    "lead",
    "body",
    "subheadings",
    "language",
    "language_confidence",
    "declared_language",
    "authors",
    "section",
    "tags",
    "images",
    "published_at",
    "published_at_source",
    "published_at_precision",
    "modified_at",
    "first_seen_at",
    "last_seen_at",
    "gone_at",
    "revision",
    "revisions",
    "word_count",
    "paywalled",
    "edition_group",
    "cluster",
    "capture",
)
SEEN_AT = "seen_at"  # a column more where rows are states: when that state was first seen
