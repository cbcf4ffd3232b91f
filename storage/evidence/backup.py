"""A consistent copy of the database while a crawl runs.

The captures are only ever appended to, so any copy of their folder made after the database's is whole;
what it holds beyond is named as orphans by ``verify``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.derived import index_all
from storage.errors import ArchiveDamaged, ArchiveUnwritable
from storage.moving import ONE_STATE, copy_rows
from storage.part import Part
from storage.tables.engine import WRITES, connect, database_url, open_sqlite, sqlite_path
from storage.tables.schema import make


class Backing(Part):
    """Backups."""

    def backup(self, path: Path) -> None:
        """Write a copy of the database as a SQLite archive to ``path``, which appears only when it is whole.

        From PostgreSQL too: the copy is an archive that every command reads. A damaged database is not
        copied (:class:`ArchiveDamaged`): an earlier, sound copy stays.
        """
        part = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            own = sqlite_path(self._engine.url)
            if own is not None:
                _copy_file(own, part)
            else:
                self._copy_tables(part)
            part.replace(path)
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise ArchiveUnwritable(str(path), str(error)) from error
        except ArchiveDamaged:
            part.unlink(missing_ok=True)
            raise

    def _copy_tables(self, part: Path) -> None:
        copy = connect(database_url(str(part)), str(part), read_only=False)
        make(copy)
        with (
            self._engine.connect().execution_options(**ONE_STATE[self.dialect]) as here,
            copy.connect().execution_options(**WRITES) as there,
            there.begin(),
        ):
            copy_rows(here, there)
            index_all(there)
        copy.dispose()


def _copy_file(own: Path, part: Path) -> None:
    with closing(open_sqlite(own, read_only=True)) as here, closing(sqlite3.connect(part)) as there:
        here.backup(there)
        (said,) = there.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise ArchiveDamaged(str(own), said)
