"""The search language: what each form means, and what a mistake is told."""

from __future__ import annotations

import string
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.errors import QueryError
from storage.query import FIELDS, parse
from storage.terms.query_tree import And, Field, Flag, Node, Not, Or, Phrase, Query, Span, Word


def root(text: str) -> Node | None:
    return parse(text).root


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ukraine", Word("ukraine")),
        ("mil*", Word("mil", prefix=True)),
        ('"exercice militaire"', Phrase("exercice militaire")),
        ("«exercice militaire»", Phrase("exercice militaire")),
        ("„Krieg und Frieden“", Phrase("Krieg und Frieden")),
        ("title:otan", Word("otan", title=True)),
        ('title:"ligne rouge"', Phrase("ligne rouge", title=True)),
        ("title:ota*", Word("ota", prefix=True, title=True)),
        ("lang:FR", Field("lang", "fr")),
        ("lang:zh-Hant", Field("lang", "zh-hant")),
        ("site:bbabo-fr", Field("site", "bbabo-fr")),
        ('author:"Jeanne d\'Arc"', Field("author", "Jeanne d'Arc")),
        ("section:Actualités", Field("section", "Actualités")),
        ("TAG:otan", Field("tag", "otan")),
        ("date:2022", Span("date", date(2022, 1, 1), date(2022, 12, 31))),
        ("date:2024-02", Span("date", date(2024, 2, 1), date(2024, 2, 29))),
        ("date:2022-02-09", Span("date", date(2022, 2, 9), date(2022, 2, 9))),
        ("date:2022-02..2022-04", Span("date", date(2022, 2, 1), date(2022, 4, 30))),
        ("date:2022-02..", Span("date", date(2022, 2, 1), None)),
        ("seen:..2022", Span("seen", None, date(2022, 12, 31))),
        ("gone:yes", Flag("gone", True)),
        ("revised:No", Flag("revised", False)),
        ("-war", Not(Word("war"))),
        ("NOT war", Not(Word("war"))),
        ("--war", Word("war")),
        ("a b", And((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("a (b (c d))", And((Word("a"), Word("b"), Word("c"), Word("d")))),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("-(a OR b)", Not(Or((Word("a"), Word("b"))))),
        ("or and", And((Word("or"), Word("and")))),
        ("title:OR", Word("OR", title=True)),
        ("Ukraine: war", And((Word("Ukraine:"), Word("war")))),
        ("12:30", Word("12:30")),
        ("l'Ukraine", Word("l'Ukraine")),
        ("bas-rhin", Word("bas-rhin")),
        ("a — b", And((Word("a"), Word("b")))),
        ('צה"ל', Word("צה״ל")),
        ("🔥", Word("🔥")),
        ("中*", Word("中", prefix=True)),
        ("", None),
        ("  \n ", None),
    ],
)
def test_meaning(text: str, meaning: Node | None) -> None:
    assert root(text) == meaning


def test_options_are_about_the_whole_query() -> None:
    assert parse("a OR b cluster:once") == Query(Or((Word("a"), Word("b"))), once=True)
    assert parse("in:revisions") == Query(None, revisions=True)
    assert parse("a cluster:once in:revisions") == Query(Word("a"), once=True, revisions=True)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("lnag:fr", 1, "before the colon (did you mean lang:?)"),
        ("war https://example.org/", 5, "text with a colon goes into quotes"),
        ("war site:", 10, "a value right after site:"),
        ("site: x", 6, "a value right after site:"),
        ("title:(a b)", 7, "a value right after title:"),
        ("site:—", 6, "a name with a letter or a digit"),
        ('war "peace', 11, 'a closing " for the phrase that column 5 opens'),
        ("(a (b)", 1, "a ) that closes"),
        ("a) b", 2, "no group is open"),
        ("OR a", 1, "both sides of OR"),
        ("a OR", 3, "both sides of OR"),
        ("a AND", 3, "both sides of AND"),
        ("AND a", 1, "both sides of AND"),
        ("a -OR b", 4, "after -"),
        ("a NOT", 6, "after NOT"),
        ("w*r", 1, "one * at the end"),
        ("war**", 1, "one * at the end"),
        ("w*", 1, "at least 2 letters before *"),
        ("!!! — ...", 1, "a word with a letter or a digit"),
        ("()", 1, "a word with a letter or a digit"),
        ("lang:French", 6, "such as fr or zh-Hant (did you mean fr?)"),
        ("lang:germn", 6, "did you mean de?"),
        ("lang:jp", 6, "did you mean ja?"),
        ("lang:klingon", 6, "such as fr or zh-Hant"),
        ("date:2022-13", 6, "there is no 2022-13"),
        ("date:2022-02-30", 6, "there is no 2022-02-30"),
        ("date:0000", 6, "there is no 0000"),
        ("date:yesterday", 6, "2022-02-28"),
        ("date:..", 6, "2022-02-28"),
        ("date:٢٠٢٢", 6, "2022-02-28"),
        ("date:2022..2021", 6, "not after its last"),
        ("gone:maybe", 6, "gone:yes or gone:no"),
        ("cluster:all", 9, "cluster:once"),
        ("a (b cluster:once)", 14, "outside of groups"),
        ("-in:revisions", 5, "outside of groups"),
    ],
)
def test_a_mistake_is_told_with_its_column(text: str, column: int, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.column, expected in caught.value.expected) == (column, True), str(caught.value)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("x" * 10_001, 10_001, "10,000 bytes"),
        ("é" * 5_001, 10_001, "10,000 bytes"),
        ("(" * 1_000 + "a" + ")" * 1_000, 52, "at most 50 groups"),
        ("-" * 1_000 + "a", 52, "at most 50 groups"),
        ("NOT " * 1_000 + "a", 205, "at most 50 groups"),
        ("a " * 201, 401, "at most 200 words"),
        ('"' + "a " * 201 + '"', 1, "at most 200 words"),
        ("a b " + "中" * 202, 5, "at most 200 words"),
        ("ab* " * 11, 41, "at most 10 words with a *"),
    ],
)
def test_bounds(text: str, column: int, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.column, expected in caught.value.expected) == (column, True), str(caught.value)


pieces = st.one_of(
    st.sampled_from(
        ['"', "(", ")", "-", " ", " OR ", " AND ", "NOT ", "*", ":", "..", "«", "»", "“", "״", '"']
    ),
    st.sampled_from([f"{name}:" for name in FIELDS]),
    st.sampled_from(
        ["yes", "no", "once", "revisions", "fr", "2022-02", "2022-02-28..", "中国", 'צה"ל', "🔥", "l'eau"]
    ),
    st.text(max_size=5),
    st.text(string.ascii_letters, min_size=1, max_size=4),
)


@given(st.lists(pieces, max_size=25).map("".join))
@example("\ud800")
@example("\x00")
@example('tag:א"ב')
def test_any_text_has_a_meaning_or_a_mistake(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as mistake:
        column, again = mistake.column, None
    else:
        column, again = 1, parse(format(query)) == query
    assert 1 <= column <= len(text) + 1
    assert again is not False


words = st.builds(
    Word,
    st.text(string.ascii_lowercase + "éßї中ع", min_size=2, max_size=6).map(
        lambda t: unicodedata.normalize("NFC", t)
    ),
    st.booleans(),
    st.booleans(),
)
leaves = st.one_of(
    words,
    st.builds(Phrase, st.sampled_from(["a b", "l'eau", "x: y"]), st.booleans()),
    st.builds(
        Field, st.sampled_from(["site", "author", "tag"]), st.sampled_from(["x", "New York", "a(b", "a:b"])
    ),
    st.builds(Span, st.just("seen"), st.dates(), st.none()),
    st.builds(Flag, st.sampled_from(["gone", "revised"]), st.booleans()),
)


def _normal(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    return kind(tuple(flat))


trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda part: part.part if isinstance(part, Not) else Not(part)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: _normal(And, parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: _normal(Or, parts)),
    ),
    max_leaves=12,
)


@given(trees, st.booleans(), st.booleans())
def test_every_meaning_can_be_written(tree: Node, once: bool, revisions: bool) -> None:
    query = Query(tree, once, revisions)
    assert parse(format(query)) == query
