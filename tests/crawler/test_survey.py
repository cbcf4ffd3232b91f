"""When the walk over a site's listings may end: its sources tell of every article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.agenda import Agenda, Candidate, Role
from crawler.shapes import Shapes
from crawler.survey import Survey
from storage.records import Discovery, UrlState
from tests.newsweb import Kind, NewsWeb, plans
from tests.newsweb.score import score

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROOT = "https://x.example"
SHOWN = [f"{ROOT}/{number}" for number in range(20)]


def surveyed(days: float = 9.0, listings: int = 4, *, more: bool = False, thorough: bool = False) -> Survey:
    """A survey whose sitemap goes back some days, after so many listings."""
    survey = Survey(thorough)
    survey.tell(NOW)
    survey.tell(NOW - timedelta(days=days))
    for number in range(listings):
        survey.listing(SHOWN, [f"{ROOT}/about"], more=more, further=more and number == 1)
    return survey


def offered(survey: Survey, role: Role, listed: datetime | None = None) -> Agenda:
    """An agenda on which a page that the menus lead to waits."""
    url = f"{ROOT}/about"
    state = UrlState(1, url, url, "site", None, None, None, None, None, None, 0, 0, Discovery(url, url))
    agenda = Agenda(Shapes(), survey)
    agenda.offer(Candidate(state, role, listed=listed))
    return agenda


def test_a_few_listings_without_anything_new_are_enough():
    assert surveyed().complete
    assert surveyed(more=True).complete


@pytest.mark.parametrize(
    "survey", [surveyed(days=2), surveyed(listings=3), surveyed(thorough=True), Survey()]
)
def test_a_short_sitemap_or_too_few_listings_are_not_and_never_for_a_back_fill(survey):
    assert not survey.complete


def test_a_second_page_is_read_where_there_is_one():
    survey = surveyed(listings=3)
    survey.listing(SHOWN, [], more=True)
    assert not survey.complete
    survey.listing(SHOWN, [], more=False, further=True)
    assert survey.complete


def test_an_article_that_nothing_told_keeps_the_walk_going():
    survey = surveyed()
    survey.leads_to(f"{ROOT}/told")
    survey.article(f"{ROOT}/told")
    assert survey.complete
    survey.article(f"{ROOT}/new")
    assert not survey.complete


def test_a_sitemap_without_dates_is_taken_for_a_whole_one():
    survey = Survey()
    survey.tell(None)
    for _ in range(4):
        survey.listing(SHOWN, [], more=False)
    assert survey.complete


def test_links_of_articles_are_wanted_unless_the_listings_show_hardly_any_that_was_not_told():
    survey = surveyed(listings=0)
    assert not survey.likely
    for url in SHOWN[:19]:
        survey.leads_to(url)
    survey.listing(SHOWN, [], more=False)
    assert survey.likely
    survey.listing([f"{url}/other" for url in SHOWN], [], more=False)
    assert not survey.likely


def test_what_menus_lead_to_is_not_asked_for_then():
    for role in (Role.TOLD, Role.SECTION):
        agenda = offered(surveyed(), role)
        assert agenda.next() is None
        assert [reason for _, reason in agenda.turned_away()] == ["its sources tell of all articles"]
    assert offered(surveyed(), Role.TOLD, listed=NOW).next()
    assert offered(surveyed(listings=1), Role.SECTION).next()


def test_a_crawl_leaves_the_listings_of_a_site_whose_sitemap_tells_all(desk):
    with NewsWeb(sites=plans("herald", "jornal"), share=0.3) as web:
        room = desk(web)
        room.crawl()
        assert score(web.sites, room.stored()).recall.wrong == []
        asked = [entry for entry in web.take_log() if entry.kind in (Kind.LISTING, Kind.STATIC)]
    assert 0 < sum(entry.site == "herald" for entry in asked) <= 4
    assert sum(entry.site == "jornal" for entry in asked) > 20
