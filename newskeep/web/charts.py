"""Charts as numbers for SVG: nothing to load, nothing to run; every bar is a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newskeep.days import Days, drawn, period_for
from newskeep.web.refine import last_day
from storage.searching.counting import by_period

WIDTH, HEIGHT = 720, 96  # of a chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of a timeline."""

    first: date
    last: date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Outside:
    """Days with few articles, far from all others, that a chart leaves out."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A bar chart over time. ``by`` is the period that a bar stands for."""

    by: str
    bars: tuple[Bar, ...]
    highest: int
    outside: tuple[Outside, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


def timeline(days: Sequence[tuple[date, int]]) -> Timeline | None:
    """The timeline of counts by day; None where there is nothing to show."""
    before, days, after = drawn(days)
    if not days:
        return None
    by = period_for(days)
    counts = dict(by_period(days, by))
    slots = periods(min(counts), max(counts), by)
    highest, step = max(counts.values()), WIDTH / len(slots)
    bars = (_bar(slot, by, counts.get(slot, 0), n * step, step, highest) for n, slot in enumerate(slots))
    return Timeline(by, tuple(bars), highest, outside([before, after]))


def outside(parts: Iterable[Days]) -> tuple[Outside, ...]:
    """What is left out before and after."""
    return tuple(Outside(part[0][0], part[-1][0], sum(n for _, n in part)) for part in parts if part)


def _bar(first: date, by: str, count: int, x: float, step: float, highest: int) -> Bar:
    height = max(HEIGHT * count / highest, 2) if count else 0
    gap = min(step * 0.15, 2)
    return Bar(first, last_day(first, by), count, x, HEIGHT - height, step - gap, height)


def periods(first: date, last: date, by: str) -> list[date]:
    """Every period from one to another, those without articles too."""
    found = [first]
    while found[-1] < last:
        found.append(last_day(found[-1], by) + timedelta(days=1))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One query in a comparison: SVG points, and the number in each period."""

    name: str
    points: str
    counts: tuple[float, ...]


def lines(series: Mapping[str, Mapping[date, float]], slots: Sequence[date]) -> list[Line]:
    """Several series on one scale."""
    highest = max((value for values in series.values() for value in values.values()), default=0) or 1
    step = WIDTH / max(len(slots) - 1, 1)
    found = []
    for name, values in series.items():
        counts = tuple(values.get(slot, 0) for slot in slots)
        points = " ".join(f"{n * step:.1f},{HEIGHT - HEIGHT * c / highest:.1f}" for n, c in enumerate(counts))
        found.append(Line(name, points, counts))
    return found
