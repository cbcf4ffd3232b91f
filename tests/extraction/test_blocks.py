"""The walk from a parse to blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.page import blocks
from extraction.page.blocks import AROUND, HINT_BIT, class_hints, walk
from tests.extraction.body_pages import document


def texts(html: str) -> list[str]:
    return walk(document(f"<html><body>{html}</body></html>").root).texts


def test_blocks_come_in_order_of_reading():
    assert texts("a<div>b<p>c <b>d</b></p>e<ul><li>f</li></ul></div>g") == ["a", "b", "c d", "e", "f", "g"]


def test_two_breaks_end_a_block_and_one_does_not():
    assert texts("<div>one<br>line<br><br>two<br> <br/>three</div>") == ["one line", "two", "three"]


def test_scripts_navigation_and_controls_are_not_text():
    html = "<nav>menu</nav><script>var x</script><style>p{}</style><button>go</button><p>text</p>"
    assert texts(html) == ["text"]


@pytest.mark.parametrize(
    "hidden",
    ["class=sr-only", "style='clip:rect(0 0 0 0);width:1px'", "style='clip-path: inset(50%)'"],
)
def test_what_only_screen_readers_are_told_is_not_text(hidden):
    assert texts(f"<p>The index <a href=/x>(.IDX)<span {hidden}>, opens new tab</span></a> fell.</p>") == [
        "The index (.IDX) fell."
    ]


def test_text_after_a_skipped_element_is_kept():
    assert texts("<p>before <script>x</script>after</p>") == ["before after"]


def test_letters_inside_links_and_bold_are_counted():
    found = walk(document('<p>ab <a href="/x">cde</a></p><p><strong>bold</strong></p>').root)
    assert (found.link, found.bold) == ([3, 0], [0, 4])


def test_custom_elements_are_nodes_with_hints():
    found = walk(document('<x-teaser class="related-box"><p>teaser</p></x-teaser>').root)
    assert found.nodes.all_hints[found.node[0]] & HINT_BIT["related"]


def test_nodes_know_what_is_around_them():
    found = walk(document("<blockquote><p>said</p></blockquote><p>text</p>").root)
    around = [found.nodes.around[node] for node in found.node]
    assert [bool(bits & AROUND["blockquote"]) for bits in around] == [True, False]


def test_subtrees_are_ranges():
    nodes = walk(document("<div><p>a</p><div><p>b</p></div></div><p>c</p>").root).nodes
    for node, parent in enumerate(nodes.parent):
        assert parent <= node <= nodes.last[parent]


def test_class_words_are_read_in_camel_case_and_with_dashes():
    assert class_hints("storyBody__relatedLinks") & HINT_BIT["related"]
    assert class_hints("article-byline") & HINT_BIT["byline"]
    assert not class_hints("grandmother")


def test_pictures_and_controls_before_a_block_are_counted():
    found = walk(document("<p>a</p><img src=x><p>b</p><form><input><button>x</button></form><p>c</p>").root)
    assert (found.images, found.controls) == ([0, 1, 1], [0, 0, 2])


def test_the_walk_stops_on_endless_pages(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_ELEMENTS", 50)
    assert len(walk(document("<p>x</p>" * 500).root)) <= 50


def test_deep_pages_need_no_recursion():
    assert walk(document("<div>" * 5000 + "deep").root) is not None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["<div>", "</div>", "<p>", "<br>", "<a>", "</a>", "<b>", "word ", "<li>", "\x00"])
    )
)
def test_any_markup_gives_clean_blocks(pieces):
    found = walk(document("".join(pieces)).root)
    assert all(text == " ".join(text.split()) and text for text in found.texts)
    assert len(found.node) == len(found.link) == len(found.images) == len(found)
