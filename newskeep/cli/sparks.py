"""Small plots in a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

BARS = "▁▂▃▄▅▆▇█"
WIDTH = 48  # columns


def spark(counts: Sequence[int]) -> str:
    """Counts as bars of one line; none is a blank."""
    highest = max(counts, default=0)
    return "".join(BARS[-(-len(BARS) * n // highest) - 1] if n else " " for n in counts)


def over_time(days: Sequence[tuple[date, int]], first: date, last: date, width: int = WIDTH) -> str:
    """Counts by day as bars of equal spans of days, from one day to another."""
    span = -(-((last - first).days + 1) // width)
    counts = [0] * ((last - first).days // span + 1)
    for day, count in days:
        counts[(day - first).days // span] += count
    return spark(counts)
