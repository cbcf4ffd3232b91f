"""Gradient-boosted trees, evaluated in numpy without a training library.

All splits of all trees are compared at once. Each split that fails rules out the leaves on its left;
what a tree answers is its lowest leaf that no split ruled out (Lucchese et al., QuickScorer, 2015).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_LEAVES = 16
ROWS = 256  # at once, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of at most 16 leaves over named features; the answer is a probability."""

    names: tuple[str, ...]
    feature: NDArray[np.int32]  # of each split
    threshold: NDArray[np.float32]  # a split holds where the feature is at most this
    left: NDArray[np.uint16]  # bits of the leaves that remain where a split fails
    first: NDArray[np.int64]  # each tree's first split
    leaves: NDArray[np.float32]  # trees x 16
    bias: float

    def raw(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """The summed leaves of each row."""
        parts = [self._raw(matrix[at : at + ROWS]) for at in range(0, len(matrix), ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _raw(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        columns = np.ascontiguousarray(matrix.T)
        fails = columns[self.feature] > self.threshold[:, None]
        masks = np.where(fails, self.left[:, None], np.uint16(0xFFFF))
        alive = np.bitwise_and.reduceat(masks, self.first, axis=0)
        lowest = (alive & (~alive + np.uint16(1))).astype(np.float32)
        leaf = np.frexp(lowest)[1] - 1
        trees = np.arange(len(self.first))[:, None]
        total: NDArray[np.float64] = self.leaves[trees, leaf].sum(axis=0, dtype=np.float64)
        return total + self.bias

    def probability(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row."""
        result: NDArray[np.float64] = 1 / (1 + np.exp(-self.raw(matrix)))
        return result

    def to_bytes(self) -> bytes:
        """The forest as a compressed npz file."""
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            names=np.array(self.names),
            feature=self.feature,
            threshold=self.threshold,
            left=self.left,
            first=self.first,
            leaves=self.leaves,
            bias=np.array(self.bias),
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Forest:
        """A forest as :meth:`to_bytes` wrote it."""
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            part = {name: file[name] for name in file.files}
        names = tuple(str(name) for name in part.pop("names"))
        return cls(names, bias=float(part.pop("bias")), **part)
