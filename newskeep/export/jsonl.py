"""One JSON object a line: the article JSON of the interface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO


def write(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write each row as one line of UTF-8."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for row in rows:
        line = encode(row) + "\n"
        out.write(line.encode("utf-8", "backslashreplace"))
