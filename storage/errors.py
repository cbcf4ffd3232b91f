# ruff: noqa: N818 - names say what is wrong, not that something is
"""What can go wrong in the archive: one tree, each error names its object and says what to do.

::

    ArchiveError
    ├── CannotOpen
    │   ├── ArchiveMissing      there is no archive at this address
    │   ├── NotEmpty            what is to be filled holds something already
    │   ├── NotAnArchive        there is something, but another program made it
    │   ├── ArchiveNewer        made by a newer newskeep
    │   └── ArchiveOlder        made by an older newskeep, and opened for reading only
    ├── ArchiveLocked           another crawl of this archive is running
    ├── ArchiveUnwritable       read-only, disk full, busy, server gone: nothing was half-written
    ├── ArchiveDamaged          the database or a capture is not what was written
    │   └── CaptureDamaged
    ├── NotFound
    │   ├── UnknownArticle
    │   ├── UnknownRevision
    │   ├── UnknownSite
    │   ├── UnknownSource
    │   ├── UnknownCorpus
    │   └── UnknownSearch
    ├── ArticleWithheld         kept, but not shown
    ├── NameTaken               a corpus or saved search of this name exists
    ├── TooCostly               a read took longer than it may
    └── QueryError              a search text that cannot be read, with its column

No error of a database driver leaves the storage room.
"""

from __future__ import annotations

from collections.abc import Sequence


class ArchiveError(Exception):
    """Base of everything that the archive raises on purpose."""


class CannotOpen(ArchiveError):
    """The archive could not be opened. ``url`` is its address without a password."""

    problem = "cannot be opened"
    advice = ""

    def __init__(self, url: str, detail: str | None = None) -> None:
        self.url = url
        self.detail = detail
        because = f" ({detail})" if detail else ""
        super().__init__(f"{url}: {self.problem}{because}{'; ' if self.advice else ''}{self.advice}")


class ArchiveMissing(CannotOpen):
    """There is no archive at this address."""

    problem = "there is no archive here"
    advice = "`newskeep crawl` makes one, or name another with --archive"


class NotEmpty(CannotOpen):
    """What is to be filled holds something already."""

    problem = "this archive holds something already"
    advice = "name a new one; it was left as it is"


class NotAnArchive(CannotOpen):
    """There is a file or database at this address, but it is no archive."""

    problem = "this is not a newskeep archive"
    advice = "name another with --archive; it was left as it is"


class ArchiveNewer(CannotOpen):
    """The archive was made by a newer version than this one."""

    problem = "this archive was written by a newer newskeep"
    advice = "upgrade newskeep to open it; it was left as it is"


class ArchiveOlder(CannotOpen):
    """The archive has an older schema and was opened for reading, so it could not be upgraded."""

    problem = "this archive was written by an older newskeep"
    advice = "run `newskeep crawl` once to upgrade it"


class ArchiveLocked(ArchiveError):
    """Another process holds the archive's crawl lock."""

    def __init__(self, url: str, holder: str | None = None) -> None:
        self.url = url
        self.holder = holder
        who = f" ({holder})" if holder else ""
        super().__init__(f"{url}: another crawl of this archive is running{who}; wait until it has ended")


class ArchiveUnwritable(ArchiveError):
    """A write failed and was rolled back as a whole."""

    def __init__(self, url: str, detail: str) -> None:
        self.url = url
        self.detail = detail
        super().__init__(
            f"{url}: could not be written ({detail}); nothing was half-written: free space or mend access, "
            "then run again"
        )


class ArchiveDamaged(ArchiveError):
    """The database is not readable as a database any more."""

    advice = "restore a backup; `newskeep import warc` reads the captures into a new archive"

    def __init__(self, url: str, detail: str) -> None:
        self.url = url
        self.detail = detail
        super().__init__(f"{url}: is damaged ({detail}); {self.advice}")


class CaptureDamaged(ArchiveDamaged):
    """A capture is missing, cut short or changed."""

    advice = "`newskeep verify` names all that are; restore the file from a backup"

    def __init__(self, file: str, offset: int, detail: str) -> None:
        self.file = file
        self.offset = offset
        super().__init__(f"{file}@{offset}", detail)


class NotFound(ArchiveError):
    """Something was asked for by a name that the archive does not know. ``near`` are similar names."""

    what = "object"

    def __init__(self, name: str, near: Sequence[str] = (), hint: str = "") -> None:
        self.name = name
        self.near = tuple(near)
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else hint
        super().__init__(f"{name}: no such {self.what} in the archive{hint}")


class UnknownArticle(NotFound):
    """No article has this URL or id."""

    what = "article"


class UnknownRevision(NotFound):
    """The article has no revision of this number, but ``last`` ones."""

    what = "revision"

    def __init__(self, name: str, last: int | None = None) -> None:
        known = f"revisions 1 to {last}" if last and last > 1 else "revision 1 alone"
        super().__init__(name, hint=f"; it has {known}" if last else "")


class UnknownSite(NotFound):
    """No site of this name was ever enrolled."""

    what = "site"


class UnknownSource(NotFound):
    """The site has no source with this URL."""

    what = "source"


class UnknownCorpus(NotFound):
    """No corpus of this name was frozen."""

    what = "corpus"


class UnknownSearch(NotFound):
    """No search of this name was saved."""

    what = "saved search"


class ArticleWithheld(ArchiveError):
    """The article is kept but withheld; ``reason`` says why."""

    def __init__(self, url: str, reason: str | None) -> None:
        self.url = url
        self.reason = reason
        because = f" ({reason})" if reason else ""
        super().__init__(f"{url}: withheld{because}; `newskeep release` shows it again")


class NameTaken(ArchiveError):
    """A corpus or saved search of this name exists already."""

    def __init__(self, what: str, name: str) -> None:
        self.name = name
        super().__init__(f"{name}: there is already a {what} of this name; choose another")


class TooCostly(ArchiveError):
    """A read was stopped because it took longer than it may."""

    def __init__(self) -> None:
        super().__init__(
            "this takes too long and was stopped; narrow it with lang:, site: or date:, "
            "or give more letters before a *"
        )


class QueryError(ArchiveError):
    """A search text that cannot be read. ``column`` counts from 1."""

    def __init__(self, text: str, column: int, expected: str) -> None:
        self.text = text
        self.column = column
        self.expected = expected
        super().__init__(f"column {column}: expected {expected}")
