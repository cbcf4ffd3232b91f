"""A query as SQL that both databases answer alike: the articles that it finds, newest first.

What the full-text index answers is one expression in the index's own language; the rest are conditions on
the table ``article``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any as AnyType

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    SmallInteger,
    and_,
    cast,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import TSQUERY

from storage.searching.forms import KnownForms
from storage.searching.fulltext import CURRENT, FORMER
from storage.searching.fulltext_postgresql import pair_numbers, title_word
from storage.searching.sieve import Sieve
from storage.tables.models import article, revision
from storage.terms.holding import without_beginnings
from storage.terms.matching import EVERYTHING, All, Any, Match, Term, indexed, languages_of, leaves, matching
from storage.terms.query_tree import And, Flag, Node, Not, Or, Query, Span

Condition = ColumnElement[bool]


class BroadPrefixError(Exception):
    """A beginning that too many words of the archive have, where no article can be read for it."""

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        self.prefix = prefix


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is answered: what the index is asked, and what is asked of ``article``.

    Where a beginning is too wide for the index, it is asked for the ``candidates``, and ``sieve`` tells
    which of them are hits.
    """

    match: Match | None
    conditions: tuple[Condition, ...]
    once: bool
    revisions: bool
    dialect: str
    joined: bool = False  # whether the conditions need more of ``article`` than its id
    sieve: Sieve | None = None
    wide: frozenset[str] = frozenset()  # the beginnings that only the sieve can tell
    sample: Plan | None = None  # the same with a sieve, where the index takes a while for the first hits

    def found(self) -> Select[int]:
        """The ids of all articles that are found, each once, in no order."""
        if self.match is None:
            return select(article.c.id).where(article.c.withheld_at.is_(None), *self.conditions)
        if self.revisions:
            return self._in_revisions(self.match)
        index = Index(CURRENT, self.dialect)
        chosen = select(index.id).where(index.matches(self.match))
        if not self.joined:
            return chosen.where(*self.conditions)
        return chosen.join_from(index.table, article, article.c.id == index.id).where(*self.conditions)

    @property
    def candidates(self) -> Plan:
        """The same without what only the sieve can tell."""
        if self.match is None or self.sieve is None:
            return self
        rest: Match | None = without_beginnings(self.match, self.wide)
        rest = None if rest == EVERYTHING and not self.conditions else rest
        return replace(self, match=rest, sieve=None)

    def counted(self) -> Select[int]:
        """The ids of all hits, one of each group of the same text where the query says so."""
        return groups(self.found()) if self.once else self.by_index.found()

    @property
    def by_index(self) -> Plan:
        """The same; what asks for nothing asks the index for everything, which is narrower than the table."""
        nothing = self.match is None and not self.conditions
        return replace(self, match=EVERYTHING) if nothing and self.dialect == "sqlite" else self

    @property
    def alone(self) -> bool:
        """Whether the index alone tells all hits."""
        return self.match is not None and not (self.joined or self.once or self.revisions)

    @property
    def fts5(self) -> str | None:
        """What FTS5 is asked where it alone tells all hits, None elsewhere."""
        if self.match is None or self.conditions or not self.alone or self.dialect != "sqlite":
            return None
        return fts5(self.match)

    @property
    def by_days(self) -> bool:
        """Whether the newest hits are to be looked for a few days at a time."""
        return self.dialect == "postgresql" and self.match is not None and not self.revisions

    def newest(self, before: int | None, most: int) -> Select[int]:
        """The newest ``most`` of all articles that are found, older than ``before``."""
        if self.revisions and self.match is not None:
            return self._newest_in_revisions(self.match, before, most)
        found = self.found()
        if self.by_days:
            # All hits first: the planner would else walk the articles by date and read the text of each.
            hits = found.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
            found = select(hits.c[0])
        identity = found.selected_columns[0]
        if before is not None:
            found = found.where(identity < before)
        return found.order_by(identity.desc()).limit(most)

    def newest_found(self, most: int) -> Select[int]:
        """The newest ``most`` hits, one of each group of the same text where the query says so."""
        if not self.once:
            return self.newest(None, most)
        hits = self.counted().subquery()
        return select(hits.c[0]).order_by(hits.c[0].desc()).limit(most)

    def _in_revisions(self, match: Match) -> Select[int]:
        now = Index(CURRENT, self.dialect)
        current = select(now.id.label("id")).where(now.matches(match))
        either = current.union(self._former(match)).subquery()
        return self._shown(select(article.c.id).join_from(either, article, article.c.id == either.c.id))

    def _newest_in_revisions(self, match: Match, before: int | None, most: int) -> Select[int]:
        """Of the current texts no more than are wanted; of the former, which are few, all."""
        current = self.current.newest(before, most).subquery()
        either = select(current.c[0].label("id")).union(self.former(match, before)).subquery()
        return select(either.c.id).order_by(either.c.id.desc()).limit(most)

    @property
    def current(self) -> Plan:
        """The same of current texts alone."""
        return replace(self, revisions=False, joined=True)

    def former(self, match: Match, before: int | None) -> Select[int]:
        """The articles older than ``before`` whose former texts are found; some more than once."""
        hits = self._former(match).subquery()
        found = self._shown(select(article.c.id).join_from(hits, article, article.c.id == hits.c[0]))
        return found if before is None else found.where(article.c.id < before)

    def _former(self, match: Match) -> Select[int]:
        then = Index(FORMER, self.dialect)
        found = select(revision.c.article_id).join_from(then.table, revision, revision.c.id == then.id)
        return found.where(then.matches(match))

    def _shown(self, found: Select[int]) -> Select[int]:
        return found.where(article.c.withheld_at.is_(None), *self.conditions)


class Index:
    """One full-text index as SQL sees it."""

    def __init__(self, name: str, dialect: str) -> None:
        self.dialect = dialect
        self.name = name
        self.table = table(
            name,
            column("rowid", BigInteger),
            column("id", BigInteger),
            column("words"),
            column("pairs"),
            column("long_body"),
        )
        self.id: ColumnElement[int] = self.table.c.rowid if dialect == "sqlite" else self.table.c.id

    def matches(self, match: Match) -> Condition:
        """Whether a row holds what is asked for."""
        if self.dialect == "sqlite":
            whole: ColumnElement[AnyType] = literal_column(self.name)
            return whole.op("MATCH", is_comparison=True)(fts5(match))
        if not has_phrase(match):
            return self._holds(match)
        # A tsvector may have lost the places of words in a long text: there the phrase is looked for as text.
        in_long = and_(self.table.c.long_body.is_not(None), self._holds_long(match))
        exact = or_(self._holds(match), in_long)
        return and_(self._holds(loosened(match)), *self._holds_pairs(match), exact)

    def _holds_pairs(self, match: Match) -> Iterator[Condition]:
        if numbers := needed_pairs(match):
            wanted = cast(sorted(numbers), ARRAY(SmallInteger))
            yield self.table.c.pairs.op("@>", is_comparison=True)(wanted)

    def _holds(self, match: Match) -> Condition:
        """Each part asked for by itself: within one query PostgreSQL tries every place of a part with many
        words (``tss*``: 340 ms), between several it leaps to the next that all have (7 ms)."""
        if isinstance(match, All) and not match.without:
            return and_(*map(self._holds, match.parts))
        return self.table.c.words.op("@@", is_comparison=True)(cast(tsquery(match), TSQUERY))

    def _holds_long(self, match: Match) -> Condition:
        if isinstance(match, Any):
            return or_(*map(self._holds_long, match.parts))
        if isinstance(match, All):
            return and_(
                *map(self._holds_long, match.parts), *(not_(self._holds_long(p)) for p in match.without)
            )
        end = "%" if match.prefix else " %"
        written = (
            f"% {' '.join(phrase)}{end}" for phrase in match.phrases if len(phrase) > 1 and not match.title
        )
        return or_(self._holds(match), *(self.table.c.long_body.like(pattern) for pattern in written))


def plan(connection: Connection, query: Query) -> Plan:
    """How to answer a query."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        # To its planner the table of words is small: it does not count the texts that reading it brings in.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    root = query.root
    parts = root.parts if isinstance(root, And) else (root,) if root else ()
    words = [part for part in parts if indexed(part)]
    forms, languages = KnownForms(connection), languages_of(root)
    others = [part for part in parts if not indexed(part)]
    spans = any(isinstance(leaf, Span) for part in others for leaf in leaves(part))
    joined = spans or not words or query.revisions
    reader = _Conditions(dialect, article.c.id if joined else _ID_ALONE[dialect], forms, languages)
    whole = And(tuple(words)) if len(words) > 1 else words[0] if words else None
    match = matching(whole, forms, languages) if whole else None
    wide, many = frozenset(forms.wide), frozenset(forms.many)
    conditions = tuple(map(reader.read, others))
    if forms.wide > wide or (wide and query.revisions):
        raise BroadPrefixError(min(forms.wide))
    found = Plan(match, conditions, query.once, query.revisions, dialect, joined and bool(others))
    if wide and match:
        return replace(found, sieve=Sieve(match), wide=wide)
    if many and match and many == forms.many and not (query.once or query.revisions):
        return replace(found, sample=replace(found, sieve=Sieve(match), wide=many))
    return found


@dataclass(frozen=True, slots=True)
class _Conditions:
    dialect: str
    identity: ColumnElement[int]
    forms: KnownForms
    languages: tuple[str, ...]

    def read(self, node: Node) -> Condition:
        if indexed(node):
            index = Index(CURRENT, self.dialect)
            match_ = matching(node, self.forms, self.languages)
            return self.identity.in_(select(index.id).where(index.matches(match_)))
        match node:
            case Not(part):
                return not_(self.read(part))
            case And(parts):
                return and_(*map(self.read, parts))
            case Or(parts):
                return or_(*map(self.read, parts))
            case Flag(name, value):
                flagged = self.identity.in_(select(_FLAGGED.c.id).where(_FLAGS[name]))
                return flagged if value else not_(flagged)
            case Span(_, first, last):
                return and_(*_seen(first, last))
            case _:
                raise TypeError(f"no condition for {node}")


# Flagged articles are few, and stand in an index of their own: hits are compared with all of them.
_FLAGGED = article.alias("flagged")
_FLAGS = {"gone": _FLAGGED.c.gone_at.is_not(None), "revised": _FLAGGED.c.revisions > literal_column("1")}
# A row of the index by its id, which must not lead to the row: FTS5 would be asked once for each.
_ID_ALONE: dict[str, ColumnElement[int]] = {
    "sqlite": literal_column(f"{CURRENT}.rowid + 0", BigInteger),
    "postgresql": literal_column(f"{CURRENT}.id + 0", BigInteger),
}


def _seen(first: date | None, last: date | None) -> Iterator[Condition]:
    if first:
        yield article.c.first_seen_at >= _midnight(first)
    if last and last < date.max:
        yield article.c.first_seen_at < _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def groups(found: Select[int]) -> Select[int]:
    """One article of each group of the same text, the newest that is found, and all that have no group."""
    hits = found.subquery()
    group = func.coalesce(article.c.cluster, article.c.id)
    return select(func.max(article.c.id)).join_from(hits, article, article.c.id == hits.c[0]).group_by(group)


def has_phrase(match: Match) -> bool:
    """Whether places of words matter."""
    if isinstance(match, Term):
        return any(len(phrase) > 1 for phrase in match.phrases)
    return any(map(has_phrase, (*match.parts, *(match.without if isinstance(match, All) else ()))))


def loosened(match: Match) -> Match:
    """The same without the places of words: it finds at least as much."""
    if isinstance(match, Any):
        return Any(tuple(map(loosened, match.parts)))
    if isinstance(match, All):
        without = tuple(part for part in match.without if not has_phrase(part))
        return All(tuple(map(loosened, match.parts)), without)
    if not has_phrase(match):
        return match
    return Any(tuple(_side_by_side(phrase, match) for phrase in match.phrases))


def needed_pairs(match: Match) -> frozenset[int]:
    """The pairs of words that each text holds which is found."""
    if isinstance(match, All):
        return frozenset[int]().union(*map(needed_pairs, match.parts))
    if isinstance(match, Any):
        return _common(map(needed_pairs, match.parts))
    return _common(
        frozenset(pair_numbers(phrase[:-1] if match.prefix else phrase)) for phrase in match.phrases
    )


def _common(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    first, *others = sets
    return first.intersection(*others)


def _side_by_side(phrase: tuple[str, ...], term: Term) -> Match:
    words = [replace(term, phrases=((word,),), prefix=False) for word in phrase]
    return All((*words[:-1], replace(words[-1], prefix=term.prefix)))


def fts5(match: Match) -> str:
    """A match in the language of FTS5."""
    if isinstance(match, Any):
        return f"({' OR '.join(map(fts5, match.parts))})"
    if isinstance(match, All):
        wanted = " AND ".join(map(fts5, match.parts))
        return (
            f"(({wanted}) NOT ({' OR '.join(map(fts5, match.without))}))" if match.without else f"({wanted})"
        )
    return (
        f"{'title : ' if match.title else ''}({' OR '.join(_fts5_phrase(p, match) for p in match.phrases)})"
    )


def _fts5_phrase(words: tuple[str, ...], term: Term) -> str:
    return f'"{" ".join(words)}"{" *" if term.prefix else ""}'


def tsquery(match: Match) -> str:
    """A match in the language of PostgreSQL's text search."""
    if isinstance(match, Any):
        return f"({' | '.join(map(tsquery, match.parts))})"
    if isinstance(match, All):
        return " & ".join(
            [*map(tsquery, match.parts), *(f"!{tsquery(part)}" for part in match.without)]
        ).join("()")
    return f"({' | '.join(_ts_phrase(phrase, match) for phrase in match.phrases)})"


def _ts_phrase(words: tuple[str, ...], term: Term) -> str:
    named = map(title_word, words) if term.title else words
    ends = (":*" if term.prefix and last else "" for last in _lasts(words))
    quoted = (f"'{word}'{end}" for word, end in zip(named, ends, strict=True))
    return f"({' <-> '.join(quoted)})"


def _lasts(words: tuple[str, ...]) -> Iterator[bool]:
    for number in range(1, len(words) + 1):
        yield number == len(words)
