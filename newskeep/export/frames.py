"""Articles as tables in memory, for notebooks: Arrow, pandas, polars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from newskeep.export.columns import COLUMNS

SEEN = ("first_seen_at", "last_seen_at", "gone_at")


class LibraryMissingError(ImportError):
    """A library that some want and others can do without is not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(
            f"{library} is not installed: pip install {library} (with pipx: pipx inject newskeep {library})",
            name=library,
        )


def to_arrow(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A pyarrow.Table of the export's schema."""
    from newskeep.export.columnar import table

    return table(rows)


def to_pandas(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A pandas.DataFrame, one column a field, in the order of the article JSON."""
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise LibraryMissingError("pandas") from error
    frame = pd.DataFrame.from_records(list(rows), columns=list(COLUMNS))
    for name in SEEN:
        frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601")
    return frame


def to_polars(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A polars.DataFrame with the columns of the Arrow table."""
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise LibraryMissingError("polars") from error
    return pl.from_arrow(to_arrow(rows))
