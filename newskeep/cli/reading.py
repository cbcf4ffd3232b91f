"""`newskeep extract` and `newskeep language`: read pages and texts without an archive."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import PARTLY
from crawler.config import DETECTORS
from newskeep.cli.app import CommandError, app
from newskeep.cli.lines import Objects, stream, write
from newskeep.cli.place import here
from newskeep.cli.terminal import Column, emit, note, safe, say, styled, table

if TYPE_CHECKING:
    from extraction.article import Page
    from extraction.overrides import Override

Detector = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="auto, langdetect, cld2, py3langid or fasttext; else what newskeep.toml here says.",
    ),
]


@app.command(no_args_is_help=True)
def extract(
    pages: Annotated[
        list[str] | None, typer.Argument(metavar="FILE|URL", help="Saved HTML pages, or addresses to fetch.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read {id, url, html} lines on standard input.")
    ] = False,
    no_learn: Annotated[bool, typer.Option("--no-learn", help="Read each page alone.")] = False,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The address that a saved page was found at.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every candidate and what was chosen.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a page.")] = False,
    detector: Detector = None,
) -> None:
    """Read the article of a page: title, authors, dates, text, language.

    Example: newskeep extract page.html --url https://example.org/news/1 --explain
    """
    from crawler.overrides import overrides_of
    from extraction.extract import extract as read
    from extraction.profiles.zone import localised

    if jsonl and pages:
        raise CommandError("--jsonl reads standard input: name no pages beside it")
    detector = _chosen(detector)
    overrides = overrides_of(here())
    if jsonl and no_learn:
        return stream(
            "html",
            lambda item: _answer(
                item.get("id"), localised(read(_page(item), detector=detector, overrides=overrides))
            ),
        )
    if jsonl:
        return _read_all(detector, overrides)
    unread = 0
    for name in pages or ():
        found = _fetched(name) or _saved(name, url)
        article = read(found, detector=detector, explain=explain, overrides=overrides)
        article = localised(article, seen_at=found.fetched_at)
        problem = next((it.message for it in article.problems if it.field == "document"), None)
        if as_json:
            emit(article.to_line(name) | (_told(article) if explain else {}))
        elif not problem or article.blocks:  # of a page that was too large the beginning was read
            _show(article)
        if problem:
            note(f"newskeep: {name}: {problem}")
            unread += 1
        if explain and not as_json:
            _explain(article)
    if unread:
        raise typer.Exit(PARTLY)
    return None


def _fetched(name: str) -> Page | None:
    """The page at an address, fetched with the crawler's manners; None where the name is that of a file."""
    if not name.startswith(("https://", "http://")):
        return None
    from crawler.single import fetch

    return fetch(name, here())


def _saved(name: str, url: str | None) -> Page:
    from extraction.article import Page

    path = Path(name)
    return Page(url=url or path.absolute().as_uri(), body=path.read_bytes(), fetched_at=datetime.now(UTC))


def _chosen(detector: str | None) -> str:
    """The detector that was asked for, or the configuration's."""
    if detector is None:
        return here().language.detector
    if detector not in DETECTORS:
        raise CommandError(f"no detector {detector!r}: there are {', '.join(DETECTORS)}")
    return detector


def _read_all(detector: str, overrides: tuple[Override, ...]) -> None:
    """Read all of standard input, learning each site from its pages."""
    from newskeep.bulk import read_all

    objects = Objects(sys.stdin.buffer, "html")
    pages = ((item.get("id"), _page(item)) for item in objects)
    for identity, article in read_all(pages, detector, overrides=overrides):
        write(_answer(identity, article))
    if objects.bad:
        raise typer.Exit(PARTLY)


def _answer(identity: Any, article: Any) -> Mapping[str, Any]:
    return {**article.to_line(""), "id": identity}


def _page(item: Mapping[str, Any]) -> Page:
    from extraction.article import Page

    headers = {"content-type": "text/html; charset=utf-8"}
    body = item["html"].encode("utf-8", "replace")
    return Page(str(item.get("url") or ""), body, headers=headers, fetched_at=datetime.now(UTC))


def _show(article: Any) -> None:
    language = article.language
    facts = [
        ("kind", f"{article.kind} ({article.kind_reason})"),
        ("authors", ", ".join(article.authors)),
        ("published", article.published and f"{article.published.iso()} (from {article.published.source})"),
        ("modified", article.modified and article.modified.iso()),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("language", language and f"{language.code} ({language.confidence:.2f}, {language.detector})"),
    ]
    say(styled(safe(article.title or "(no title)"), "bold"))
    for name, value in facts:
        if value:
            say(f"{styled(f'{name:10}', 'dim')} {safe(value)}")
    lines = article.body.splitlines()
    for line in lines if article.lead in (None, *lines[:1]) else (article.lead, *lines):
        say(f"\n{safe(line)}")
    for problem in article.problems:
        say(styled(f"\nproblem with {problem.field}: {safe(problem.message)}", "yellow"))


def _told(article: Any) -> dict[str, Any]:
    """Why an article was read as it was, for programs."""
    return {"kind_reason": article.kind_reason, "candidates": [asdict(one) for one in article.candidates]}


def _explain(article: Any) -> None:
    say()
    columns = [
        Column("field"),
        Column("chosen"),
        Column("weight", right=True),
        Column("source"),
        Column("value", wide=True),
    ]
    rows = (
        (c.field, "*" if c.chosen else "", "" if c.weight is None else f"{c.weight:.2f}", c.source, c.value)
        for c in article.candidates
    )
    table(columns, rows)


@app.command(no_args_is_help=True)
def language(
    texts: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="Texts to judge.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read {id, text, ...} lines on standard input.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a text.")] = False,
    detector: Detector = None,
) -> None:
    """Say what language a text is in; `und` where nothing can be said.

    Example: newskeep language "Le président a rencontré jeudi le ministre de la Défense"
    """
    from extraction.language import detect

    detector = _chosen(detector)
    if jsonl:
        return stream("text", lambda item: _judged(item, detector))
    found = [(text, detect(text, detector=detector)) for text in texts or ()]
    if as_json:
        for text, it in found:
            emit({"text": text, "language": it.code, "confidence": it.confidence, "detector": it.detector})
        return None
    columns = [
        Column("language"),
        Column("confidence", right=True),
        Column("detector"),
        Column("text", wide=True),
    ]
    table(columns, ((it.code, f"{it.confidence:.2f}", it.detector, text) for text, it in found))
    return None


HINTS = ("html_lang", "og_locale", "in_language", "hreflang_self", "content_language", "site_lang")


def _judged(item: Mapping[str, Any], detector: str) -> Mapping[str, Any]:
    from extraction.language import LanguageHints, detect

    hints = LanguageHints(**{name: item[name] for name in HINTS if isinstance(item.get(name), str)})
    answer = detect(item["text"], hints, detector=detector)
    return {"id": item.get("id"), "language": answer.code, "confidence": answer.confidence}
