"""Frozen corpora: a query's articles as they were, provable by hash and citable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.errors import NameTaken, UnknownCorpus
from storage.keeping.content import Content
from storage.keeping.states import kept_content, load_states
from storage.part import Part, chunks, near_names
from storage.reading import in_states, stored
from storage.records import StoredArticle
from storage.searching.order import newest_ids
from storage.searching.search import asked
from storage.tables import ledger, models
from storage.tables.upsert import insert_rows

A, R, M = models.article.c, models.revision.c, ledger.corpus_member.c
CORPUS = ledger.corpus.c
A_PIECE = 200  # members read at once
AT_ONCE = 5_000  # members written at once


@dataclass(frozen=True, slots=True)
class Corpus:
    """A frozen corpus. ``digest``: SHA-256 over its members' digests in sorted order, one a line.

    ``withheld``: articles of the archive that were withheld when it was frozen, and so could be no members.
    """

    name: str
    query: str
    frozen_at: datetime
    members: int
    withheld: int
    digest: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A member that is not as it was frozen: "changed", or "withheld" since."""

    url: str
    revision: int
    kind: str


class Corpora(Part):
    """Freezing and proving."""

    def freeze(self, name: str, query: str, at: datetime) -> Corpus:
        """Fix the current revisions of all articles that match. Raises :class:`NameTaken`.

        They are read before anything is written: a wide beginning may take minutes, for which no crawl waits.
        """
        with self._read() as connection:
            _check_name(connection, name)
            members = sorted(_current(connection, newest_ids(connection, asked(connection, query))))
            hidden = connection.scalar(select(func.count(A.id)).where(A.withheld_at.is_not(None))) or 0
        digest = corpus_digest(digest for _, digest in members)
        corpus = Corpus(name, query, at, len(members), hidden, digest)
        with self._write() as connection:
            key = _insert(connection, corpus)
            for start in range(0, len(members), AT_ONCE):
                piece = members[start : start + AT_ONCE]
                rows = [{"corpus_id": key, "revision_id": r, "digest": digest} for r, digest in piece]
                insert_rows(connection, ledger.corpus_member, rows)
        return corpus

    def corpora(self) -> list[Corpus]:
        """All frozen corpora, by name."""
        with self._read() as connection:
            rows = connection.execute(select(ledger.corpus).order_by(CORPUS.name)).mappings()
            return [_corpus(row) for row in rows]

    def corpus(self, name: str) -> Corpus:
        """One corpus. Raises :class:`UnknownCorpus`."""
        with self._read() as connection:
            return _corpus(_find(connection, name))

    def corpus_articles(self, name: str) -> Iterator[StoredArticle]:
        """The members as they were frozen, in constant memory; withheld ones are left out."""
        with self._read() as connection:
            key, last = _find(connection, name)["id"], 0
        while True:  # each piece in a read of its own, so that no writer's log waits for the end
            with self._read() as connection:
                if not (rows := _some_members(connection, key, last)):
                    return
                last = rows[-1]["id"]
                articles = stored(connection, {row["article_id"] for row in rows})
                articles |= in_states(connection, articles, [row for row in rows if row["kind"] is not None])
            yield from (articles[row["article_id"]] for row in rows if row["article_id"] in articles)

    def verify_corpus(self, name: str) -> list[Loss]:
        """Prove that every member is still there, unchanged: what is not, empty if all is well."""
        with self._read() as connection:
            corpus = _find(connection, name)
            losses: list[Loss] = []
            frozen: list[str] = []
            for rows in _members(connection, corpus["id"]):
                frozen += [row["frozen"] for row in rows]
                losses += _lost(connection, rows)
            if len(frozen) != corpus["members"] or corpus_digest(frozen) != corpus["digest"]:
                losses.append(Loss(name, 0, "changed"))
            return losses


def corpus_digest(digests: Iterable[str]) -> str:
    """The digest of a corpus from those of its members."""
    summed = hashlib.sha256()
    for digest in sorted(digests):
        summed.update(f"{digest}\n".encode())
    return summed.hexdigest()


def _current(connection: Connection, articles: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The current revisions of articles with their digests."""
    for piece in chunks(articles):
        wanted = (
            select(R.id, R.digest)
            .join(models.article, (A.id == R.article_id) & (A.revision == R.number))
            .where(A.id.in_(piece), R.kind.is_(None))
        )
        yield from ((row.id, row.digest) for row in connection.execute(wanted))


def _check_name(connection: Connection, name: str) -> None:
    if connection.scalar(select(CORPUS.id).where(CORPUS.name == name)) is not None:
        raise NameTaken("corpus", name)


def _insert(connection: Connection, corpus: Corpus) -> int:
    _check_name(connection, corpus.name)
    values = {name: getattr(corpus, name) for name in corpus.__slots__}
    return int(connection.scalar(insert(ledger.corpus).values(values).returning(CORPUS.id)) or 0)


def _find(connection: Connection, name: str) -> Any:
    row = connection.execute(select(ledger.corpus).where(CORPUS.name == name)).mappings().first()
    if row is None:
        raise UnknownCorpus(name, near_names(name, connection.scalars(select(CORPUS.name)).all()))
    return row


def _corpus(row: Any) -> Corpus:
    return Corpus(**{name: row[name] for name in Corpus.__slots__})


def _members(connection: Connection, corpus: int) -> Iterator[list[Any]]:
    """The members with their revisions, some hundred at a time."""
    last = 0
    while rows := _some_members(connection, corpus, last):
        yield rows
        last = rows[-1]["id"]


def _some_members(connection: Connection, corpus: int, after: int) -> list[Any]:
    """The members whose revisions come after one."""
    members = (
        select(models.revision, M.digest.label("frozen"), A.withheld_at, models.url.c.url)
        .join(ledger.corpus_member, M.revision_id == R.id)
        .join(models.article, A.id == R.article_id)
        .join(models.url, models.url.c.id == A.url_id)
        .where(M.corpus_id == corpus, R.id > after)
        .order_by(R.id)
    )
    return list(connection.execute(members.limit(A_PIECE)).mappings().all())


def _lost(connection: Connection, rows: list[Any]) -> Iterator[Loss]:
    current = [row["article_id"] for row in rows if row["kind"] is None]
    contents: dict[int, Content] = {k: s.content for k, s in load_states(connection, current).items()}
    for row in rows:
        content = contents.get(row["article_id"]) if row["kind"] is None else kept_content(row)
        if row["withheld_at"] is not None:
            yield Loss(row["url"], row["number"], "withheld")
        elif content is None or content.digest != row["frozen"]:
            yield Loss(row["url"], row["number"], "changed")
