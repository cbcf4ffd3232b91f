"""`newskeep site`: what is known of a site, and whether its override still reads its recorded pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import PARTLY
from crawler.config import Config
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import Column, emit, emit_document, interactive, note, table

if TYPE_CHECKING:
    from newskeep.recorded import Mismatch
    from storage.archive import Archive

TEST = "test"


@app.command(no_args_is_help=True)
def site(
    words: Annotated[
        list[str], typer.Argument(metavar="NAME | test [NAME]", help="A site of newskeep.toml.")
    ],
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show what is configured and learned of a site; with `test`, read the recorded pages of overrides.

    Overrides are facts about a site in sites/NAME.toml beside newskeep.toml; docs/adding-a-site.md says
    how to write one.

    Examples: newskeep site bbabo-fr, newskeep site test
    """
    first, *rest = words
    if len(rest) > (first == TEST):
        raise CommandError("one site at a time: newskeep site NAME, newskeep site test NAME")
    settings = configured(config, archive)
    if first == TEST:
        return _test(settings, rest[0] if rest else None, as_json)
    with opened(settings) as store:
        facts = dict(_facts(settings, store, first))
    if as_json:
        return emit_document(facts)
    return table([Column("what"), Column("known", wide=True)], ((k, _told(v)) for k, v in facts.items()))


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# ---- what is known


def _facts(settings: Config, store: Archive, name: str) -> Iterator[tuple[str, Any]]:
    """What is configured and learned of a site, by name; what is not known is left out."""
    kept = {it.name for it in store.sites()}
    if name not in kept or any(it.name == name for it in settings.sites):
        yield from _configured(settings, name)
    if name in kept:
        yield "articles", store.count(f'site:"{name}"')
        yield from _learned(store.profile(name))


def _configured(settings: Config, name: str) -> Iterator[tuple[str, Any]]:
    from crawler.overrides import files_of, load_override

    found = settings.site(name)
    for key in ("url", "feeds", "sitemaps", "listings", "spider", "allow", "deny", "language", "timezone"):
        value = getattr(found, key)
        if value:
            yield key, list(value) if isinstance(value, tuple) else value
    for file in files_of(settings):
        if load_override(file).covers(found.url):
            yield "override", str(file)


def _learned(data: bytes | None) -> Iterator[tuple[str, Any]]:
    from extraction.profiles.profile import SiteProfile

    try:
        profile = SiteProfile.from_bytes(data) if data else None
    except ValueError:
        yield "profile", "of an older version: it will be learned anew"
        return
    if profile is None:
        yield "profile", "none learned: every page is read the careful way"
        return
    yield "profile", profile.name
    yield "learned from pages", profile.pages
    yield "read fast", "yes" if profile.layout else "no: the careful way is better here"
    yield "blocks that repeat", len(profile.furniture)
    for key in ("language", "zone", "offset_minutes", "day_first"):
        value = getattr(profile, key)
        if value is not None:
            yield f"usual {key.replace('_', ' ')}", value


# ---- test


def _test(settings: Config, name: str | None, as_json: bool) -> None:
    """Read the recorded pages of all overrides, the shipped ones too, or of one."""
    from crawler.overrides import files_of, load_override
    from newskeep.recorded import folders, mismatches, shipped_files

    found: list[Mismatch] = []
    pages, unrecorded = 0, 0
    known = shipped_files()
    for file in _named([*files_of(settings), *known], name):
        recorded = folders(file)
        if not recorded:
            note(f"newskeep: {file}: no recorded page: put page.html and expected.json into {file.stem}/")
        unrecorded += not recorded
        pages += len(recorded)
        override = known[file] if file in known else load_override(file)
        found += (miss for folder in recorded for miss in mismatches(folder, override))
    _tell(found, as_json)
    if found or unrecorded:
        raise typer.Exit(PARTLY)
    if interactive():
        note(f"{pages} recorded pages read as expected")


def _named(files: list[Path], name: str | None) -> list[Path]:
    chosen = [file for file in files if name in (None, file.stem)]
    if not chosen:
        raise CommandError(f"no override {name!r}: docs/adding-a-site.md says how to write sites/{name}.toml")
    return chosen


def _tell(found: list[Mismatch], as_json: bool) -> None:
    if as_json:
        for it in found:
            emit({"page": str(it.folder), "field": it.field, "expected": it.expected, "read": it.read})
        return
    columns = [Column("page"), Column("field"), Column("expected", wide=True), Column("read", wide=True)]
    table(columns, ((it.folder, it.field, it.expected, it.read) for it in found))
