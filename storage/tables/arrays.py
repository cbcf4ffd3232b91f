"""Many integers as one parameter, which both databases take and plan once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

# What stands for {values} in a statement: rows of one column ``v``.
ROWS = {
    "sqlite": "(SELECT value AS v FROM json_each(:values))",
    "postgresql": "(SELECT unnest(CAST(:values AS bigint[])) AS v)",
}


def for_integers(connection: Connection, statement: str, values: Iterable[int]) -> Sequence[tuple[int, Any]]:
    """The pairs that a statement over ``{values}`` gives; none where there are no values."""
    wanted = sorted(set(values))
    if not wanted:
        return []
    dialect = connection.dialect.name
    given = json.dumps(wanted) if dialect == "sqlite" else wanted
    rows = connection.execute(text(statement.format(values=ROWS[dialect])), {"values": given})
    return [(row[0], row[1]) for row in rows]
