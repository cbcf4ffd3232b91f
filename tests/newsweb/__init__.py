"""A local news web: real HTTP on loopback, several sites, each with named behaviours.

>>> with NewsWeb(seed=1) as web:
...     web.sites["herald"].base  # 'http://127.0.0.2:PORT'
...     web.day = 2  # the same web a day later

Each site has a loopback address of its own, so that robots.txt, politeness and addresses are per host as they
are outside. With ``hosts="ports"`` sites share an address and have a port each; with ``hosts="names"`` they
are called ``http://www.NAME.example`` and are reached through ``web.proxy``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self

from tests.newsweb.bbabo import read_dump
from tests.newsweb.paper import Paper
from tests.newsweb.plans import BBABO, BROKEN, HOSTILE, ORDINARY, Habit, Markup, Plan
from tests.newsweb.routes import Site
from tests.newsweb.server import Server
from tests.newsweb.stories import make_stories
from tests.newsweb.truth import Change, Kind, Logged, Story, Text

Hosts = Literal["addresses", "ports", "names"]
ALL = (*ORDINARY, *HOSTILE, *BROKEN, *BBABO)


def plans(*names: str) -> tuple[Plan, ...]:
    """The plans of these sites."""
    return tuple(next(plan for plan in ALL if plan.name == name) for name in names)


class NewsWeb:
    """The web of one seed. Setting ``day`` lets it grow a day older."""

    def __init__(
        self,
        seed: int = 1,
        day: int = 1,
        sites: Sequence[Plan] = ORDINARY,
        *,
        share: float = 1.0,
        now: datetime | None = None,
        dump: str | None = None,
        dump_number: int = 9000,
        hosts: Hosts = "addresses",
    ) -> None:
        self.seed, self.plans, self.hosts = seed, tuple(sites), hosts
        self.now = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
        self._stories = {plan.name: make_stories(plan, seed, self.now, share) for plan in sites}
        if dump is not None:
            self._add_dump(dump, dump_number)
        self._day = day
        self.sites: dict[str, Paper] = {}

    def __enter__(self) -> Self:
        self._server = Server(self._addresses(), one_port=self.hosts != "ports")
        self._server.start()
        self.day = self._day
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def day(self) -> int:
        """The day that the web shows."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        self._day = day
        papers = [
            Paper(plan, self._base(place, plan), day, self.now, self._stories[plan.name])
            for place, plan in enumerate(self.plans)
        ]
        self.sites = {paper.plan.name: paper for paper in papers}
        self._server.serve({paper.host: Site(paper) for paper in papers})

    @property
    def proxy(self) -> str:
        """The address of the web as a proxy."""
        return f"http://{self._server.origins[0]}"

    @property
    def log(self) -> list[Logged]:
        """Every request so far."""
        return self._server.log

    def take_log(self) -> list[Logged]:
        """The requests since the last time this was asked."""
        taken, self._server.log = self._server.log, []
        return taken

    def stories(self, site: str) -> tuple[Story, ...]:
        """All stories of a site, of both days, also those that robots.txt forbids."""
        return self._stories[site]

    def toml(
        self, archive: str = "sqlite:///archive.db", *, delay: float = 0.0, concurrency: int = 16
    ) -> str:
        """A newskeep.toml for these sites."""
        top = (
            f'[archive]\nurl = "{archive}"\n\n[crawl]\nuser_agent = "newskeep (+https://example.org/bot)"\n'
            f"delay = {delay}\nconcurrency = {concurrency}\nallow_private_addresses = true\n"
        )
        through = f'proxy = "{self.proxy}"\n' if self.hosts == "names" else ""
        tables = (
            f'\n[[site]]\nname = "{p.plan.name}"\nurl = "{p.base}/"\n{through}' for p in self.sites.values()
        )
        return top + "".join(tables)

    def _base(self, place: int, plan: Plan) -> str:
        if self.hosts == "names":
            return f"http://www.{plan.name}.example"
        return f"http://{self._server.origins[place]}"

    def _addresses(self) -> list[str]:
        match self.hosts:
            case "names":
                return ["127.0.0.1"]
            case "ports":
                return ["127.0.0.1"] * len(self.plans)
            case "addresses":
                return [f"127.0.0.{n + 2}" for n in range(len(self.plans))]

    def _add_dump(self, dump: str, number: int) -> None:
        """Put a plain text dump of an article among the French stories of the Bbabo site.

        Where its number is even, its subheadings are marked up as such, where it is odd, as bold paragraphs.
        """
        _, _, text = read_dump(dump)
        stories = list(self._stories["bbabo"])
        place = next(i for i, s in enumerate(stories) if s.language == "fr" and s.change is Change.SAME)
        path = f"/fr/politics/{number}-seed"
        stories[place] = replace(stories[place], text=text, section=0, number=number, path=path, edition=None)
        self._stories["bbabo"] = tuple(stories)


__all__ = [
    "ALL",
    "BBABO",
    "BROKEN",
    "HOSTILE",
    "ORDINARY",
    "Change",
    "Habit",
    "Kind",
    "Logged",
    "Markup",
    "NewsWeb",
    "Paper",
    "Plan",
    "Story",
    "Text",
    "plans",
]
