"""The full-text index on PostgreSQL: a ``tsvector`` of our own words with a GIN index.

A ``tsvector`` keeps at most 256 places of a word and none beyond the 16,383rd. For the few texts that are
longer the words stand in ``long_body`` as well, where phrases are looked for as text.

Its index knows no places: of a phrase it finds all texts with the words, and each would have to be read. So
each two words that follow each other stand in ``pairs`` as well, as one of 65,536 numbers: of the texts that
hold both words somewhere, one in a hundred is left to be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise, repeat
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlalchemy import Connection, text

from storage.tables.keys import DAY_BITS

if TYPE_CHECKING:
    from storage.searching.fulltext import Entry
    from storage.searching.vocabulary import Form

LAST_PLACE, MOST_PLACES = 16_383, 256
_NUMBERS = tuple(map(str, range(LAST_PLACE + 1)))
_LABELS = ("A", "B", "C", "")  # title, lead, facts, body
_TABLE = """
CREATE TABLE {name} (
    id BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL,
    pairs SMALLINT[] NOT NULL,
    long_body TEXT
) WITH (toast_tuple_target = 128)
"""  # the words move out of line, so that the table is narrow to walk
# New words wait in a list and are sorted into the index at once for all texts of a batch, which takes half as
# long. Searches would read the list from end to end, so no batch leaves it behind.
_INDEX = (
    "CREATE INDEX ix_{name}_words ON {name} USING gin (words, pairs) WITH (gin_pending_list_limit = 16384)"
)
_SORT_IN = "SELECT gin_clean_pending_list(to_regclass(:index))"
_UNSORT = "DROP INDEX ix_{name}_words"
_ADD = """
INSERT INTO {name} (id, words, pairs, long_body)
VALUES (:id, CAST(:words AS tsvector), CAST(:pairs AS smallint[]), :long_body)
"""
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


def pair_numbers(words: Sequence[str]) -> set[int]:
    """Each two words that follow each other, as a number of 16 bits; some pairs share one."""
    hashes = map(crc32, map(str.encode, map(" ".join, set(pairwise(words)))))
    return {(number & 0xFFFF) - 0x8000 for number in hashes}


def create(name: str) -> list[str]:
    """The statements that make one index."""
    return [_TABLE.format(name=name), _INDEX.format(name=name)]


def before_many(name: str) -> list[str]:
    """The statements after which many entries are written at less cost."""
    return [_UNSORT.format(name=name)]


def after_many(name: str) -> list[str]:
    """The statements that make the index of all of them at once."""
    return [_INDEX.format(name=name)]


def write(connection: Connection, name: str, out: Iterable[Entry], taken: Iterable[Entry]) -> None:
    """Take entries out and others in."""
    gone = [entry.id for entry in out]
    if gone:
        connection.execute(text(_DROP.format(name=name)), {"ids": gone})
    rows = [_row(entry) for entry in taken]
    if rows:
        connection.execute(text(_ADD.format(name=name)), rows)
        connection.execute(text(_SORT_IN), {"index": f"ix_{name}_words"})


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
    pairs = set[int]().union(*(pair_numbers(part.split()) for part in entry[1:]))
    listed = ",".join(map(str, sorted(pairs))).join("{}")  # the driver would look at the type of each
    return {"id": entry.id, "words": words, "pairs": listed, "long_body": body if too_long else None}


def _places(entry: Entry) -> dict[str, list[str]]:
    """Each word with its places. The body comes last, as a ``tsvector`` may lose what comes late."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    title, lead, facts, body = (part.split() for part in (entry.title, entry.lead, entry.facts, entry.body))
    marked = [*facts, *(day_word(level, entry.id >> DAY_BITS + level) for level in DAY_LEVELS)]
    start = 1
    for label, part in zip(_LABELS, (title, lead, marked, body), strict=True):
        for word, place in zip(part, _numbers(start), strict=False):
            places[word].append(place + label)
        start += len(part) + 1  # no phrase spans two parts
    for word, place in zip(title, _numbers(1), strict=False):
        places[title_word(word)].append(f"{place}A")
    return places


def _numbers(start: int) -> Iterator[str]:
    return chain(islice(_NUMBERS, start, None), repeat(_NUMBERS[-1]))
