"""One JSON object a line: the article JSON of the interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from newskeep.compact import line


def pieces(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Each row as one line of UTF-8."""
    return map(line, rows)
