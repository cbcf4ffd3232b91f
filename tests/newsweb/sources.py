"""robots.txt, feeds and sitemaps of a site, good and broken ones."""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from random import Random
from urllib.parse import urljoin

from tests.newsweb.furniture import STATIC
from tests.newsweb.paper import FEED, Paper
from tests.newsweb.plans import Habit, Markup
from tests.newsweb.stories import SECTIONS
from tests.newsweb.truth import Story

CRAWL_DELAY = 0.25  # seconds
HUGE = 200_000
SITEMAP_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><{tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{more}>'
)
NEWS_SPACE = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def robots(paper: Paper) -> str:
    """robots.txt."""
    if paper.has(Habit.ROBOTS_HTML):
        return "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Disallow: nothing found</h1></body></html>"
    lines = ["User-agent: *", "Disallow: /admin/"]
    if paper.has(Habit.DISALLOW):
        lines.append("Disallow: /private/")
    if paper.has(Habit.CRAWL_DELAY):
        lines.append(f"Crawl-delay: {CRAWL_DELAY}")
    if not paper.has(Habit.UNLISTED_ROBOTS):
        lines += [f"Sitemap: {paper.base}{path}" for path in sitemap_roots(paper)]
    if paper.has(Habit.ROBOTS_HUGE):
        lines += [f"# {i:090}" for i in range(110_000)]
    return "\n".join(lines) + "\n"


def sitemap_roots(paper: Paper) -> list[str]:
    """The sitemaps where a crawler starts."""
    if paper.has(Habit.SITEMAP_INDEX):
        return ["/sitemap_index.xml"]
    roots = ["/sitemap.xml.gz"] if paper.has(Habit.SITEMAP_GZ) else []
    if paper.has(Habit.SITEMAP, Habit.SITEMAP_BARE):
        roots.append("/sitemap.xml")
    if paper.has(Habit.SITEMAP_NEWS):
        roots.append("/news-sitemap.xml")
    return roots


def sitemap_children(paper: Paper) -> dict[str, list[Story]]:
    """The children of a sitemap index: one a month, the newest first."""
    suffix = ".xml.gz" if paper.has(Habit.SITEMAP_GZ) else ".xml"
    months: dict[str, list[Story]] = {}
    for story in paper.live:
        months.setdefault(f"/sitemap-{story.published:%Y-%m}{suffix}", []).append(story)
    return months


def sitemap_index(paper: Paper) -> str:
    """A sitemap index whose lastmod is the newest of each child's."""
    rows = []
    for path, stories in sitemap_children(paper).items():
        newest = max(story.modified(paper.day) for story in stories)
        rows.append(
            f"<sitemap><loc>{paper.base}{path}</loc><lastmod>{newest.isoformat()}</lastmod></sitemap>"
        )
    return SITEMAP_HEAD.format(tag="sitemapindex", more="") + "".join(rows) + "</sitemapindex>"


def sitemap(paper: Paper, stories: Iterable[Story], pages: bool = True) -> str:
    """A sitemap of stories, and of sections and static pages as sites do."""
    rows = [url_row(paper, story) for story in stories]
    if pages:
        static = () if paper.plan.markup is Markup.JOOMLA else STATIC
        others = ["/", *(f"/{name}" for name in static)]
        others += [paper.section(c, i) for c in paper.plan.languages for i in range(len(SECTIONS))]
        rows += [f"<url><loc>{escape(paper.base + path)}</loc></url>" for path in others]
    if paper.has(Habit.SITEMAP_FOREIGN):
        rows += [f"<url><loc>http://127.0.0.{n}:9/world/other-{n}.html</loc></url>" for n in range(200, 240)]
        rows += [f"<url><loc>http://elsewhere.example/story-{n}.html</loc></url>" for n in range(40)]
    if paper.has(Habit.SITEMAP_HUGE):
        rows += [
            f"<url><loc>{paper.base}/old/{n}.html</loc><lastmod>2009-05-01</lastmod></url>"
            for n in range(HUGE)
        ]
    return SITEMAP_HEAD.format(tag="urlset", more="") + "".join(rows) + "</urlset>"


def url_row(paper: Paper, story: Story) -> str:
    """One story in a sitemap."""
    path = f"/go/{story.number}" if paper.has(Habit.REDIRECTS) and story.number % 3 == 0 else story.path
    bare = paper.has(Habit.SITEMAP_BARE)
    lastmod = (
        ""
        if bare
        else f"<lastmod>{paper.local(story.modified(paper.day), story.language).isoformat()}</lastmod>"
    )
    return f"<url><loc>{escape(paper.base + path)}</loc>{lastmod}</url>"


def news_sitemap(paper: Paper) -> str:
    """A news sitemap: the last two days."""
    today = paper.now if paper.day > 1 else paper.now - timedelta(days=1)
    rows = [news_row(paper, s) for s in paper.live if s.published > today - timedelta(days=2)]
    return SITEMAP_HEAD.format(tag="urlset", more=NEWS_SPACE) + "".join(rows) + "</urlset>"


def news_row(paper: Paper, story: Story) -> str:
    """One story in a news sitemap."""
    return (
        f"<url><loc>{escape(paper.base + story.path)}</loc><news:news><news:publication><news:name>{escape(paper.plan.title)}</news:name>"
        f"<news:language>{story.language}</news:language></news:publication>"
        f"<news:publication_date>{paper.local(story.published, story.language).isoformat()}</news:publication_date>"
        f"<news:title>{escape(title(paper, story))}</news:title></news:news></url>"
    )


def title(paper: Paper, story: Story) -> str:
    """The headline on this day."""
    text = story.at(paper.day)
    return text.title if text else ""


def entries(paper: Paper) -> list[Story]:
    """The stories of a feed, newest first."""
    return [s for s in paper.live if s.listed][:FEED]


def entry_link(paper: Paper, story: Story) -> str:
    """The address in a feed: where it is a habit, with tracking or through a redirect."""
    return urljoin(paper.base, paper.link(story, Random(story.number), "feed"))


def rss(paper: Paper) -> str:
    """RSS 2.0."""
    rows = "".join(rss_item(paper, s) for s in entries(paper))
    if paper.has(Habit.FEED_BROKEN):
        rows = rows.replace("</title>", " & more <b></title>", 3)
    text = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(paper.plan.title)}</title>'
        f"<link>{paper.base}/</link><description>News</description><ttl>15</ttl>{rows}</channel></rss>"
    )
    return text[:-40] if paper.has(Habit.FEED_BROKEN) else text


def rss_item(paper: Paper, story: Story) -> str:
    """One item; a wild feed writes relative links and dates that cannot be."""
    link, date = entry_link(paper, story), format_datetime(paper.local(story.published, story.language))
    if paper.has(Habit.FEED_WILD):
        link, date = (
            story.path,
            ("32 Foo 2026 25:61", "", "Thu, 01 Jan 1970 00:00:00 GMT", "2099-01-01")[story.number % 4],
        )
    return f"<item><title>{escape(title(paper, story))}</title><link>{escape(link)}</link><guid>{escape(link)}</guid><pubDate>{date}</pubDate></item>"


def atom(paper: Paper) -> str:
    """Atom; a changed story carries its time of change."""
    rows = "".join(
        f'<entry><title>{escape(title(paper, s))}</title><id>{escape(paper.base + s.path)}</id><link href="{escape(entry_link(paper, s))}"/>'
        f"<published>{s.published.isoformat()}</published><updated>{s.modified(paper.day).isoformat()}</updated></entry>"
        for s in entries(paper)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(paper.plan.title)}</title><id>{paper.base}/</id>{rows}</feed>'


def json_feed(paper: Paper) -> str:
    """JSON Feed 1.1."""
    items = [
        {
            "id": str(s.number),
            "url": entry_link(paper, s),
            "title": title(paper, s),
            "date_published": iso(paper, s, s.published),
            "date_modified": iso(paper, s, s.modified(paper.day)),
        }
        for s in entries(paper)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": paper.plan.title, "items": items},
        ensure_ascii=False,
    )


def iso(paper: Paper, story: Story, moment: datetime) -> str:
    """A moment with the paper's offset."""
    return paper.local(moment, story.language).isoformat()


def entity_bomb() -> str:
    """A feed whose entities would fill the memory."""
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]><rss version="2.0"><channel><title>&l11;</title></channel></rss>'
