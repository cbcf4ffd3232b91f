"""What is remembered of a site from run to run, beside its sources and URLs. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler import schedule
from crawler.copies import Copy
from crawler.headlines import Headlines
from crawler.rolls import Rolls
from crawler.shapes import Shapes
from crawler.spelling import Spelling
from crawler.twins import Twins


@dataclass(slots=True)
class Memory:
    """One site's.

    ``surveyed`` is when all its pages that lead to articles were walked; ``whole`` is when a run last left
    nothing undone; ``children`` are the times that sitemap indexes told of their sitemaps; ``nothing`` is the
    heading of what a site that answers 200 for everything says of what is not there; ``credit`` are requests
    that may be spent on looking back; ``robots`` are the answers to requests for robots.txt, by origin.
    """

    shapes: Shapes = field(default_factory=Shapes)
    spelling: Spelling = field(default_factory=Spelling)
    twins: Twins = field(default_factory=Twins)
    surveyed: datetime | None = None
    whole: datetime | None = None
    guessed: bool = False
    children: dict[str, str] = field(default_factory=dict)
    heads: Headlines = field(default_factory=Headlines)
    rolls: Rolls = field(default_factory=Rolls)
    nothing: str | None = None
    credit: float = float(schedule.LOOKS)
    robots: dict[str, Copy] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes | None) -> Memory:
        """What was remembered; nothing where there is nothing."""
        values: Mapping[str, Any] = json.loads(data) if data else {}
        return cls(
            shapes=Shapes.of(values.get("shapes", {})),
            spelling=Spelling(set(values.get("noise", ()))),
            twins=Twins(set(values.get("ways", ()))),
            surveyed=_moment(values.get("surveyed")),
            whole=_moment(values.get("whole")),
            guessed=bool(values.get("guessed")),
            children=dict(values.get("children", {})),
            heads=Headlines.of(values.get("heads", {})),
            rolls=Rolls.of(values.get("rolls", {})),
            nothing=values.get("nothing"),
            credit=float(values.get("credit", schedule.LOOKS)),
            robots={origin: Copy.read(copy) for origin, copy in values.get("robots", {}).items()},
        )

    def data(self) -> bytes:
        """Bytes to keep."""
        values = {
            "shapes": self.shapes.to_dict(),
            "noise": sorted(self.spelling.noise),
            "ways": sorted(self.twins.ways),
            "surveyed": self.surveyed.isoformat() if self.surveyed else None,
            "whole": self.whole.isoformat() if self.whole else None,
            "guessed": self.guessed,
            "children": self.children,
            "credit": self.credit,
            "heads": self.heads.to_dict(),
            "rolls": self.rolls.to_dict(),
            "nothing": self.nothing,
            "robots": {origin: copy.to_dict() for origin, copy in self.robots.items()},
        }
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
