"""The same text elsewhere, and the same story in other languages."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from extraction.article import Article, Edition
from storage.archive import Archive
from storage.families.clusters import linked
from storage.families.similarity import (
    MOST_HOLDERS,
    SAME_TEXT,
    candidates,
    fingerprint,
    grams,
    likeness,
    word_hashes,
)
from storage.records import Visit
from tests.storage.samples import HOME, HOUR, NOW, article, editions, visit

DICE = random.Random(20260301)
LEXICON = ["".join(DICE.choices("abcdefghijklmnoprstuvwz", k=DICE.randint(2, 11))) for _ in range(9000)]
BOILERPLATE = " ".join(DICE.choices(LEXICON, k=120))
AWAY = "https://montagne.example"


def story(words: int = 500) -> str:
    return " ".join(DICE.choices(LEXICON, k=words))


def edited(text: str, share: float) -> str:
    return " ".join(DICE.choice(LEXICON) if DICE.random() < share else word for word in text.split())


def paragraphs(text: str) -> tuple[str, ...]:
    words = text.split()
    return tuple(" ".join(words[i : i + 60]) + "." for i in range(0, len(words), 60))


# ---- pure


def test_case_and_punctuation_do_not_count() -> None:
    assert word_hashes("The cat, the CAT!").tolist()[1] == word_hashes("cat").tolist()[0]
    assert len(set(word_hashes("The cat, the CAT!").tolist())) == 2


def test_in_scripts_without_spaces_each_character_is_a_word() -> None:
    assert len(word_hashes("日本語 の abc テスト")) == 8


def test_short_texts_are_compared_with_nothing() -> None:
    assert fingerprint(grams("too short to say anything")) == []
    assert fingerprint(grams("")) == []


def test_texts_with_a_tenth_edited_are_found() -> None:
    found = 0
    for _ in range(200):
        text = story()
        one, other = grams(text), grams(edited(text, 0.1))
        shared = set(fingerprint(one)) & set(fingerprint(other))
        found += bool(candidates([[1]] * len(shared))) and likeness(one, other) >= SAME_TEXT
    assert found >= 0.93 * 200


def test_different_texts_with_the_same_boilerplate_are_not_alike() -> None:
    texts = [grams(f"{story(300)} {BOILERPLATE}") for _ in range(60)]
    pairs = [likeness(one, other) for n, one in enumerate(texts) for other in texts[:n]]
    assert max(pairs) < SAME_TEXT


def test_what_all_texts_of_a_site_share_makes_no_candidate() -> None:
    everyone = list(range(MOST_HOLDERS))
    assert candidates([everyone, everyone, everyone]) == []
    assert candidates([everyone, everyone, [7, 8], [8, 99]]) == [8, 7]
    assert candidates([everyone] * 4) == everyone  # but so many are no chance


def test_stored_fingerprints_keep_their_meaning() -> None:
    """They stand in archives: other hashes need ``schema.DERIVED`` to be raised."""
    assert fingerprint(grams(" ".join(f"word{n}" for n in range(40))))[:2] == [-1455779727, 745697082]


# ---- in the archive


def wire(site: str, home: str, text: str, hours: int, title: str = "Wire story") -> Visit:
    read = article(f"{home}/{title.lower().replace(' ', '-')}", title=title, body=paragraphs(text))
    return replace(visit(read, NOW + hours * HOUR), site=site)


def test_a_wire_story_is_one_cluster_named_by_the_first_seen(archive: Archive) -> None:
    text = story()
    archive.store([wire("harbour", HOME, text, 0), wire("harbour", HOME, story(), 0, "Another")])
    archive.store([wire("montagne", AWAY, edited(text, 0.1), 3, "Wire story here")])
    first, copy = archive.article(f"{HOME}/wire-story"), archive.article(f"{AWAY}/wire-story-here")
    assert first.cluster == copy.cluster == first.id
    assert archive.article(f"{HOME}/another").cluster is None
    assert [a.id for a in archive.relatives(copy.id).copies] == [first.id]
    assert archive.count("cluster:once") == 2


def test_groups_that_share_a_member_are_one() -> None:
    assert linked([{1, 2}, {3, 4}, {5}, {2, 3}, {6, 7}]) == [{5}, {1, 2, 3, 4}, {6, 7}]


def test_a_batch_that_links_two_clusters_makes_them_one(archive: Archive) -> None:
    one, other = (" ".join(random.Random(n).choices(LEXICON, k=400)) for n in (1, 2))
    archive.store([wire("harbour", HOME, one, 1), wire("montagne", AWAY, one, 2, "One again")])
    archive.store([wire("harbour", HOME, other, 3, "Other"), wire("montagne", AWAY, other, 4, "Other again")])
    assert len({hit.cluster for hit in archive.search("")}) == 2
    archive.store([wire("harbour", HOME, f"{one} {other}", 5, "Both")])
    first = archive.article(f"{HOME}/wire-story").id
    assert [hit.cluster for hit in archive.search("")] == [first] * 5


def test_copies_in_one_batch_are_found_too(archive: Archive) -> None:
    text = story()
    archive.store([wire("harbour", HOME, text, 0), wire("montagne", AWAY, text, 0, "Elsewhere")])
    assert archive.article(f"{AWAY}/elsewhere").cluster == archive.article(f"{HOME}/wire-story").id


def test_a_text_that_links_two_clusters_makes_them_one(archive: Archive) -> None:
    left, right = story(), story()
    archive.store([wire("harbour", HOME, left, 0, "Left"), wire("harbour", HOME, right, 1, "Right")])
    archive.store([wire("montagne", AWAY, f"{left} {right}", 2, "Both")])
    heads = {archive.article(url).cluster for url in (f"{HOME}/left", f"{HOME}/right", f"{AWAY}/both")}
    assert heads == {archive.article(f"{HOME}/left").id}


def test_an_edit_moves_an_article_into_a_cluster(archive: Archive) -> None:
    text = story()
    archive.store([wire("harbour", HOME, text, 0), wire("montagne", AWAY, story(), 0, "Later copied")])
    assert archive.article(f"{AWAY}/later-copied").cluster is None
    archive.store([wire("montagne", AWAY, text, 4, "Later copied")])
    assert archive.article(f"{AWAY}/later-copied").cluster == archive.article(f"{HOME}/wire-story").id


def test_no_false_pair_among_many_texts(archive: Archive) -> None:
    many = [wire("harbour", HOME, f"{story(200)} {BOILERPLATE}", 0, f"Story {n}") for n in range(300)]
    archive.store(many)
    assert archive.count("cluster:once") == 300


# ---- editions


def edition(language: str, *others: tuple[str, str]) -> Article:
    url = f"{HOME}/{language}/pier"
    return article(url, title=f"Pier {language}", body=paragraphs(story(60)), editions=editions(*others))


def groups(archive: Archive, *languages: str) -> list[int | None]:
    return [archive.article(f"{HOME}/{language}/pier").edition_group for language in languages]


@pytest.mark.parametrize("batches", [1, 3])
def test_editions_that_name_each_other_are_a_group(archive: Archive, batches: int) -> None:
    everyone = [(code, f"{HOME}/{code}/pier") for code in ("en", "fr", "de")]
    visits = [visit(edition(code, *everyone)) for code, _ in everyone]
    for batch in [visits] if batches == 1 else [[one] for one in visits]:
        archive.store(batch)
    assert len(set(groups(archive, "en", "fr", "de"))) == 1
    assert groups(archive, "en")[0] is not None
    assert len(archive.relatives(f"{HOME}/en/pier").editions) == 2


def test_one_declaration_is_enough_whichever_comes_first(archive: Archive) -> None:
    archive.store([visit(edition("en"))])
    archive.store([visit(edition("fr", ("en", f"{HOME}/en/pier")))])
    archive.store([visit(edition("de"))])
    archive.store([visit(edition("es", ("de", f"{HOME}/de/pier"), ("it", f"{HOME}/it/pier")))])
    archive.store([visit(edition("it"))])
    assert len(set(groups(archive, "en", "fr"))) == 1
    assert len(set(groups(archive, "de", "es", "it"))) == 1
    assert set(groups(archive, "en")).isdisjoint(groups(archive, "de"))


def test_an_edition_that_names_itself_or_a_page_that_is_no_article_is_no_group(archive: Archive) -> None:
    own = Edition("en", f"{HOME}/en/pier")
    archive.store([visit(replace(edition("en"), editions=(own, Edition("x-default", f"{HOME}/"))))])
    assert groups(archive, "en") == [None]
