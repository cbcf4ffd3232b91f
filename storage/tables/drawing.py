"""The schema as a page: docs/schema.md is written from the models, and a test keeps it so.

``python -m storage.tables.drawing > docs/schema.md``
"""

from __future__ import annotations

import inspect
import re

from sqlalchemy import Column, Table

from storage.tables import ledger, models
from storage.tables.columns import Instant

TABLE = re.compile(r"((?:^# [^\n]*\n)*)^(\w+) = Table\(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r'^    Column\("(\w+)".*?#\s*(.*)$', re.MULTILINE)
INTRODUCTION = """\
# The schema

This page is written from the models (`python -m storage.tables.drawing > docs/schema.md`).

Read the archive through its two views, with Datasette, DuckDB, pandas or any SQL tool:

- **`articles`**: one row for each current article that is not withheld: `url`, `canonical_url`, `site`,
  `title`, `lead`, `body` (one paragraph a line), `language`, `authors` and `tags` (joined by `; `),
  `section`, `published_at` with its `published_source` and `published_precision`, `first_seen_at`,
  `last_seen_at`, `gone_at`, `revision`, `revisions`, `word_count`, `edition_group`, `cluster`,
  `tdm_reservation`, `tdm_policy` and `robots` (what page and site say of reuse), `capture_file`,
  `capture_offset`, `capture_digest`.
- **`revisions`**: one row for each state that an article had, with its text; `is_current` marks the one that
  stands in `articles`; `changed` names the fields that differ from the state before.

Times are instants in UTC, to the second: `timestamptz` on PostgreSQL, on SQLite text such as
`2022-02-17T09:30:00Z`, which sorts as time does. `..._offset` is the offset from UTC in minutes that the page
wrote, or else that its site's clocks had then. A missing value is NULL. An article's `id` orders by date of
publication and never changes.

SQLite: `datasette archive.db`; `pandas.read_sql("SELECT * FROM articles", sqlite3.connect("archive.db"))`.
"""
FULLTEXT = """\
## The search index

`fulltext`, `fulltext_revision` and `word_form` belong to the search index (FTS5 on SQLite, `tsvector` on
PostgreSQL). They hold words, not texts; other tools leave them alone.
"""


def page() -> str:
    """The whole page, as Markdown."""
    notes = remarks()
    tables = [described(table, *notes[table.name]) for table in ledger.metadata.tables.values()]
    return "\n".join([INTRODUCTION, "## How the tables hang together\n", picture(), *tables, FULLTEXT])


def picture() -> str:
    """The tables and their references, drawn by Mermaid."""
    references = [
        f"    {key.column.table.name} ||--o{{ {table.name} : {key.parent.name}"
        for table in ledger.metadata.tables.values()
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    ]
    return "\n".join(["```mermaid", "erDiagram", *references, "```", ""])


def described(table: Table, purpose: str, notes: dict[str, str]) -> str:
    """One table: what for, and its columns."""
    head = f"## {table.name}\n\n{purpose}\n\n" if purpose else f"## {table.name}\n\n"
    rows = [f"| `{c.name}` | {kind(c)} | {notes.get(c.name, '')} |" for c in table.columns]
    return head + "\n".join(["| column | type | |", "|---|---|---|", *rows, ""])


def kind(column: Column[object]) -> str:
    """A column's type as a reader needs it."""
    reference = next((f" → `{key.column.table.name}`" for key in column.foreign_keys), "")
    name = "instant" if isinstance(column.type, Instant) else str(column.type).lower()
    return f"{name}{'' if column.nullable else ', always'}{reference}"


def remarks() -> dict[str, tuple[str, dict[str, str]]]:
    """The comments of the models: of each table, and of its columns."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for comment, name, body in TABLE.findall(inspect.getsource(models) + inspect.getsource(ledger)):
        purpose = " ".join(line.lstrip("# ") for line in comment.splitlines())
        found[name] = purpose, dict(NOTE.findall(body))
    return found


if __name__ == "__main__":
    print(page(), end="")
