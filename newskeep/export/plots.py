"""A picture of what an archive holds, for papers and reports: SVG, without any library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

WIDTH, MARGIN, ROW, CHART = 720, 24, 22, 140
LABELS = 170  # columns for the names of bars
LETTERS = 22  # of a name
MOST = 15  # bars of a kind
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}  # of a period
STYLE = """
text { font-size: 12px } .title { font-weight: bold; font-size: 14px }
.bar { fill: #8a3324 } .end { text-anchor: end }
"""

Counts = Mapping[str, int]


def picture(
    days: Sequence[tuple[date, int]],
    languages: Counts,
    sites: Counts,
    by: str = "day",
    outside: int = 0,
    newest: int | None = None,
) -> str:
    """Articles over time, by language and by site. ``days`` are the first days of periods (``by``: "day",
    "week", "month", "year") with their counts, oldest first; ``outside``: articles far from all of them.
    ``newest``: languages and sites are of so many alone."""
    parts, y = [], MARGIN
    some = f", of the newest {newest:,}" if newest else ""
    for title, height, shapes in (
        (
            f"Articles by {by}{f', without {outside:,} far from these' if outside else ''}",
            CHART + ROW,
            list(_columns(days, by)),
        ),
        (f"By language{some}", ROW * len(_largest(languages)), list(_rows(languages))),
        (f"By site{some}", ROW * len(_largest(sites)), list(_rows(sites))),
    ):
        parts.append(f'<text x="{MARGIN}" y="{y + 14}" class="title">{title}</text>')
        parts.append(f'<g transform="translate({MARGIN},{y + ROW})">{"".join(shapes)}</g>')
        y += height + 2 * ROW
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif">
<style>{STYLE}</style>
<rect width="{WIDTH}" height="{y}" fill="#fff"/>
{"".join(parts)}
</svg>
"""


def _columns(days: Sequence[tuple[date, int]], by: str) -> Iterator[str]:
    if not days:
        return
    first, last = days[0][0], days[-1][0]
    span, highest = (last - first).days + 1, max(count for _, count in days)
    room = WIDTH - 2 * MARGIN
    wide = max(room * DAYS[by] / max(span, 2 * DAYS[by]) * 0.8, 1.5)
    for day, count in days:
        x, height = (room - wide) * (day - first).days / max(span - 1, 1), CHART * count / highest
        place = f'x="{x:.1f}" y="{CHART - height:.1f}" width="{wide:.1f}" height="{height:.1f}"'
        yield f'<rect class="bar" {place}/>'
    yield f'<text y="{CHART + 16}">{first}</text>'
    yield f'<text x="{room}" y="{CHART + 16}" class="end">{last}</text>'
    yield f'<text x="{room}" y="-4" class="end">at most {highest:,}</text>'


def _rows(counts: Counts) -> Iterator[str]:
    largest = _largest(counts)
    room, most = WIDTH - 2 * MARGIN - LABELS - 60, max((count for _, count in largest), default=1)
    for number, (name, count) in enumerate(largest):
        y, long = number * ROW, room * count / most
        yield f'<text x="{LABELS - 8}" y="{y + 14}" class="end">{escape(_short(name))}</text>'
        yield f'<rect class="bar" x="{LABELS}" y="{y + 3}" width="{long:.1f}" height="{ROW - 8}"/>'
        yield f'<text x="{LABELS + long + 6:.1f}" y="{y + 14}">{count:,}</text>'


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


def _largest(counts: Counts) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: -pair[1])[:MOST]
