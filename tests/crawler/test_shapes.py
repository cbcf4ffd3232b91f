"""Shapes of addresses, and traps known by what they bring."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.agenda import DRY, Agenda, Candidate, Role
from crawler.finds import Find, without_parts
from crawler.shapes import Shapes, names_month, shape
from crawler.spelling import Spelling, extends, without
from crawler.twins import Twins, first_page
from extraction.addresses.links import Link
from storage.records import Discovery, UrlState


def candidate(url: str, role: Role = Role.OTHER, **more) -> Candidate:
    state = UrlState(1, url, url, "site", None, None, None, None, None, None, 0, 0, Discovery(url, url))
    return Candidate(state, role, **more)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/", "/"),
        ("https://x.example/politics", "/word"),
        ("https://x.example/politics/the-mayor-of-rome-1234.html", "/politics/slug"),
        ("https://x.example/2026/11/03/some-long-title-here", "/#/#/#/slug"),
        ("https://x.example/calendar/2026/11/03", "/calendar/#/#/#"),
        ("https://x.example/agenda/2026-11-03", "/agenda/#"),
        ("https://x.example/index.php?id=7", "/index?id"),
        ("https://x.example/find/?topic=a&sort=b", "/word?sort&topic"),
        ("https://x.example/news/a8f3b2c9d1e0", "/news/token"),
    ],
)
def test_a_shape_leaves_out_what_varies(url, expected):
    assert shape(url) == expected


def test_an_archives_pages_name_the_month_of_what_they_show():
    moment = datetime(2026, 3, 9, tzinfo=UTC)
    for path in ("archive/2026/03/", "20260309.html", "2026-3-9", "day/09-03-2026"):
        assert names_month(f"https://x.example/{path}", moment)
    for path in ("archive/2026/04/", "2026/", "page/3"):
        assert not names_month(f"https://x.example/{path}", moment)


@given(st.text(max_size=60))
def test_every_address_has_a_shape(path):
    assert shape(f"https://x.example/{path}").startswith("/")


def fetched(agenda: Agenda, urls: list[str], role: Role = Role.OTHER, **outcome) -> int:
    """How many of these addresses are asked for, when each brings that outcome."""
    count = 0
    for url in urls:
        agenda.offer(candidate(url, role))
        if agenda.next():
            count += 1
            agenda.shapes.note(shape(url), **outcome)
    return count


def test_a_calendar_is_left_after_a_few_pages():
    agenda = Agenda(Shapes())
    days = [
        f"https://x.example/calendar/{y}/{m}/{d}"
        for y in range(2000, 2030)
        for m in range(1, 12)
        for d in (1, 9)
    ]
    assert fetched(agenda, days, article=False, leads=0) <= 4


def test_all_of_a_family_is_left_when_its_first_shapes_brought_nothing():
    agenda = Agenda(Shapes())
    facets = [f"https://x.example/find/{a}/{b}?k{c}=1" for a in "xyz" for b in "xyz" for c in range(30)]
    assert fetched(agenda, facets, article=False, leads=0) <= 6


def test_filters_with_short_names_are_left_sooner_than_the_pages_of_a_menu():
    """The days of a month and the colours of a filter look like sections: short words, short addresses."""
    days = [f"https://x.example/events/2026/11?day={n}" for n in range(1, 30)]
    filters = [f"https://x.example/shop?{name}={n}" for name in ("size", "brand", "sort") for n in range(5)]
    assert fetched(Agenda(Shapes()), days, Role.SECTION, article=False, leads=0) <= 4
    assert fetched(Agenda(Shapes()), filters, Role.SECTION, article=False, leads=0) <= 5
    menu = [f"https://x.example/page-{n}" for n in "abcdefgh"]
    assert fetched(Agenda(Shapes()), menu, Role.SECTION, article=False, leads=0) == 8


def test_endless_pages_are_left_when_they_bring_nothing_more():
    agenda = Agenda(Shapes())
    pages = [f"https://x.example/latest?page={n}" for n in range(200)]
    assert fetched(agenda, pages[:30], article=False, leads=20) == 30
    assert fetched(agenda, pages[30:], article=False, leads=0) <= 6


def test_articles_are_never_left():
    agenda = Agenda(Shapes())
    urls = [f"https://x.example/world/a-very-long-title-{n}" for n in range(500)]
    assert fetched(agenda, urls, article=True, leads=0) == 500


def test_links_of_fruitless_pages_are_not_followed_for_ever():
    agenda = Agenda(Shapes())
    assert agenda.refusal("https://x.example/a/b", Role.OTHER, barren=2, depth=1)
    assert agenda.refusal("https://x.example/a/b", Role.OTHER, barren=1, depth=1) is None
    assert agenda.refusal("https://x.example/a/b", Role.TOLD, barren=9, depth=99) is None


def test_what_fruitless_pages_lead_to_is_tried_less_than_what_others_do():
    pages = [f"https://x.example/archive/{n}/{n}" for n in range(9)]
    agenda = Agenda(Shapes())
    agenda.shapes.note(shape(pages[0]), article=False, leads=0)
    agenda.shapes.note(shape(pages[0]), article=False, leads=0)
    assert agenda.refusal(pages[1], Role.OTHER, barren=0, depth=1) is None
    assert agenda.refusal(pages[1], Role.OTHER, barren=1, depth=1)
    assert agenda.refusal(pages[1], Role.ARTICLE, barren=1, depth=1) is None


def test_where_nothing_off_the_menu_brings_anything_each_shape_is_tried_once():
    agenda = Agenda(Shapes())
    for n in range(DRY):
        agenda.tried(candidate(f"https://x.example/archive/{n}"), fruit=False)
    agenda.shapes.note("/e/#", article=False, leads=0)
    assert agenda.refusal("https://x.example/e/2", Role.OTHER, barren=0, depth=1)
    assert agenda.refusal("https://x.example/f/2", Role.OTHER, barren=0, depth=1) is None
    assert agenda.refusal("https://x.example/e/2", Role.SECTION, barren=0, depth=1) is None
    agenda.tried(candidate("https://x.example/f/2"), fruit=True)
    assert agenda.refusal("https://x.example/e/2", Role.OTHER, barren=0, depth=1) is None


def finds(role: Role, *urls: str) -> list[Find]:
    return [Find(Link(url), role, "link") for url in urls]


def test_the_parts_of_a_listing_without_news_are_left():
    search = "https://x.example/search?q=rain"
    article = finds(Role.ARTICLE, "https://x.example/world/rain-over-the-valley")
    page, facet = f"{search}&page=2", f"{search}&year=2025"
    section = finds(Role.SECTION, "https://x.example/world")
    found = [*article, *finds(Role.PAGE, page), *finds(Role.OTHER, facet), *section]
    assert without_parts(candidate(search), found) == [*article, *section]
    in_menu = candidate(search, Role.SECTION)
    assert without_parts(in_menu, found) == [*article, *finds(Role.PAGE, page), *section]
    no_listing = [*finds(Role.PAGE, page), *finds(Role.OTHER, facet)]
    assert without_parts(candidate(search), no_listing) == no_listing


def test_the_newest_told_article_comes_first_and_nothing_twice():
    from datetime import UTC, datetime

    agenda = Agenda(Shapes())
    old, new = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2025))
    agenda.offer(candidate("https://x.example/politics", Role.SECTION))
    agenda.offer(candidate("https://x.example/old-old-old", Role.TOLD, listed=old))
    agenda.offer(candidate("https://x.example/new-new-new", Role.TOLD, listed=new))
    assert not agenda.offer(candidate("https://x.example/new-new-new", Role.TOLD, listed=new))
    order = [found.url.rsplit("/", 1)[1] for found in iter(agenda.next, None)]
    assert order == ["new-new-new", "old-old-old", "politics"]


def test_what_shapes_brought_is_remembered():
    shapes = Shapes()
    for n in range(5):
        shapes.note("/calendar/#/#", article=False, leads=0)
        shapes.note("/world/slug", article=n > 1, leads=0)
    again = Shapes.of(shapes.to_dict())
    assert again.fruitful("/world/slug")
    assert again.spent("/calendar/#/#")
    assert again.spent("/calendar/#/#/#")


def test_a_session_that_all_links_carry_is_noise():
    spelling = Spelling()
    spelling.watch(f"https://x.example/story/{n}?id={n}&zz=a8f3b2c9" for n in range(10))
    assert spelling.noise == {"zz"}
    assert spelling.plain("https://x.example/story/3?id=3&zz=ffff0000") == "https://x.example/story/3?id=3"


def test_a_parameter_that_two_articles_do_without_is_noise():
    spelling = Spelling()
    for n in range(2):
        assert not spelling.noise
        spelling.reached_again(f"https://x.example/story?id={n}&from=box", f"https://x.example/story?id={n}")
    assert spelling.noise == {"from"}


def test_lists_are_asked_for_beside_a_script_that_brings_nothing():
    agenda = Agenda(Shapes())
    news = "https://x.example/news/articleView.html?no={}"
    prints = "https://x.example/news/articlePrint.html?no={}"
    assert fetched(agenda, [news.format(n) for n in range(15)], Role.TOLD, article=True, leads=0) == 15
    assert fetched(agenda, [prints.format(n) for n in range(15)], article=False, leads=0) <= 3
    assert agenda.refusal("https://x.example/news/articleList.html?code=S1", Role.SECTION, 0, 1) is None


def twins_of(*numbers: int) -> Twins:
    twins = Twins()
    for n in numbers:
        twins.article(f"https://x.example/news/{n}/a-title-of-some-words-{n % 7}")
    return twins


def test_a_way_that_led_twice_to_the_article_of_its_number_is_not_asked_again():
    twins = twins_of(1201, 1202, 1203)
    for n in (1201, 1202):
        assert twins.of(f"https://x.example/print/{n}") is None
        twins.reached_again(
            f"https://x.example/print/{n}", f"https://x.example/news/{n}/a-title-of-some-words-1"
        )
    assert twins.of("https://x.example/print/1203") == "https://x.example/news/1203/a-title-of-some-words-6"
    assert twins.of("https://x.example/print/1204") is None, "an article that nothing else told"
    assert twins.of("https://x.example/gallery/1203") is None, "another way, of which nothing is known"
    assert Twins(twins.ways).ways == {"/print/#"}


def test_numbers_that_two_articles_share_tell_nothing():
    twins = twins_of(1201, 1202, 1203)
    for n in (1201, 1202):
        twins.reached_again(
            f"https://x.example/print/{n}", f"https://x.example/news/{n}/a-title-of-some-words-1"
        )
    twins.article("https://x.example/sport/1203/quite-another-story-altogether")
    assert twins.of("https://x.example/print/1203") is None


@pytest.mark.parametrize(
    "path", ["print/2026", "print/20261123", "print/202611", "print/1201/5503", "print/12"]
)
def test_dates_and_several_numbers_stand_for_no_article(path):
    twins = Twins({"/print/#", "/print/#/#"})
    twins.article(f"https://x.example/{path}/a-title-of-some-words")
    assert twins.of(f"https://x.example/{path}") is None


@pytest.mark.parametrize(
    ("further", "first"),
    [
        ("/gn/c1213_2.shtml", "/gn/c1213.shtml"),
        ("/story-of-the-bridge-12.html", "/story-of-the-bridge.html"),
        ("/story-of-the-bridge/2", "/story-of-the-bridge"),
        ("/story-of-the-bridge/2026", None),
        ("/gn/c1213.shtml", None),
    ],
)
def test_a_further_page_of_an_article_names_its_first(further, first):
    assert first_page(f"https://x.example{further}") == (first and f"https://x.example{first}")


@pytest.mark.parametrize(
    ("url", "shorter", "does"),
    [
        ("/a?id=7&layout=print", "/a?id=7", True),
        ("/a/?print=1", "/a", True),
        ("/a?id=7", "/a?id=7", False),
        ("/a?id=8&layout=print", "/a?id=7", False),
        ("/b?id=7", "/a", False),
    ],
)
def test_an_address_extends_one_with_fewer_parameters(url, shorter, does):
    assert extends(f"https://x.example{url}", f"https://x.example{shorter}") is does


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5)), max_size=5))
def test_without_nothing_an_address_stays_as_it_is(pairs):
    from urllib.parse import urlencode

    url = "https://x.example/a" + ("?" + urlencode(pairs) if pairs else "")
    assert without(url, ()) == url
    assert without(url, {name for name, _ in pairs}) == "https://x.example/a"
