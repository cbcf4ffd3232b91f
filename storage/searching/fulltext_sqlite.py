"""The full-text index on SQLite: FTS5 without content of its own, newest first by row id.

Words come ready, with spaces between; the ``ascii`` tokenizer takes them as they are. FTS5 forgets a
document only when it is told the same words again. The body comes first, as FTS5 writes two bytes more at
each word of a document for every column but the first: a sixth of the index.

What a transaction brings becomes one segment, unless it is more than ``hashsize``; eight of one size are
merged into one of the next. FTS5's own four would write each word half as often again, for a quarter fewer
segments to look into.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from storage.searching.fulltext import Entry
    from storage.searching.vocabulary import Form

_TABLE = """
CREATE VIRTUAL TABLE {name} USING fts5(
    body, title, lead, facts, content = '', tokenize = 'ascii', columnsize = 0
)
"""
_ADD = "INSERT INTO {name} (rowid, body, title, lead, facts) VALUES (?, ?, ?, ?, ?)"
_SETTINGS = {"automerge": 8, "hashsize": 16 << 20}
_SET = "INSERT INTO {name} ({name}, rank) VALUES ('{setting}', {value})"
_DROP = "INSERT INTO {name} ({name}, rowid, body, title, lead, facts) VALUES ('delete', ?, ?, ?, ?, ?)"

_KEEP_FORMS = "INSERT OR IGNORE INTO word_form (word, language, stem) VALUES (?, ?, ?)"


def create(name: str) -> list[str]:
    """The statements that make one index."""
    return [_TABLE.format(name=name), *settings(name)]


def settings(name: str) -> list[str]:
    """The statements that set how one index is written; the file remembers them."""
    return [_SET.format(name=name, setting=setting, value=value) for setting, value in _SETTINGS.items()]


def before_many(_: str) -> list[str]:
    """None: FTS5 writes segments, however many entries there are."""
    return []


after_many = before_many


def write(connection: Connection, name: str, out: Iterable[Entry], taken: Iterable[Entry]) -> None:
    """Take entries out and others in, each list in the order of its ids."""
    for statement, entries in ((_DROP, out), (_ADD, taken)):
        rows = list(entries)
        if rows:
            connection.exec_driver_sql(statement.format(name=name), rows)


def keep_forms(connection: Connection, rows: Sequence[Form]) -> None:
    """Keep forms that are not kept yet."""
    connection.exec_driver_sql(_KEEP_FORMS, list(rows))
