"""From an address of a site to its answer."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import format_datetime
from random import Random
from types import ModuleType
from urllib.parse import parse_qs

from tests.newsweb import bbabo, listing_page, sources, traps
from tests.newsweb.answers import Answer, Ask, redirect
from tests.newsweb.article_page import amp_page, article_page, print_page
from tests.newsweb.furniture import STATIC
from tests.newsweb.paper import PAGE, Paper
from tests.newsweb.plans import Habit, Markup
from tests.newsweb.stories import SECTIONS
from tests.newsweb.truth import Change, Kind, Story

SLOW = 2.0  # seconds that a slow page takes
RETRY_AFTER = "1"
XML, GZ = "application/xml", "application/gzip"
LISTING = re.compile(
    rf"/(?:(?P<language>[a-z]{{2}})/)?(?P<section>{'|'.join(SECTIONS)})/(?:page/(?P<page>\d+)/)?"
)
TAG = re.compile(r"/(?:(?P<language>[a-z]{2})/)?tag/(?P<tag>\d+)/")
EDITION = re.compile(r"/(?P<language>[a-z]{2})/")
SESSION = re.compile(r"&?PHPSESSID=\w*")
# What flaky sites do with a story, by its place among ten.
FLAKY = {1: (503,), 2: (500,), 5: (503, 503)}
DEAD = {0: 404, 1: 410, 2: 500, 3: 404}


class Site:
    """One site, ready to answer."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.steps: tuple[Callable[[Ask, Random], Answer | None], ...] = (
            self._source,
            self._story,
            self._detour,
            self._trap,
            self._edition,
            self._listing,
            self._other,
        )

    def answer(self, ask: Ask) -> Answer:
        """The answer to a request, before validators and compression."""
        day = self.paper.day if not self.paper.has(Habit.DAILY) else ask.serial
        random = Random(f"{self.paper.plan.name}:{day}:{ask.path}:{ask.turn}")
        for step in self.steps:
            if answer := step(ask, random):
                return answer
        return self._missing(random)

    def _missing(self, random: Random) -> Answer:
        status = 200 if self.paper.has(Habit.SOFT_404) else 404
        return self._html(Kind.DEAD, listing_page.missing_page(self.paper, random), status=status)

    def _html(self, kind: Kind, text: str, story: Story | None = None, status: int = 200) -> Answer:
        body, mime = encoded(self.paper, text)
        return Answer(kind, body, status, mime, story=story.number if story else None)

    # ---- sources
    def _source(self, ask: Ask, _: Random) -> Answer | None:
        paper, path = self.paper, ask.path
        if path == "/robots.txt":
            mime = "text/html" if paper.has(Habit.ROBOTS_HTML) else "text/plain"
            return Answer(Kind.ROBOTS, sources.robots(paper).encode(), mime=mime)
        if path in self._feeds():
            return self._feeds()[path]()
        if path in sources.sitemap_roots(paper) or path in sources.sitemap_children(paper):
            return self._sitemap(path)
        return None

    def _feeds(self) -> dict[str, Callable[[], Answer]]:
        paper = self.paper
        makers: dict[str, Callable[[], Answer]] = {}
        if paper.has(Habit.RSS, Habit.FEED_BROKEN, Habit.FEED_WILD):
            makers["/feed.xml"] = lambda: Answer(
                Kind.FEED, sources.rss(paper).encode(), mime="application/rss+xml"
            )
        if paper.has(Habit.FEED_BOMB):
            makers["/feed.xml"] = lambda: Answer(Kind.FEED, sources.entity_bomb().encode(), mime=XML)
        if paper.has(Habit.FEED_HTML):
            makers["/feed.xml"] = lambda: self._html(Kind.FEED, listing_page.missing_page(paper, Random(1)))
        if paper.has(Habit.ATOM):
            makers["/atom.xml"] = lambda: Answer(
                Kind.FEED, sources.atom(paper).encode(), mime="application/atom+xml"
            )
        if paper.has(Habit.JSON_FEED):
            makers["/feed.json"] = lambda: Answer(
                Kind.FEED, sources.json_feed(paper).encode(), mime="application/feed+json"
            )
        return makers

    def _sitemap(self, path: str) -> Answer | None:
        paper = self.paper
        if path == "/sitemap_index.xml":
            text = sources.sitemap_index(paper)
        elif path == "/news-sitemap.xml":
            text = sources.news_sitemap(paper)
        elif paper.has(Habit.SITEMAP_INDEX):
            text = sources.sitemap(paper, sources.sitemap_children(paper)[path], pages=False)
        else:
            text = sources.sitemap(paper, paper.live)
        if path.endswith(".gz"):
            return Answer(Kind.SITEMAP, gzip.compress(text.encode(), mtime=0), mime=GZ)
        return Answer(Kind.SITEMAP, text.encode(), mime=XML)

    # ---- stories
    def _story(self, ask: Ask, random: Random) -> Answer | None:
        """A story at its own address or at a variant of it."""
        paper = self.paper
        amp = paper.has(Habit.AMP) and ask.path.startswith("/amp/")
        story = self._find(ask.path.removeprefix("/amp") if amp else ask.path, ask.query)
        if story is None:
            return None
        if story.at(paper.day) is None:
            return self._gone(story, random) if story.change is Change.GONE else None
        if failed := self._flaw(story, ask, random):
            return failed
        if amp:
            return self._html(Kind.VARIANT, amp_page(paper, story), story)
        if paper.has(Habit.PRINT) and "print=1" in ask.query:
            return self._html(Kind.VARIANT, print_page(paper, story), story)
        maker = bbabo.article_page if paper.plan.markup is Markup.JOOMLA else article_page
        slow = SLOW if paper.has(Habit.SLOW) and story.number % 15 == 7 else 0.0
        answer = self._html(self._kind(story, ask), maker(paper, story, random), story)
        return replace(answer, delay=slow, headers=self._modified(story))

    def _find(self, path: str, query: str) -> Story | None:
        by_path = self.paper.by_path
        if path == "/index.php":
            return by_path.get(f"{path}?{SESSION.sub('', query).split('&')[0]}")
        return by_path.get(path) or (by_path.get(path + "/") if self.paper.has(Habit.SLASH) else None)

    def _kind(self, story: Story, ask: Ask) -> Kind:
        target = ask.path + ("?" + ask.query if ask.query else "")
        return Kind.ARTICLE if target == story.path else Kind.VARIANT

    def _gone(self, story: Story, random: Random) -> Answer:
        """A story that was taken down: 404 or 410, or 200 from a site that answers so to everything."""
        status = 410 if story.number % 2 else 404
        status = 200 if self.paper.has(Habit.SOFT_404) else status
        return self._html(Kind.DEAD, listing_page.missing_page(self.paper, random), story, status)

    def _flaw(self, story: Story, ask: Ask, random: Random) -> Answer | None:
        """A failure that passes: the first requests for some stories are answered 500 or 503."""
        failures = (
            FLAKY.get(story.number % 10, ()) if self.paper.has(Habit.FLAKY) and self.paper.day == 1 else ()
        )
        if ask.turn > len(failures):
            return None
        status = failures[ask.turn - 1]
        headers = (("Retry-After", RETRY_AFTER),) if status == 503 else ()
        return Answer(Kind.ARTICLE, b"<h1>Try again</h1>", status, headers=headers, story=story.number)

    def _modified(self, story: Story) -> tuple[tuple[str, str], ...]:
        if not self.paper.has(Habit.VALIDATORS):
            return ()
        return (("Last-Modified", format_datetime(story.modified(self.paper.day), usegmt=True)),)

    # ---- detours and traps
    def _detour(self, ask: Ask, _: Random) -> Answer | None:
        """Redirects: short ways to stories, a chain too long, loops, lost stories."""
        paper, path = self.paper, ask.path
        if paper.has(Habit.FLAKY) and (lost := re.search(r"-story-90(\d)\.html$", path)):
            return Answer(Kind.DEAD, b"<h1>Lost</h1>", DEAD[int(lost[1]) % 4])
        if not paper.has(Habit.REDIRECTS):
            return None
        if match := re.fullmatch(r"/go/(on/)?(\d+)", path):
            story = next((s for s in paper.live if s.number == int(match[2])), None)
            if story is None:
                return None
            return redirect(story.path, 301) if match[1] else redirect(f"/go/on/{story.number}")
        if match := re.fullmatch(r"/chain/(\d+)", path):
            return redirect(f"/chain/{int(match[1]) + 1}", kind=Kind.TRAP)
        if path in ("/loop/a", "/loop/b"):
            return redirect("/loop/b" if path.endswith("a") else "/loop/a", kind=Kind.TRAP)
        return None

    def _trap(self, ask: Ask, random: Random) -> Answer | None:
        paper = self.paper
        if paper.has(Habit.CALENDAR) and re.fullmatch(r"/calendar/\d{4}/\d\d/\d\d/", ask.path):
            return traps.calendar(paper, ask, random)
        if paper.has(Habit.FACETS) and ask.path == "/find/":
            return traps.facets(paper, ask, random)
        if paper.has(Habit.COOKIE_LOOP) and ask.path.startswith("/world/cookie-wall"):
            return traps.cookie_wall(ask)
        return traps.hostile(ask.path) if paper.has(Habit.HOSTILE) else None

    # ---- listings
    def _edition(self, ask: Ask, random: Random) -> Answer | None:
        languages = self.paper.plan.languages
        match = EDITION.fullmatch(ask.path)
        if ask.path != "/" and not (match and self.paper.several and match["language"] in languages):
            return None
        language = match["language"] if match else languages[0]
        return self._html(Kind.FRONT, self._pages.front_page(self.paper, language, random))

    @property
    def _pages(self) -> ModuleType:
        return bbabo if self.paper.plan.markup is Markup.JOOMLA else listing_page

    def _listing(self, ask: Ask, random: Random) -> Answer | None:
        paper = self.paper
        if match := TAG.fullmatch(ask.path):
            language = match["language"] or paper.plan.languages[0]
            return self._html(Kind.LISTING, listing_page.tag_page(paper, language, int(match["tag"]), random))
        if not (match := LISTING.fullmatch(ask.path)):
            return None
        number = page_number(match, ask.query)
        language, section = match["language"] or paper.plan.languages[0], SECTIONS.index(match["section"])
        text = self._pages.section_page(paper, language, section, number, random)
        beyond = number > 1 and len(paper.listed(language, section)) <= (number - 1) * PAGE
        return self._html(Kind.TRAP if beyond else Kind.LISTING, text) if text else None

    def _other(self, ask: Ask, random: Random) -> Answer | None:
        path = ask.path.strip("/")
        if path in STATIC:
            return self._html(Kind.STATIC, listing_page.static_page(self.paper, path, random))
        if match := re.fullmatch(r"author/(\d+)", path):
            return self._html(Kind.LISTING, listing_page.author_page(self.paper, int(match[1]), random))
        if match := re.fullmatch(r"video/(\d+)", path):
            return self._html(Kind.STATIC, listing_page.video_page(self.paper, int(match[1]), random))
        if re.fullmatch(r"(img|static|files|video)/[\w-]+\.\w+", path):
            return Answer(Kind.ASSET, b"x" * 2000, mime="application/octet-stream")
        return None


def page_number(match: re.Match[str], query: str) -> int:
    """Which page of a listing is asked for: by path, ``?page=`` or Joomla's ``?start=``."""
    asked = parse_qs(query)
    if start := asked.get("start"):
        return int(start[0]) // PAGE + 1
    return int((asked.get("page") or [match["page"] or "1"])[0])


def encoded(paper: Paper, text: str) -> tuple[bytes, str]:
    """A page's bytes in the character set of its site, and the Content-Type that it is sent with."""
    if paper.has(Habit.CP1251):
        return text.encode("cp1251", "xmlcharrefreplace"), "text/html; charset=windows-1251"
    if paper.has(Habit.LATIN1):
        return text.encode("latin-1", "xmlcharrefreplace"), "text/html"
    return text.encode(), "text/html" if paper.has(Habit.META_ONLY) else "text/html; charset=utf-8"


def pieces(answer: Answer) -> Iterator[bytes]:
    """The body of an answer in the pieces in which it is sent."""
    if answer.stream:
        return answer.stream()
    return iter((answer.body,)) if answer.body else iter(())  # an empty piece means: wait
