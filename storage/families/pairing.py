"""Editions that no page declares: found after a crawl by what translation keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from extraction.addresses.urls import site_of
from storage.families.editions import join_group
from storage.families.translation import Candidate, Pair, pairs, traits_of
from storage.keeping.states import State, load_states
from storage.part import Part, chunks
from storage.tables import models
from storage.tables.keys import first_of_day
from storage.tables.upsert import insert_missing

A, S, U = models.article.c, models.site.c, models.url.c
AROUND = timedelta(days=2)


class Pairing(Part):
    """Groups of the same story over languages."""

    def pair_editions(self, since: datetime) -> int:
        """Find the editions of articles first seen since a time, within each family of sites; gives how many
        pairs are new.

        A family is the sites of one registered domain. Only families with several languages are looked at,
        one day at a time. What was found stands in ``edition``, with the evidence.
        """
        with self._read() as connection:
            days = [
                (sites, day) for sites in _families(connection) for day in _days(connection, sites, since)
            ]
        return sum(self._pair_day(sites, day, since) for sites, day in days)

    def _pair_day(self, sites: Sequence[int], day: date, since: datetime) -> int:
        with self._read() as connection:
            around = list(_around(connection, sites, day))
        if len({candidate.language for _, candidate in around}) < 2:
            return 0
        new = {s.id for s, _ in around if s.day == day and s.first_seen_at >= since.replace(microsecond=0)}
        found = pairs([candidate for _, candidate in around], new)
        states = {state.id: state for state, _ in around}
        with self._write() as connection:
            return sum(_write(connection, pair, states) for pair in found)


def _families(connection: Connection) -> Iterable[list[int]]:
    """The sites of each registered domain."""
    families: defaultdict[str | None, list[int]] = defaultdict(list)
    for identity, home in connection.execute(select(S.id, S.url)):
        families[site_of(home)].append(identity)
    return families.values()


def _days(connection: Connection, sites: Sequence[int], since: datetime) -> list[date]:
    """The days of articles that were first seen since a time."""
    fresh = select(A.day).where(A.site_id.in_(sites), A.first_seen_at >= since).distinct()
    return sorted(connection.scalars(fresh))


def _around(connection: Connection, sites: Sequence[int], day: date) -> Iterator[tuple[State, Candidate]]:
    """The articles of a family around a day, in the order of their ids."""
    span = A.id >= first_of_day(day - AROUND), A.id < first_of_day(day + AROUND + timedelta(days=1))
    wanted = select(A.id).where(*span, A.site_id.in_(sites), A.language.is_not(None), A.withheld_at.is_(None))
    for piece in chunks(connection.scalars(wanted.order_by(A.id)).all()):
        for state in load_states(connection, piece).values():
            yield state, _candidate(state)


def _candidate(state: State) -> Candidate:
    content = state.content
    text = "\n".join(part for part in (content.title, content.lead, content.body) if part)
    at = content.published.value if content.published else state.first_seen_at
    traits = traits_of(text, [image.url for image in content.images])
    return Candidate(state.id, (content.language or "und").partition("-")[0], at, traits)


def _write(connection: Connection, pair: Pair, states: dict[int, State]) -> int:
    """Note one pair; gives 1 if it says something new."""
    one, other = states[pair.one], states[pair.other]
    wanted = select(A.id, A.edition_group).where(A.id.in_([pair.one, pair.other]))
    groups = {row.id: row.edition_group for row in connection.execute(wanted)}
    if groups[pair.one] is not None and groups[pair.one] == groups[pair.other]:
        return 0
    if _languages(connection, pair.one, groups[pair.one]) & _languages(
        connection, pair.other, groups[pair.other]
    ):
        return 0
    url = connection.scalar(select(U.url).join(models.article, A.url_id == U.id).where(A.id == pair.other))
    row = {
        "article_id": one.id, "url": url, "language": other.content.language, "evidence": pair.evidence,
    }  # fmt: skip
    insert_missing(connection, models.edition, [row])
    join_group(connection, pair.one, {pair.other})
    return 1


def _languages(connection: Connection, article: int, group: int | None) -> set[str]:
    """The languages of a group; a story stands once in each."""
    mine = A.id == article if group is None else A.edition_group == group
    return set(connection.scalars(select(A.language).where(mine)))
