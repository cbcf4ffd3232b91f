"""What a shell offers for names that only the archive or its settings know; nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from crawler.config import Config, ConfigError
from newskeep.cli.app import CommandError
from newskeep.cli.place import configured, opened
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from storage.archive import Archive

Offer = Callable[[typer.Context, str], list[str]]


def _from_settings(names: Callable[[Config], list[str]]) -> Offer:
    def offer(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            found = names(configured(ctx.params.get("config"), ctx.params.get("archive")))
        except (ArchiveError, ConfigError, CommandError):
            return []
        return [name for name in found if name.startswith(incomplete)]

    return offer


def _from_archive(names: Callable[[Archive], list[str]]) -> Offer:
    def read(settings: Config) -> list[str]:
        with opened(settings) as store:
            return names(store)

    return _from_settings(read)


sites = _from_settings(lambda settings: [site.name for site in settings.sites])
corpora = _from_archive(lambda store: [it.name for it in store.corpora()])
searches = _from_archive(lambda store: [it.name for it in store.saved_searches()])
