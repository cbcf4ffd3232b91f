"""Which forms of a word the archive holds: :class:`storage.matching.Forms` from the table ``word_form``."""

from __future__ import annotations

from sqlalchemy import Connection, text

from storage.stems import stems
from storage.words import fold

MOST_FORMS = 300  # of one word
MOST_BEGINNINGS = 600  # words that one prefix may stand for before the database is left to find them

# A word that is its own stem stands in the table's primary key only, all others in its index by stem.
_OF_STEMS = """
WITH wanted (language, stem) AS (VALUES {values})
SELECT word_form.word
FROM wanted CROSS JOIN word_form
WHERE word_form.stem = wanted.stem AND word_form.language = wanted.language
  AND word_form.stem <> word_form.word
UNION
SELECT word_form.word
FROM wanted CROSS JOIN word_form
WHERE word_form.word = wanted.stem AND word_form.language = wanted.language AND word_form.stem = wanted.stem
ORDER BY 1 LIMIT :most
"""
_BEGINNING = """
SELECT DISTINCT word FROM word_form WHERE word >= :first AND word < :past ORDER BY word LIMIT :most
"""


class KnownForms:
    """The forms that one archive knows."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of(self, word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """All forms of a word, itself first."""
        bare = fold(word)
        wanted = sorted((language, stem) for language in languages for stem in stems(word, bare, language))
        if not wanted:
            return (bare,)
        values = ", ".join(f"(:language{n}, :stem{n})" for n in range(len(wanted)))
        named = {f"{name}{n}": value for n, pair in enumerate(wanted)
                 for name, value in zip(("language", "stem"), pair, strict=True)}  # fmt: skip
        found = self.connection.scalars(text(_OF_STEMS.format(values=values)), {**named, "most": MOST_FORMS})
        return (bare, *(form for form in found if form != bare))

    def beginning(self, prefix: str) -> tuple[str, ...] | None:
        """All words that begin so; None where they are too many."""
        past = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        bounds = {"first": prefix, "past": past, "most": MOST_BEGINNINGS + 1}
        found = tuple(self.connection.scalars(text(_BEGINNING), bounds))
        return found if len(found) <= MOST_BEGINNINGS else None
