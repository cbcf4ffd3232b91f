"""What analysts leave in the archive: saved searches, what these have told, and tokens of readers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from storage.errors import NameTaken, UnknownSearch
from storage.part import Part, chunks, near_names
from storage.tables import ledger
from storage.tables.upsert import insert_missing

S, T, D = ledger.saved_search.c, ledger.token.c, ledger.alerted.c


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name."""

    name: str
    query: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """Who may read from elsewhere; the archive keeps only the token's hash."""

    name: str
    created_at: datetime
    used_at: datetime | None


class Keeping(Part):
    """Saved searches and tokens."""

    def save_search(self, name: str, query: str, at: datetime) -> None:
        """Keep a query under a name. Raises :class:`NameTaken`."""
        row = insert(ledger.saved_search).values(name=name, query=query, saved_at=at)
        try:
            with self._write() as connection:
                connection.execute(row)
        except IntegrityError as error:
            raise NameTaken("saved search", name) from error

    def saved_searches(self) -> list[SavedSearch]:
        """All saved searches, by name."""
        with self._read() as connection:
            rows = connection.execute(select(S.name, S.query, S.saved_at).order_by(S.name))
            return [SavedSearch(*row) for row in rows]

    def drop_search(self, name: str) -> None:
        """Forget a saved search and what it has told."""
        with self._write() as connection:
            key = connection.scalar(select(S.id).where(S.name == name))
            if key is None:
                names = connection.scalars(select(S.name)).all()
                raise UnknownSearch(name, near_names(name, names))
            connection.execute(delete(ledger.alerted).where(D.saved_search_id == key))
            connection.execute(delete(ledger.saved_search).where(S.id == key))

    def untold(self, name: str, articles: Collection[int]) -> list[int]:
        """Those of the articles that the saved search has not told yet, in the order given."""
        with self._read() as connection:
            key = connection.scalar(select(S.id).where(S.name == name))
            if key is None:
                raise UnknownSearch(name, near_names(name, connection.scalars(select(S.name)).all()))
            told: set[int] = set()
            for piece in chunks(articles):
                mine = D.saved_search_id == key, D.article_id.in_(piece)
                told.update(connection.scalars(select(D.article_id).where(*mine)))
            return [article for article in articles if article not in told]

    def told(self, name: str, articles: Collection[int], at: datetime) -> None:
        """Note that the saved search has told these articles, so that each is told once."""
        with self._write() as connection:
            key = connection.scalar(select(S.id).where(S.name == name))
            if key is None:
                raise UnknownSearch(name)
            rows = [{"saved_search_id": key, "article_id": article, "at": at} for article in articles]
            insert_missing(connection, ledger.alerted, rows)

    # ---- tokens

    def add_token(self, name: str, digest: str, at: datetime) -> None:
        """Let a reader in whose token has this hash. Raises :class:`NameTaken`."""
        try:
            with self._write() as connection:
                connection.execute(insert(ledger.token).values(name=name, digest=digest, created_at=at))
        except IntegrityError as error:
            raise NameTaken("token", name) from error

    def tokens(self) -> list[Token]:
        """All tokens, by name."""
        with self._read() as connection:
            rows = connection.execute(select(T.name, T.created_at, T.used_at).order_by(T.name))
            return [Token(*row) for row in rows]

    def knows_token(self, digest: str) -> bool:
        """Whether a token with this hash was let in."""
        with self._read() as connection:
            return connection.scalar(select(T.id).where(T.digest == digest)) is not None

    def drop_token(self, name: str) -> bool:
        """Shut a reader out; gives whether there was one of this name."""
        with self._write() as connection:
            return bool(connection.execute(delete(ledger.token).where(T.name == name)).rowcount)
