"""Verify, back up, withhold, freeze, read again: what keeps an archive trustworthy."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from extraction.article import Moment, Precision
from storage import statistics
from storage.archive import Archive
from storage.errors import (
    ArchiveDamaged,
    ArticleWithheld,
    CaptureDamaged,
    NameTaken,
    NotEmpty,
    UnknownCorpus,
    UnknownRevision,
)
from storage.records import Effect, Exchange, Fate, Visit
from storage.searching.order import newest_ids
from tests.postgres import Server
from tests.storage.conftest import Opener
from tests.storage.samples import HOME, HOUR, NOW, SITES, article, captured, visit

PAGE = 4096  # bytes, of SQLite
PIER, FERRY = f"{HOME}/pier", f"{HOME}/ferry"
OTHER = ("The ferry to the islands sails again from Monday, the company said.", "Tickets cost four pounds.")


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """Two articles, one of them edited, all with captures."""
    ferry = article(FERRY, title="Ferry sails again", body=OTHER)
    archive.store([captured(archive, visit()), captured(archive, visit(ferry, NOW + HOUR))])
    edited = article(title="Council rejects the pier")
    archive.store([captured(archive, visit(edited, NOW + 2 * HOUR))])
    return archive


def warc(archive: Archive) -> Path:
    (name,) = archive.captures.files()
    return archive.captures.folder / name


# ---- verify


def test_a_sound_archive_is_found_sound(kept: Archive) -> None:
    told: list[tuple[int, int]] = []
    report = kept.verify(lambda done, total: told.append((done, total)))
    assert (report.is_sound, report.findings) == (True, ())
    assert (report.captures, report.articles, report.files) == (3, 2, 1)
    assert told[-1] == (5, 5)


def test_each_damaged_record_is_named_and_no_other(kept: Archive) -> None:
    first, second = (kept.article(url).capture for url in (FERRY, PIER))
    assert first
    assert second
    path = warc(kept)
    data = bytearray(path.read_bytes())
    data[first.offset + first.length // 2] ^= 0x40
    path.write_bytes(data)
    (finding,) = kept.verify().findings
    assert (finding.kind, finding.where) == ("damaged record", f"{path.name}@{first.offset}")
    assert FERRY in finding.detail
    assert kept.exchange(second).body


def test_damage_at_the_head_of_a_record_hides_none_behind_it(kept: Archive) -> None:
    capture = kept.article(FERRY).capture
    assert capture
    path = warc(kept)
    data = bytearray(path.read_bytes())
    data[capture.offset : capture.offset + 4] = b"\0\0\0\0"
    path.write_bytes(data)
    assert [finding.kind for finding in kept.verify().findings] == ["damaged record"]


def test_a_missing_file_is_named(kept: Archive) -> None:
    kept.captures.close()
    warc(kept).unlink()
    (finding,) = kept.verify().findings
    assert (finding.kind, finding.detail) == ("missing file", "3 captures are lost with it")


def test_the_name_of_a_missing_file_is_left_for_it(kept: Archive) -> None:
    kept.captures.close()
    path = warc(kept)
    data = path.read_bytes()
    path.unlink()
    kept.store([captured(kept, visit(article(f"{HOME}/later", body=OTHER[::-1]), NOW + 3 * HOUR))])
    assert [finding.kind for finding in kept.verify().findings] == ["missing file"]
    path.write_bytes(data)
    assert kept.verify().is_sound


def test_the_place_of_a_torn_capture_is_left_to_it(kept: Archive) -> None:
    """Else what is kept there next would be taken for it, and what it brought be lost."""
    kept.captures.close()
    capture, path = kept.article(PIER).capture, warc(kept)
    assert capture
    data = path.read_bytes()
    os.truncate(path, capture.offset + capture.length // 2)
    later = article(f"{HOME}/later", title="A later story", body=OTHER[::-1])
    kept.store([captured(kept, visit(later, NOW + 3 * HOUR))])
    assert kept.article(f"{HOME}/later").title == "A later story"
    assert [(one.kind, one.detail) for one in kept.verify().findings] == [
        ("damaged record", f"torn tail: {PIER}")
    ]
    path.write_bytes(data)
    assert kept.verify().is_sound


def test_a_revision_whose_capture_is_not_in_the_database_is_named(tmp_path: Path) -> None:
    with Archive.open(str(tmp_path / "a.db"), create=True) as archive:
        archive.enrol(SITES)
        archive.store([captured(archive, visit())])
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("DELETE FROM capture")
        connection.commit()
    with Archive.open(str(tmp_path / "a.db"), read_only=True) as archive:
        report = archive.verify()
    assert not report.is_sound
    assert ("database", "revision 1", "its capture is not there") in [
        (one.kind, one.where, one.detail) for one in report.findings
    ]


def test_a_file_cut_short_names_the_records_behind_the_cut(kept: Archive) -> None:
    capture = kept.article(PIER).capture
    assert capture
    kept.captures.close()
    path = warc(kept)
    path.write_bytes(path.read_bytes()[: capture.offset])
    (finding,) = kept.verify().findings
    assert (finding.kind, finding.detail) == ("missing record", PIER)


def test_orphans_and_torn_tails_are_told_but_are_no_damage(kept: Archive) -> None:
    captured(kept, visit(article(f"{HOME}/never-stored")))
    kept.captures.close()
    path = warc(kept)
    path.write_bytes(path.read_bytes() + b"\x1f\x8b\x08\x04torn")
    report = kept.verify()
    assert [finding.kind for finding in report.findings] == ["orphan", "torn tail"]
    assert report.is_sound


def test_a_changed_text_is_named(kept: Archive) -> None:
    with kept._write() as connection:
        connection.exec_driver_sql(
            "UPDATE article_text SET body = 'tampered' WHERE title = 'Ferry sails again'"
        )
    (finding,) = kept.verify().findings
    assert (finding.kind, finding.where) == ("changed text", str(kept.article(FERRY).id))


def test_a_revision_whose_capture_is_gone_is_told_and_still_read(kept: Archive) -> None:
    capture = kept.article(FERRY).capture
    assert capture
    kept.captures.close()
    warc(kept).unlink()
    with pytest.raises(CaptureDamaged, match="No such file"):
        kept.exchange(capture)
    assert kept.article(FERRY).title == "Ferry sails again"
    assert [article.url for article in kept.search("ferry")] == [FERRY]


def test_a_damaged_page_of_the_database_hides_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(str(path), create=True) as made:
        made.enrol(SITES)
        long = [article(f"{HOME}/{n}", title=f"Story {n}", body=(f"mark{n} " * 3000,)) for n in range(5)]
        made.store([captured(made, visit(read)) for read in long])
        captures, hurt = made.captures.folder, made.article(f"{HOME}/3").id
    data = bytearray(path.read_bytes())
    page = data.index(b"mark3 mark3", data.index(b"mark3 mark3") + 2 * PAGE) // PAGE * PAGE
    data[page : page + 4] = b"\xff\xff\xff\xff"  # the number of the page on which the text goes on
    path.write_bytes(data)
    with Archive.open(str(path), captures=captures, read_only=True) as damaged:
        report = damaged.verify()
        assert damaged.article(f"{HOME}/2").title == "Story 2"
    assert not report.is_sound
    assert [found.where for found in report.findings if found.kind == "changed text"] == [str(hurt)]
    assert (report.captures, {found.kind for found in report.findings}) == (5, {"database", "changed text"})


# ---- backup


def test_a_backup_is_an_archive_that_says_the_same(kept: Archive, tmp_path: Path) -> None:
    kept.backup(tmp_path / "copies" / "copy.db")
    with Archive.open(str(tmp_path / "copies" / "copy.db"), captures=kept.captures.folder) as copy:
        assert copy.article(PIER) == kept.article(PIER)
        assert copy.revisions(PIER) == kept.revisions(PIER)
        assert [a.id for a in copy.search("ferry")] == [a.id for a in kept.search("ferry")]
        assert copy.verify().is_sound
        assert copy.store([visit(at=NOW + 9 * HOUR)])[0].effect is Effect.UNCHANGED


def test_a_backup_while_a_crawl_writes_is_one_state(kept: Archive, tmp_path: Path) -> None:
    with kept._write() as connection:
        connection.exec_driver_sql("UPDATE article_text SET title = 'half-written'")
        kept.backup(tmp_path / "copy.db")
    with Archive.open(str(tmp_path / "copy.db"), read_only=True) as copy:
        assert copy.article(FERRY).title == "Ferry sails again"


def test_a_damaged_database_takes_the_place_of_no_backup(tmp_path: Path) -> None:
    own, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with Archive.open(str(own), create=True) as archive:
        archive.enrol(SITES)
        archive.store([visit()])
        archive.backup(copy)
    sound, pages = copy.read_bytes(), bytearray(own.read_bytes())
    with closing(sqlite3.connect(own)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'image'").fetchone()
    pages[(page - 1) * PAGE : page * PAGE] = b"\x99" * PAGE
    own.write_bytes(pages)
    with Archive.open(str(own), read_only=True) as archive, pytest.raises(ArchiveDamaged):
        archive.backup(copy)
    assert copy.read_bytes() == sound
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


# ---- another database


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_archive_moves_to_another_database_as_it_is(
    kept: Archive, kind: str, postgres: Server, tmp_path: Path
) -> None:
    kept.withhold(FERRY, "court order", NOW)
    url = postgres.database() if kind == "postgresql" else str(tmp_path / "new.db")
    with Archive.open(url, captures=kept.captures.folder, create=True) as new:
        told: list[tuple[int, int]] = []
        assert kept.copy_into(new, lambda done, total: told.append((done, total))) == 2
        assert told == [(2, 2)]
        assert new.article(PIER) == kept.article(PIER)
        assert new.revisions(PIER) == kept.revisions(PIER)
        assert new.withheld() == kept.withheld()
        assert new.verify().is_sound
        indexes = {index["name"] for index in inspect(new._engine).get_indexes("fulltext")}
        assert indexes == ({"ix_fulltext_words"} if kind == "postgresql" else set())
        for query in ("council", "title:rejects", "rebuild in:revisions", "sails"):
            assert list(new.search(query)) == list(kept.search(query))
        assert replace(new.statistics(), database_bytes=0) == replace(kept.statistics(), database_bytes=0)
        later = article(f"{HOME}/later", body=OTHER)
        assert new.store([visit(at=NOW + 9 * HOUR), captured(new, visit(later, NOW + 9 * HOUR))])
        with pytest.raises(NotEmpty, match="holds something already"):
            kept.copy_into(new)
        assert new.count("") == 2


# ---- withhold


def test_what_is_withheld_is_nowhere_until_released(kept: Archive) -> None:
    kept.withhold(PIER, "court order", NOW)
    with pytest.raises(ArticleWithheld, match="court order"):
        kept.article(PIER)
    with pytest.raises(ArticleWithheld):
        kept.captures_of(PIER)
    assert [a.canonical_url for a in kept.search("")] == [FERRY]
    assert (kept.count("council"), kept.count("rebuild in:revisions")) == (0, 0)
    with kept._read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM revisions").scalar() == 1
    (note,) = kept.withheld()
    assert (note.reason, note.withheld_at, note.released_at) == ("court order", NOW, None)
    assert kept.statistics().withheld == 1
    kept.release(PIER, NOW + HOUR)
    assert kept.article(PIER).title == "Council rejects the pier"
    assert (kept.count("council"), kept.count("rebuild in:revisions")) == (1, 1)
    assert kept.withheld()[0].released_at == NOW + HOUR


def test_a_withheld_article_stays_so_when_it_is_crawled_again(kept: Archive) -> None:
    kept.withhold(PIER, "court order", NOW)
    kept.store([captured(kept, visit(article(title="Third headline"), NOW + 5 * HOUR))])
    assert kept.count("headline") == 0
    kept.release(PIER, NOW + 6 * HOUR)
    assert kept.count("headline") == 1


# ---- corpora


def test_a_frozen_corpus_stays_as_it_was(kept: Archive) -> None:
    corpus = kept.freeze("harbour", "", NOW + 3 * HOUR)
    assert (corpus.members, kept.corpora()) == (2, [corpus])
    kept.store([captured(kept, visit(article(title="Later headline"), NOW + 4 * HOUR))])
    assert kept.verify_corpus("harbour") == []
    titles = {frozen.title for frozen in kept.corpus_articles("harbour")}
    assert titles == {"Council rejects the pier", "Ferry sails again"}
    assert kept.article(PIER).title == "Later headline"
    captures = {frozen.capture for frozen in kept.corpus_articles("harbour")}
    assert kept.article(PIER).capture not in captures


def test_what_is_stored_while_members_are_read_waits_for_nothing(
    kept: Archive, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = opened()

    def slowly(*asked: Any) -> Iterator[int]:
        for number, found in enumerate(newest_ids(*asked)):
            if not number:
                beside.store([visit(article(title="Later headline"), NOW + 4 * HOUR)])
            yield found

    monkeypatch.setattr("storage.corpora.newest_ids", slowly)
    assert kept.freeze("harbour", "", NOW + 5 * HOUR).members == 2
    assert kept.verify_corpus("harbour") == []
    assert kept.article(PIER).title == "Later headline"


def test_a_corpus_that_was_tampered_with_is_found(kept: Archive) -> None:
    kept.freeze("harbour", "", NOW)
    with kept._write() as connection:
        connection.exec_driver_sql("UPDATE article_text SET lead = 'tampered'")
    assert {loss.kind for loss in kept.verify_corpus("harbour")} == {"changed"}


def test_a_member_that_is_withheld_is_told(kept: Archive) -> None:
    kept.freeze("harbour", "", NOW)
    kept.withhold(FERRY, "privacy", NOW)
    assert [(loss.kind, loss.url) for loss in kept.verify_corpus("harbour")] == [("withheld", FERRY)]
    assert [frozen.canonical_url for frozen in kept.corpus_articles("harbour")] == [PIER]


def test_corpora_have_names_of_their_own(kept: Archive) -> None:
    kept.freeze("harbour", "", NOW)
    with pytest.raises(NameTaken):
        kept.freeze("harbour", "ferry", NOW)
    with pytest.raises(UnknownCorpus) as caught:
        kept.corpus("habour")
    assert caught.value.near == ("harbour",)


# ---- reading again


def test_better_rules_make_a_reading_not_an_edit(kept: Archive) -> None:
    kept.freeze("before", "", NOW)
    (task,) = kept.readable("ferry")
    better = article(
        FERRY, title="Ferry sails again", lead="With better rules", body=OTHER, extractor="newskeep 0.2"
    )
    assert kept.changes(task.article_id, task.number, better) == ("lead",)
    assert kept.store_reading(task.article_id, task.number, better, NOW + 3 * HOUR) == ("lead",)
    assert kept.store_reading(task.article_id, task.number, better, NOW + 3 * HOUR) == ()
    now = kept.article(FERRY)
    assert (now.lead, now.revision, now.revisions) == ("With better rules", 1, 1)
    assert [r.extractor for r in kept.revisions(FERRY)] == ["newskeep 0.2"]
    assert kept.verify_corpus("before") == []
    assert kept.count("better") == 1


def test_an_old_revision_can_be_read_again_too(kept: Archive) -> None:
    tasks = [task for task in kept.readable("title:council") if task.number == 1]
    better = article(title="Council votes to rebuild the northern pier")
    assert kept.store_reading(tasks[0].article_id, 1, better, NOW) == ("title",)
    assert [r.title for r in kept.revisions(PIER)] == [better.title, "Council rejects the pier"]
    assert kept.count("northern title:rebuild in:revisions") == 1


def test_what_a_sitemap_told_later_is_nothing_that_a_page_said(kept: Archive) -> None:
    later = Moment(NOW + 2 * HOUR, Precision.SECOND, "sitemap")
    for number in (1, 2):
        (task,) = (task for task in kept.readable("title:council") if task.number == number)
        read = article(title=kept.revisions(PIER)[number - 1].title, modified=later)
        assert kept.changes(task.article_id, number, read) == ()
        assert kept.store_reading(task.article_id, number, read, NOW + 3 * HOUR) == ()
    on_the_page = article(modified=replace(later, source="meta"))
    assert kept.changes(task.article_id, 1, on_the_page) == ("modified",)


def test_a_revision_that_is_not_there_is_told(kept: Archive) -> None:
    with pytest.raises(UnknownRevision):
        kept.changes(kept.article(PIER).id, 9, article())


def test_new_rules_are_not_taken_for_an_edit(kept: Archive) -> None:
    furniture = article(FERRY, title="Ferry sails again", body=OTHER, lead="Read by newer rules.",
                        extractor="newskeep 0.2")  # fmt: skip

    def reread(exchange: Exchange, told: Visit) -> object:
        assert exchange.url == FERRY
        return furniture

    page = captured(kept, visit(furniture, NOW + 4 * HOUR))
    (outcome,) = kept.store([page], reread=reread)
    assert outcome.effect is Effect.UNCHANGED
    assert [(r.number, r.lead) for r in kept.revisions(FERRY)] == [(1, "Read by newer rules.")]


def test_an_edit_under_new_rules_is_still_an_edit(kept: Archive) -> None:
    furniture = article(
        FERRY, title="Ferry sails again", body=OTHER, lead="Newer rules.", extractor="newskeep 0.2"
    )
    edited = replace(furniture, title="Ferry stays in port")
    page = captured(kept, visit(edited, NOW + 4 * HOUR))
    (outcome,) = kept.store([page], reread=lambda exchange, told: furniture)
    assert outcome.effect is Effect.UPDATED
    assert [(r.title, r.lead) for r in kept.revisions(FERRY)] == [
        ("Ferry sails again", "Newer rules."),
        ("Ferry stays in port", "Newer rules."),
    ]


# ---- numbers


def test_statistics_count_what_is_there(kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.store([Visit("harbour", FERRY, Fate.GONE, NOW + 9 * HOUR, status=410)])
    numbers = kept.statistics()
    assert (numbers.articles, numbers.revised, numbers.gone, numbers.revisions) == (2, 1, 1, 3)
    assert (numbers.captures, numbers.by_site, numbers.by_language) == (3, {"harbour": 2}, {"en": 2})
    assert numbers.to_dict()["last_seen_at"] == (NOW + 2 * HOUR).isoformat()
    assert numbers.first_published_at is not None
    assert numbers.by_year == {str(numbers.first_published_at.year): 2}
    monkeypatch.setattr(statistics, "PIECE", 1)
    assert kept.statistics() == numbers


def test_removals_and_variants_are_told(kept: Archive) -> None:
    gone = Visit("harbour", FERRY, Fate.GONE, NOW + 9 * HOUR, status=410, reason="gone")
    kept.store([gone, replace(gone, at=NOW + 10 * HOUR)])
    kept.store([visit(article(FERRY, title="Ferry sails again", body=OTHER), NOW + 11 * HOUR)])
    (removal,) = kept.removals(FERRY)
    assert (removal.first_seen_at, removal.last_seen_at) == (NOW + 9 * HOUR, NOW + 10 * HOUR)
    assert (removal.returned_at, removal.status) == (NOW + 11 * HOUR, 410)
    kept.store([visit(article(), NOW + 12 * HOUR)])
    assert {variant.title for variant in kept.variants(PIER)} == {article().title, "Council rejects the pier"}
