"""The one door: a fetched page in, an article out. Whatever the page is, it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extraction.article import Article, Block, Kind, Language, Page
from extraction.body import BodyReading, read_body
from extraction.document import Document
from extraction.fields import Fields, read_fields
from extraction.kind import judge
from extraction.language import LanguageHints, detect
from extraction.metadata import key

if TYPE_CHECKING:
    from extraction.profile import SiteProfile

VERSION = "newskeep 0.1"
MIN_LEAD = 40  # characters


def extract(
    page: Page, profile: SiteProfile | None = None, *, detector: str = "auto", explain: bool = False
) -> Article:
    """Read a page: its kind, fields, body and language, with every problem met named in the article.

    ``profile`` is what was learned about the page's site: fast where the page fits it, and clean of what
    repeats there in any case.
    """
    return read(Document.parse(page), page, profile, detector=detector, explain=explain)


def read(
    document: Document,
    page: Page,
    profile: SiteProfile | None = None,
    *,
    detector: str = "auto",
    explain: bool = False,
) -> Article:
    """The same from a document that is already parsed."""
    if document.foreign:
        reason = f"not a web page: {document.foreign}"
        return Article(page.url, Kind.OTHER, reason, problems=document.problems, extractor=VERSION)
    quick = profile.read(document) if profile and not explain else None
    if quick:
        fields, reading = quick
        kind, reason = Kind.ARTICLE, "laid out as the site's articles are"
    else:
        fields = read_fields(document)
        reading = read_body(document, title=fields.title, drop=profile.furniture if profile else frozenset())
        kind, reason = judge(document, reading)
    return Article(
        url=page.url,
        kind=kind,
        kind_reason=reason,
        lead=_lead(fields, reading),
        blocks=reading.blocks,
        language=_language(document, fields, reading.blocks, profile, detector),
        problems=document.problems + fields.problems,
        candidates=fields.candidates if explain else (),
        extractor=VERSION,
        profile=profile.name if profile and quick else None,
        **{name: getattr(fields, name) for name in SHARED},
    )


SHARED = (
    "title", "authors", "agencies", "published", "modified", "section", "tags", "images", "canonical_url",
    "site_name", "declared_language", "editions", "paywalled", "reuse",
)  # fmt: skip


def _lead(fields: Fields, reading: BodyReading) -> str | None:
    """The standfirst; else the first paragraph if the description is its beginning; else the description."""
    if reading.lead:
        return reading.lead
    description = fields.description
    if not description or len(description) < MIN_LEAD or key(description) == key(fields.title or ""):
        return None
    first = reading.blocks[0].text if reading.blocks else ""
    return first if key(first).startswith(key(description)[:MIN_LEAD]) else description


def _language(
    document: Document, fields: Fields, blocks: tuple[Block, ...], profile: SiteProfile | None, detector: str
) -> Language:
    hints = LanguageHints(
        html_lang=document.language,
        og_locale=document.meta("og:locale"),
        content_language=document.meta("content-language"),
        site_lang=profile.language if profile else None,
    )
    text = "\n".join(block.text for block in blocks) or fields.title or ""
    return detect(text, hints, detector)
