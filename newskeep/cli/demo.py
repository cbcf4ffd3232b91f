"""`newskeep demo`: the whole main job in seconds, on a bundled site or on a real one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import PARTLY
from crawler.config import Config, load
from newskeep.cli import crawling, search, setup, show
from newskeep.cli.app import CommandError, app
from newskeep.cli.place import DEFAULT, opened
from newskeep.cli.terminal import Column, many, note, say, styled, table

if TYPE_CHECKING:
    from storage.archive import Archive

SITE = """
[[site]]
name = "demo-{language}"
url = "{base}/{language}/"
spider = "bbabo"
allow_private_addresses = true
"""
SEARCH = 'lang:fr "exercices militaires"'
PAGES = 40  # of a real site
SHOWN = 100  # rows of the table
HITS = 3


Folder = Annotated[Path, typer.Option("--dir", metavar="FOLDER", help="Where to keep it.")]
MaxPages = Annotated[
    int, typer.Option("--max-pages", min=1, metavar="N", help="At most N pages of a real site.")
]


@app.command()
def demo(
    site: Annotated[str | None, typer.Option(metavar="URL", help="Crawl this site instead.")] = None,
    folder: Folder = Path("demo-archive"),
    pages: MaxPages = PAGES,
) -> None:
    """Crawl a bundled news site in six languages, show what was kept, search it. Run it twice to see an edit.

    Example: newskeep demo --site https://www.bbabo.net/fr/
    """
    code = _real(site, folder, pages) if site else _bundled(folder)
    raise typer.Exit(code)


# ---- the bundled site


def _bundled(folder: Path) -> int:
    from newskeep.demo.server import PORT, served

    path = folder / DEFAULT
    again = path.exists() and "demo-fr" in path.read_text("utf-8")
    with served(PORT, edited=again) as base:
        settings = _configure(folder, base)
        say(f"A demo site with six language editions answers at {base}; crawling it into {folder}/ ...")
        code = _crawl(settings)
    if code:
        return code
    with opened(settings) as store:
        _kept(store)
        _search(store, SEARCH, folder)
        if again:
            _edit(store, folder)
    _next(folder)
    return code


def _configure(folder: Path, base: str) -> Config:
    """The demo's newskeep.toml: one site for each edition, no waiting between requests."""
    from newskeep.demo.stories import LANGUAGES

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / DEFAULT
    sites = "".join(SITE.format(language=language, base=base) for language in LANGUAGES)
    path.write_text(setup.TEMPLATE.replace("delay = 1.0", "delay = 0  ") + sites, "utf-8")
    return load(path, os.environ)


def _edit(store: Archive, folder: Path) -> None:
    """The story that the site corrected between the first run and this one."""
    for article in store.search("lang:fr revised:yes", limit=1):
        say(styled(f"\n$ newskeep diff {article.url} --config {folder / DEFAULT}", "cyan"))
        show.show_difference(store, article.url)


# ---- a real site


def _real(url: str, folder: Path, pages: int) -> int:
    path = folder / DEFAULT
    if not path.exists():
        setup.write_new(path)
    settings = load(path, os.environ)
    name = next((site.name for site in settings.sites if site.url == url), None)
    name = name or setup.add_site(path, url, None)
    settings = load(path, os.environ)
    say(f"Crawling at most {pages} pages of {name}, politely ...")
    code = _crawl(settings, name, pages)
    if code not in (0, PARTLY):
        return code
    with opened(settings) as store:
        if not store.count(f'site:"{name}"'):
            raise CommandError(f"{url}: no article was found there; try another page of the site", PARTLY)
        _kept(store)
        _search(store, f'site:"{name}"', folder)
    _next(folder)
    return code


# ---- what both do


def _crawl(settings: Config, name: str | None = None, pages: int | None = None) -> int:
    from crawler.run import crawl

    with crawling.watched("crawling") as progress:
        report = crawl(settings, (name,) if name else (), max_pages=pages, progress=progress)
    for problem in report.problems:
        note(f"newskeep: {problem}")
    crawling.show(report)
    return report.exit_code


def _kept(store: Archive) -> None:
    total = store.count()
    say(f"Kept: {many(total, 'article')}" + (f", the newest {SHOWN}:" if total > SHOWN else ":"))
    columns = [Column("title", wide=True), Column("language"), Column("date"), Column("site")]
    table(columns, map(_row, store.search("", limit=SHOWN)), drawn=True)


def _row(article: Any) -> tuple[str | None, ...]:
    when = (article.published_at or article.first_seen_at.isoformat())[:16].replace("T", " ")
    return article.title, article.language, when, article.site


def _search(store: Archive, query: str, folder: Path) -> None:
    say(styled(f"$ newskeep search '{query}' --config {folder / DEFAULT}", "cyan"))
    search.show_hits(store, query, HITS)


def _next(folder: Path) -> None:
    """What to type next; the command as it can be typed from here."""
    command = _command()
    say(
        f"""
Next, look around in this archive, in a browser:
  {command} serve --config {folder / DEFAULT}
or begin one with a real site:
  {command} init news && cd news
  {command} add https://www.example.org/
  {command} crawl
  {command} search "what you look for"
  {command} export --format csv -o articles.csv
This archive stays in {folder}/; `{command} --help` lists every command."""
    )


def _command() -> str:
    """How this program is called from any folder."""
    found = shutil.which("newskeep")
    here = Path(sys.argv[0]).absolute()
    if here.name == "__main__.py" or not here.exists():
        return f"{Path(sys.executable)} -m newskeep"
    return "newskeep" if found and Path(found).samefile(here) else str(here)
