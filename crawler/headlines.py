"""Headlines and teasers as feeds and front pages told them: one that changed tells of an edit. Pure.

Only what a source showed when it was last polled is remembered, as checksums, so this stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

MOST = 200  # headlines of one source
MOST_SUSPECTS = 500
FEW = 3  # texts of one poll that may differ, however few there are


@dataclass(slots=True)
class Headlines:
    """The headlines that a site's sources showed; ``suspects`` are articles whose headline changed since."""

    suspects: dict[str, None] = field(default_factory=dict)
    _before: dict[str, dict[int, int]] = field(default_factory=dict)
    _now: dict[str, dict[int, int]] = field(default_factory=dict)

    def see(self, source: str, told: Mapping[str, str]) -> None:
        """A source shows these texts for some addresses; where most differ, they rotate and tell nothing."""
        before, shown = self._before.get(source, {}), self._now.setdefault(source, {})
        marks = {
            url: (crc32(url.encode()), crc32(" ".join(text.split()).encode())) for url, text in told.items()
        }
        common = [url for url, (key, _) in marks.items() if key in before]
        edited = [url for url in common if before[marks[url][0]] != marks[url][1]]
        if len(edited) <= max(FEW, len(common) / 2):
            self.suspects |= dict.fromkeys(edited[: max(0, MOST_SUSPECTS - len(self.suspects))])
        shown.update(list(marks.values())[: max(0, MOST - len(shown))])

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
