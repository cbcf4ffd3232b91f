"""The addresses and captures that a batch of visits is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select, update

from extraction.addresses.urls import canonical, same_site
from storage.part import chunks
from storage.records import Capture, Fate, Visit
from storage.tables import models
from storage.tables.moments import hint_of, hint_text
from storage.tables.upsert import insert_missing, update_rows

Place = tuple[str, int]  # capture file and offset


@dataclass(frozen=True, slots=True)
class Address:
    """One row of ``url``, as far as storing needs it."""

    id: int
    url: str
    article_id: int | None
    fate: Fate | None
    visited_at: datetime | None
    changed_at: datetime | None
    due_at: datetime | None
    etag: str | None
    last_modified: str | None
    visits: int
    failures: int
    hint_modified: str | None


def identity(visit: Visit) -> str:
    """The canonical URL under which the visit's article is kept.

    What the page declares counts where it lies on the same site and is not its front page; else the
    address that answered.
    """
    answered = canonical(visit.final_url) if visit.final_url else None
    own = answered or visit.url
    declared = visit.article.canonical_url if visit.article else None
    if not declared:
        return own
    address = canonical(declared, visit.final_url or visit.url)
    if address is None or not urlsplit(address).path.strip("/") or not same_site(address, own):
        return own
    return address


def addresses_of(visit: Visit) -> tuple[str, ...]:
    """Every address that a visit tells of: asked for, answered, declared."""
    if visit.fate is not Fate.ARTICLE:
        return (visit.url,)
    answered = canonical(visit.final_url) if visit.final_url else None
    return tuple(dict.fromkeys(a for a in (visit.url, answered, identity(visit)) if a))


def rounds(visits: Sequence[Visit]) -> list[list[Visit]]:
    """The visits in order, cut so that within one round no address occurs twice."""
    cut: list[list[Visit]] = []
    taken: set[str] = set()
    for visit in visits:
        mine = addresses_of(visit)
        if not cut or not taken.isdisjoint(mine):
            cut.append([])
            taken = set()
        cut[-1].append(visit)
        taken.update(mine)
    return cut


def ensure_addresses(
    connection: Connection, visits: Sequence[Visit], sites: Mapping[str, int]
) -> dict[str, Address]:
    """The rows of all addresses of the visits; those not known yet are made."""
    wanted = {address: visit for visit in visits for address in addresses_of(visit)}
    known = load_addresses(connection, wanted)
    missing = [_new_row(address, visit, sites) for address, visit in wanted.items() if address not in known]
    if missing:
        insert_missing(connection, models.url, missing)
        known |= load_addresses(connection, [row["url"] for row in missing])
    return known


def load_addresses(connection: Connection, urls: Iterable[str]) -> dict[str, Address]:
    """The rows of those URLs that are known."""
    u = models.url.c
    columns = (
        u.id, u.url, u.article_id, u.fate, u.visited_at, u.changed_at, u.due_at, u.etag, u.last_modified,
        u.visits, u.failures, u.hint_modified,
    )  # fmt: skip
    found: dict[str, Address] = {}
    for piece in chunks(urls):
        for key, url, article, fate, *rest in connection.execute(
            select(*columns).where(u.url.in_(piece))
        ).all():
            found[url] = Address(key, url, article, Fate(fate) if fate else None, *rest)
    return found


def _new_row(address: str, visit: Visit, sites: Mapping[str, int]) -> dict[str, Any]:
    told = visit.discovery
    fetched = told.fetch_url if told and told.url == address else _fetched(address, visit)
    return {
        "url": address,
        "fetch_url": fetched if fetched != address else None,
        "site_id": sites[visit.site],
        "found_at": visit.at,
        "found_via": told.via if told else None,
        "source_id": told.source_id if told else None,
        "depth": told.depth if told else 0,
        "hint_title": told.title if told else None,
        "hint_published": hint_text(told.published) if told else None,
        "hint_modified": hint_text(told.modified) if told else None,
    }


def _fetched(address: str, visit: Visit) -> str:
    """The spelling in which an address was seen on the wire."""
    for seen in (visit.final_url, visit.article.canonical_url if visit.article else None):
        if seen and canonical(seen) == address:
            return seen
    return address


# ---- captures


def keep_captures(
    connection: Connection, visits: Sequence[Visit], addresses: Mapping[str, Address]
) -> tuple[dict[Place, int], set[Place]]:
    """Write down the visits' captures; gives their ids by place, and the places that were known before."""
    captures = [(visit.capture, addresses[visit.url].id) for visit in visits if visit.capture]
    if not captures:
        return {}, set()
    mine = [(capture.file, capture.offset) for capture, _ in captures]
    originals = [capture.original for capture, _ in captures if capture.original]
    files = warc_ids(connection, {c.file for c, _ in captures} | {file for file, _ in originals})
    known = capture_ids(connection, files, [*originals, *mine])
    rows = [
        _capture_row(capture, url_id, files, known)
        for place, (capture, url_id) in zip(mine, captures, strict=True)
        if place not in known
    ]
    insert_missing(connection, models.capture, rows)
    return capture_ids(connection, files, mine), known.keys() & set(mine)


def warc_ids(connection: Connection, files: Iterable[str]) -> dict[str, int]:
    """The ids of capture files; new ones are written down."""
    names = sorted(files)
    insert_missing(connection, models.warc, [{"file": name} for name in names])
    rows = connection.execute(
        select(models.warc.c.file, models.warc.c.id).where(models.warc.c.file.in_(names))
    )
    return {row.file: row.id for row in rows}


def capture_ids(
    connection: Connection, files: Mapping[str, int], places: Sequence[Place]
) -> dict[Place, int]:
    """The ids of captures by file and offset; file by file: for pairs of both SQLite walks all captures."""
    c = models.capture.c
    offsets: defaultdict[str, list[int]] = defaultdict(list)
    for file, offset in places:
        offsets[file].append(offset)
    found: dict[Place, int] = {}
    for file, wanted in offsets.items():
        for piece in chunks(wanted):
            mine = c.warc_id == files[file], c.offset.in_(piece)
            rows = connection.execute(select(c.offset, c.id).where(*mine))
            found |= {(file, offset): capture for offset, capture in rows}
    return found


def _capture_row(
    capture: Capture, url_id: int, files: Mapping[str, int], places: Mapping[Place, int]
) -> dict[str, Any]:
    return {
        "url_id": url_id,
        "warc_id": files[capture.file],
        "offset": capture.offset,
        "length": capture.length,
        "digest": capture.digest,
        "status": capture.status,
        "mime": capture.mime,
        "fetched_at": capture.fetched_at,
        "revisit_of": places.get(capture.original) if capture.original else capture.revisit_of,
    }


# ---- what a visit leaves at its address


def settle(
    connection: Connection,
    visits: Sequence[tuple[Visit, int | None, bool]],
    addresses: Mapping[str, Address],
) -> None:
    """Note each visit at the address that was asked for, and the article at all its addresses.

    ``visits`` come with the article they belong to and whether it changed.
    """
    rows = [_settled(visit, addresses[visit.url], article, changed) for visit, article, changed in visits]
    update_rows(connection, models.url, rows)
    others = [row for visit, article, _ in visits if article for row in _others(visit, article, addresses)]
    if others:
        u = models.url.c
        point = update(models.url).where(u.id == bindparam("row"))
        values = {"article_id": bindparam("article"), "fate": str(Fate.ARTICLE), "due_at": bindparam("due")}
        connection.execute(point.values(values), others)


def _others(visit: Visit, article: int, addresses: Mapping[str, Address]) -> Iterator[dict[str, Any]]:
    """The other addresses of a visit that do not point to its article yet."""
    for other in addresses_of(visit):
        if other != visit.url and addresses[other].article_id != article:
            due = visit.due_at if other == identity(visit) else None
            yield {"row": addresses[other].id, "article": article, "due": due}


def _settled(visit: Visit, address: Address, article: int | None, changed: bool) -> dict[str, Any]:
    unmodified = visit.fate is Fate.NOT_MODIFIED
    failed = visit.fate is Fate.ERROR
    told = hint_of(address.hint_modified)
    hinted = visit.discovery.modified if visit.discovery else None
    newest = max((m.value for m in (told, hinted) if m), default=None)
    alias = visit.fate is Fate.ARTICLE and visit.url != identity(visit)
    return {
        "id": address.id,
        "article_id": article or address.article_id,
        "fate": str(address.fate if unmodified and address.fate else visit.fate),
        "status": visit.status,
        "reason": visit.reason,
        "etag": visit.etag or (address.etag if unmodified or failed else None),
        "last_modified": visit.last_modified or (address.last_modified if unmodified or failed else None),
        "visited_at": visit.at,
        "changed_at": visit.at if changed else address.changed_at,
        "due_at": None if alias else visit.due_at,
        "visits": address.visits + 1,
        "failures": address.failures + 1 if failed else 0,
        "listed_modified_at": newest,
    }
