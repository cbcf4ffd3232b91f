"""What language a text is in, and how sure that is; ``und`` where nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.article import Language
from extraction.detectors import DETECTORS, normal

UNDETERMINED = "und"
MIN_LETTERS = 8


@dataclass(frozen=True, slots=True)
class LanguageHints:
    """What the page and its site say of the language, as written there; all may be missing."""

    html_lang: str | None = None
    og_locale: str | None = None
    in_language: str | None = None
    hreflang_self: str | None = None
    content_language: str | None = None
    site_lang: str | None = None
    title: str | None = None


def detect(text: str, hints: LanguageHints | None = None, detector: str = "auto") -> Language:
    """The language of a text.

    ``detector``: "auto" or one of :data:`extraction.detectors.DETECTORS`; hints serve "auto" only.
    The same text and hints give the same answer in every thread and process.
    """
    chosen = DETECTORS["cld2" if detector == "auto" else detector]
    declared = hints.html_lang if hints else None
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return Language(UNDETERMINED, 0.0, chosen.name)
    code, confidence = next(iter(chosen.guess(text)), (UNDETERMINED, 0.0))
    if detector == "auto" and declared and confidence < 0.5:
        code = normal(declared)
    return Language(code, confidence, chosen.name)
