"""Many integers as one parameter, which both databases take and plan once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

# What stands for {values} in a statement: rows of one column ``v``.
ROWS = {
    "sqlite": "(SELECT value AS v FROM json_each(:values))",
    "postgresql": "(SELECT unnest(CAST(:values AS bigint[])) AS v)",
}
# What stands for {listed}: the values of a column ``id`` as one text, commas between.
LISTED = {"sqlite": "group_concat(id)", "postgresql": "string_agg(CAST(id AS text), ',')"}


def for_integers(connection: Connection, statement: str, values: Iterable[int]) -> Sequence[Row[int, Any]]:
    """The pairs that a statement over ``{values}`` gives; none where there are no values."""
    wanted = sorted(set(values))
    if not wanted:
        return []
    dialect = connection.dialect.name
    given = json.dumps(wanted) if dialect == "sqlite" else wanted
    asked = statement.format(values=ROWS[dialect], listed=LISTED[dialect])
    return connection.execute(text(asked), {"values": given}).all()
