"""What a run counted, as the interface promises it: one object for the log, the summary and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.codes import DONE
from storage.records import Effect

PLAIN = (
    *("requests", "not_modified", "captured", "new", "updated", "unchanged", "gone", "not_articles"),
    *("duplicates", "refused", "errors"),
)
COUNTED = {
    Effect.NEW: "new",
    Effect.UPDATED: "updated",
    Effect.UNCHANGED: "unchanged",
    Effect.DUPLICATE: "duplicates",
    Effect.GONE: "gone",
    Effect.NOT_MODIFIED: "not_modified",
    Effect.NOT_ARTICLE: "not_articles",
    Effect.REFUSED: "refused",
    Effect.ERROR: "errors",
}


@dataclass(slots=True)
class Counts:
    """What happened at one site in one run.

    ``reasons`` says why things were refused or failed, ``stopped`` why the site was left before its end,
    ``elsewhere`` that another crawl had it.
    """

    requests: int = 0
    not_modified: int = 0
    captured: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    not_articles: int = 0
    duplicates: int = 0
    refused: int = 0
    errors: int = 0
    sources: int = 0  # polled
    reasons: Counter[str] = field(default_factory=Counter)
    stopped: str | None = None
    elsewhere: bool = False

    def count(self, effect: Effect) -> None:
        """One visit had this effect."""
        name = COUNTED[effect]
        setattr(self, name, getattr(self, name) + 1)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; what says why only where there is something to say."""
        values: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        if self.reasons:
            values["reasons"] = dict(self.reasons.most_common())
        if self.stopped:
            values["stopped"] = self.stopped
        if self.elsewhere:
            values["elsewhere"] = True
        return values


@dataclass(slots=True)
class RunReport:
    """One run. ``problems`` are the lines that a person should read; none on success."""

    started_at: datetime
    run: int | None = None
    finished_at: datetime | None = None
    exit_code: int = DONE
    sites: dict[str, Counts] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def all_elsewhere(self) -> bool:
        """Whether other crawls had every site of this run."""
        return bool(self.sites) and all(counts.elsewhere for counts in self.sites.values())

    def to_dict(self) -> dict[str, Any]:
        """The summary, as the interface has it."""
        return {
            "run": self.run,
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "exit_code": self.exit_code,
            "sites": {name: counts.to_dict() for name, counts in self.sites.items()},
            "problems": list(self.problems),
        }


def site_problems(sites: Mapping[str, Counts]) -> list[str]:
    """One line for every site that was left before its end."""
    return [f"{name}: {counts.stopped}" for name, counts in sites.items() if counts.stopped]


def barren(sites: Mapping[str, Counts]) -> list[str]:
    """Sites that were asked, left at their end, and of which nothing was an article or failed."""
    kept = ("new", "updated", "unchanged", "not_modified", "errors")
    asked = {name: counts for name, counts in sites.items() if counts.requests and not counts.stopped}
    return [name for name, counts in asked.items() if not any(getattr(counts, what) for what in kept)]
