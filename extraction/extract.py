"""The one door: a fetched page in, an article out. Whatever the page is, it answers."""

from __future__ import annotations

from extraction.article import Article, Block, Kind, Language, Page
from extraction.document import Document
from extraction.fields import Fields, read_fields
from extraction.language import LanguageHints, detect
from extraction.text import text_of

VERSION = "newskeep 0.1"
ENOUGH = 40  # characters that a paragraph has at least


def extract(page: Page, profile: object = None, *, detector: str = "auto", explain: bool = False) -> Article:
    """Read a page: its kind, fields, body and language, with every problem met named in the article."""
    return read(Document.parse(page), page, profile, detector=detector, explain=explain)


def read(
    document: Document, page: Page, profile: object = None, *, detector: str = "auto", explain: bool = False
) -> Article:
    """The same from a document that is already parsed."""
    if document.foreign:
        reason = f"not a web page: {document.foreign}"
        return Article(page.url, Kind.OTHER, reason, problems=document.problems, extractor=VERSION)
    fields = read_fields(document)
    blocks = tuple(Block(text) for text in map(text_of, document.root.iter("p")) if len(text) >= ENOUGH)
    return Article(
        url=page.url,
        kind=Kind.ARTICLE if blocks else Kind.OTHER,
        kind_reason="it has paragraphs" if blocks else "it has no paragraphs",
        canonical_url=fields.canonical_url,
        site_name=fields.site_name,
        title=fields.title,
        lead=fields.lead,
        blocks=blocks,
        authors=fields.authors,
        published=fields.published,
        modified=fields.modified,
        declared_language=fields.declared_language,
        language=_language(document, fields, blocks, detector),
        editions=fields.editions,
        paywalled=fields.paywalled,
        reuse=fields.reuse,
        problems=document.problems + fields.problems,
        candidates=fields.candidates if explain else (),
        extractor=VERSION,
    )


def _language(document: Document, fields: Fields, blocks: tuple[Block, ...], detector: str) -> Language:
    hints = LanguageHints(
        html_lang=document.language,
        og_locale=document.meta("og:locale"),
        content_language=document.meta("content-language"),
        title=fields.title,
    )
    text = "\n".join(block.text for block in blocks) or fields.title or ""
    return detect(text, hints, detector)
