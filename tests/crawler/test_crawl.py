"""Whole crawls of a local news web: complete, incremental, polite."""

from __future__ import annotations

import gc
import json
from datetime import timedelta
from pathlib import Path

import pytest

from crawler import schedule
from crawler.config import ConfigError
from storage.records import SourceKind
from tests.newsweb import Kind, NewsWeb, plans
from tests.newsweb.score import impolite, minimum_requests, score, waste
from tests.newsweb.sources import CRAWL_DELAY
from tests.newsweb.truth import Change


def test_two_days_of_two_sites(desk):
    """Everything is found once; the second day costs hardly more than what is new; edits are found later."""
    with NewsWeb(seed=4, sites=plans("herald", "correio"), share=0.15) as web:
        room = desk(web)
        first = room.crawl()
        assert (first.exit_code, first.problems) == (0, [])
        found = score(web.sites, room.stored())
        assert found.recall.wrong == []
        assert (found.strangers, found.duplicates, found.forbidden) == ([], [], [])
        log = web.take_log()
        assert len(log) == sum(counts.requests for counts in first.sites.values())
        assert waste(log) < 0.1
        papers = dict(web.sites)

        web.day, room.later = 2, timedelta(days=1)
        second = room.crawl()
        least = sum(minimum_requests(papers[name], web.sites[name]) for name in web.sites)
        # two more: the front page's addresses with a session in them, where it is due before the feed
        assert len(web.take_log()) <= 1.2 * least + 1 + 2
        found = score(web.sites, room.stored())
        assert found.recall.wrong == []
        assert found.changes[Change.NEW].wrong == []
        assert second.exit_code == 0

        room.later = timedelta(days=60)  # by then every article is older than twice the age it was seen at
        quiet = room.crawl(due=True)
        assert sum(counts.updated + counts.gone for counts in quiet.sites.values()) > 0
        with room.archive() as archive:
            assert [run.exit_code for run in archive.runs()] == [0, 0, 0]
            assert sum(day.captured for day in archive.coverage()) == len(room.stored())


def test_robots_txt_and_its_crawl_delay_are_obeyed(desk):
    collected = gc.get_threshold(), gc.get_freeze_count()
    with NewsWeb(sites=plans("courrier"), share=0.1) as web:
        room = desk(web)
        room.crawl(max_pages=6)
        assert (gc.get_threshold(), gc.get_freeze_count()) == collected  # as it was
        log = web.take_log()
        assert impolite(log, "courrier", CRAWL_DELAY) == 0
        assert not [entry for entry in log if entry.target.startswith(("/private/", "/admin/"))]
        with room.archive() as archive:
            said = {right.kind: right.text for right in archive.rights("courrier")}
        assert "Crawl-delay" in said["robots"]
        assert said["robots for language models"] is None


def test_one_connection_a_site_and_an_honest_name(desk):
    with NewsWeb(sites=plans("herald"), share=0.05) as web:
        desk(web).crawl(max_pages=3)
        asked = web.take_log()[-1].headers
    assert asked["user-agent"] == "newskeep (+https://example.org/bot)"
    assert "cookie" not in asked
    assert "referer" not in asked


def test_max_pages_stops_and_the_next_crawl_carries_on(desk, tmp_path: Path):
    with NewsWeb(sites=plans("herald"), share=0.2) as web:
        room = desk(web)
        summary = tmp_path / "summary.json"
        report = room.crawl("herald", max_pages=4, summary=summary)
        assert json.loads(summary.read_text()) == report.to_dict()
        assert 0 < report.sites["herald"].new <= 4
        room.crawl("herald")
        assert score(web.sites, room.stored()).recall.wrong == []
        articles = [entry.target for entry in web.take_log() if entry.kind is Kind.ARTICLE]
        assert len(articles) == len(set(articles))


def test_a_second_crawl_that_is_not_due_asks_for_nothing(desk):
    with NewsWeb(sites=plans("herald"), share=0.1) as web:
        room = desk(web)
        room.crawl()
        web.take_log()
        assert room.crawl(due=True).exit_code == 0
        assert web.take_log() == []


def test_a_back_fill_goes_back_to_its_day_and_reads_no_older_sitemap(desk):
    with NewsWeb(sites=plans("standard"), share=0.15) as web:
        room = desk(web)
        told = sorted(story.published for story in web.stories("standard") if story.at(1) and story.allowed)
        since = told[len(told) // 2]
        room.crawl(since=since)
        stored = {article["url"] for article in room.stored()}
        wanted = {
            web.sites["standard"].base + story.path
            for story in web.stories("standard")
            if story.at(1) and story.published >= since
        }
        assert wanted <= stored
        asked = [entry.target for entry in web.take_log() if entry.kind is Kind.SITEMAP]
        assert not [
            target
            for target in asked
            if target.startswith("/sitemap-") and target < f"/sitemap-{since:%Y-%m}"
        ]


def test_what_is_wrong_with_a_source_is_named(desk):
    with NewsWeb(sites=plans("webby", "bomb"), share=0.4) as web:
        room = desk(web)
        report = room.crawl()
        assert any("no feed" in reason for reason in report.sites["webby"].reasons)
        assert any("broken XML" in reason for reason in report.sites["bomb"].reasons)
        assert score(web.sites, room.stored()).recall.wrong == []
        with room.archive() as archive:
            feed = next(s for s in archive.sources("webby") if s.kind is SourceKind.FEED)
        assert feed.failures == 1
        assert feed.due_at > feed.polled_at


@pytest.mark.parametrize(
    ("site", "outcome"),
    [
        ("rough", "feed.xml: broken XML"),
        ("wild", "feed.xml: dates that cannot be"),
        ("foreign", "sitemap.xml: addresses of other sites"),
        ("ballast", "robots.txt: too long, read the first 512 KiB"),
        ("shell", "robots.txt: an HTML page"),
        ("gazzetta", "answers 200 for what is not there"),
    ],
)
def test_bad_input_has_an_outcome_that_the_summary_names(desk, site, outcome):
    with NewsWeb(sites=plans(site), share=0.4) as web:
        report = desk(web).crawl(max_pages=1)
        assert report.exit_code == 0
        assert [reason for reason in report.sites[site].reasons if outcome in reason]


def test_what_a_sitemap_tells_of_another_address_of_an_article_is_looked_at(desk):
    with NewsWeb(sites=plans("glos"), share=0.4) as web:
        room = desk(web)
        room.crawl()
        web.day, room.later = 2, timedelta(days=1)
        room.crawl()
        updated = score(web.sites, room.stored()).changes[Change.UPDATED]
        assert updated.of
        assert updated.wrong == []


@pytest.mark.parametrize("site", ["herald", "gazzetta"])
def test_what_vanished_from_a_sitemap_is_looked_at_first(desk, site, monkeypatch):
    """Also at a site that answers 200 for what is not there."""
    monkeypatch.setattr(schedule, "LOOK_COST", 5)
    with NewsWeb(sites=plans(site), share=0.4) as web:
        room = desk(web)
        room.crawl()
        web.day, room.later = 2, timedelta(days=1)
        room.crawl()
        assert score(web.sites, room.stored()).changes[Change.GONE].right > 0


def test_a_site_that_cannot_be_reached_is_named_with_exit_code_3(desk):
    with NewsWeb(sites=plans("herald"), share=0.05) as web:
        room = desk(web)
        room.path.write_text(
            room.path.read_text() + '\n[[site]]\nname = "away"\nurl = "http://127.0.0.99:9/"\n'
        )
        report = room.crawl(max_pages=2)
    assert report.exit_code == 3
    assert report.problems == ["away: robots.txt: no connection"]
    assert report.sites["herald"].new == 2
    with room.archive() as archive:
        (day,) = archive.coverage("away")
        assert (day.expected, day.captured, day.missing) == (0, 0, {"robots.txt: no connection": 1})


def test_private_addresses_are_refused_unless_allowed(desk):
    with NewsWeb(sites=plans("herald"), share=0.05) as web:
        room = desk(web)
        room.path.write_text(room.path.read_text().replace("= true", "= false"))
        report = room.crawl()
        assert report.exit_code == 3
        assert "address not allowed" in report.problems[0]
        assert web.take_log() == []


def test_a_site_that_is_not_configured_is_not_guessed(desk):
    with (
        NewsWeb(sites=plans("herald"), share=0.05) as web,
        pytest.raises(ConfigError, match="did you mean 'herald'"),
    ):
        desk(web).crawl("herlad")
