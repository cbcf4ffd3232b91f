"""The one parse: charsets, JSON-LD with its damage, links, and payloads that are no page."""

from __future__ import annotations

import pytest

from extraction.article import Page
from extraction.document import Document
from extraction.parsing.charset import decode
from extraction.parsing.structured import loads
from tests.extraction.pages import page

RUSSIAN = "Совет проголосовал за восстановление старого моста через гавань, работы начнутся весной"


def parse(body: bytes, content_type: str = "text/html", url: str = "https://news.example/a") -> Document:
    return Document.parse(Page(url, body, headers={"content-type": content_type}))


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=iso-8859-1", "café"),
        ("café".encode("utf-16-le"), "text/html; charset=utf-16", None),
        (b"caf\xe9 \x96 \x93so\x94", "text/html; charset=iso-8859-1", "café – “so”"),
        (b'<meta charset="windows-1251">' + "мост".encode("cp1251"), "text/html", "мост"),
        (b'<meta charset="utf-8">' + RUSSIAN.encode("cp1251"), "text/html", RUSSIAN),
        ("мост".encode(), "text/html; charset=windows-1251", "мост"),
        ("мост".encode("koi8-r"), "text/html; charset=koi8-r", "мост"),
        ("橋".encode("gb18030"), "text/html; charset=gb2312", "橋"),
        ("橋の工事".encode("shift_jis"), "text/html; charset=x-sjis", "橋の工事"),
        ("Votação".encode("latin-1"), "text/html", "Votação"),
        ("мост мост мост ".encode() * 40 + b"\xd0", "text/html", "мост мост мост " * 40 + "\ufffd"),
    ],
)
def test_charsets(body: bytes, content_type: str, expected: str | None) -> None:
    text, _ = decode(body, content_type)
    if expected is not None:
        assert text.endswith(expected)


def test_a_page_without_charset_is_read_as_its_country_writes() -> None:
    assert decode("łódź".encode("cp1250"), "", "pl")[0] == "łódź"
    assert decode(b"<html lang=ru>" + RUSSIAN.encode("cp1251"), "", "com")[0].endswith(RUSSIAN)


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('{"headline": "A", }', "A"),
        ('<!-- {"headline": "A"} -->', "A"),
        ('//<![CDATA[\n{"headline": "A"}\n//]]>', "A"),
        ('{"headline": "A\nB"}', "A\nB"),
        ('{"headline": "A \\x B"}', "A \\x B"),
        ("{&quot;headline&quot;: &quot;A&quot;}", "A"),
        ('{"headline": "A" "author": [{"name": "Jane Doe"}], "broken', "A"),
    ],
)
def test_damaged_json_ld_is_repaired_or_salvaged(script: str, headline: str) -> None:
    value = loads(script)
    node = value[0] if isinstance(value, list) else value
    assert " ".join(node["headline"].split()) == " ".join(headline.split())


@pytest.mark.parametrize("script", ["", "[" * 100_000, "null", "{{{", "\\u"])
def test_hopeless_json_ld_is_nothing(script: str) -> None:
    assert loads(script) is None


def test_nodes_of_a_graph_are_flat_and_known_by_id() -> None:
    script = '{"@graph": [{"@id": "#p", "name": "Jane"}, {"@type": "Article", "author": {"@id": "#p"}}]}'
    document = Document.parse(page(f'<script type="application/ld+json">{script}</script><p>x'))
    assert document.by_id["#p"]["name"] == "Jane"
    assert [node.get("@type") for node in document.structured].count("Article") == 1


def test_links_are_absolute_and_labelled() -> None:
    html = '<base href="/de/"><a href="a">One <b>two</b></a><a href="#x">no</a><a href="javascript:x">no</a>'
    links = Document.parse(page(html + '<a href="//o.example/b"><img alt="Three"></a>')).links
    assert [(link.url, link.text) for link in links] == [
        ("https://news.example/de/a", "One two"),
        ("https://o.example/b", "Three"),
    ]


@pytest.mark.parametrize(
    ("body", "foreign"),
    [
        (b"", "empty"),
        (b"\0\0\0", "empty"),
        (b'{"a": "<p>"}', "JSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (b'<?xml version="1.0"?><rss></rss>', "XML (rss)"),
        (bytes(range(256)) * 40, "binary"),
        (b"Only words", "plain text"),
    ],
)
def test_what_is_no_page_is_named(body: bytes, foreign: str) -> None:
    document = parse(body)
    assert document.foreign == foreign
    assert document.problems[0].field == "document"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<p>" + b"word " * 2_200_000, "read the first"),
        (b"<html><body>" + b"<div>" * 100_000 + b"x", "nested too deeply"),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(200_000)) + b">x", "attributes"),
        (b"<br>" * 400_000, "tags"),
    ],
    ids=["large", "deep", "attributes", "tags"],
)
def test_excess_is_cut_and_named(body: bytes, problem: str) -> None:
    assert any(problem in p.message for p in parse(body).problems)
