"""Which blocks of a labelled page are its body: the targets of training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.extraction_pages import Record, Shingle, shingles, tokens

SIZE = 4
OPTIONAL_WEIGHT = 0.05


def labels(
    record: Record, texts: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Per block: the share of its text that is gold, whether it is optional, its tokens."""
    gold = shingles(record["body"])
    lines = {" ".join(tokens(line)) for line in record["body"].split("\n")}
    optional = {run for paragraph in record.get("body_optional") or () for run in shingles(paragraph)}
    share, free, size = np.zeros(len(texts)), np.zeros(len(texts), bool), np.zeros(len(texts), np.int64)
    tail: list[str] = []
    for row, text in enumerate(texts):
        words = tokens(text)
        size[row] = len(words)
        runs = _runs(words)
        if len(words) >= SIZE:
            share[row] = sum(run in gold for run in runs) / len(runs)
            free[row] = sum(run in optional for run in runs) > 0.5 * len(runs)
        elif words:
            joined = _runs(tail[1 - SIZE :] + words) if tail else []
            follows = bool(joined) and all(run in gold for run in joined)
            share[row] = float(" ".join(words) in lines or follows)
        if share[row] > 0.5:
            tail = words if len(words) >= SIZE - 1 else tail + words
    return share, free, size


def _runs(words: list[str]) -> list[Shingle]:
    return [tuple(words[i : i + SIZE]) for i in range(len(words) - SIZE + 1)]


def snippet_labels(record: Record, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Per block: 1 where a must-have snippet stands, 0 where a must-not-have stands; and which are known."""
    squeezed = [" ".join(text.split()) for text in texts]
    have = [" ".join(snippet.split()) for snippet in record["body_must_have"]]
    lack = [" ".join(snippet.split()) for snippet in record.get("body_must_not_have") or ()]
    good = np.array(
        [any(snippet in text or text in snippet for snippet in have if snippet) for text in squeezed],
        dtype=bool,
    )
    bad = np.array([any(snippet in text for snippet in lack if snippet) for text in squeezed], dtype=bool)
    return good.astype(float), good | bad
