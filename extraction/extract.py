"""The one door: a fetched page in, an article out. Whatever the page is, it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extraction.article import Article, Block, Kind, Language, Page
from extraction.body import BodyReading, read_body
from extraction.document import Document
from extraction.fields import Fields, read_fields
from extraction.kind import judge
from extraction.language import LanguageHints, detect
from extraction.metadata import key, text_value
from extraction.overrides import Override, apply, for_page

if TYPE_CHECKING:
    from extraction.profiles.profile import SiteProfile

VERSION = "newskeep 0.1"
MIN_LEAD = 40  # characters
ENOUGH = 700  # characters of a text that prove it to be in its site's usual language
MENUS = "cld2"  # the detector for pages that are no articles


def extract(
    page: Page,
    profile: SiteProfile | None = None,
    *,
    detector: str = "auto",
    explain: bool = False,
    overrides: Sequence[Override] = (),
) -> Article:
    """Read a page: its kind, fields, body and language, with every problem met named in the article.

    ``profile`` is what was learned about the page's site: fast where the page fits it, and clean of what
    repeats there in any case. ``overrides`` are the user's own facts about sites.
    """
    part = profile.document(page) if profile and not explain and not for_page(page.url, overrides) else None
    quick = read_quick(part, page, profile, detector=detector) if profile and part else None
    if quick:
        return quick
    document = Document.parse(page)
    if part and not document.foreign:  # it was tried
        return read_carefully(document, page, profile, detector=detector)
    return read(document, page, profile, detector=detector, explain=explain, overrides=overrides)


def read(
    document: Document,
    page: Page,
    profile: SiteProfile | None = None,
    *,
    detector: str = "auto",
    explain: bool = False,
    overrides: Sequence[Override] = (),
) -> Article:
    """The same from a document that is already parsed."""
    if document.foreign:
        reason = f"not a web page: {document.foreign}"
        return Article(page.url, Kind.OTHER, reason, problems=document.problems, extractor=VERSION)
    override = for_page(page.url, overrides)
    learned = profile if not (override or explain) else None
    quick = read_quick(document, page, learned, detector=detector) if learned else None
    return quick or read_carefully(
        document, page, profile, detector=detector, explain=explain, override=override
    )


def read_carefully(
    document: Document,
    page: Page,
    profile: SiteProfile | None = None,
    *,
    detector: str = "auto",
    explain: bool = False,
    override: Override | None = None,
) -> Article:
    """The article of any web page, without a profile's help but for what it knows to be furniture."""
    fields = read_fields(document, day_first=profile.day_first if profile else None)
    drop = profile.furniture if profile else frozenset()
    reading = read_body(document, title=fields.title, authors=fields.authors, drop=drop)
    if override:
        fields, reading = _overridden(override, document, page, fields, reading)
    kind, reason = judge(document, reading, fields)
    article = _article(document, page, fields, reading, profile, detector, kind)
    candidates = fields.candidates if explain else ()
    return replace(article, kind=kind, kind_reason=reason, candidates=candidates)


def _overridden(
    override: Override, document: Document, page: Page, fields: Fields, reading: BodyReading
) -> tuple[Fields, BodyReading]:
    """Fields and body with what the site's own facts tell better."""
    applied = apply(override, document, fields, page.fetched_at.date() if page.fetched_at else None)
    blocks = applied.blocks or reading.blocks
    words = sum(len(block.text.split()) for block in blocks)
    return applied.fields, replace(reading, blocks=blocks, lead=applied.lead or reading.lead, words=words)


def read_quick(
    document: Document, page: Page, profile: SiteProfile, *, detector: str = "auto"
) -> Article | None:
    """The article of a page that fits its site's profile, None for any other page."""
    quick = profile.read(document, page)
    if quick is None:
        return None
    return _article(document, page, quick.fields, quick.body, profile, detector, used=profile.name)


def _article(
    document: Document,
    page: Page,
    fields: Fields,
    reading: BodyReading,
    profile: SiteProfile | None,
    detector: str,
    kind: Kind = Kind.ARTICLE,
    used: str | None = None,
) -> Article:
    # What is no article is asked for its language cheaply: short texts would load the heavier detectors.
    detector = MENUS if detector == "auto" and not kind.is_article else detector
    return Article(
        url=page.url,
        kind=kind,
        kind_reason="laid out as the site's articles are",
        lead=_lead(fields, reading),
        blocks=reading.blocks,
        language=_language(document, fields, reading.blocks, profile, detector),
        problems=document.problems + fields.problems,
        extractor=VERSION,
        profile=used,
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
    own = (document.url, fields.canonical_url)
    hints = LanguageHints(
        html_lang=document.language,
        og_locale=document.meta("og:locale"),
        content_language=document.meta("content-language"),
        in_language=next(
            (text_value(n["inLanguage"]) for n in document.structured if n.get("inLanguage")), None
        ),
        hreflang_self=next((e.language for e in fields.editions if e.url in own), None),
        site_lang=profile.language if profile else None,
    )
    text = "\n".join(block.text for block in blocks) or fields.title or ""
    if profile and profile.language and detector == "auto":
        usual = detect(text[:ENOUGH], hints, detector)  # what the site's pages are in needs no long proof
        if usual.code == profile.language:
            return usual
    return detect(text, hints, detector)
