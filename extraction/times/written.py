"""Dates and clock times as people write them, in any language and calendar of the month tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from extraction.times.calendars import (
    DIGITS,
    ISLAMIC,
    OTHER_YEARS,
    PERSIAN,
    THAI,
    gregorian,
    islamic,
    month_of,
    persian,
)

EARLIEST = date(1990, 1, 1)  # the web's first pages; older dates in a text are its subject
YEAR = r"((?:1[3-4]|19|20|2[45])\d\d)"
MIDDLE = r"([^\W\d_][^\d\n|<>()\[\]{}]{1,28}?)"
NUMBERS_YEAR_FIRST = re.compile(rf"(?<!\d){YEAR}\s?[-/.年년]\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})(?!\d)")
NUMBERS_YEAR_LAST = re.compile(
    rf"(?<![\d.])(\d{{1,2}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?(?:{YEAR}|(\d\d))(?![\d.]\d|\d)"
)
DAY_FIRST = re.compile(
    rf"(?<![\d:])(\d{{1,2}})[\s.,/º°ª-]{{0,3}}{MIDDLE}[\s.,،/'’-]{{0,3}}(?:{YEAR}|(\d\d)(?=\s*(?:$|[,"
    rf"|-])))(?!\d)"
)
DAY_THEN_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?!\d|:)([^\d\n:]{{1,12}}?){YEAR}(?!\d)"
)  # after a month's name
NAME_BEFORE = re.compile(r"([^\W\d_][^\d\n|<>()\[\]{}]*)$")
YEAR_FIRST = re.compile(rf"(?<!\d){YEAR}[\s,./-]{{0,3}}{MIDDLE}[\s./-]{{0,2}}(\d{{1,2}})(?!\d|:)")
YEAR_DAY_NAME = re.compile(  # Latvian, Kazakh, Kyrgyz, Uzbek, Azerbaijani: 2024. gada 17. maijs
    rf"(?<!\d){YEAR}(?:\.\s?gada|\s(?:жылғы|жылы|жылдын|йил|йили|yil|yili)|-c[iıuü]\s?il)\s(\d{{1,2}})[.-]?\s?"
    rf"{MIDDLE}(?=$|[\s,.])"
)
VIETNAMESE = re.compile(rf"(?<!\d)(\d{{1,2}})\s+tháng\s+(\d{{1,2}})[,\s]+(?:năm\s+)?{YEAR}", re.IGNORECASE)
CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?::|\.|h|時|시\s?|点)(\d\d)(?::(\d\d))?(?!\d|\.\d)\s*([apAP]\.?[mM]\b)?(?:分|분)?"
)
ZONE = re.compile(r"\s*\(?(?:(?:GMT|UTC)\s?([+-]\d{1,2}(?::?\d\d)?)|([A-Z]{2,5})\b|([+-]\d\d:?\d\d)\b)")
ZONES = {
    "GMT": 0, "UTC": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "PST": -480, "PDT": -420,
    "MST": -420, "MDT": -360,
    "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "IST": 330, "WIB": 420,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "HKT": 480, "SGT": 480, "PKT": 300, "ET": None,
    "PT": None,
}  # fmt: skip
FARSI = str.maketrans("يك", "یک")
CONNECTORS = frozenset(("gada", "года", "року", "рік", "оны", "hónap", "tahun"))
MAX_READ = 1_500


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text; ``other`` is the day that it means with day and month swapped."""

    day: date
    start: int
    end: int
    clock: time | None = None
    offset: int | None = None  # minutes east of UTC
    other: date | None = None


def _words(middle: str) -> list[str]:
    return [w for w in re.split(r"[\s,'’/.-]+", middle.lower().replace(".", " ")) if w]


@lru_cache(maxsize=4096)
def _named(middle: str, language: str | None) -> tuple[str, int] | None:
    """The calendar and month that the words between two numbers name, None where they say something else."""
    joined = middle.lower().replace(".", "").strip(" ,'’/-")
    words = [joined, *(w for w in re.split(r"[\s,،'’/-]+", joined))]
    for word in words:
        number = month_of(word, language)
        if number and all(_fits(w, word, number, language) for w in words[1:]):
            return "gregorian", number
        farsi = word.translate(FARSI)
        if farsi in PERSIAN:
            return "persian", PERSIAN[farsi]
        if word in ISLAMIC or farsi in ISLAMIC:
            return "islamic", ISLAMIC.get(word) or ISLAMIC[farsi]
    return None


def _fits(word: str, name: str, number: int, language: str | None) -> bool:
    """Whether a word may stand beside a month's name: a particle, or the same month's other name."""
    return len(word) <= 3 or word in CONNECTORS or word in name or month_of(word, language) == number


def _day(year: str, calendar: str, month: int, day: str) -> date | None:
    number = int(year)
    if number in OTHER_YEARS:
        return (islamic if calendar == "islamic" else persian)(number, month, int(day))
    if calendar != "gregorian":
        return None
    return gregorian(number + 2000 if number < 100 else number, month, int(day))


def _with_names(text: str, language: str | None) -> Iterator[tuple[int, int, date | None, date | None]]:
    for match in DAY_FIRST.finditer(text):
        named = _named(match[2], language)
        if named:
            year = match[3] or (f"25{match[4]}" if THAI.search(match[2]) else match[4])
            yield *match.span(), _day(year, *named, match[1]), None
    for match in DAY_THEN_YEAR.finditer(text):
        before = NAME_BEFORE.search(text, max(0, match.start() - 30), match.start())
        words = before[1].split() if before and len(match[2].strip(" ,.-–|/")) <= 4 else []
        named = (_named(words[-1], language) or _named(" ".join(words[-2:]), language)) if words else None
        if named:
            yield *match.span(), _day(match[3], *named, match[1]), None
    for match in YEAR_DAY_NAME.finditer(text):
        named = _named(match[3], language)
        if named:
            yield *match.span(), _day(match[1], *named, match[2]), None
    for match in YEAR_FIRST.finditer(text):
        named = _named(match[2], language)
        if named:
            yield *match.span(), _day(match[1], *named, match[3]), None


def _in_numbers(text: str, month_first: bool | None) -> Iterator[tuple[int, int, date | None, date | None]]:
    for match in NUMBERS_YEAR_FIRST.finditer(text):
        yield *match.span(), _day(match[1], "gregorian", int(match[2]), match[3]), None
    for match in VIETNAMESE.finditer(text):
        yield *match.span(), _day(match[3], "gregorian", int(match[2]), match[1]), None
    for match in NUMBERS_YEAR_LAST.finditer(text):
        year = match[4] or match[5]
        usual = _day(year, "gregorian", int(match[3]), match[1])
        swapped = _day(year, "gregorian", int(match[1]), match[3]) if match[2] != "." else None
        if month_first and swapped:
            usual, swapped = swapped, usual
        yield *match.span(), usual or swapped, swapped if usual and swapped != usual else None


def _clock(text: str, start: int, end: int) -> tuple[time | None, int | None]:
    """The time of day beside a date, and its offset."""
    after = CLOCK.search(text, end, min(len(text), end + 30))
    before = None if after else CLOCK.search(text, max(0, start - 20), start)
    match = after or before
    if not match:
        return None, None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4][0] in "pP" else 0)
    try:
        clock = time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None, None
    return clock, _zone(text, match.end())


def _zone(text: str, end: int) -> int | None:
    match = ZONE.match(text, end)
    if not match:
        return None
    if match[2]:
        return ZONES.get(match[2])
    digits = (match[1] or match[3]).replace(":", "")
    hours, minutes = (digits[:3], digits[3:]) if len(digits) > 3 else (digits, "0")
    offset = int(hours) * 60
    return offset + (int(minutes) if offset >= 0 else -int(minutes))


def normal(text: str) -> str:
    """A text with Latin digits and plain forms, at most as much of it as is read."""
    text = text[:MAX_READ]
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(DIGITS)


@lru_cache(maxsize=2048)
def read_dates(
    text: str, month_first: bool | None = None, language: str | None = None
) -> tuple[Written, ...]:
    """All full dates in a text, in order. ``month_first``: whether 3/4/2022 means March the 4th."""
    text = normal(text)
    found: list[tuple[int, int, date | None, date | None]] = [*_in_numbers(text, month_first)]
    found += _with_names(text, language)
    dates, taken = [], -1
    for start, end, day, other in sorted(found, key=lambda item: item[:2]):
        if day is None or day < EARLIEST or start < taken:
            continue
        taken = end
        dates.append(Written(day, start, end, *_clock(text, start, end), other))
    return tuple(dates)
