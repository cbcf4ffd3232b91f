"""Storing what a crawl found: the evidence first, then everything about a batch in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from storage.evidence.captures import Original, payload_digest
from storage.families.clusters import Neighbours, sketch_of
from storage.keeping.addresses import addresses_of, ensure_addresses, identity, keep_captures, rounds, settle
from storage.keeping.content import Content, content_of
from storage.keeping.former import FormerPages, Reread
from storage.keeping.plan import Plan
from storage.keeping.revisions import Decision, decide, same_page
from storage.keeping.statements import FreeIds, NewArticle, Revised, clock_of
from storage.keeping.states import State, digests, load_states, titles_before
from storage.part import Part, site_ids
from storage.records import Capture, Effect, Exchange, Fate, Outcome, Visit
from storage.tables import models

SAME_PAGE = 0.98  # likeness from which two texts of one site may be one page under two addresses
EFFECTS = {
    Fate.ARTICLE: Effect.UNCHANGED,
    Fate.NOT_ARTICLE: Effect.NOT_ARTICLE,
    Fate.NOT_MODIFIED: Effect.NOT_MODIFIED,
    Fate.GONE: Effect.GONE,
    Fate.REFUSED: Effect.REFUSED,
    Fate.ERROR: Effect.ERROR,
}

C, W, U = models.capture.c, models.warc.c, models.url.c
ORIGINAL = (
    select(U.url, C.fetched_at, W.file, C.offset)
    .select_from(models.capture)
    .join(models.url, U.id == C.url_id)
    .join(models.warc, W.id == C.warc_id)
    .where(C.digest == bindparam("digest"), C.revisit_of.is_(None))
    .order_by(C.id)
    .limit(1)
)
LAST_END = (
    select(C.offset + C.length)
    .where(C.warc_id == select(W.id).where(W.file == bindparam("file")).scalar_subquery())
    .order_by(C.offset.desc())
    .limit(1)
)


class Articles(Part):
    """The way in."""

    def capture(self, exchange: Exchange) -> Capture:
        """Append an exchange to the captures, before anything else can fail.

        A payload that is kept already becomes a revisit record. The database learns of the capture with the
        visit that brings it.
        """
        return self.captures.append(exchange, self._original(exchange), self._kept)

    def store(self, visits: Sequence[Visit], *, reread: Reread | None = None) -> list[Outcome]:
        """Store visits in one transaction: all of them, or none. The same visits again change nothing.

        ``reread`` reads an exchange with the rules that the visit was read with. With it, a page that says
        something else only because the rules changed makes a new reading of its revision, not an edit.
        """
        if not visits:
            return []
        self.captures.sync()
        with self._write() as connection, uncollected():
            former = FormerPages(connection, self.captures, reread)
            stored = (Round(connection, batch, former).store() for batch in rounds(visits))
            return [outcome for outcomes in stored for outcome in outcomes]

    def _kept(self, file: str) -> int:
        """Where the last capture ends that the archive knows in a file; 0 where it knows none."""
        with self._read() as connection:
            return connection.scalar(LAST_END, {"file": file}) or 0

    def _original(self, exchange: Exchange) -> Original | None:
        if not exchange.body:
            return None
        with self._read() as connection:
            row = connection.execute(ORIGINAL, {"digest": payload_digest(exchange.body)}).first()
        return Original(*row) if row else None


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: a batch makes many objects and few cycles, and the search takes long."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of one visit."""

    visit: Visit
    effect: Effect
    article: int | None = None
    revision: int | None = None

    @property
    def changed(self) -> bool:
        """Whether it brought something new."""
        return self.effect in (Effect.NEW, Effect.UPDATED)


class Round:
    """Visits to addresses of which each occurs once, stored together."""

    def __init__(self, connection: Connection, visits: Sequence[Visit], former: FormerPages) -> None:
        self.connection = connection
        self.former = former
        self.visits = visits
        self.sites = site_ids(connection, {visit.site for visit in visits})
        self.addresses = ensure_addresses(connection, visits, self.sites)
        self.captures, self.known_captures = keep_captures(connection, visits, self.addresses)
        self.known = {visit.url: self._articles_at(visit) for visit in visits}
        self.states = load_states(connection, self._known_articles())
        self.contents = {v.url: content_of(v.article) for v in visits if self._is_read(v) and v.article}
        self.sketches = {v.url: sketch_of(self.contents[v.url].body) for v in visits if self._is_first(v)}
        self.neighbours = Neighbours(connection)
        self.ids = FreeIds(
            connection, (clock_of(self.contents[v.url], v.at) for v in visits if self._is_first(v))
        )
        self.plan = Plan(self.neighbours)

    def store(self) -> list[Outcome]:
        """Decide on each visit, then write everything."""
        self.neighbours.look_up(self.sketches.values())
        landed = [self._land(visit) for visit in self.visits]
        self.plan.write(self.connection)
        told = [(one.visit, one.article, one.changed) for one in landed if self._is_news(one.visit)]
        settle(self.connection, told, self.addresses)
        return [Outcome(one.visit.url, one.effect, one.article, one.revision) for one in landed]

    # ---- what is known

    def _known_articles(self) -> set[int]:
        return {
            article
            for visit in self.visits
            if visit.fate in (Fate.ARTICLE, Fate.NOT_MODIFIED, Fate.GONE)
            for article in self.known[visit.url]
        }

    def _articles_at(self, visit: Visit) -> list[int]:
        """The articles at the addresses of a visit; the one at its canonical URL first."""
        places = [identity(visit), *addresses_of(visit)]
        found = {self.addresses[place].article_id: None for place in places if place in self.addresses}
        return [article for article in found if article is not None]

    def _is_replay(self, visit: Visit) -> bool:
        """Whether this very visit was stored before."""
        if visit.capture:
            return (visit.capture.file, visit.capture.offset) in self.known_captures
        return self.addresses[visit.url].visited_at == visit.at.replace(microsecond=0)

    def _is_read(self, visit: Visit) -> bool:
        return visit.fate is Fate.ARTICLE and visit.article is not None and not self._is_replay(visit)

    def _is_first(self, visit: Visit) -> bool:
        """Whether none of its addresses has an article yet."""
        return visit.url in self.contents and not self.known[visit.url]

    def _is_news(self, visit: Visit) -> bool:
        """Whether it tells the present state of its address."""
        before = self.addresses[visit.url].visited_at
        return not self._is_replay(visit) and (before is None or visit.at >= before)

    def _capture_id(self, visit: Visit) -> int | None:
        return self.captures[visit.capture.file, visit.capture.offset] if visit.capture else None

    # ---- what becomes of a visit

    def _land(self, visit: Visit) -> Landed:
        known = self.known[visit.url]
        state = self.states.get(known[0]) if known else None
        if self._is_replay(visit):
            kept = (state.id, state.revision) if state else ()
            return Landed(visit, EFFECTS[visit.fate], *kept)
        if content := self.contents.get(visit.url):
            return self._land_known(visit, state, content) if state else self._land_new(visit, content)
        if state and visit.fate is Fate.GONE and visit.at >= state.last_seen_at:
            self.plan.gone.append((state.id, visit, self._capture_id(visit)))
        if state and visit.fate is Fate.NOT_MODIFIED:
            self.plan.see(state, visit)
        return Landed(visit, EFFECTS[visit.fate], known[0] if known else None)

    def _land_new(self, visit: Visit, content: Content) -> Landed:
        sketch = self.sketches[visit.url]
        near = self.neighbours.alike(sketch)
        site = self.sites[visit.site]
        twin = self._twin(site, content, near)
        if twin is not None:
            return Landed(visit, Effect.DUPLICATE, twin)
        url = self.addresses[identity(visit)].id
        key = self.ids.take(clock_of(content, visit.at))
        capture = self._capture_id(visit)
        self.plan.add(NewArticle(key, visit.site, site, url, content, visit, capture), sketch, set(near))
        return Landed(visit, Effect.NEW, key, 1)

    def _twin(self, site: int, content: Content, near: Mapping[int, float]) -> int | None:
        """An article of the same site that is this one under another address."""
        exact = [article for article, score in near.items() if score >= SAME_PAGE]
        if not exact:
            return None
        kept = {key: (s.site_id, s.content) for key, s in load_states(self.connection, exact).items()}
        kept |= {new.id: (new.site_id, new.content) for new in self.plan.new if new.id in exact}
        twins = (key for key, (home, theirs) in kept.items() if home == site and same_page(theirs, content))
        return min(twins, default=None)

    def _land_known(self, visit: Visit, state: State, content: Content) -> Landed:
        asked = self.addresses[visit.url].article_id
        decision = self._decide(state, content)
        if decision.is_revision and (read := self.former.read_again(visit, state, content)):
            state = read
            decision = self._decide(state, content)
        if visit.at < state.last_seen_at:
            return self._land_earlier(visit, state, content, decision)
        self.plan.see(state, visit)
        if decision.is_revision:
            capture = self._capture_id(visit)
            self.plan.revised.append(Revised(state, content, decision.changed, visit, capture))
            return Landed(visit, Effect.UPDATED, state.id, state.revisions + 1)
        if decision.variant and content.title:
            self.plan.variants.append((state, content.title, visit.at))
        self.plan.refresh(state, content)
        return Landed(visit, Effect.UNCHANGED if asked else Effect.DUPLICATE, state.id, state.revision)

    def _decide(self, state: State, content: Content) -> Decision:
        decision = decide(state.content, content)
        if decision.changed == ("title",):
            return decide(state.content, content, titles_before(self.connection, state.id))
        return decision

    def _land_earlier(self, visit: Visit, state: State, content: Content, decision: Decision) -> Landed:
        """A state from before what is known, as when old captures are imported."""
        known = digests(self.connection, state.id)
        if not decision.is_revision or content.digest in known:
            self.plan.earlier.append((state.id, visit.at))
            return Landed(visit, Effect.UNCHANGED, state.id, state.revision)
        self.plan.past.append(Revised(state, content, decision.changed, visit, self._capture_id(visit)))
        return Landed(visit, Effect.UPDATED, state.id, state.revisions + 1)
