"""Fit the weights of a page's words (extraction/page/words.py): a logistic regression, in scipy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.extraction_pages import outlet
from extraction.page.words import WordWeights

MIN_OUTLETS = 3  # a word of fewer names a site, not a kind of page
PENALTY = 10.0


def fit(
    words: Sequence[frozenset[str]],
    sites: Sequence[str],
    target: NDArray[np.bool_],
    weight: NDArray[np.float64],
) -> WordWeights:
    """Weights with which words of pages tell articles (``target``) from others."""
    number = {word: at for at, word in enumerate(sorted(_shared(words, sites)))}
    rows = [(row, number[word]) for row, own in enumerate(words) for word in own if word in number]
    table = csr_matrix((np.ones(len(rows)), tuple(np.array(rows).T)), shape=(len(words), len(number)))
    signs = np.where(target, 1.0, -1.0)
    balanced = weight * np.where(target, 0.5 / weight[target].sum(), 0.5 / weight[~target].sum())
    balanced *= len(words)

    def loss(guess: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = signs * (table @ guess[:-1] + guess[-1])
        slope = -signs * balanced / (1 + np.exp(np.minimum(margin, 500)))
        gradient = np.append(table.T @ slope + PENALTY * guess[:-1], slope.sum())
        cost = balanced @ np.logaddexp(0, -margin) + PENALTY / 2 * guess[:-1] @ guess[:-1]
        return float(cost), gradient

    found: Any = minimize(loss, np.zeros(len(number) + 1), jac=True, method="L-BFGS-B")
    weights = {word: float(found.x[at]) for word, at in number.items() if abs(found.x[at]) > 1e-3}
    return WordWeights(weights, float(found.x[-1]))


def _shared(words: Sequence[frozenset[str]], sites: Sequence[str]) -> set[str]:
    """The words that several outlets use."""
    outlets = defaultdict(set)
    for own, site in zip(words, sites, strict=True):
        for word in own:
            outlets[word].add(outlet(site))
    return {word for word, users in outlets.items() if len(users) >= MIN_OUTLETS}
