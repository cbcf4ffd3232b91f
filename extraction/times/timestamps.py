"""Times that machines wrote (W3C dates in sitemaps and Atom, RFC 822 dates in RSS) as moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

from extraction.article import Moment, Precision

W3C = re.compile(
    r"(\d{4})-(\d\d?)(?:-(\d\d?)"
    r"(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?",
    re.IGNORECASE,
)
SEPARATORS = re.compile(r"^(\d{4})[/.](\d\d?)[/.](\d\d?)")
CLOCK = re.compile(r"\d:\d\d(:\d\d)?")
ZONES = {  # beside the North American names, which the standard library knows; ambiguous ones are left out
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "WET": 0, "WEST": 60, "EET": 120, "EEST": 180,
    "MSK": 180, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120,
    "WIB": 420, "HKT": 480, "SGT": 480, "PKT": 300, "NPT": 345, "EAT": 180, "WAT": 60, "CAT": 120,
    "BRT": -180, "ART": -180, "CLT": -240,
}  # fmt: skip


@lru_cache(maxsize=4096)
def read_timestamp(text: str, source: str) -> Moment | None:
    """The moment that ``text`` writes, None where it is no timestamp. A bare year is none."""
    text = text.strip()
    match = W3C.fullmatch(SEPARATORS.sub(r"\1-\2-\3", text))
    try:
        return _w3c(match, source) if match else _rfc822(text, source)
    except (ValueError, OverflowError):  # the 30th of February, the year 0
        return None


def _w3c(match: re.Match[str], source: str) -> Moment:
    year, month, day, hour, minute, second, zone = match.groups()
    value = datetime(
        int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
    )
    if day is None:
        precision = Precision.MONTH
    elif hour is None:
        precision = Precision.DAY
    else:
        precision = Precision.SECOND if second else Precision.MINUTE
    return _moment(value, _offset(zone), precision, source)


def _rfc822(text: str, source: str) -> Moment | None:
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    clock = CLOCK.search(text)
    precision = Precision.DAY
    if clock:
        precision = Precision.SECOND if clock[1] else Precision.MINUTE
    seconds = parsed[9]
    offset = ZONES.get(text.split()[-1].upper()) if seconds in (None, 0) else seconds // 60
    if offset is None and seconds == 0 and text.upper().endswith(("GMT", "UT", "UTC", "Z", "+0000")):
        offset = 0
    return _moment(datetime(*parsed[:6], tzinfo=UTC), offset, precision, source)


def _offset(zone: str | None) -> int | None:
    """Minutes east of UTC."""
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _moment(written: datetime, offset: int | None, precision: Precision, source: str) -> Moment:
    """``written`` is the clock as written, taken as UTC where no offset tells otherwise."""
    zone = timezone(timedelta(minutes=offset or 0))
    return Moment(written.replace(tzinfo=zone).astimezone(UTC), precision, source, offset)
