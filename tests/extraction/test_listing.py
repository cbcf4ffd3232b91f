"""Listings: articles, further pages and sections told apart by shape and place."""

from __future__ import annotations

from extraction.addresses.listing import cards, read_listing
from extraction.article import Page
from extraction.document import Document

HERE = "https://example.org/economie"
PAGE = """<html><head><link rel="next" href="/economie?page=2"></head><body>
<header><nav><a href="/">Home</a> <a href="/economie">Économie</a> <a href="/sport">Sport</a>
<a href="/about-us-and-all-that-we-do-here">About us and all that we do here</a></nav></header>
<main>
<article><a href="/2026/11/22/la-neige-tombe-sur-la-ville"><img alt=""></a>
 <h2><a href="/2026/11/22/la-neige-tombe-sur-la-ville?utm_source=home">La neige tombe</a></h2>
 <time datetime="2026-11-22T10:00:00+01:00">hier</time>
 <a href="/2026/11/22/la-neige-tombe-sur-la-ville#comments">12</a></article>
<div><a href="/a/1234567.html">Un train en retard de trois heures à la gare du Nord</a></div>
<div><a href="/news/98765">東京で初雪、平年より早く観測される</a></div>
<div><a href="https://elsewhere.example/a-story-of-another-site-123456">A story of another site</a></div>
<div><a href="/files/a-report-with-a-long-name-2026.pdf">A report with a long name, as a file</a></div>
<div><a href="/login">Log in</a> <a href="mailto:x@example.org">Mail</a> <a>nothing</a></div>
<ul class="pagination"><li><a href="/economie">1</a></li><li><a href="/economie?page=2">2</a></li>
<li><a href="/economie?page=3">3</a></li></ul>
</main><footer><a href="/imprint">Imprint</a></footer></body></html>"""


def listing(html: str, url: str = HERE):
    return read_listing(
        Document.parse(Page(url, html.encode(), headers={"content-type": "text/html; charset=utf-8"}))
    )


def test_the_box_of_an_article_is_the_largest_element_that_leads_to_it_alone():
    document = Document.parse(Page(HERE, PAGE.encode(), headers={"content-type": "text/html; charset=utf-8"}))
    boxes = cards(document)
    assert [[box.tag for box in group] for group in boxes] == [["article"], ["div"], ["div"]]
    assert boxes[1][0][0].text.startswith("Un train")


def test_articles_come_with_title_and_time():
    found = listing(PAGE).articles
    assert [link.url for link in found] == [
        "https://example.org/2026/11/22/la-neige-tombe-sur-la-ville",
        "https://example.org/a/1234567.html",
        "https://example.org/news/98765",
    ]
    assert found[0].title == "La neige tombe"
    assert found[0].published.iso() == "2026-11-22T10:00:00+01:00"
    assert found[0].published.source == found[0].source == "listing"
    assert found[1].published is None
    assert found[1].title == "Un train en retard de trois heures à la gare du Nord"


def test_pages_of_the_listing_and_sections():
    found = listing(PAGE)
    assert found.pages == ("https://example.org/economie?page=2", "https://example.org/economie?page=3")
    assert "https://example.org/sport" in found.sections
    assert HERE not in found.sections


def test_a_page_without_links_has_none():
    found = listing("")
    assert (found.articles, found.pages, found.sections) == ((), (), ())


def test_pages_with_numbers_in_the_path():
    html = '<div class="nav-links"><a href="/news/page/2/">2</a> <a href="/news/page/9/">9</a></div>'
    pages = listing(html, "https://example.org/news/").pages
    assert pages == ("https://example.org/news/page/2/", "https://example.org/news/page/9/")


def test_a_card_that_is_one_link_is_known_by_the_heading_inside():
    html = """<html><body>
    <a href="/a/2020"><img alt=""><div><h3>市議會通過鐵路橋的新預算</h3><p>一段摘要文字。</p></div></a>
    <a href="/a/2021"><h2>Rain again over the city of bridges</h2><p>It fell all day.</p></a></body></html>"""
    titles = [link.title for link in listing(html).articles]
    assert titles == ["市議會通過鐵路橋的新預算", "Rain again over the city of bridges"]


def test_the_first_page_of_a_pager_is_the_listing_itself():
    pager = "".join(f'<a href="/list.php?topic=4&amp;pag={n}">{n}</a> | ' for n in (1, 2, 3))
    found = listing(f"<p>Page: {pager}</p>", "https://example.org/list.php?topic=4")
    assert [url[-5:] for url in found.pages] == ["pag=2", "pag=3"]
    assert not found.sections


def test_a_headline_with_a_short_number_for_an_address_is_an_articles():
    row = '<li><a href="/fa/news/{0}">The mayor opens the bridge in {0} and leaves</a></li>'
    found = listing("".join(row.format(n) for n in (987, 1014, 2026)))
    assert [link.url[-4:] for link in found.articles] == ["/987", "1014"]


def test_headlines_without_spaces_are_titles_also_outside_of_headings():
    found = listing(
        '<li><a href="/gn/2026/1119/c1167.shtml">市議會通過鐵路橋的新預算</a><span>11-19</span></li>'
    )
    assert [link.title for link in found.articles] == ["市議會通過鐵路橋的新預算"]


def test_the_days_of_a_calendar_are_no_sections():
    days = "".join(f'<td><a href="/agenda/2026-11-{n:02}">{n}</a></td>' for n in range(1, 29))
    found = listing(
        f'<nav><a href="/agenda/2026-11">Agenda</a><a href="/sport">Sport</a></nav><table>{days}</table>'
    )
    assert found.sections == ("https://example.org/sport",)
    assert not found.articles
