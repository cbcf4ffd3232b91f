"""JSON, quickly: the only file that knows orjson; what it is too strict for goes to the standard library."""

from __future__ import annotations

import json
from typing import Any

import orjson


def loads(text: bytes) -> Any:
    """A JSON value. Raises ValueError with the column of the mistake."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from None


def dumps(value: Any) -> bytes:
    """A value as JSON in UTF-8, without blanks; half a character that cannot be written becomes an escape."""
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def line(value: Any) -> bytes:
    """The same, with the end of a line."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return dumps(value) + b"\n"
