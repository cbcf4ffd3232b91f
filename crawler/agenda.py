"""What to fetch next at one site: every address is offered here, and asked for from here. Pure.

Order: what feeds and sitemaps vouch for, newest first; what looks like an article; pages that lead to
articles; the rest, as long as it brings something; what failed in several runs. Nothing is fetched twice in
a run.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from crawler.shapes import TRIES, TRIES_BARREN, TRIES_FILTER, TRIES_MENU, TRIES_TOLD, Shapes, shape
from crawler.survey import Survey
from storage.records import UrlState

MAX_BARREN = 2  # pages in a row without a new lead after which their links are not followed
MAX_DEPTH = 12  # links from the front page; further pages of a listing do not count
DRY = 4  # addresses in a row, led to by no menu, that bring nothing: from then on each shape is tried once
WAITING = 2_000  # held in memory; the rest waits in the archive
PAGES_OF_SHAPE = 2_000  # pages of one listing's shape in one run


class Role(IntEnum):
    """What an address is thought to be, in the order in which addresses are fetched."""

    TOLD = 0  # a feed or sitemap says that it is an article
    ARTICLE = 1  # its link looks like an article's
    PAGE = 2  # a further page of a listing
    SECTION = 3
    OTHER = 4


# How many fruitless addresses of a shape are tried, by what they are thought to be.
PATIENCE = {Role.ARTICLE: TRIES_TOLD, Role.SECTION: TRIES_MENU}


Order: TypeAlias = tuple[bool, int, int, float, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be fetched. ``barren`` counts the fruitless pages in a row that led to it."""

    state: UrlState
    role: Role
    barren: int = 0
    depth: int = 0
    listed: datetime | None = None
    tries: int = 0

    @property
    def url(self) -> str:
        """Its canonical form."""
        return self.state.url


@dataclass(slots=True)
class Agenda:
    """The addresses that wait at one site."""

    shapes: Shapes
    survey: Survey = field(default_factory=Survey)
    overflown: bool = False
    _turned_away: list[tuple[Candidate, str]] = field(default_factory=list)
    _waiting: list[tuple[Order, Candidate]] = field(default_factory=list)
    _offered: set[int] = field(default_factory=set)
    _fetched_of_shape: Counter[str] = field(default_factory=Counter)
    _count: int = 0
    _dry: int = 0  # fruitless addresses in a row that no menu leads to

    def new(self, url: str) -> bool:
        """Whether an address was never offered in this run."""
        return hash(url) not in self._offered

    def met(self, url: str) -> None:
        """An address needs no offer any more: it was fetched under another name, or is known."""
        self._offered.add(hash(url))

    def refusal(self, url: str, role: Role, barren: int, depth: int) -> str | None:
        """Why an address is not worth a request, None where it is."""
        of_shape = shape(url)
        if role is Role.TOLD:
            return f"never an article: {of_shape}" if self.shapes.never(of_shape) else None
        likely = self.shapes.fruitful(of_shape)
        if role >= Role.PAGE and self.survey.complete and (not likely or self.survey.in_menu(url)):
            return "its sources tell of all articles"
        if likely:
            return None
        if barren >= MAX_BARREN and role is not Role.ARTICLE:
            return f"trap: {of_shape}"
        if depth > MAX_DEPTH:
            return "too deep"
        return f"trap: {of_shape}" if self.shapes.spent(of_shape, self._patience(url, role, barren)) else None

    def _patience(self, url: str, role: Role, barren: int) -> int:
        """How many fruitless addresses like this one are tried."""
        if role is Role.OTHER and self._dry >= DRY:
            return 1
        if role > Role.PAGE and barren:
            return TRIES_BARREN
        return TRIES_FILTER if role is Role.SECTION and "?" in url else PATIENCE.get(role, TRIES)

    def offer(self, candidate: Candidate) -> bool:
        """Put an address on the agenda; False where it is there already, or too many wait."""
        if not self.new(candidate.url) and not candidate.tries:
            return False
        if len(self._waiting) >= WAITING:
            self.overflown = True
            return False
        self._offered.add(hash(candidate.url))
        if candidate.role is Role.TOLD:
            self.survey.leads_to(candidate.url)
        self._queue(candidate)
        return True

    def tried(self, candidate: Candidate, *, fruit: bool) -> None:
        """A page was read, and led to articles or did not."""
        if candidate.role is Role.OTHER:
            self._dry = 0 if fruit else self._dry + 1

    def _queue(self, candidate: Candidate) -> None:
        self._count += 1
        newest = -candidate.listed.timestamp() if candidate.listed else 0.0
        failed = min(candidate.state.failures, 2)  # once: after its like; twice: last, or it bars what is new
        order = (failed > 1, self._role(candidate), failed, newest, self._count)
        heapq.heappush(self._waiting, (order, candidate))

    def _role(self, candidate: Candidate) -> int:
        """Where it stands in the order: what turned out to be an article's shape goes before pages."""
        if candidate.role > Role.ARTICLE and self.shapes.fruitful(shape(candidate.url)):
            return Role.ARTICLE
        return candidate.role

    def next(self) -> Candidate | None:
        """The next address to fetch, judged again by what was learned while it waited."""
        while self._waiting:
            candidate = heapq.heappop(self._waiting)[-1]
            if self._is_menus(candidate):
                self._queue(replace(candidate, role=Role.SECTION))
                continue
            reason = self.refusal(candidate.url, candidate.role, candidate.barren, candidate.depth)
            of_shape = shape(candidate.url)
            if (
                reason is None
                and candidate.role >= Role.PAGE
                and self._fetched_of_shape[of_shape] >= PAGES_OF_SHAPE
            ):
                reason = f"too many pages: {of_shape}"
            if reason is None:
                self._fetched_of_shape[of_shape] += 1
                return candidate
            self._turned_away.append((candidate, reason))
        return None

    def _is_menus(self, candidate: Candidate) -> bool:
        """Whether a sitemap tells, without a date, of a page that the menus lead to."""
        told = candidate.role is Role.TOLD and candidate.listed is None and not candidate.state.article_id
        return told and self.survey.in_menu(candidate.url)

    def turned_away(self) -> list[tuple[Candidate, str]]:
        """Those that turned out not to be worth a request since this was asked last, and why."""
        away, self._turned_away = self._turned_away, []
        return away

    def __len__(self) -> int:
        return len(self._waiting)
