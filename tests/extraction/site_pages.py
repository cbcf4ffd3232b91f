"""A generated news site: articles with known text between furniture as hard as real sites have it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from extraction.article import Page

VOCABULARY = """
the council river bridge minister plan water city vote after before under winter summer report
people said would should open close repair money budget school teacher hospital doctor train
station harbour fisher farm market price rise fall north south east west old new large small first
last week month year morning evening
"""
WORDS = VOCABULARY.split()
NAMES = ("Ana Ferreira", "Jon Aske", "Mira Holt", "Pavel Kos", "Lea Brandt")
OFFERS = (
    "Sign up for our newsletter and get the morning's news in your inbox every day.",
    "Support independent reporting in the harbour town: become a member of the Courier today.",
    "You are reading a free article. Subscribers read all our stories without limits.",
)


@dataclass(frozen=True)
class Story:
    """One article with its truth."""

    number: int
    title: str
    author: str
    day: int
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://courier.example/news/{self.number}"


def story(number: int) -> Story:
    rng = random.Random(number)
    paragraphs = [_sentences(rng, rng.randint(2, 4)) for _ in range(rng.randint(5, 12))]
    title = " ".join(rng.sample(WORDS, rng.randint(5, 8))).capitalize()
    return Story(number, title, rng.choice(NAMES), number % 28 + 1, tuple(paragraphs))


def page(number: int, layout: str = "old") -> Page:
    """The story's page in one of four layouts."""
    one = story(number)
    rng = random.Random(number + 10_000)
    others = [story(rng.randint(1, 400)) for _ in range(6)]
    html = {"old": _old, "new": _new, "plain": _plain, "apart": _apart}[layout](one, others, rng)
    return Page(one.url, html.encode(), headers={"content-type": "text/html; charset=utf-8"})


def _sentences(rng: random.Random, count: int) -> str:
    return " ".join(
        " ".join(rng.choices(WORDS, k=rng.randint(8, 18))).capitalize() + "." for _ in range(count)
    )


def _old(one: Story, others: list[Story], rng: random.Random) -> str:
    body = []
    for place, text in enumerate(one.paragraphs):
        body.append(f"<p>{text}</p>")
        if place == 1:
            body.append(f'<p><a href="{others[0].url}">Read also: {others[0].title}</a></p>')
        if place == 2:
            body.append(
                f'<div class="teaser"><h3>{others[1].title}</h3><p>{others[1].paragraphs[0]}</p></div>'
            )
        if place == 3:
            body.append(f"<p>{rng.choice(OFFERS)}</p>")
    return _head(one) + (
        f'<div id="story"><h1 class="hed">{one.title}</h1><div class="by">By {one.author}</div>'
        f'<div class="text">{"".join(body)}<p>{one.title}</p></div></div>' + _related(others) + _FOOT
    )


def _new(one: Story, others: list[Story], rng: random.Random) -> str:
    body = []
    for place, text in enumerate(one.paragraphs):
        body.append(f'<div class="par-{one.number}-{place} copy">{text}</div>')
        if place == 2:
            body.append(f'<aside class="promo"><div class="copy">{others[1].paragraphs[0]}</div></aside>')
        if place == 3:
            body.append(f'<div class="copy">{rng.choice(OFFERS)}</div>')
    return _head(one) + (
        f'<main class="page"><h1 class="headline-x">{one.title}</h1><span class="author">{one.author}</span>'
        f'<section class="rich">{"".join(body)}</section></main>' + _related(others) + _FOOT
    )


def _plain(one: Story, others: list[Story], rng: random.Random) -> str:
    """Nothing is stated for machines; byline and date share a line, teasers are boxes without a name."""
    boxes = {place: _box(others[place]) for place in (1, 3, 5)}
    body = "".join(f"<p>{text}</p>{boxes.get(place, '')}" for place, text in enumerate(one.paragraphs))
    return (
        f'<html lang="en"><head><title>{one.title} | The Courier</title></head><body>'
        f'<div id="top"><h2>{one.title}</h2></div><div class="m">By {one.author} <i>{one.day} October 2026'
        f'</i></div><div class="st">{body}</div>{_FOOT}'
    )


def _box(other: Story) -> str:
    text = other.paragraphs[0]
    return f'<div class="b"><a href="{other.url}"><b>{other.title}</b></a><p>{text}</p></div>'


def _apart(one: Story, others: list[Story], rng: random.Random) -> str:
    """The standfirst stands between links, above the text's box; teasers say what the first stories' do."""
    teasers = "".join(
        f'<article class="rel"><h3><a href="{other.url}">{other.title}</a></h3>'
        f'<p class="excerpt">{other.paragraphs[0]}</p></article>'
        for other in (story(1), story(2), others[0])
    )
    first, *more = one.paragraphs
    return _head(one) + (
        f'<main class="group"><h1>{one.title}</h1><div class="top"><p class="standfirst">{first}</p>'
        f'<a href="/author/{one.number % 5}">{one.author}</a> <a href="/city">City</a> <a href="/x">X</a>'
        f'</div><div class="content">{"".join(f"<p>{text}</p>" for text in more)}</div>'
        f'<div class="more">{teasers}</div></main>{_FOOT}'
    )


def _head(one: Story) -> str:
    stamp = f"2026-10-{one.day:02}T08:00:00+01:00"
    return (
        f'<html lang="en"><head><title>{one.title} - The Courier</title>'
        f'<meta property="og:title" content="{one.title}">'
        f'<meta property="og:site_name" content="The Courier"><meta name="author" content="{one.author}">'
        f'<meta property="article:published_time" content="{stamp}"></head><body><nav><ul>'
        + "".join(f'<li><a href="/{word}">{word}</a></li>' for word in WORDS[:12])
        + f"</ul></nav><div class='date'>{one.day:02}/10/2026</div>"
    )


def _related(others: list[Story]) -> str:
    boxes = (
        f'<div class="box"><h4><a href="{other.url}">{other.title}</a></h4><p>{other.paragraphs[1]}</p></div>'
        for other in others[2:]
    )
    return f'<div class="related">{"".join(boxes)}</div>'


_FOOT = (
    "<footer><p>The Courier, Harbour Street 1. All rights reserved, no copying without leave.</p></footer>"
    "</body></html>"
)
