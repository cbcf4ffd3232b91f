"""The full-text index of an archive: what is kept for search, and its upkeep in the store's transaction.

Both databases hold the same words (:mod:`storage.terms.words`): SQLite in an FTS5 table without content of
its own, PostgreSQL as a ``tsvector`` with a GIN index. Beside the words of title, lead and body stand marked
words for what queries filter by (site, language, section, author, tag, day): a filter is then one more
word, as fast on a rare value as on a common one.

Words are kept as they are written, so that a phrase is exact. Their stems stand once each in
``word_form``: a query word is searched as all forms of the same stem that the archive knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, text

from storage.searching import fulltext_postgresql, fulltext_sqlite
from storage.searching.vocabulary import Form, forms, known_words
from storage.terms.bytewise import Spelled
from storage.terms.facts import facts
from storage.terms.stems import stemmed
from storage.terms.words import indexable

CURRENT, FORMER = "fulltext", "fulltext_revision"  # of articles by id, of superseded revisions by id
MOST_LETTERS = 150_000  # of an article's words that are searched; a tsvector ends at 1 MB

_FORM_TABLE = """
CREATE TABLE word_form (
    word TEXT {collation} NOT NULL,
    language TEXT {collation} NOT NULL,  -- '' where the language has no stemmer
    stem TEXT {collation} NOT NULL,
    PRIMARY KEY (word, language, stem)
) {option}
"""
_FORM_INDEX = "CREATE INDEX ix_word_form_stem ON word_form (stem, language) WHERE stem <> word"


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
    """A document as words: the parts, each with spaces between its words, under the id of its row."""

    id: int
    body: str
    title: str
    lead: str
    facts: str


def create(connection: Connection) -> None:
    """Make the tables of the index."""
    dialect = connection.dialect.name
    collation, option = ("", "WITHOUT ROWID") if dialect == "sqlite" else ('COLLATE "C"', "")
    connection.execute(text(_FORM_TABLE.format(collation=collation, option=option)))
    connection.execute(text(_FORM_INDEX))
    _run(connection, _base(connection).create)


def drop(connection: Connection) -> None:
    """Take the tables of the index away."""
    for name in (CURRENT, FORMER, "word_form"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


@contextmanager
def filling(connection: Connection) -> Iterator[None]:
    """While the whole archive is taken in: nobody searches, so PostgreSQL sorts all words at the end."""
    base = _base(connection)
    _run(connection, base.before_many)
    yield
    _run(connection, base.after_many)


def _run(connection: Connection, statements: Callable[[str], list[str]]) -> None:
    for name in (CURRENT, FORMER):
        for statement in statements(name):
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
    known = known_words(connection)
    fresh: defaultdict[str, set[str]] = defaultdict(set)  # spellings by language
    out: list[Entry] = []
    taken: list[Entry] = []
    for identity, old, new in sorted(changes, key=lambda change: change[0]):
        if old is not None:
            out.append(_entry(identity, old)[0])
        if new is not None:
            words, spelled = _entry(identity, new)
            taken.append(words)
            language = stemmed(new.language) or ""
            fresh[language].update(*(known.learn(language, one) for one in spelled))
    _base(connection).write(connection, table, out, taken)
    if rows := forms(fresh):
        _base(connection).keep_forms(connection, rows)


def entry(document: Document) -> Entry:
    """A document as words."""
    return _entry(document.article_id, document)[0]


def _entry(identity: int, document: Document) -> tuple[Entry, list[Spelled | set[str]]]:
    """A document as words, and their spellings."""
    texts = [text_ or "" for text_ in (document.title, document.lead, document.body)]
    parts, spelled = indexable(texts)
    if 2 * sum(map(len, texts)) > MOST_LETTERS:  # pairs of characters are twice as long as the text
        parts = list(_bounded(parts))
    title, lead, body = parts
    words = Entry(identity, body, title, lead, " ".join(facts(document)))
    return words, spelled


def _bounded(parts: list[str]) -> Iterator[str]:
    room = MOST_LETTERS
    for words in map(str.split, parts):
        size = sum(map(len, words))
        yield " ".join(words if size <= room else _first(words, room))
        room = max(room - size, 0)


def _first(words: list[str], letters: int) -> list[str]:
    sizes = accumulate(map(len, words))
    return [word for word, size in zip(words, sizes, strict=True) if size <= letters]


def _base(connection: Connection) -> Base:
    return _BASES[connection.dialect.name]


class Base(Protocol):
    """How one database keeps an index."""

    def create(self, name: str) -> list[str]: ...
    def before_many(self, name: str) -> list[str]: ...
    def after_many(self, name: str) -> list[str]: ...
    def write(
        self, connection: Connection, name: str, out: Iterable[Entry], taken: Iterable[Entry]
    ) -> None: ...
    def keep_forms(self, connection: Connection, rows: Sequence[Form]) -> None: ...


_BASES: dict[str, Base] = {"sqlite": fulltext_sqlite, "postgresql": fulltext_postgresql}
