"""The kind of generated pages, with the reason."""

from __future__ import annotations

import json
import time

import pytest

from extraction.article import Hints, Kind, Page
from extraction.body import read_body
from extraction.document import Document
from extraction.extract import extract
from extraction.kind import STATED_THRESHOLD, THRESHOLD, glance, judge, threshold
from tests.extraction.body_pages import BODY, LEAD, TITLE, article, document, links, listing

URL = "https://example.org/fr/ville/pont-rouvert"


def kind_of(html: str, url: str = URL, status: int = 200) -> tuple[Kind, str]:
    page = Document.parse(Page(url, html.encode(), status, {"content-type": "text/html; charset=utf-8"}))
    return judge(page, read_body(page))


def stated(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(facts)}</script>'


@pytest.mark.parametrize("said", [True, False])
def test_an_article_is_one_with_and_without_markup(said):
    kind, reason = kind_of(article(stated=said))
    assert kind is Kind.ARTICLE
    assert "words" in reason


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/fr/economie?start=20"])
def test_a_front_of_headlines_is_a_listing(url):
    assert kind_of(listing(), url)[0] is Kind.LISTING


def test_a_live_blog_of_short_entries_is_one():
    """However little it looks like an article."""
    facts = stated(**{"@type": "LiveBlogPosting", "headline": TITLE, "datePublished": "2026-05-04"})
    entries = "".join(f"<div><h2>{hour}.05</h2><p>{text[:70]}</p></div>" for hour, text in enumerate(BODY))
    html = f"<html><head><title>{TITLE}</title>{facts}</head><body><h1>{TITLE}</h1>{entries}</body></html>"
    assert kind_of(html)[0] is Kind.LIVE_BLOG


def test_a_player_with_a_line_or_two_is_no_article():
    html = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><audio src=x.mp3></audio>
    <p>Presented by Ola Hart with Ben Fry; produced by Suki Lane.</p></body></html>"""
    assert not kind_of(html)[0].is_article


def test_a_page_without_an_address_is_no_front_page():
    assert kind_of(article(), "")[0] is Kind.ARTICLE


def test_a_live_blog_says_so():
    html = article().replace("</head>", stated(**{"@type": "LiveBlogPosting", "headline": TITLE}) + "</head>")
    assert kind_of(html)[0] is Kind.LIVE_BLOG


def test_errors_by_status_and_by_title():
    assert kind_of(article(), status=404)[0] is Kind.ERROR
    gone = "<html><head><title>Page introuvable</title></head><body><p>Elle n'existe pas.</p></body></html>"
    kind, reason = kind_of(gone)
    assert kind is Kind.ERROR
    assert "Page introuvable" in reason


def test_an_article_about_errors_is_no_error():
    html = article().replace(TITLE, "Error 404: how a joke became history")
    assert kind_of(html)[0] is Kind.ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "Sorry, we can't find that page", "The page you requested could not be found",
        "This page does not exist", "La página que buscas no existe", "الصفحة غير موجودة", "页面不存在",
        "Страница не существует",
    ],
)  # fmt: skip
def test_soft_404s_of_many_languages(title):
    html = (
        f"<html><head><title>Le Quai</title></head><body><h1>{title}</h1>{links('Rubrique', 9)}</body></html>"
    )
    assert kind_of(html)[0] is Kind.ERROR


@pytest.mark.parametrize("title", ["We cannot find peace", "Santa does not exist, says minister"])
def test_headlines_that_sound_like_soft_404s(title):
    assert kind_of(article().replace(TITLE, title))[0] is Kind.ARTICLE


def test_a_consent_wall_that_only_its_text_tells():
    html = """<html><head><title>Le Quai</title></head><body><h1>Willkommen</h1><p>Wir und unsere bis zu 184
    Partner verarbeiten personenbezogene Daten, um Inhalte und Anzeigen anzupassen.</p></body></html>"""
    assert kind_of(html)[0] is Kind.CONSENT


def test_a_consent_wall():
    html = """<html><head><title>Le Quai</title></head><body><h1>Avant de continuer</h1>
    <p>Avec votre accord, nos partenaires et nous utilisons des cookies pour mesurer l'audience de nos
    pages et afficher des publicités. Vous pouvez continuer sans accepter, ou choisir vos préférences.</p>
    <p>Nous conservons votre choix pendant six mois.</p></body></html>"""
    assert kind_of(html)[0] is Kind.CONSENT


def test_a_paywalled_stub():
    facts = stated(**{"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False})
    html = f"""<html><head><title>{TITLE}</title>
    <meta property="og:type" content="article">{facts}</head>
    <body><article><h1>{TITLE}</h1><p>{LEAD}</p></article>
    <p>Pour lire la suite, abonnez-vous.</p></body></html>"""
    assert kind_of(html)[0] is Kind.PAYWALL


@pytest.mark.parametrize("name", ["about", "privacy", "impressum", "mentions-legales", "contact.html"])
def test_standing_pages_without_a_date_are_no_articles(name):
    html = article(stated=False)
    assert kind_of(html, f"https://example.org/{name}")[0] is Kind.OTHER


def test_what_is_no_web_page():
    kind, reason = kind_of('{"a": 1}')
    assert kind is Kind.OTHER
    assert "not a web page" in reason


def test_a_glance_keeps_every_article_and_lets_bare_lists_go():
    assert glance(document(article()))
    assert glance(document(article(stated=False)))
    assert not glance(document(f"<html><body><ul>{links('Rubrique', 40)}</ul></body></html>"))


def test_a_glance_is_quick():
    page = document(article(extra="<p>Encore un paragraphe.</p>" * 300))
    start = time.process_time()
    for _ in range(50):
        glance(page)
    assert (time.process_time() - start) / 50 < 0.01


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, THRESHOLD),
        ({"og article": 1.0}, THRESHOLD),
        ({"ld dated": 1.0, "og article": 1.0}, THRESHOLD),
        ({"ld article": 1.0, "ld dated": 1.0}, STATED_THRESHOLD),
        ({"og article": 1.0, "dated": 1.0}, STATED_THRESHOLD),
    ],
)
def test_a_page_that_states_a_dated_article_is_believed_sooner(stated, expected):
    assert threshold(stated) == expected


@pytest.mark.parametrize("marked", [True, False])
def test_a_short_piece_is_an_article_where_microdata_call_it_one(marked):
    dated = '<meta itemprop="datePublished" content="2026-05-04T10:00:00Z">'
    scope = 'itemscope itemtype="https://schema.org/NewsArticle"' if marked else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY[:3])
    head = f"<html><head><title>{TITLE}</title></head>"
    html = f"{head}<body><h1>{TITLE}</h1><div {scope}>{dated}{text}</div></body></html>"
    assert (kind_of(html)[0] is Kind.ARTICLE) is marked


def test_a_page_that_shows_several_articles_is_a_listing():
    """As blogs do for an author or a topic: whole opening paragraphs, each under a heading that leads on."""
    shown = "".join(
        f"""<article><header><h2><a href="/2026/{n}">{TITLE} {n}</a></h2></header>
        <div class="entry"><p>{n}. {LEAD} {LEAD}</p><p>Number {n} adds: {LEAD} {LEAD}</p></div>
        <footer>Published <time datetime="2026-11-0{n}">November {n}</time></footer></article>"""
        for n in range(1, 8)
    )
    claim = stated(**{"@type": "BlogPosting", "headline": "Le Quai", "author": {"name": "Ada Miller"}})
    page = f"<html><head><title>Ada</title>{claim}</head><body><h1>Ada Miller</h1>{shown}</body></html>"
    assert not kind_of(page, "https://example.org/author/ada-miller")[0].is_article
    assert kind_of(article().replace("</body>", f"{shown}</body>"))[0] is Kind.ARTICLE


POST = f"""<html><head><title>Le Quai (old posts, page 4)</title></head><body>
<h1><a href="/">Le Quai, journal de la ville</a></h1>
<article itemscope itemtype="http://schema.org/Article"><header>
<h1><a href="/post/1.html" rel="bookmark">{TITLE}</a></h1>
<time datetime="2026-11-01T10:00:00Z">1 November</time></header>
{"".join(f"<p>{text}</p>" for text in (LEAD, *BODY))}</article></body></html>"""


def test_a_page_that_shows_a_whole_article_under_a_link_to_it_is_a_listing():
    """It would be kept under an address that shows another one next week."""
    assert extract(Page("https://example.org/index-4.html", POST.encode())).kind is Kind.LISTING


def test_a_headline_that_leads_to_its_own_page_makes_no_listing():
    own = "https://example.org/post/1.html"
    assert extract(Page(own, POST.encode())).kind is Kind.ARTICLE
    variant = POST.replace("<head>", f'<head><link rel="canonical" href="{own}">')
    assert extract(Page(f"{own}?print=2", variant.encode())).kind is Kind.ARTICLE


def test_what_stands_between_a_headline_and_its_text_makes_no_listing():
    related = '<h3><a href="/2026/other-story-of-the-day">Another story of the same day</a></h3>'
    page = article().replace("</h1>", f"</h1>{related}", 1)
    assert kind_of(page)[0] is extract(Page(URL, page.encode())).kind is Kind.ARTICLE


BARE = f"""<html lang="fr"><head><title>{TITLE}</title></head><body><b><font size="5">{TITLE}</font></b>
<div>20 novembre 2026 14:05</div><p>{LEAD}</p>
{"".join(f"<p>{text}</p>" for text in BODY[:5])}{links("Voir", 40)}</body></html>"""


@pytest.mark.parametrize(
    ("told", "believed"), [(TITLE, True), (None, False), ("Les nouvelles de la ville", False)]
)
def test_a_page_that_states_nothing_is_believed_when_a_listing_calls_it_by_its_headline(told, believed):
    hints = Hints(told, source="listing")
    page = Page(URL, BARE.encode(), 200, {"content-type": "text/html; charset=utf-8"}, hints=hints)
    assert extract(page).kind.is_article is believed


@pytest.mark.parametrize(("byline", "expected"), [("Paul Martin - ", True), ("", False)])
def test_running_text_that_a_person_signs_and_dates_is_believed_sooner(byline, expected):
    html = BARE.replace("<div>20 nov", f"<div class=byline>{byline}20 nov")
    assert extract(Page(URL, html.encode())).kind.is_article is expected


def test_an_article_that_only_scripts_carry_is_believed_when_a_listing_calls_it_by_its_headline():
    text = "".join(f"<p>{text}</p>" for text in BODY)
    data = json.dumps({"article": {"published": "2026-05-04T10:00:00Z", "html": text}})
    html = f"<html><head><title>{TITLE}</title></head><body><script>x = {data}</script></body></html>"
    assert extract(Page(URL, html.encode(), hints=Hints(TITLE, source="listing"))).kind is Kind.ARTICLE
    assert not extract(Page(URL, html.encode())).kind.is_article
