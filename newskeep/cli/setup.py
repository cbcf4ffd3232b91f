"""`newskeep init` and `add`: begin an archive, add sites to it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.checks import web_address
from crawler.config import Config, SiteConfig, load
from newskeep.cli.app import CommandError, app
from newskeep.cli.lists import is_list, sites_of
from newskeep.cli.place import DEFAULT, ConfigFile
from newskeep.cli.terminal import Column, counted, interactive, many, note, safe, say, table

TEMPLATE = """\
# newskeep: what is kept, and from where. `newskeep add URL` adds a site.

[archive]
url = "sqlite:///archive.db"          # or postgresql+psycopg://user@host/db
captures = "captures"                 # folder of WARC files, relative to this file

[crawl]
user_agent = "newskeep (+https://example.org/bot)"   # say who you are: put your own address here
delay = 1.0                           # seconds between two requests to one site
concurrency = 16                      # requests under way over all sites

[language]
detector = "auto"                     # auto | langdetect | cld2 | py3langid | fasttext
"""


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the archive is to live.")] = Path(),
) -> None:
    """Write a newskeep.toml to begin with.

    Example: newskeep init ~/news
    """
    path = folder / DEFAULT
    write_new(path)
    if interactive():
        say(f"{path} is written. Next: newskeep add https://www.example.org/")


def write_new(path: Path) -> None:
    """A new configuration file; one that exists is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(TEMPLATE)
    except FileExistsError:
        raise CommandError(f"{path} exists already; it was left as it is") from None


@app.command(no_args_is_help=True)
def add(
    url: Annotated[
        str,
        typer.Argument(metavar="URL|FILE.opml", help="A site's home page or one edition; a list of feeds."),
    ],
    name: Annotated[str | None, typer.Option(metavar="N", help="What to call it in newskeep.toml.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what was found.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write the site although nothing was found there.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Find a site's feeds, sitemaps, listings and language editions, and write it into newskeep.toml.

    A list of feeds (OPML, a file or an address that ends in .opml) becomes a site for each home page in it.

    Examples: newskeep add https://www.bbabo.net/fr/ --name bbabo-fr, newskeep add feeds.opml
    """
    path = config or DEFAULT
    if is_list(url):
        return _add_list(path, url, dry_run)
    if dry_run:
        return _show_found(_discovered(url, _settings(path)))
    called = add_site(path, url, name, force=force)
    return note(f"{called} is written into {path}. Next: newskeep crawl {called}")


def _settings(path: Path) -> Config:
    return load(path, os.environ) if path.exists() else Config(path=path)


def _add_list(path: Path, address: str, dry_run: bool) -> None:
    """Add the sites of a list of feeds that are not configured yet."""
    settings = _settings(path)
    sites: list[SiteConfig] = []
    for site in sites_of(address, settings):
        taken = replace(settings, sites=(*settings.sites, *sites))
        sites.append(replace(site, name=unused(site.name, taken)))
    table([Column("site"), Column("address", wide=True), Column("feeds", right=True)],
          ((it.name, it.url, len(it.feeds)) for it in sites))  # fmt: skip
    if dry_run or not sites:
        return note("all of its feeds are configured already" if not sites else "nothing was written")
    if not path.exists():
        write_new(path)
    append(path, "".join(map(_table_of, sites)))
    return note(f"{many(len(sites), 'site')} written into {path}. Next: newskeep crawl")


def _discovered(url: str, settings: Config) -> Any:
    """What the site has. An address without a scheme, as people say it, is taken for one of https."""
    from crawler.discovery import discover

    address = url if "://" in url else f"https://{url}"
    try:
        web_address(address)
    except ValueError as wrong:
        raise CommandError(f"{url}: {wrong}") from None
    with counted(f"looking at {safe(address)}"):
        return discover(address, settings)


def add_site(path: Path, url: str, name: str | None, *, force: bool = False) -> str:
    """Find out about a site, show it, write it into the configuration; gives its name there.

    A site where nothing was found is only written with ``force``.
    """
    settings = _settings(path)
    found = _discovered(url, settings)
    called = name or unused(found.name, settings)
    if any(site.name == called for site in settings.sites):
        raise CommandError(f"{path}: there is a site {called!r} already; choose another with --name")
    if same := next((site.name for site in settings.sites if site.url == found.url), None):
        raise CommandError(f"{path}: {found.url} is there already, as {same!r}")
    _show_found(found)
    if not (found.sources or force):
        raise CommandError(f"{found.url}: {NOTHING}")
    if not path.exists():
        write_new(path)
    append(path, site_table(called, found))
    return called


def unused(name: str, settings: Config) -> str:
    """The name, with a number where another site has it."""
    taken, number, free = {site.name for site in settings.sites}, 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


NOTHING = "no feed, no sitemap and no link to an article was found; nothing was written (--force writes it)"
KINDS = ("feeds", "sitemaps", "listings", "editions")


def _show_found(found: Any) -> None:
    rows = [(kind[:-1], it.url, it.why) for kind in KINDS for it in getattr(found, kind)]
    if found.leads:
        rows.append(("front page", found.url, f"leads to {found.leads} articles"))
    table([Column("found"), Column("address", wide=True), Column("why")], rows)


def site_table(name: str, found: Any) -> str:
    """The ``[[site]]`` of what was found."""
    feeds, sitemaps, listings = (tuple(it.url for it in getattr(found, kind)) for kind in KINDS[:-1])
    return _table_of(SiteConfig(name, found.url, feeds=feeds, sitemaps=sitemaps, listings=listings))


def _table_of(site: SiteConfig) -> str:
    lines = ["", "[[site]]", f"name = {_quoted(site.name)}", f"url = {_quoted(site.url)}"]
    told = {kind: ", ".join(map(_quoted, getattr(site, kind))) for kind in KINDS[:-1]}
    lines += (f"{kind} = [{addresses}]" for kind, addresses in told.items() if addresses)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string: the escapes of JSON are among those of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def append(path: Path, addition: str) -> None:
    """Add to the file; it changes as a whole or not at all, and must still be readable afterwards."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(path.read_text("utf-8") + addition, "utf-8")
        load(part, os.environ, secrets=False)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
