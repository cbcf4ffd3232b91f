"""Pages that a menu or a button swallows, because a box inside is never closed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extraction.extract import extract
from extraction.parsing.balance import closed, is_swallowed
from tests.extraction.pages import SENTENCES, page

TEXT = "".join(f"<p>{sentence}</p>" for sentence in (*SENTENCES, *SENTENCES[::-1]))
MAIN = f"<main><article><h1>The bridge is to be rebuilt</h1>{TEXT}</article></main>"
MENUS = (
    "<header><button><div><div></button></div></header>",
    "<header><nav><div><ul><li><a href=/a>News</a></li></ul></nav></header>",
    "<nav><ul><li><div><a href=/a>News</a></li><li><div><a href=/b>Sport</a></li></ul></nav>",
)


def swallowed(html: bytes) -> bool:
    return is_swallowed(list(etree.HTML(html).iter("p")))


@pytest.mark.parametrize("menu", MENUS)
def test_an_unclosed_menu_does_not_swallow_the_page(menu: str) -> None:
    html = f"<html lang=en><body>{menu}{MAIN}</body></html>"
    assert swallowed(html.encode())
    assert not swallowed(closed(html.encode()))
    found = extract(page(html))
    assert found.body is not None
    assert all(sentence in found.body for sentence in SENTENCES)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<nav><div></nav>", "<nav><div></div></nav>"),
        ("<nav><div></div></nav>", "<nav><div></div></nav>"),
        ("<ul><li><div><li></ul>", "<ul><li><div></div><li></ul>"),
        ("<li><div><ul><li>a</li></ul></div></li>", "<li><div><ul><li>a</li></ul></div></li>"),
        ("<nav><table><tr><td></nav></table>", "<nav><table><tr><td></nav></table>"),
        ("<nav><!-- <div> --></nav>", "<nav><!-- <div> --></nav>"),
        ("<nav><script>'<div>'</script></nav>", "<nav><script>'<div>'</script></nav>"),
        ("<nav><script><script><div></nav>", "<nav><script><script><div></div></nav>"),
        ("</nav></div>text", "</nav></div>text"),
    ],
)  # fmt: skip
def test_what_a_browser_closes_is_closed(given: str, expected: str) -> None:
    assert closed(given.encode()).decode() == expected


def test_a_page_goes_on_after_its_end() -> None:
    html = f"<html lang=en><body><nav>News</nav></body></html>\n{MAIN}</body></html>"
    found = extract(page(html))
    assert found.body is not None
    assert all(sentence in found.body for sentence in SENTENCES)


@pytest.mark.parametrize("around", ["<div>{}</div>", "<nav><p>One</p></nav>{}"])
def test_other_pages_are_left_alone(around: str) -> None:
    assert not swallowed(around.format(MAIN).encode())


@given(
    st.lists(st.sampled_from(("<div>", "</div>", "<nav>", "</nav>", "<li>", "</li>", "<ul>", "</ul>", "x")))
)
def test_nothing_but_end_tags_is_added(parts: list[str]) -> None:
    html = "".join(parts)
    assert closed(html.encode()).decode().replace("</div>", "") == html.replace("</div>", "")


@pytest.mark.parametrize(
    "piece", [b"<div", b"<script>", b"<!--<div>", b"<div>", b"<table><div></nav>", b"<nav><li>"]
)
def test_endless_markup_takes_no_longer_than_its_length(piece: bytes) -> None:
    started = time.process_time()
    closed(b"<nav>" + piece * 60_000 + b"</nav>" * 1_000)
    assert time.process_time() - started < 4
