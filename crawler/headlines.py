"""Headlines as feeds and front pages told them: one that changed tells of an edit. Pure.

Only what a source showed when it was last polled is remembered, as checksums, so this stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

MOST = 200  # headlines of one source
MOST_SUSPECTS = 500


@dataclass(slots=True)
class Headlines:
    """The headlines that a site's sources showed; ``suspects`` are articles whose headline changed since."""

    suspects: dict[str, None] = field(default_factory=dict)
    _before: dict[str, dict[int, int]] = field(default_factory=dict)
    _now: dict[str, dict[int, int]] = field(default_factory=dict)

    def see(self, source: str, url: str, title: str) -> None:
        """A source shows this headline for an address."""
        shown = self._now.setdefault(source, {})
        key, mark = crc32(url.encode()), crc32(" ".join(title.split()).encode())
        before = self._before.get(source, {}).get(key)
        if before is not None and before != mark and len(self.suspects) < MOST_SUSPECTS:
            self.suspects[url] = None
        if len(shown) < MOST:
            shown[key] = mark

    def removed(self, urls: Iterable[str]) -> None:
        """These are listed no more: they are looked at before those with another headline."""
        self.suspects = dict.fromkeys([*urls, *self.suspects][:MOST_SUSPECTS])

    def looked_at(self, urls: Iterable[str]) -> None:
        """These were looked at again."""
        for url in urls:
            self.suspects.pop(url, None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values to keep: of a source that was not polled, what it showed before."""
        shown = self._before | self._now
        return {
            "suspects": list(self.suspects),
            "shown": {source: [*marks.items()] for source, marks in shown.items()},
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Headlines:
        """What was kept."""
        shown = {
            source: {int(k): int(v) for k, v in marks} for source, marks in values.get("shown", {}).items()
        }
        return cls(dict.fromkeys(values.get("suspects", ())), shown)
