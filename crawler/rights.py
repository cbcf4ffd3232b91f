"""What a site says of the reuse of its texts: seen, recorded with its time, and obeyed where so configured.

Three places speak: robots.txt to crawlers of language models, the TDM Reservation Protocol
(``/.well-known/tdmrep.json``, header, meta), and X-Robots-Tag. What a page itself says travels with its
article; what holds for the site is recorded here.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler import guard, outcomes
from crawler.errors import DownloadFailed
from crawler.fetch import Answer, Wanted
from crawler.robots import Robots
from crawler.scope import folder_url
from extraction.article import Article, Page, Reuse
from extraction.document import Document
from extraction.metadata import reuse as stated

if TYPE_CHECKING:
    from crawler.site import SiteCrawl

TDMREP = "/.well-known/tdmrep.json"
ASK_AGAIN = timedelta(days=30)
NO_AI = re.compile(r"\bno(?:image)?ai\b", re.IGNORECASE)  # in robots metas and X-Robots-Tag
RESERVED = "rights reserved against text and data mining"


@dataclass(frozen=True, slots=True)
class Reservation:
    """One rule of a tdmrep.json: a path pattern, whether rights are reserved there, and the policy."""

    location: re.Pattern[str]
    reserved: bool
    policy: str | None


def read_tdmrep(text: str) -> tuple[Reservation, ...]:
    """The rules of a tdmrep.json in its order; none where it cannot be read."""
    try:
        rules = json.loads(text)
    except ValueError:
        return ()
    if not isinstance(rules, list):
        return ()
    return tuple(
        _rule(rule) for rule in rules if isinstance(rule, dict) and isinstance(rule.get("location"), str)
    )


def _rule(rule: dict[str, Any]) -> Reservation:
    pattern = re.escape(rule["location"]).replace(r"\*", ".*").replace(r"\$", "$")
    policy = rule.get("tdm-policy")
    return Reservation(
        re.compile(pattern),
        str(rule.get("tdm-reservation")) == "1",
        policy if isinstance(policy, str) else None,
    )


@dataclass(frozen=True, slots=True)
class Rights:
    """What holds for a site in this run."""

    rules: tuple[Reservation, ...] = ()
    skip: bool = False

    def of(self, url: str) -> Reservation | None:
        """The rule for an address: the first that matches."""
        path = urlsplit(url).path or "/"
        return next((rule for rule in self.rules if rule.location.match(path)), None)

    def forbid(self, url: str) -> str | None:
        """Why an address is not fetched, None where it is."""
        rule = self.of(url) if self.skip else None
        return RESERVED if rule and rule.reserved else None

    def refuse(self, page: Page) -> str | None:
        """Why a page that was fetched is neither captured nor kept, None where it is."""
        if not self.skip:
            return None
        reuse = self._of_page(stated(Document.parse(page)), page.url)
        return RESERVED if reuse.tdm_reservation or NO_AI.search(reuse.robots or "") else None

    def judge(self, article: Article) -> Article:
        """An article with what the site says of its reuse, where the page says nothing itself."""
        return replace(article, reuse=self._of_page(article.reuse, article.url))

    def _of_page(self, reuse: Reuse, url: str) -> Reuse:
        rule = self.of(url)
        if reuse.tdm_reservation is not None or rule is None:
            return reuse
        return Reuse(rule.reserved, rule.policy, reuse.robots)

    @classmethod
    async def record(cls, crawl: SiteCrawl, robots: Robots) -> Rights:
        """Record what robots.txt, if asked for, and tdmrep.json say now; the latter is asked monthly."""
        name, now = crawl.site.name, crawl.options.now()
        if not robots.recalled:
            await _note(crawl, "robots", robots.text, now)
            await _note(crawl, "robots for language models", robots.says_to_ai(crawl.site.url), now)
        known = await crawl.keeper.ask(lambda archive: archive.rights(name))
        seen = [right for right in known if right.kind == "tdmrep"]
        fresh = [right for right in seen if now - ASK_AGAIN < right.last_seen_at <= now + ASK_AGAIN]
        text = fresh[-1].text if fresh else None
        if not fresh:
            answer = await _ask(crawl)
            text = _tdmrep(answer)
            # Hardly a site has this file: what it says here it says of everything that is not there.
            crawl.memory.nothing = outcomes.heading_of(answer) if answer and text is None else None
            await _note(crawl, "tdmrep", text, now)
        return cls(read_tdmrep(text) if text else (), crawl.options.respect_tdm == "skip")


async def _note(crawl: SiteCrawl, kind: str, text: str | None, now: datetime) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest() if text is not None else None
    await crawl.keeper.ask(lambda archive: archive.record_rights(crawl.site.name, now, kind, text, digest))


async def _ask(crawl: SiteCrawl) -> Answer | None:
    wanted = Wanted(folder_url(crawl.site, TDMREP), guard.ROBOTS, accept="application/json")
    try:
        return await crawl.fetcher.get(wanted, lambda url: None if crawl.scope.holds(url) else "off the site")
    except DownloadFailed:
        return None


def _tdmrep(answer: Answer | None) -> str | None:
    if answer is None or answer.status != 200 or answer.halted:
        return None
    text = answer.body.decode("utf-8", "replace")
    return text if read_tdmrep(text) else None
