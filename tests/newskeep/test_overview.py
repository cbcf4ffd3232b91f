"""What is shown of the whole archive, and pages that do not wait for a long timeline."""

from threading import Event

import pytest

from newskeep.web import pages
from newskeep.web.kept import Kept
from storage.archive import Archive
from storage.errors import TooCostly
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
    """An archive whose timelines take long."""
    own = Archive.timeline

    def timeline(store: Archive, query: str = "", by: str = "day"):
        if store.patience == pages.BRIEF:
            raise TooCostly
        return own(store, query, by)

    monkeypatch.setattr(Archive, "timeline", timeline)


def test_a_timeline_that_takes_long_is_a_link_first(slow, kept) -> None:
    desk = Desk(kept)
    try:
        shown = desk.get("/?q=exercises").text
        assert "data-late" in shown
        assert 'class="timeline"' not in shown
        drawn = desk.get("/?q=exercises&chart=yes").text
        assert "data-late" not in drawn
        assert 'class="timeline"' in drawn
    finally:
        desk.close()
