"""Real databases for the storage tests: SQLite files, and the PostgreSQL server of the session.

Every test that takes ``place`` or ``archive``
runs on both; what made an archive is used again, so that a test begins in milliseconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from storage.archive import Archive
from storage.tables.schema import VERSIONS
from tests.postgres import Server
from tests.storage.samples import SITES
from tests.storage.search_samples import fill


@pytest.fixture(scope="session")
def templates(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One empty archive of each kind, to be copied."""
    file = tmp_path_factory.mktemp("template") / "archive.db"
    urls = {"sqlite": f"sqlite:///{file}", "postgresql": postgres.database()}
    for url in urls.values():
        with Archive.open(url, captures=file.parent / "captures", create=True) as archive:
            archive.enrol(SITES)
    postgres.made.clear()  # the template stays until the server goes
    return urls


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    name: str = request.param
    return name


@pytest.fixture
def place(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty place for an archive."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    yield server.database()
    server.drop()


@pytest.fixture
def url(dialect: str, templates: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The URL of an archive that knows the sites of the samples."""
    if dialect == "sqlite":
        file = tmp_path / "archive.db"
        shutil.copy(templates["sqlite"].removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    yield templates["postgresql"]
    empty(templates["postgresql"])


def empty(address: str) -> None:
    """Make a used archive as it was: five times as fast as a new database."""
    tables = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(alembic|archive_)'"
    )
    with psycopg.connect(address) as connection:
        names = [name for (name,) in connection.execute(tables)]
        connection.execute("SET session_replication_role = replica")  # in any order, whatever refers to what
        connection.execute(";".join(f"DELETE FROM {name}" for name in names))
        connection.execute("UPDATE alembic_version SET version_num = %s", (VERSIONS[-1],))
    with Archive.open(address) as archive:
        archive.enrol(SITES)


Opener = Callable[..., Archive]


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Opener]:
    """Opens the test's archive as often as wanted, and closes all at the end."""
    archives: list[Archive] = []

    def opener(**options: bool) -> Archive:
        archives.append(Archive.open(url, captures=tmp_path / "captures", **options))
        return archives[-1]

    yield opener
    for archive in archives:
        archive.close()


@pytest.fixture
def archive(opened: Opener) -> Archive:
    """An open archive that knows the sites of the samples."""
    return opened()


@pytest.fixture(scope="module")
def library(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Archive]]:
    """The same stories in an archive on each database."""
    folder: Path = tmp_path_factory.mktemp("library")
    urls = {"sqlite": f"sqlite:///{folder / 'archive.db'}", "postgresql": postgres.database()}
    archives = {name: Archive.open(url, captures=folder / name, create=True) for name, url in urls.items()}
    for archive in archives.values():
        fill(archive)
    yield archives
    for archive in archives.values():
        archive.close()
    postgres.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, library: dict[str, Archive]) -> Archive:
    """Each of them in turn."""
    return library[request.param]
