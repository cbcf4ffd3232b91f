"""`newskeep show` and `diff`: one article, its states, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newskeep.cli.app import app
from newskeep.cli.place import Address, ArchiveUrl, AsJson, ConfigFile, configured, key_of, opened
from newskeep.cli.terminal import emit_document, many, note, page, safe, safe_piece, styled, wrapped

if TYPE_CHECKING:
    from newskeep.compare import Difference
    from storage.archive import Archive
    from storage.reading import Removal, Variant


@app.command(no_args_is_help=True)
def show(
    address: Address,
    revision: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="As revision N had it; else as it stands.")
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show an article: what is known of it, and its text.

    Example: newskeep show https://www.bbabo.net/fr/news/1 --revision 1
    """
    from newskeep.export.rows import as_of, state_of

    with opened(configured(config, archive)) as store:
        article = store.article(key_of(address))
        state = state_of(store.revisions(article.id), revision, article.url) if revision else None
        history = [*_headlines(store.variants(article.id)), *_absences(store.removals(article.id))]
    shown = as_of(article, state) if state else article.to_dict()
    if as_json:
        return emit_document(shown)
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
    a: Annotated[
        int | None, typer.Argument(metavar="A", help="From this revision; else the one before the last.")
    ] = None,
    b: Annotated[
        int | None, typer.Argument(metavar="B", help="To this one; else the one after A, or the last.")
    ] = None,
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
    return emit_document(found.to_dict())


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
