"""`newskeep health`, `verify`, `backup`, `withhold`, `release`: keep the archive well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import DAMAGED
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import Address, ArchiveUrl, AsJson, ConfigFile, configured, key_of, opened
from newskeep.cli.terminal import Column, counted, emit_document, interactive, many, note, table
from newskeep.health import judged

if TYPE_CHECKING:
    from storage.evidence.verification import Finding, Verification

LOOKED_AT = timedelta(weeks=6)


@app.command()
def health(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Say how each site does: last week against the four before, what fails, what to look at.

    Example: newskeep health
    """
    today = datetime.now(UTC).date()
    with opened(configured(config, archive)) as store:
        found = [
            judged(store, name, store.coverage(name, since=today - LOOKED_AT), today)
            for name in (site.name for site in store.sites())
        ]
    if as_json:
        return emit_document([it.to_dict() for it in found])
    columns = [
        Column("site"),
        Column("state"),
        Column("week", right=True),
        Column("usual", right=True),
        Column("expected", right=True),
        Column("commonest fault"),
        Column("what to do", wide=True),
    ]
    usual = {it.site: None if it.usual is None else f"{it.usual:.0f}" for it in found}
    advice = {it.site: "; ".join(it.notices(today)) for it in found}
    return table(
        columns,
        (
            (it.site, it.state, it.week, usual[it.site], it.expected, it.commonest, advice[it.site])
            for it in found
        ),
        none="no site yet: newskeep add URL",
    )


# ---- verify and backup


@app.command()
def verify(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Check that everything kept is still there, unchanged: the database, every capture, every text.

    Example: newskeep verify
    """
    with opened(configured(config, archive)) as store, counted("verifying") as step:
        found = store.verify(step)
    if as_json:
        emit_document(_verified(found))
    else:
        table([Column("found"), Column("where", wide=True), Column("what")], map(_finding, found.findings))
    if not found.is_sound:
        raise typer.Exit(DAMAGED)
    if interactive() and not as_json:
        note(
            f"sound: {many(found.articles, 'article')}, {many(found.captures, 'capture')} "
            f"in {many(found.files, 'file')}"
        )


def _verified(found: Verification) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("captures", "articles", "files")}
    named = ({"kind": it.kind, "where": it.where, "detail": it.detail} for it in found.findings)
    return {"sound": found.is_sound, **counts, "findings": list(named)}


def _finding(it: Finding) -> tuple[str, str, str]:
    return it.kind, it.where, it.detail


@app.command(no_args_is_help=True)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy: an archive like any other.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Write a consistent copy of the database, also while a crawl runs. Copy the captures folder afterwards.

    Example: newskeep backup /backup/archive.db && cp -ru captures /backup/
    """
    with opened(configured(config, archive)) as store:
        store.backup(file)
    if interactive():
        note(f"{file} is written; copy the captures folder too")


@app.command("copy", no_args_is_help=True)
def copy_archive(
    url: Annotated[str, typer.Argument(metavar="URL", help="The new archive: a file or a PostgreSQL URL.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Copy everything into a new archive, of either kind: from SQLite to PostgreSQL, or back to one file.

    Articles, revisions, where captures lie, what was learned of sites: everything keeps its number. Name the
    new archive in newskeep.toml afterwards; the captures stay where they are.

    Example: newskeep copy postgresql+psycopg://news@db.example.org/news
    """
    from storage.archive import Archive

    settings = configured(config, archive)
    with opened(settings) as store:
        captures = settings.archive.captures
        with (
            Archive.open(url, captures=captures, create=True, notice=note) as new,
            counted("copying") as step,
        ):
            number = store.copy_into(new, step)
            if interactive():
                note(f"{many(number, 'article')} copied to {new.url}")


# ---- withhold and release


@app.command(no_args_is_help=True)
def withhold(
    address: Address,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept with the time.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Take an article out of search, exports and corpora, and keep why: for takedowns and privacy.

    Example: newskeep withhold https://www.example.org/news/1 --reason "court order 12/2026"
    """
    if not reason.strip():
        raise CommandError("--reason: say why; it is kept with the time")
    with opened(configured(config, archive), write=True) as store:
        store.withhold(key_of(address), reason, datetime.now(UTC))


@app.command(no_args_is_help=True)
def release(address: Address, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Show a withheld article again.

    Example: newskeep release https://www.example.org/news/1
    """
    with opened(configured(config, archive), write=True) as store:
        store.release(key_of(address), datetime.now(UTC))
