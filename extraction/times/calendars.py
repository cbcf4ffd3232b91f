"""Months by their names, and days of the Persian, Islamic and Thai calendars as Gregorian ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from extraction.times import months

HEBREW_IN = "ב"  # "in March" is one word
BUDDHIST_ERA = 543  # years between the Thai calendar and the Gregorian one
THAI_YEARS = range(2480, 2630)
THAI = re.compile(r"[\u0e00-\u0e7f]")
OTHER_YEARS = range(1300, 1500)  # Persian years of today are 14xx, Islamic ones too
NOWRUZ_1300 = date(1921, 3, 21)  # the first day of the Persian year 1300
ISLAMIC_EPOCH = 227_015  # ordinal of 1 Muharram 1 (civil reckoning)
PERSIAN_LEAPS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # years of 33 that have a leap day
DIGIT_ROWS = (
    "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "๐๑๒๓๔๕๖๗๘๙", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "૦૧૨૩૪૫૬૭૮૯",
    "੦੧੨੩੪੫੬੭੮੯", "௦௧௨௩௪௫௬௭௮௯", "౦౧౨౩౪౫౬౭౮౯", "೦೧೨೩೪೫೬೭೮೯", "൦൧൨൩൪൫൬൭൮൯", "០១២៣៤៥៦៧៨៩",
    "໐໑໒໓໔໕໖໗໘໙", "၀၁၂၃၄၅၆၇၈၉",
)  # fmt: skip
DIGITS = {ord(digit): str(value) for row in DIGIT_ROWS for value, digit in enumerate(row)}


def _numbers(rows: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for number, names in enumerate(row.split("|"), 1):
            for name in filter(None, names.strip().split("/")):
                found.setdefault(unicodedata.normalize("NFKC", name), number)
    return found


GREGORIAN = _numbers(months.GREGORIAN.values())
PERSIAN = _numbers([months.PERSIAN])
ISLAMIC = _numbers([months.ISLAMIC])


@lru_cache(maxsize=4096)
def month_of(word: str, language: str | None = None) -> int | None:
    """The Gregorian month that a word names, in the page's language where that matters."""
    own = months.OWN.get(language or "", {})
    return own.get(word) or GREGORIAN.get(word) or GREGORIAN.get(word.removeprefix(HEBREW_IN))


@lru_cache(maxsize=256)
def persian(year: int, month: int, day: int) -> date | None:
    """A day of the Persian (solar Hijri) calendar, None where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= (31 if month <= 6 else 30) or year not in OTHER_YEARS:
        return None
    leaps = sum(past % 33 in PERSIAN_LEAPS for past in range(1300, year))
    before = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return NOWRUZ_1300 + timedelta(days=365 * (year - 1300) + leaps + before + day - 1)


@lru_cache(maxsize=256)
def islamic(year: int, month: int, day: int) -> date | None:
    """A day of the Islamic calendar by civil reckoning; where the moon is sighted it may be a day off."""
    if not 1 <= month <= 12 or not 1 <= day <= 30 or year not in OTHER_YEARS:
        return None
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(ISLAMIC_EPOCH - 1 + days)


def gregorian(year: int, month: int, day: int) -> date | None:
    """A day of the Gregorian calendar (or a Thai year of it), None where there is no such day."""
    try:
        return date(year - BUDDHIST_ERA if year in THAI_YEARS else year, month, day)
    except ValueError:
        return None
