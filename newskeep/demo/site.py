"""The demo site as a pure function: a path in, an answer out.

Its markup is that of a Joomla news family: `item-page`, `itemprop="articleBody"`, a listing with
pages for each section, insertion times, furniture that repeats on every page, and the title said
again at the end of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs, urlsplit

from newskeep.demo.stories import LANGUAGES, Edition, Story, editions

NAME = "Rivage NET"
A_PAGE = 2  # stories on one page of a listing
IN_FEED = 4
HTML, XML, PLAIN = "text/html; charset=utf-8", "application/xml; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers: status, content type and body."""

    body: bytes
    kind: str = HTML
    status: int = 200

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:16]}"'


def answer(path: str, base: str, edited: bool = False) -> Answer:
    """The answer to one request. ``base`` is the site's own address without a final slash."""
    parts = urlsplit(path)
    match [step for step in parts.path.split("/") if step]:
        case []:
            return _html(_front(base))
        case ["robots.txt"]:
            return Answer(f"User-agent: *\nDisallow: /admin/\nSitemap: {base}/sitemap.xml\n".encode(), PLAIN)
        case ["sitemap.xml"]:
            return Answer(_sitemap(base, edited).encode(), XML)
        case [language, *rest] if language in LANGUAGES:
            edition = editions(edited)[LANGUAGES.index(language)]
            return _in_edition(edition, rest, parts.query, base)
    return _missing()


def _in_edition(edition: Edition, steps: Sequence[str], query: str, base: str) -> Answer:
    match steps:
        case []:
            return _html(_listing(edition, NAME, edition.stories[:6], base))
        case ["rss.xml"]:
            return Answer(_feed(edition, base).encode(), XML)
        case [section] if section in edition.sections:
            start = "".join(parse_qs(query).get("start", ["0"]))
            return _html(_section(edition, section, int(start) if start.isdecimal() else 0, base))
        case [section, name]:
            for story in edition.of(section):
                if name == f"{story.number}-{story.slug}":
                    return _html(_article(edition, story, base))
    return _missing()


def _html(text: str) -> Answer:
    return Answer(text.encode())


def _missing() -> Answer:
    return Answer(f"<!doctype html><title>404</title><h1>404</h1><p>{NAME}</p>".encode(), status=404)


# ---- pages


def _page(edition: Edition, title: str, head: str, body: str) -> str:
    here = f"/{edition.language}/"
    menu = "".join(
        f'<li><a href="{here}{key}">{escape(name)}</a></li>' for key, name in edition.sections.items()
    )
    others = "".join(f'<li><a href="/{code}/">{code.upper()}</a></li>' for code in LANGUAGES)
    words, direction = edition.words, "rtl" if edition.language == "ar" else "ltr"
    return f"""<!doctype html>
<html lang="{edition.language}" dir="{direction}">
<head><meta charset="utf-8"><title>{escape(title)}</title>
<meta property="og:site_name" content="{NAME}">
<link rel="alternate" type="application/rss+xml" title="{NAME}" href="{here}rss.xml">
{head}</head>
<body class="site com_content">
<header><a class="brand" href="{here}">{NAME}</a>
<nav><ul class="nav menu"><li><a href="{here}">{escape(words["home"])}</a></li>{menu}</ul>
<ul class="languages">{others}</ul></nav></header>
<main>
{body}
</main>
<aside class="newsletter"><p>{escape(words["newsletter"])}</p></aside>
<footer><p>© 2026 {NAME}. {escape(words["rights"])}</p></footer>
</body></html>
"""


def _front(base: str) -> str:
    links = "".join(
        f'<li><a href="/{it.language}/" hreflang="{it.language}">{NAME} {it.language.upper()}</a></li>'
        for it in editions()
    )
    alternates = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{base}/{code}/">' for code in LANGUAGES
    )
    return f"""<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>{NAME}</title>{alternates}</head>
<body><h1>{NAME}</h1><ul>{links}</ul></body></html>"""


def _listing(edition: Edition, title: str, stories: Sequence[Story], base: str, more: str = "") -> str:
    items = "".join(
        f'<div class="item"><h2><a href="{edition.path(story)}">{escape(story.title)}</a></h2>'
        f"<p>{escape(story.lead)}</p></div>\n"
        for story in stories
    )
    head = "".join(f'<link rel="alternate" hreflang="{code}" href="{base}/{code}/">' for code in LANGUAGES)
    return _page(edition, title, head, f'<div class="blog"><h1>{escape(title)}</h1>\n{items}{more}</div>')


def _section(edition: Edition, section: str, start: int, base: str) -> str:
    stories, here = edition.of(section), f"/{edition.language}/{section}"
    older = start + A_PAGE
    link = f'<a rel="next" href="{here}?start={older}">{escape(edition.words["older"])}</a>'
    more = f'<div class="pagination">{link}</div>' if older < len(stories) else ""
    return _listing(edition, f"{edition.sections[section]} - {NAME}", stories[start:older], base, more)


def _article(edition: Edition, story: Story, base: str) -> str:
    words, here = edition.words, f"/{edition.language}/{story.section}"
    genre = f'<a href="{here}" itemprop="genre">{escape(edition.sections[story.section])}</a>'
    when = f"{escape(words['inserted'])} {story.inserted:%d.%m.%Y %H:%M}"
    others = [other for other in edition.stories if other.section == story.section and other is not story]
    related = "".join(f'<li><a href="{edition.path(it)}">{escape(it.title)}</a></li>' for it in others)
    body = f"""<div class="item-page" itemscope itemtype="https://schema.org/Article">
<meta itemprop="inLanguage" content="{edition.language}">
<div class="page-header"><h1 itemprop="headline">{escape(story.title)}</h1></div>
<dl class="article-info muted">
<dd class="category-name">{genre}</dd>
<dd class="create"><time datetime="{story.inserted.isoformat()}" itemprop="dateCreated">{when}</time></dd>
</dl>
<div itemprop="articleBody">
<p><strong>{escape(story.lead)}</strong></p>
{_blocks(edition, story)}
<p><a href="{here}">{escape(words["back"])}</a></p>
<p>{escape(story.title)}</p>
</div>
</div>
<div class="items-more"><h3>{escape(words["related"])}</h3><ul>{related}</ul></div>"""
    return _page(edition, f"{story.title} - {NAME}", "".join(_about(edition, story, base)), body)


def _about(edition: Edition, story: Story, base: str) -> Iterator[str]:
    yield f'<link rel="canonical" href="{base}{edition.path(story)}">\n'
    yield '<meta property="og:type" content="article">\n'
    yield f'<meta name="description" content="{escape(story.lead)}">\n'
    if story.modified != story.inserted:
        yield f'<meta property="article:modified_time" content="{story.modified.isoformat()}">\n'
    for other in editions():
        path = other.path(story)
        yield f'<link rel="alternate" hreflang="{other.language}" href="{base}{path}">\n'


def _blocks(edition: Edition, story: Story) -> str:
    """The text; the Spanish edition wears the font tags that machine translation leaves behind."""
    worn = '<font style="vertical-align: inherit;">{}</font>' if edition.language == "es" else "{}"
    return "\n".join(
        f"<h3>{escape(text)}</h3>" if heading else f"<p>{worn.format(escape(text))}</p>"
        for heading, text in story.blocks
    )


# ---- feed and sitemap


def _feed(edition: Edition, base: str) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{base}{edition.path(story)}</link>"
        f"<pubDate>{format_datetime(story.inserted)}</pubDate></item>\n"
        for story in edition.stories[:IN_FEED]
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{NAME}</title><link>{base}/{edition.language}/</link>
<description>{NAME}</description><language>{edition.language}</language>
{items}</channel></rss>
"""


def _sitemap(base: str, edited: bool) -> str:
    entries = "".join(
        f"<url><loc>{base}{edition.path(story)}</loc><lastmod>{story.modified.isoformat()}</lastmod></url>\n"
        for edition in editions(edited)
        for story in edition.stories
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{entries}</urlset>
"""
