"""newskeep keeps the news. This is its Python API.

>>> import newskeep
>>> archive = newskeep.open("archive.db")
>>> for article in archive.search('lang:fr "exercices militaires"', limit=3):
...     print(article.published_at, article.title)

See :class:`newskeep.archive.Archive` for everything that an archive can tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newskeep.archive import Archive

__all__ = ["open"]


def open(address: str | Path, *, captures: str | Path | None = None, read_only: bool = True) -> Archive:  # noqa: A001
    """Open an archive: a SQLite file, or ``postgresql+psycopg://user@host/db``.

    ``captures`` is the folder of WARC files (default: ``captures`` beside the SQLite file). An archive
    that was opened for reading never changes, and may be read while a crawl writes it. With
    ``read_only=False`` an older archive is upgraded to this version.

    Raises :class:`storage.errors.ArchiveMissing` where there is none, and its relatives
    ``NotAnArchive``, ``ArchiveNewer`` and ``ArchiveOlder``.
    """
    from newskeep.archive import Archive

    folder = Path(captures) if captures is not None else None
    return Archive.open(str(address), captures=folder, read_only=read_only)
