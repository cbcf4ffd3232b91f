"""`newskeep search`: what a query finds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newskeep.cli.app import app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.sparks import plot
from newskeep.cli.terminal import interactive, linked, many, note, safe, safe_piece, say, styled, wrapped

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.records import StoredArticle

Order = Literal["newest", "relevance"]


@app.command()
def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="What to look for; all without.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, metavar="N", help="Show N articles at most.")
    ] = 20,
    order: Annotated[Order, typer.Option(help="What comes first.")] = "newest",
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Search the archive: words, "phrases", -not, OR, prefix*, lang:fr, site:NAME, date:2022-02.

    Example: newskeep search 'lang:fr "exercices militaires" date:2022-01..2022-03'
    """
    text = " ".join(query or ())
    with opened(configured(config, archive)) as store:
        if as_json:
            found = store.search(text, limit=limit, order=order)
            return _json_array({"id": article.id, **article.to_dict()} for article in found)
        if interactive():
            return show_hits(store, text, limit, order)
        if not _told(store.search(text, limit=limit, order=order), _line):
            note("nothing found")
    return None


def show_hits(store: Archive, query: str, limit: int, order: Order = "newest") -> None:
    """What a query finds, for people: title, what is known, and where the words stand."""
    shown = _told(store.search(query, limit=limit, order=order, snippets=bool(query)), _hit)
    total = store.count(query) if shown == limit else shown
    say(_counted(shown, total) if total else "nothing found")
    if total > 1 and interactive():
        plot({"": store.timeline(query)})


def _counted(shown: int, total: int) -> str:
    if shown == total:
        return many(total, "article")
    return f"{total:,} articles; {shown:,} shown (--limit N for more)"


def _json_array(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON array, written as the rows come."""
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        sys.stdout.write((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False))
    sys.stdout.write("\n]\n")


def _told(articles: Iterable[Any], tell: Callable[[Any], None]) -> int:
    count = 0
    for article in articles:
        tell(article)
        count += 1
    return count


def line_of(it: StoredArticle) -> str:
    """An article in one line for a pipe: date, language, site, title and address, with tabs between."""
    cells = (it.published_at or it.first_seen_at.isoformat(), it.language, it.site, it.title, it.url)
    return "\t".join(safe(cell) for cell in cells)


def _line(it: StoredArticle) -> None:
    print(line_of(it))


def _hit(it: Any) -> None:
    from storage.terms.snippets import repeats

    when = it.published_at[:16] if it.published_at else f"seen {it.first_seen_at.isoformat()[:16]}"
    gone = styled("  gone", "red") if it.gone_at else ""
    by_title = repeats(it.snippet, it.title)
    title = _marked(it.snippet, "bold") if by_title else styled(safe(it.title or "(no title)"), "bold")
    say(linked(title, it.url) + gone)
    say(styled(f"{when.replace('T', ' ')}  {safe(it.language)}  {safe(it.site)}  {safe(it.url)}", "dim"))
    if below := safe(it.lead) if by_title else _marked(it.snippet or ""):
        say(wrapped(below))
    say()


def _marked(snippet: str, style: str | None = None) -> str:
    """A snippet with its matches in colour."""
    parts = snippet.replace("\x02", "\x03").split("\x03")
    return "".join(
        styled(safe_piece(part), "yellow" if i % 2 else style) for i, part in enumerate(parts) if part
    )
