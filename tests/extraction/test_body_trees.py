"""Trees in numpy answer as trees walked one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.body import choose
from extraction.page.trees import Forest

# Two trees over (x, y), leaves from the left: x <= 1 ? (y <= 0 ? 0 : 1) : 2, and y <= 5 ? 0 : 1.
FOREST = Forest(
    names=("x", "y"),
    feature=np.array([0, 1, 1], dtype=np.int32),
    threshold=np.array([1, 0, 5], dtype=np.float32),
    left=np.array([0xFFFC, 0xFFFE, 0xFFFE], dtype=np.uint16),
    first=np.array([0, 2], dtype=np.int64),
    leaves=np.array([[1, 2, 4] + [0] * 13, [8, 16] + [0] * 14], dtype=np.float32),
    bias=0.5,
)


def walked(x: float, y: float) -> float:
    first = (1 if y <= 0 else 2) if x <= 1 else 4
    return first + (8 if y <= 5 else 16) + 0.5


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(-3, 9)), max_size=600))
def test_all_rows_at_once_are_the_rows_one_by_one(rows):
    matrix = np.array(rows, dtype=np.float32).reshape(-1, 2)
    assert FOREST.raw(matrix).tolist() == [walked(x, y) for x, y in rows]


def test_a_forest_survives_its_file():
    copy = Forest.from_bytes(FOREST.to_bytes())
    matrix = np.array([[0, 0], [2, 9]], dtype=np.float32)
    assert copy.names == FOREST.names
    assert copy.probability(matrix).tolist() == FOREST.probability(matrix).tolist()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 90)), min_size=1, max_size=9))
def test_the_choice_has_the_greatest_expected_f1(blocks):
    chance, size = np.array([b[0] for b in blocks]), np.array([float(b[1]) for b in blocks])
    _, expected = choose(chance, size)
    total = (chance * size).sum()
    best = 0.0
    for pattern in range(1, 1 << len(blocks)):
        mask = np.array([bool(pattern >> at & 1) for at in range(len(blocks))])
        best = max(best, 2 * (chance * size)[mask].sum() / (size[mask].sum() + total))
    assert expected <= best + 1e-9
    assert expected >= best - 0.2
