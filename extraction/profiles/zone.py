"""A site's time zone, from the instants and offsets of a few of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extraction.article import Article, Moment, Precision
from extraction.times.clocks import likely_zone

# One zone for each way of keeping time that the press lives in, the likelier first.
ZONES = (
    "America/New_York", "America/Los_Angeles", "America/Chicago", "America/Denver", "America/Toronto",
    "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul", "Europe/Lisbon",
    "Asia/Kolkata", "Asia/Tokyo", "Asia/Shanghai", "Asia/Bangkok", "Asia/Dubai", "Asia/Karachi",
    "Asia/Dhaka", "Asia/Tehran", "Asia/Jerusalem", "Asia/Kathmandu", "Australia/Sydney", "Australia/Perth",
    "Pacific/Auckland", "America/Sao_Paulo", "America/Mexico_City", "America/Bogota", "America/Santiago",
    "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Africa/Cairo",
)  # fmt: skip

AHEAD = timedelta(hours=1)  # a page may be dated a little ahead, and summer time be wrong
EXACT = (Precision.SECOND, Precision.MINUTE)
MOST, FEWEST = 0.5, 2  # of the moments that must tell an offset
ASSUMED = ", zone assumed"  # after the source of a time whose offset neither page nor operator tells


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):  # no time zones on this machine
        return None


def offset_at(moment: Moment, zone: str) -> int | None:
    """Minutes east of UTC at a moment, in a zone."""
    known = _zone(zone)
    shift = moment.value.astimezone(known).utcoffset() if known else None
    return int(shift.total_seconds()) // 60 if shift is not None else None


def zone_of(moments: Sequence[Moment]) -> str | None:
    """The zone that gives the offsets that the moments tell; None where none does, or most are UTC.

    A page that tells no local time is read as UTC, beside others that do. Where those are few, UTC is taken
    for local time, too: that of a zone that keeps it for a part of the year.
    """
    exact = [one for one in moments if one.offset_minutes is not None and one.precision is not Precision.DAY]
    told = [one for one in exact if one.offset_minutes]
    if len(told) < max(MOST * len(moments), FEWEST):
        told = exact if told and len(exact) > FEWEST else []
    fitting = (zone for zone in ZONES if all(offset_at(one, zone) == one.offset_minutes for one in told))
    return next(fitting, None) if told else None


def zoned(moment: Moment, zone: str | None) -> Moment:
    """A moment that was stated in UTC in the site's own offset; any other as it is."""
    if zone is None or moment.offset_minutes != 0:
        return moment
    return replace(moment, offset_minutes=offset_at(moment, zone))


def localised(article: Article, zone: str | None = None, seen_at: datetime | None = None) -> Article:
    """An article with the times that its page wrote without an offset as the clocks of its site mean them.

    ``zone`` is the site's as its operator names it; without, it is taken from its country or language, and
    the moment's source says so, unless the time would then be later than when the page was seen.
    """
    times = (article.published, article.modified)
    if not any(map(_is_local, times)):
        return article
    meant = zone or likely_zone(article.url, article.language.code if article.language else None)
    if meant is None:
        return article
    published, modified = (_meant(moment, meant) if _is_local(moment) else moment for moment in times)
    if zone is None and seen_at and any(one and one.value > seen_at + AHEAD for one in (published, modified)):
        return article
    if zone is None:
        published, modified = (_assumed(*pair) for pair in zip((published, modified), times, strict=True))
    return replace(article, published=published, modified=modified)


def _assumed(moment: Moment | None, before: Moment | None) -> Moment | None:
    """A moment whose offset was not there before, as one that is assumed."""
    if moment is None or moment == before:
        return moment
    return replace(moment, source=f"{moment.source}{ASSUMED}")


def _is_local(moment: Moment | None) -> TypeGuard[Moment]:
    """Whether a time was written without its offset."""
    return moment is not None and moment.offset_minutes is None and moment.precision in EXACT


def _meant(moment: Moment, zone: str) -> Moment:
    known = _zone(zone)
    if known is None:
        return moment
    meant = replace(moment, value=moment.value.replace(tzinfo=known).astimezone(UTC))
    return replace(meant, offset_minutes=offset_at(meant, zone))
