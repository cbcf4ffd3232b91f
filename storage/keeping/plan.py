"""What a round of visits is going to write, gathered first and then written in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from extraction.article import Edition
from storage.families.clusters import (
    Neighbours,
    Sketch,
    drop_fingerprint,
    join_clusters,
    sketch_of,
    write_fingerprints,
)
from storage.families.editions import drop_editions, write_editions
from storage.keeping.addresses import identity
from storage.keeping.content import Content
from storage.keeping.removals import write_gone, write_return, write_variant
from storage.keeping.statements import (
    NewArticle,
    Revised,
    replace_content,
    write_earlier,
    write_new,
    write_past,
    write_revised,
    write_seen,
)
from storage.keeping.states import State
from storage.records import Visit


@dataclass(slots=True)
class Plan:
    """Everything that one round writes."""

    neighbours: Neighbours
    new: list[NewArticle] = field(default_factory=list)
    revised: list[Revised] = field(default_factory=list)
    past: list[Revised] = field(default_factory=list)
    refreshed: list[tuple[State, Content]] = field(default_factory=list)
    variants: list[tuple[State, str, datetime]] = field(default_factory=list)
    seen: list[tuple[int, datetime]] = field(default_factory=list)
    earlier: list[tuple[int, datetime]] = field(default_factory=list)
    returned: list[tuple[int, datetime]] = field(default_factory=list)
    gone: list[tuple[int, Visit, int | None]] = field(default_factory=list)
    near: dict[int, set[int]] = field(default_factory=dict)

    def add(self, new: NewArticle, sketch: Sketch, near: set[int]) -> None:
        """A new article, and the articles whose text is nearly the same."""
        self.new.append(new)
        self.neighbours.add(new.id, sketch)
        self.near[new.id] = near

    def see(self, state: State, visit: Visit) -> None:
        """An article is still there, or there again."""
        self.seen.append((state.id, visit.at))
        if state.gone_at is not None and visit.at > state.gone_at:
            self.returned.append((state.id, visit.at))

    def refresh(self, state: State, seen: Content) -> None:
        """What may change without a revision is renewed in place."""
        merged = replace(
            state.content,
            section=seen.section,
            tags=seen.tags,
            images=seen.images,
            modified=seen.modified,
            paywalled=seen.paywalled,
            declared_language=seen.declared_language,
        )
        if merged != state.content:
            self.refreshed.append((state, merged))

    # ---- writing

    def write(self, connection: Connection) -> None:
        """Write it all, in an order in which every row finds what it refers to."""
        write_new(connection, self.new)
        write_revised(connection, self.revised)
        write_past(connection, self.past)
        for state, content in self.refreshed:
            replace_content(connection, state, content, {})
        write_seen(connection, self.seen)
        write_earlier(connection, [*self.earlier, *((one.state.id, one.visit.at) for one in self.past)])
        self._write_states(connection)
        self._write_likeness(connection)
        self._write_editions(connection)

    def _write_states(self, connection: Connection) -> None:
        for article, visit, capture in self.gone:
            write_gone(connection, article, visit, capture)
        for article, at in self.returned:
            write_return(connection, article, at)
        for state, title, at in self.variants:
            if state.content.title:
                write_variant(connection, state.id, state.content.title, state.last_seen_at)
            write_variant(connection, state.id, title, at)

    def _write_likeness(self, connection: Connection) -> None:
        for change in self.revised:
            if "body" in change.changed:
                self._resketch(connection, change)
        write_fingerprints(connection, self.neighbours.sketches)
        join_clusters(connection, self.near)

    def _resketch(self, connection: Connection, change: Revised) -> None:
        article = change.state.id
        drop_fingerprint(connection, article, sketch_of(change.state.content.body))
        sketch = sketch_of(change.content.body)
        self.neighbours.look_up([sketch])
        self.near[article] = set(self.neighbours.alike(sketch, but=article))
        self.neighbours.add(article, sketch)

    def _write_editions(self, connection: Connection) -> None:
        declared: dict[int, tuple[str, Sequence[Edition]]] = {}
        for one in self.new:
            if one.visit.article:
                declared[one.id] = identity(one.visit), one.visit.article.editions
        for change in self.revised:
            if change.visit.article:
                declared[change.state.id] = identity(change.visit), change.visit.article.editions
        drop_editions(connection, [change.state.id for change in self.revised])
        write_editions(connection, declared)
