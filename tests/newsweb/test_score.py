"""The scorer: a perfect archive gets full marks, and each kind of mistake is counted as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.newsweb import Change, Kind, Logged, NewsWeb, Paper, Story, plans
from tests.newsweb.score import impolite, minimum_requests, score, waste


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    with NewsWeb(3, day=2, sites=plans("herald", "jornal", "gazzetta"), share=0.5) as web:
        yield web


def exported(paper: Paper, story: Story, **changed: Any) -> dict[str, Any]:
    """The article as a perfect archive would export it on the second day."""
    text = story.second or story.text
    return {
        "url": paper.base + story.path,
        "canonical_url": paper.base + story.path,
        "title": text.title,
        "lead": text.lead,
        "body": f"{text.lead}\n{text.body}",
        "language": story.language,
        "published_at": paper.local(story.published, story.language).isoformat(),
        "authors": list(story.authors),
        "revisions": 2 if story.second else 1,
        "gone_at": "2026-01-01T00:00:00+00:00" if story.change is Change.GONE else None,
    } | changed


def perfect(web: NewsWeb) -> list[dict[str, Any]]:
    return [exported(p, s) for p in web.sites.values() for s in p.stories if s.allowed]


def test_a_perfect_archive_gets_full_marks(web: NewsWeb) -> None:
    result = score(web.sites, perfect(web))
    assert result.recall.share == 1
    assert not result.strangers + result.duplicates + result.forbidden
    assert {name: tally.share for name, tally in result.fields.items()} == dict.fromkeys(result.fields, 1)
    assert {change: tally.share for change, tally in result.changes.items()} == dict.fromkeys(Change, 1)


def test_an_empty_archive_finds_nothing(web: NewsWeb) -> None:
    result = score(web.sites, [])
    assert (result.recall.right, result.stored) == (0, 0)
    assert result.recall.of == sum(s.allowed for p in web.sites.values() for s in p.live)


def test_strangers_duplicates_and_forbidden_articles_are_told_apart(web: NewsWeb) -> None:
    paper = web.sites["gazzetta"]
    open_one = next(s for s in paper.live if s.allowed)
    forbidden = next(s for s in paper.live if not s.allowed)
    stored = [
        exported(paper, open_one),
        exported(paper, open_one, url=f"{paper.base}{open_one.path}?utm_source=feed"),
        exported(paper, forbidden),
        exported(paper, open_one, url=f"{paper.base}/about", canonical_url=f"{paper.base}/about"),
    ]
    result = score(web.sites, stored)
    assert (len(result.duplicates), len(result.forbidden), len(result.strangers)) == (1, 1, 1)


def test_a_wrong_minute_title_or_revision_is_counted(web: NewsWeb) -> None:
    paper = web.sites["herald"]
    told = next(s for s in paper.live if s.change is Change.UPDATED)
    plain = next(s for s in paper.live if s.change is Change.SAME)
    result = score(
        web.sites,
        [
            exported(paper, told, revisions=1),
            exported(paper, plain, published_at="2026-01-01T00:00:00+00:00", title="Other"),
        ],
    )
    assert result.changes[Change.UPDATED].right == 0
    assert result.fields["time"].right == 1
    assert result.fields["title"].right == 0


def test_the_minimum_is_robots_sources_new_and_flagged(web: NewsWeb) -> None:
    second = web.sites["jornal"]
    first = Paper(second.plan, second.base, 1, second.now, second.stories)
    new = sum(s.change is Change.NEW for s in second.stories)
    assert minimum_requests(first, second) == 1 + 1 + new  # robots.txt, the front page, the new ones
    assert minimum_requests(second, second) == minimum_requests(first, second)
    herald = web.sites["herald"]
    same = minimum_requests(herald, herald)
    assert minimum_requests(Paper(herald.plan, herald.base, 1, herald.now, herald.stories), herald) > same


def test_manners_and_waste_are_read_from_the_log() -> None:
    log = [
        Logged(at, "courrier", "/x", kind, 200, 9)
        for at, kind in ((0, Kind.TRAP), (1, Kind.ARTICLE), (1.1, Kind.TRAP))
    ]
    assert waste(log) == 2 / 3
    assert impolite(log, "courrier", 0.5) == 1
