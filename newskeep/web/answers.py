"""What requests ask for, and how errors are answered: the same for pages and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from starlette.requests import Request

from newskeep.export.rows import state_of
from newskeep.web.overview import Overview
from newskeep.web.pool import Pool
from storage.errors import ArchiveError, ArticleWithheld, NotFound, QueryError, TooCostly
from storage.records import Capture, StoredArticle, StoredRevision

LONGEST = 20  # digits of a number


class BadRequestError(Exception):
    """The request makes no sense; the message says what was expected."""


class NotThereError(Exception):
    """There is no such thing in the archive."""


def pool_of(request: Request) -> Pool:
    """The open archives of the application."""
    return cast(Pool, request.app.state.pool)


def overview_of(request: Request) -> Overview:
    """The whole archive at a glance."""
    return cast(Overview, request.app.state.overview)


def text_of(request: Request, name: str) -> str:
    """A parameter as text; missing is empty."""
    return (request.query_params.get(name) or "").strip()


def one_of(request: Request, name: str, values: Sequence[str]) -> str:
    """A parameter that is one of these values; missing is the first."""
    text = text_of(request, name) or values[0]
    if text not in values:
        raise BadRequestError(f"{name}: expected one of {', '.join(dict.fromkeys(values))}")
    return text


def number_of(request: Request, name: str, most: int | None = None) -> int | None:
    """A parameter as a whole number, None where it is missing."""
    text = text_of(request, name)
    if not text:
        return None
    told = text.isdecimal() and text.isascii() and len(text) <= LONGEST - 2
    if most is not None and not (told and 1 <= int(text) <= most):
        raise BadRequestError(f"{name}: expected a number from 1 to {most}")
    if not told:
        raise BadRequestError(f"{name}: expected a whole number")
    return int(text)


def revision_of(
    request: Request, it: StoredArticle, states: Sequence[StoredRevision]
) -> StoredRevision | None:
    """The revision that is asked for, None where none is."""
    number = number_of(request, "revision")
    return None if number is None else state_of(states, number, it.url)


def captured(it: StoredArticle, state: StoredRevision | None) -> Capture:
    """Where the page of an article, or of one of its revisions, lies."""
    kept = state.capture if state else it.capture
    if kept is None:
        raise NotThereError("no page was captured for this: it was imported")
    return kept


def status_of(error: Exception) -> int:
    """The HTTP status of an error."""
    if isinstance(error, QueryError | BadRequestError):
        return 400
    if isinstance(error, TooCostly):
        return 422
    if isinstance(error, ArticleWithheld):
        return 451
    if isinstance(error, NotFound | NotThereError):
        return 404
    return 503


def account_of(error: Exception) -> dict[str, Any]:
    """An error as JSON."""
    account: dict[str, Any] = {"error": str(error)}
    if isinstance(error, QueryError):
        account |= {"column": error.column, "expected": error.expected}
    return account


EXPECTED = (ArchiveError, BadRequestError, NotThereError)
