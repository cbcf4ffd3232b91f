"""Rows of an export: articles as they stand, or every state that they had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from storage.errors import UnknownRevision
from storage.keeping.content import count_words
from storage.records import StoredArticle, StoredRevision

if TYPE_CHECKING:
    from storage.archive import Archive

STATED = ("title", "lead", "body", "section", "published_at", "modified_at", "language")


def rows(store: Archive, query: str = "", *, revisions: bool = False) -> Iterator[dict[str, Any]]:
    """Matching articles as the article JSON, newest first; with ``revisions`` each state, oldest first."""
    if not revisions:
        yield from store.rows(query)
        return
    for article, states in store.each_with_states(query):
        yield from (as_of(article, state) for state in _until(article, states))


def _until(article: StoredArticle, states: Sequence[StoredRevision]) -> Iterator[StoredRevision]:
    """The states up to the one that the article is in; those of old captures have later numbers."""
    seen_at = next(state.seen_at for state in states if state.number == article.revision)
    return (state for state in states if state.number <= article.revision or state.seen_at < seen_at)


def state_of(states: Sequence[StoredRevision], number: int, url: object) -> StoredRevision:
    """The state of this number, of all that an article had. Raises ``UnknownRevision``."""
    for state in states:
        if state.number == number:
            return state
    raise UnknownRevision(f"{url}, revision {number}", len(states))


def as_of(article: StoredArticle, state: StoredRevision) -> dict[str, Any]:
    """The article JSON as a revision had it, with ``seen_at``: when that state was first seen."""
    capture = state.capture
    return article.to_dict() | {
        **{name: getattr(state, name) for name in STATED},
        "authors": list(state.authors),
        "revision": state.number,
        "seen_at": state.seen_at.isoformat(),
        "is_current": state.number == article.revision,
        "word_count": count_words(state.body) if state.body else None,
        "capture": capture and {"file": capture.file, "offset": capture.offset, "digest": capture.digest},
    }
