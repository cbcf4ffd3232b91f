"""How every site does: what was expected of it and what was got, and what to look at. Pure.

A site that is silent and a site that cannot be reached look the same in an archive; the coverage that each
run notes by site and day tells them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from crawler.sources import GUESSED
from storage.records import CoverageDay, SourceState

WEEK = timedelta(days=7)
WEEKS_BEFORE = 4
FEW = 0.5  # of what a usual week brings
BLOCKED = frozenset(("status 401", "status 403", "status 429", "status 451", "robots.txt"))
COMPLETE = 0.9  # of what sources told that was captured


class State(StrEnum):
    """How a site does, the worst first."""

    BLOCKED = "blocked"  # it refuses us
    FAILING = "failing"  # its sources cannot be read
    SILENT = "silent"  # it tells nothing new, where it used to
    INCOMPLETE = "incomplete"  # it tells more than was captured
    FEWER = "fewer"  # it tells much less than it used to
    NEW = "new"  # there is nothing to compare with yet
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Health:
    """How one site does. ``week`` and ``usual`` are articles captured in the last week, and a week before."""

    site: str
    state: State
    advice: str
    week: int
    usual: float | None
    expected: int
    captured: int
    commonest: str | None = None
    robots_changed: datetime | None = None
    layout_changed: datetime | None = None
    last_polled: datetime | None = None

    def notices(self, today: date) -> list[str]:
        """What to do, and what changed in the last week."""
        changed = {"robots.txt": self.robots_changed, "its layout": self.layout_changed}
        news = [f"{what} changed on {at.date()}" for what, at in changed.items()
                if at and at.date() > today - WEEK]  # fmt: skip
        return [self.advice, *news] if self.advice else news

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "site": self.site,
            "state": str(self.state),
            "advice": self.advice,
            "week": self.week,
            "usual": self.usual,
            "expected": self.expected,
            "captured": self.captured,
            "commonest": self.commonest,
            "robots_changed": self.robots_changed.isoformat() if self.robots_changed else None,
            "layout_changed": self.layout_changed.isoformat() if self.layout_changed else None,
            "last_polled": self.last_polled.isoformat() if self.last_polled else None,
        }


def judge(
    site: str,
    coverage: Sequence[CoverageDay],
    sources: Sequence[SourceState],
    today: date,
    *,
    robots_changed: datetime | None = None,
    layout_changed: datetime | None = None,
    known_since: datetime | None = None,
) -> Health:
    """How a site does: the week up to ``today`` against the four before, and what its sources say.

    ``known_since`` is when it was first crawled: the days before tell what it published, not how it does.
    """
    week = [day for day in coverage if today - WEEK < day.day <= today]
    before = [day for day in coverage if today - WEEK * (WEEKS_BEFORE + 1) < day.day <= today - WEEK]
    captured, expected = sum(day.captured for day in week), sum(day.expected for day in week)
    young = known_since is not None and known_since.date() > today - WEEK
    usual = None if young else _usual(before, today)
    sources = [source for source in sources if source.links or source.found_via != GUESSED]  # no fault
    reasons = _reasons(week, sources)
    state = _state(captured, expected, usual, reasons, sources)
    return Health(
        site=site,
        state=state,
        advice=ADVICE[state],
        week=captured,
        usual=usual,
        expected=expected,
        captured=captured,
        commonest=reasons.most_common(1)[0][0] if reasons else None,
        robots_changed=robots_changed,
        layout_changed=layout_changed,
        last_polled=max((source.polled_at for source in sources if source.polled_at), default=None),
    )


def _usual(before: Sequence[CoverageDay], today: date) -> float | None:
    """What a week usually brings, over the weeks that there are; None where there is no whole week."""
    if not before:
        return None
    days = (today - WEEK - min(day.day for day in before)).days + 1
    weeks = min(days / 7, WEEKS_BEFORE)
    return round(sum(day.captured for day in before) / weeks, 1) if weeks >= 1 else None


def _reasons(week: Iterable[CoverageDay], sources: Iterable[SourceState]) -> Counter[str]:
    reasons: Counter[str] = Counter()
    for day in week:
        reasons.update(day.missing)
    reasons.update(source.error for source in sources if source.error)
    return reasons


def _state(
    captured: int,
    expected: int,
    usual: float | None,
    reasons: Mapping[str, int],
    sources: Sequence[SourceState],
) -> State:
    refused = sum(count for reason, count in reasons.items() if reason in BLOCKED)
    polled = [source for source in sources if source.polls]
    if refused and refused >= captured:
        return State.BLOCKED
    unread = bool(reasons) and not captured and not expected
    if unread or (polled and all(source.failures for source in polled)):
        return State.FAILING
    if expected and captured < COMPLETE * expected:
        return State.INCOMPLETE
    if usual is None:
        return State.NEW
    if usual >= 1 and not captured:
        return State.SILENT
    return State.FEWER if captured < FEW * usual else State.WELL


ADVICE: Mapping[State, str] = {
    State.BLOCKED: "it refuses our requests: ask the publisher, or look at its robots.txt",
    State.FAILING: "it cannot be reached, or none of its sources can be read: see whether they still stand",
    State.SILENT: "its sources answer and tell nothing new: look at the site",
    State.INCOMPLETE: "it told more articles than were captured: see the commonest reason",
    State.FEWER: "it brings less than half of what it used to: look whether a source moved",
    State.NEW: "there is no week to compare with yet",
    State.WELL: "",
}
