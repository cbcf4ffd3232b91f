"""The full-text index on PostgreSQL: a ``tsvector`` of our own words with a GIN index.

A ``tsvector`` keeps at most 256 places of a word and none beyond the 16,383rd. For the few texts that are
longer the words stand in ``long_body`` as well, where phrases are looked for as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from storage.tables.keys import DAY_BITS

if TYPE_CHECKING:
    from storage.searching.fulltext import Entry, Form

LAST_PLACE, MOST_PLACES = 16_383, 256
_LABELS = ("A", "B", "C", "")  # title, lead, facts, body
_TABLE = """
CREATE TABLE {name} (
    id BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL,
    long_body TEXT
) WITH (toast_tuple_target = 128)
"""  # the words move out of line, so that the table is narrow to walk
_INDEX = "CREATE INDEX ix_{name}_words ON {name} USING gin (words) WITH (fastupdate = off)"
_ADD = "INSERT INTO {name} (id, words, long_body) VALUES (:id, CAST(:words AS tsvector), :long_body)"
_DROP = "DELETE FROM {name} WHERE id = ANY(:ids)"

_KEEP_FORMS = """
INSERT INTO word_form (word, language, stem)
SELECT * FROM unnest(CAST(:words AS text[]), CAST(:languages AS text[]), CAST(:stems AS text[]))
ON CONFLICT DO NOTHING
"""

DAY_LEVELS = (0, 3, 6)  # powers of two
_OF_TITLE = "\ue009"
_DAY_OF_ID = "\ue007"  # the mark of the day in an article's id, by which the newest hits are found first


def title_word(word: str) -> str:
    """The word of the index that stands for a word of the title: a label alone would be looked up in the
    row of each hit."""
    return f"{_OF_TITLE}{word}"


def day_word(level: int, number: int) -> str:
    """The word of the index that stands for one day (level 0) or a row of 8 (3) or 64 days (6) of ids."""
    return f"{_DAY_OF_ID}{level}{number}"


def create(name: str) -> list[str]:
    """The statements that make one index."""
    return [_TABLE.format(name=name), _INDEX.format(name=name)]


def write(connection: Connection, name: str, out: Iterable[Entry], taken: Iterable[Entry]) -> None:
    """Take entries out and others in."""
    gone = [entry.id for entry in out]
    if gone:
        connection.execute(text(_DROP.format(name=name)), {"ids": gone})
    rows = [_row(entry) for entry in taken]
    if rows:
        connection.execute(text(_ADD.format(name=name)), rows)


def keep_forms(connection: Connection, rows: Sequence[Form]) -> None:
    """Keep forms that are not kept yet."""
    words, languages, stems = (list(column) for column in zip(*rows, strict=True))
    connection.execute(text(_KEEP_FORMS), {"words": words, "languages": languages, "stems": stems})


def _row(entry: Entry) -> dict[str, Any]:
    places = _places(entry)
    number = sum(map(len, places.values())) - len(DAY_LEVELS)
    too_long = number > LAST_PLACE - 3 or any(len(at) > MOST_PLACES for at in places.values())
    words = " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
    body = f" {' '.join(entry.body.split())} "
    return {"id": entry.id, "words": words, "long_body": body if too_long else None}


def _places(entry: Entry) -> dict[str, list[str]]:
    """Each word with its places. The body comes last, as a ``tsvector`` may lose what comes late."""
    places: dict[str, list[str]] = {}
    for word, place in _numbered(entry):
        places.setdefault(word, []).append(place)
    return places


def _numbered(entry: Entry) -> Iterator[tuple[str, str]]:
    start = 1
    title, lead, facts, body = (part.split() for part in (entry.title, entry.lead, entry.facts, entry.body))
    marked = [*facts, *(day_word(level, entry.id >> DAY_BITS + level) for level in DAY_LEVELS)]
    for label, part in zip(_LABELS, (title, lead, marked, body), strict=True):
        for at, word in enumerate(part, start):
            yield word, f"{at}{label}"
            if label == "A":
                yield title_word(word), f"{at}A"
        start += len(part) + 1  # no phrase spans two parts
