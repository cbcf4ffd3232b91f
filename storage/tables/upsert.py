"""Inserting many rows, also where some are there already, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, and all that have no default.

    Straight through the driver: SQLAlchemy's own way takes longer for the rows than SQLite does.
    """
    if rows:
        _insert_rows(connection, table, rows, "")


def update_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns that the rows name, all the same ones, where the ``id`` is theirs."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    mark = _mark(connection)
    columns = ", ".join(f'"{name}" = {mark}' for name in names)
    statement = f'UPDATE "{table.name}" SET {columns} WHERE id = {mark}'
    connection.exec_driver_sql(statement, _values(connection, table, [*names, "id"], rows))


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _values(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The values of rows in the order of these columns, as the driver takes them; column by column."""
    columns = []
    for name in names:
        change = _converter(connection, table.c[name].type)
        values = [row[name] for row in rows]
        columns.append([change(value) for value in values] if change else values)
    return list(zip(*columns, strict=True))


def _converter(connection: Connection, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What makes a value into one that the driver takes."""
    return kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; all name the same columns."""
    if rows:
        scalar = ScalarElementColumnDefault
        defaults = {c.name: c.default.arg for c in table.columns if isinstance(c.default, scalar)}
        _insert_rows(connection, table, [{**defaults, **row} for row in rows], " ON CONFLICT DO NOTHING")


def _insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], conflict: str
) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join([_mark(connection)] * len(rows[0]))
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks}){conflict}'
    connection.exec_driver_sql(statement, _values(connection, table, list(rows[0]), rows))


def insert_or_update(
    connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows; where one with the same ``key`` is there, set its other columns anew."""
    if not rows:
        return
    statement = _insert(connection, table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=fresh), [dict(row) for row in rows]
    )


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
