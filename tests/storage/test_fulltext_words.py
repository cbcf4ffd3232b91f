"""Texts as words: folding, segmentation, stems, and the facts beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.searching.fulltext import Document
from storage.searching.vocabulary import KnownWords
from storage.tables.keys import first_of_day
from storage.terms.bytewise import CODE_PAGES
from storage.terms.facts import DAY, MOVED, days, fact, facts
from storage.terms.stems import stemmed, stems
from storage.terms.words import (
    asked,
    fold,
    fold_all,
    indexable,
    places,
    read,
    read_any,
    searchable,
    spans,
    words,
    words_by_line,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'ÉTÉ à Évry-sur-Seine", ["l", "ete", "a", "evry", "sur", "seine"]),
        ("Straße, STRASSE, Œuvre, Ærø, Łódź", ["strasse", "strasse", "oeuvre", "aero", "lodz"]),
        ("ﬁnance ２０２２ ١٢ Ⅷ", ["finance", "2022", "12", "viii"]),
        ("soft\u00adhyphen zero\u200bwidth snake_case", ["softhyphen", "zerowidth", "snake", "case"]),
        ("Ёж, їжак, йод, Ў", ["еж", "їжак", "йод", "ў"]),
        ("Ἀθῆναι ΠΌΛΕΙΣ", ["αθηναι", "πολεισ"]),
        ("İstanbul ISI ısı", ["istanbul", "isi", "isi"]),
        ("الرَّئِيسُ آبـــار إلى", ["الرييس", "ابار", "الي"]),
        ("हिन्दी", ["हिन्दी"]),
        ("한국", ["한국", "국"]),
        ("がんばれ", ["がん", "んば", "ばれ", "れ"]),
        ("ﾄﾞﾗﾏ", ["ドラ", "ラマ", "マ"]),
        ("AI時代2.0", ["ai", "時代", "代", "2", "0"]),
        ("🔥🇫🇷👍🏽 ok", ["🔥", "🇫", "🇷", "👍", "ok"]),
        ("", []),
        ("— … !? \x00\ud800", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found
    assert searchable(text) is bool(found)


LETTERS = {page: bytes(range(256)).decode(page, "ignore") for page in CODE_PAGES}


@pytest.mark.parametrize("page", CODE_PAGES)
def test_texts_of_one_byte_a_letter_are_read_as_any_other(page: str) -> None:
    for letter in LETTERS[page]:
        assert read(f"a{letter}b {letter}") == read_any(f"a{letter}b {letter}")


@given(st.sampled_from(CODE_PAGES).flatmap(lambda page: st.text(LETTERS[page], max_size=200)))
def test_any_text_of_one_byte_a_letter_is_read_as_any_other(text: str) -> None:
    assert read(text) == read_any(text)


MIXED = st.text("".join(LETTERS.values()) + "日本\x1e\u0301", max_size=60)


@given(st.lists(st.one_of(*(st.text(LETTERS[page], max_size=80) for page in CODE_PAGES), MIXED), max_size=3))
def test_several_texts_are_read_as_each_alone_and_each_word_is_new_once(texts: list[str]) -> None:
    parts, spelled = indexable(texts)
    assert [part.split() for part in parts] == [read_any(text)[0] for text in texts]
    known = KnownWords()
    learned = [word for one in spelled for word in known.learn("fr", one)]
    assert set(learned) == set().union(*(read_any(text)[1] for text in texts))
    again = [word for one in spelled for word in known.learn("fr", one)]
    assert len(again) <= 2  # once in a long while two words share a place, and one takes it from the other


@given(MIXED)
def test_many_spellings_are_folded_as_each_alone(text: str) -> None:
    spelled = sorted(read_any(text)[1])
    assert fold_all(spelled) == [fold(word) for word in spelled]


@pytest.mark.parametrize(
    ("text", "found", "open_end"),
    [
        ("war", ["war"], False),
        ("中国", ["中国"], False),
        ("中国人", ["中国", "国人"], False),
        ("中", ["中"], True),
        ("iPhone 发", ["iphone", "发"], True),
        ("한국 대통", ["한국", "국", "대통"], False),
    ],
)
def test_what_is_asked_for_may_go_on(text: str, found: list[str], open_end: bool) -> None:
    assert asked(text) == (found, open_end)


@given(st.text(max_size=60))
def test_any_text_has_words_of_bounded_length_and_no_separators(text: str) -> None:
    found, _ = read(text)
    for word in found:
        assert 0 < len(word) <= 64
        assert not set(word) & set(" \t\n\"'()*^:{}\\,.-+<>&|!\x00")
    assert [word for word, _, _ in places(text)] == found or not text.isascii()


@given(st.text("éßїёйſﬁΆςÅØ中한がท١२İı", max_size=12))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


han = st.text("国会中人民北京東한국대통령นายกรัฐ", min_size=1, max_size=8)


@given(han, han, han)
def test_any_substring_of_a_run_is_found_in_its_words(before: str, middle: str, after: str) -> None:
    kept, (wanted, open_end) = words(before + middle + after), asked(middle)
    size = len(wanted)
    pieces = [kept[at : at + size] for at in range(len(kept) - size + 1)]
    if open_end:
        assert any(piece[:-1] == wanted[:-1] and piece[-1].startswith(wanted[-1]) for piece in pieces)
    else:
        assert wanted in pieces


def test_a_long_run_without_spaces_is_whole() -> None:
    run = "".join(chr(0xE01 + n % 40) for n in range(150))
    assert len(words(run)) == 150
    assert [word for word, _, _ in places(run)] == words(run)
    assert words("x" * 150) == ["x" * 64]


def test_places_are_where_the_words_stand() -> None:
    text = "L’été à Straße_5, ﾄﾞﾗﾏ 北京市"
    cut = [(word, text[start:end]) for word, start, end in places(text)]
    assert cut == [
        ("l", "L"), ("ete", "été"), ("a", "à"), ("strasse", "Straße"), ("5", "5"),
        ("ドラ", "ﾄﾞﾗ"), ("ラマ", "ﾗﾏ"), ("マ", "ﾏ"), ("北京", "北京"), ("京市", "京市"), ("市", "市"),
    ]  # fmt: skip


@given(
    st.lists(
        st.sampled_from(CODE_PAGES).flatmap(lambda page: st.text(LETTERS[page], max_size=40)),
        min_size=1,
        max_size=4,
    )
)
def test_the_words_of_lines_are_those_of_each(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    assert list(words_by_line(lines)) == [words(line) for line in lines]


@given(st.sampled_from(CODE_PAGES).flatmap(lambda page: st.text(LETTERS[page], max_size=60)))
def test_spans_are_places_where_each_piece_is_a_word(text: str) -> None:
    known = spans(text, words(text))
    if known is not None:
        assert [(word, *at) for word, at in zip(words(text), known, strict=True)] == list(places(text))


def test_spans_of_scripts_without_spaces_are_not_told() -> None:
    assert spans("L’été à Straße", ["l", "ete", "a", "strasse"]) == [(0, 1), (2, 5), (6, 7), (8, 14)]
    assert spans("北京市", words("北京市")) is None


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [("exercices", "exercice", "fr"), ("dénoncer", "denonce", "fr"), ("häuser", "haus", "de"),
     ("elecciones", "eleccion", "es"), ("учений", "учения", "ru"), ("niños", "nino", "es")],
)  # fmt: skip
def test_forms_of_one_word_share_a_stem(a: str, b: str, language: str) -> None:
    assert stems(a, fold(a), language) & stems(b, fold(b), language)


def test_languages_without_a_stemmer() -> None:
    assert [stemmed(code) for code in ("fr-CA", "FR", "uk", "und", None, "zh-Hant")] == [
        "fr",
        "fr",
        None,
        None,
        None,
        None,
    ]


def test_facts_are_marked_and_values_kept_apart() -> None:
    document = Document(
        1, language="zh-Hant", day=date(2022, 2, 9), site="New Site.net", authors=("A B", "C")
    )
    found = facts(document)
    assert all("\ue000" <= word[0] <= "\ue008" for word in found)
    assert MOVED in found  # the id is of another day
    assert MOVED not in facts(Document(first_of_day(date(2022, 2, 9)) + 5, day=date(2022, 2, 9)))
    assert fact("author", "b c")[0] in found
    joined = " ".join(found)
    assert " ".join(fact("author", "A B")) in joined
    assert " ".join(fact("author", "B C")) not in joined
    assert fact("lang", "zh")[0] in found
    assert fact("lang", "ZH-hant")[0] in found
    assert fact("site", "new site.NET")[0] in found
    assert not any(letter in word for word in found for letter in " .-")


near = st.dates(date(2019, 11, 1), date(2023, 2, 28))


@given(near, near, near)
def test_a_span_holds_its_days_and_no_others(first: date, last: date, day: date) -> None:
    first, last = min(first, last), max(first, last)
    span, of_day = set(days(first, last)), facts(Document(1, day=day))
    assert bool(span & set(of_day)) is (first <= day <= last)
    assert len(span) <= 100


def test_open_spans() -> None:
    today = set(facts(Document(1, day=date(2024, 2, 29))))
    assert today & set(days(date(2024, 2, 29), None))
    assert today & set(days(None, date(2024, 2, 29)))
    assert not today & set(days(date(2024, 2, 29) + timedelta(days=1), None))
    assert days(date(2022, 1, 1), date(2022, 12, 31)) == [f"{DAY}2022"]
