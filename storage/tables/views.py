"""The views that other tools read: ``articles`` (current, not withheld) and ``revisions`` (all texts).

They hold nothing: every upgrade makes them anew, as they stand here. A new column is added at the end, as
PostgreSQL can then replace a view on which others were built.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

CREATE = {"sqlite": "CREATE VIEW", "postgresql": "CREATE OR REPLACE VIEW"}
JOINED = {"sqlite": "group_concat(name, '; ')", "postgresql": "string_agg(name, '; ' ORDER BY position)"}

ARTICLES = """
SELECT
    article.id,
    coalesce(url.fetch_url, url.url) AS url,
    url.url AS canonical_url,
    site.name AS site,
    article_text.title,
    article_text.lead,
    article_text.body,
    article.kind,
    article.language,
    article.language_confidence,
    article.declared_language,
    (SELECT {joined} FROM (
        SELECT author.name, article_author.position FROM article_author
        JOIN author ON author.id = article_author.author_id
        WHERE article_author.article_id = article.id ORDER BY article_author.position) AS named) AS authors,
    article.section,
    (SELECT {joined} FROM (
        SELECT tag.name, article_tag.position FROM article_tag
        JOIN tag ON tag.id = article_tag.tag_id
        WHERE article_tag.article_id = article.id ORDER BY article_tag.position) AS named) AS tags,
    article.published_at,
    article.published_offset,
    article.published_precision,
    article.published_source,
    article.modified_at,
    article.first_seen_at,
    article.last_seen_at,
    article.gone_at,
    article.revision,
    article.revisions,
    article.word_count,
    article.paywalled,
    article.edition_group,
    article.cluster,
    article.tdm_reservation,
    article.robots,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest,
    article.tdm_policy
FROM article
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = article.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL
"""

REVISIONS = """
SELECT
    revision.id,
    revision.article_id,
    url.url AS canonical_url,
    site.name AS site,
    revision.number,
    revision.reading,
    revision.seen_at,
    revision.changed,
    CASE WHEN {current} THEN article_text.title ELSE revision.title END AS title,
    CASE WHEN {current} THEN article_text.lead ELSE revision.lead END AS lead,
    CASE WHEN {current} THEN article_text.body ELSE revision.body END AS body,
    CASE WHEN {current} THEN article.section ELSE revision.section END AS section,
    CASE WHEN {current} THEN article.published_at ELSE revision.published_at END AS published_at,
    CASE WHEN {current} THEN article.modified_at ELSE revision.modified_at END AS modified_at,
    CASE WHEN {current} THEN article.language ELSE revision.language END AS language,
    {current} AS is_current,
    revision.digest,
    revision.extractor,
    revision.profile,
    warc.file AS capture_file,
    capture."offset" AS capture_offset,
    capture.digest AS capture_digest
FROM revision
JOIN article ON article.id = revision.article_id
JOIN article_text ON article_text.article_id = article.id
JOIN url ON url.id = article.url_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = revision.capture_id
LEFT JOIN warc ON warc.id = capture.warc_id
WHERE article.withheld_at IS NULL
"""
# What a revision row without a kind means: its content stands with the article.
CURRENT = "(revision.kind IS NULL)"


def create(connection: Connection) -> None:
    """Make the views, in the place of older ones."""
    dialect = connection.dialect.name
    for name, rows in (("articles", ARTICLES), ("revisions", REVISIONS)):
        if dialect == "sqlite":  # which cannot replace one
            connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
        told = rows.format(joined=JOINED[dialect], current=CURRENT).strip()
        connection.execute(text(f"{CREATE[dialect]} {name} AS\n{told}"))
