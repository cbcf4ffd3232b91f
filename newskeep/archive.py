"""The archive as analysts see it: search, count, compare, and tables for notebooks."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, get_args

from newskeep.compare import Difference, compare
from newskeep.export.rows import state_of
from storage.archive import Archive as Store
from storage.records import StoredArticle, StoredRevision
from storage.searching.counting import Period
from storage.searching.search import Order

if TYPE_CHECKING:
    from storage.searching.counting import Facets
    from storage.statistics import Statistics

COMPARED = ("title", "lead", "body", "authors", "section", "published_at")


class Archive:
    """An open archive. Make one with :func:`newskeep.open`; use it in a ``with`` block, or close it.

    A *query* is text in the search language (``words "a phrase" -not lang:fr date:2022-02``, see
    docs/analysts.md); the empty query means every article. A query that cannot be read raises
    :class:`storage.errors.QueryError` with its column. Articles are
    :class:`storage.records.StoredArticle`: attributes are named as in the article JSON, ``to_dict()``
    gives that JSON.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, address: str, *, captures: Path | None = None, read_only: bool = True) -> Self:
        """See :func:`newskeep.open`."""
        return cls(Store.open(address, captures=captures, read_only=read_only, notice=warnings.warn))

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[StoredArticle]:
        """Every article, newest first, in constant memory."""
        return self.search()

    # ---- find

    def search(
        self,
        query: str = "",
        limit: int | None = None,
        order: Order = "newest",
    ) -> Iterator[StoredArticle]:
        """Articles that match, newest first or best first; all of them without ``limit``.

        They are read as they are asked for: a million articles need no more memory than ten.
        Raises ``ValueError`` for another order or a limit below 0.
        """
        _one_of("order", order, get_args(Order))
        if limit is not None and limit < 0:
            raise ValueError(f"limit: expected 0 or more, not {limit}")
        return self.store.search(query, limit=limit, order=order)

    def count(self, query: str = "") -> int:
        """How many articles match, exactly."""
        return self.store.count(query)

    def timeline(self, query: str = "", by: Period = "day") -> Sequence[tuple[date, int]]:
        """Matching articles by date of publication: ``[(first day, count), ...]``, oldest first."""
        _one_of("by", by, get_args(Period))
        return self.store.timeline(query, by=by)

    def facets(self, query: str = "", fields: Sequence[str] = ("language", "site", "month")) -> Facets:
        """Matching articles counted by each field; says whether the counts are exact."""
        return self.store.facets(query, fields=tuple(fields))

    def statistics(self) -> Statistics:
        """What the archive holds in all."""
        return self.store.statistics()

    # ---- one article

    def article(self, url: str | int) -> StoredArticle:
        """One article by any of its addresses, or by its number. Raises ``UnknownArticle``."""
        return self.store.article(url)

    def revisions(self, url: str | int) -> Sequence[StoredRevision]:
        """Every state that the article had, oldest first; ``number`` counts from 1."""
        return self.store.revisions(url)

    def diff(self, url: str | int, a: int | None = None, b: int | None = None) -> Difference:
        """What changed from revision ``a`` to ``b``, word by word; by default in the last change.

        Raises ``UnknownRevision`` where the article has no such revision.
        """
        states = self.store.revisions(url)
        a, b = _sides(a, b, states[-1].number)
        old, new = (state_of(states, number, url) for number in (a, b))
        return Difference(self.store.article(url).url, a, b, dict(_changes(old, new)))

    # ---- tables

    def rows(self, query: str = "") -> Iterator[dict[str, Any]]:
        """Matching articles as plain JSON values, one dict an article."""
        return self.store.rows(query)

    def to_arrow(self, query: str = "") -> Any:
        """Matching articles as a ``pyarrow.Table``: one row an article, a column a field."""
        from newskeep.export.frames import to_arrow

        return to_arrow(self.rows(query))

    def to_pandas(self, query: str = "") -> Any:
        """Matching articles as a ``pandas.DataFrame``; times seen are UTC timestamps. Needs pandas."""
        from newskeep.export.frames import to_pandas

        return to_pandas(self.rows(query))

    def to_polars(self, query: str = "") -> Any:
        """Matching articles as a ``polars.DataFrame``. Needs polars."""
        from newskeep.export.frames import to_polars

        return to_polars(self.rows(query))


def _one_of(name: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise ValueError(f"{name}: expected one of {', '.join(known)}, not {given!r}")


def _sides(a: int | None, b: int | None, newest: int) -> tuple[int, int]:
    """The two revisions to compare: the last change unless told; one number means that one and the next."""
    if a is None:
        return max(1, newest - 1), newest
    return a, b if b is not None else min(a + 1, newest)


def _changes(a: StoredRevision, b: StoredRevision) -> Iterator[tuple[str, Any]]:
    for name in COMPARED:
        old, new = _plain(getattr(a, name)), _plain(getattr(b, name))
        if old != new:
            yield name, compare(old, new)


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")
