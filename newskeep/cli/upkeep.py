"""`newskeep health`: how the sites do, and what to look at."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from newskeep.cli.app import app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import Column, table

if TYPE_CHECKING:
    from crawler.health import Health
    from storage.archive import Archive

LOOKED_AT = timedelta(weeks=6)


@app.command()
def health(as_json: AsJson = False, config: ConfigFile = None, archive: ArchiveUrl = None) -> None:
    """Say how each site does: last week against the four before, what fails, what to look at.

    Example: newskeep health
    """
    today = datetime.now(UTC).date()
    with opened(configured(config, archive)) as store:
        found = [_judged(store, site.name, today) for site in store.sites()]
    if as_json:
        return print(json.dumps([it.to_dict() for it in found], ensure_ascii=False, indent=2))
    columns = [
        Column("site"),
        Column("state"),
        Column("week", right=True),
        Column("usual", right=True),
        Column("expected", right=True),
        Column("commonest fault"),
        Column("what to do", wide=True),
    ]
    usual = {it.site: None if it.usual is None else f"{it.usual:.0f}" for it in found}
    return table(
        columns,
        ((it.site, it.state, it.week, usual[it.site], it.expected, it.commonest, it.advice) for it in found),
    )


def _judged(store: Archive, site: str, today: date) -> Health:
    from crawler.health import judge

    coverage = store.coverage(site, since=today - LOOKED_AT)
    return judge(site, coverage, store.sources(site), today, robots_changed=_robots_changed(store, site))


def _robots_changed(store: Archive, site: str) -> datetime | None:
    """When robots.txt last began to say something else; None where it never did."""
    told = [rights for rights in store.rights(site) if rights.kind == "robots"]
    versions = [list(same) for _, same in groupby(told, key=lambda rights: rights.digest)]
    return versions[-1][0].first_seen_at if len(versions) > 1 else None
