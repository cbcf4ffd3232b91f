"""Edit, or only other rules? The page as it was kept, read with the rules of the new visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from extraction.article import Article
from storage.errors import CaptureDamaged
from storage.evidence.captures import Captures
from storage.keeping.content import Content, content_of
from storage.keeping.readings import latest_reading, write_reading
from storage.keeping.states import State, load_states
from storage.reading import load_captures, read_capture
from storage.records import Capture, Exchange, Visit

Reread = Callable[[Exchange, Visit], Article | None]


@dataclass(frozen=True, slots=True)
class FormerPages:
    """The captures of articles that are visited again."""

    connection: Connection
    captures: Captures
    reread: Reread | None

    def read_again(self, visit: Visit, state: State, seen: Content) -> State | None:
        """The article as the visit's rules read its former page, if these differ from those before.

        What they read otherwise is written as a new reading of the current revision. None where the rules
        are the same, or where the former page cannot be had.
        """
        read = self._read(visit, state)
        if read is None:
            return None
        before = seen if read is visit.article else content_of(read)
        if before == state.content:
            return None
        row, _ = latest_reading(self.connection, state.id, state.revision)
        write_reading(self.connection, state, row, before, read, visit.at)
        return load_states(self.connection, [state.id])[state.id]

    def _read(self, visit: Visit, state: State) -> Article | None:
        now = visit.article
        if now is None or (now.extractor, now.profile) == (state.extractor, state.profile):
            return None
        if state.capture_id is None:
            return None
        capture = load_captures(self.connection, [state.capture_id])[state.capture_id]
        if visit.capture and visit.capture.digest == capture.digest:
            return now
        return self._reread(capture, visit) if self.reread else None

    def _reread(self, capture: Capture, visit: Visit) -> Article | None:
        try:
            exchange = read_capture(self.connection, self.captures, capture)
        except CaptureDamaged:  # verify names it; the visit is stored as if there were no capture
            return None
        return self.reread(exchange, visit) if self.reread else None
