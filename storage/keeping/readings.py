"""A new reading of a revision: the same capture, read with other rules."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from extraction.article import Article
from storage.errors import UnknownRevision
from storage.families.clusters import (
    Neighbours,
    drop_fingerprint,
    join_clusters,
    sketch_of,
    write_fingerprints,
)
from storage.keeping.content import Content
from storage.keeping.statements import move_to_revision, replace_content
from storage.keeping.states import State, kept_content, load_states
from storage.searching import fulltext
from storage.tables import models

R = models.revision.c


def write_reading(
    connection: Connection, state: State, row: Any, after: Content, read: Article, at: datetime
) -> None:
    """Write a new reading of the revision in ``row``."""
    new = {
        **{name: row[name] for name in ("article_id", "number", "seen_at", "changed", "capture_id")},
        "reading": row["reading"] + 1,
        "read_at": at,
        "digest": after.digest,
        "extractor": read.extractor,
        "profile": read.profile,
        "problems": [[problem.field, problem.message] for problem in read.problems] or None,
    }
    if row["kind"] is None:
        move_to_revision(connection, state)
        connection.execute(insert(models.revision).values(new))
        replace_content(connection, state, after, {})
        resketch(connection, state, after)
        return
    revision = connection.scalar(
        insert(models.revision).values(new | after.revision_columns()).returning(R.id)
    )
    if state.withheld_at is None and revision is not None:
        fulltext.drop_revision(connection, row["id"], state.former_document(kept_content(row)))
        fulltext.keep_revision(connection, revision, state.former_document(after))


def resketch(connection: Connection, state: State, after: Content) -> None:
    """Compare an article's new text with the archive."""
    if state.content.body == after.body:
        return
    drop_fingerprint(connection, state.id, sketch_of(state.content.body))
    sketch = sketch_of(after.body)
    neighbours = Neighbours(connection)
    neighbours.look_up([sketch])
    near = neighbours.alike(sketch, but=state.id)
    write_fingerprints(connection, {state.id: sketch})
    join_clusters(connection, {state.id: near})


def differences(before: Content, after: Content) -> tuple[str, ...]:
    """The fields that differ, as they are."""
    names = (one.name for one in fields(Content))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def latest_reading(connection: Connection, article: int, number: int) -> tuple[Any, Content]:
    """The latest reading of a revision: its row, and what it says."""
    mine = R.article_id == article, R.number == number
    wanted = select(models.revision).where(*mine).order_by(R.reading.desc()).limit(1)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise UnknownRevision(f"article {article}, revision {number}")
    if row["kind"] is None:
        return row, load_states(connection, [article])[article].content
    return row, kept_content(row)
