"""A whole archive into another, new one, on whichever database: outgrown SQLite, or back to one file.

Everything keeps its id. The search index is made anew from the texts; captures stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Table, func, select, text

from storage.derived import index_all
from storage.errors import NotEmpty
from storage.part import Part
from storage.tables import ledger, models
from storage.tables.upsert import insert_rows, update_rows

BATCH = 500
ONE_STATE = {"postgresql": {"isolation_level": "REPEATABLE READ"}, "sqlite": {}}

A, U = models.article.c, models.url.c


class Moving(Part):
    """The way to another database."""

    def copy_into(self, target: Part, progress: Callable[[int, int], None] | None = None) -> int:
        """Copy everything into an archive that holds nothing yet, in one transaction: how many articles.

        ``progress`` gets the articles done and their total. Raises :class:`NotEmpty`.
        """
        with (
            self._engine.connect().execution_options(**ONE_STATE[self.dialect]) as here,
            target._write() as there,
        ):
            if there.scalar(select(func.count()).select_from(models.site)):
                raise NotEmpty(target.url)
            number = here.scalar(select(func.count()).select_from(models.article)) or 0
            copy_rows(here, there)
            index_all(there, lambda done: progress(done, number) if progress else None)
        return number


def copy_rows(here: Connection, there: Connection) -> None:
    """Copy all tables of one archive into another, new one."""
    if there.dialect.name == "sqlite":
        there.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    there.execute(models.archive_info.delete())
    for table in ledger.metadata.sorted_tables:
        _copy(here, there, table)
    _join_urls(here, there)
    if there.dialect.name == "postgresql":
        _count_on(there)


def _copy(here: Connection, there: Connection, table: Table) -> None:
    """In the order of the key: a revisit stands after the capture that it refers to."""
    wanted = select(table).order_by(*table.primary_key)
    for piece in here.execution_options(yield_per=BATCH).execute(wanted).mappings().partitions(BATCH):
        rows = [dict(row) for row in piece]
        insert_rows(
            there, table, [row | {"article_id": None} for row in rows] if table is models.url else rows
        )


def _join_urls(here: Connection, there: Connection) -> None:
    """Addresses and articles refer to each other; PostgreSQL wants one of them to be there first."""
    wanted = select(U.id, U.article_id).where(U.article_id.is_not(None)).order_by(U.id)
    for piece in here.execution_options(yield_per=BATCH).execute(wanted).mappings().partitions(BATCH):
        update_rows(there, models.url, [dict(row) for row in piece])


def _count_on(there: Connection) -> None:
    """Have new rows numbered after those that are there."""
    for table in ledger.metadata.sorted_tables:
        if table.autoincrement_column is not None:
            last = there.scalar(select(func.max(table.autoincrement_column)))
            if last is not None:
                named = {"table": table.name, "column": table.autoincrement_column.name, "last": last}
                there.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"), named)
