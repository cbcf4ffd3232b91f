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
    "tdm_reservation",
    "tdm_policy",
    "robots",
    "capture",
)
# Columns more where rows are states: when that state was first seen, and whether the article is in it.
SEEN_AT, IS_CURRENT = "seen_at", "is_current"
