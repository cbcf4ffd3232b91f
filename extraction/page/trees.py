"""Gradient-boosted trees, evaluated in numpy without a training library.

Trees share many of their splits, so each distinct one is asked once for all rows. A split that fails
rules out the leaves on its left; what a tree answers is its lowest leaf that no split ruled out
(Lucchese et al., QuickScorer, 2015).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MAX_LEAVES = 16
ROWS = 256  # at once, so that memory stays bounded
MANTISSA, BIAS = 23, 127  # of a single-precision number: its exponent tells which bit is set
ALL = np.uint16(0xFFFF)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The trees side by side: the n-th splits of all trees make a row, trees with fewer are padded."""

    feature: NDArray[np.int32]  # of each distinct split
    threshold: NDArray[np.float32]
    split: NDArray[np.int64]  # row x tree: which distinct split
    left: NDArray[np.uint16]  # row x tree x 1
    leaf: NDArray[np.int32]  # tree x 1: where its leaves begin, less the exponent's bias

    @classmethod
    def of(cls, forest: Forest) -> _Plan:
        size = np.diff(forest.first, append=len(forest.feature))
        tree = np.repeat(np.arange(len(size)), size)
        row = np.arange(len(tree)) - forest.first[tree]
        keys = np.stack((forest.feature, forest.threshold), axis=1, dtype=np.float64)
        distinct, number = np.unique(keys, axis=0, return_inverse=True)
        split = np.zeros((size.max(), len(size)), dtype=np.int64)
        left = np.full((size.max(), len(size), 1), ALL)
        split[row, tree], left[row, tree, 0] = number, forest.left
        leaf = MAX_LEAVES * np.arange(len(size), dtype=np.int32)[:, None] - BIAS
        return cls(distinct[:, 0].astype(np.int32), distinct[:, 1].astype(np.float32), split, left, leaf)


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
    plan: _Plan = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plan", _Plan.of(self))

    def raw(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """The summed leaves of each row."""
        parts = [self._raw(matrix[at : at + ROWS]) for at in range(0, len(matrix), ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _raw(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        plan = self.plan
        fails = np.ascontiguousarray(matrix.T)[plan.feature] > plan.threshold[:, None]
        holds = fails.astype(np.uint16) - np.uint16(1)  # all bits where a split holds, none where it fails
        alive = np.full((len(self.first), len(matrix)), ALL)
        remain = np.empty_like(alive)
        for split, left in zip(plan.split, plan.left, strict=True):
            np.take(holds, split, axis=0, out=remain, mode="clip")  # the mode that needs no buffer
            remain |= left
            alive &= remain
        lowest = (alive & (~alive + np.uint16(1))).astype(np.float32)
        leaf = (lowest.view(np.int32) >> MANTISSA) + plan.leaf
        total: NDArray[np.float64] = self.leaves.ravel()[leaf].sum(axis=0, dtype=np.float64)
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
