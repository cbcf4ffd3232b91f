"""Articles as JSON objects: an own export, and what news-please and fundus write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from extraction.addresses.urls import absolute, site_of
from extraction.article import Article, Block, BlockKind, Image, Kind, Language, Moment, Precision, Reuse
from extraction.language import LanguageHints, detect
from extraction.text import clean
from extraction.times.timestamps import read_timestamp
from newskeep.imports.incoming import Incoming

Item = Mapping[str, Any]

EXTRACTOR = "newskeep import jsonl"
DECLARED = ("declared_language", "lang", "language")  # own exports have the first, also where it is null


def read_article(item: Item, now: datetime, detector: str = "auto") -> Incoming:
    """The article of one JSON object; ``ValueError`` says what is missing."""
    address = _address(item)
    article = _article(item, address, detector)
    if not article.title and not article.blocks:
        raise ValueError("neither a title nor a text")
    first = _instant(item, "seen_at", "first_seen_at", "date_download") or now
    is_last = item.get(
        "is_current", True
    )  # of the states that an own export tells; what was seen last is its
    site = _text(item, "site", "source_domain", "publisher") or site_of(address) or address
    return Incoming(
        site,
        address,
        article,
        first,
        last_seen=_instant(item, "last_seen_at") if is_last else None,
        gone=_instant(item, "gone_at") if is_last else None,
    )


def _address(item: Item) -> str:
    html = item["html"] if isinstance(item.get("html"), Mapping) else {}
    given = _text(item, "url", "responded_url", "requested_url") or _text(
        html, "responded_url", "requested_url"
    )
    if not given:
        raise ValueError("no 'url'")
    address = given if given.startswith("urn:") else absolute(given)
    if not address:
        raise ValueError(f"'url' is no web address: {given[:80]!r}")
    return address


def _article(item: Item, address: str, detector: str) -> Article:
    blocks = tuple(_blocks(item))
    title, lead = _text(item, "title", "title_page"), _text(item, "lead", "description")
    article = Article(
        url=address,
        kind=Kind.ARTICLE,
        kind_reason="imported as an article",
        canonical_url=_text(item, "canonical_url"),
        title=title,
        lead=lead,
        blocks=blocks,
        authors=tuple(_texts(item, "authors")),
        published=_published(item),
        modified=_moment(item, "modified_at", "date_modify", source="import"),
        section=_text(item, "section"),
        tags=tuple(_texts(item, "tags", "topics")),
        images=tuple(_images(item)),
        paywalled=_paywalled(item),
        reuse=Reuse(_truth(item, "tdm_reservation"), _text(item, "tdm_policy"), _text(item, "robots")),
        declared_language=_text(item, *DECLARED[: 1 if DECLARED[0] in item else None]),
        extractor=EXTRACTOR,
    )
    return replace(article, language=_language(item, article, detector))


def _language(item: Item, article: Article, detector: str) -> Language:
    """An own export has been judged before; what other programs say is a hint."""
    judged = item.get("language_confidence")
    if isinstance(judged, int | float) and isinstance(item.get("language"), str):
        return Language(item["language"], float(judged), EXTRACTOR)
    text = "\n".join(filter(None, (article.title, article.lead, article.body)))
    return detect(text, LanguageHints(html_lang=article.declared_language), detector=detector)


# ---- fields


def _text(item: Item, *names: str) -> str | None:
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and (text := clean(value)):
            return text
    return None


def _texts(item: Item, *names: str) -> Iterator[str]:
    for name in names:
        value = item.get(name)
        parts = value if isinstance(value, list) else [value]
        yield from (clean(part) for part in parts if isinstance(part, str) and part.strip())


def _blocks(item: Item) -> Iterator[Block]:
    body = item.get("body")
    if isinstance(body, Mapping):  # fundus: a summary, then sections with their headlines
        yield from _lines(body.get("summary"), BlockKind.PARAGRAPH)
        for section in body.get("sections") or ():
            yield from _lines(section.get("headline"), BlockKind.SUBHEADING)
            yield from _lines(section.get("paragraphs"), BlockKind.PARAGRAPH)
        return
    headings = set(_texts(item, "subheadings"))
    for name in ("body", "maintext", "plaintext", "text"):
        if isinstance(item.get(name), str):
            for block in _lines(item[name], BlockKind.PARAGRAPH):
                yield replace(block, kind=BlockKind.SUBHEADING) if block.text in headings else block
            return


def _lines(value: Any, kind: BlockKind) -> Iterator[Block]:
    texts = [value] if isinstance(value, str) else value or ()
    for text in texts:
        yield from (Block(line, kind) for line in map(clean, str(text).splitlines()) if line)


def _images(item: Item) -> Iterator[Image]:
    for image in [*(item.get("images") or ()), item.get("image_url")]:
        if isinstance(image, str) and image:
            yield Image(image)
        elif isinstance(image, Mapping) and isinstance(image.get("url"), str):
            yield Image(image["url"], image.get("caption"))


def _paywalled(item: Item) -> bool | None:
    if isinstance(item.get("free_access"), bool):
        return not item["free_access"]
    return _truth(item, "paywalled")


def _truth(item: Item, name: str) -> bool | None:
    return item[name] if isinstance(item.get(name), bool) else None


def _published(item: Item) -> Moment | None:
    source = _text(item, "published_at_source") or "import"
    moment = _moment(item, "published_at", "date_publish", "publishing_date", "date", source=source)
    precision = item.get("published_at_precision")
    if moment and precision in set(Precision):
        return replace(moment, precision=Precision(precision))
    return moment


def _moment(item: Item, *names: str, source: str) -> Moment | None:
    written = _text(item, *names)
    return read_timestamp(written, source) if written else None


def _instant(item: Item, *names: str) -> datetime | None:
    moment = _moment(item, *names, source="import")
    return moment.value.astimezone(UTC) if moment else None
