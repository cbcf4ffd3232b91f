"""The full-text index of an archive: what is kept for search, and its upkeep in the store's transaction.

Both databases hold the same words (:mod:`storage.terms.words`): SQLite in an FTS5 table without content of
its own, PostgreSQL as a ``tsvector`` with a GIN index. Beside the words of title, lead and body stand marked
words for what queries filter by (site, language, section, author, tag, day): a filter is then one more
word, as fast on a rare value as on a common one.

Words are kept as they are written, so that a phrase is exact. Their stems stand once each in
``word_form``: a query word is searched as all forms of the same stem that the archive knows.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, event, text

from storage.searching import fulltext_postgresql, fulltext_sqlite
from storage.terms.facts import facts
from storage.terms.stems import stem_pairs, stemmed
from storage.terms.words import fold, indexable

CURRENT, FORMER = "fulltext", "fulltext_revision"  # of articles by id, of superseded revisions by id
MOST_LETTERS = 150_000  # of an article's words that are searched; a tsvector ends at 1 MB
COMMON_WORDS = 10_000  # of a language, remembered for good
SHORTEST_FORM, LONGEST_FORM = 2, 30  # letters of a word whose forms are looked for
KNOWN_WORDS = 1 << 20  # words remembered as kept already: 8 MB

_FORM_TABLE = """
CREATE TABLE word_form (
    word TEXT {collation} NOT NULL,
    language TEXT {collation} NOT NULL,  -- '' where the language has no stemmer
    stem TEXT {collation} NOT NULL,
    PRIMARY KEY (word, language, stem)
) {option}
"""
_DIGIT = re.compile(r"\d")
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


Form = tuple[str, str, str]  # word, language, stem


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
    statements = [_FORM_TABLE.format(collation=collation, option=option), _FORM_INDEX]
    for name in (CURRENT, FORMER):
        statements += _base(connection).create(name)
    for statement in statements:
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Take the tables of the index away."""
    for name in (CURRENT, FORMER, "word_form"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


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
    fresh: defaultdict[str, set[str]] = defaultdict(set)  # spellings by language
    out: list[Entry] = []
    taken: list[Entry] = []
    for identity, old, new in sorted(changes, key=lambda change: change[0]):
        if old is not None:
            out.append(_entry(identity, old)[0])
        if new is not None:
            entry, spelled = _entry(identity, new)
            taken.append(entry)
            language = stemmed(new.language) or ""
            fresh[language] |= known.uncommon(language, spelled)
    _base(connection).write(connection, table, out, taken)
    _keep_forms(connection, known, fresh)


def _entry(identity: int, document: Document) -> tuple[Entry, set[str]]:
    """A document as words, and their spellings."""
    texts = [text_ or "" for text_ in (document.title, document.lead, document.body)]
    readings = [indexable(text_) for text_ in texts]
    parts = [words for words, _ in readings]  # of title, lead and body
    if 2 * sum(map(len, texts)) > MOST_LETTERS:  # pairs of characters are twice as long as the text
        parts = list(_bounded(parts))
    title, lead, body = parts
    entry = Entry(identity, body, title, lead, " ".join(facts(document)))
    return entry, set[str]().union(*(spelled for _, spelled in readings))


def _bounded(parts: list[str]) -> Iterator[str]:
    room = MOST_LETTERS
    for words in map(str.split, parts):
        size = sum(map(len, words))
        yield " ".join(words if size <= room else _first(words, room))
        room = max(room - size, 0)


def _first(words: list[str], letters: int) -> list[str]:
    sizes = accumulate(map(len, words))
    return [word for word, size in zip(words, sizes, strict=True) if size <= letters]


def _keep_forms(connection: Connection, known: KnownWords, uncommon: Mapping[str, set[str]]) -> None:
    fresh = {language: known.unknown(language, words) for language, words in uncommon.items()}
    rows = sorted({form for language, words in fresh.items() for form in _forms(language, words)})
    if rows:
        _base(connection).keep_forms(connection, rows)
    for language, words in fresh.items():
        known.add(language, words)


def _forms(language: str, words: Iterable[str]) -> Iterator[Form]:
    folded = ((word, fold(word)) for word in words)
    fitting = [(word, bare) for word, bare in folded if _has_forms(bare)]
    if not language:
        return ((bare, "", bare) for _, bare in fitting)
    return ((bare, language, stem) for bare, stem in stem_pairs(fitting, language))


def _has_forms(bare: str) -> bool:
    fits = SHORTEST_FORM <= len(bare) <= LONGEST_FORM
    return fits and (bare.isalpha() or not _DIGIT.search(bare))


class KnownWords:
    """The words whose forms are kept already, as far as this connection remembers; to save writes.

    The first words, which are the common ones, stand in sets; all others in a table of hashes, in which a
    newer one takes the place of an older one.
    """

    def __init__(self) -> None:
        self._common: defaultdict[str, set[str]] = defaultdict(set)
        self._hashes = array("q", bytes(8 * KNOWN_WORDS))

    def uncommon(self, language: str, spelled: set[str]) -> set[str]:
        """Those that are not among the common ones."""
        return spelled - self._common[language]

    def unknown(self, language: str, uncommon: set[str]) -> list[str]:
        """Those of them that are not known yet."""
        hashes, salt, mask = self._hashes, hash(language), KNOWN_WORDS - 1
        return [word for word in uncommon if hashes[(key := hash(word) ^ salt) & mask] != key]

    def add(self, language: str, words: list[str]) -> None:
        """Remember words."""
        common = self._common[language]
        room = max(COMMON_WORDS - len(common), 0)
        common.update(words[:room])
        for key in (hash(word) ^ hash(language) for word in words[room:]):
            self._hashes[key & (KNOWN_WORDS - 1)] = key


def _known(connection: Connection) -> KnownWords:
    """What this connection remembers; a rollback makes it forget."""
    if not event.contains(connection.engine, "rollback", _forget):
        event.listen(connection.engine, "rollback", _forget)
    if _MEMORY not in connection.info:
        connection.info[_MEMORY] = KnownWords()
    known: KnownWords = connection.info[_MEMORY]
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
    def keep_forms(self, connection: Connection, rows: Sequence[Form]) -> None: ...


_BASES: dict[str, Base] = {"sqlite": fulltext_sqlite, "postgresql": fulltext_postgresql}
