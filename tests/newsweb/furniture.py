"""What stands around an article on a page: the head, menus, teasers, boxes, footer and scripts."""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from random import Random

from tests.newsweb.paper import Paper
from tests.newsweb.plans import Habit
from tests.newsweb.prose import Writer
from tests.newsweb.stories import TAGS
from tests.newsweb.truth import Story

STATIC = ("about", "contact", "privacy", "imprint", "newsletter", "login", "advertising", "weather")
VIDEOS = 6


@dataclass(frozen=True, slots=True)
class Theme:
    """The class names and tags of one publishing system."""

    main: str
    title: str
    lead: str
    body: str
    byline: str
    date: str
    teaser: str
    side: str
    nav: str


THEMES = (
    Theme("article", "headline", "standfirst", "article-body", "byline", "timestamp", "teaser", "sidebar", "main-nav"),
    Theme("div", "entry-title", "entry-summary", "entry-content", "author vcard", "posted-on", "post-card", "widget-area", "menu"),
    Theme("section", "title-main", "chapo", "text-content", "signature", "pubdate", "card", "aside-column", "navbar"),
    Theme("main", "story__title", "story__intro", "story__body", "story__author", "story__date", "promo", "rail", "topbar"),
    Theme("div", "c-title", "c-dek", "c-rich", "c-credit", "c-meta", "c-tile", "c-right", "c-head"),
)  # fmt: skip

DATES = {
    "fr": "{d} {month} {y} à {t}",
    "de": "{d}. {month} {y}, {t} Uhr",
    "es": "{d} de {month} de {y}, {t}",
    "pt": "{d} de {month} de {y}, {t}",
    "zh": "{y}年{m}月{d}日 {t}",
}


def theme(paper: Paper) -> Theme:
    """The theme of a site."""
    return THEMES[paper.plan.theme]


def written_date(paper: Paper, moment: datetime, language: str) -> str:
    """A date as readers see it, with the time to the minute."""
    local = paper.local(moment, language)
    return DATES.get(language, "{d} {month} {y}, {t}").format(
        d=local.day,
        m=local.month,
        y=local.year,
        t=f"{local:%H:%M}",
        month=paper.words(language).months[local.month - 1],
    )


@cache
def stylesheet(name: str) -> str:
    """Inline CSS of about 20 KB."""
    random = Random(name)
    rules = (
        f".{name}-{i}{{margin:{random.randrange(40)}px {random.randrange(40)}px;color:#{random.randrange(4096):03x}}}"
        for i in range(400)
    )
    return f"<style>{''.join(rules)}</style>"


@cache
def script(name: str) -> str:
    """Inline scripts and settings of about 50 KB."""
    random = Random(name)
    settings = {
        f"slot{i}": {"id": random.getrandbits(48), "sizes": [300, random.randrange(900)]} for i in range(800)
    }
    code = "".join(f"function f{i}(a){{return a*{random.randrange(999)}+{i};}}" for i in range(200))
    return f"<script>var settings={json.dumps(settings)};{code}</script>"


def menu(paper: Paper, language: str, random: Random) -> str:
    """The navigation: editions, sections, topics."""
    words, home = paper.words(language), paper.edition(language)
    rows = [(home, words.furniture["home"])]
    rows += [(paper.section(language, i), name) for i, name in enumerate(words.sections)]
    rows += [(f"{home}tag/{i}/", words.things[i]) for i in range(TAGS)]
    if paper.several:
        rows += [(paper.edition(code), paper.words(code).name) for code in paper.plan.languages]
    if paper.has(Habit.CALENDAR):
        rows.append((f"/calendar/{paper.now:%Y/%m/%d}/", "Agenda"))
    if paper.has(Habit.FACETS):
        rows.append(("/find/?sort=date", words.furniture["search"]))
    links = (
        f'<li><a href="{escape(paper.href(paper.session(path, random)))}">{text}</a></li>'
        for path, text in rows
    )
    return f'<nav class="{theme(paper).nav}"><ul>{"".join(links)}</ul></nav>'


def teaser(paper: Paper, story: Story, random: Random, place: str, lead: bool = True) -> str:
    """A teaser: headline, the start of the lead, a picture."""
    text = story.at(paper.day)
    assert text is not None
    style, href = theme(paper), escape(paper.link(story, random, place))
    intro = f"<p>{escape(text.lead[:140])}…</p>" if lead else ""
    return (
        f'<div class="{style.teaser}"><a href="{href}"><img src="/img/{story.number % 40}.jpg" alt=""></a>'
        f'<h3><a href="{href}">{escape(text.title)}</a></h3>{intro}'
        f'<span class="when">{written_date(paper, story.published, story.language)}</span></div>'
    )


def boxes(paper: Paper, language: str, random: Random, avoid: Story | None = None, count: int = 18) -> str:
    """The column beside the article: most read and more stories, another choice at every request."""
    words, style = paper.words(language).furniture, theme(paper)
    choice = [s for s in paper.listed(language)[:60] if s is not avoid]
    picked = random.sample(choice, min(len(choice), count))
    half = len(picked) // 2
    return (
        f'<aside class="{style.side}"><h4>{words["mostread"]}</h4>'
        f"<ol>{''.join('<li>' + teaser(paper, s, random, 'mostread', False) + '</li>' for s in picked[:half])}</ol>"
        f"<h4>{words['related']}</h4>{''.join(teaser(paper, s, random, 'box') for s in picked[half:])}"
        f'<div class="newsletter-box"><p>{words["newsletter"]}</p><form action="/subscribe"><input name="m"></form></div>'
        f"</aside>"
    )


def footer(paper: Paper, language: str) -> str:
    """The end of every page: legal lines, static pages, social networks, the cookie notice."""
    words = paper.words(language)
    static = "".join(f'<li><a href="{paper.href(f"/{name}")}">{name.title()}</a></li>' for name in STATIC)
    videos = "".join(f'<li><a href="{paper.href(f"/video/{i}")}">Video {i}</a></li>' for i in range(VIDEOS))
    social = "".join(
        f'<li><a href="https://{name}.example/{paper.plan.name}" rel="nofollow">{name}</a></li>'
        for name in ("flutter", "facetome", "toktik")
    )
    return (
        f"<footer><ul>{static}{videos}{social}</ul><p>© {paper.now:%Y} {escape(paper.plan.title)}. {words.furniture['copyright']}</p>"
        f'<p><a href="/files/terms.pdf">PDF</a></p><div class="cookie-notice"><p>{words.furniture["cookies"]}</p></div></footer>'
    )


def head(paper: Paper, language: str, title: str, extra: str = "") -> str:
    """The head of a page: charset, title, feeds, styles."""
    charset = '<meta charset="utf-8">'
    if paper.has(Habit.CP1251):
        charset = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    elif paper.has(Habit.LATIN1):
        charset = ""
    return (
        f"<head>{charset}<title>{escape(title)} | {escape(paper.plan.title)}</title>"
        f'<meta name="viewport" content="width=device-width">{feeds(paper)}{extra}'
        f'<link rel="stylesheet" href="/static/app.css">{stylesheet(paper.plan.name)}</head>'
    )


def feeds(paper: Paper) -> str:
    """The feeds as the head announces them."""
    kinds = (
        (Habit.RSS, "rss+xml", "/feed.xml"),
        (Habit.ATOM, "atom+xml", "/atom.xml"),
        (Habit.JSON_FEED, "feed+json", "/feed.json"),
        (Habit.FEED_BROKEN, "rss+xml", "/feed.xml"),
        (Habit.FEED_HTML, "rss+xml", "/feed.xml"),
        (Habit.FEED_BOMB, "rss+xml", "/feed.xml"),
        (Habit.FEED_WILD, "rss+xml", "/feed.xml"),
    )
    return "".join(
        f'<link rel="alternate" type="application/{mime}" title="{escape(paper.plan.title)}" href="{paper.href(path)}">'
        for habit, mime, path in kinds
        if paper.has(habit)
    )


def page(
    paper: Paper, language: str, head_html: str, main: str, random: Random, side: str | None = None
) -> str:
    """A whole page around its main part."""
    attribute = "" if paper.has(Habit.LATIN1) else f' lang="{language}"'
    direction = ' dir="rtl"' if language == "ar" else ""
    beside = boxes(paper, language, random) if side is None else side
    return (
        f"<!DOCTYPE html><html{attribute}{direction}>{head_html}<body>"
        f'<header><a class="brand" href="/">{escape(paper.plan.title)}</a>{menu(paper, language, random)}</header>'
        f'<div class="wrap">{main}{beside}</div>{footer(paper, language)}'
        f"{script(paper.plan.name)}<!-- {random.getrandbits(64):x} --></body></html>"
    )


def static_text(paper: Paper, name: str) -> str:
    """The text of a page such as "about us", of an article's length."""
    writer = Writer(paper.plan.languages[0], Random(f"{paper.plan.name}:{name}"))
    return "".join(f"<p>{escape(writer.sentences(2, 4))}</p>" for _ in range(5))
