"""The web itself: it must behave as its plans say, or crawls are measured against nothing."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.newsweb import ALL, BBABO, Change, Habit, Kind, NewsWeb, Paper, plans
from tests.newsweb.prose import LANGUAGES

SEED = 7


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    with NewsWeb(SEED, sites=ALL, share=0.4) as web:
        yield web


def get(paper: Paper, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One plain request; header names in lower case."""
    connection = http.client.HTTPConnection(paper.host, timeout=10)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def with_habit(web: NewsWeb, habit: Habit) -> Paper:
    """A site that has a habit."""
    return next(paper for paper in web.sites.values() if paper.has(habit))


def test_the_same_seed_tells_the_same_stories_and_another_seed_others() -> None:
    plan, now = plans("herald"), NewsWeb().now
    first, second = (NewsWeb(SEED, sites=plan, now=now).stories("herald") for _ in range(2))
    assert first == second
    assert first != NewsWeb(SEED + 1, sites=plan, now=now).stories("herald")


def test_there_are_enough_sites_languages_and_every_habit(web: NewsWeb) -> None:
    ordinary = [plan for plan in ALL if plan.stories > 30]
    assert len(ordinary) >= 16
    assert {language for plan in ordinary for language in plan.languages} == set(LANGUAGES)
    assert set(Habit) == {habit for plan in ALL for habit in plan.habits}


def test_texts_are_distinct_and_dated_in_the_past(web: NewsWeb) -> None:
    stories = [story for site in web.sites for story in web.stories(site)]
    bodies = {story.text.body for story in stories}
    wired = sum(1 for story in stories if story.wire is not None)
    assert len(bodies) == len(stories) - wired // 2
    assert all(story.modified(2) <= web.now for story in stories)
    assert {story.change for story in stories} == set(Change)


def test_an_article_is_a_page_of_its_size_with_its_text(web: NewsWeb) -> None:
    paper = web.sites["herald"]
    story = paper.live[0]
    status, _, body = get(paper, story.path)
    assert status == 200
    assert 60_000 < len(body) < 120_000
    assert story.text.title.replace("'", "&#x27;") in body.decode()


def test_the_second_day_has_new_changed_and_lost_stories() -> None:
    with NewsWeb(SEED, sites=plans("herald")) as web:
        fates = {story.change: story for story in web.stories("herald")}
        before = {change: get(web.sites["herald"], story.path) for change, story in fates.items()}
        web.day = 2
        after = {change: get(web.sites["herald"], story.path) for change, story in fates.items()}
    assert before[Change.NEW][0] == 404
    assert after[Change.NEW][0] == 200
    assert after[Change.GONE][0] in (404, 410)
    for change, is_same in ((Change.SAME, True), (Change.UPDATED, False), (Change.SILENT, False)):
        assert (before[change][1]["etag"] == after[change][1]["etag"]) is is_same
        stamp = "last-modified"
        assert (before[change][1][stamp] == after[change][1][stamp]) is (change is not Change.UPDATED)


def test_validators_are_answered_with_304(web: NewsWeb) -> None:
    paper = with_habit(web, Habit.VALIDATORS)
    path = paper.live[0].path
    etag = get(paper, path)[1]["etag"]
    assert get(paper, path, If_None_Match=etag)[0] == 304
    assert get(paper, path, If_None_Match='"other"')[0] == 200


def test_flaky_stories_recover(web: NewsWeb) -> None:
    paper = with_habit(web, Habit.FLAKY)
    story = next(s for s in paper.live if s.number % 10 == 5)
    answers = [get(paper, story.path) for _ in range(3)]
    assert [status for status, _, _ in answers] == [503, 503, 200]
    assert answers[0][1]["retry-after"] == "1"


def test_character_sets_are_said_or_not(web: NewsWeb) -> None:
    for habit, charset, said in (
        (Habit.CP1251, "cp1251", "text/html; charset=windows-1251"),
        (Habit.LATIN1, "latin-1", "text/html"),
        (Habit.META_ONLY, "utf-8", "text/html"),
    ):
        paper = with_habit(web, habit)
        story = paper.live[0]
        _, headers, body = get(paper, story.path)
        assert headers["content-type"] == said
        assert story.text.blocks[0][1][:20] in body.decode(charset)


def test_every_source_names_its_stories(web: NewsWeb) -> None:
    for paper in web.sites.values():
        if not paper.has(Habit.SITEMAP, Habit.SITEMAP_BARE) or paper.has(Habit.SITEMAP_HUGE, Habit.REDIRECTS):
            continue
        text = get(paper, "/sitemap.xml")[2].decode()
        assert all(story.path.replace("&", "&amp;") in text for story in paper.live), paper.plan.name
    index = get(web.sites["gaceta"], "/sitemap_index.xml")[2].decode()
    child = urlsplit(index.split("<loc>")[1].split("</loc>")[0]).path
    assert child.endswith(".xml.gz")
    assert b"<urlset" in gzip.decompress(get(web.sites["gaceta"], child)[2])
    feed = json.loads(get(web.sites["sabah"], "/feed.json")[2])
    assert len(feed["items"]) == 25


def test_every_listed_story_is_reached_through_the_listings(web: NewsWeb) -> None:
    for name in ("jornal", "bbabo"):
        paper = web.sites[name]
        pages = []
        for language in paper.plan.languages:
            for section in range(5):
                for number in range(1, 6):
                    status, _, body = get(paper, paper.section(language, section, number))
                    pages += (
                        [body.decode("latin-1" if name == "jornal" else "utf-8")] if status == 200 else []
                    )
        text = "".join(pages)
        assert all(story.path in text for story in paper.live if story.listed)


def test_hostile_answers_do_not_end_or_lie(web: NewsWeb) -> None:
    paper = with_habit(web, Habit.HOSTILE)
    connection = http.client.HTTPConnection(paper.host, timeout=10)
    connection.request("GET", "/world/endless-answer-9002.html")
    assert len(connection.getresponse().read(5_000_000)) == 5_000_000
    connection.close()
    with pytest.raises(http.client.IncompleteRead):
        get(paper, "/world/cut-short-9005.html")


def test_the_log_tells_what_was_asked_for() -> None:
    with NewsWeb(SEED, sites=plans("depeche", "correio")) as web:
        trap, ask = web.sites["depeche"], web.sites["correio"]
        get(trap, f"/calendar/{web.now:%Y/%m/%d}/", User_Agent="tester")
        get(ask, ask.live[0].path)
        get(ask, ask.live[0].path + "&PHPSESSID=0123456789abcdef")
        get(ask, "/nothing-here")
        log = web.take_log()
    assert [entry.kind for entry in log] == [Kind.TRAP, Kind.ARTICLE, Kind.VARIANT, Kind.DEAD]
    assert log[0].headers["user-agent"] == "tester"
    assert log[1].story == log[2].story == ask.live[0].number


def test_it_answers_as_a_proxy_for_names() -> None:
    with NewsWeb(SEED, sites=BBABO, hosts="names") as web:
        proxy = urlsplit(web.proxy)
        connection = http.client.HTTPConnection(proxy.netloc, timeout=10)
        connection.request("GET", "http://www.bbabo.example/fr/")
        assert connection.getresponse().status == 200
        connection.close()


def test_sites_may_share_an_address_and_have_a_port_each() -> None:
    with NewsWeb(SEED, sites=plans("herald", "jornal"), share=0.1, hosts="ports") as web:
        assert {paper.host.split(":")[0] for paper in web.sites.values()} == {"127.0.0.1"}
        assert [get(paper, "/robots.txt")[0] for paper in web.sites.values()] == [200, 200]
    assert [entry.site for entry in web.log] == ["herald", "jornal"]
