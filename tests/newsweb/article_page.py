"""The page of one story, in the markup of its site."""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

import json
from html import escape
from random import Random
from typing import Any

from tests.newsweb.furniture import boxes, head, page, teaser, theme, written_date
from tests.newsweb.paper import Paper
from tests.newsweb.plans import Habit, Markup
from tests.newsweb.truth import Story, Text

LOCALES = {"en": "en_GB", "pt": "pt_BR", "zh": "zh_CN", "ar": "ar_AE"}


def article_page(paper: Paper, story: Story, random: Random) -> str:
    """The ordinary page of a story."""
    text = story.at(paper.day)
    assert text is not None
    side = boxes(paper, story.language, random, avoid=story)
    extra = links(paper, story) + metadata(paper, story, text)
    return page(
        paper,
        story.language,
        head(paper, story.language, text.title, extra),
        article(paper, story, text, random),
        random,
        side,
    )


def print_page(paper: Paper, story: Story) -> str:
    """The print version: the bare text, with a canonical link."""
    text = story.at(paper.day)
    assert text is not None
    canonical = f'<link rel="canonical" href="{escape(paper.base + story.path)}"><meta name="robots" content="noindex">'
    title = escape(text.title)
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="utf-8"><title>{title}</title>{canonical}</head>'
        f"<body><h1>{title}</h1><p><b>{escape(text.lead)}</b></p>{paragraphs(text)}</body></html>"
    )


def amp_page(paper: Paper, story: Story) -> str:
    """The AMP version."""
    return (
        print_page(paper, story)
        .replace("<html ", "<html amp ")
        .replace('<meta name="robots" content="noindex">', "")
    )


def links(paper: Paper, story: Story) -> str:
    """Canonical address, editions, AMP."""
    rows = []
    if canonical := paper.canonical(story):
        rows.append(f'<link rel="canonical" href="{escape(canonical)}">')
    if paper.has(Habit.HREFLANG):
        rows += [
            f'<link rel="alternate" hreflang="{other.language}" href="{escape(paper.base + other.path)}">'
            for other in (story, *paper.translations(story))
        ]
    if paper.has(Habit.AMP):
        rows.append(f'<link rel="amphtml" href="{escape(paper.base)}/amp{escape(story.path)}">')
    return "".join(rows)


def metadata(paper: Paper, story: Story, text: Text) -> str:
    """Structured data in the head, as the site has it."""
    match paper.plan.markup:
        case Markup.JSON_LD:
            return json_script(news_article(paper, story, text)) + opengraph(paper, story, text, dates=False)
        case Markup.GRAPH:
            return json_script(graph(paper, story, text))
        case Markup.OPENGRAPH:
            return opengraph(paper, story, text, dates=True)
        case _:
            return ""


def json_script(data: Any) -> str:
    """A JSON-LD script."""
    written = json.dumps(data, ensure_ascii=True).replace("</", "<\\/")
    return f'<script type="application/ld+json">{written}</script>'


def news_article(paper: Paper, story: Story, text: Text) -> dict[str, Any]:
    """The NewsArticle node of a story."""
    words = paper.words(story.language)
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.title,
        "description": text.lead,
        "datePublished": paper.local(story.published, story.language).isoformat(),
        "dateModified": paper.local(story.modified(paper.day), story.language).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": paper.plan.title},
        "articleSection": words.sections[story.section],
        "keywords": [words.things[tag] for tag in story.tags],
        "inLanguage": story.language,
        "image": [image(paper, story)],
        "mainEntityOfPage": paper.canonical(story) or paper.base + story.path,
    }


def graph(paper: Paper, story: Story, text: Text) -> dict[str, Any]:
    """An @graph in which authors and publisher are nodes of their own."""
    node = news_article(paper, story, text) | {"@id": "#article", "publisher": {"@id": "#paper"}}
    del node["@context"]
    people = [{"@type": "Person", "@id": f"#a{i}", "name": name} for i, name in enumerate(story.authors)]
    node["author"] = [{"@id": person["@id"]} for person in people]
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": paper.words(story.language).sections[story.section]}
        ],
    }
    site = {"@type": "WebSite", "@id": "#site", "name": paper.plan.title, "url": paper.base + "/"}
    organization = {"@type": "NewsMediaOrganization", "@id": "#paper", "name": paper.plan.title}
    webpage = {
        "@type": "WebPage",
        "@id": "#page",
        "name": f"{text.title} | {paper.plan.title}",
        "isPartOf": {"@id": "#site"},
    }
    return {"@context": "https://schema.org", "@graph": [site, organization, webpage, crumbs, node, *people]}


def opengraph(paper: Paper, story: Story, text: Text, dates: bool) -> str:
    """OpenGraph tags; with dates, authors and section where they are all that the page has."""
    words = paper.words(story.language)
    rows = [
        ("og:type", "article"),
        ("og:title", text.title),
        ("og:description", text.lead),
        ("og:site_name", paper.plan.title),
        ("og:locale", LOCALES.get(story.language, f"{story.language}_{story.language.upper()}")),
        ("og:url", paper.canonical(story) or ""),
        ("og:image", image(paper, story)),
    ]
    if dates:
        rows.append(("article:published_time", paper.local(story.published, story.language).isoformat()))
        rows.append(
            ("article:modified_time", paper.local(story.modified(paper.day), story.language).isoformat())
        )
        rows += [("article:author", name) for name in story.authors]
        rows.append(("article:section", words.sections[story.section]))
        rows += [("article:tag", words.things[tag]) for tag in story.tags]
    return "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in rows if value)


def image(paper: Paper, story: Story) -> str:
    """The picture of a story; translations share it."""
    return f"{paper.base}/img/story-{story.edition if story.edition is not None else story.number}.jpg"


def article(paper: Paper, story: Story, text: Text, random: Random) -> str:
    """The main part of the page: headline, byline, text and the boxes between its paragraphs."""
    style, micro = theme(paper), paper.plan.markup is Markup.MICRODATA
    words = paper.words(story.language)
    scope = ' itemscope itemtype="https://schema.org/NewsArticle"' if micro else ""
    section = f'<a class="kicker" href="{paper.href(paper.section(story.language, story.section))}"{prop(micro, "articleSection")}>{words.sections[story.section]}</a>'
    return (
        f'<{style.main} class="content"{scope}>{section}<h1 class="{style.title}"{prop(micro, "headline")}>{escape(text.title)}</h1>'
        f'<p class="{style.lead}"{prop(micro, "description")}>{escape(text.lead)}</p>'
        f"{byline(paper, story, micro)}{share(words.furniture['share'])}"
        f'<figure><img src="{image(paper, story)}" alt=""{prop(micro, "image")}><figcaption>{words.cities[story.number % 18]}</figcaption></figure>'
        f'<div class="{style.body}"{prop(micro, "articleBody")}>{interrupted(paper, story, text, random)}</div>'
        f"{tail(paper, story)}</{style.main}>"
    )


def prop(micro: bool, name: str) -> str:
    """The microdata attribute of a field, where the site has microdata."""
    return f' itemprop="{name}"' if micro else ""


def byline(paper: Paper, story: Story, micro: bool) -> str:
    """Authors and times as readers see them."""
    style, words = theme(paper), paper.words(story.language).furniture
    published = paper.local(story.published, story.language)
    stamp = written_date(paper, story.published, story.language)
    if paper.plan.markup is not Markup.NONE:
        stamp = f'<time datetime="{published.isoformat()}"{prop(micro, "datePublished")}>{stamp}</time>'
    names = ", ".join(
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{escape(n)}</span></span>'
        if micro
        else f'<a rel="author" href="/author/{sum(map(ord, n)) % 90}/">{escape(n)}</a>'
        for n in story.authors
    )
    return f'<div class="{style.byline}">{words["by"]} {names}</div><div class="{style.date}">{words["published"]} {stamp}</div>'


def share(label: str) -> str:
    """Buttons to share the page."""
    places = ("flutter", "facetome", "mail")
    return (
        f'<ul class="share"><li>{label}</li>'
        + "".join(f'<li><a href="https://{p}.example/share">{p}</a></li>' for p in places)
        + "</ul>"
    )


def paragraphs(text: Text) -> str:
    """The blocks of a text, with nothing between them."""
    return "".join(
        f"<h2>{escape(t)}</h2>" if heading else f"<p>{escape(t)}</p>" for heading, t in text.blocks
    )


def interrupted(paper: Paper, story: Story, text: Text, random: Random) -> str:
    """The blocks with a related box and an advertisement between them."""
    rows = [f"<h2>{escape(t)}</h2>" if heading else f"<p>{escape(t)}</p>" for heading, t in text.blocks]
    others = [s for s in paper.listed(story.language)[:40] if s is not story]
    if others:
        words = paper.words(story.language).furniture
        box = teaser(paper, random.choice(others), random, "inline", lead=False)
        rows.insert(3, f'<div class="inline-related"><strong>{words["related"]}</strong>{box}</div>')
    rows.insert(5, f'<div class="ad-slot" id="ad-{random.randrange(9999)}"></div>')
    return "".join(rows)


def tail(paper: Paper, story: Story) -> str:
    """What follows the text: topics, print link, comments."""
    words = paper.words(story.language)
    tags = "".join(
        f'<li><a href="{paper.edition(story.language)}tag/{tag}/">{words.things[tag]}</a></li>'
        for tag in story.tags
    )
    printed = (
        f'<a class="print" href="{escape(story.path)}?print=1" rel="nofollow">{words.furniture["print"]}</a>'
        if paper.has(Habit.PRINT)
        else ""
    )
    return f'<ul class="tags"><li>{words.furniture["tags"]}</li>{tags}</ul>{printed}<div class="comments"><h4>{words.furniture["comments"]} (0)</h4></div>'
