"""The words of a page's address and of its outermost classes, weighed for what kind of page it is.

Publishing systems name their templates: ``single-post``, ``product-page``, ``/category/``. The weights are
a logistic regression over words that several outlets use; no word of one site alone is among them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from urllib.parse import urlsplit

import numpy as np

from extraction.document import Document

_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTS = 6  # of the path
_CLASS_WORDS = 40
_FRAMES = ("article", "main")
FRAMES_READ = 2


def page_words(document: Document) -> frozenset[str]:
    """The words of a page's path, and of the classes of its root, body, first articles and main parts."""
    path = [part for part in urlsplit(document.url).path.lower().split("/") if part]
    found = {"path " + word for part in path[:_PARTS] for word in _WORD.findall(part)}
    root = document.root
    frames = [frame for tag in _FRAMES for frame in document.all(tag)]
    if len(frames) > FRAMES_READ:
        frames = [*islice(root.iter(*_FRAMES), FRAMES_READ)]  # the first of both tags together
    for element in (root, root.find("body"), *frames):
        name = (element.get("class") or "") if element is not None else ""
        found.update("class " + word for word in _WORD.findall(name[:2000].lower())[:_CLASS_WORDS])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A logistic regression over words: above 0 speaks for an article."""

    weights: Mapping[str, float]
    bias: float

    def score(self, words: Iterable[str]) -> float:
        """The summed weights of a page's words."""
        return self.bias + sum(self.weights.get(word, 0.0) for word in words)

    def to_bytes(self) -> bytes:
        """The weights as a compressed npz file."""
        stream = io.BytesIO()
        values = np.array(list(self.weights.values()), dtype=np.float32)
        np.savez_compressed(stream, words=np.array(list(self.weights)), weights=values, bias=self.bias)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> WordWeights:
        """The weights as :meth:`to_bytes` wrote them."""
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            words, weights, bias = file["words"].tolist(), file["weights"].tolist(), float(file["bias"])
        return cls(dict(zip(words, weights, strict=True)), bias)


@lru_cache(maxsize=1)
def word_weights() -> WordWeights:
    """The weights that ship with the package."""
    return WordWeights.from_bytes(files("extraction.model").joinpath("kind_words.npz").read_bytes())
