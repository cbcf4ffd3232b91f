"""Which pages of a site are read carefully, which by what was learned, and which not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crawler.agenda import Role
from crawler.reading import SAMPLE, STATING, WORTH, SiteReader
from extraction.article import Article, Hints, Kind, Moment, Page, Precision
from extraction.document import Document

ROOT = "https://x.example"
HEAD = (
    '<meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2026-11-01T10:00Z">'
)
MENU = "".join(f'<li><a href="/section-{number}">Section {number}</a></li>' for number in range(9))
WORDS = [
    *(
        "council",
        "harbour",
        "engineer",
        "ferry",
        "budget",
        "winter",
        "bridge",
        "report",
        "minister",
        "tunnel",
    ),
    *("citizens", "vote", "market", "school", "hospital", "river", "train", "museum", "fishing", "energy"),
    *("forest", "strike", "union", "tower", "island", "festival", "award", "library"),
]
NO_HINTS = Hints()


def sentences(number: int) -> str:
    """Paragraphs that no two numbers share."""
    rows = []
    for row in range(6):
        picked = (WORDS[(number * 7 + row * 5 + step * (number % 5 + 2)) % len(WORDS)] for step in range(30))
        rows.append(
            f"<p>Part {row} of story {number}: the {' and the '.join(picked)} met on day {number * row}.</p>"
        )
    return "".join(rows)


def page(path: str, head: str = "", number: int = 0, box: str = "story", hints: Hints = NO_HINTS) -> Page:
    """A page of the site; its text stands in a box of this name."""
    body = (
        f"<html lang='en'><head><title>Headline {number} of the day in full - X</title>{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav><main><h1>Headline {number} of the day in full</h1>"
        f'<div class="{box}">{sentences(number)}</div></main></body></html>'
    )
    return Page(
        f"{ROOT}/{path}", body.encode(), 200, {"content-type": "text/html; charset=utf-8"}, hints=hints
    )


def read(reader: SiteReader, one: Page, role: Role = Role.TOLD) -> Article:
    """What becomes of a page in a crawl."""
    document = Document.parse(one)
    return reader.skip(document, one, role) or reader.read(document, one, role, waiting=WORTH)


def experienced() -> SiteReader:
    """A reader that has learned the site."""
    reader = SiteReader()
    for number in range(SAMPLE):
        assert read(reader, page(f"story-{number}-of-the-day", HEAD, number)).kind is Kind.ARTICLE
    assert reader.profile
    return reader


def test_a_site_is_learned_from_the_articles_that_were_read_and_then_read_by_parts():
    reader = experienced()
    one = page("story-99-of-the-day", HEAD, 99)
    quick = reader.quick(one)
    assert quick
    assert quick.profile == reader.profile.name
    assert quick.body == SiteReader().read(Document.parse(one), one, Role.TOLD, 0).body


def test_a_site_is_learned_where_its_pages_tell_a_time_at_several_places():
    reader, careful = SiteReader(), []
    for number in range(SAMPLE + 1):
        time = f'<time itemprop="datePublished" datetime="2026-11-0{number + 1}T10:00:00+01:00">today</time>'
        told = page(f"story-{number}-of-the-day", number=number)
        marked = told.body.replace(b"<main>", b'<main itemscope itemtype="https://schema.org/NewsArticle">')
        one = replace(told, body=marked.replace(b"</h1>", b"</h1>" + time.encode()))
        careful.append(read(SiteReader(), one).published)
        last = read(reader, one)
    assert reader.profile
    assert last.profile
    assert careful[0].source != last.published.source
    assert careful[-1].value == last.published.value


def test_a_site_is_learned_from_its_next_articles_where_the_first_were_odd():
    reader = SiteReader()
    for number in range(SAMPLE):  # one story under several addresses
        assert read(reader, page(f"story-{number}", HEAD)).kind is Kind.ARTICLE
    assert reader.profile is None
    for number in range(SAMPLE, 2 * SAMPLE):
        read(reader, page(f"story-{number}", HEAD, number))
    assert reader.profile


def test_a_site_is_learned_from_articles_only_however_many_live_blogs_stand_between_them():
    live = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live"}</script>'
    reader = SiteReader()
    for number in range(SAMPLE):
        assert read(reader, page(f"live-{number}", HEAD + live, 50 + number)).kind is Kind.LIVE_BLOG
        read(reader, page(f"story-{number}-of-the-day", HEAD, number))
    assert reader.profile


def test_a_page_that_states_no_article_is_not_read_where_the_sites_articles_state_it():
    reader = experienced()
    assert STATING <= SAMPLE
    about = page("about-us-and-our-house", number=50, box="static")
    assert read(reader, about).kind_reason == "states no article, as the site's do"
    told = Hints(published=Moment(datetime(2026, 11, 1, tzinfo=UTC), Precision.SECOND, "feed"))
    for vouched, role in (
        (page("about", number=50, box="static", hints=told), Role.TOLD),
        (about, Role.ARTICLE),
    ):
        assert reader.skip(Document.parse(vouched), vouched, role) is None
    assert SiteReader().skip(Document.parse(about), about, Role.TOLD) is None


def test_times_without_an_offset_are_those_of_the_sites_clocks():
    reader = SiteReader.of("auto", None, timezone="Europe/Moscow")
    shown = "<p>3 November 2026, 14:05</p><h1>"
    reads = []
    for number in range(SAMPLE + 1):
        told = page(
            f"story-{number}-of-the-day", HEAD.partition('<meta property="article:published')[0], number
        )
        one = replace(told, body=told.body.replace(b"<h1>", shown.encode()))
        reads.append(reader.quick(one) or read(reader, one))
    assert {one.published.iso() for one in reads} == {"2026-11-03T14:05:00+03:00"}
    stated = replace(page("story-50-of-the-day", HEAD, 50))
    assert (
        read(SiteReader.of("auto", None, timezone="Europe/Moscow"), stated).published.iso()
        == "2026-11-01T10:00:00+00:00"
    )
