"""A site of the Bbabo family: Joomla markup, one edition a language, machine-translated pages.

Listings page by ``?start=``, articles carry the time of their insertion, the way back to the news
stands between the paragraphs, the title again at the end, and some tags are damaged by translation.
"""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

from html import escape
from random import Random

from tests.newsweb.paper import PAGE, Paper
from tests.newsweb.prose import lexicon
from tests.newsweb.truth import Story, Text

NEWS = {"fr": "Actualités", "en": "News", "de": "Nachrichten", "es": "Noticias"}
LOCALES = {"fr": "fr-FR", "en": "en-GB", "de": "de-DE", "es": "es-ES"}


def section_names(language: str) -> list[str]:
    """The sections of an edition; the first one is the news at large."""
    return [NEWS[language], *lexicon(language).sections[1:]]


def read_dump(dump: str) -> tuple[str, str, Text]:
    """A plain text dump of an article: site, section, and the text without its furniture."""
    site, section, title, lead, *rest = (part.strip() for part in dump.split("\n\n") if part.strip())
    paragraphs = [part for part in rest if part not in (title, "Retour aux actualités »")]
    blocks = tuple((len(part) < 60 and part[-1].isalpha(), part) for part in paragraphs)
    return site, section, Text(title, lead, blocks)


def article_page(paper: Paper, story: Story, random: Random) -> str:
    """An article."""
    text = story.at(paper.day)
    assert text is not None
    section, language = section_names(story.language)[story.section], story.language
    stamp = paper.local(story.published, language)
    main = (
        f'<div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="{LOCALES[language]}">'
        f'<div class="page-header"><h1 itemprop="headline">{escape(text.title)}</h1></div>'
        f'<dl class="article-info muted"><dt class="article-info-term">Details</dt>'
        f'<dd class="category-name"><a href="{paper.section(language, story.section)}" itemprop="genre">{section}</a></dd>'
        f'<dd class="create"><time datetime="{stamp.isoformat()}" itemprop="dateCreated">{stamp:%d.%m.%Y %H:%M}</time></dd></dl>'
        f'<div itemprop="articleBody"><p><strong>{escape(text.lead)}</strong></p>{body(paper, story, text)}</div>'
        f'<ul class="pager pagenav"><li class="previous"><a href="{paper.edition(language)}" rel="prev">«</a></li></ul></div>'
    )
    meta = (
        f'<meta property="og:site_name" content="{escape(paper.plan.title)}"><meta property="og:title" content="{escape(text.title)}">'
        f'<meta name="description" content="{escape(text.lead[:150])}">'
        + "".join(
            f'<link rel="alternate" hreflang="{s.language}" href="{paper.base}{escape(s.path)}">'
            for s in (story, *paper.translations(story))
        )
    )
    return page(paper, language, text.title, meta, main, random)


def body(paper: Paper, story: Story, text: Text) -> str:
    """The paragraphs, with the way back before each subheading but the first, and the title at the end."""
    back = (
        f'<p><a href="{paper.edition(story.language)}">{lexicon(story.language).furniture["back"]} »</a></p>'
    )
    rows, headings = [], 0
    for index, (heading, words) in enumerate(text.blocks):
        if heading:
            rows.append((back if headings else "") + subheading(story, words))
            headings += 1
        else:
            rows.append(paragraph(words, damaged=(story.number + index) % 5 == 0))
    return "".join(rows) + f"<p>{escape(text.title)}</p>"


def subheading(story: Story, words: str) -> str:
    """A subheading: as such, or as a bold paragraph, as editors of this family do."""
    if story.number % 2:
        return f"<p><strong>{escape(words)}</strong></p>"
    return f"<h3>{escape(words)}</h3>"


def paragraph(words: str, damaged: bool) -> str:
    """A paragraph; translation spoils the tags of some."""
    return (
        f'<p style = "text-align: justify;" >{escape(words)}</ p>' if damaged else f"<p>{escape(words)}</p>"
    )


def front_page(paper: Paper, language: str, random: Random) -> str:
    """The front page of an edition."""
    rows = "".join(row(paper, s) for s in paper.listed(language)[:PAGE])
    meta = "".join(
        f'<link rel="alternate" hreflang="{c}" href="{paper.base}/{c}/">' for c in paper.plan.languages
    )
    return page(paper, language, NEWS[language], meta, f'<div class="blog">{rows}</div>', random)


def section_page(paper: Paper, language: str, section: int, number: int, random: Random) -> str | None:
    """A page of a section's listing."""
    stories = paper.listed(language, section)
    shown = stories[(number - 1) * PAGE : number * PAGE]
    if not shown and number > 1:
        return None
    following = ""
    if number * PAGE < len(stories):
        following = (
            f'<li class="pagination-next"><a href="{paper.section(language, section, number + 1)}">»</a></li>'
        )
    rows = "".join(row(paper, s) for s in shown)
    main = f'<div class="category-list"><h1>{section_names(language)[section]}</h1><table>{rows}</table><ul class="pagination">{following}</ul></div>'
    return page(paper, language, section_names(language)[section], "", main, random)


def row(paper: Paper, story: Story) -> str:
    """A line of a listing."""
    text = story.at(paper.day)
    assert text is not None
    stamp = paper.local(story.published, story.language)
    return (
        f'<tr><td headers="categorylist_header_title" class="list-title"><a href="{escape(story.path)}">{escape(text.title)}</a></td>'
        f'<td class="list-date small">{stamp:%d.%m.%Y %H:%M}</td></tr>'
    )


def page(paper: Paper, language: str, title: str, meta: str, main: str, random: Random) -> str:
    """The frame of every page: menu of sections and editions, latest news, newsletter, footer."""
    words = lexicon(language).furniture
    menu = "".join(
        f'<li><a href="{paper.section(language, i)}">{name}</a></li>'
        for i, name in enumerate(section_names(language))
    )
    editions = "".join(f'<li><a href="/{c}/">{lexicon(c).name}</a></li>' for c in paper.plan.languages)
    listed = paper.listed(language)
    latest = "".join(f"<table>{row(paper, s)}</table>" for s in random.sample(listed, min(8, len(listed))))
    return (
        f'<!DOCTYPE html><html lang="{LOCALES[language].lower()}"><head><meta charset="utf-8"><title>{escape(title)} - {escape(paper.plan.title)}</title>'
        f'<meta name="generator" content="Joomla! - Open Source Content Management">{meta}</head><body class="site com_content">'
        f'<header><a class="brand" href="/{language}/">{escape(paper.plan.title)}</a></header><ul class="nav menu">{menu}</ul><ul class="lang-inline">{editions}</ul>'
        f'<main id="content">{main}</main><div class="moduletable"><h3>{words["mostread"]}</h3>{latest}<p>{words["newsletter"]}</p></div>'
        f"<footer><p>© {paper.now:%Y} {escape(paper.plan.title)}. {words['copyright']}</p></footer></body></html>"
    )
