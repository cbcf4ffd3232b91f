"""How a site does, from what the archive knows of it: the same in the terminal and in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.health import Health
    from storage.archive import Archive
    from storage.journal import Rights
    from storage.records import CoverageDay


def judged(store: Archive, site: str, coverage: Sequence[CoverageDay], today: date) -> Health:
    """How one site does; ``coverage`` goes back six weeks or more."""
    from crawler.health import judge

    rights, learned = store.rights(site), store.profiles(site)
    return judge(
        site,
        coverage,
        store.sources(site),
        today,
        robots_changed=_changed(it for it in rights if it.kind == "robots"),
        layout_changed=learned[-1] if len(learned) > 1 else None,
        known_since=min((it.first_seen_at for it in rights), default=None),
    )


def _changed(told: Iterable[Rights]) -> datetime | None:
    """When a site last began to say something else; None where it never did."""
    versions = [list(same) for _, same in groupby(told, key=lambda rights: rights.digest)]
    return versions[-1][0].first_seen_at if len(versions) > 1 else None
