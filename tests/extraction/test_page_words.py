"""The words of a page's address and classes."""

from __future__ import annotations

from extraction.article import Page
from extraction.document import Document
from extraction.page.words import WordWeights, page_words, word_weights

HTML = """<html class="no-js"><body class="post-template single-post postid-17"><main class="Layout">
<article class="story"><p class="lead">Text</p></article><article class="more"></article></main></body>"""


def test_words_of_the_path_and_of_the_outermost_classes():
    page = Page("https://news.example/2026/Politics/how-it-ended-17.html", HTML.encode())
    assert page_words(Document.parse(page)) == {
        *(f"path {word}" for word in ("politics", "how", "it", "ended", "html")),
        *(
            f"class {word}"
            for word in ("no", "js", "post", "template", "single", "postid", "layout", "story")
        ),
    }


def test_weights_survive_their_file():
    weights = WordWeights({"path news": 0.5, "class product": -0.75}, 0.25)
    assert WordWeights.from_bytes(weights.to_bytes()) == weights
    assert weights.score(["path news", "path unknown"]) == 0.75


def test_templates_speak_for_their_kind():
    shipped = word_weights()
    assert shipped.score(["class single", "class post"]) > shipped.score(["class product"])
