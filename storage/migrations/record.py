"""Record the first schema as SQL: ``python -m storage.migrations.record URL ...``.

Each URL names an empty database, of either kind (``sqlite://`` is one in memory). What makes an archive
in it is written to ``versions/0001.DIALECT.sql``. Only until the first release: from then on a change of the
schema is a migration of its own, and this file's output is history.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from storage.tables.engine import database_url
from storage.tables.schema import make_tables

VERSIONS = Path(__file__).with_name("versions")


def recorded(engine: Engine) -> list[str]:
    """The statements that make an archive's tables, index and views."""
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def keep(_1: Any, _2: Any, statement: str, _3: Any, _4: Any, _5: Any) -> None:
        if statement.lstrip().upper().startswith(("CREATE", "ALTER", "INSERT")):
            statements.append(tidy(statement))

    with engine.begin() as connection:
        make_tables(connection)
    return statements


def tidy(statement: str) -> str:
    """A statement as it is to be read."""
    lines = (line.rstrip() for line in statement.replace("\t", "    ").splitlines())
    return "\n".join(line for line in lines if line).rstrip(";") + ";"


def main(urls: Sequence[str]) -> None:
    """Record each database's statements."""
    for url in urls:
        engine = create_engine(database_url(url))
        script = VERSIONS / f"0001.{engine.dialect.name}.sql"
        script.write_text("\n\n".join(recorded(engine)) + "\n", encoding="utf-8")
        engine.dispose()
        print(script)


if __name__ == "__main__":
    main(sys.argv[1:])
