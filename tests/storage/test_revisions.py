"""Is it an edit? The rules, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.article import Article, Block, Kind, Moment, Precision
from storage.keeping.content import Content, content_of, count_words
from storage.keeping.revisions import decide, same_page
from storage.tables.moments import hint_of, hint_text
from tests.storage.samples import HOUR, NOW, STORY, article, moment


def content(**changes: Any) -> Content:
    return content_of(article(**changes))


@pytest.mark.parametrize(
    "body",
    [
        (*STORY[:2], STORY[2].replace("twelve", "twelve "), STORY[3]),
        tuple(line.replace(" ", "\u00a0") for line in STORY),
        (*STORY, "Read more", "Ten piers you should see"),
        (*STORY, "12 comments"),
    ],
)
def test_what_no_reader_notices(body: tuple[str, ...]) -> None:
    assert decide(content(), content(body=body)).changed == ()


def test_quotes_dashes_and_counters_are_not_noticed() -> None:
    before = content(body=("He said \u201cno\u201d \u2013 twice.", "12 comments", "And left."))
    after = content(body=('He said "no" - twice.', "1,345 comments", "And left."))
    assert not decide(before, after).is_revision


def test_teasers_that_rotate_below_the_text_are_not_noticed() -> None:
    before = content(body=(*STORY, "Storm warning for Friday", "Ferry prices rise"))
    after = content(body=(*STORY, "Mayor to resign", "Ten best beaches"))
    assert not decide(before, after).is_revision


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": "Council rejects the pier"}, ("title",)),
        ({"lead": "The northern pier stays."}, ("lead",)),
        ({"body": (*STORY, "Correction: the price was eleven million.")}, ("body",)),
        ({"body": (STORY[0], STORY[1], STORY[2].replace("twelve", "eleven"), STORY[3])}, ("body",)),
        ({"authors": ("Mary Quay",)}, ("authors",)),
        ({"published": moment(NOW - 30 * HOUR)}, ("published",)),
        ({"published": moment(NOW - 30 * HOUR, "json-ld, zone assumed")}, ("published",)),
        ({"title": "New", "body": STORY[:3]}, ("title", "body")),
    ],
)
def test_what_a_reader_notices(changes: dict[str, Any], fields: tuple[str, ...]) -> None:
    assert decide(content(), content(**changes)).changed == fields


def test_a_date_from_another_source_is_no_edit() -> None:
    assert not decide(content(), content(published=moment(NOW - 9 * HOUR, "feed"))).is_revision
    assert not decide(content(), content(published=None)).is_revision


def test_the_order_of_authors_is_no_edit() -> None:
    assert not decide(content(), content(authors=("Tom Mole", "Mary Quay"))).is_revision


def test_a_headline_seen_before_is_a_variant_but_not_with_another_text() -> None:
    now, flipped = content(), content(title="Pier: yes")
    assert decide(now, flipped, ["Pier:  yes"]).variant
    assert decide(now, flipped, ["Something else"]).is_revision
    assert decide(now, content(title="Pier: yes", body=STORY[:3]), ["Pier: yes"]).is_revision


def test_the_same_page_under_two_addresses() -> None:
    assert same_page(content(), content(lead=None))
    assert not same_page(content(), content(title="Other"))
    assert not same_page(content(), content(published=moment(NOW - 48 * HOUR)))


def test_a_digest_stands_for_what_makes_a_revision() -> None:
    assert content().digest == content(section="Other", tags=()).digest
    assert len({content().digest, content(title="x").digest, content(body=("x",)).digest}) == 3


def test_what_no_database_takes_is_made_storable() -> None:
    kept = content(title="a\x00b\ud800c", lead="  ", authors=("Ann", "", "Ann"), body=(" one \n two ", " "))
    assert (kept.title, kept.lead, kept.authors, kept.body) == ("ab?c", None, ("Ann",), "one two")


@pytest.mark.parametrize(
    ("text", "words"),
    [("one two three", 3), ("Ça va très bien", 4), ("日本語の文章", 3), ("日本 and two", 3), ("", 0)],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert count_words(text) == words


MOMENTS = st.builds(
    Moment,
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(  # noqa: DTZ001 - it wants naive bounds
        lambda d: d.replace(tzinfo=UTC, microsecond=0)
    ),
    st.sampled_from(Precision),
    st.sampled_from(["json-ld", "news sitemap", "text"]),
    st.none() | st.integers(-720, 840),
)


@given(MOMENTS)
def test_a_hint_survives_its_column(told: Moment) -> None:
    assert hint_of(hint_text(told)) == told


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=5))
def test_any_text_can_be_kept_and_compared(title: str, lines: list[str]) -> None:
    read = Article("https://x.example/", Kind.ARTICLE, "test", title=title, blocks=tuple(map(Block, lines)))
    kept = content_of(read)
    assert decide(kept, kept).changed == ()
    assert len(kept.blocks) == len((kept.body or "").split("\n")) * bool(kept.body)
    assert content_of(replace(read, blocks=kept.blocks)) == kept


def test_a_moment_keeps_to_the_second() -> None:
    told = replace(moment(), value=NOW + timedelta(microseconds=5))
    assert content(published=told).published == replace(told, value=NOW)
