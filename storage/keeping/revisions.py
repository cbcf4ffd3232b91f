"""Is this a new revision? PURE: the rules by which the archive tells an edit from noise.

A revision is what a reader would notice: another headline, lead, text, byline or date. Not noticed are
whitespace, kinds of quotes and dashes, counters ("12 comments"), teasers that rotate below the text, and a
date that only another source on the page tells. A headline that flips between values seen before while the
text stays the same is a variant (an A/B test), not an edit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from extraction.article import Moment, Precision
from storage.keeping.content import Content

FIELDS = ("title", "lead", "body", "authors", "published")
ALIKE = str.maketrans(
    dict.fromkeys('‘’‚‛′`´“”„‟«»‹›″"', "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "...", "\u00ad": None}
)
DIGITS = re.compile(r"\d[\d.,\u00a0 ]*")
QUOTES = re.compile(r"'+")
SENTENCE_END = re.compile(r"[.!?…。！？।۔]['\")\]]*\s*$")
COUNTER_WORDS = 4  # a block this short whose digits alone change is a counter
TEASER_WORDS = 14
COARSE = {Precision.SECOND: 60, Precision.MINUTE: 60, Precision.DAY: 86_400, Precision.MONTH: 32 * 86_400}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a new reading of a page is: nothing new, a revision (with its changed fields), a variant."""

    changed: tuple[str, ...] = ()
    variant: bool = False

    @property
    def is_revision(self) -> bool:
        """Whether a revision is to be written."""
        return bool(self.changed) and not self.variant


SAME = Decision()


def decide(current: Content, seen: Content, titles_before: Collection[str] = ()) -> Decision:
    """What a page that now says ``seen`` is to an article that said ``current``.

    ``titles_before`` are the headlines of earlier revisions and known variants.
    """
    changed = tuple(field for field in FIELDS if _differs(field, current, seen))
    flips = changed == ("title",) and _plain(seen.title) in {_plain(title) for title in titles_before}
    return Decision(changed, flips)


def _differs(field: str, current: Content, seen: Content) -> bool:
    before, after = getattr(current, field), getattr(seen, field)
    if before == after:
        return False
    if field == "body":
        return _bodies_differ(before or "", after or "")
    if field == "authors":
        return {_plain(name) for name in before} != {_plain(name) for name in after}
    if field == "published":
        return redated(before, after)
    return _plain(before) != _plain(after)


def redated(before: Moment | None, after: Moment | None) -> bool:
    """Whether the publisher gave another date: by the same source, and beyond what its precision says."""
    if before is None or after is None or _place(before) != _place(after):
        return False
    return _other_date(before, after)


def _place(moment: Moment) -> str:
    """Where a moment was read, whether its zone had to be assumed there or not."""
    return moment.source.partition(",")[0]


def same_page(one: Content, other: Content) -> bool:
    """Whether two pages of one site are the same article under two addresses."""
    alike = _plain(one.title) == _plain(other.title) and _plain(one.body) == _plain(other.body)
    return alike and not _other_date(one.published, other.published)


def _other_date(one: Moment | None, other: Moment | None) -> bool:
    if one is None or other is None:
        return False
    grain = max(COARSE[one.precision], COARSE[other.precision])
    return abs((one.value - other.value).total_seconds()) >= grain


def _bodies_differ(before: str, after: str) -> bool:
    return _blocks(before) != _blocks(after)


def _blocks(body: str) -> list[str]:
    """The blocks as a reader takes them in, without counters and what hangs below the last sentence."""
    blocks = [_uncounted(_plain(block)) for block in body.split("\n")]
    while len(blocks) > 1 and _is_teaser(blocks[-1]):
        blocks.pop()
    return [block for block in blocks if block]


def _is_teaser(block: str) -> bool:
    return len(block.split()) <= TEASER_WORDS and not SENTENCE_END.search(block)


def _uncounted(block: str) -> str:
    return DIGITS.sub("0", block) if len(block.split()) <= COUNTER_WORDS else block


def _plain(text: str | None) -> str:
    """A text without the differences that nobody sees."""
    if not text:
        return ""
    alike = unicodedata.normalize("NFKC", text).translate(ALIKE)
    return " ".join(QUOTES.sub("'", alike).split())
