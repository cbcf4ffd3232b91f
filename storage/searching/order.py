"""In which order hits come: newest first, or best first.

Newest first costs SQLite nothing: its index is walked from its end. PostgreSQL's index knows no order, and
its planner may read a million texts to find twenty; so it is asked for a few days at a time, beginning with
the newest, where the day of an article's id is one more word of the index.

Best first: articles with all the words in the title come before all others, newest first. The first
sixty of this order are then put in the order of :mod:`storage.terms.ranking`. Where a beginning is too wide
for the index, those are the newest sixty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import merge
from itertools import chain, count, groupby, islice

from sqlalchemy import Connection, func, select

from storage.searching.fulltext import CURRENT
from storage.searching.fulltext_postgresql import DAY_LEVELS, day_word
from storage.searching.sql import Index, Plan, has_phrase
from storage.tables.keys import DAY_BITS
from storage.tables.models import article, article_text
from storage.terms.matching import All, Any, Match, Term
from storage.terms.ranking import Candidate, ranked
from storage.terms.snippets import shown

FIRST_CHUNK, MOST_CHUNK = 100, 5_000  # ids asked for at once
ROW = 8  # days
MOST_DAYS = 4_096  # asked for at once
FEW = 5_000  # hits that are asked for at once, over all days
ENOUGH = 4  # days that tell how many hits the others have
RANKED = 60  # hits whose texts are compared
SAMPLED = 25  # articles that are read at once for a page of a beginning that many words have,
RARE = 6  # as long as one in so many is a hit
AT_SIGHT = 200  # articles that are read for a beginning which is too wide for the index, to count hits
LAST = (1 << 63) - 1  # past all ids

_NEWEST = f"""
SELECT rowid FROM {CURRENT} WHERE {CURRENT} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
"""


def newest_ids(
    connection: Connection, plan: Plan, before: int | None = None, first: int = FIRST_CHUNK
) -> Iterator[int]:
    """The ids of all hits, newest first, in pieces that each begin where the last one ended.

    ``first``: how many are likely to be wanted.
    """
    asked = plan.candidates
    newest = _by_days if asked.by_days else _both if asked.current.by_days else _newest
    pieces = newest(connection, asked, before, min(first, MOST_CHUNK))
    if plan.sieve:
        pieces = plan.sieve.pieces(connection, pieces)
    return _once(connection, pieces) if plan.once else chain.from_iterable(pieces)


def first_ids(connection: Connection, plan: Plan, before: int | None, first: int) -> Iterator[int]:
    """The same for a page: where many words begin so, the newest articles are read as long as many are hits.

    The index would read the places of all these words before it gives the first hit.
    """
    if plan.sample is None or plan.sample.sieve is None or first > SAMPLED:
        return newest_ids(connection, plan, before, first)
    hits: list[int] = []
    candidates = newest_ids(connection, plan.sample.candidates, before, SAMPLED)
    for read in count(SAMPLED, SAMPLED):
        piece = list(islice(candidates, SAMPLED))
        hits += plan.sample.sieve.sift(connection, piece)
        if len(piece) < SAMPLED:
            return iter(hits)
        if len(hits) >= first:
            break
        if len(hits) * RARE < read:
            return newest_ids(connection, plan, before, first)
    return chain(hits, newest_ids(connection, plan, hits[-1], first))


def at_sight(connection: Connection, plan: Plan) -> tuple[list[int], bool]:
    """What a sieve finds among the newest of its candidates, and whether these were all."""
    asked = newest_ids(connection, replace(plan.candidates, once=False), first=AT_SIGHT + 1)
    candidates = list(islice(asked, AT_SIGHT + 1))
    whole, newest = len(candidates) <= AT_SIGHT, iter([candidates[:AT_SIGHT]])
    pieces = plan.sieve.pieces(connection, newest) if plan.sieve else newest
    return list(_once(connection, pieces) if plan.once else chain.from_iterable(pieces)), whole


def _newest(connection: Connection, plan: Plan, before: int | None, size: int) -> Iterator[list[int]]:
    while piece := _piece(connection, plan, before, size):
        yield piece
        if len(piece) < size:
            return
        before, size = piece[-1], min(size * 4, MOST_CHUNK)


def _piece(connection: Connection, plan: Plan, before: int | None, size: int) -> list[int]:
    """Where FTS5 alone answers, its statement goes straight to the driver: making one takes longer."""
    if (match := plan.fts5) is None:
        return list(connection.scalars(plan.newest(before, size)))
    given = (match, LAST if before is None else before, size)
    return [identity for (identity,) in connection.exec_driver_sql(_NEWEST, given)]


def _both(connection: Connection, plan: Plan, before: int | None, size: int) -> Iterator[list[int]]:
    """Where former texts are looked for too: these are few, and all are found before those of today."""
    former = sorted(connection.scalars(plan.former(_whole(plan), before)), reverse=True)
    current = chain.from_iterable(_by_days(connection, plan.current, before, size))
    ids = (identity for identity, _ in groupby(merge(current, former, reverse=True)))
    while piece := list(islice(ids, size)):
        yield piece


def _by_days(connection: Connection, plan: Plan, before: int | None, size: int) -> Iterator[list[int]]:
    stretches = Stretches(connection, plan, before, size)
    for narrowed, end in stretches:
        for piece in _newest(connection, narrowed, end, size):
            stretches.found += len(piece)
            yield piece
        size = min(max(size, stretches.found), MOST_CHUNK)


class Stretches:
    """A plan for the hits of the newest days, then for those of as many days more as are likely to hold what
    is wanted; and where few are left by what was found so far, for all others. Each with the id that its hits
    stand before.

    Not for all others at once where a phrase is looked for: articles with its words must be read, so what is
    not wanted is better left.
    """

    def __init__(self, connection: Connection, plan: Plan, before: int | None, wanted: int) -> None:
        self.connection, self.plan, self.before, self.wanted = connection, plan, before, wanted
        self.found = 0  # hits so far, as the reader tells
        self.phrase = has_phrase(_whole(plan))

    def __iter__(self) -> Iterator[tuple[Plan, int | None]]:
        id_ = Index(CURRENT, self.plan.dialect).id
        oldest, newest = self.connection.execute(select(func.min(id_), func.max(id_))).one()
        if newest is None:
            return
        last = oldest >> DAY_BITS
        start = day = min(newest, newest if self.before is None else self.before - 1) >> DAY_BITS
        while day >= last:
            if day < start and self._few(start - day, day - last + 1):
                rest = (day + 1) << DAY_BITS
                yield self.plan, rest if self.before is None else min(self.before, rest)
                return
            first = self._first(start - day, day)
            days = Term(tuple((word,) for word in day_words(first, day)), shown=False)
            yield replace(self.plan, match=All((_whole(self.plan), days))), self.before
            day = first - 1

    def _few(self, asked: int, left: int) -> bool:
        """Whether few hits are left, if they are as frequent in the days left as in those asked for.

        The newest day alone tells nothing: it has only begun.
        """
        return not self.phrase and asked >= ENOUGH and self.found * left <= FEW * asked

    def _first(self, asked: int, day: int) -> int:
        """The first of the days up to ``day`` that are to be asked for next, at the beginning of a row; where
        few hits were found, no more than four times as many days as before, as few tell little of others."""
        if not asked:
            return max(day - (ROW if self.wanted > FIRST_CHUNK else 0), 0) // ROW * ROW
        left = self.wanted - self.found if self.found < self.wanted else min(self.found, FEW)
        likely = left * asked // max(self.found, 1)
        most = MOST_DAYS if self.found >= FIRST_CHUNK else min(4 * asked, MOST_DAYS)
        return max(day - min(likely, most), 0) // ROW * ROW


def day_words(first: int, last: int) -> list[str]:
    """The words for these days, as few as there are."""
    words, day = [], last
    while day >= first:
        level = max(n for n in DAY_LEVELS if (day + 1) % (1 << n) == 0 and day + 1 - (1 << n) >= first)
        words.append(day_word(level, day >> level))
        day -= 1 << level
    return words


def _whole(plan: Plan) -> Match:
    if plan.match is None:
        raise ValueError("a plan without a match has no days")
    return plan.match


def _once(connection: Connection, pieces: Iterator[list[int]]) -> Iterator[int]:
    """The first of each group of the same text."""
    seen: set[int] = set()
    for piece in pieces:
        rows = select(article.c.id, article.c.cluster).where(
            article.c.id.in_(piece), article.c.cluster.is_not(None)
        )
        groups = dict(connection.execute(rows).all())
        for identity in piece:
            group = groups.get(identity, identity)
            if group not in seen:
                yield identity
            if identity in groups:
                seen.add(group)


# ---- best first


def best_ids(connection: Connection, plan: Plan, first: int = FIRST_CHUNK) -> Iterator[int]:
    """The ids of all hits, best first."""
    terms = shown(plan.match)
    if plan.match is None or not terms:
        return newest_ids(connection, plan, first=first)
    if plan.sieve:
        hits = newest_ids(connection, plan, first=RANKED)
        return chain(_ranked(connection, list(islice(hits, RANKED)), terms), hits)
    titled = in_title(plan.match)
    named = newest_ids(connection, replace(plan, match=titled), first=RANKED)
    others = newest_ids(connection, replace(plan, match=All((plan.match,), (titled,))), first=RANKED)
    hits = chain(named, others)
    return chain(_ranked(connection, list(islice(hits, RANKED)), terms), hits)


def in_title(match: Match) -> Match:
    """The same words, all of them in the title."""
    if isinstance(match, All):
        return All(tuple(map(in_title, match.parts)), match.without)
    if isinstance(match, Any):
        return Any(tuple(map(in_title, match.parts)))
    return replace(match, title=True) if match.shown else match


def _ranked(connection: Connection, ids: list[int], terms: tuple[Term, ...]) -> list[int]:
    text = article_text.c
    rows = connection.execute(
        select(text.article_id, text.title, text.lead, text.body).where(text.article_id.in_(ids))
    )
    found = {row.article_id: Candidate(*row) for row in rows}
    return ranked([found[identity] for identity in ids if identity in found], terms)
