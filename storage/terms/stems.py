"""Stems: what the forms of one word have in common, by language (Snowball). The only importer of Stemmer."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache

import Stemmer

from storage.terms.words import fold, fold_all

_ALGORITHMS = {
    "ar": "arabic", "bs": "serbian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hr": "serbian",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ms": "indonesian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def stemmed(language: str | None) -> str | None:
    """The code under which stems of this language are kept; None where it has no stemmer."""
    code = (language or "").partition("-")[0].lower()
    return code if code in _ALGORITHMS else None


def stems(word: str, bare: str, language: str) -> set[str]:
    """The folded stems of a word in one language.

    ``word`` is in lower case, ``bare`` the same folded. It is stemmed as it is written and without its
    accents, as people search both ways.
    """
    stem = _stemmer(_ALGORITHMS[language], threading.get_ident()).stemWord
    if word == bare:
        return {fold(stem(word))}
    return {fold(stem(word)), fold(stem(bare))}


def stem_pairs(words: Sequence[tuple[str, str]], language: str) -> Iterator[tuple[str, str]]:
    """For many words, each as it is written and folded, all at once: the folded word with each stem of it."""
    both = [*words, *((bare, bare) for word, bare in words if word != bare)]
    stems = _stemmer(_ALGORITHMS[language], threading.get_ident()).stemWords([word for word, _ in both])
    return zip([bare for _, bare in both], fold_all(stems), strict=True)


LANGUAGES = tuple(_ALGORITHMS)


@lru_cache(maxsize=1024)
def _stemmer(algorithm: str, _thread: int) -> Stemmer.Stemmer:
    """One stemmer a thread: they are not safe to share."""
    return Stemmer.Stemmer(algorithm, 0)
