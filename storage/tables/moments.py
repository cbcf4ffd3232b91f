"""A page's :class:`Moment` as columns, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from extraction.article import Moment, Precision
from storage.tables.columns import instant_text


def moment_columns(prefix: str, moment: Moment | None) -> dict[str, Any]:
    """The four columns of ``prefix`` ("published", "modified")."""
    return {
        f"{prefix}_at": moment and moment.value,
        f"{prefix}_offset": moment and moment.offset_minutes,
        f"{prefix}_precision": moment and str(moment.precision),
        f"{prefix}_source": moment and moment.source,
    }


def moment_of(prefix: str, row: Mapping[Any, Any]) -> Moment | None:
    """The moment in the four columns of ``prefix``."""
    value: datetime | None = row[f"{prefix}_at"]
    if value is None:
        return None
    return Moment(
        value, Precision(row[f"{prefix}_precision"]), row[f"{prefix}_source"], row[f"{prefix}_offset"]
    )


def hint_text(moment: Moment | None) -> str | None:
    """A moment in one column: instant, precision, offset in minutes or "-", source."""
    if moment is None:
        return None
    offset = "-" if moment.offset_minutes is None else moment.offset_minutes
    return f"{instant_text(moment.value)} {moment.precision} {offset} {moment.source}"


def hint_of(text: str | None) -> Moment | None:
    """The moment that :func:`hint_text` wrote."""
    if text is None:
        return None
    value, precision, offset, source = text.split(" ", 3)
    minutes = None if offset == "-" else int(offset)
    return Moment(datetime.fromisoformat(value), Precision(precision), source, minutes)
