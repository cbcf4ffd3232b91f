"""`newskeep crawl`: fetch what is new, in the terminal or from cron."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from newskeep.cli import completing
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured
from newskeep.cli.terminal import Column, interactive, note, table

REASONS = 5  # that a crawl in the terminal names
COUNTS = (
    "requests",
    "not_modified",
    "captured",
    "new",
    "updated",
    "unchanged",
    "gone",
    "not_articles",
    "duplicates",
    "refused",
    "errors",
)


@app.command()
def crawl(
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="SITE", help="Names; all without.", autocompletion=completing.sites),
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what the schedule says.")] = False,
    max_pages: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Stop a site after N pages; else after its max_pages."),
    ] = None,
    max_time: Annotated[
        float | None, typer.Option(min=0, metavar="S", help="Stop after S seconds; else when all is done.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Go back to this day: 2022-02-01.")
    ] = None,
    summary: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the run's counts as JSON.")
    ] = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Crawl the configured sites: find what is new or changed, keep pages and articles.

    Example, every ten minutes from cron: newskeep crawl --due --config /srv/news/newskeep.toml
    """
    from crawler.run import crawl as run

    settings = configured(config, archive, secrets=True)
    if not settings.sites:
        raise CommandError(f"{settings.path}: no site yet: run `newskeep add URL`")
    for name in sites or ():
        settings.site(name)
    with watched("crawling") as progress:
        report = run(
            settings,
            tuple(sites or ()),
            due=due,
            max_pages=max_pages,
            max_time=max_time,
            since=_day(since),
            summary=summary,
            progress=progress,
        )
    for problem in report.problems:
        note(f"newskeep: {problem}")
    if interactive():
        show(report)
        show_reasons(report)
    raise typer.Exit(report.exit_code)


@contextmanager
def watched(what: str) -> Iterator[Callable[[Any], None] | None]:
    """A line on the terminal that counts while a crawl runs; None where nobody looks."""
    if not (interactive() and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda report: status.update(f"{what}: {_so_far(report)}")


def _so_far(report: Any) -> str:
    totals = {name: sum(getattr(counts, name) for counts in report.sites.values()) for name in COUNTS}
    return ", ".join(f"{totals[name]:,} {name}" for name in ("requests", "new", "updated"))


def _day(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise CommandError(f"--since {text}: expected a day such as 2022-02-01") from None
    if day > datetime.now(UTC):
        raise CommandError(f"--since {text}: this day is still to come; nothing was published since")
    return day


def show(report: Any) -> None:
    """What a run did, one line a site; columns where nothing happened are left out."""
    counted = {name: counts.to_dict() for name, counts in report.sites.items()}
    kept = [name for name in COUNTS if any(counts[name] for counts in counted.values())]
    if not kept:
        return note("nothing was due")
    columns = [Column("site"), *(Column(name.replace("_", " "), right=True) for name in kept)]
    rows = ((site, *(counts[name] for name in kept)) for site, counts in counted.items())
    return table(columns, rows, drawn=True)


def show_reasons(report: Any) -> None:
    """What was noted most often of the sites of a finished run: why pages were refused, what was wrong."""
    reasons: Counter[str] = sum((counts.reasons for counts in report.sites.values()), Counter())
    if reasons:
        commonest = ", ".join(f"{reason} ({number:,})" for reason, number in reasons.most_common(REASONS))
        note(f"noted most often: {commonest}")
