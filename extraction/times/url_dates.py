"""Days that addresses hold, and other last resorts of a page without a date."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from urllib.parse import unquote

from extraction.article import Moment, Precision
from extraction.document import Document
from extraction.times.calendars import month_of
from extraction.times.written import EARLIEST

URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/\-_.]?)(1[0-2]|0?[1-9])([/\-_.]?)(0[1-9]|[12]\d|3[01]|[1-9](?=\D|$))(?!\d)"
)
URL_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d\d?)(?=/|$|-)", re.IGNORECASE)
URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])([-_.])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)")
URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:/|$|-)")
# 2022-12-31 or 31.12.2022; begins with a set of characters, which the engine finds fast.
RAW_DAY = re.compile(
    rb"[0-3](?:(?:(?<=2)0[0-2]\d|(?<=1)9\d\d)[-/.](?:1[0-2]|0[1-9])[-/.](?:[0-2]\d|3[01])"
    rb"|\d\.(?:1[0-2]|0\d)\.20[0-2]\d)(?!\d)(?<!\d.{10})",
    re.DOTALL,
)
RAW_READ = 400_000  # bytes
UPLOAD = re.compile(r"/uploads/(20\d\d)/(\d\d)/")


def _date(year: str, month: int, day: str) -> date | None:
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def url_day(url: str) -> date | None:
    """The day that an address holds, None where it holds none."""
    url = unquote(url)
    named = URL_NAMED.search(url)
    if named and (month := month_of(named[2].lower())):
        return _date(named[1], month, named[3])
    for match in URL_DAY.finditer(url):
        if bool(match[2]) == bool(match[4]):
            found = _date(match[1], int(match[3]), match[5])
            if found:
                return found
    last = URL_DAY_FIRST.search(url)
    return _date(last[4], int(last[3]), last[1]) if last else None


def _commonest_day(document: Document, latest: date) -> date | None:
    """The day that a page's source writes most often, the last of several: better than none."""
    counts: Counter[date] = Counter()
    for match in RAW_DAY.findall(document.page.body[:RAW_READ]):
        first, month, last = re.split(r"[-/.]", match.decode("ascii"))
        year, day = (first, last) if len(first) == 4 else (last, first)
        found = _date(year, int(month), day)
        if found and found <= latest:
            counts[found] += 1
    return max(counts, key=lambda day: (counts[day], day), default=None)


def last_resort(document: Document, latest: date) -> Moment | None:
    """What pictures' and the page's addresses tell where nothing else does."""
    for name in ("og:image", "twitter:image", "og:url"):
        for url in document.metas.get(name, ()):
            day = url_day(url)
            if day and day <= latest:
                return _moment(day, "url")
    day = _commonest_day(document, latest)
    if day:
        return _moment(day, "text")
    match = URL_MONTH.search(document.url) or next(
        filter(None, (UPLOAD.search(img.get("src") or "") for img in document.all("img"))), None
    )
    day = _date(match[1], int(match[2]), "1") if match and 1 <= int(match[2]) <= 12 else None
    return _moment(day, "url", Precision.MONTH) if day else None


def _moment(day: date, source: str, precision: Precision = Precision.DAY) -> Moment:
    return Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), precision, source)
