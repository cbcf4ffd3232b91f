"""Word differences: complete in both directions, and readable."""

from hypothesis import given
from hypothesis import strategies as st

from newskeep.compare import Change, Piece, compare

WORDS = st.lists(
    st.sampled_from(["the", "minister", "said", "214", "231", "\n", "été", "日本語", ",", "  "]), max_size=30
)


def sides(pieces: tuple[Piece, ...]) -> tuple[str, str]:
    old = "".join(piece.text for piece in pieces if piece.change is not Change.ADDED)
    new = "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED)
    return old, new


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    assert sides(compare(before, after)) == (before, after)


@given(st.text(max_size=60), st.text(max_size=60))
def test_so_they_do_for_any_text(old: str, new: str) -> None:
    assert sides(compare(old, new)) == (old, new)


def test_one_changed_number_is_one_change() -> None:
    assert compare("After 214 cases\nNobody has died.", "After 231 cases\nNobody has died.") == (
        Piece(Change.SAME, "After "),
        Piece(Change.REMOVED, "214"),
        Piece(Change.ADDED, "231"),
        Piece(Change.SAME, " cases\nNobody has died."),
    )


def test_neighbouring_words_are_told_as_a_phrase() -> None:
    changes = [
        piece for piece in compare("a small quiet town", "a big loud town") if piece.change is not Change.SAME
    ]
    assert changes == [Piece(Change.REMOVED, "small quiet"), Piece(Change.ADDED, "big loud")]


def test_scripts_without_blanks_are_compared_sign_by_sign() -> None:
    assert [piece.text for piece in compare("首相は東京で", "首相は大阪で")] == [
        "首相は",
        "東京",
        "大阪",
        "で",
    ]


def test_equal_texts_have_no_change() -> None:
    assert compare("same", "same") == (Piece(Change.SAME, "same"),)
    assert compare("", "") == ()
