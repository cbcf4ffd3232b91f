"""Article ids: integers that order by date, so that "newest first" needs no sort at a million articles.

An id is ``day << 20 | minute << 9 | slot``: the day since 1970 and the minute of that day of publication, as
the page's own clock wrote them (or of the first sight in UTC, where the page has no date), then the place
among the articles of that minute. A full minute runs over into the next. The id is given once; a date that
the publisher corrects later does not move it.
"""

from __future__ import annotations

from datetime import date, datetime

DAY_BITS, SLOT_BITS = 20, 9
EPOCH = date(1970, 1, 1).toordinal()


def first_id(clock: datetime) -> int:
    """The lowest id for an article of the minute that this clock shows, in its own zone."""
    minute = clock.hour * 60 + clock.minute
    return first_of_day(clock.date()) | minute << SLOT_BITS


def first_of_day(day: date) -> int:
    """The lowest id for an article of this day; what is older than 1970 counts as 1970."""
    return max(day.toordinal() - EPOCH, 0) << DAY_BITS


def day_of_id(identity: int) -> date:
    """The day for which an id was given."""
    return date.fromordinal(EPOCH + (identity >> DAY_BITS))


def slots(first: int) -> range:
    """The ids of the minute that begins with ``first``."""
    return range(first, first + (1 << SLOT_BITS))
