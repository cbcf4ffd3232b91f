"""The order of relevance, and the marks in snippets, as pure functions."""

from __future__ import annotations

import pytest

from storage.terms.matching import Term
from storage.terms.ranking import Candidate, ranked
from storage.terms.snippets import Marks, snippet

WAR = Term((("war",), ("wars",)))
PEACE = Term((("peace",),))


def test_a_title_counts_more_than_a_body_and_more_more_than_less() -> None:
    texts = [
        Candidate(1, "News", None, "war " + "word " * 60),
        Candidate(2, "The war", None, "word " * 60),
        Candidate(3, "News", "war", "wars and war " + "word " * 60),
        Candidate(4, "News", None, "word " * 60),
    ]
    assert ranked(texts, [WAR]) == [2, 3, 1, 4]


def test_a_rarer_word_counts_more() -> None:
    texts = [Candidate(n, "News", None, "war " + "word " * 9) for n in range(5)]
    texts.append(Candidate(9, "News", None, "peace " + "word " * 9))
    assert ranked(texts, [WAR, PEACE])[0] == 9


def test_equals_stay_in_their_order_and_nothing_is_no_fault() -> None:
    texts = [Candidate(n, "War", None, None) for n in (3, 1, 2)]
    assert ranked(texts, [WAR]) == [3, 1, 2]
    assert ranked([], [WAR]) == []
    assert ranked([Candidate(1, None, None, None)], [WAR]) == [1]


@pytest.mark.parametrize(
    ("term", "best"),
    [
        (Term((("cold", "war"),)), 1),
        (Term((("cold", "wa"),), prefix=True), 1),
        (Term((("pea",),), prefix=True), 2),
    ],
)
def test_phrases_and_beginnings_are_counted(term: Term, best: int) -> None:
    texts = [Candidate(0, "War, cold", None, "cold x war"), Candidate(1, None, None, "A cold war."),
             Candidate(2, None, None, "peacetime")]  # fmt: skip
    assert ranked(texts, [term])[0] == best


def test_a_snippet_is_short_and_begins_and_ends_at_words() -> None:
    line = "word " * 200 + "before war after " + "more " * 200
    shown = snippet("Title", ["nothing here", line], Marks.of([WAR]))
    assert shown is not None
    assert shown.startswith("…word")
    assert shown.endswith("more…")
    assert "before \x02war\x03 after" in shown
    assert len(shown) < 260


def test_the_line_with_most_of_the_words_is_shown() -> None:
    marks = Marks.of([WAR, PEACE])
    assert snippet("T", ["a war", "war and peace", "peace"], marks) == "\x02war\x03 and \x02peace\x03"


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        ([Term((("北京", "京市"),))], "昨日\x02北京市\x03長"),
        ([Term((("市",),), prefix=True)], "昨日北京\x02市\x03長"),
        ([Term((("北京",),)), Term((("京市",),))], "昨日\x02北京市\x03長"),
        ([Term((("ドラ", "ラマ"),))], "\x02ﾄﾞﾗﾏ\x03"),  # written otherwise than it is asked for
        ([Term((("北京",),)), WAR], "昨日\x02北京\x03市長"),
    ],
)
def test_a_snippet_of_a_script_without_spaces(terms: list[Term], shown: str) -> None:
    assert snippet("Title", ["最初", "昨日北京市長", "ﾄﾞﾗﾏ"], Marks.of(terms)) == shown


def test_a_snippet_of_the_title_where_only_that_matches() -> None:
    assert snippet("War!", ["calm"], Marks.of([WAR])) == "\x02War\x03!"
    assert snippet(None, ["calm"], Marks.of([WAR])) == "calm"
    assert snippet(None, [], Marks.of([WAR])) is None


def test_marks_in_a_text_are_not_taken_for_ours() -> None:
    assert snippet(None, ["\x03a\x02 war \x02"], Marks.of([WAR])) == "a \x02war\x03 "
