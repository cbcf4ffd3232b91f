"""Long lists of hits as they were at one moment, in many short reads.

One read from the first article to the last would see one state of the archive, too; but while it lasts no
page of SQLite's log is copied back, and the log of a crawl beside it grows without end. So the ids of all
hits are read at once (eight bytes each), then the articles, some hundred in each read. An article that was
edited meanwhile is given as it was; one that was withheld meanwhile is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from storage.part import Part
from storage.reading import in_states, load_revisions
from storage.records import StoredArticle, StoredRevision
from storage.rows import Loaded, load
from storage.searching.order import newest_ids
from storage.searching.search import asked
from storage.tables.engine import sparing
from storage.tables.models import revision
from storage.terms.query_tree import Query

A_READ = 500  # articles
R = revision.c


class Piece(NamedTuple):
    """What one read gave: ids of articles that are there, the articles, those among them that were edited
    since the first read as they were before, and the states of each if they are wanted."""

    keys: list[int]
    loaded: Loaded
    former: dict[int, StoredArticle]
    states: dict[int, list[StoredRevision]]

    def articles(self) -> Iterator[tuple[StoredArticle, list[StoredRevision]]]:
        """The articles in order, with their states."""
        for key in self.keys:
            yield self.former.get(key) or self.loaded.article(key), self.states.get(key, [])


class Streaming(Part):
    """All that a query finds, newest first, as it is when the first article is asked for."""

    def rows(self, query: str | Query = "") -> Iterator[dict[str, Any]]:
        """The article JSON of all articles that match: the quick way for exports."""
        for it in self._pieces(query):
            for key in it.keys:
                yield it.former[key].to_dict() if key in it.former else it.loaded.json(key)

    def each(self, query: str | Query = "") -> Iterator[StoredArticle]:
        """The same as values."""
        return (article for it in self._pieces(query) for article, _ in it.articles())

    def each_with_states(
        self, query: str | Query = ""
    ) -> Iterator[tuple[StoredArticle, list[StoredRevision]]]:
        """The same, each with every state that it had, in the order seen."""
        return (both for it in self._pieces(query, states=True) for both in it.articles())

    def _pieces(self, query: str | Query, *, states: bool = False) -> Iterator[Piece]:
        with self._read() as connection, sparing(connection):
            last = _last_revision(connection)
            ids = array("q", newest_ids(connection, asked(connection, query)))
        for start in range(0, len(ids), A_READ):
            wanted = ids[start : start + A_READ].tolist()
            with self._read() as connection, sparing(connection):
                loaded = load(connection, wanted)
                keys = [key for key in wanted if key in loaded.rows]
                had = load_revisions(connection, keys) if states else {}
                piece = Piece(keys, loaded, _former(connection, loaded, last), had)
            yield piece


def _last_revision(connection: Connection) -> int:
    return connection.scalar(select(func.max(R.id))) or 0


def _former(connection: Connection, loaded: Loaded, last: int) -> dict[int, StoredArticle]:
    """Articles with a revision or reading later than ``last`` as they were before it."""
    if _last_revision(connection) == last:
        return {}
    mine = R.article_id.in_(loaded.rows)
    edited = set(connection.scalars(select(R.article_id).where(mine, R.id > last)))
    rows = _states(connection, edited, last) if edited else []
    return in_states(connection, {key: loaded.article(key) for key in edited}, rows)


def _states(connection: Connection, articles: Collection[int], last: int) -> list[Any]:
    """The state that each had in revision ``last``, where another took its place since."""
    states = select(revision).where(R.article_id.in_(articles), R.id <= last).order_by(R.number, R.reading)
    newest = {row["article_id"]: row for row in connection.execute(states).mappings()}
    return [row for row in newest.values() if row["kind"] is not None]
