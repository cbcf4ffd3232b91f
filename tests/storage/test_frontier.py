"""What the crawler remembers between its runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from extraction.article import Moment, Precision
from storage.archive import Archive
from storage.errors import UnknownSite, UnknownSource
from storage.frontier import news
from storage.records import (
    CoverageDay,
    Discovery,
    Effect,
    Fate,
    SiteFacts,
    SourceKind,
    SourceState,
    Visit,
)
from tests.storage.samples import HOME, HOUR, NOW, article, visit

FEED = SourceState(SourceKind.FEED, f"{HOME}/feed", found_via="link rel=alternate", language="en")


def found(path: str, modified: int | None = None, **more: object) -> Discovery:
    told = Moment(NOW + modified * HOUR, Precision.SECOND, "sitemap", 0) if modified is not None else None
    return Discovery(f"{HOME}/{path}", f"{HOME}/{path}", modified=told, via="sitemap", **more)


def test_sites_are_enrolled_once_and_renewed(archive: Archive) -> None:
    archive.enrol(
        [SiteFacts("harbour", f"{HOME}/new", "en", "UTC"), SiteFacts("third", "https://c.example/")]
    )
    assert [site.name for site in archive.sites()] == ["harbour", "montagne", "third"]
    assert archive.sites()[0].url == f"{HOME}/new"


def test_an_unknown_site_suggests_the_right_one(archive: Archive) -> None:
    with pytest.raises(UnknownSite) as caught:
        archive.sources("habour")
    assert caught.value.near == ("harbour",)


def test_sources_keep_what_polls_taught(archive: Archive) -> None:
    (saved,) = archive.save_sources("harbour", [FEED])
    polled = replace(saved, etag='"7"', polled_at=NOW, due_at=NOW + HOUR, interval_seconds=600.5, polls=1,
                     links=20, fresh=3, failures=2, error="503")  # fmt: skip
    archive.polled("harbour", polled)
    assert archive.sources("harbour") == [polled]
    assert archive.save_sources("harbour", [FEED]) == [polled]
    with pytest.raises(UnknownSource):
        archive.polled("harbour", replace(polled, url=f"{HOME}/none"))


def test_what_is_found_is_remembered_before_it_is_fetched(archive: Archive) -> None:
    told = found("pier", 1, title="Pier", published=Moment(NOW, Precision.MINUTE, "feed", 60), depth=2)
    told = replace(told, fetch_url=f"{HOME}/pier?utm=x", via="feed")
    (state,) = archive.discover("harbour", [told], NOW)
    assert (state.discovery, state.site, state.fate, state.visits) == (told, "harbour", None, 0)
    assert archive.known([told.url, f"{HOME}/none"]) == {told.url: state}
    assert archive.discover("harbour", [told], NOW + HOUR) == [state]


def test_pending_urls_come_newest_first(archive: Archive) -> None:
    archive.discover("harbour", [found("undated"), found("old", -5), found("new", 5)], NOW)
    archive.discover("montagne", [Discovery("https://montagne.example/x", "https://montagne.example/x")], NOW)
    assert [s.url for s in archive.pending("harbour")] == [f"{HOME}/new", f"{HOME}/old", f"{HOME}/undated"]
    assert len(archive.pending("harbour", limit=2)) == 2
    archive.store([visit(article(f"{HOME}/new")), Visit("harbour", f"{HOME}/old", Fate.REFUSED, NOW)])
    assert [s.url for s in archive.pending("harbour")] == [f"{HOME}/undated"]


def test_what_is_said_to_have_changed_waits_before_all_else_until_a_visit(archive: Archive) -> None:
    archive.store([visit(due_at=NOW + 9 * HOUR)])
    archive.discover("harbour", [found("new", 5)], NOW)
    archive.hasten([f"{HOME}/pier", f"{HOME}/new", f"{HOME}/none"])
    assert [s.url for s in archive.pending("harbour")] == [f"{HOME}/pier", f"{HOME}/new"]
    assert [s.url for s in archive.pending("harbour", limit=1)] == [f"{HOME}/pier"]
    assert [s.url for s in archive.due("harbour", NOW)] == [f"{HOME}/pier"]
    archive.store([visit(at=NOW + HOUR, due_at=NOW + 9 * HOUR)])
    assert [s.url for s in archive.pending("harbour")] == [f"{HOME}/new"]


def test_due_urls_come_by_how_long_they_are_due(archive: Archive) -> None:
    archive.store([
        visit(due_at=NOW + 2 * HOUR, etag='"e"', last_modified="Sun"),
        Visit("harbour", f"{HOME}/down", Fate.ERROR, NOW, due_at=NOW + HOUR, reason="timeout"),
        Visit("harbour", f"{HOME}/later", Fate.ERROR, NOW, due_at=NOW + 9 * HOUR),
        Visit("harbour", f"{HOME}/never", Fate.NOT_ARTICLE, NOW),
    ])  # fmt: skip
    due = archive.due("harbour", NOW + 3 * HOUR)
    assert [state.url for state in due] == [f"{HOME}/down", f"{HOME}/pier"]
    assert (due[0].failures, due[1].etag, due[1].last_modified) == (1, '"e"', "Sun")
    assert len(archive.due("harbour", NOW + 3 * HOUR, limit=1)) == 1


def test_unmodified_keeps_validators_and_the_fate_before(archive: Archive) -> None:
    archive.store([visit(etag='"e"')])
    archive.store([Visit("harbour", f"{HOME}/pier", Fate.NOT_MODIFIED, NOW + HOUR, due_at=NOW + 5 * HOUR)])
    state = archive.known([f"{HOME}/pier"])[f"{HOME}/pier"]
    assert (state.fate, state.etag, state.visits, state.changed_at) == (Fate.ARTICLE, '"e"', 2, NOW)
    assert archive.article(f"{HOME}/pier").last_seen_at == NOW + HOUR


def test_failures_count_until_a_visit_works(archive: Archive) -> None:
    down = Visit("harbour", f"{HOME}/pier", Fate.ERROR, NOW)
    archive.store([down, replace(down, at=NOW + HOUR)])
    assert archive.known([down.url])[down.url].failures == 2
    archive.store([visit(at=NOW + 2 * HOUR)])
    assert archive.known([down.url])[down.url].failures == 0


def test_a_source_that_tells_of_a_change_is_seen_after_the_visit(archive: Archive) -> None:
    archive.discover("harbour", [found("pier", 0)], NOW)
    archive.store([visit()])
    (state,) = archive.discover("harbour", [found("pier", 3)], NOW + 3 * HOUR)
    assert state.discovery.modified is not None
    assert (state.listed_modified, state.discovery.modified.value) == (NOW, NOW + 3 * HOUR)


def test_an_alias_shares_the_article(archive: Archive) -> None:
    archive.store([visit()])
    archive.alias(f"{HOME}/old-address", f"{HOME}/pier")
    assert archive.article(f"{HOME}/old-address").canonical_url == f"{HOME}/pier"
    assert archive.pending("harbour") == []


def test_thousands_of_urls_at_once(archive: Archive) -> None:
    many = [found(f"story/{n}") for n in range(3000)]
    assert len(archive.discover("harbour", many, NOW)) == 3000
    assert len(archive.known(d.url for d in many)) == 3000


def test_news_says_only_what_is_new() -> None:
    known = found("a", 0, title="Old", source_id=1)
    assert news(known, known) == {}
    assert news(known, found("a")) == {}
    assert news(known, found("a", -1, title="Older")) == {}
    assert news(known, found("a", 1, title="New")).keys() == {"hint_modified", "hint_title"}
    assert news(found("a"), found("a", source_id=4)) == {"source_id": 4, "found_via": "sitemap"}


# ---- the journal


def test_memory_is_kept_as_it_is(archive: Archive) -> None:
    assert archive.memory("harbour") is None
    archive.remember("harbour", b"\x00\xff{}")
    assert archive.memory("harbour") == b"\x00\xff{}"


def test_runs_are_told_newest_first(archive: Archive) -> None:
    first = archive.start_run(NOW, ["harbour"])
    second = archive.start_run(NOW + HOUR, ["harbour", "montagne"])
    archive.finish_run(first, NOW + timedelta(minutes=3), 3, {"sites": {"harbour": {"new": 2}}})
    newest, oldest = archive.runs()
    assert (newest.id, newest.finished_at, newest.sites) == (second, None, ("harbour", "montagne"))
    assert (oldest.exit_code, oldest.summary) == (3, {"sites": {"harbour": {"new": 2}}})


def test_rights_are_kept_as_states(archive: Archive) -> None:
    archive.record_rights("harbour", NOW, "robots", "Allow: /", "d1")
    archive.record_rights("harbour", NOW + HOUR, "robots", "Allow: /", "d1")
    archive.record_rights("harbour", NOW + 2 * HOUR, "robots", "Disallow: /", "d2")
    first, second = archive.rights("harbour")
    assert (first.first_seen_at, first.last_seen_at, second.text) == (NOW, NOW + HOUR, "Disallow: /")
    assert archive.rights("montagne") == []


def test_coverage_adds_up(archive: Archive) -> None:
    day = CoverageDay("harbour", date(2026, 3, 1), 10, 8, {"refused": 1, "error": 1})
    archive.cover([day, replace(day, day=date(2026, 3, 2))])
    archive.cover([replace(day, expected=5, captured=4, missing={"error": 1})])
    first, second = archive.coverage("harbour")
    assert (first.expected, first.captured, first.missing) == (15, 12, {"refused": 1, "error": 2})
    assert archive.coverage(since=date(2026, 3, 2)) == [second]
    assert archive.coverage("montagne") == []


def test_a_profile_is_the_one_of_its_time(archive: Archive) -> None:
    assert archive.profile("harbour") is None
    archive.save_profile("harbour", "1", b"one", NOW)
    archive.save_profile("harbour", "2", b"two", NOW + 10 * HOUR)
    archive.save_profile("harbour", "2", b"changed", NOW + 20 * HOUR)
    assert archive.profile("harbour") == b"two"
    assert archive.profile("harbour", NOW + HOUR) == b"one"
    assert archive.profile("harbour", NOW - HOUR) == b"one"


def test_saved_searches_tell_each_article_once(archive: Archive) -> None:
    ids = [
        o.article_id
        for o in archive.store([visit(), visit(article(f"{HOME}/2", title="Other", body=("B.",)))])
    ]
    archive.save_search("piers", "pier", NOW)
    assert [s.query for s in archive.saved_searches()] == ["pier"]
    archive.told("piers", ids[:1], NOW)
    assert archive.untold("piers", ids) == ids[1:]
    archive.drop_search("piers")
    assert archive.saved_searches() == []


def test_tokens_are_known_by_hash(archive: Archive) -> None:
    archive.add_token("reader", "ab" * 32, NOW)
    assert (archive.knows_token("ab" * 32), archive.knows_token("cd" * 32)) == (True, False)
    assert [token.name for token in archive.tokens()] == ["reader"]
    assert archive.drop_token("reader")
    assert not archive.knows_token("ab" * 32)


def test_refused_pages_are_told_as_such(archive: Archive) -> None:
    (outcome,) = archive.store([Visit("harbour", f"{HOME}/x", Fate.REFUSED, NOW, reason="robots.txt")])
    assert outcome.effect is Effect.REFUSED
