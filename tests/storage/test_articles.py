"""What storing visits does to the archive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.archive import Archive
from storage.errors import UnknownArticle
from storage.records import Effect, Fate, Visit
from tests.storage.samples import HOME, HOUR, NOW, STORY, article, captured, visit


def effects(archive: Archive, *visits: Visit) -> list[Effect]:
    return [outcome.effect for outcome in archive.store(visits)]


def test_a_new_article_comes_back_as_it_was_read(archive: Archive) -> None:
    first = captured(archive, visit())
    (outcome,) = archive.store([first])
    kept = archive.article(f"{HOME}/pier")
    assert (outcome.effect, outcome.article_id, outcome.revision) == (Effect.NEW, kept.id, 1)
    assert kept.title == "Council votes to rebuild the pier"
    assert kept.body == "\n".join(STORY)
    assert kept.subheadings == ("What it will cost",)
    assert (kept.authors, kept.tags) == (("Mary Quay", "Tom Mole"), ("harbour", "storm"))
    assert [image.caption for image in kept.images] == ["The pier in February", None]
    assert kept.published_at == "2026-03-01T12:00:00+01:00"
    assert (kept.published_at_source, kept.published_at_precision) == ("json-ld", "minute")
    assert (kept.language, kept.language_confidence, kept.declared_language) == ("en", 0.98, "en-GB")
    assert (kept.first_seen_at, kept.last_seen_at, kept.gone_at) == (NOW, NOW, None)
    assert kept.capture is not None
    assert first.capture is not None
    assert (kept.capture.file, kept.capture.offset) == (first.capture.file, first.capture.offset)


def test_the_same_batch_again_changes_nothing(archive: Archive) -> None:
    batch = [
        captured(archive, visit()),
        visit(article(f"{HOME}/ferry", title="Ferry returns"), NOW + HOUR),
        Visit("harbour", f"{HOME}/lost", Fate.ERROR, NOW, reason="timeout"),
    ]
    archive.store(batch)
    before = dump(archive)
    archive.store(batch)
    assert dump(archive) == before


def dump(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    tables = [
        "url",
        "capture",
        "article",
        "article_text",
        "revision",
        "article_author",
        "image",
        "fingerprint",
        "removal",
        "variant",
    ]
    with archive._read() as connection:
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2")]
            for name in tables
        }


def test_an_edit_makes_a_revision_and_keeps_the_text_before(archive: Archive) -> None:
    archive.store([captured(archive, visit())])
    edited = article(title="Council rejects the pier", authors=("Mary Quay",))
    assert effects(archive, captured(archive, visit(edited, NOW + HOUR))) == [Effect.UPDATED]
    first, second = archive.revisions(f"{HOME}/pier")
    assert (first.number, first.title, first.authors) == (1, article().title, ("Mary Quay", "Tom Mole"))
    assert (second.number, second.title, second.seen_at) == (2, "Council rejects the pier", NOW + HOUR)
    assert first.capture != second.capture
    kept = archive.article(f"{HOME}/pier")
    assert (kept.revision, kept.revisions, kept.authors) == (2, 2, ("Mary Quay",))


def test_noise_is_no_revision(archive: Archive) -> None:
    archive.store([visit()])
    noisy = article(title="Council votes  to rebuild the pier", section="Region")
    assert effects(archive, visit(noisy, NOW + HOUR)) == [Effect.UNCHANGED]
    kept = archive.article(f"{HOME}/pier")
    assert (kept.revisions, kept.section, kept.last_seen_at) == (1, "Region", NOW + HOUR)


def test_a_headline_that_flips_is_a_variant(archive: Archive) -> None:
    a, b = article(), article(title="Pier: council says yes")
    told = [effects(archive, visit(read, NOW + n * HOUR))[0] for n, read in enumerate([a, b, a, b, a])]
    assert told == [Effect.NEW, Effect.UPDATED, Effect.UNCHANGED, Effect.UNCHANGED, Effect.UNCHANGED]
    assert len(archive.revisions(f"{HOME}/pier")) == 2


def test_another_address_of_an_article_is_an_alias(archive: Archive) -> None:
    archive.store([visit()])
    other = article(f"{HOME}/m/pier", canonical_url=f"{HOME}/pier")
    assert effects(archive, visit(other, NOW + HOUR)) == [Effect.DUPLICATE]
    assert archive.article(f"{HOME}/m/pier").canonical_url == f"{HOME}/pier"


def test_both_addresses_in_one_batch_make_one_article(archive: Archive) -> None:
    other = article(f"{HOME}/m/pier", canonical_url=f"{HOME}/pier")
    assert effects(archive, visit(other), visit()) == [Effect.NEW, Effect.UNCHANGED]


def test_the_same_page_under_an_undeclared_address_is_a_duplicate(archive: Archive) -> None:
    assert effects(archive, visit(), visit(article(f"{HOME}/pier-2"))) == [Effect.NEW, Effect.DUPLICATE]
    assert archive.article(f"{HOME}/pier-2").canonical_url == f"{HOME}/pier"


def test_a_canonical_address_elsewhere_is_not_believed(archive: Archive) -> None:
    archive.store([visit(article(canonical_url="https://agency.example/wire/1"))])
    assert archive.article(f"{HOME}/pier").canonical_url == f"{HOME}/pier"


def test_gone_and_back(archive: Archive) -> None:
    archive.store([visit()])
    gone = Visit("harbour", f"{HOME}/pier", Fate.GONE, NOW + HOUR, status=404)
    assert effects(archive, gone, replace(gone, at=NOW + 2 * HOUR)) == [Effect.GONE, Effect.GONE]
    assert archive.article(f"{HOME}/pier").gone_at == NOW + HOUR
    assert effects(archive, visit(at=NOW + 3 * HOUR)) == [Effect.UNCHANGED]
    assert archive.article(f"{HOME}/pier").gone_at is None


def test_what_was_seen_before_a_removal_is_no_return_and_an_old_removal_no_news(archive: Archive) -> None:
    gone = Visit("harbour", f"{HOME}/pier", Fate.GONE, NOW + 2 * HOUR, status=404)
    archive.store([visit(), gone])
    archive.store([visit(at=NOW + HOUR)])
    assert archive.article(f"{HOME}/pier").gone_at == NOW + 2 * HOUR
    archive.store([visit(at=NOW + 3 * HOUR)])
    archive.store([gone])
    (removal,) = archive.removals(f"{HOME}/pier")
    assert (removal.last_seen_at, removal.returned_at) == (NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert archive.article(f"{HOME}/pier").gone_at is None


def test_ids_order_by_date_and_never_collide(archive: Archive) -> None:
    day = [visit(article(f"{HOME}/{n}", title=f"Story {n}", body=(f"Text {n}.",))) for n in range(600)]
    ids = [outcome.article_id for outcome in archive.store(day)]
    assert len(set(ids)) == 600
    later = article(f"{HOME}/late", published=None)
    (outcome,) = archive.store([visit(later, NOW + 20 * HOUR)])
    assert outcome.article_id is not None
    assert outcome.article_id > max(i for i in ids if i)


def test_an_earlier_state_that_comes_later_is_kept_as_such(archive: Archive) -> None:
    archive.store([visit()])
    old = article(title="Council to vote on the pier")
    assert effects(archive, visit(old, NOW - HOUR)) == [Effect.UPDATED]
    assert [r.title for r in archive.revisions(f"{HOME}/pier")] == [old.title, article().title]
    kept = archive.article(f"{HOME}/pier")
    assert (kept.title, kept.first_seen_at, kept.last_seen_at) == (article().title, NOW - HOUR, NOW)


def test_an_unknown_article_suggests_near_ones(archive: Archive) -> None:
    archive.store([visit()])
    with pytest.raises(UnknownArticle) as caught:
        archive.article(f"{HOME}/peir")
    assert caught.value.near == (f"{HOME}/pier",)
