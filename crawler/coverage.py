"""What a run was told of and what it got, by day: so that silence can be told from failure. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from storage.records import CoverageDay, Fate, UrlState


@dataclass(slots=True)
class Coverage:
    """The coverage of one site in one run. An article counts on the day it was published.

    A day without a row was not looked at; one with neither articles nor reasons was silent.
    """

    expected: Counter[date] = field(default_factory=Counter)
    captured: Counter[date] = field(default_factory=Counter)
    missing: defaultdict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def got(self, state: UrlState, published: datetime | None, now: datetime) -> None:
        """An article that was not kept before is kept now; one that failed before was expected then."""
        if state.article_id is not None:
            return
        day = _day(published, now) if published else told_day(state, now)
        self.captured[day] += 1
        if state.fate is None:
            self.expected[day] += 1

    def missed(self, state: UrlState, reason: str, now: datetime) -> None:
        """What a source told as an article could not be had."""
        if state.fate is not None or state.discovery.source_id is None:
            return
        day = told_day(state, now)
        self.expected[day] += 1
        self.missing[day][reason] += 1

    def looked(self, now: datetime) -> None:
        """A source was read today."""
        self.expected[_day(now, now)] += 0

    def failed(self, reason: str, now: datetime) -> None:
        """A source, or the whole site, could not be read today."""
        self.looked(now)
        self.missing[_day(now, now)][reason] += 1

    def days(self, site: str) -> list[CoverageDay]:
        """What to add to the coverage noted so far."""
        days = sorted(self.expected.keys() | self.captured.keys())
        return [
            CoverageDay(site, day, self.expected[day], self.captured[day], dict(self.missing.get(day, {})))
            for day in days
        ]


def told_day(state: UrlState, now: datetime) -> date:
    """The day that a source tells of an article, today where it tells none."""
    told = state.discovery.published or state.discovery.modified
    return _day(told.value, now) if told else now.astimezone(UTC).date()


def _day(moment: datetime, now: datetime) -> date:
    """The day of a moment; a time ahead of us is a mistake and counts as today."""
    return min(moment, now).astimezone(UTC).date()


def expected_of(fate: Fate) -> bool:
    """Whether a visit that ended so leaves an article missing."""
    return fate in (Fate.ERROR, Fate.REFUSED, Fate.GONE)
