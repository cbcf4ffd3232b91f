"""Which configuration and which archive a command works on: `--config`, `--archive`, or what lies here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.config import Config, load
from newskeep.cli.app import CommandError
from newskeep.cli.terminal import note

if TYPE_CHECKING:
    from storage.archive import Archive

DEFAULT = Path("newskeep.toml")
ARCHIVE_HERE = Path("archive.db")

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="NEWSKEEP_CONFIG",
        metavar="FILE",
        help="The configuration (newskeep.toml here).",
        show_envvar=False,
    ),
]
ArchiveUrl = Annotated[
    str | None,
    typer.Option(
        "--archive", metavar="URL", help="Another archive: a file, sqlite:///FILE or postgresql+psycopg://..."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs.")]

Address = Annotated[str, typer.Argument(metavar="URL|ID", help="The article's address or number.")]


def key_of(address: str) -> str | int:
    """An article's number where the address is one."""
    return int(address) if address.isdecimal() else address


def configured(config: Path | None, archive: str | None = None, *, secrets: bool = False) -> Config:
    """The configuration that a command works with; ``archive`` takes the place of the one in the file."""
    path = config or DEFAULT
    if not config and not path.exists():
        if archive is None and not ARCHIVE_HERE.exists():
            raise CommandError(
                f"no {path} here: run `newskeep init` to write one, or name an archive with --archive"
            )
        settings = Config()
    else:
        settings = load(path, os.environ, secrets=secrets)
    return settings if archive is None else elsewhere(settings, archive)


def here() -> Config:
    """The configuration in this folder, or the defaults: for commands that need no archive."""
    path = Path(os.environ.get("NEWSKEEP_CONFIG") or DEFAULT)
    return load(path, os.environ, secrets=False) if path.exists() else Config()


def elsewhere(settings: Config, archive: str) -> Config:
    """The same configuration with another archive; a SQLite file's captures lie beside it."""
    url = archive if "://" in archive else f"sqlite:///{Path(archive).absolute()}"
    file = url.removeprefix("sqlite:///")
    captures = settings.archive.captures if file == url else Path(file).absolute().parent / "captures"
    return replace(settings, archive=replace(settings.archive, url=url, captures=captures))


@contextmanager
def opened(settings: Config, *, create: bool = False, write: bool = False) -> Iterator[Archive]:
    """The archive of a configuration, for reading unless told otherwise."""
    from storage.archive import Archive

    place = settings.archive
    with Archive.open(
        place.url, captures=place.captures, create=create, read_only=not write, notice=note
    ) as archive:
        yield archive
