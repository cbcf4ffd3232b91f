"""What the trained model sees of single blocks, measured on pages of our own making."""

from __future__ import annotations

import pytest

from extraction.body import describe, read_body
from extraction.page.blocks import walk
from extraction.page.features import look
from tests.extraction.body_pages import document


def measured(name: str, *texts: str) -> list[float]:
    """One feature of the paragraphs of a page."""
    page = document("<h1>The bridge opens</h1>" + "".join(f"<p>{text}</p>" for text in texts))
    view = look(walk(page.root), describe(page))
    found = dict(zip(view.texts, view.table[name].tolist(), strict=True))
    return [found[text] for text in texts]


@pytest.mark.parametrize("text", ["READ MORE: The old ferry", "À NE PAS MANQUER: le pont", "DON'T MISS"])
def test_a_label_in_capitals_opens_a_pointer(text: str) -> None:
    assert measured("label", text) == [1.0]


@pytest.mark.parametrize(
    "text", ["The mayor: it is done", "NATO said so", "EU: a word", "He said: READ MORE"]
)
def test_other_openings_are_no_labels(text: str) -> None:
    assert measured("label", text) == [0.0]


def test_running_text_has_words_that_lists_of_names_lack() -> None:
    prose, names = measured(
        "lexicon share prose",
        "The bridge is closed and the city waits for a ferry.",
        "Hamburg, Bremen, Kiel, Lübeck, Rostock, Stralsund",
    )
    assert prose > 0.4 > names == 0.0


def test_the_house_speaks_to_its_readers() -> None:
    asked, told = measured("lexicon host", "Do you want our letter? Please tell us.", "He told them why.")
    assert (asked, told) == (5.0, 0.0)


def test_the_mark_of_rights_is_seen() -> None:
    assert measured("rights mark", "© Harbour Office / A. Ferreira", "The bridge opened.") == [1.0, 0.0]


def test_what_stands_around_the_headline_is_counted() -> None:
    text = "<p>The bridge is closed, and the city waits for a ferry that nobody has ordered so far.</p>"
    signed = '<h1>The bridge opens</h1><div class="byline">By Ana Ferreira</div><time>4 May 2022</time>'
    measures = read_body(document(signed + 3 * text)).measures
    bare = read_body(document("<h1>The bridge opens</h1>" + 3 * text)).measures
    assert measures["near title lexicon byline"] == bare["near title lexicon byline"] + 1
    assert (measures["near title own byline"], bare["near title own byline"]) == (1.0, 0.0)
    assert (bare["title to text"], bare["title row"], bare["good words"]) == (1.0, 0.0, 17.0)


def test_headings_that_ask_and_exact_types_are_counted() -> None:
    state = '<script type="application/ld+json">{"@type": ["NewsArticle", "Article"]}</script>'
    measures = read_body(
        document(f"{state}<h1>Bridge</h1><h2>Why?</h2><p>So.</p><h2>Who did it</h2>")
    ).measures
    assert (measures["headings h2"], measures["headings asking"]) == (2.0, 1.0)
    assert (measures["ld type NewsArticle"], measures["ld type Product"]) == (1.0, 0.0)
