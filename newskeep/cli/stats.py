"""`newskeep stats`: what the archive holds, as numbers and as a picture."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.sparks import plot
from newskeep.cli.terminal import Column, emit_document, interactive, table

if TYPE_CHECKING:
    from storage.statistics import Statistics

DRAWN = 8  # languages that get a line over time
BAR = 40  # columns of the longest bar, where there is room
GAPS = 8  # columns between and beside those of a table


@app.command()
def stats(
    as_json: AsJson = False,
    file: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw it, for papers and reports: .svg or .png."),
    ] = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Count what the archive holds: articles, revisions, captures, languages, sites, days.

    Example: newskeep stats --plot archive.png
    """
    with opened(configured(config, archive)) as store:
        numbers = store.statistics()
        if file:
            return _draw(file, store.timeline("", by="day"), numbers)
        if as_json:
            return emit_document(numbers.to_dict())
        if interactive():
            common = sorted(numbers.by_language, key=lambda code: -numbers.by_language[code])[:DRAWN]
            queries = {"all": "", **{code: f"lang:{code}" for code in common}}
            plot({name: store.timeline(query) for name, query in queries.items()})
    told = numbers.to_dict()
    groups = {name: values for name, values in told.items() if isinstance(values, dict)}
    plain = [(name.replace("_", " "), value) for name, value in told.items() if name not in groups]
    table([Column("in the archive"), Column("", right=True)], [row for row in plain if row[1] is not None])
    for name, values in groups.items():
        _bars(name.removeprefix("by_"), values)
    return None


def _draw(file: Path, days: Sequence[tuple[date, int]], numbers: Statistics) -> None:
    from newskeep.days import drawn
    from newskeep.export.file import written
    from newskeep.export.plots import picture
    from newskeep.web.charts import period_for, summed

    if file.suffix not in (".svg", ".png"):
        raise CommandError(f"--plot {file}: expected a name that ends in .svg or .png")
    parts = drawn(days)
    by = period_for(parts.days[0][0], parts.days[-1][0]) if days else "day"
    periods = [(first, int(count)) for first, count in sorted(summed(parts.days, by).items())]
    svg = picture(periods, numbers.by_language, numbers.by_site, by, parts.outside)
    data = svg.encode() if file.suffix == ".svg" else _png(svg)
    with written(file) as out:
        out.write(data)


def _png(drawn: str) -> bytes:
    from newskeep.export.raster import NoFontError, png

    try:
        return png(drawn)
    except NoFontError as error:
        raise CommandError(str(error)) from error


def _bars(name: str, values: Mapping[str, int]) -> None:
    """Counts by value: with bars on a terminal, under the group's name in a pipe."""
    if not interactive():
        return table([], ((name, value, count) for value, count in values.items()))
    longest = max(values.values(), default=1)
    room = shutil.get_terminal_size().columns - max(map(len, (name, *values))) - len("articles") - GAPS
    bar = min(BAR, max(1, room))
    columns = [Column(name), Column("articles", right=True), Column("", style="cyan")]
    return table(columns, ((v, f"{n:,}", "█" * -(-bar * n // longest)) for v, n in values.items()))
