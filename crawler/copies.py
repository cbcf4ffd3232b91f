"""robots.txt as it was answered, kept from run to run for as long as it holds (RFC 9309, 2.4). Pure.

What was answered is kept, not what it means to us: our name may change, and how we read it. Errors are not
kept: the next run asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from crawler import schedule

LONGEST = 64 * 1024  # characters: a longer one is asked for in every run
MOST = 8  # hosts of one site


@dataclass(frozen=True, slots=True)
class Copy:
    """One answer; ``text`` is None where there is no robots.txt."""

    text: str | None
    asked_at: datetime
    until: datetime
    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, text: str | None, headers: Mapping[str, str], now: datetime) -> Copy:
        """An answer of now."""
        until = now + schedule.robots_hold(headers)
        return cls(text, now, until, headers.get("etag"), headers.get("last-modified"))

    def renewed(self, headers: Mapping[str, str], now: datetime) -> Copy:
        """The same text, of which a site says now that it has not changed."""
        copy = Copy.of(self.text, headers, now)
        return replace(
            copy, etag=copy.etag or self.etag, last_modified=copy.last_modified or self.last_modified
        )

    def holds(self, now: datetime) -> bool:
        """Whether it need not be asked for. One from the future tells that the clock was set back."""
        return self.asked_at <= now < self.until

    @property
    def validators(self) -> dict[str, str]:
        """The headers that ask whether it changed."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value and self.text is not None}

    def to_dict(self) -> dict[str, Any]:
        """Plain values to keep."""
        times = {"asked_at": self.asked_at.isoformat(), "until": self.until.isoformat()}
        return asdict(self) | times

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Copy:
        """What was kept."""
        times = {name: datetime.fromisoformat(values[name]) for name in ("asked_at", "until")}
        return cls(**{**values, **times})


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one site by origin; they travel with its requests.

    ``trusted``: those that still hold are gone by, as in a run of what is due; else the site is asked
    whether they have changed.
    """

    kept: dict[str, Copy]
    now: Callable[[], datetime]
    trusted: bool = True

    def held(self, origin: str) -> Copy | None:
        """The copy that may be gone by unasked."""
        copy = self.kept.get(origin)
        return copy if copy and self.trusted and copy.holds(self.now()) else None

    def keep(self, origin: str, copy: Copy | None) -> None:
        """Keep this one for later runs, or none."""
        if copy is self.kept.get(origin):
            return
        self.kept.pop(origin, None)
        if copy and len(copy.text or "") <= LONGEST:
            self.kept[origin] = copy
        while len(self.kept) > MOST:
            del self.kept[next(iter(self.kept))]
