"""Whether 3/4/2022 is March the 4th: by the other dates of the page, else by its language and host."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extraction.document import Document
from extraction.metadata import host_of
from extraction.times.calendars import DIGITS

AMERICAN_HOST = re.compile(r"\.(?:com|net|org|us|gov|edu|tv|news|ph)$")
NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?!\d)")


def month_comes_first(document: Document, shown: Iterable[str] = ()) -> bool | None:
    """Whether months come before days on a page that shows these texts; None where nothing tells.

    What the page writes tells more than the language it declares: many templates declare American English.
    """
    written = order_written(shown)
    if written is not None:
        return written
    language = (
        (document.language or document.meta("og:locale", "content-language") or "").lower().replace("_", "-")
    )
    if language.startswith("en-us"):
        return True
    if not language.startswith("en") or re.match(r"en-(?:gb|au|nz|ie|in|za)", language):
        return False if language else None
    return bool(AMERICAN_HOST.search(host_of(document.url)))


def order_written(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 12/28/2021 show that months come first, such as 28/12/2021 that days do."""
    found = set()
    for text in texts:
        for first, _, second in NUMBERS.findall(text.translate(DIGITS)):
            if int(first) > 12 or int(second) > 12:
                found.add(int(second) > 12)
    return found.pop() if len(found) == 1 else None
