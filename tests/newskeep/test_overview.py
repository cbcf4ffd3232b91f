"""What is shown of the whole archive, and pages that do not wait for a long timeline."""

import html
import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from newskeep.web.kept import Kept
from newskeep.web.pool import PATIENCE
from storage.archive import Archive
from storage.errors import TooCostly
from storage.records import SiteFacts
from tests.newskeep.served import Desk


def test_a_value_is_shown_until_a_newer_one_is_made() -> None:
    now, made, go = [0.0], iter("abc"), Event()

    def make() -> str:
        go.wait(5)
        return next(made)

    kept = Kept(make, 10, lambda: now[0])
    assert kept.now() is None
    go.set()
    assert (kept.ready(), kept.now()) == ("a", "a")
    now[0] = 11
    assert kept.now() == "a"
    kept.close()
    assert kept.now() == "b"
    kept.close()


def test_a_value_that_cannot_be_made_is_none() -> None:
    def make() -> str:
        raise TooCostly

    kept = Kept(make, 10)
    assert kept.ready() is None


@pytest.fixture
def slow(monkeypatch) -> None:
    """An archive in which counting takes longer than a page may."""

    def patient(own):
        def counting(store: Archive, *asked):
            if store.patience is not None and store.patience < PATIENCE:
                raise TooCostly
            return own(store, *asked)

        return counting

    for name in ("timeline", "facets", "count"):
        monkeypatch.setattr(Archive, name, patient(getattr(Archive, name)))


def test_what_takes_long_to_count_is_a_link_first(slow, kept, monkeypatch) -> None:
    monkeypatch.setattr("newskeep.web.pages.A_PAGE", 1)
    desk = Desk(kept)
    try:
        shown = desk.get("/?q=-zzz").text
        assert "At least 2 articles" in shown
        assert ('class="timeline"' in shown, "<b>" in shown) == (False, False)
        (where,) = set(re.findall(r'href="([^"]*)" data-late', shown))
        whole = desk.get(html.unescape(where)).text
        assert ('class="timeline"' in whole, "<b>" in whole, "data-late" in whole) == (True, True, False)
        older = desk.get("/?q=-zzz&before=20000000000").text
        assert "before=20000000000" in re.findall(r'href="([^"]*)" data-late', older)[0]
    finally:
        desk.close()


def test_saved_searches_that_take_long_to_count_are_counted_later(slow, kept, tmp_path) -> None:
    own = shutil.copy(kept, tmp_path)
    with Archive.open(str(own)) as store:
        store.save_search("all", "", datetime.now(UTC))
        store.save_search("lost", "site:nowhere", datetime.now(UTC))
    desk = Desk(own)
    try:
        shown, whole = desk.get("/saved").text, desk.get("/saved?whole=yes").text
        assert ("many articles" in shown, "data-late" in shown) == (True, True)
        assert ("3 articles" in whole, "data-late" in whole) == (True, False)
        assert "names a site that is not here" in whole
    finally:
        desk.close()


def test_a_comparison_that_takes_long_is_a_link_first(slow, kept) -> None:
    desk = Desk(kept)
    try:
        shown = desk.get("/compare?a=exercises&b=lang:fr&share=yes").text
        assert 'class="lines"' not in shown
        (where,) = re.findall(r'href="([^"]*)" data-late', shown)
        assert 'class="lines"' in desk.get(html.unescape(where)).text
        assert "data-late" not in desk.get("/compare?share=yes").text
    finally:
        desk.close()


def test_a_timeline_that_takes_too_long_is_told(kept, monkeypatch) -> None:
    monkeypatch.setattr("storage.searching.forms.MOST_BEGINNINGS", 0)
    monkeypatch.setattr("storage.searching.forms.MOST_LEFT", 0)
    monkeypatch.setattr("storage.searching.forms.SMALL", 0)
    monkeypatch.setattr("storage.searching.order.AT_SIGHT", 2)
    desk = Desk(kept)
    try:
        shown, drawn = desk.get("/?q=th*").text, desk.get("/?q=th*&whole=yes").text
        assert ("data-late" in shown, "undrawn" in shown) == (True, False)
        assert ("data-late" in drawn, "takes longer than a page may" in drawn) == (False, True)
        assert desk.get("/api/timeline?q=th*").status == 422
        told = desk.get("/api/search?q=-th*&limit=1").json
        assert not told["exact"]
    finally:
        desk.close()


def test_the_page_of_sources_says_what_health_says(cli, tmp_path) -> None:
    now = datetime.now(UTC)
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with Archive.open(url, captures=tmp_path / "captures", create=True) as store:
        store.enrol([SiteFacts("harbour", "https://harbour.example/")])
        for days, digest in ((40, "d1"), (2, "d2")):
            store.record_rights("harbour", now - timedelta(days=days), "robots", digest, digest)
    (told,) = json.loads(cli("health", "--json", "--archive", url).out)
    assert told["robots_changed"] is not None
    desk = Desk(tmp_path / "archive.db")
    try:
        assert f"Robots.txt changed on {told['robots_changed'][:10]}" in desk.get("/sources").text
    finally:
        desk.close()


def test_programs_get_the_timeline_of_everything_from_what_is_kept(kept, monkeypatch) -> None:
    desk = Desk(kept)
    try:
        days = desk.get("/api/timeline").json
        while desk.get("/").text.count("data-late"):
            pass
        monkeypatch.setattr(Archive, "timeline", None)  # nothing is counted again
        years = desk.get("/api/timeline?by=year").json
        assert sum(it["count"] for it in years) == sum(it["count"] for it in days) > 0
    finally:
        desk.close()
