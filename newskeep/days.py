"""Which days a chart shows, by what period: a few wrong dates (1871, 2099) must not flatten all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from storage.searching.counting import Period

Days = Sequence[tuple[date, int]]

MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 100, 160, 240  # bars of a chart
ENOUGH = 10  # articles from which on one may lie outside
SHARE = 100  # of so many articles one may lie outside at either end


class Drawn(NamedTuple):
    """Counts by day, parted into what a chart shows and what lies far before and after."""

    before: Days
    days: Days
    after: Days

    @property
    def outside(self) -> int:
        """How many are not shown."""
        return sum(count for _, count in (*self.before, *self.after))


def drawn(days: Days) -> Drawn:
    """The days to draw. A few are left out where they lie farther away than all the rest is long."""
    total = sum(count for _, count in days)
    few = max(total // SHARE, 1) if total >= ENOUGH else 0
    start, end = _apart(days, few), len(days) - _apart(days[::-1], few)
    if start >= end:
        return Drawn((), days, ())
    long = days[end - 1][0] - days[start][0]
    if start and days[start][0] - days[start - 1][0] <= long:
        start = 0
    if end < len(days) and days[end][0] - days[end - 1][0] <= long:
        end = len(days)
    return Drawn(days[:start], days[start:end], days[end:])


def _apart(days: Days, few: int) -> int:
    """How many days at the beginning, with few articles, stand before the widest gap."""
    found, widest, seen = 0, 0, 0
    for number, ((day, count), (following, _)) in enumerate(pairwise(days), 1):
        seen += count
        gap = abs((following - day).days)
        if seen > few:
            break
        if gap > widest:
            found, widest = number, gap
    return found


def period_for(days: Days) -> Period:
    """The finest period that still gives readable bars."""
    long = (days[-1][0] - days[0][0]).days + 1 if days else 0
    if long <= MOST_DAYS:
        return "day"
    if long <= MOST_WEEKS * 7:
        return "week"
    return "month" if long <= MOST_MONTHS * 31 else "year"


def alike(series: Mapping[str, Days]) -> tuple[Drawn, dict[str, Days]]:
    """Several counts over the same days: these, of all together, and what each has of them, if any."""
    parts = drawn(together(series.values()))
    if not parts.days:
        return parts, {}
    first, last = parts.days[0][0], parts.days[-1][0]
    kept = {name: [it for it in days if first <= it[0] <= last] for name, days in series.items()}
    return parts, {name: days for name, days in kept.items() if days}


def together(series: Iterable[Days]) -> Days:
    """Several counts by day as one, oldest first."""
    counts: Counter[date] = Counter()
    for days in series:
        counts.update(dict(days))
    return sorted(counts.items())
