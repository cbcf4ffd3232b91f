"""The words of an archive with their stems, as table ``word_form`` keeps them: what a batch of texts adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, event

from storage.terms.bytewise import Spelled
from storage.terms.stems import stem_pairs
from storage.terms.words import fold_all

SHORTEST_FORM, LONGEST_FORM = 2, 30  # letters of a word whose forms are looked for
KNOWN_WORDS = 1 << 20  # words remembered as kept already: 8 MB

Form = tuple[str, str, str]  # word, language, stem

_DIGIT = re.compile(r"\d")
_MEMORY = "newskeep_known_words"


class KnownWords:
    """The words whose forms are kept already, as far as this connection remembers; to save writes.

    They stand as hashes in a table, in which a newer word takes the place of an older one.
    """

    def __init__(self) -> None:
        self._hashes = np.zeros(KNOWN_WORDS, np.int64)

    def learn(self, language: str, spelled: Spelled | set[str]) -> list[str]:
        """Those of these words that were not known yet; from now on they are."""
        if isinstance(spelled, Spelled):
            return spelled.some(self._fresh(language, spelled.hashes().view(np.int64)))
        words = list(spelled)
        fresh = self._fresh(language, np.fromiter(map(hash, words), np.int64, len(words)))
        return list(compress(words, fresh.tolist()))

    def _fresh(self, language: str, hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
        keys = hashes ^ hash(language)
        places = keys & (KNOWN_WORDS - 1)
        fresh: NDArray[np.bool_] = self._hashes[places] != keys
        self._hashes[places[fresh]] = keys[fresh]
        return fresh


def known_words(connection: Connection) -> KnownWords:
    """What this connection knows as kept; a rollback makes it forget."""
    if not event.contains(connection.engine, "rollback", _forget):
        event.listen(connection.engine, "rollback", _forget)
    if _MEMORY not in connection.info:
        connection.info[_MEMORY] = KnownWords()
    known: KnownWords = connection.info[_MEMORY]
    return known


def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # else its memory went with it
        connection.info.pop(_MEMORY, None)


def forms(spelled: Mapping[str, set[str]]) -> list[Form]:
    """The forms of words by language ('' where it has no stemmer), in the order of their table."""
    return sorted({form for language, words in spelled.items() for form in _forms(language, list(words))})


def _forms(language: str, words: list[str]) -> Iterable[Form]:
    fitting = [pair for pair in zip(words, fold_all(words), strict=True) if _has_forms(pair[1])]
    if not language:
        return ((bare, "", bare) for _, bare in fitting)
    return ((bare, language, stem) for bare, stem in stem_pairs(fitting, language))


def _has_forms(bare: str) -> bool:
    fits = SHORTEST_FORM <= len(bare) <= LONGEST_FORM
    return fits and (bare.isalpha() or not _DIGIT.search(bare))
