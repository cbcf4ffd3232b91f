"""What kind of page it is, with the reason: the crawler stores articles only."""

from __future__ import annotations

from extraction.article import Kind
from extraction.body import BodyReading
from extraction.document import Document

FEW_WORDS = 60
ARTICLE_TYPES = (
    "NewsArticle",
    "Article",
    "BlogPosting",
    "ReportageNewsArticle",
    "OpinionNewsArticle",
    "Report",
)


def judge(document: Document, reading: BodyReading) -> tuple[Kind, str]:
    """The kind of a page and why, from what the page states and how it was read."""
    if document.foreign:
        return Kind.OTHER, f"not a web page: {document.foreign}"
    types = {str(node.get("@type")) for node in document.structured}
    if "LiveBlogPosting" in types:
        return Kind.LIVE_BLOG, "JSON-LD states a LiveBlogPosting"
    stated = (document.meta("og:type") or "").startswith("article") or bool(types & set(ARTICLE_TYPES))
    if reading.words < FEW_WORDS and not stated:
        return Kind.LISTING, f"{reading.words} words of running text"
    return Kind.ARTICLE, f"{reading.words} words of running text"
