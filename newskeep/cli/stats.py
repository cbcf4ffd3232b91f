"""`newskeep stats`: what the archive holds, or what a query finds, as numbers and as a picture."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.sparks import plot
from newskeep.cli.terminal import Column, emit_document, interactive, table

if TYPE_CHECKING:
    from storage.archive import Archive

DRAWN = 8  # languages that get a line over time
BAR = 40  # columns of the longest bar, where there is room
GAPS = 8  # columns between and beside those of a table


@app.command()
def stats(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Count only these; else all that is kept.")
    ] = None,
    as_json: AsJson = False,
    file: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw it, for papers and reports: .svg or .png."),
    ] = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Count what the archive holds, or what a query finds: articles by language, site, year and day.

    Example: newskeep stats 'karsk lang:fr' --plot karsk.png
    """
    text = " ".join(query or ())
    with opened(configured(config, archive)) as store:
        numbers = _found(store, text) if text else store.statistics().to_dict()
        if file:
            return _draw(file, store.timeline(text, by="day"), numbers)
        if as_json:
            return emit_document(numbers)
        if interactive():
            plot({name: store.timeline(it) for name, it in _by_language(text, numbers).items()})
    groups = {name: values for name, values in numbers.items() if isinstance(values, dict)}
    plain = [(name.replace("_", " "), value) for name, value in numbers.items() if name not in groups]
    table([Column("in the archive"), Column("", right=True)], [row for row in plain if row[1] is not None])
    for name, values in groups.items():
        _bars(name.removeprefix("by_"), values)
    return None


def _found(store: Archive, query: str) -> dict[str, Any]:
    """What a query finds, in numbers. ``newest_counted``: languages and sites are of so many alone."""
    facets = store.facets(query, ("language", "site"))
    years = Counter[str]()
    for day, count in store.timeline(query, by="year"):
        years[str(day.year)] += count
    language, site = (dict(it for it in facets.values[name] if it[0]) for name in ("language", "site"))
    return {
        "query": query,
        "articles": years.total(),
        "newest_counted": None if facets.exact else facets.counted,
        "by_language": language,
        "by_site": site,
        "by_year": dict(years.most_common()),
    }


def _by_language(query: str, numbers: Mapping[str, Any]) -> dict[str, str]:
    """What is drawn over time: the query, and its part of each of the commonest languages."""
    parts = {code: f"({query}) lang:{code}" if query else f"lang:{code}" for code in numbers["by_language"]}
    return {"all": query, **dict(list(parts.items())[:DRAWN])}


def _draw(file: Path, days: Sequence[tuple[date, int]], numbers: Mapping[str, Any]) -> None:
    from newskeep.days import drawn, period_for
    from newskeep.export.file import written
    from newskeep.export.plots import picture
    from storage.searching.counting import by_period

    if file.suffix not in (".svg", ".png"):
        raise CommandError(f"--plot {file}: expected a name that ends in .svg or .png")
    parts = drawn(days)
    by = period_for(parts.days)
    newest = numbers.get("newest_counted")
    svg = picture(
        by_period(parts.days, by), numbers["by_language"], numbers["by_site"], by, parts.outside, newest
    )
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
