"""Is everything still there, and unchanged? The database against the captures, record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from storage.errors import ArchiveDamaged
from storage.evidence.captures import payload_digest
from storage.evidence.warcfile import parse_message
from storage.evidence.warcscan import Found, scan
from storage.keeping.states import State, load_states
from storage.part import Part
from storage.reading import capture_of, captures_query
from storage.records import Capture
from storage.tables import models

C, W, A = models.capture.c, models.warc.c, models.article.c
BATCH = 200  # articles whose digests are checked at once


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that ``verify`` names.

    ``kind``: "database" (its pages), "missing file", "missing record", "damaged record", "changed payload",
    "changed text" (an article's text is not what its revision's digest says), "torn tail", "orphan" (a record
    that no capture names: a crawl was killed before it stored it; no damage).
    """

    kind: str
    where: str  # "FILE@OFFSET", a file, or an article's URL
    detail: str

    @property
    def is_damage(self) -> bool:
        """Whether something that was kept is lost or changed."""
        return self.kind not in ("orphan", "torn tail")


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of ``verify``."""

    captures: int
    articles: int
    files: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is damaged."""
        return not any(finding.is_damage for finding in self.findings)


class Verifying(Part):
    """The archive's examination of itself."""

    def verify(self, progress: Callable[[int, int], None] | None = None) -> Verification:
        """Check the database, every capture and every current text; ``progress`` gets done and total.

        What can be read is checked, also where the database is damaged. Memory stays flat. A torn tail is
        only told here; the next crawl mends it.
        """
        with self._read() as connection:
            captures, articles, files = (_count(connection, column) for column in (C.id, A.id, W.id))
            steps = Steps(progress, captures + articles)
            looks = {
                "database": _pages(connection),
                "captures": self._files(connection, steps),
                "articles": _texts(connection, steps),
            }
            findings = [finding for where, look in looks.items() for finding in _as_far(where, look)]
            return Verification(captures, articles, files, tuple(findings))

    def _files(self, connection: Connection, steps: Steps) -> Iterator[Finding]:
        known = list(connection.scalars(select(W.file).order_by(W.file)))
        for name in sorted({*known, *self.captures.files()}):
            wanted = captures_query().where(W.file == name).order_by(C.offset)
            rows = connection.execution_options(yield_per=1000).execute(wanted)
            yield from self._file(name, (capture_of(row) for row in rows), steps)

    def _file(self, name: str, captures: Iterator[Capture], steps: Steps) -> Iterator[Finding]:
        path = self.captures.folder / name
        if not path.exists():
            lost = sum(1 for _ in steps.over(captures))
            yield Finding("missing file", name, f"{lost} captures are lost with it")
            return
        yield from _compare(name, steps.over(captures), scan(path))


@dataclass(slots=True)
class Steps:
    """Counts what was looked at."""

    progress: Callable[[int, int], None] | None
    total: int
    done: int = 0

    def over(self, things: Iterator[Any]) -> Iterator[Any]:
        """The things, counted as they pass."""
        for thing in things:
            yield thing
            self.done += 1
            if self.progress:
                self.progress(self.done, self.total)


def _count(connection: Connection, column: ColumnElement[int]) -> int:
    """How many rows there are; 0 where the table is damaged, which is found again and named."""
    try:
        return connection.scalar(select(func.count(column))) or 0
    except ArchiveDamaged:
        return 0


def _as_far(where: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """What is found until the database itself cannot be read on."""
    try:
        yield from findings
    except ArchiveDamaged as error:
        yield Finding("database", where, f"cannot be read to the end: {error.detail}")


def _compare(name: str, captures: Iterator[Capture], found: Iterator[Found]) -> Iterator[Finding]:
    """Captures and records of one file, both in the order of their offsets."""
    capture = next(captures, None)
    for place in found:
        while capture and capture.offset < place.offset:
            yield _missing(capture)
            capture = next(captures, None)
        mine = capture if capture and capture.offset == place.offset else None
        if mine:
            capture = next(captures, None)
        yield from _judge(name, mine, place)
    while capture:
        yield _missing(capture)
        capture = next(captures, None)


def _judge(name: str, capture: Capture | None, place: Found) -> Iterator[Finding]:
    where = f"{name}@{place.offset}"
    if place.record is None:
        kind = "torn tail" if place.problem == "torn tail" and capture is None else "damaged record"
        yield Finding(kind, where, f"{place.problem}{f': {capture.url}' if capture else ''}")
    elif capture is None:
        if place.record.type in ("response", "revisit"):
            yield Finding("orphan", where, place.record.fields.get("warc-target-uri", ""))
    elif place.record.type == "response":
        if payload_digest(parse_message(place.record.block).body) != capture.digest:
            yield Finding("changed payload", where, capture.url)
    elif capture.digest not in place.record.fields.get("warc-payload-digest", ""):
        yield Finding("changed payload", where, capture.url)


def _missing(capture: Capture) -> Finding:
    return Finding("missing record", f"{capture.file}@{capture.offset}", capture.url)


def _pages(connection: Connection) -> Iterator[Finding]:
    """What SQLite says of its own pages, then of its rows; PostgreSQL checks both as it goes."""
    if connection.dialect.name != "sqlite":
        return
    said = [str(line) for (line,) in connection.execute(text("PRAGMA quick_check(20)"))]
    yield from (Finding("database", "database", line) for line in said if line != "ok")
    if said == ["ok"]:
        for table, row, other, _ in connection.execute(text("PRAGMA foreign_key_check")):
            yield Finding("database", f"{table} {row}", f"its {other} is not there")


def _texts(connection: Connection, steps: Steps) -> Iterator[Finding]:
    """Current texts against the digests of their revisions."""
    last = -1
    while ids := list(connection.scalars(select(A.id).where(A.id > last).order_by(A.id).limit(BATCH))):
        last = ids[-1]
        states, unreadable = _readable(connection, ids)
        for key in steps.over(iter(ids)):
            if key in unreadable:
                yield Finding("changed text", str(key), "cannot be read from the database")
            elif key not in states:
                yield Finding("changed text", str(key), "its text or its current revision is missing")
            elif states[key].content.digest != states[key].digest:
                yield Finding("changed text", str(key), "is not what its revision's digest says")


def _readable(connection: Connection, ids: Sequence[int]) -> tuple[dict[int, State], set[int]]:
    """The states of articles, and those that cannot be read; one by one where they cannot all at once."""
    try:
        return load_states(connection, ids), set()
    except ArchiveDamaged:
        if len(ids) == 1:
            return {}, set(ids)
    parts = [_readable(connection, [key]) for key in ids]
    return {k: s for states, _ in parts for k, s in states.items()}, set().union(*(lost for _, lost in parts))
