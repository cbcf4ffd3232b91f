"""How long a read may take: a server must not be held up by one wild query."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

STEPS = 20_000  # of SQLite's machine between two looks at the clock: a millisecond or two


@contextmanager
def bounded(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Stop what the connection reads in this block after so many seconds: it raises ``TooCostly``."""
    if seconds is None:
        yield
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
    else:
        file, end = connection.connection.driver_connection, time.monotonic() + seconds
        assert file is not None
        file.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        finally:
            file.set_progress_handler(None, 0)
