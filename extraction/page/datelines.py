"""Lines about an article, which are not its text: who wrote it, when it was published or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from extraction.page.look import Look
from extraction.page.survey import HEADING_TAGS
from extraction.times.date_voices import PUBLISHED, UPDATE_LABEL
from extraction.times.written import read_dates

LONGEST = 20  # words of such a line
RUNNING = 25  # words of a text that is not above the article's any more
BESIDE = 10  # words that may stand beside days: "Published on Tuesday, ... Last updated at ..."
OF_A_DAY = 4  # words: "Thursday, 12 March 2026, 8:15 a.m. CET"
NOTICE = re.compile(r"update\b", re.IGNORECASE)  # "Update, 3 May: the bridge is open" is text
ROLE = 6  # words that may stand beside the names: "By Jane Doe, political correspondent in Rome"
SENTENCE_ENDS = (".", "!", "?", "…", "»", "”", '"', "。", "।", ":")


def datelines(view: Look, authors: Sequence[str]) -> NDArray[np.bool_]:
    """Which blocks only say when the article was published or changed, or name its authors above its text."""
    words = view.table["words"]
    running = np.flatnonzero(words >= min(RUNNING, words.max(initial=0)))
    above = np.arange(len(words)) < (running[0] if len(running) else 0)
    above &= ~np.isin(view.table["tag"], HEADING_TAGS)
    found = np.zeros(len(words), dtype=bool)
    names = [name.casefold() for name in authors]
    for row in np.flatnonzero(words <= LONGEST).tolist():
        text = view.texts[row]
        found[row] = _dates_the_article(text) or (bool(above[row]) and (_signs(text, names) or _is_day(text)))
    return found


def _dates_the_article(text: str) -> bool:
    """Whether a line begins with a word such as "Published" and says little more than a day."""
    said = text.lstrip(" |–—-•·([")
    if NOTICE.match(said) or not (PUBLISHED.match(said) or UPDATE_LABEL.match(said)):
        return False
    return len(list(_words(text))) <= BESIDE and bool(read_dates(text))


def _is_day(text: str) -> bool:
    """Whether a line is nothing but a day, with its weekday, clock and zone."""
    return len(list(_words(text))) <= OF_A_DAY and bool(read_dates(text))


def _signs(text: str, names: Sequence[str]) -> bool:
    """Whether a line is hardly more than the authors' names."""
    said = text.casefold()
    if not any(name in said for name in names):
        return False
    if text.endswith(SENTENCE_ENDS) and not read_dates(text):
        return False
    for name in names:
        said = said.replace(name, " ")
    return len(list(_words(said))) <= ROLE


def _words(text: str) -> Iterator[str]:
    return (word for word in text.split() if word[:1].isalpha())
