"""What is made from the texts, and can be made from them again: the search index and the fingerprints."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, select

from storage import fulltext, models
from storage.clusters import sketch_of, write_fingerprints
from storage.part import chunks
from storage.states import State, former_states, load_states

A = models.article.c
BATCH = 500  # articles


def rebuild(connection: Connection) -> None:
    """Make all of it anew, as after an upgrade."""
    fulltext.drop(connection)
    fulltext.create(connection)
    connection.execute(delete(models.fingerprint))
    index_all(connection)
    for states in _states(connection):
        sketches = {state.id: sketch_of(state.content.body) for state in states}
        write_fingerprints(connection, sketches)


def index_all(connection: Connection) -> None:
    """Make the search index of all articles that are shown, with their former states."""
    for states in _states(connection):
        shown = [state for state in states if state.withheld_at is None]
        fulltext.index(connection, [state.document for state in shown])
        for state in shown:
            if state.revisions > 1:
                _index_former(connection, state)


def _index_former(connection: Connection, state: State) -> None:
    for revision, content in former_states(connection, state):
        fulltext.keep_revision(connection, revision, state.former_document(content))


def _states(connection: Connection) -> Iterator[list[State]]:
    """All articles in the order of their ids, some at a time."""
    for piece in chunks(connection.scalars(select(A.id).order_by(A.id)).all(), BATCH):
        found = load_states(connection, piece)
        yield [found[key] for key in piece if key in found]
