"""What is made from the texts, and can be made from them again: the search index and the fingerprints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, func, inspect, select, text

from storage.families.clusters import sketch_of, write_fingerprints
from storage.keeping.states import State, former_states, load_states
from storage.searching import fulltext
from storage.tables import models

A = models.article.c
BATCH = 500  # articles
REBUILDING = "rebuilding"  # a table that stands while it is made anew: the last article that has it


def begin(connection: Connection) -> None:
    """Forget what was made; :func:`step` makes it anew, some articles at a time."""
    connection.execute(text(f"DROP TABLE IF EXISTS {REBUILDING}"))
    fulltext.drop(connection)
    fulltext.create(connection)
    connection.execute(delete(models.fingerprint))
    connection.execute(text(f"CREATE TABLE {REBUILDING} (last_article BIGINT NOT NULL)"))
    connection.execute(text(f"INSERT INTO {REBUILDING} VALUES (-1)"))


def done(connection: Connection) -> int:
    """For how many articles it is made already, while it is made anew."""
    if not inspect(connection).has_table(REBUILDING):
        return 0
    last = connection.scalar(text(f"SELECT last_article FROM {REBUILDING}"))
    return connection.scalar(select(func.count()).where(A.id <= last)) or 0


def step(connection: Connection) -> int:
    """Make it for the next articles; gives for how many, 0 when all have it."""
    if not inspect(connection).has_table(REBUILDING):
        return 0  # another process did the rest
    last = connection.scalar(text(f"SELECT last_article FROM {REBUILDING}"))
    states = _states_after(connection, last)
    if not states:
        connection.execute(text(f"DROP TABLE {REBUILDING}"))
        return 0
    _index(connection, states)
    write_fingerprints(connection, {state.id: sketch_of(state.content.body) for state in states})
    done = text(f"UPDATE {REBUILDING} SET last_article = :last")
    connection.execute(done, {"last": states[-1].id})
    return len(states)


def index_all(connection: Connection, told: Callable[[int], None] = lambda _: None) -> None:
    """Make the search index of all articles that are shown, with their former states; tell how far it is."""
    last, done = -1, 0
    with fulltext.filling(connection):
        while states := _states_after(connection, last):
            _index(connection, states)
            last, done = states[-1].id, done + len(states)
            told(done)


def _index(connection: Connection, states: Sequence[State]) -> None:
    shown = [state for state in states if state.withheld_at is None]
    fulltext.index(connection, [state.document for state in shown])
    for state in shown:
        if state.revisions > 1:
            for revision, content in former_states(connection, state):
                fulltext.keep_revision(connection, revision, state.former_document(content))


def _states_after(connection: Connection, last: int) -> list[State]:
    """The next articles in the order of their ids; an article without any revision has no state."""
    ids = connection.scalars(select(A.id).where(A.id > last).order_by(A.id).limit(BATCH)).all()
    found = load_states(connection, ids)
    states = [found[key] for key in ids if key in found]
    return states if states or not ids else _states_after(connection, ids[-1])
