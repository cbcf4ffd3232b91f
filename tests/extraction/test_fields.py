"""Title, authors, section and what a page states: one small page each."""

from __future__ import annotations

import pytest

from extraction.article import Article, Hints, Image
from extraction.extract import extract
from extraction.headings.site_names import Names
from extraction.people.names import is_agency, is_person, tidy
from tests.extraction.pages import article, page

TITLE = "Council votes to rebuild the old harbour bridge"
NOBODY = Names(frozenset())


def read(head: str = "", body: str = "", title: str = TITLE, **more: object) -> Article:
    return extract(page(article(head, body, title), **more))


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


# ---- title


def test_the_sites_name_is_no_part_of_the_title() -> None:
    html = f"<html><head><title>{TITLE} | The Example</title>{meta('og:site_name', 'The Example')}</head><p>x"
    assert extract(page(html)).title == TITLE


@pytest.mark.parametrize(
    "title", ["東海地方が梅雨入り：南新聞デジタル", "東海地方が梅雨入り | 南新聞デジタル"]
)
def test_a_short_headline_of_a_script_that_says_more_with_a_letter(title: str) -> None:
    html = f"<html lang=ja><head><title>{title}</title></head><body><h1>東海地方が梅雨入り</h1><p>本文。</p>"
    assert extract(page(html)).title == "東海地方が梅雨入り"


def test_the_visible_headline_wins_over_the_one_for_search_engines() -> None:
    assert read(meta("og:title", "Bridge vote: live")).title == TITLE


def test_a_first_heading_that_is_the_sites_name_is_not_taken() -> None:
    html = f"<html><head>{meta('og:title', TITLE)}</head><body><h1>News Example</h1><h2>{TITLE}</h2><p>x"
    assert extract(page(html, "https://newsexample.example/a")).title == TITLE


def test_a_first_heading_that_only_leads_home_is_the_sites_name() -> None:
    head = f"<title>{TITLE} | Local | Valley Paper</title>{meta('og:title', TITLE)}"
    body = f'<header><a href="/"><h1>Valley Paper</h1></a></header><h3 itemprop=name>{TITLE}</h3><p>x'
    assert extract(page(f"<html><head>{head}</head><body>{body}", "https://vp.example/a")).title == TITLE


def test_names_between_commas_of_other_scripts() -> None:
    assert tidy(["高橋美咲、中村直樹"], NOBODY) == ("高橋美咲", "中村直樹")


def test_a_kicker_is_left_out_where_the_page_states_the_headline() -> None:
    html = (
        f"<html><head>{meta('og:title', TITLE)}</head><h1><span>Harbour</span><span>{TITLE}</span></h1><p>x"
    )
    assert extract(page(html)).title == TITLE


@pytest.mark.parametrize(
    ("heading", "stated", "expected"),
    [
        (f"<span>Harbour</span>{TITLE}", "", f"Harbour {TITLE}"),
        (f"<span>Harbour</span>{TITLE}", meta("og:title", f"Harbour / {TITLE}"), f"Harbour / {TITLE}"),
        (f"<i class=roof>Harbour</i> <i class=headline>{TITLE}</i>", "", TITLE),
    ],
)
def test_a_kicker_that_only_its_looks_set_apart(heading: str, stated: str, expected: str) -> None:
    assert extract(page(f"<html><head>{stated}</head><body><h1>{heading}</h1><p>x")).title == expected


def test_a_closing_quote_at_the_end_stays() -> None:
    said = f"Mayor: «{TITLE}»"
    assert (
        extract(page(f"<html><head>{meta('og:title', said)}<title>{said}</title></head><p>x")).title == said
    )
    parts = f"<h1><span>Mayor: </span><span>«{TITLE}»</span></h1>"
    assert extract(page(f"<html><head>{meta('og:title', said)}</head>{parts}<p>x")).title == said


def test_a_first_heading_among_links_gives_way_to_the_one_that_all_state() -> None:
    node = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}"}}</script>'
    menu = f"<nav><h1>{TITLE} after a year of debate</h1></nav>"
    html = f"<html><head>{node}{meta('og:title', TITLE)}</head><body>{menu}<h2>{TITLE}</h2><p>x"
    assert extract(page(html)).title == TITLE


def test_a_title_cut_by_dots_is_completed() -> None:
    html = f"<html><head>{meta('og:title', TITLE[:30] + '...')}<title>{TITLE}</title></head><body><p>x"
    assert extract(page(html)).title == TITLE


@pytest.mark.parametrize("shown", [f"<h4>{TITLE}</h4>", f"<div class=x><b>{TITLE}</b></div>"])
def test_the_part_of_a_title_that_readers_see_is_the_title(shown: str) -> None:
    html = f"<html><head><title>{TITLE} | Harbour | Forum</title></head><body>{shown}<p>x"
    assert extract(page(html)).title == TITLE


@pytest.mark.parametrize("head", ["Le Quai-Monde-{}", "Le Quai_{}", "{} - Monde - Le Quai"])
def test_a_title_that_stands_on_the_page_without_a_heading(head: str) -> None:
    shown = f"<table><tr><td><font size=5><b>{TITLE}</b></font></td></tr></table>"
    html = f"<html><head><title>{head.format(TITLE)}</title></head><body>{shown}</body></html>"
    assert extract(page(html)).title == TITLE


def test_a_title_that_readers_see_whole_stays_whole() -> None:
    whole = f"{TITLE} - Harbour"
    html = f"<html><head><title>{whole}</title></head><body><h4>Harbour</h4><div>{whole}</div><p>x"
    assert extract(page(html)).title == whole


def test_where_the_head_names_the_site_alone_the_first_heading_is_the_title() -> None:
    html = f"<html><head><title>News Example</title></head><body><h2>{TITLE}</h2><p>x"
    assert extract(page(html, "https://newsexample.example/a")).title == TITLE


@pytest.mark.parametrize("note", ["[Watch]", "(video)", "17.05.2024 • Harbour, Council"])
def test_notes_after_the_headline_are_no_part_of_it(note: str) -> None:
    assert read(meta("og:title", TITLE), title=f"{TITLE} {note}").title == TITLE


def test_a_bracket_that_the_page_states_stays() -> None:
    whole = f"{TITLE} (video)"
    assert read(meta("og:title", whole), title=whole).title == whole


def test_without_a_first_heading_a_later_one_that_the_head_holds_is_the_title() -> None:
    body = f'<h2>17/05/2024</h2><h3 class="post-title">{TITLE}: a first step</h3><p>Text.</p>'
    html = f"<html><head><title>Caderno: {TITLE}: a first step</title></head><body>{body}</body></html>"
    assert extract(page(html)).title == f"{TITLE}: a first step"


def test_a_feeds_title_serves_a_page_without_one() -> None:
    assert extract(page("<body><p>Words", hints=Hints(title=TITLE))).title == TITLE


# ---- authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<p class=byline>By Jane Doe and John O'Neill</p>", ("Jane Doe", "John O'Neill")),
        ("<p class=byline>Von Anna-Lena Müller, Berlin-Korrespondentin</p>", ("Anna-Lena Müller",)),
        ('<a rel=author href="/author/jane">Jane Doe</a>', ("Jane Doe",)),
        ("<span itemprop=author><span itemprop=name>Jane Doe</span>, Editor</span>", ("Jane Doe",)),
        ("<p>By Jane Doe | 17 May 2024</p>", ("Jane Doe",)),
        ('<a rel=author href="/a">View all posts by admin</a>', ()),
        ("<p class=byline>Staff</p>", ()),
        ("<p>17.05.2024 13:30 von Olga</p>", ("Olga",)),
        ("<h4 class='vcard author'>von <span class=fn>harbourwatcher</span></h4>", ("harbourwatcher",)),
        ('<a rel=author href="/a">Alle Beiträge von harbourwatcher →</a>', ("harbourwatcher",)),
        (f"<p>{'Running text of the story. ' * 8}</p><p><em>Jane Doe</em></p>", ("Jane Doe",)),
        (f"<p>{'Running text of the story. ' * 8}</p><p><em><a href=/x>Next Page</a></em></p>", ()),
        (f"<p>{'Running text of the story. ' * 8}</p><p>Next Page</p>", ()),
    ],
)
def test_bylines(byline: str, authors: tuple[str, ...]) -> None:
    assert read(body=byline).authors == authors


@pytest.mark.parametrize(
    "byline",
    [
        "<span>20 ноября 2026, 14:05</span> <span>Автор: Анна Соколова, Сергей Орлов</span>",
        "<p>Door Анна Соколова en Сергей Орлов · 20 november 2026 om 14:05 uur</p>",
        "<i>Von <i rel='schema:author'><b>Анна Соколова, Сергей Орлов</b></i> am <i>16.10.2026</i></i>",
    ],
)
def test_bylines_in_other_languages_and_in_rdfa(byline: str) -> None:
    assert read(body=f"<h1>{TITLE}</h1>{byline}").authors == ("Анна Соколова", "Сергей Орлов")


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<div>كتبت: رنا عبد الله | الأربعاء ٢٠ أيار ٢٠٢٦</div>", ("رنا عبد الله",)),
        ("<div>โดย กิตติพงษ์ แสงทอง เผยแพร่ 2 มิ.ย. 2569 10:15 น.</div>", ("กิตติพงษ์ แสงทอง",)),
        ("<p>Edited By: अंकित मिश्रा | Updated: 13 फरवरी 2026, 11:05 AM IST</p>", ("अंकित मिश्रा",)),
        ("<div>מאת רון לוי</div>", ("רון לוי",)),
        ("<div>3 февраля 2026, 08:47 Общество Автор: Мария Соколова</div>", ("Мария Соколова",)),
        ("<div>Posted: Thursday, 12 March 2026 08:00 | Author: Joanna Bell</div>", ("Joanna Bell",)),
        ("<p>Propos recueillis par Lucie Marchand</p>", ("Lucie Marchand",)),
        (
            "<p class=firma>ANA LLORENTE / J. M. ORTEGA | 02/04/2026</p>",
            ("ANA LLORENTE", "J. M. ORTEGA"),
        ),
        ("<div class=css-by><i>Par Lucie Marchand</i><i>Publié le 7 mai 2026</i></div>", ("Lucie Marchand",)),
        ("<div><i>Words: Ann Forde</i><i>Photographs: Sam Ruiz</i></div>", ("Ann Forde",)),
        ("<div>홍길동 기자</div><div>입력 2026.03.12 08:15</div>", ("홍길동",)),
        ("<em>di Carlo Benedetti</em><div>9 agosto 2026</div>", ("Carlo Benedetti",)),
        (
            "<ul><li><i class=icon></i> 김민수 기자 · 이서연 기자</li><li>입력 2026.03.12</li></ul>",
            ("김민수", "이서연"),
        ),
        ("<p align=right>di <b>Marco D'Angelo</b></p>", ("Marco D'Angelo",)),
        (
            "<div><span>Av Karin Öberg och Åsa Lind</span><span>Publicerad 3 mars kl. 8.15</span></div>",
            ("Karin Öberg", "Åsa Lind"),
        ),
        ("<p>2026年03月05日 来源：日报网 作者：陈思远 张家瑋</p>", ("陈思远", "张家瑋")),
        ("<span class=writer>كتب: يوسف الخطيب وسارة النجار</span>", ("يوسف الخطيب", "سارة النجار")),
        ("<span class=writer>كتب: محمد علي وليد حسن</span>", ("محمد علي وليد حسن",)),
        (
            "<a class=art__author href=/a/1>Олена Коваль</a><a class=art__author href=/a/2>Тарас Мельник</a>",
            ("Олена Коваль", "Тарас Мельник"),
        ),
        ("<p class=byline>By MARCUS BELL and JANE DOE Staff Writers</p>", ("MARCUS BELL", "JANE DOE")),
        ("<p class=author>Oprac.: red.</p>", ()),
        (
            "<p>新华网杭州3月5日电（记者李明、王芳）省水利厅5日宣布。</p>",
            ("李明", "王芳"),
        ),
        ('<script>x = {"author": {"id": 3, "displayName": "Joanna Bell"}}</script>', ("Joanna Bell",)),
    ],
)
def test_bylines_of_many_countries(byline: str, authors: tuple[str, ...]) -> None:
    assert read(body=f"<h1>{TITLE}</h1>{byline}").authors == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Published November 23, 2026 8:32 a.m.\u3000By Jane Doe", ("Jane Doe",)),
        ("November 23, 2026 8:32 p.m. By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Published November 22, 2026 11:15 a.m. By Jane Doe &amp; John Roe", ("Jane Doe", "John Roe")),
        ("發佈時間 2026年11月23日 20:35\u3000記者 張家瑋", ("張家瑋",)),
        ("2026年11月23日 13:45 记者 王立新 陈思远", ("王立新", "陈思远")),
    ],
)
def test_byline_and_date_in_one_text(byline: str, authors: tuple[str, ...]) -> None:
    assert read(body=f"<h1>{TITLE}</h1><font size=2>{byline}</font>").authors == authors


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=byline>By Associated Press • Sep. 13, 2026 4:21 pm</div>",
        "<div class=channel>2026年03月05日16:42 | 来源：浙报网</div>",
        "<div class=author>13 फरवरी 2026</div>",
        "<div class=author>संवाददाता</div>",
    ],
)
def test_days_sources_and_desks_are_no_authors(byline: str) -> None:
    assert not any(map(is_person, read(body=f"<h1>{TITLE}</h1>{byline}").authors))


def test_a_blogs_author_below_the_story_is_its_author() -> None:
    """Without a first heading, and in a box that is called a footer."""
    scope = 'itemscope itemtype="http://schema.org/'
    body = f"""<div {scope}BlogPosting"><h3 itemprop="name">{TITLE}</h3><p>Text.</p><div class="post-footer">
    <span itemprop="author" {scope}Person"><span itemprop="name">Ana Lima</span></span></div>
    <div class="comments"><div {scope}Comment"><span itemprop="author">Rui Reis</span></div></div></div>"""
    html = f"<html><head><title>{TITLE}</title></head><body><h2>17/05/2024</h2>{body}</body></html>"
    assert extract(page(html)).authors == ("Ana Lima",)


@pytest.mark.parametrize(
    "byline", ["كتب: محمود عبد الرحمن", "作者：張家瑋", "記者 張家瑋", "بقلم محمود عبد الرحمن"]
)
def test_the_word_for_writing_is_no_name(byline: str) -> None:
    (name,) = tidy([byline], Names.of([]))
    assert name in ("محمود عبد الرحمن", "張家瑋")


@pytest.mark.parametrize("word", ["كتب", "作者", "記者", "Автор"])
def test_the_word_for_writing_alone_is_nobody(word: str) -> None:
    assert tidy([word], Names.of([])) == ()


def test_the_word_reporter_before_a_chinese_name_is_no_part_of_it() -> None:
    assert read(body=f"<h1>{TITLE}</h1><span class='author'>記者 張美玲</span>").authors == ("張美玲",)


def test_an_agency_is_no_author() -> None:
    found = read(
        '<script type="application/ld+json">{"@type":"NewsArticle","author":["Jane Doe","Reuters"]}</script>'
    )
    assert found.authors == ("Jane Doe",)


def test_an_agency_alone_is_kept_apart() -> None:
    found = read(
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"AFP"}}</script>'
    )
    assert (found.authors, found.agencies) == ((), ("AFP",))


def test_authors_by_reference_in_a_graph() -> None:
    person = '{"@type":"Person","@id":"#j","name":"Jane Doe"}'
    graph = f'{{"@graph":[{person},{{"@type":"Article","author":{{"@id":"#j"}}}}]}}'
    assert read(f'<script type="application/ld+json">{graph}</script>').authors == ("Jane Doe",)


def test_names_that_readers_see_twice_complete_the_stated_ones() -> None:
    stated = '<script type="application/ld+json">{"@type":"Article","author":{"name":"Jane Doe"}}</script>'
    byline = "<p class=byline>By <span class=author>Jane Doe</span> and <span class=author>Max Roe</span></p>"
    assert read(stated, byline).authors == ("Jane Doe", "Max Roe")


def test_a_photographer_is_no_author_where_a_byline_says_who_is() -> None:
    body = "<span class=author-name>Max Roe</span><div class=author><p>By Jane Doe</p></div>"
    assert read(body=body).authors == ("Jane Doe",)


def test_commenters_are_no_authors() -> None:
    assert read(body='<div class=comments><p class="comment-author">By Jane Doe</p></div>').authors == ()


@pytest.mark.parametrize(
    "name",
    [
        "Jane Doe",
        "Ludwig van Beethoven",
        "María José Núñez",
        "田中太郎",
        "J. K. Rowling",
        "सुनीता वर्मा",
        "רון לוי",
        "ნინო ბერიძე",
    ],
)  # fmt: skip
def test_people(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Sep. 13",
        "来源：",
        "ब्यूरो रिपोर्ट",
        "Jane",
        "Daily News",
        "Senior Editor",
        "user123456",
        "More about it",
        "Vorsitzender der Partei",
    ],
)
def test_not_people(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    "name", ["AFP", "dpa", "Associated Press", "Anadolu Agency", "dpa/lno", "Agence France-Presse"]
)
def test_agencies(name: str) -> None:
    assert is_agency(name) or name == "dpa/lno"


def test_names_are_split_and_cleaned() -> None:
    assert tidy(["By Jane Doe, PhD; John Roe (Berlin)"], NOBODY) == ("Jane Doe", "John Roe")


# ---- the rest


def test_what_a_page_states_of_itself() -> None:
    head = (
        '<link rel=canonical href="/2024/05/17/a-story"><link rel=alternate hreflang=fr href="/fr/x">'
        + meta("og:site_name", "The Example")
        + meta("article:section", "Politics")
        + meta("article:tag", "Bridges")
        + meta("article:tag", "Harbour")
        + '<meta name="robots" content="noarchive"><meta name="tdm-reservation" content="1">'
        + '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    )
    found = read(head, headers={"x-robots-tag": "noindex"})
    assert found.canonical_url == "https://news.example/2024/05/17/a-story"
    assert [(e.language, e.url) for e in found.editions] == [("fr", "https://news.example/fr/x")]
    assert (found.site_name, found.section, found.tags) == ("The Example", "Politics", ("Bridges", "Harbour"))
    assert found.paywalled is True
    assert found.reuse.tdm_reservation is True
    assert found.reuse.robots == "noarchive, noindex"
    assert found.declared_language == "en"


@pytest.mark.parametrize("href", ["https://other.example/x", "/", "https://news.example/", "http://[bad", ""])
def test_a_canonical_url_that_cannot_be_is_not_believed(href: str) -> None:
    assert read(f'<link rel=canonical href="{href}">').canonical_url is None


def test_the_section_from_breadcrumbs() -> None:
    crumbs = f'<ul class=breadcrumb><li><a href="/">Home</a><li><a href="/city/">City</a><li>{TITLE}</ul>'
    assert read(body=crumbs).section == "City"


@pytest.mark.parametrize("row", ["<p>{} {}</p>", "<ul><li>{}</li><li>{}</li></ul>"])
def test_category_and_tags_by_their_addresses_beside_the_headline(row: str) -> None:
    def links(kind: str, *names: str) -> str:
        return row.format(*(f'<a href="/{kind}/{name.lower()}.html">{name}</a>' for name in names))

    filed = links("category", "City", "Sport").replace('<a href="/category/sport.html">Sport</a>', "")
    tagged = links("tag", "Bridges", "Harbour") + links("tag", "Other", "More")
    menu = f"<nav>{links('category', 'World', 'Money')}</nav>"
    story = f"{menu}<article><h1>{TITLE}</h1>{filed}{tagged}<p>Text.</p></article>"
    found = extract(page(f"<html><head><title>{TITLE}</title></head><body>{story}</body></html>"))
    assert (found.section, found.tags) == ("City", ("Bridges", "Harbour"))


def test_a_tag_is_no_section_whatever_its_class() -> None:
    tag = '<a class="p-category" rel="tag" href="/c/1">Bridges</a>'
    found = read(body=f"<article><h1>{TITLE}</h1><p>Text.</p>{tag}</article>")
    assert (found.section, found.tags) == (None, ("Bridges",))


def test_tags_from_the_list_below_a_story() -> None:
    tags = '<ul class=tags><li>Topics<li><a href="/tag/3/">Bridges</a><li><a href="/tag/4/">Harbour</a></ul>'
    assert read(body=tags).tags == ("Bridges", "Harbour")


def test_category_and_tags_in_the_foot_of_an_article() -> None:
    def foot(category: str, tag: str) -> str:
        filed = f'<a href="/category/1" rel="category tag">{category}</a>'
        return (
            f'<footer class="entry-footer">In {filed}, tagged <a href="/tag/1" rel="tag">{tag}</a></footer>'
        )

    card = f"<aside><article><h3><a href=/b>Other</a></h3>{foot('Sport', 'Rowing')}</article></aside>"
    article = f"<article><h1>{TITLE}</h1><p>Text.</p>{foot('City', 'Bridges')}</article>"
    found = read(body=card + article)
    assert (found.section, found.tags) == ("City", ("Bridges",))


def test_images_with_captions() -> None:
    body = '<figure><img src="/bridge-800x600.jpg"><figcaption>The bridge.</figcaption></figure>'
    found = read(meta("og:image", "https://news.example/bridge.jpg"), body)
    assert found.images == (Image("https://news.example/bridge.jpg", "The bridge."),)


def test_a_field_that_fails_costs_that_field_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("extraction.people.authors.read", fail)
    found = read()
    assert found.title == TITLE
    assert [(p.field, p.message) for p in found.problems] == [("authors", "ValueError: broken")]


# ---- what the article's own footer and RDFa tell


def test_byline_and_date_in_the_articles_own_footer() -> None:
    html = (
        f"<html><body><article><h1>{TITLE}</h1><footer class=node__meta><span class=byline>Jane Doe</span>"
        "<span class=when>17 May 2024, 09:45</span></footer><p>The council voted on Friday.</p></article>"
        "<div class=list><span class=date>2 March 2024</span><span class=date>3 March 2024</span></div>"
    )
    found = extract(page(html))
    assert found.authors == ("Jane Doe",)
    assert found.published is not None
    assert found.published.iso() == "2024-05-17T09:45:00+00:00"


def test_rdfa_tells_author_and_time() -> None:
    html = (
        f"<html><body><article typeof=schema:NewsArticle><h1>{TITLE}</h1>"
        '<span property="schema:author">Jane Doe</span>'
        '<span property="schema:dateCreated" content="2024-05-17T09:45:54+03:00"></span>'
        '<p>The council voted on Friday.</p></article><time datetime="2024-03-02T10:00:00Z"></time>'
    )
    found = extract(page(html))
    assert found.authors == ("Jane Doe",)
    assert found.published is not None
    assert found.published.iso() == "2024-05-17T09:45:54+03:00"


@pytest.mark.parametrize("sign", ["#", "¶", "\u200b", ""])
def test_the_sign_by_which_a_heading_leads_to_itself_is_no_part_of_it(sign: str) -> None:
    link = f'<a class="headerlink" href="#story" title="Link to this heading">{sign}</a>'
    assert read(body=f"<article><h1>{TITLE}{link}</h1><p>Text.</p></article>").title == TITLE
