"""`newskeep token`: who else may read what `newskeep serve` shows."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

import typer

from newskeep.cli.app import CommandError, Group, app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import Column, emit_document, say, table

tokens = typer.Typer(cls=Group, help="Who may read what `newskeep serve` shows.", rich_markup_mode=None)
app.add_typer(tokens, name="token", no_args_is_help=True)


@tokens.command("add", no_args_is_help=True)
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who it is for.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Make a token and show it, this once: the archive keeps only its hash.

    Example: newskeep token add ann
    """
    token = secrets.token_urlsafe(24)
    with opened(configured(config, archive), write=True) as store:
        store.add_token(name, sha256(token.encode()).hexdigest(), datetime.now(UTC))
    say(token)


@tokens.command("list")
def list_tokens(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """List who has a token.

    Example: newskeep token list
    """
    with opened(configured(config, archive)) as store:
        found = store.tokens()
    if as_json:
        return emit_document([asdict(it) for it in found])
    rows = (
        (it.name, f"{it.created_at:%Y-%m-%d %H:%M}", it.used_at and f"{it.used_at:%Y-%m-%d %H:%M}")
        for it in found
    )
    return table([Column("name"), Column("since"), Column("last used")], rows, none="no token is given out")


@tokens.command("drop", no_args_is_help=True)
def drop_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who.")],
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Let a token's owner in no more.

    Example: newskeep token drop ann
    """
    with opened(configured(config, archive), write=True) as store:
        if not store.drop_token(name):
            raise CommandError(f"{name}: nobody of this name has a token")
