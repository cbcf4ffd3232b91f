"""What one state of an article says, as the archive keeps it: PURE."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extraction.article import Article, Block, BlockKind, Image, Moment
from storage.tables.moments import moment_columns, moment_of

LETTERS = {BlockKind.PARAGRAPH: "p", BlockKind.SUBHEADING: "h", BlockKind.QUOTE: "q", BlockKind.ITEM: "i"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
# Scripts that put no space between words: a character counts as half a word.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
SPACED = ("latin-1", "cp1252", "cp1251", "cp1256")  # the first is tried in no time

PLAIN = (
    "title", "lead", "body", "block_kinds", "section", "kind", "language", "language_confidence",
    "language_detector", "declared_language", "word_count", "paywalled",
)  # fmt: skip
TEXTS = ("title", "lead", "body", "block_kinds")


@dataclass(frozen=True, slots=True)
class Content:
    """One state of an article. ``body`` has one block a line, ``block_kinds`` one letter a line."""

    title: str | None
    lead: str | None
    body: str | None
    block_kinds: str | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    kind: str
    language: str | None
    language_confidence: float | None
    language_detector: str | None
    declared_language: str | None
    published: Moment | None
    modified: Moment | None
    word_count: int | None
    paywalled: bool | None

    @property
    def digest(self) -> str:
        """SHA-256 of what makes a revision: title, lead, body, date and authors in UTF-8.

        Each is preceded by its length in characters and a colon; what is missing is "-".
        """
        published = self.published.iso() if self.published else None
        seen = (self.title, self.lead, self.body, published, *self.authors)
        marked = "".join("-" if text is None else f"{len(text)}:{text}" for text in seen)
        return hashlib.sha256(marked.encode()).hexdigest()

    @property
    def subheadings(self) -> tuple[str, ...]:
        """The lines of the body that are subheadings."""
        lines = (self.body or "").split("\n")
        return tuple(
            line for line, letter in zip(lines, self.block_kinds or "", strict=False) if letter == "h"
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body in blocks, as it was read."""
        if not self.body:
            return ()
        lines = self.body.split("\n")
        letters = self.block_kinds or "p" * len(lines)
        return tuple(Block(line, KINDS[letter]) for line, letter in zip(lines, letters, strict=True))

    def article_columns(self) -> dict[str, Any]:
        """The columns of ``article`` that hold this state."""
        values = {name: getattr(self, name) for name in PLAIN if name not in TEXTS}
        return (
            values | moment_columns("published", self.published) | moment_columns("modified", self.modified)
        )

    def text_columns(self) -> dict[str, Any]:
        """The columns of ``article_text``."""
        return {name: getattr(self, name) for name in TEXTS}

    def revision_columns(self) -> dict[str, Any]:
        """The columns of ``revision`` that hold a superseded state."""
        lists = {
            "authors": list(self.authors),
            "tags": list(self.tags),
            "images": [[image.url, image.caption] for image in self.images],
        }
        return self.article_columns() | self.text_columns() | lists


def content_of(article: Article) -> Content:
    """What was read from a page, as it is to be kept."""
    blocks = [block for block in article.blocks if block.text.strip()]
    body = "\n".join([_line(block.text) for block in blocks]) or None
    letters = "".join([LETTERS[block.kind] for block in blocks])
    language = article.language
    return Content(
        title=storable(article.title),
        lead=storable(article.lead),
        body=body,
        block_kinds=letters if letters.strip("p") else None,
        authors=_names(article.authors),
        section=storable(article.section),
        tags=_names(article.tags),
        images=tuple(Image(_sound(i.url), storable(i.caption)) for i in article.images if i.url),
        kind=str(article.kind),
        language=language.code if language else None,
        language_confidence=round(language.confidence, 4) if language else None,
        language_detector=language.detector if language else None,
        declared_language=storable(article.declared_language),
        published=_whole(article.published),
        modified=_whole(article.modified),
        word_count=count_words(body) if body else None,
        paywalled=article.paywalled,
    )


def content_from(row: Mapping[Any, Any], authors: Any, tags: Any, images: Any) -> Content:
    """A state from columns named as in ``revision``."""
    return Content(
        **{name: row[name] for name in PLAIN},
        authors=tuple(authors or ()),
        tags=tuple(tags or ()),
        images=tuple(Image(url, caption) for url, caption in images or ()),
        published=moment_of("published", row),
        modified=moment_of("modified", row),
    )


def storable(text: str | None) -> str | None:
    """The text as both databases keep it, None for an empty one."""
    return _sound(text).strip() or None if text else None


def count_words(text: str) -> int:
    """Words between single spaces or breaks; in scripts without spaces two characters count as one word."""
    if text.isascii() or _is_spaced(text) or not UNSPACED.search(text):
        return text.count(" ") + text.count("\n") + 1 if text else 0
    spaced, unspaced = UNSPACED.subn(" ", text)
    return len(spaced.split()) + (unspaced + 1) // 2


def _is_spaced(text: str) -> bool:
    """Whether a text fits into a code page without such scripts; encoding is quicker than searching."""
    for page in SPACED:
        try:
            text.encode(page)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _sound(text: str) -> str:
    """Without what no database takes: NUL and half surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii() or text.isprintable():
        return text
    return text.encode("utf-8", "replace").decode()


def _line(text: str) -> str:
    """A text on one line, with single spaces; nearly all come so, and are only looked at."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(_sound(text).split())


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    sound = (storable(name) for name in names)
    return tuple(dict.fromkeys(name for name in sound if name))


def _whole(moment: Moment | None) -> Moment | None:
    """To the second, which is what is kept."""
    if moment is None or not moment.value.microsecond:
        return moment
    value = moment.value.replace(microsecond=0)
    return Moment(value, moment.precision, moment.source, moment.offset_minutes)
