"""How long a read may take: a server must not be held up by one wild query."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.errors import TooCostly

STEPS = 1_000  # of SQLite's machine between two looks at the clock: 0.1 ms, or some ms where pages are cold
_END = "newskeep_read_ends"


@contextmanager
def bounded(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Stop what the connection reads in this block after so many seconds: it raises ``TooCostly``."""
    if seconds is None:
        yield
        return
    connection.info[_END] = end = time.monotonic() + seconds
    try:
        with _stopped(connection, seconds, end):
            yield
    finally:
        if not connection.invalidated:
            connection.info.pop(_END, None)


def hurried(connection: Connection) -> bool:
    """Whether somebody waits for what is read now, so that it may take so long only."""
    return _END in connection.info


def stop_if_late(connection: Connection) -> None:
    """Raise ``TooCostly`` when the time of a read is over: for what is done between two statements."""
    if time.monotonic() > connection.info.get(_END, float("inf")):
        raise TooCostly


@contextmanager
def _stopped(connection: Connection, seconds: float, end: float) -> Iterator[None]:
    """Have the database stop what it does then."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
    else:
        file = connection.connection.driver_connection
        assert file is not None
        file.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        finally:
            if not connection.invalidated:
                file.set_progress_handler(None, 0)
