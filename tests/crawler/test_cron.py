"""What cron is for: a site that lives on is followed for days, nothing is lost, little is asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from newskeep.health import judged
from storage.archive import Archive
from tests.crawler.living_site import BEGIN, LivingSite, Story, cron, once, serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def stories(count: int, every: timedelta, section: Callable[[int], str]) -> list[Story]:
    """Twelve that are there already, then one after another."""
    old = [Story(n, section(n), BEGIN - (12 - n) * timedelta(hours=7)) for n in range(12)]
    return old + [Story(12 + n, section(n), BEGIN + (n + 0.7) * every) for n in range(count)]


def late(
    site: LivingSite, since: timedelta = timedelta(0), until: timedelta | None = None
) -> list[timedelta]:
    """How long after its appearance each story was fetched; a day where it never was."""
    wanted = [s for s in site.stories if BEGIN + since < s.at <= (BEGIN + until if until else site.now)]
    firsts = [(site.first_asked(story.path), story.at) for story in wanted]
    return [first - at if first else timedelta(days=1) for first, at in firsts]


def test_feeds_of_sections_stay_awake_while_others_bring_the_news(tmp_path):
    """A feed of which a run reads nothing has not told nothing of its own."""
    feeds = {"/politics.xml": "politics", "/culture.xml": "culture"}
    told = stories(30, HOUR, lambda n: "culture" if n % 6 == 5 else "politics")
    with serving(LivingSite(told, feeds)) as site:
        cron(site, tmp_path, hours=26, minutes=120)
    assert max(late(site, until=timedelta(hours=20))) <= 6 * HOUR
    assert site.asked("/") < 6


def test_a_front_page_that_slept_wakes_when_the_feed_breaks(tmp_path):
    with serving(LivingSite(stories(30, HOUR, lambda n: "news"), {"/rss.xml": ""})) as site:
        cron(site, tmp_path, hours=4)
        assert site.asked("/") == 1
        site.broken.add("/rss.xml")
        cron(site, tmp_path, hours=12)
    delays = late(site, since=4 * HOUR, until=14 * HOUR)
    assert len(delays) >= 8
    assert max(delays) <= 5 * HOUR


def test_articles_without_any_date_are_looked_at_by_the_time_they_were_found(tmp_path):
    """They answered 304, and were taken for as young as their last visit: asked for every twenty minutes."""
    with serving(LivingSite(stories(3, HOUR, lambda n: "news"))) as site:
        cron(site, tmp_path, hours=24, minutes=120)
    for story in site.stories:
        assert 1 <= site.asked(story.path) <= 8
    assert sum(site.asked(story.path) for story in site.stories) > 3 * len(site.stories)


def test_what_scrolled_out_of_a_feed_is_found_in_listings(tmp_path):
    """Three days without a crawl: the feed shows twenty of thirty-six new ones, the listing has the rest."""
    with serving(LivingSite(stories(40, 2 * HOUR, lambda n: "news"), {"/rss.xml": ""})) as site:
        once(site, tmp_path)
        site.now += 3 * DAY
        once(site, tmp_path)
        assert missing(site) == []
        assert site.asked("/news/page/7/") == 1
        assert site.asked("/news/page/8/") == 0  # the one before showed nothing new
        site.now += DAY / 4
        before = len(site.log)
        once(site, tmp_path)
    assert missing(site) == []
    assert not [path for _, path, _ in site.log[before:] if "/page/" in path]


@pytest.mark.parametrize("pages", [5, 21, 24])
def test_listings_that_were_being_walked_are_walked_on_by_the_next_run(tmp_path, pages):
    """The run that found that news had scrolled out was ended before it had read them all."""
    with serving(LivingSite(stories(40, 2 * HOUR, lambda n: "news"), {"/rss.xml": ""})) as site:
        once(site, tmp_path)
        site.now += 3 * DAY
        once(site, tmp_path, max_pages=pages)
        once(site, tmp_path)
        assert missing(site) == []
        before = len(site.log)
        once(site, tmp_path)
    assert not [path for _, path, _ in site.log[before:] if "/page/" in path]


def test_a_back_fill_walks_known_listings_again(tmp_path):
    with serving(LivingSite(stories(40, 2 * HOUR, lambda n: "news"), {"/rss.xml": ""})) as site:
        site.now += DAY
        once(site, tmp_path)
        site.now += 2 * DAY
        site.broken.add("/news/")
        once(site, tmp_path)
        assert missing(site)
        site.broken.clear()
        once(site, tmp_path, since=BEGIN)
    assert missing(site) == []


def test_who_crawls_once_a_day_looks_back_too(tmp_path):
    """Every run brings news; what waits for a look for long is looked at all the same."""
    with serving(LivingSite(stories(60, DAY / 6, lambda n: "news"), {"/rss.xml": ""})) as site:
        for _ in range(8):
            once(site, tmp_path)
            site.now += DAY
    old = [story.path for story in site.stories if story.at < BEGIN + DAY]
    assert sum(site.asked(path) > 1 for path in old) > 0.8 * len(old)
    pages = sum(path.endswith(".html") for _, path, _ in site.log)
    assert pages <= 3.2 * len(site.shown())


def test_robots_txt_is_asked_for_once_an_hour_and_obeyed_when_it_changes(tmp_path):
    told = stories(40, HOUR / 6, lambda n: "culture" if n % 2 else "politics")
    with serving(LivingSite(told, {"/rss.xml": ""}, robots="User-agent: *\nAllow: /\n")) as site:
        cron(site, tmp_path, hours=3, minutes=10)
        asked = [status for _, path, status in site.log if path == "/robots.txt"]
        assert asked == [200, 304, 304]
        assert len({moment for moment, _, _ in site.log}) > 12  # runs that asked for anything
        site.robots, changed = "User-agent: *\nDisallow: /culture/\n", site.now
        cron(site, tmp_path, hours=3, minutes=10)
    late = [at for at, path, _ in site.log if path.startswith("/culture/") and at > changed]
    assert all(at < changed + HOUR for at in late)
    with closing(Archive.open(f"sqlite:///{tmp_path}/archive.db")) as archive:
        said = [right for right in archive.rights("daily") if right.kind == "robots"]
        assert [right.text for right in said] == ["User-agent: *\nAllow: /\n", site.robots]
        assert judged(archive, "daily", [], site.now.date()).robots_changed == said[1].first_seen_at


def missing(site: LivingSite) -> list[str]:
    """Stories that are there and were never asked for."""
    return [story.path for story in site.shown() if not site.asked(story.path)]
