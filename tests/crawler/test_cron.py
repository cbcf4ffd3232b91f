"""What cron is for: a site that lives on is followed for days, nothing is lost, little is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.crawler.living_site import BEGIN, LivingSite, Story, cron, serving

HOUR = timedelta(hours=1)


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
        cron(site, tmp_path, hours=26)
    assert max(late(site, until=timedelta(hours=22))) <= 4 * HOUR
    assert site.asked("/") < 6


def test_a_front_page_that_slept_wakes_when_the_feed_breaks(tmp_path):
    with serving(LivingSite(stories(30, HOUR, lambda n: "news"), {"/rss.xml": ""})) as site:
        cron(site, tmp_path, hours=8)
        assert site.asked("/") == 1
        site.broken.add("/rss.xml")
        cron(site, tmp_path, hours=16)
    delays = late(site, since=8 * HOUR, until=22 * HOUR)
    assert len(delays) >= 12
    assert max(delays) <= 5 * HOUR


def test_articles_without_any_date_are_looked_at_by_the_time_they_were_found(tmp_path):
    """They answered 304, and were taken for as young as their last visit: asked for every twenty minutes."""
    with serving(LivingSite(stories(3, HOUR, lambda n: "news"))) as site:
        cron(site, tmp_path, hours=24)
    for story in site.stories:
        assert 1 <= site.asked(story.path) <= 8
    assert sum(site.asked(story.path) for story in site.stories) > 3 * len(site.stories)
