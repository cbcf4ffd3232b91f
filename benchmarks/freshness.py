"""How soon the schedule finds what a newsroom publishes and edits, and how often it asks for it.

    python -m benchmarks.freshness

Sixty days of a newsroom with nights and weekends are played through in simulated time: cron every ten minutes
with ``crawl --due``, a source that shows its newest items, :func:`crawler.schedule.next_interval` as it is.
Beside it stands a poll in every round. Then three of ten articles are edited without a word, at an age
between a quarter of an hour and thirty days (even on a scale of logarithms), and looked at again by
:func:`crawler.schedule.next_look`, within the budget of a run. Nothing is fetched.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from math import exp, inf, log
from statistics import median, quantiles

from crawler import schedule
from storage.records import SourceKind

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
ROUND = 10 * schedule.MINUTE
BUSY = (*[0.03] * 6, *[0.5] * 2, *[1.0] * 12, *[0.3] * 4)  # by hour of the day
WEEKEND = 0.4
LATE = 7.0  # seconds into a round until a source is asked

Interval = Callable[..., float]


@dataclass(frozen=True)
class Followed:
    """What following one source came to; delays in seconds."""

    articles: int
    missed: int
    polls_a_day: float
    median_delay: float
    late_delay: float
    """95th percentile."""


def published(a_day: float, days: int, dice: random.Random) -> Iterator[float]:
    """Seconds at which articles appear, about ``a_day`` of them on the average day."""
    mean = sum(BUSY) / len(BUSY) * (5 + 2 * WEEKEND) / 7
    moment = dice.expovariate(a_day / mean / schedule.DAY)
    while moment < days * schedule.DAY:
        day, second = divmod(moment, schedule.DAY)
        if dice.random() < BUSY[int(second // schedule.HOUR)] * (WEEKEND if day % 7 >= 5 else 1.0):
            yield moment
        moment += dice.expovariate(a_day / mean / schedule.DAY)


def followed(
    kind: SourceKind,
    a_day: float,
    *,
    shown: int = 20,
    days: int = 60,
    interval: Interval = schedule.next_interval,
    seed: int = 1,
) -> Followed:
    """Follow a source that shows its newest ``shown`` articles."""
    articles = list(published(a_day, days, random.Random(seed)))
    delays: list[float] = []
    known = polls = missed = 0
    wait: float | None = None
    polled = due = 0.0
    for start in range(0, int(days * schedule.DAY), int(ROUND)):
        if start < due:
            continue
        now = start + LATE
        there = bisect_right(articles, now)
        fresh = min(there - known, shown)
        missed += there - known - fresh
        delays += [now - moment for moment in articles[there - fresh : there]]
        wait = interval(kind, wait, min(shown, max(there, 1)), fresh, quiet=now - polled)
        known, polls, polled, due = there, polls + 1, now, now + wait
    late = quantiles(delays, n=20)[-1]
    return Followed(len(articles), missed, polls / days, median(delays), late)


@dataclass(frozen=True)
class Edited:
    """What looking back came to; delays in seconds, by the age at which an article was edited."""

    looks_a_day: float
    found: float
    """Share of the edits that were found before the days were over."""
    delays: dict[str, float]
    """Medians."""


AGES = {"hour": schedule.HOUR, "day": schedule.DAY, "month": 30 * schedule.DAY}


def edits(articles: Sequence[float], dice: random.Random) -> dict[int, float]:
    """When some of the articles are edited."""
    youngest, oldest = log(15 * schedule.MINUTE), log(30 * schedule.DAY)
    chosen = [n for n in range(len(articles)) if dice.random() < 0.3]
    return {n: articles[n] + exp(dice.uniform(youngest, oldest)) for n in chosen}


def looked_back(a_day: float, *, days: int = 60, seed: int = 1) -> Edited:
    """Look at all articles again as their time comes."""
    dice = random.Random(seed)
    articles = list(published(a_day, days, dice))
    edited = edits(articles, dice)
    due: list[tuple[float, int]] = []
    delays: dict[str, list[float]] = {name: [] for name in AGES}
    known = looks = 0
    for start in range(0, int(days * schedule.DAY), int(ROUND)):
        new = bisect_right(articles, start) - known
        for n in range(known, known + new):
            heappush(due, (_next_look(articles[n], start), n))
        known += new
        for _ in range(schedule.look_budget(1 + new, dice.random(), quiet=True)):
            if not due or due[0][0] > start:
                break
            n = heappop(due)[1]
            looks += 1
            if edited.get(n, start + 1) <= start:
                age = edited[n] - articles[n]
                delays[next(name for name in AGES if age <= AGES[name] + 1)].append(start - edited.pop(n))
            heappush(due, (_next_look(articles[n], start), n))
    missed = sum(moment < days * schedule.DAY for moment in edited.values())
    found = sum(map(len, delays.values()))
    return Edited(looks / days, found / (found + missed), {name: median(d) for name, d in delays.items()})


def _next_look(published_at: float, now: float) -> float:
    moment = EPOCH + timedelta(seconds=now)
    look = schedule.next_look(EPOCH + timedelta(seconds=published_at), moment, moment)
    return (look - EPOCH).total_seconds() if look else inf


def always(*_: object, **__: object) -> float:
    """Ask in every round."""
    return 0.0


def main() -> None:
    """Print two tables: by kind of source and articles a day, what is found when; the same for edits."""
    print_news()
    print_edits()


def print_news() -> None:
    """The schedule and, beside it, a poll in every round."""
    print("source   a day   polls a day   found after, median   95 %     missed   (asked in every round)")
    for kind, shown in ((SourceKind.FEED, 20), (SourceKind.FRONT, 40), (SourceKind.SITEMAP, 50_000)):
        for a_day in (1, 5, 20, 60, 200):
            follow = partial(followed, kind, a_day, shown=shown)
            ours, each = follow(), follow(interval=always)
            print(
                f"{kind:8} {a_day:5} {ours.polls_a_day:13.1f}"
                f" {ours.median_delay / 60:17.0f} min {ours.late_delay / 60:6.0f} min"
                f" {ours.missed / ours.articles:6.1%}   ({each.polls_a_day:.0f},"
                f" {each.median_delay / 60:.0f} min, {each.late_delay / 60:.0f} min,"
                f" {each.missed / each.articles:.1%})"
            )


def print_edits() -> None:
    """Silent edits, by the age of the article."""
    print("\nsilent edits   a day   looks a day   found   after, median: in the first hour   day   month")
    for a_day in (5, 20, 60, 200, 600):
        it = looked_back(a_day)
        hours = "".join(f"{delay / 3600:8.1f} h" for delay in it.delays.values())
        print(f"{'':13} {a_day:6} {it.looks_a_day:13.0f} {it.found:7.1%} {hours:>52}")


if __name__ == "__main__":
    main()
