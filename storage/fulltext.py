"""The full-text index of an archive: what is kept for search, and its upkeep in the store's transaction.

Both databases hold the same words (:mod:`storage.words`): SQLite in an FTS5 table without content of its
own, PostgreSQL as a ``tsvector`` with a GIN index. Beside the words of title, lead and body stand marked
words for what queries filter by (site, language, section, author, tag, day): a filter is then one more
word, as fast on a rare value as on a common one.

Words are kept as they are written, so that a phrase is exact. Their stems stand once each in
``word_form``: a query word is searched as all forms of the same stem that the archive knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, event, text

from storage import fulltext_postgresql, fulltext_sqlite
from storage.facts import facts
from storage.stems import stemmed, stems
from storage.words import fold, read

CURRENT, FORMER = "fulltext", "fulltext_revision"  # of articles by id, of superseded revisions by id
MOST_LETTERS = 150_000  # of an article's words that are searched; a tsvector ends at 1 MB
SHORTEST_FORM, LONGEST_FORM = 2, 30  # letters of a word whose forms are looked for
KNOWN_WORDS = 200_000  # words remembered as kept already

_FORMS = {
    "sqlite": "INSERT OR IGNORE INTO word_form (word, language, stem) VALUES (:word, :language, :stem)",
    "postgresql": (
        "INSERT INTO word_form (word, language, stem) VALUES (:word, :language, :stem) ON CONFLICT DO NOTHING"
    ),
}
_FORM_TABLE = """
CREATE TABLE word_form (
    word TEXT {collation} NOT NULL,
    language TEXT {collation} NOT NULL,  -- '' where the language has no stemmer
    stem TEXT {collation} NOT NULL,
    PRIMARY KEY (word, language, stem)
) {option}
"""
_FORM_INDEX = "CREATE INDEX ix_word_form_stem ON word_form (stem, language) WHERE language <> ''"


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of one state of an article.

    ``day``: the day of publication as the page wrote it, else the day it was first seen.
    """

    article_id: int
    title: str | None = None
    lead: str | None = None
    body: str | None = None
    language: str | None = None
    day: date | None = None
    site: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A document as words: the parts, each a list, under the id of its row."""

    id: int
    title: list[str]
    lead: list[str]
    body: list[str]
    facts: list[str]


def create(connection: Connection) -> None:
    """Make the tables of the index."""
    dialect = connection.dialect.name
    collation, option = ("", "WITHOUT ROWID") if dialect == "sqlite" else ('COLLATE "C"', "")
    statements = [_FORM_TABLE.format(collation=collation, option=option), _FORM_INDEX]
    for name in (CURRENT, FORMER):
        statements += _base(connection).create(name)
    for statement in statements:
        connection.execute(text(statement))


def index(connection: Connection, documents: Sequence[Document]) -> None:
    """Take new documents in."""
    _apply(connection, CURRENT, [(document.article_id, None, document) for document in documents])


def remove(connection: Connection, documents: Sequence[Document]) -> None:
    """Take documents out; each must be exactly what was taken in."""
    _apply(connection, CURRENT, [(document.article_id, document, None) for document in documents])


def replace(connection: Connection, pairs: Sequence[tuple[Document, Document]]) -> None:
    """Put (old, new) states of the same articles in each other's place; old exactly as it was taken in."""
    _apply(connection, CURRENT, [(old.article_id, old, new) for old, new in pairs if old != new])


def keep_revision(connection: Connection, revision_id: int, document: Document) -> None:
    """Keep a superseded state, for searches ``in:revisions``."""
    _apply(connection, FORMER, [(revision_id, None, document)])


def drop_revision(connection: Connection, revision_id: int, document: Document) -> None:
    """Take a superseded state out, as when its article is withheld."""
    _apply(connection, FORMER, [(revision_id, document, None)])


Change = tuple[int, Document | None, Document | None]


def _apply(connection: Connection, table: str, changes: Sequence[Change]) -> None:
    """In the order of the ids: FTS5 would write a segment of its own for each step back."""
    known = _known(connection)
    fresh: set[tuple[str, str]] = set()
    out: list[Entry] = []
    taken: list[Entry] = []
    for identity, old, new in sorted(changes, key=lambda change: change[0]):
        if old is not None:
            out.append(_entry(identity, old, known, set()))
        if new is not None:
            taken.append(_entry(identity, new, known, fresh))
    _base(connection).write(connection, table, out, taken)
    _keep_forms(connection, known, fresh)


def _entry(identity: int, document: Document, known: KnownWords, fresh: set[tuple[str, str]]) -> Entry:
    language = stemmed(document.language) or ""
    parts: list[list[str]] = []
    for part in (document.title, document.lead, document.body):
        words, spelled = read(part) if part else ([], [])
        parts.append(words)
        fresh.update((language, word) for word in known.unknown(language, spelled))
    title, lead, body = _bounded(parts)
    return Entry(identity, title, lead, body, facts(document))


def _bounded(parts: list[list[str]]) -> Iterator[list[str]]:
    room = MOST_LETTERS
    for words in parts:
        size = sum(map(len, words))
        yield words if size <= room else _first(words, room)
        room = max(room - size, 0)


def _first(words: list[str], letters: int) -> list[str]:
    sizes = accumulate(map(len, words))
    return [word for word, size in zip(words, sizes, strict=True) if size <= letters]


def _keep_forms(connection: Connection, known: KnownWords, fresh: Iterable[tuple[str, str]]) -> None:
    rows = sorted({row for language, word in fresh for row in _forms(language, word)})
    if rows:
        values = [{"word": word, "language": language, "stem": stem} for word, language, stem in rows]
        connection.execute(text(_FORMS[connection.dialect.name]), values)
    known.add(fresh)


def _forms(language: str, word: str) -> Iterator[tuple[str, str, str]]:
    folded = fold(word)
    if not SHORTEST_FORM <= len(folded) <= LONGEST_FORM or any(letter.isdigit() for letter in folded):
        return
    if not language:
        yield folded, "", ""
        return
    for code, stem in stems(word, (language,)):
        yield folded, code, stem


class KnownWords:
    """The words whose forms are kept already, as far as this connection remembers; to save writes."""

    def __init__(self) -> None:
        self._hashes: dict[str, set[int]] = {}

    def unknown(self, language: str, spelled: Iterable[str]) -> list[str]:
        """Those not known yet."""
        known = self._hashes.setdefault(language, set())
        return [word for word in set(spelled) if hash(word) not in known]

    def add(self, kept: Iterable[tuple[str, str]]) -> None:
        """Remember (language, word) pairs, and forget all before it becomes too many."""
        if sum(map(len, self._hashes.values())) > KNOWN_WORDS:
            self._hashes.clear()
        for language, word in kept:
            self._hashes.setdefault(language, set()).add(hash(word))


def _known(connection: Connection) -> KnownWords:
    """What this connection remembers; a rollback makes it forget."""
    if not event.contains(connection.engine, "rollback", _forget):
        event.listen(connection.engine, "rollback", _forget)
    known: KnownWords = connection.info.setdefault(_MEMORY, KnownWords())
    return known


def _forget(connection: Connection) -> None:
    connection.info.pop(_MEMORY, None)


_MEMORY = "newskeep_known_words"


def _base(connection: Connection) -> Base:
    return _BASES[connection.dialect.name]


class Base(Protocol):
    """How one database keeps an index."""

    def create(self, name: str) -> list[str]: ...
    def write(
        self, connection: Connection, name: str, out: Iterable[Entry], taken: Iterable[Entry]
    ) -> None: ...


_BASES: dict[str, Base] = {"sqlite": fulltext_sqlite, "postgresql": fulltext_postgresql}
