"""Small plots in a line of text."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date

from newskeep.cli.terminal import many, safe, say, styled
from newskeep.days import Days, alike

BARS = "▁▂▃▄▅▆▇█"
WIDTH = 48  # columns


def spark(counts: Sequence[int]) -> str:
    """Counts as bars of one line; none is a blank."""
    highest = max(counts, default=0)
    return "".join(BARS[-(-len(BARS) * n // highest) - 1] if n else " " for n in counts)


def over_time(days: Days, first: date, last: date, width: int = WIDTH) -> str:
    """Counts by day as bars of equal spans of days, from one day to another."""
    span = -(-((last - first).days + 1) // width)
    counts = [0] * ((last - first).days // span + 1)
    for day, count in days:
        counts[(day - first).days // span] += count
    return spark(counts)


def plot(counts: Mapping[str, Days]) -> None:
    """Several counts by day, one line each on one scale of days; names stand before them."""
    parts, series = alike(counts)
    if not parts.days:
        return
    first, last = parts.days[0][0], parts.days[-1][0]
    room = max(map(len, series))
    room += 2 if room else 0
    width = max(min(WIDTH, shutil.get_terminal_size().columns - room - 1), 1)
    for name, days in series.items():
        say(f"{safe(name):{room}}{over_time(days, first, last, width)}")
    say(styled(f"{'':{room}}{first}..{last}"[: room + width], "dim"))
    if parts.outside:
        say(styled(f"far from these, and not drawn: {many(parts.outside, 'article')}", "dim"))
