"""What the crawler needs to know and to remember: sites, sources, and every URL ever seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, nulls_last, select, update

from extraction.article import Moment
from storage.errors import UnknownSource
from storage.part import Part, chunks, site_ids
from storage.records import Discovery, Fate, SiteFacts, SourceKind, SourceState, UrlState
from storage.tables import models
from storage.tables.moments import hint_of, hint_text
from storage.tables.upsert import insert_missing, insert_or_update

LEARNED = [
    "etag",
    "last_modified",
    "digest",
    "polled_at",
    "due_at",
    "interval_seconds",
    "polls",
    "links",
    "fresh",
    "failures",
    "error",
]
TOLD = ("found_via", "language", "section")
FIRST = datetime(1970, 1, 1, tzinfo=UTC)  # ``due_at`` of what is to be looked at before all that is due


class Frontier(Part):
    """Sites, sources and URLs."""

    def enrol(self, sites: Sequence[SiteFacts]) -> None:
        """Remember the configured sites; facts of one known already are renewed."""
        rows = [{"name": s.name, "url": s.url, "language": s.language, "timezone": s.timezone} for s in sites]
        with self._write() as connection:
            insert_or_update(connection, models.site, ["name"], rows)

    def sites(self) -> list[SiteFacts]:
        """All sites that were ever enrolled, by name."""
        s = models.site.c
        with self._read() as connection:
            rows = connection.execute(select(s.name, s.url, s.language, s.timezone).order_by(s.name))
            return [SiteFacts(*row) for row in rows]

    def memory(self, site: str) -> bytes | None:
        """What the crawler learned of the site, in its own format."""
        with self._read() as connection:
            data: bytes | None = connection.scalar(
                select(models.site.c.memory).where(models.site.c.name == site)
            )
            return data

    def remember(self, site: str, data: bytes) -> None:
        """Keep what the crawler learned of the site."""
        with self._write() as connection:
            identity = site_ids(connection, [site])[site]
            connection.execute(update(models.site).where(models.site.c.id == identity).values(memory=data))

    # ---- sources

    def sources(self, site: str) -> list[SourceState]:
        """The site's feeds, sitemaps, listings and front pages."""
        with self._read() as connection:
            return _sources(connection, site_ids(connection, [site])[site])

    def save_sources(self, site: str, sources: Sequence[SourceState]) -> list[SourceState]:
        """Remember sources by URL; what polls taught of known ones is kept. Gives them with their ids."""
        with self._write() as connection:
            identity = site_ids(connection, [site])[site]
            rows = [_source_row(identity, source) for source in sources]
            insert_missing(connection, models.source, rows)
            wanted = {source.url for source in sources}
            return [state for state in _sources(connection, identity) if state.url in wanted]

    def polled(self, site: str, state: SourceState) -> None:
        """Remember what a poll taught of a source."""
        s = models.source.c
        values = {name: getattr(state, name) for name in LEARNED}
        with self._write() as connection:
            identity = site_ids(connection, [site])[site]
            mine = and_(s.site_id == identity, s.url == state.url)
            if not connection.execute(update(models.source).where(mine).values(values)).rowcount:
                raise UnknownSource(state.url)

    # ---- URLs

    def known(self, urls: Iterable[str]) -> dict[str, UrlState]:
        """What is known of these canonical URLs, at any site; unknown ones are left out."""
        with self._read() as connection:
            return known_urls(connection, urls)

    def discover(self, site: str, found: Sequence[Discovery], now: datetime) -> list[UrlState]:
        """Remember URLs before they are fetched, so that a killed crawl carries on; gives the state of each.

        A known URL keeps its state; hints that are newer or were missing are taken over.
        """
        if not found:
            return []
        newest = {discovery.url: discovery for discovery in found}
        with self._write() as connection:
            states = known_urls(connection, newest)
            fresh = [d for d in newest.values() if d.url not in states]
            if fresh:
                identity = site_ids(connection, [site])[site]
                insert_missing(connection, models.url, [_url_row(identity, d, now) for d in fresh])
            stale = {
                u: told for u, d in newest.items() if u in states and (told := news(states[u].discovery, d))
            }
            for address, values in stale.items():
                connection.execute(update(models.url).where(models.url.c.url == address).values(values))
            changed = [*(d.url for d in fresh), *stale]
            states |= known_urls(connection, changed) if changed else {}
        return [states[discovery.url] for discovery in found]

    def pending(self, site: str, limit: int | None = None) -> list[UrlState]:
        """URLs that wait for a visit: hastened ones, then those found but never finished.

        The newest first, by the source's date, undated last.
        """
        u = models.url.c
        told = nulls_last(u.hint_modified.desc()), nulls_last(u.hint_published.desc()), u.id
        wanted = STATES.where(models.site.c.name == site, u.fate.is_(None)).order_by(*told).limit(limit)
        with self._read() as connection:
            waiting = _states(connection, wanted)
        return [*self.due(site, FIRST, limit), *waiting][:limit]

    def due(self, site: str, now: datetime, limit: int | None = None) -> list[UrlState]:
        """Visited URLs that are to be looked at again by ``now``, the longest due first."""
        u = models.url.c
        wanted = (
            STATES.where(models.site.c.name == site, u.fate.is_not(None), u.due_at <= now)
            .order_by(u.due_at, u.id)
            .limit(limit)
        )
        with self._read() as connection:
            return _states(connection, wanted)

    def hasten(self, urls: Iterable[str]) -> None:
        """These visited URLs are said to have changed: until their next visit they are due :data:`FIRST`."""
        u = models.url.c
        with self._write() as connection:
            for piece in chunks(urls):
                mine = and_(u.url.in_(piece), u.fate.is_not(None))
                connection.execute(update(models.url).where(mine).values(due_at=FIRST))

    def alias(self, url: str, canonical: str) -> None:
        """Remember that ``url`` is another address of ``canonical``, which is known."""
        with self._write() as connection:
            states = known_urls(connection, [url, canonical])
            target, itself = states.get(canonical), states.get(url)
            if target is None or url == canonical:
                return
            told = itself.discovery.modified if itself else None
            identity = site_ids(connection, [target.site])[target.site]
            fate = Fate.ARTICLE if target.article_id else Fate.NOT_ARTICLE
            row = {
                "url": url, "site_id": identity, "article_id": target.article_id, "fate": str(fate),
                "reason": f"another address of {canonical}", "due_at": None,
                "listed_modified_at": told.value if told else None,
            }  # fmt: skip
            insert_or_update(connection, models.url, ["url"], [row])


STATES = select(models.url, models.site.c.name.label("site")).join(models.site)
OF_URLS = STATES.where(models.url.c.url.in_(bindparam("urls", expanding=True)))


def known_urls(connection: Connection, urls: Iterable[str]) -> dict[str, UrlState]:
    """The states of those URLs that are known."""
    found: list[UrlState] = []
    for piece in chunks(urls):
        found += _states(connection, OF_URLS, {"urls": piece})
    return {state.url: state for state in found}


def news(known: Discovery, told: Discovery) -> dict[str, Any]:
    """The columns in which a discovery tells more than is known; empty where it tells nothing."""
    newer = _later(told.modified, known.modified)
    values: dict[str, Any] = {}
    if newer:
        values["hint_modified"] = hint_text(told.modified)
    if told.title and told.title != known.title and (newer or known.title is None):
        values["hint_title"] = told.title
    if told.published and known.published is None:
        values["hint_published"] = hint_text(told.published)
    if told.source_id and known.source_id is None:
        values |= {"source_id": told.source_id, "found_via": told.via}
    return values


def _later(told: Moment | None, known: Moment | None) -> bool:
    return told is not None and (known is None or told.value.replace(microsecond=0) > known.value)


def _states(
    connection: Connection, wanted: Select[Any], values: dict[str, Any] | None = None
) -> list[UrlState]:
    return [_state(row) for row in connection.execute(wanted, values).mappings()]


def _state(row: RowMapping) -> UrlState:
    discovery = Discovery(
        url=row["url"],
        fetch_url=row["fetch_url"] or row["url"],
        source_id=row["source_id"],
        title=row["hint_title"],
        published=hint_of(row["hint_published"]),
        modified=hint_of(row["hint_modified"]),
        via=row["found_via"],
        depth=row["depth"],
    )
    return UrlState(
        id=row["id"],
        url=row["url"],
        fetch_url=discovery.fetch_url,
        site=row["site"],
        fate=Fate(row["fate"]) if row["fate"] else None,
        article_id=row["article_id"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        visited_at=row["visited_at"],
        due_at=row["due_at"],
        failures=row["failures"],
        visits=row["visits"],
        discovery=discovery,
        changed_at=row["changed_at"],
        listed_modified=row["listed_modified_at"],
        found_at=row["found_at"],
    )


def _url_row(site_id: int, discovery: Discovery, now: datetime) -> dict[str, Any]:
    return {
        "url": discovery.url,
        "fetch_url": discovery.fetch_url if discovery.fetch_url != discovery.url else None,
        "site_id": site_id,
        "found_at": now,
        "found_via": discovery.via,
        "source_id": discovery.source_id,
        "depth": discovery.depth,
        "hint_title": discovery.title,
        "hint_published": hint_text(discovery.published),
        "hint_modified": hint_text(discovery.modified),
    }


def _sources(connection: Connection, site_id: int) -> list[SourceState]:
    s = models.source.c
    names = ["id", "kind", "url", *TOLD, *LEARNED]
    rows = connection.execute(select(*(s[n] for n in names)).where(s.site_id == site_id).order_by(s.id))
    return [SourceState(**{**row, "kind": SourceKind(row["kind"])}) for row in rows.mappings()]


def _source_row(site_id: int, source: SourceState) -> dict[str, Any]:
    told = {name: getattr(source, name) for name in [*TOLD, *LEARNED]}
    return {"site_id": site_id, "kind": str(source.kind), "url": source.url, **told}
