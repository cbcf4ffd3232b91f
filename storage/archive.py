"""The archive: one door to a database and its folder of captures.

>>> with Archive.open("archive.db", create=True) as archive:
...     archive.enrol([SiteFacts("example", "https://news.example/")])

One thread uses one Archive at a time. Readers never wait for a writer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from storage.corpora import Corpora
from storage.desk import Keeping
from storage.errors import ArchiveMissing, ArchiveUnwritable
from storage.evidence.backup import Backing
from storage.evidence.captures import Captures
from storage.evidence.verification import Verifying
from storage.families.pairing import Pairing
from storage.frontier import Frontier
from storage.journal import Journal
from storage.keeping.articles import Articles
from storage.keeping.rereading import Rereading
from storage.locking import Locking
from storage.moving import Moving
from storage.reading import Reading
from storage.searching.search import Searching
from storage.searching.streaming import Streaming
from storage.statistics import Counting
from storage.tables.engine import connect, database_url, sqlite_path
from storage.tables.schema import prepare
from storage.withholding import Withholding

CAPTURES = "captures"


def say(message: str) -> None:
    """Tell the person who runs the program."""
    print(message, file=sys.stderr)


class Archive(
    Frontier,
    Articles,
    Reading,
    Searching,
    Streaming,
    Journal,
    Pairing,
    Rereading,
    Corpora,
    Withholding,
    Keeping,
    Counting,
    Verifying,
    Backing,
    Moving,
    Locking,
):
    """One archive, made of parts by subject."""

    def __init__(self, url: str, engine: Engine, captures: Captures) -> None:
        self.url = url
        self.captures = captures
        self._engine = engine

    @classmethod
    def open(
        cls,
        url: str,
        *,
        captures: Path | None = None,
        create: bool = False,
        read_only: bool = False,
        notice: Callable[[str], None] = say,
    ) -> Self:
        """Open the archive at a database URL, or at the path of a SQLite file.

        ``captures`` defaults to "captures" beside that file, or here. ``create`` makes an archive where
        there is none. An archive of an older version is upgraded, and ``notice`` told; reading only, it is
        refused (:class:`ArchiveOlder`), as is a newer one (:class:`ArchiveNewer`).
        """
        address = database_url(url)
        path = sqlite_path(address)
        shown = str(path) if path else address.render_as_string(hide_password=True)
        if path is not None:
            _make_room(path, shown, create=create and not read_only)
        engine = connect(address, shown, read_only=read_only)
        with ExitStack() as refused:
            refused.callback(engine.dispose)
            prepare(engine, shown, create=create, read_only=read_only, notice=notice)
            refused.pop_all()
        folder = captures or (path.parent if path else Path()) / CAPTURES
        return cls(shown, engine, Captures(folder))

    def close(self) -> None:
        """Let go of the database and the captures."""
        self.captures.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _make_room(path: Path, shown: str, *, create: bool) -> None:
    """The folder of a new SQLite file; without ``create`` there must be a file."""
    if path.exists():
        return
    if not create:
        raise ArchiveMissing(shown)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveUnwritable(shown, error.strerror or str(error)) from error
