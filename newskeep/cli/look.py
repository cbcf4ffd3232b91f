"""`newskeep search`, `show`, `diff`, `stats`: look into the archive."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import Address, ArchiveUrl, AsJson, ConfigFile, configured, key_of, opened
from newskeep.cli.sparks import WIDTH, over_time
from newskeep.cli.terminal import (
    Column,
    interactive,
    linked,
    many,
    note,
    page,
    safe,
    say,
    styled,
    table,
    wrapped,
)

if TYPE_CHECKING:
    from newskeep.compare import Difference
    from storage.archive import Archive
    from storage.reading import Removal, Variant
    from storage.records import StoredArticle
    from storage.statistics import Statistics

Order = Literal["newest", "relevance"]


@app.command()
def search(
    query: Annotated[list[str] | None, typer.Argument(metavar="QUERY", help="What to look for.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help="Show N articles.")] = 20,
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
        _drawn_over_time(store, {"": query})


def _drawn_over_time(store: Archive, queries: Mapping[str, str]) -> None:
    """What queries find over time, one line each on one scale of days."""
    from newskeep.days import alike

    parts, series = alike({name: store.timeline(query) for name, query in queries.items()})
    if not parts.days:
        return
    first, last = parts.days[0][0], parts.days[-1][0]
    room = max(map(len, series))
    width = max(min(WIDTH, shutil.get_terminal_size().columns - room - 3), 1)
    for name, days in series.items():
        say(f"{safe(name):{room}}{'  ' if room else ''}{over_time(days, first, last, width)}")
    say(styled(f"{'':{room}}{'  ' if room else ''}{first}..{last}"[: room + 2 + width], "dim"))
    if parts.outside:
        say(styled(f"far from these, and not drawn: {many(parts.outside, 'article')}", "dim"))


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


def safe_piece(text: str) -> str:
    """Like `safe`, but blanks at the ends stay: the piece stands inside a line."""
    return safe(f".{text}.")[1:-1]


# ---- one article


@app.command(no_args_is_help=True)
def show(
    address: Address,
    revision: Annotated[int | None, typer.Option(min=1, metavar="N", help="An earlier state.")] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show an article: what is known of it, and its text.

    Example: newskeep show https://www.bbabo.net/fr/news/1 --revision 1
    """
    from newskeep.export.rows import as_of

    with opened(configured(config, archive)) as store:
        article = store.article(key_of(address))
        state = _revision(store, article, revision) if revision else None
        history = [*_headlines(store.variants(article.id)), *_absences(store.removals(article.id))]
    shown = as_of(article, state) if state else article.to_dict()
    if as_json:
        return print(json.dumps(shown, ensure_ascii=False, indent=2))
    return page("\n".join(_article(shown, article.subheadings, history)))


def _headlines(variants: Iterable[Variant]) -> Iterator[tuple[str, str]]:
    """Headlines that the article shows by turns."""
    for it in variants:
        yield "headline", f"{it.title} ({_span(it)}, {many(it.times, 'time')})"


def _absences(removals: Iterable[Removal]) -> Iterator[tuple[str, str]]:
    """When and why the article could not be reached."""
    for it in removals:
        back = f"back {_minute(it.returned_at)}" if it.returned_at else "not back"
        yield "removed", f"{_span(it)}: {it.reason}, {back}"


def _span(it: Variant | Removal) -> str:
    first, last = _minute(it.first_seen_at), _minute(it.last_seen_at)
    return first if first == last else f"{first} to {last}"


def _minute(moment: datetime) -> str:
    return moment.isoformat()[:16]


def _revision(store: Any, article: Any, number: int) -> Any:
    from storage.errors import UnknownRevision

    for state in store.revisions(article.id):
        if state.number == number:
            return state
    raise UnknownRevision(f"{article.url}, revision {number}", [f"1 to {article.revisions}"])


def _article(
    it: Mapping[str, Any], subheadings: Iterable[str], history: Iterable[tuple[str, str]]
) -> Iterator[str]:
    yield styled(safe(it["title"] or "(no title)"), "bold")
    facts = {
        "url": it["url"],
        "site": it["site"],
        "authors": ", ".join(it["authors"]),
        "published": _with(it["published_at"], it["published_at_source"]),
        "modified": it["modified_at"],
        "section": it["section"],
        "tags": ", ".join(it["tags"]),
        "language": _languages(it),
        "seen": f"{it['first_seen_at'][:16]} to {it['last_seen_at'][:16]}",
        "gone": it["gone_at"],
        "reuse": _reuse(it),
        "revision": f"{it['revision']} of {it['revisions']}",
        "capture": it["capture"] and f"{it['capture']['file']} at {it['capture']['offset']}",
    }
    for name, value in (*facts.items(), *history):
        if value:
            yield f"{styled(f'{name:10}', 'dim')} {safe(value)}"
    yield ""
    headings = set(subheadings)
    lines = (it["body"] or "").splitlines()
    if it["lead"] and it["lead"] not in lines[:1]:
        lines.insert(0, it["lead"])
    for line in lines:
        yield wrapped(styled(safe(line), "bold") if line in headings else safe(line)) + "\n"


def _with(value: str | None, source: str | None) -> str | None:
    return f"{value} (from {source})" if value and source else value


RESERVED = {True: "text and data mining reserved", False: "text and data mining not reserved", None: None}


def _reuse(it: Mapping[str, Any]) -> str:
    """What page and site say of reuse."""
    robots = it["robots"] and f"robots: {it['robots']}"
    return ", ".join(filter(None, (RESERVED[it["tdm_reservation"]], it["tdm_policy"], robots)))


def _languages(it: Mapping[str, Any]) -> str | None:
    if not it["language"]:
        return None
    sure = f" ({it['language_confidence']:.2f})" if it["language_confidence"] is not None else ""
    declared = it["declared_language"]
    return f"{it['language']}{sure}" + (f", declared {declared}" if declared else "")


# ---- differences


@app.command(no_args_is_help=True)
def diff(
    address: Address,
    a: Annotated[int | None, typer.Argument(metavar="A", help="From this revision.")] = None,
    b: Annotated[int | None, typer.Argument(metavar="B", help="To this one.")] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show what changed between two revisions, word by word; by default in the last change.

    Example: newskeep diff https://www.bbabo.net/fr/news/1 1 3
    """
    with opened(configured(config, archive)) as store:
        if not as_json:
            return show_difference(store, key_of(address), a, b)
        found = _difference(store, key_of(address), a, b)
    return print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))


def _difference(store: Archive, key: str | int, a: int | None, b: int | None) -> Difference:
    from newskeep.archive import Archive as Desk

    return Desk(store).diff(key, a, b)


def show_difference(store: Archive, key: str | int, a: int | None = None, b: int | None = None) -> None:
    """The difference of two revisions, for people."""
    found = _difference(store, key, a, b)
    if not found.fields:
        alone = store.article(key).revisions == 1
        note(f"nothing changed: {'the article has one revision' if alone else 'both say the same'}")
    return page("\n".join(_changes(found)))


STYLES = {"same": None, "added": "green", "removed": "red"}
MARKS = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}


def _changes(found: Any) -> Iterator[str]:
    for name, pieces in found.fields.items():
        yield styled(f"{name}, revision {found.a} to {found.b}", "bold")
        text = "".join(_piece(str(piece.change), piece.text) for piece in pieces)
        yield from (wrapped(line) for line in text.splitlines() if line)
        yield ""


def _piece(change: str, text: str) -> str:
    """Changed words in colour, and between brackets where there are no colours to see."""
    clean = "\n".join(safe_piece(line) for line in text.split("\n"))
    coloured = styled(clean, STYLES[change]) if STYLES[change] else clean
    return MARKS[change].format(clean) if coloured == clean else coloured


# ---- numbers


@app.command()
def stats(
    as_json: AsJson = False,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw it, for papers and reports: .svg or .png."),
    ] = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Count what the archive holds: articles, revisions, captures, languages, sites, days.

    Example: newskeep stats --plot archive.png
    """
    with opened(configured(config, archive)) as store:
        numbers = store.statistics()
        if plot:
            return _plot(plot, store.timeline("", by="day"), numbers)
        if as_json:
            return print(json.dumps(numbers.to_dict(), ensure_ascii=False, indent=2))
        if interactive():
            common = sorted(numbers.by_language, key=lambda code: -numbers.by_language[code])[:DRAWN]
            _drawn_over_time(store, {"all": "", **{code: f"lang:{code}" for code in common}})
    told = numbers.to_dict()
    groups = {name: values for name, values in told.items() if isinstance(values, dict)}
    plain = [(name.replace("_", " "), value) for name, value in told.items() if name not in groups]
    table([Column("in the archive"), Column("", right=True)], [row for row in plain if row[1] is not None])
    for name, values in groups.items():
        _bars(name.removeprefix("by_"), values)
    return None


def _plot(file: Path, days: Sequence[tuple[date, int]], numbers: Statistics) -> None:
    from newskeep.days import drawn
    from newskeep.export.file import written
    from newskeep.export.plots import picture
    from newskeep.web.charts import period_for, summed

    if file.suffix not in (".svg", ".png"):
        raise CommandError(f"--plot {file}: expected a name that ends in .svg or .png")
    parts = drawn(days)
    by = period_for(parts.days[0][0], parts.days[-1][0]) if days else "day"
    periods = [(first, int(count)) for first, count in sorted(summed(parts.days, by).items())]
    svg = picture(periods, numbers.by_language, numbers.by_site, by, parts.outside)
    data = svg.encode() if file.suffix == ".svg" else _png(svg)
    with written(file) as out:
        out.write(data)


def _png(drawn: str) -> bytes:
    from newskeep.export.raster import NoFontError, png

    try:
        return png(drawn)
    except NoFontError as error:
        raise CommandError(str(error)) from error


DRAWN = 8  # languages that get a line over time
BAR = 40  # columns of the longest bar, where there is room
GAPS = 8  # columns between and beside those of a table


def _bars(name: str, values: Mapping[str, int]) -> None:
    """Counts by value: with bars on a terminal, under the group's name in a pipe."""
    if not interactive():
        return table([], ((name, value, count) for value, count in values.items()))
    longest = max(values.values(), default=1)
    room = shutil.get_terminal_size().columns - max(map(len, (name, *values))) - len("articles") - GAPS
    bar = min(BAR, max(1, room))
    columns = [Column(name), Column("articles", right=True), Column("", style="cyan")]
    return table(columns, ((v, f"{n:,}", "█" * -(-bar * n // longest)) for v, n in values.items()))
