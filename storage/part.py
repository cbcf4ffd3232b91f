"""What the parts of an archive share: its engine, its captures, and two ways to a connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Engine, bindparam, select

from storage.errors import UnknownSite
from storage.tables import models
from storage.tables.engine import WRITES
from storage.tables.patience import bounded

if TYPE_CHECKING:
    from storage.evidence.captures import Captures

CHUNK = 500  # values in one IN list

SITES = select(models.site.c.name, models.site.c.id).where(
    models.site.c.name.in_(bindparam("names", expanding=True))
)

T = TypeVar("T")


class Part:
    """One subject of :class:`storage.archive.Archive`."""

    url: str
    captures: Captures
    patience: float | None = None  # seconds that one read may take, else it raises TooCostly
    _engine: Engine

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """A connection that sees one state of the archive."""
        with self._engine.connect() as connection, bounded(connection, self.patience):
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """A connection in one transaction: all of it, or nothing. Writers take turns."""
        with self._engine.connect().execution_options(**WRITES) as connection, connection.begin():
            yield connection


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most ``size``, each value once."""
    rest = iter(dict.fromkeys(values))
    while piece := list(islice(rest, size)):
        yield piece


def site_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The sites' ids; :class:`UnknownSite` for a name that was never enrolled."""
    wanted = set(names)
    found: dict[str, int] = {row.name: row.id for row in connection.execute(SITES, {"names": list(wanted)})}
    for name in sorted(wanted - found.keys()):
        raise UnknownSite(name, near_names(name, all_sites(connection)))
    return found


def all_sites(connection: Connection) -> list[str]:
    """The names of all sites."""
    return list(connection.scalars(select(models.site.c.name).order_by(models.site.c.name)))


def near_names(name: str, known: Sequence[str]) -> list[str]:
    """Up to three known names that look like this one."""
    from difflib import get_close_matches  # only on the way to an error

    return get_close_matches(name, known, n=3)
