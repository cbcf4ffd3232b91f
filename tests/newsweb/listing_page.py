"""Pages that are no articles: front pages, listings of sections and topics, authors, static pages, videos."""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

from html import escape
from random import Random

from tests.newsweb.furniture import head, page, static_text, teaser
from tests.newsweb.paper import PAGE, Paper
from tests.newsweb.plans import Habit
from tests.newsweb.prose import Writer
from tests.newsweb.stories import SECTIONS
from tests.newsweb.truth import Story

FRONT = 30


def front_page(paper: Paper, language: str, random: Random) -> str:
    """The newest stories of an edition."""
    rows = "".join(teaser(paper, s, random, "front") for s in paper.listed(language)[:FRONT])
    extra = (
        alternates(paper)
        + f'<meta property="og:type" content="website"><meta name="description" content="{escape(paper.plan.title)}">'
    )
    main = f'<main class="front">{rows}{odd_links(paper)}</main>'
    return page(
        paper, language, head(paper, language, paper.words(language).furniture["home"], extra), main, random
    )


def alternates(paper: Paper) -> str:
    """The editions, as the head of a front page declares them."""
    if not paper.has(Habit.HREFLANG):
        return ""
    return "".join(
        f'<link rel="alternate" hreflang="{c}" href="{paper.base}/{c}/">' for c in paper.plan.languages
    )


def odd_links(paper: Paper) -> str:
    """Links on a front page that lead nowhere good."""
    paths: list[str] = []
    if paper.has(Habit.REDIRECTS):
        paths += ["/loop/a", "/loop/b", "/chain/1"]
    if paper.has(Habit.FLAKY, Habit.SOFT_404):
        paths += [
            f"/{SECTIONS[i % 5]}/{word}-story-{900 + i}.html"
            for i, word in enumerate(("lost", "gone", "moved", "broken"))
        ]
    if paper.has(Habit.HOSTILE):
        paths += [f"/world/{name}-900{i}.html" for i, name in enumerate(HOSTILE_PAGES)]
    if paper.has(Habit.COOKIE_LOOP):
        paths.append("/world/cookie-wall-9100.html")
    return "".join(
        f'<div class="teaser"><h3><a href="{p}">{p.rsplit("/", 1)[-1].replace("-", " ")}</a></h3></div>'
        for p in paths
    )


HOSTILE_PAGES = (
    "huge-page",
    "gzip-bomb",
    "endless-answer",
    "slow-drip",
    "deep-nesting",
    "cut-short",
    "wide-headers",
    "binary-noise",
)


def section_page(paper: Paper, language: str, section: int, number: int, random: Random) -> str | None:
    """One page of a section's listing, None beyond its end."""
    stories = paper.listed(language, section)
    shown = stories[(number - 1) * PAGE : number * PAGE]
    if paper.has(Habit.ENDLESS):
        shown = shown or stories[-PAGE:]
    elif not shown and number > 1:
        return None
    more = paper.has(Habit.ENDLESS) or number * PAGE < len(stories)
    title = paper.words(language).sections[section]
    following = paper.section(language, section, number + 1) if more else None
    return listing(paper, language, title, shown, random, following)


def listing(
    paper: Paper,
    language: str,
    title: str,
    stories: list[Story],
    random: Random,
    following: str | None = None,
) -> str:
    """A list of teasers with a link to the next page."""
    label = paper.words(language).furniture["next"]
    path = escape(paper.href(paper.session(following, random))) if following else ""
    pager = f'<div class="pager"><a rel="next" href="{path}">{label}</a></div>' if following else ""
    rows = "".join(teaser(paper, s, random, "list") for s in stories)
    main = f'<main class="listing"><h1>{escape(title)}</h1>{rows}{pager}</main>'
    return page(paper, language, head(paper, language, title), main, random)


def tag_page(paper: Paper, language: str, tag: int, random: Random) -> str:
    """The stories of one topic."""
    stories = [s for s in paper.listed(language) if tag in s.tags][:PAGE]
    return listing(paper, language, paper.words(language).things[tag], stories, random)


def author_page(paper: Paper, number: int, random: Random) -> str:
    """An author's page: a few words and some stories."""
    language = paper.plan.languages[0]
    writer = Writer(language, Random(f"author {number}"))
    bio = f"<p>{escape(writer.sentences(1, 1))}</p>"
    rows = "".join(teaser(paper, s, random, "author") for s in paper.listed(language)[number % 7 :: 9][:8])
    name = writer.person()
    main = f'<main class="author"><h1>{escape(name)}</h1>{bio}{rows}</main>'
    return page(
        paper,
        language,
        head(paper, language, name, '<meta property="og:type" content="profile">'),
        main,
        random,
    )


def static_page(paper: Paper, name: str, random: Random) -> str:
    """A page such as "about us"."""
    language = paper.plan.languages[0]
    main = f'<main class="static"><h1>{name.title()}</h1>{static_text(paper, name)}</main>'
    return page(paper, language, head(paper, language, name.title()), main, random)


def video_page(paper: Paper, number: int, random: Random) -> str:
    """A page that is a player and one line."""
    language = paper.plan.languages[0]
    line = Writer(language, Random(f"video {number}")).title()
    main = f'<main class="video"><h1>{escape(line)}</h1><video src="/video/{number}.mp4" controls></video><p>{escape(line)}</p></main>'
    extra = '<meta property="og:type" content="video.other">'
    return page(paper, language, head(paper, language, line, extra), main, random)


def missing_page(paper: Paper, random: Random) -> str:
    """What the site says of an address that it does not know."""
    language = paper.plan.languages[0]
    label = paper.words(language).furniture["missing"]
    main = f'<main class="error"><h1>{label}</h1><p>404</p></main>'
    return page(paper, language, head(paper, language, label), main, random)
