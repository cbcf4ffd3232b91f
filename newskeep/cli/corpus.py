"""`newskeep corpus`: freeze what a query finds, prove that it is unchanged, cite it, hand it on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import DAMAGED
from newskeep.cli import completing
from newskeep.cli.app import CommandError, Group, app
from newskeep.cli.exporting import FORMATS, PAGES, Output, form_of, form_option, write_export
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import Column, emit_document, interactive, many, note, safe, say, table

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.corpora import Corpus

corpora = typer.Typer(
    cls=Group,
    help="Freeze what a query finds, prove that it is unchanged, cite it, hand it on.",
    rich_markup_mode=None,
)
app.add_typer(corpora, name="corpus", no_args_is_help=True)

TEXT_FORMATS = tuple(form for form in FORMATS if form != PAGES)
TextForm = Annotated[str | None, form_option(TEXT_FORMATS)]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The corpus.", autocompletion=completing.corpora)]


@corpora.command(no_args_is_help=True)
def freeze(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="Which articles.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Fix the current state of every article that a query finds, by hash.

    Example: newskeep corpus freeze invasion 'lang:fr date:2022-02-24..2022-03-31'
    """
    with opened(configured(config, archive), write=True) as store:
        corpus = store.freeze(name, " ".join(query), datetime.now(UTC))
    if interactive():
        note(f"{corpus.name}: {many(corpus.members, 'article')}, SHA-256 {corpus.digest}")


@corpora.command("list")
def list_corpora(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """List the frozen corpora.

    Example: newskeep corpus list
    """
    with opened(configured(config, archive)) as store:
        found = store.corpora()
    if as_json:
        return emit_document([_plain(corpus) for corpus in found])
    columns = [Column("name"), Column("frozen"), Column("articles", right=True), Column("query", wide=True)]
    rows = ((it.name, f"{it.frozen_at:%Y-%m-%d %H:%M}", it.members, it.query) for it in found)
    return table(columns, rows, none="no corpus is frozen")


def _plain(corpus: Corpus) -> dict[str, Any]:
    names = ("name", "query", "members", "withheld", "digest")
    return {name: getattr(corpus, name) for name in names} | {"frozen_at": corpus.frozen_at.isoformat()}


@corpora.command(no_args_is_help=True)
def verify(
    name: Name, as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None
) -> None:
    """Prove that every article of a corpus is still there, as it was frozen.

    Example: newskeep corpus verify invasion
    """
    with opened(configured(config, archive)) as store:
        losses = store.verify_corpus(name)
    if as_json:
        emit_document({"sound": not losses, "losses": [asdict(it) for it in losses]})
    else:
        columns = [Column("what"), Column("revision", right=True), Column("article", wide=True)]
        table(columns, ((it.kind, it.revision, it.url) for it in losses), none="unchanged")
    if losses:
        raise typer.Exit(DAMAGED)


@corpora.command(no_args_is_help=True)
def cite(name: Name, as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Give a citation of a corpus, with its digest.

    Example: newskeep corpus cite invasion
    """
    with opened(configured(config, archive)) as store:
        corpus = store.corpus(name)
    if as_json:
        return emit_document({**_plain(corpus), "citation": citation(corpus)})
    return say(safe(citation(corpus)))


def citation(corpus: Corpus) -> str:
    """One line to put into a paper."""
    return (
        f"{corpus.name}: {many(corpus.members, 'news article')} (query: {corpus.query or 'all'}), "
        f"frozen {corpus.frozen_at:%Y-%m-%d %H:%M} UTC with newskeep. SHA-256 {corpus.digest}"
    )


@corpora.command(no_args_is_help=True)
def export(
    name: Name,
    output: Output = Path("-"),
    form: TextForm = None,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="URLs, hashes and counts only: no text leaves the archive.")
    ] = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Write the articles of a corpus as they were frozen.

    Example: newskeep corpus export invasion --without-text -o invasion.jsonl
    """
    if form == PAGES or (form is None and output.suffix == f".{PAGES}"):
        raise CommandError(
            "a corpus holds texts, not pages: `newskeep export QUERY --format wacz` gives the pages"
        )
    form = form_of(output, form, TEXT_FORMATS)
    with opened(configured(config, archive)) as store:
        corpus = store.corpus(name)
        rows = _rows(store, name, without_text)
        about = {"corpus": _plain(corpus), "without_text": without_text}
        write_export(rows, output, form, about, total=corpus.members)


NO_TEXT: Mapping[str, Any] = {"title": None, "lead": None, "body": None, "subheadings": [], "images": []}


def _rows(store: Archive, name: str, without_text: bool) -> Iterator[Mapping[str, Any]]:
    for article in store.corpus_articles(name):
        yield {**article.to_dict(), **(NO_TEXT if without_text else {})}
