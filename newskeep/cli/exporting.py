"""`newskeep export`: articles out to other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured, opened
from newskeep.cli.terminal import counted, interactive, many, note

if TYPE_CHECKING:
    from storage.archive import Archive

Rows = Iterable[Any]

SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".bib": "bibtex",
    ".ris": "ris",
    ".json": "csl-json",
    ".wacz": "wacz",
}


Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is standard output.")
]
CURRENT_ONLY = "each article as it stands: former texts of edited articles are in an export with --revisions"
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
PAGES = "wacz"  # the one that holds pages


def form_option(formats: Sequence[str]) -> Any:
    """The option that chooses one of these formats."""
    told = f"{', '.join(formats[:-1])} or {formats[-1]}"
    return typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"{told}; else by the file's ending, jsonl on standard output.",
        autocompletion=lambda: [*formats],
    )


Form = Annotated[str | None, form_option(FORMATS)]


@app.command()
def export(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Which articles; all without.")
    ] = None,
    output: Output = Path("-"),
    form: Form = None,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="Every state of each article, oldest first.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin a CSV with a byte order mark, for Excel.")
    ] = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Write articles to a file: complete, or not there at all; beside it FILE.about.json says what it is.

    Example: newskeep export 'lang:fr date:2022-02' --format csv -o february.csv
    """
    from newskeep.export.rows import rows
    from newskeep.export.wacz import kept_pages

    text = " ".join(query or ())
    with opened(configured(config, archive)) as store:
        about = {"query": text, "revisions": revisions, **_as_of(), **_limits(store)}
        about |= {} if revisions else {"note": CURRENT_ONLY}
        form = form_of(output, form)
        chosen = kept_pages if form == PAGES else rows
        write_export(
            chosen(store, text, revisions=revisions), output, form, about, total=store.count(text), bom=bom
        )


def form_of(output: Path, form: str | None, formats: Sequence[str] = FORMATS) -> str:
    """The format that is asked for, or that a file's name tells; jsonl where it tells none."""
    known = {suffix: name for suffix, name in SUFFIXES.items() if name in formats}
    suffix = output.suffix.lower()
    if form is None and suffix and suffix not in known:
        raise CommandError(
            f"{output}: no format has the ending {suffix}: there are {', '.join(known)}; or give --format"
        )
    form = form or known.get(suffix, "jsonl")
    if form not in formats:
        raise CommandError(f"no format {form!r}: there are {', '.join(formats)}")
    return form


def _as_of() -> dict[str, str]:
    """The moment of which an export tells: what is edited while it is written comes as it was."""
    return {"as_of": datetime.now(UTC).isoformat(timespec="seconds")}


def _limits(store: Archive) -> dict[str, Any]:
    """What a reader must know: articles that are withheld, days not captured in full, what sites reserve."""
    from storage.tables.schema import VERSIONS

    gaps = [
        {"site": it.site, "day": it.day.isoformat(), "expected": it.expected, "captured": it.captured}
        for it in store.coverage()
        if it.captured < it.expected
    ]
    hidden = sum(it.released_at is None for it in store.withheld())
    said = [
        {
            "site": it.site, "kind": it.kind, "text": it.text,
            "first_seen_at": it.first_seen_at.isoformat(), "last_seen_at": it.last_seen_at.isoformat(),
        }
        for it in store.rights()
        if it.text is not None and it.kind != "robots"  # of which "robots for language models" is the gist
    ]  # fmt: skip
    return {"archive_version": VERSIONS[-1], "withheld": hidden, "coverage_gaps": gaps, "rights": said}


def write_export(
    rows: Rows, output: Path, form: str, about: Mapping[str, Any], *, total: int, bom: bool = False
) -> None:
    """Write rows and their sidecar; on a terminal also a line."""
    from newskeep.export.file import describe, written

    write = _writer(form, bom)
    with written(output) as out, counted("exporting") as step:
        count = Count(rows, lambda done: step(done, total))
        write(count, out)
    if str(output) == "-" or not output.is_file():
        return
    made = {"format": form, "rows": count.seen, "bytes": out.size, "sha256": out.digest}
    describe(output, {**about, **made, **_origin()})
    if interactive():
        note(f"{many(count.seen, 'row')}, SHA-256 {out.digest}: {output}")


class Count:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Rows, step: Callable[[int], None]) -> None:
        self.rows, self.step, self.seen = rows, step, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.seen += 1
            self.step(self.seen)
            yield row


def _writer(form: str, bom: bool) -> Callable[[Rows, Any], None]:
    """The writer of a format; nothing is imported for the formats that are not wanted."""
    from functools import partial

    from newskeep.export.forms import write

    if form == PAGES:
        from newskeep.export import wacz

        return partial(wacz.write, made=datetime.now(UTC))
    return partial(write, form=form, bom=bom)


def _origin() -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": f"newskeep {version('newskeep')}",
    }
