"""The demo site: complete editions, pages that lead to every story, conditional answers."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from newskeep.demo.server import served
from newskeep.demo.site import answer
from newskeep.demo.stories import LANGUAGES, PLAN, editions

BASE = "http://127.0.0.1:1"


def text(path: str, edited: bool = False) -> str:
    page = answer(path, BASE, edited)
    assert page.status == 200, path
    return page.body.decode()


@pytest.mark.parametrize("edition", editions(), ids=LANGUAGES)
def test_every_edition_tells_every_story_with_lead_text_and_subheading(edition) -> None:
    assert {story.key for story in edition.stories} == set(PLAN)
    for story in edition.stories:
        assert len(story.title) > 20
        assert len(story.lead) > 50
        assert any(heading for heading, _ in story.blocks)
        assert sum(not heading for heading, _ in story.blocks) >= 3


@pytest.mark.parametrize("edition", editions(), ids=LANGUAGES)
def test_listings_with_their_pages_lead_to_every_story(edition) -> None:
    seen: set[str] = set()
    for section in edition.sections:
        path = f"/{edition.language}/{section}"
        while path:
            page = text(path)
            seen.update(re.findall(r'<h2><a href="([^"]+)"', page))
            more = re.search(r'rel="next" href="([^"]+)"', page)
            path = more[1] if more else ""
    assert seen == {edition.path(story) for story in edition.stories}
    for path in seen:
        assert 'itemprop="articleBody"' in text(path)


def test_the_sitemap_lists_every_story_and_tells_the_correction() -> None:
    assert text("/sitemap.xml").count("<loc>") == len(PLAN) * len(LANGUAGES)
    before, after = text("/sitemap.xml"), text("/sitemap.xml", edited=True)
    assert sum(a != b for a, b in zip(before.splitlines(), after.splitlines(), strict=True)) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_correction_reaches_every_edition(language: str) -> None:
    edition = editions()[LANGUAGES.index(language)]
    path = edition.path(next(story for story in edition.stories if story.key == "measles"))
    assert "231" not in text(path)
    assert "214" not in text(path, edited=True)


@pytest.mark.parametrize("path", ["/xx/", "/fr/nothing", "/fr/science/1-x", "/fr/a/b/c", "/index.php"])
def test_what_is_not_there_is_404(path: str) -> None:
    assert answer(path, BASE).status == 404


def test_the_server_answers_conditionally_and_keeps_quiet(capfd) -> None:
    with served(0) as base:
        with urlopen(f"{base}/fr/rss.xml") as first:
            etag, body = first.headers["ETag"], first.read()
        assert base.encode() in body
        with pytest.raises(HTTPError, match="304"):
            urlopen(Request(f"{base}/fr/rss.xml", headers={"If-None-Match": etag}))
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_replaced() -> None:
    with served(0) as first, served(int(first.rsplit(":", 1)[1])) as second:
        assert first != second
