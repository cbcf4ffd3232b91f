"""`newskeep import`: take in what others gathered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import PARTLY
from newskeep.cli.app import CommandError, Group, app
from newskeep.cli.lines import Objects
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured, opened
from newskeep.cli.terminal import interactive, many, note

if TYPE_CHECKING:
    from newskeep.imports.incoming import Incoming, Item, Taken

importing = typer.Typer(
    cls=Group,
    help="Take in articles that others gathered: text dumps, JSON lines, WARC files.",
    rich_markup_mode=None,
)
app.add_typer(importing, name="import", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="Files to take in.")]


@importing.command("text", no_args_is_help=True)
def import_text(files: Files, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Take in plain text dumps, one article a file: site, section, title, lead, paragraphs.

    Example: newskeep import text seed/*.txt
    """
    from newskeep.imports.incoming import Incoming
    from newskeep.imports.text import read_text

    settings, now, bad = configured(config, archive), datetime.now(UTC), Bad()

    def incoming() -> Iterator[Incoming]:
        for file in files:
            try:
                article = read_text(_decoded(file), file.name, settings.language.detector)
            except ValueError as wrong:
                bad.name(f"{file}: {wrong}; passed over")
            else:
                yield Incoming(article.site_name or "text", article.url, article, now)

    _take(settings, incoming(), bad)


@importing.command("jsonl", no_args_is_help=True)
def import_jsonl(files: Files, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Take in articles as JSON lines: an own export, or what news-please and fundus write.

    Example: newskeep import jsonl export.jsonl
    """
    from newskeep.imports.articles import read_article

    settings, now, bad = configured(config, archive), datetime.now(UTC), Bad()

    def incoming() -> Iterator[Incoming]:
        for file in files:
            for place, item in _items(file, bad):
                try:
                    yield read_article(item, now, settings.language.detector)
                except ValueError as error:
                    bad.name(f"{place}: {error}; passed over")

    _take(settings, incoming(), bad)


@importing.command("warc", no_args_is_help=True)
def import_warc(files: Files, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Take in the articles of WARC files with their pages: other crawlers' captures, CC-NEWS.

    Example: newskeep import warc CC-NEWS-20220224000000-00001.warc.gz
    """
    from crawler.overrides import overrides_of
    from newskeep.imports.warc import read_warc
    from storage.errors import CaptureDamaged

    settings, bad = configured(config, archive), Bad()
    overrides = overrides_of(settings)

    def incoming() -> Iterator[Item]:
        for file in files:
            try:
                yield from read_warc(file, settings.sites, settings.language.detector, overrides)
            except CaptureDamaged as error:
                bad.name(f"{file}: cannot be read from byte {error.offset} on ({error.detail})")

    _take(settings, incoming(), bad)


class Bad:
    """Rows and files that could not be taken in; each is named once."""

    def __init__(self) -> None:
        self.count = 0

    def name(self, message: str) -> None:
        self.count += 1
        note(f"newskeep: {message}")


def _decoded(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text") from None


def _items(file: Path, bad: Bad) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The JSON objects of a file: one a line, or one JSON value over the whole file."""
    with file.open("rb") as lines:
        head = lines.read(1)
        whole = head == b"[" or (head == b"{" and lines.readline().strip() in (b"", b"\n"))
        lines.seek(0)
        if whole:
            yield from ((f"{file}, item {n}", item) for n, item in enumerate(_whole(file, lines.read()), 1))
            return
        objects = Objects(lines, name=str(file))
        yield from ((f"{file}, line {objects.number}", item) for item in objects)
        bad.count += objects.bad


def _whole(file: Path, data: bytes) -> list[Mapping[str, Any]]:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise CommandError(f"{file}: is not JSON: {error}") from None
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _take(settings: Any, incoming: Iterable[Item], bad: Bad) -> None:
    from newskeep.imports.incoming import take_in

    with opened(settings, create=True, write=True) as store:
        taken = take_in(store, incoming)
    if interactive() or os.environ.get("NEWSKEEP_VERBOSE"):
        _account(taken)
    if bad.count:
        raise typer.Exit(PARTLY)


def _account(taken: Taken) -> None:
    effects = ", ".join(f"{count:,} {effect}" for effect, count in taken.effects.items())
    note(f"{many(taken.articles, 'article')}: {effects}")
