"""The blocks kept of one page, and the table of their features that the measures fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extraction.page.blocks import Blocks
from extraction.page.survey import Survey
from extraction.page.texts import Ints, Words

MAX_FEATURES = 400


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """What a page says of itself: titles, descriptions and article bodies in its structured data."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    live: bool = False


class Table:
    """Named feature columns of the blocks that were kept."""

    def __init__(self, rows: int) -> None:
        self.data = np.zeros((MAX_FEATURES, rows), dtype=np.float32)
        self.names: dict[str, int] = {}

    def __setitem__(self, name: str, values: NDArray[np.generic] | float) -> None:
        self.data[self.names.setdefault(name, len(self.names))] = values

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        column: NDArray[np.float32] = self.data[self.names[name]]
        return column

    def fill(self, names: Sequence[str], values: NDArray[np.generic]) -> None:
        """Several new columns at once (column x row): numpy's cost is by the call."""
        first, end = len(self.names), len(self.names) + len(names)
        self.names.update(zip(names, range(first, end), strict=True))
        if len(self.names) < end:
            raise KeyError(f"columns there already, among {names}")
        self.data[first:end] = values

    def columns(self, names: Sequence[str]) -> NDArray[np.float32]:
        """Several columns at once (column x row)."""
        return self.data[[self.names[name] for name in names]]

    def matrix(self, names: Sequence[str]) -> NDArray[np.float32]:
        """The columns in the order of ``names``, one row a block."""
        return self.columns(names).T


@dataclass(slots=True)
class Look:
    """The blocks kept of one page and all that their features are made of."""

    blocks: Blocks
    survey: Survey
    rows: Ints  # the blocks kept, as indices into blocks
    texts: list[str]
    words: Words  # of the texts, then of the titles, descriptions and bodies
    said: SelfDescription
    table: Table
    title: int = -1  # the row that is the headline
