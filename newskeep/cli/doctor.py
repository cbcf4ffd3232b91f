"""`newskeep doctor`: look at everything that newskeep needs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from crawler.config import Config, ConfigError
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import emit_document, many, safe, say, styled

MARKS = {True: ("ok", "green"), False: ("wrong", "red"), None: ("note", "dim")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``well`` is None where there is nothing to judge."""

    what: str
    well: bool | None
    detail: str


@app.command()
def doctor(
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Bring an older archive to this version.")
    ] = False,
) -> None:
    """Look at everything that newskeep needs, and say what to mend.

    Example: newskeep doctor
    """
    findings = list(_findings(config, archive, upgrade))
    if as_json:
        emit_document([asdict(it) for it in findings])
    else:
        for it in findings:
            say(f"{styled(*MARKS[it.well])}\t{it.what}\t{safe(it.detail)}")
    if any(it.well is False for it in findings):
        raise typer.Exit(2)


def _findings(config: Path | None, archive: str | None, upgrade: bool) -> Iterator[Finding]:
    yield from _programs()
    try:
        settings = configured(config, archive)
    except (CommandError, ConfigError) as error:
        yield from (Finding("configuration", False, line) for line in str(error).splitlines())
        return
    sites = f"{settings.path or 'none'}, {len(settings.sites)} site{'s' * (len(settings.sites) != 1)}"
    yield Finding("configuration", True, sites)
    yield from _secrets(settings)
    yield from _archive(settings, upgrade)
    yield from _room(settings.archive.captures)


def _programs() -> Iterator[Finding]:
    import platform
    from importlib.metadata import version

    yield Finding("newskeep", True, f"{version('newskeep')} on Python {platform.python_version()}")
    for library in ("scrapy", "sqlalchemy", "lxml", "pycld2"):
        yield Finding(library, True, version(library))


def _secrets(settings: Config) -> Iterator[Finding]:
    """Secrets that crawls will want and that this environment does not have."""
    texts = [
        text
        for site in settings.sites
        for text in (*site.headers.values(), *site.cookies.values(), site.auth or "", site.proxy or "")
    ]
    for name in sorted(set(re.findall(r"\$\{(\w+)\}", " ".join(texts))) - os.environ.keys()):
        yield Finding("secret", False, f"${{{name}}} is not set: crawls will refuse to start")


def _archive(settings: Config, upgrade: bool) -> Iterable[Finding]:
    from storage.errors import ArchiveError, ArchiveMissing

    try:
        with opened(settings, write=upgrade) as store:
            return [Finding("archive", True, f"{store.url}, {many(store.count(), 'article')}")]
    except ArchiveMissing:
        return [Finding("archive", None, "none yet: `newskeep crawl` makes it")]
    except ArchiveError as error:
        return [Finding("archive", False, str(error))]


def _room(captures: Path) -> Iterable[Finding]:
    import shutil

    folder = next(it for it in (captures, *captures.absolute().parents) if it.exists())
    free = shutil.disk_usage(folder).free / 2**30
    writable = os.access(folder, os.W_OK)
    yield Finding("captures", writable, f"{captures}" + ("" if writable else ": cannot be written"))
    yield Finding("disk", free > 1, f"{free:.1f} GB free")
