"""Which forms of a word the archive holds: :class:`storage.terms.matching.Forms` from table ``word_form``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from storage.terms.alphabets import spellings
from storage.terms.stems import stems
from storage.terms.words import fold

MOST_FORMS = 300  # of one word
INFLECTED = {"ru", "el"}  # languages of other alphabets than Latin in which a name has many forms
MOST_BEGINNINGS = 600  # words that one prefix may stand for before the database is left to find them
MOST_LEFT = 3_000  # words that all prefixes of a query that are left to it may stand for; others are wide
SMALL = 50_000  # articles: up to so many the index finds all places of any beginning in some 50 ms

# A word that is its own stem stands in the table's primary key only, all others in its index by stem.
_OF_STEMS = """
WITH wanted (language, stem) AS {wanted}
SELECT word_form.word
FROM wanted CROSS JOIN word_form
WHERE word_form.stem = wanted.stem AND word_form.language = wanted.language
  AND word_form.stem <> word_form.word
UNION
SELECT word_form.word
FROM wanted CROSS JOIN word_form
WHERE word_form.word = wanted.stem AND word_form.language = wanted.language AND word_form.stem = wanted.stem
ORDER BY 1 LIMIT {most}
"""
_WANTED = {
    "sqlite": "MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
    "postgresql": "(SELECT * FROM unnest(%s::text[], %s::text[]))",
}
_HELD = "SELECT {0} FROM {1} WHERE EXISTS (SELECT 1 FROM word_form WHERE word = {0})"
_GIVEN = {"sqlite": ("value", "json_each(?)"), "postgresql": ("one", "unnest(%s::text[]) AS one")}
_BEGINNING = "SELECT DISTINCT word FROM word_form WHERE word >= {0} AND word < {0} ORDER BY word LIMIT {1}"
_LARGE = "SELECT 1 FROM article LIMIT 1 OFFSET {0}"
_MARKS = {"sqlite": "?", "postgresql": "%s"}


@lru_cache(maxsize=4096)
def _all_stems(word: str, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The stems of a word with their languages, in any alphabet; words are asked for again and again."""
    bare, inflected = fold(word), INFLECTED.intersection(languages)
    found = {(language, stem) for language in languages for stem in stems(word, bare, language)}
    found |= {
        (one, stem) for one in inflected for other in spellings(bare) for stem in stems(other, other, one)
    }
    return sorted(found)


class KnownForms:
    """The forms that one archive knows."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name
        self.left = 0
        self.many: set[str] = set()  # beginnings of so many words that it takes the database a while
        self.wide: set[str] = set()  # beginnings that so many words have that not even the database can say

    def of(self, word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """All forms of a word, itself first, then what it is in other alphabets."""
        bare = fold(word)
        wanted, spelled = _all_stems(word, languages), (bare, *self._held(spellings(bare)))
        if not wanted:
            return spelled
        statement = _OF_STEMS.format(wanted=_WANTED[self.dialect], most=MOST_FORMS)
        given = (
            (json.dumps(wanted),) if self.dialect == "sqlite" else tuple(map(list, zip(*wanted, strict=True)))
        )
        return tuple(dict.fromkeys((*spelled, *self._words(statement, given))))

    def _held(self, words: Sequence[str]) -> Sequence[str]:
        """Those of some words that the archive holds."""
        given = json.dumps(words) if self.dialect == "sqlite" else list(words)
        return self._words(_HELD.format(*_GIVEN[self.dialect]), (given,)) if words else ()

    def beginning(self, prefix: str) -> tuple[str, ...] | None:
        """All words that begin so; None where they are too many. ``wide`` then says whether beyond measure:
        the databases read all places of such words before they give the first hit, and cannot be stopped."""
        found = self._beginning(prefix, MOST_BEGINNINGS + 1)
        if len(found) <= MOST_BEGINNINGS:
            return tuple(found)
        number = len(self._beginning(prefix, MOST_LEFT + 1))
        if self._in_large_archive():
            (self.wide if self.left + number > MOST_LEFT else self.many).add(prefix)
        self.left += number
        return None

    def _in_large_archive(self) -> bool:
        return self.connection.exec_driver_sql(_LARGE.format(SMALL)).first() is not None

    def _beginning(self, prefix: str, most: int) -> Sequence[str]:
        past = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        return self._words(_BEGINNING.format(_MARKS[self.dialect], most), (prefix, past))

    def _words(self, statement: str, given: tuple[Any, ...]) -> Sequence[str]:
        """Straight through the driver: SQLAlchemy would take longer to read the statement than to run it."""
        return [word for (word,) in self.connection.exec_driver_sql(statement, given)]
