"""What the desk tells of the archive as a whole: its timeline, its numbers, how its sites do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawler.health import Health
from newskeep.health import judged
from newskeep.web.kept import Kept
from newskeep.web.pool import Pool
from storage.archive import Archive
from storage.records import CoverageDay
from storage.statistics import Statistics

HEAT_DAYS = 26 * 7
TIMELINE_SECONDS, SITES_SECONDS, NUMBERS_SECONDS = 30.0, 60.0, 1800.0  # so old may they be


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site on the page of sources: how it does, and a calendar of what was captured.

    ``notices``: what to do, and what changed lately.
    """

    health: Health
    notices: Sequence[str]
    days: Sequence[dict[str, Any]]


class Overview:
    """The whole archive at a glance, from values that are kept."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.timeline: Kept[list[tuple[date, int]]] = Kept(
            lambda: self._read(lambda store: store.timeline("")), TIMELINE_SECONDS
        )
        self.sites: Kept[list[SiteRow]] = Kept(lambda: self._read(site_rows), SITES_SECONDS)
        self.numbers: Kept[Statistics] = Kept(
            lambda: self._read(lambda store: store.statistics()), NUMBERS_SECONDS
        )

    def begin(self) -> None:
        """Make the first values, so that nobody waits for them; the numbers only when they are asked for."""
        self.timeline.now()
        self.sites.now()

    def close(self) -> None:
        """Wait for what is being made."""
        self.timeline.close()
        self.sites.close()
        self.numbers.close()

    def _read(self, read: Any) -> Any:
        with self._pool.archive(patience=None) as store:
            return read(store)


def site_rows(store: Archive, today: date | None = None) -> list[SiteRow]:
    """Every site, by name."""
    today = today or datetime.now(UTC).date()
    since = today - timedelta(days=HEAT_DAYS - 1 + today.weekday())
    coverage: dict[str, list[CoverageDay]] = defaultdict(list)
    for day in store.coverage(since=since):
        coverage[day.site].append(day)
    names = sorted(site.name for site in store.sites())
    return [_row(judged(store, name, coverage[name], today), coverage[name], since, today) for name in names]


def _row(health: Health, coverage: Sequence[CoverageDay], since: date, today: date) -> SiteRow:
    return SiteRow(health, health.notices(today), heat(coverage, since, today))


def heat(coverage: Sequence[CoverageDay], since: date, today: date) -> list[dict[str, Any]]:
    """A calendar: one cell a day, seven to a column; how much of what was told was captured."""
    by_day = {it.day: it for it in coverage}
    days = [since + timedelta(days=number) for number in range((today - since).days + 1)]
    return [
        {"x": n // 7, "y": n % 7, "day": day, "it": by_day.get(day), "level": _level(by_day.get(day))}
        for n, day in enumerate(days)
    ]


def _level(it: CoverageDay | None) -> str:
    if it is None or not it.expected:
        return "none"
    share = it.captured / it.expected
    return "full" if share >= 1 else "most" if share >= 0.9 else "part" if it.captured else "lost"
