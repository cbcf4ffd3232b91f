"""What was done and seen beside the articles: runs, rights, coverage, site profiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.part import Part, site_ids
from storage.records import CoverageDay
from storage.tables import ledger, models
from storage.tables.upsert import insert_missing, insert_or_update


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One crawl run; ``finished_at`` is None while it goes on, or where it was killed."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    sites: tuple[str, ...]
    summary: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Rights:
    """What a site said of reuse, and from when to when it was seen to say so."""

    site: str
    kind: str  # "robots", "tdmrep", ...
    text: str | None
    digest: str | None
    first_seen_at: datetime
    last_seen_at: datetime


COVERED = ("site_id", "day", "expected", "captured", "missing")
Covered = dict[tuple[int, date], tuple[int, int, dict[str, int]]]


class Journal(Part):
    """Runs, rights, coverage and profiles."""

    def start_run(self, started_at: datetime, sites: Sequence[str]) -> int:
        """Note that a crawl begins; gives its number."""
        row = insert(ledger.run).values(started_at=started_at, sites=list(sites))
        with self._write() as connection:
            return int(connection.scalar(row.returning(ledger.run.c.id)) or 0)

    def finish_run(self, run: int, finished_at: datetime, exit_code: int, summary: Mapping[str, Any]) -> None:
        """Note that a crawl has ended."""
        values = {"finished_at": finished_at, "exit_code": exit_code, "summary": dict(summary)}
        with self._write() as connection:
            connection.execute(update(ledger.run).where(ledger.run.c.id == run).values(values))

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """The latest runs, newest first."""
        r = ledger.run.c
        columns = r.id, r.started_at, r.finished_at, r.exit_code, r.sites, r.summary
        with self._read() as connection:
            rows = connection.execute(select(*columns).order_by(r.id.desc()).limit(limit))
            return [RunRecord(i, s, f, e, tuple(names), summary) for i, s, f, e, names, summary in rows]

    # ---- rights

    def record_rights(
        self, site: str, at: datetime, kind: str, text: str | None, digest: str | None = None
    ) -> None:
        """Note what a site says of reuse now; the same as before only moves ``last_seen_at``."""
        r = ledger.rights.c
        with self._write() as connection:
            identity = site_ids(connection, [site])[site]
            latest = connection.execute(
                select(r.id, r.digest, r.text)
                .where(r.site_id == identity, r.kind == kind)
                .order_by(r.id.desc())
                .limit(1)
            ).first()
            if latest and (latest.digest, latest.text) == (digest, text):
                connection.execute(update(ledger.rights).where(r.id == latest.id).values(last_seen_at=at))
                return
            row = {"site_id": identity, "kind": kind, "digest": digest, "text": text}
            connection.execute(insert(ledger.rights).values(**row, first_seen_at=at, last_seen_at=at))

    def rights(self, site: str | None = None) -> list[Rights]:
        """What sites said of reuse, in the order in which it was seen."""
        r = ledger.rights.c
        columns = models.site.c.name, r.kind, r.text, r.digest, r.first_seen_at, r.last_seen_at
        wanted = select(*columns).join(models.site, models.site.c.id == r.site_id).order_by(r.id)
        with self._read() as connection:
            if site is not None:
                wanted = wanted.where(r.site_id == site_ids(connection, [site])[site])
            return [Rights(*row) for row in connection.execute(wanted)]

    # ---- coverage

    def cover(self, days: Sequence[CoverageDay]) -> None:
        """Add to the coverage of sites and days: counts are added to those noted before."""
        if not days:
            return
        with self._write() as connection:
            ids = site_ids(connection, {day.site for day in days})
            counts = _covered(connection, ids.values(), [day.day for day in days])
            for day in days:
                expected, captured, missing = counts.get((ids[day.site], day.day), (0, 0, {}))
                counts[ids[day.site], day.day] = (
                    expected + day.expected,
                    captured + day.captured,
                    dict(Counter(missing) + Counter(day.missing)),
                )
            rows = [dict(zip(COVERED, (*key, *count), strict=True)) for key, count in counts.items()]
            insert_or_update(connection, ledger.coverage, COVERED[:2], rows)

    def coverage(
        self, site: str | None = None, since: date | None = None, until: date | None = None
    ) -> list[CoverageDay]:
        """The coverage by site and day, both ends included."""
        c = ledger.coverage.c
        columns = models.site.c.name, c.day, c.expected, c.captured, c.missing
        wanted = select(*columns).join(models.site, models.site.c.id == c.site_id)
        wanted = wanted.where(c.day >= since) if since else wanted
        wanted = wanted.where(c.day <= until) if until else wanted
        with self._read() as connection:
            if site is not None:
                wanted = wanted.where(c.site_id == site_ids(connection, [site])[site])
            rows = connection.execute(wanted.order_by(models.site.c.name, c.day))
            return [CoverageDay(*row) for row in rows]

    # ---- site profiles

    def save_profile(self, site: str, version: str, data: bytes, at: datetime) -> None:
        """Keep a learned profile beside the older ones; the same version again changes nothing."""
        with self._write() as connection:
            identity = site_ids(connection, [site])[site]
            row = {"site_id": identity, "version": version, "learned_at": at, "data": data}
            insert_missing(connection, ledger.site_profile, [row])

    def profiles(self, site: str) -> list[datetime]:
        """When the site's profiles were learned, the oldest first: each after the first for a new layout."""
        p = ledger.site_profile.c
        with self._read() as connection:
            mine = select(p.learned_at).where(p.site_id == site_ids(connection, [site])[site])
            return list(connection.scalars(mine.order_by(p.learned_at, p.id)))

    def profile(self, site: str, at: datetime | None = None) -> bytes | None:
        """The site's profile as it was at a time (the newest without one), None before there was any.

        A capture from before the first profile is read with the first.
        """
        p = ledger.site_profile.c
        with self._read() as connection:
            mine = select(p.data).where(p.site_id == site_ids(connection, [site])[site])
            newest = p.learned_at.desc(), p.id.desc()
            data: bytes | None = None
            if at is not None:
                data = connection.scalar(mine.where(p.learned_at <= at).order_by(*newest).limit(1))
            order = newest if at is None else (p.learned_at, p.id)
            return data or connection.scalar(mine.order_by(*order).limit(1))


def _covered(connection: Connection, sites: Collection[int], days: Sequence[date]) -> Covered:
    """What is noted of these sites from the first of these days to the last."""
    c = ledger.coverage.c
    rows = connection.execute(
        select(c.site_id, c.day, c.expected, c.captured, c.missing).where(
            c.site_id.in_(sites), c.day.in_(set(days))
        )
    )
    return {(site, day): (expected, captured, missing) for site, day, expected, captured, missing in rows}
