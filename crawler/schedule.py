"""When is a source or an article due again? Pure: what happened and the time go in, a time comes out.

A source's interval follows its yield: where a poll brings news, it is polled sooner, where it brings none, a
little later; always within bounds, never before what the site asks for (TTL, Retry-After, Cache-Control). An
article is looked at again after a share of its age: within the hour it appears, then after hours, days,
weeks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storage.records import SourceKind

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

# Bounds of a source's interval, in seconds, and where it starts. A minute less than cron's round, or what was
# polled some seconds after a round began would miss the next.
SHORTEST = {
    SourceKind.FEED: 4 * MINUTE,
    SourceKind.SITEMAP: 14 * MINUTE,
    SourceKind.FRONT: 9 * MINUTE,
    SourceKind.LISTING: 29 * MINUTE,
}
FIRST = {
    SourceKind.FEED: 30 * MINUTE,
    SourceKind.SITEMAP: 2 * HOUR,
    SourceKind.FRONT: HOUR,
    SourceKind.LISTING: 6 * HOUR,
}
LONGEST = 7 * DAY

# How an interval changes: news halve it, and what is new shall be no more than an eighth of what a source
# shows, or a busy morning scrolls out of it unseen. Without news it grows so slowly that after a quiet night
# it is an eighth of the night (benchmarks/freshness.py); sitemaps and listings cost more and scroll less.
NEWS = 0.5
NEW_SHARE = 0.125
GROWTH = {
    SourceKind.FEED: 0.15,
    SourceKind.SITEMAP: 0.3,
    SourceKind.FRONT: 0.15,
    SourceKind.LISTING: 0.3,
}
DORMANT = 14 * DAY  # of a source that tells nothing that others do not tell: it is checked now and then
RESTING = 3 * HOUR  # the interval of a feed that has told nothing for most of a day
SITE_ASKS_AT_MOST = DAY  # a TTL or max-age of a year is a mistake

# How long a robots.txt holds: RFC 9309 allows a day. A site that tells nothing of it is asked once an hour.
ROBOTS_HOLD = HOUR
ROBOTS_SHORTEST, ROBOTS_LONGEST = 10 * MINUTE, DAY

LOOK_SHARE = 1.0  # an article is looked at again when its age has doubled
LOOK_SOONEST = 20 * MINUTE
LOOK_LATEST = 180 * DAY
ANY_TIME = timedelta(days=365)  # ahead: every article that is due at all is due by then
OVERDUE = timedelta(hours=36)  # what waits longer for a look is looked at by runs that bring news, too
LOOKS_OVERDUE = 2  # of them, for each request for news
LOOKS = 18  # of a quiet run that keeps to what is due, beside as many as its other requests
EARNED = 1.7  # requests of quiet runs that each request for news pays for: three times the news in all
LOOK_COST = 16  # requests for news, for one look at what is known
LOOK_UNTIL = 730 * DAY  # older articles are left in peace
RETRY_FIRST = 10 * MINUTE
RETRY_LATEST = 14 * DAY

MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, None where there is none that can be read.

    One of years is a mistake: nothing is left alone for longer than :data:`RETRY_LATEST`.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value[:9]), RETRY_LATEST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # OverflowError: a year of twenty digits
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), RETRY_LATEST)


def asked_interval(headers: Mapping[str, str], ttl_minutes: int | None = None) -> float:
    """Seconds that a site asks not to be polled again: the longer of its feed's TTL and Cache-Control."""
    seconds = max(max_age(headers) or 0.0, (ttl_minutes or 0) * MINUTE)
    return min(seconds, SITE_ASKS_AT_MOST)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Seconds for which Cache-Control says that an answer holds, None where it says nothing of it."""
    found = MAX_AGE.search(headers.get("cache-control", ""))
    return float(found[1]) if found else None


def robots_hold(headers: Mapping[str, str]) -> timedelta:
    """How long a robots.txt that was answered with these headers is not asked for again."""
    told = max_age(headers)
    seconds = ROBOTS_HOLD if told is None else min(max(told, ROBOTS_SHORTEST), ROBOTS_LONGEST)
    return timedelta(seconds=seconds)


def next_interval(
    kind: SourceKind, before: float | None, links: int, fresh: int, *, quiet: float = 0.0, asked: float = 0.0
) -> float:
    """Seconds until a source's next poll.

    ``fresh`` of its ``links`` were new in this poll; ``quiet`` are the seconds since the poll before,
    ``asked`` is what the site asks for.
    """
    if before is None:  # of the first poll everything is new
        return max(FIRST[kind], asked)
    if fresh:
        share = fresh / max(links, 1)
        interval = min(before, max(quiet, SHORTEST[kind])) * min(NEWS, NEW_SHARE / share)
    else:  # what was asked early proves less
        interval = before * (1 + GROWTH[kind] * min(quiet / before, 1.0))
    return max(min(max(interval, SHORTEST[kind]), LONGEST), asked)


def after_failure(before: float | None, failures: int, kind: SourceKind, asked: float | None = None) -> float:
    """Seconds until a failing source is tried again: slower each time, never dropped."""
    interval = (before or FIRST[kind]) * 2.0 ** min(failures, 10)
    return max(min(interval, LONGEST), asked or 0.0)


def next_look(published: datetime | None, first_seen: datetime, now: datetime) -> datetime | None:
    """When an article is due to be looked at again; None when it is left in peace.

    Without a date of its own, the time it was first seen stands for it. A date in the future counts as now.
    """
    age = (now - min(published or first_seen, now)).total_seconds()
    if age > LOOK_UNTIL:
        return None
    return now + timedelta(seconds=min(max(age * LOOK_SHARE, LOOK_SOONEST), LOOK_LATEST))


def next_try(failures: int, now: datetime, asked: float | None = None) -> datetime:
    """When an article that could not be fetched is tried again."""
    seconds = min(RETRY_FIRST * 4 ** min(failures, 8), RETRY_LATEST)
    return now + timedelta(seconds=max(seconds, min(asked or 0.0, RETRY_LATEST)))


def asked_to_wait(failures: int, visited: datetime | None, due: datetime | None, now: datetime) -> bool:
    """Whether a site asked that an address which failed be left alone until later than now."""
    if not failures or visited is None or due is None or due <= now:
        return False
    return due > next_try(failures - 1, visited) + timedelta(seconds=1)


def next_check_of_gone(gone_for: timedelta, now: datetime) -> datetime | None:
    """When a removed article is checked once more: it may return within days, hardly after months."""
    if gone_for > timedelta(days=60):
        return None
    return now + max(gone_for, timedelta(hours=12))


def backoff(attempt: int, jitter: float, asked: float | None = None) -> float:
    """Seconds to wait before the ``attempt``-th retry (from 1) of a request that was answered 429 or 5xx.

    ``jitter`` lies in 0..1: clients that were refused together do not come back together.
    """
    return asked * (1 + 0.1 * jitter) if asked else min(0.5 * 2**attempt, 60.0) * (0.5 + jitter)


def is_due(due_at: datetime | None, now: datetime, polled_at: datetime | None = None) -> bool:
    """Whether it is time. A time of polling that lies ahead means that the clock was set back: it is due."""
    if due_at is None or due_at <= now:
        return True
    return lies_ahead(polled_at, now)


def lies_ahead(moment: datetime | None, now: datetime) -> bool:
    """Whether something is said to have happened later than now: the clock was set back since."""
    return moment is not None and moment > now + timedelta(minutes=5)


def shared(earned: Sequence[float]) -> list[float]:
    """What sites have for looking back once they share it: a site with little news is edited, too.

    Each gets the same, up to :data:`LOOKS`, out of what all earned in proportion; the sum stays what it was.
    """
    mean = sum(earned) / len(earned) if earned else 0.0
    same = min(mean, LOOKS)
    return [same + own * (1 - same / mean) for own in earned] if mean > 0 else list(earned)


def waited(visited: datetime, due: datetime, now: datetime) -> float:
    """Which share of the time until its next look an article has waited; above 1 it is overdue."""
    return (now - visited) / max(due - visited, timedelta(seconds=1))


def look_budget(requests: int, luck: float, *, quiet: bool, credit: float | None = None) -> int:
    """How many articles a run may look at again at one site that was asked ``requests`` times for news.

    A run that brings news spends a sixteenth of it on looking back, rounded by ``luck`` (0..1), or small
    sites would never be looked at. A quiet one that keeps to what is due spends a little more than on
    everything else; one that looks ahead of time has the ``credit`` that the site's news earned.
    """
    if not quiet:
        return int(requests / LOOK_COST + luck)
    return LOOKS + requests if credit is None else max(0, int(credit) - requests)
