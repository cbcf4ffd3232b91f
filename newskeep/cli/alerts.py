"""`newskeep alerts`: saved searches that tell each article once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.codes import PARTLY
from newskeep.cli import completing
from newskeep.cli.app import CommandError, Group, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.search import line_of
from newskeep.cli.terminal import Column, emit, emit_document, note, table

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.desk import SavedSearch
    from storage.records import StoredArticle

alerts = typer.Typer(cls=Group, help="Saved searches that tell each new article once.", rich_markup_mode=None)
app.add_typer(alerts, name="alerts", no_args_is_help=True)

A_BATCH = 500
Way = Callable[[str, "list[StoredArticle]"], None]


@alerts.command(no_args_is_help=True)
def save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call the search.")],
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Save a search. It tells what is first seen from now on.

    Example: newskeep alerts save karsk 'karsk OR velmar'
    """
    from storage.query import parse

    text = " ".join(query)
    parse(text)
    with opened(configured(config, archive), write=True) as store:
        store.save_search(name, text, datetime.now(UTC))


@alerts.command("list")
def list_searches(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """List the saved searches.

    Example: newskeep alerts list
    """
    with opened(configured(config, archive)) as store:
        found = store.saved_searches()
    if as_json:
        return emit_document([asdict(it) for it in found])
    columns = [Column("name"), Column("saved"), Column("query", wide=True)]
    rows = ((it.name, f"{it.saved_at:%Y-%m-%d %H:%M}", it.query) for it in found)
    return table(columns, rows, none="no search is saved")


@alerts.command(no_args_is_help=True)
def drop(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The search.", autocompletion=completing.searches)
    ],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Forget a saved search.

    Example: newskeep alerts drop karsk
    """
    with opened(configured(config, archive), write=True) as store:
        store.drop_search(name)


@alerts.command()
def tell(
    mail_to: Annotated[
        str | None, typer.Option("--mail-to", metavar="ADDRESS", help="Send a mail for each search.")
    ] = None,
    mail_from: Annotated[
        str, typer.Option("--mail-from", metavar="ADDRESS", help="Who it comes from.")
    ] = "newskeep@localhost",
    smtp: Annotated[
        str,
        typer.Option(
            envvar="NEWSKEEP_SMTP", metavar="URL", help="smtp://user:password@host:port, or smtps://."
        ),
    ] = "smtp://localhost",
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Post JSON there for each search.")
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Tell what the saved searches found since the last time, each article once.

    It prints, unless it is to mail or to post. What no way took is told the next time (exit code 3).

    Example, from cron: newskeep alerts tell --mail-to ann@example.org
    """
    from newskeep.delivery import letter, mail, mail_server, post
    from newskeep.delivery import webhook as address_of

    def by_mail(name: str, found: list[StoredArticle]) -> None:
        mail(letter(name, found, mail_from, mail_to or ""), smtp)

    def by_webhook(name: str, found: list[StoredArticle]) -> None:
        post(name, found, webhook or "")

    def printed(name: str, found: list[StoredArticle]) -> None:
        _print(name, found, as_json=as_json)

    _checked((mail_server, smtp if mail_to else None), (address_of, webhook))
    ways: list[Way] = [way for way, wanted in ((by_mail, mail_to), (by_webhook, webhook)) if wanted]
    with opened(configured(config, archive), write=True) as store:
        failures = [
            failure
            for search in store.saved_searches()
            for failure in _tell(store, search, ways or [printed])
        ]
    for failure in failures:
        note(f"newskeep: {failure}")
    if failures:
        raise typer.Exit(PARTLY)


def _checked(*addresses: tuple[Callable[[str], object], str | None]) -> None:
    """Refuse wrong addresses before anything is sent."""
    from newskeep.delivery import NoAddressError

    for read, address in addresses:
        try:
            _ = address is not None and read(address)
        except NoAddressError as error:
            raise CommandError(str(error)) from error


def _tell(store: Archive, search: SavedSearch, ways: Sequence[Way]) -> Iterator[str]:
    """Tell what is new, a batch at a time; gives what went wrong. What no way took is told the next time."""
    found = {it.id: it for it in _since(store, search)}
    new = store.untold(search.name, list(found))
    for start in range(0, len(new), A_BATCH):
        batch = new[start : start + A_BATCH]
        failures = list(_sent(search.name, [found[key] for key in batch], ways))
        yield from failures
        if len(failures) == len(ways):
            return
        store.told(search.name, batch, datetime.now(UTC))


def _sent(name: str, found: list[StoredArticle], ways: Sequence[Way]) -> Iterator[str]:
    """Send it each way; gives the failures."""
    from newskeep.delivery import DeliveryError

    for way in ways:
        try:
            way(name, found)
        except DeliveryError as error:
            yield str(error)


def _print(name: str, found: list[StoredArticle], *, as_json: bool) -> None:
    for it in found:
        if as_json:
            emit({"search": name, **it.to_dict()})
        else:
            print(f"{name}\t{line_of(it)}")


def _since(store: Archive, search: SavedSearch) -> Iterator[StoredArticle]:
    """What the search finds among the articles first seen since it was saved."""
    from storage.errors import QueryError
    from storage.query import parse

    query = f"({search.query}) seen:{search.saved_at:%Y-%m-%d}..".removeprefix("() ")
    try:
        parse(query)
    except QueryError:  # an option such as cluster:once may not stand in a group
        query = search.query
    return (it for it in store.search(query) if it.first_seen_at >= search.saved_at)
