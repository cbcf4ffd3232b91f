"""What a handful of pages teaches about a site, and how well the next pages are read with it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from extraction.article import Article, Block, Kind, Language, Moment, Page, Precision
from extraction.body import is_one_of, text_hash
from extraction.document import Document
from extraction.extract import extract, read
from extraction.profiles.cut import Cut
from extraction.profiles.learn import Reading, learn, prove
from extraction.profiles.places import Place, find, names_of
from extraction.profiles.profile import SiteProfile, drifted
from extraction.profiles.zone import localised, zone_of, zoned
from extraction.site import read_site, without
from extraction.times.clocks import HOMES
from tests.extraction.site_pages import OFFERS, page, story


def f1(article, number):
    """F1 of the words of an article's body."""
    found = Counter(" ".join(block.text for block in article.blocks).split())
    truth = Counter(" ".join(story(number).paragraphs).split())
    return 2 * (found & truth).total() / max((found.total() + truth.total()), 1)


@pytest.fixture(scope="module")
def profile():
    learned = learn([page(number) for number in range(1, 13)])
    assert learned is not None
    return learned


def test_a_profile_knows_place_language_offset_and_order_of_dates(profile):
    assert profile.layout.container == Place("div", "class", "text")
    assert (profile.language, profile.offset_minutes, profile.day_first) == ("en", 60, True)
    assert profile.pages == 12
    assert text_hash(OFFERS[1]) in profile.furniture


def test_pages_are_read_fast_with_all_their_fields(profile):
    for number in range(20, 50):
        article = extract(page(number), profile)
        assert article.profile == profile.name
        assert article.title == story(number).title
        assert article.authors == (story(number).author,)
        assert article.published.written.day == story(number).day
        assert article.kind.is_article
        assert article.language.code == "en"
        assert f1(article, number) > 0.95


def test_the_fast_reading_beats_each_page_alone(profile):
    numbers = range(20, 40)
    alone = sum(f1(extract(page(number)), number) for number in numbers)
    learned = sum(f1(extract(page(number), profile), number) for number in numbers)
    assert learned > alone


def test_a_site_with_hard_furniture_and_a_new_layout_comes_out_right():
    numbers = range(1, 201)
    pages = [page(number, "old" if number <= 100 else "new") for number in numbers]
    articles = list(read_site(pages))
    assert [article.url for article in articles] == [one.url for one in pages]
    scores = [f1(article, number) for article, number in zip(articles, numbers, strict=True)]
    assert sum(scores) / len(scores) >= 0.995
    assert min(scores) > 0.9
    assert len({article.profile for article in articles}) == 2


def test_a_site_that_states_nothing_and_puts_unnamed_teasers_into_its_texts_is_learned():
    stories = [story(number) for number in range(30)]
    articles = [*read_site([page(one.number, "plain") for one in stories])]
    assert sum(article.profile is not None for article in articles) > 25
    for one, article in zip(stories, articles, strict=True):
        assert (article.title, article.authors) == (one.title, (one.author,))
        assert article.published is not None
        assert article.published.iso() == f"2026-10-{one.day:02}"
        assert [block.text for block in article.blocks] == list(one.paragraphs)


def test_a_standfirst_between_links_that_is_a_teaser_elsewhere_is_learned():
    profile = learn([page(number, "apart") for number in range(1, 8)])
    assert profile.layout.container == Place("div", "class", "content")
    assert profile.layout.opening == Place("p", "class", "standfirst")
    for number in (1, 2, *range(20, 30)):
        article = extract(page(number, "apart"), profile)
        assert article.profile == profile.name
        assert [block.text for block in article.blocks] == list(story(number).paragraphs)


def test_a_layout_change_is_noticed_within_ten_pages(profile):
    fits = [profile.fits(Document.parse(page(number))) for number in range(101, 121)]
    assert all(fits)
    assert not drifted(fits)
    for number in range(121, 131):
        fits.append(profile.fits(Document.parse(page(number, "new"))))
    assert drifted(fits)


def test_a_page_of_another_layout_is_read_the_careful_way(profile):
    article = extract(page(130, "new"), profile)
    assert article.profile is None
    assert article.title == story(130).title


def test_a_page_that_does_not_fit_is_dated_as_its_site_writes_dates():
    html = (
        '<html lang="en"><body><h1>A bridge</h1><p class="date">03/04/2022</p>'
        f"<p>{' '.join(story(1).paragraphs)}</p>"
    )
    bridge = Page("https://courier.example/bridge", html.encode())
    for day_first, month in ((True, 4), (False, 3), (None, 4)):
        profile = SiteProfile(pages=2, day_first=day_first)
        assert extract(bridge, profile).published.value.month == month


def test_briefs_and_galleries_of_a_learned_site_are_read_fast(profile):
    told = page(61).body.decode()
    text = re.search(r'<div class="text">(.*?)</div></div>', told, re.DOTALL)[1]
    first = story(61).paragraphs[0]
    captions = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{first} {n}</figcaption></figure>" for n in range(9)
    )
    for inner in (f"<p>{first}</p>", text + captions):
        one = replace(page(61), body=told.replace(text, inner).encode())
        article = extract(one, profile)
        assert article.profile == profile.name
        assert not any(block.text[-1].isdigit() for block in article.blocks)
        assert article.blocks[0].text == first


def test_a_page_on_which_the_places_disagree_is_read_the_careful_way(profile):
    told = page(60)
    other = replace(told, body=told.body.replace(b'og:title" content="', b'og:title" content="Not so: '))
    assert extract(told, profile).profile == profile.name
    assert extract(other, profile).profile is None


def test_a_profile_is_proved_on_pages_that_it_has_not_seen():
    readings = [Reading(document, read(document, document.page)) for document in _parsed(range(1, 8))]
    assert prove(readings).profile.layout
    wrong = replace(readings[-1].article, title="Another title")
    assert prove([*readings[:-1], Reading(readings[-1].document, wrong)]) is None


def _parsed(numbers):
    return [Document.parse(page(number)) for number in numbers]


def test_pages_of_few_stories_at_many_addresses_keep_their_text():
    pages = [replace(page(n % 5 + 1), url=f"https://courier.example/{n}") for n in range(30)]
    scores = [f1(article, n % 5 + 1) for n, article in enumerate(read_site(pages))]
    assert min(scores) > 0.9


def test_a_time_zone_is_the_one_that_gives_all_offsets():
    winter, summer = (
        Moment(datetime(2026, month, 5, 12, tzinfo=UTC), Precision.MINUTE, "meta", offset)
        for month, offset in ((1, 60), (7, 120))
    )
    assert zone_of([winter, summer]) == "Europe/Berlin"
    assert zone_of([winter, replace(summer, offset_minutes=90)]) is None
    assert zone_of([replace(winter, offset_minutes=0)]) is None
    greenwich = replace(winter, offset_minutes=0)
    assert zone_of([greenwich] * 4 + [replace(summer, offset_minutes=60)]) == "Europe/London"
    assert zone_of([greenwich] * 4 + [winter]) is None
    assert zone_of([greenwich, replace(summer, offset_minutes=60)]) is None
    stated = replace(summer, offset_minutes=0)
    assert zoned(stated, "Europe/Berlin").offset_minutes == 120
    assert zoned(stated, None) == stated


NINE = Moment(datetime(2026, 7, 5, 9, tzinfo=UTC), Precision.MINUTE, "text")


@pytest.mark.parametrize(
    ("url", "language", "hour", "offset"),
    [
        ("https://x.example/a", "ja", 0, 540),
        ("https://x.example/a", "zh-Hant", 1, 480),
        ("https://www.x.de/a", "tr", 7, 120),
        ("https://www.x.com.uy/a", "es", 12, -180),
        ("https://x.com.ua/a", "ru", 6, 180),
        ("https://x.example/a", "en", 9, None),
        ("http://127.0.0.1/a", None, 9, None),
    ],
)
def test_a_time_without_an_offset_is_that_of_its_country_or_language(url, language, hour, offset):
    told = Language(language, 1.0, "test") if language else None
    article = localised(Article(url, Kind.ARTICLE, "test", published=NINE, language=told))
    assert (article.published.value.hour, article.published.offset_minutes) == (hour, offset)


def test_only_times_without_an_offset_are_taken_as_local():
    japanese = Article("https://x.example/a", Kind.ARTICLE, "test", language=Language("ja", 1.0, "test"))
    day, stated = replace(NINE, precision=Precision.DAY), replace(NINE, offset_minutes=0)
    article = localised(replace(japanese, published=day, modified=stated))
    assert (article.published, article.modified) == (day, stated)
    named = localised(replace(japanese, published=NINE), "Europe/Paris").published
    assert (named.offset_minutes, named.source) == (120, NINE.source)


def test_a_zone_that_nobody_names_is_told_from_one_that_the_page_writes():
    japanese = Article("https://x.example/a", Kind.ARTICLE, "test", language=Language("ja", 1.0, "test"))
    stated = replace(NINE, offset_minutes=540)
    article = localised(replace(japanese, published=NINE, modified=stated))
    assert (article.published.source, article.modified.source) == (
        f"{NINE.source}, zone assumed",
        NINE.source,
    )


def test_no_zone_is_assumed_by_which_a_page_would_be_of_the_future():
    """A site that writes UTC west of it: in its local time the page would be hours ahead."""
    chilean = Article("https://www.x.cl/a", Kind.ARTICLE, "test", published=NINE)
    seen = NINE.value + timedelta(minutes=5)
    assert localised(chilean, seen_at=seen).published == NINE
    assert localised(chilean, seen_at=seen + timedelta(hours=9)).published.offset_minutes == -240


def test_every_assumed_zone_is_known_here():
    assert all(ZoneInfo(zone) for zone, _, _ in HOMES)


def test_a_profile_survives_being_kept(profile):
    again = SiteProfile.from_bytes(profile.to_bytes())
    assert again == profile
    assert again.name == profile.name
    assert SiteProfile.from_bytes(replace(profile, layout=None).to_bytes()).layout is None
    for other in (b"{}", b"[]", b"", b"\xff", profile.to_bytes().replace(b'"version":4', b'"version":0')):
        with pytest.raises(ValueError):
            SiteProfile.from_bytes(other)


def test_learning_is_deterministic():
    pages = [page(number) for number in range(1, 9)]
    assert learn(pages).to_bytes() == learn(pages).to_bytes()


def test_one_article_at_two_addresses_is_no_furniture():
    first = page(1)
    twice = [first, replace(first, url=f"{first.url}?print=1"), page(2)]
    learned = learn(twice)
    assert learned.pages == 2
    assert not {text_hash(text) for text in story(1).paragraphs} & learned.furniture


def test_too_few_articles_teach_nothing():
    assert learn([]) is None
    assert learn([page(1)]) is None
    assert learn([page(1), Page("https://courier.example/x", b"%PDF-1.7")]) is None
    few = learn([page(1), page(2), page(3)])
    assert few.layout is None
    assert few.fits(Document.parse(page(4)))


def test_pages_of_no_site_come_back_in_order():
    pages = [Page(f"https://courier.example/{n}", b"<p>short</p>") for n in range(7)]
    assert [article.url for article in read_site(pages)] == [one.url for one in pages]
    assert list(read_site([])) == []


def test_furniture_is_taken_out_of_an_article():
    article = extract(page(1))
    kept = without(article, frozenset((text_hash(article.blocks[0].text),)))
    assert kept.blocks == article.blocks[1:]
    assert without(article, frozenset()) is article


def test_places_leave_out_what_changes_from_page_to_page():
    html = '<main><div id="post-12" class="story s99"><p itemprop="articleBody">x</p></div></main>'
    root = Document.parse(Page("https://courier.example/", html.encode())).root
    div = next(root.iter("div"))
    assert names_of(div) == [Place("div", "class", "story")]
    assert find(root, Place("div", "class", "story")) == [div]
    assert find(root, Place("p", "itemprop", "articleBody")) == list(root.iter("p"))
    assert find(root, Place("main", "", "")) == list(root.iter("main"))
    assert find(root, Place("div", "class", "sto")) == []


def test_only_the_outermost_of_nested_places_count():
    root = Document.parse(
        Page("https://courier.example/", b'<div class="a"><div class="a">x</div></div>')
    ).root
    assert len(find(root, Place("div", "class", "a"))) == 1


def test_only_the_parts_of_a_page_that_matter_are_parsed(profile):
    assert profile.parts[0] == profile.layout.container
    part = profile.document(page(60))
    whole = Document.parse(page(60))
    assert profile.read(part) == profile.read(whole)
    assert len(list(part.root.iter())) < len(list(whole.root.iter())) / 2
    assert profile.document(page(60, "new")) is None


CUT = """<html lang="en"><head><title>t</title></head><body class="x"><nav><a>menu</a></nav>
<div id="a"><!-- </div> --><script>"</div>"</script><div>in</div><p>one</p></div>
<div class="more story-2 body">two<div>in</div></div><p>out</p>
<script type="application/ld+json">{"@type": "Article"}</script><div class="body">three</body></html>"""


def part_of(*places):
    found = Cut(places).of(Page("https://courier.example/", CUT.encode()))
    return found and "".join(found.body.decode().split("\n"))


def test_elements_are_cut_out_with_what_is_nested_in_them():
    head, _, body = part_of(Place("div", "id", "a")).partition("</head>")
    assert head == '<html lang="en"><head><title>t</title>'
    assert body == (
        '<body><script type="application/ld+json">{"@type": "Article"}</script>'
        '<div id="a"><!-- </div> --><div>in</div><p>one</p></div></body></html>'
    )


def test_an_element_is_cut_out_once_and_an_open_one_to_the_end():
    both = part_of(Place("div", "class", "body"), Place("div", "class", "more"))
    assert both.count("two") == both.count("three") == 1
    assert "out" not in both
    assert both.endswith("three</body></html></body></html>")


def test_a_page_without_the_place_is_not_cut():
    assert part_of(Place("div", "class", "bod")) is None
    assert part_of(Place("section", "", "")) is None
    assert Cut([Place("p", "", "")]).of(Page("https://courier.example/", b"no head")) is None
    latin = Page("https://courier.example/", CUT.replace("one", "caf\xe9").encode("latin-1"))
    assert "café" in Cut([Place("div", "id", "a")]).of(latin).body.decode("latin-1")


NAMES = """<html><head><title>t</title></head><body><div class="story-body x"><p>long</p></div>
<div class="x body"><p>short</p></div><p id="in two">spaced</p><i class="bodybody">no</i>
<script type="application/ld+json">{"headline": "<script"}</script><script>let a = "body"</script></html>"""


@pytest.mark.parametrize(
    ("places", "held"),
    [
        ([Place("div", "class", "body"), Place("div", "class", "story-body")], {"long", "short"}),
        ([Place("div", "class", "body"), Place("i", "class", "bodybo")], {"short"}),
        ([Place("div", "class", "story-body"), Place("p", "id", "in two")], {"long", "spaced"}),
        ([Place("p", "id", "in two"), Place("div", "class", "x")], {"long", "short", "spaced"}),
    ],
)
def test_places_whose_names_hold_each_other_are_told_apart(places, held):
    part = Cut(places).of(Page("https://courier.example/", NAMES.encode())).body.decode()
    assert {word for word in ("long", "short", "spaced", "no") if f">{word}<" in part} == held
    assert '{"headline": "<script"}' in part
    assert "let a" not in part


def test_a_block_that_repeats_is_known_by_its_length_and_text():
    names = frozenset((text_hash("Follow us  here"),))
    assert is_one_of("FOLLOW us here", names)
    assert not is_one_of("Follow us there", names)
    assert not is_one_of("Follow us hare", names)
    assert not is_one_of("Follow us here", frozenset())


def test_two_pages_in_seven_that_the_careful_way_reads_otherwise_are_no_doubt():
    readings = [Reading(document, read(document, document.page)) for document in _parsed(range(1, 8))]
    short = [
        reading._replace(article=replace(reading.article, blocks=reading.article.blocks[:2]))
        for reading in readings[5:]
    ]
    longer = [
        reading._replace(article=replace(reading.article, blocks=(Block(OPENS), *reading.article.blocks)))
        for reading in readings[4:]
    ]
    assert prove([*readings[:5], *longer[1:]])
    assert prove([*readings[:4], *longer]) is None
    assert prove([*readings[:6], short[1]]) is None  # what a profile adds is believed nowhere


OPENS = "A caption under the picture of the day that the careful way took for the text's first paragraph."
