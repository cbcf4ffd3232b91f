"""Taking an article out of sight, for takedown and privacy requests, and bringing it back.

Text and captures stay where they are, but nothing that reads the archive gives them out: search, export, web,
corpora, the views. Hash, reason and time remain to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.keeping.states import State, former_states, load_states
from storage.part import Part
from storage.reading import article_id
from storage.searching import fulltext
from storage.tables import ledger, models

A, W = models.article.c, ledger.withheld.c


@dataclass(frozen=True, slots=True)
class Withheld:
    """An article that is, or was, withheld. ``digest`` is that of its revision at the time."""

    article_id: int
    url: str
    reason: str
    digest: str
    withheld_at: datetime
    released_at: datetime | None


class Withholding(Part):
    """What is kept but not shown."""

    def withhold(self, url_or_id: str | int, reason: str, at: datetime) -> None:
        """Take an article out of sight; one that is withheld already stays so."""
        with self._write() as connection:
            key = article_id(connection, url_or_id, withheld=True)
            state = load_states(connection, [key])[key]
            if state.withheld_at is not None:
                return
            connection.execute(update(models.article).where(A.id == key).values(withheld_at=at))
            row = {"article_id": key, "reason": reason, "digest": state.digest, "withheld_at": at}
            connection.execute(insert(ledger.withheld).values(row))
            fulltext.remove(connection, [state.document])
            for revision, text in _former(connection, state):
                fulltext.drop_revision(connection, revision, text)

    def release(self, url_or_id: str | int, at: datetime) -> None:
        """Show an article again."""
        with self._write() as connection:
            key = article_id(connection, url_or_id, withheld=True)
            state = load_states(connection, [key])[key]
            if state.withheld_at is None:
                return
            connection.execute(update(models.article).where(A.id == key).values(withheld_at=None))
            still = W.article_id == key, W.released_at.is_(None)
            connection.execute(update(ledger.withheld).where(*still).values(released_at=at))
            fulltext.index(connection, [state.document])
            for revision, text in _former(connection, state):
                fulltext.keep_revision(connection, revision, text)

    def withheld(self) -> list[Withheld]:
        """Everything that is or was withheld, in the order in which it was."""
        columns = A.id, models.url.c.url, W.reason, W.digest, W.withheld_at, W.released_at
        wanted = select(*columns).join_from(ledger.withheld, models.article).join(
            models.url, models.url.c.id == A.url_id
        )  # fmt: skip
        with self._read() as connection:
            return [Withheld(*row) for row in connection.execute(wanted.order_by(W.id))]


def _former(connection: Connection, state: State) -> list[tuple[int, fulltext.Document]]:
    """The superseded states of an article, as they are indexed."""
    return [
        (revision, state.former_document(content)) for revision, content in former_states(connection, state)
    ]
