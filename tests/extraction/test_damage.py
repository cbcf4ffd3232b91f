"""Damaged pages by the thousand: an article or a named problem, never an exception, bounded in time."""

from __future__ import annotations

import time
from random import Random

import pytest

from extraction.article import Article, Page
from extraction.extract import extract
from tests.extraction.pages import article, seed_page

NODE = '{"@type": "NewsArticle", "datePublished": "2024-05-17", "author": "Jane Doe"}'
LD = f'<script type="application/ld+json">{NODE}</script>'
SOURCES = (article(LD, "<p class=byline>By Jane Doe | 17 May 2024</p>").encode(), seed_page().encode())
VALUES = (
    b'"@id":{}',
    b"[[[[",
    b"\0",
    b"9" * 400,
    b"99999999999999",
    b"&#x110000;",
    b"\xed\xa0\x80",
    b"http://[",
    b"<svg><title>",
)
SECONDS = 5.0


def damaged(random: Random) -> bytes:
    """A page with one to four injuries."""
    body = bytearray(random.choice(SOURCES))
    for _ in range(random.randint(1, 4)):
        injure(body, random)
    return bytes(body)


def injure(body: bytearray, random: Random) -> None:
    position = random.randrange(len(body) + 1)
    kind = random.randrange(6)
    if kind == 0:
        del body[position:]
    elif kind == 1:
        for _ in range(random.randint(1, 60)):
            if body:
                body[random.randrange(len(body))] = random.randrange(256)
    elif kind == 2:
        body[position:position] = random.choice(VALUES)
    elif kind == 3:
        del body[position : position + random.randint(1, 400)]
    elif kind == 4:
        body[position:position] = body[max(0, position - 300) : position] * random.randint(1, 20)
    else:
        body[position:position] = random.randbytes(random.randint(1, 200))


def read(body: bytes, **more: object) -> Article:
    started = time.process_time()
    found = extract(Page("https://news.example/a", body, **more))  # type: ignore[arg-type]
    assert time.process_time() - started < SECONDS
    return found


@pytest.mark.parametrize("seed", range(10))
def test_injured_pages_are_read_or_named(seed: int) -> None:
    random = Random(seed)
    for _ in range(60):
        found = read(damaged(random))
        assert found.title or found.blocks or found.problems or found.kind_reason


MONSTERS = {
    "empty": b"",
    "nul": b"\0" * 1_000,
    "json": b'[{"a": 1}]' * 100,
    "random": Random(1).randbytes(200_000),
    "deep": b"<html><body>" + b"<div class=article><p>word" * 100_000,
    "deep lists": b"<ul><li><a href=/x>text" * 60_000,
    "attributes": b"<p " + b" ".join(b"data-a%d='>'" % i for i in range(1_000_000)) + b">text",
    "50 MB": b"<p>" + b"Words and words, 17 May 2024. " * 1_700_000,
    "tags": b"<i>x</i><time>2024-05-17</time>" * 300_000,
    "headings": b"<h1>A headline that is repeated: again</h1>" * 30_000,
    "json-ld": b'<script type="application/ld+json">['
    + b'{"@type":"Article","headline":"x","author":[' * 90_000,
    "scripts": b'<script>{"author": ["' + b"a" * 3_000_000 + b"</script>" + b"<p>x",
    "digits": b"<p class=date>" + b"1 2 3 4 5 6 7 8 9 10. 11/12/ " * 100_000,
    "quotes": b"<a \"'=<" * 500_000,
    "metas": b"<meta property=og:title content='A - B - C | D'>" * 100_000,
    "title": b"<title>" + b"A - B | C: " * 200_000 + b"</title><p>x",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_bounded(name: str) -> None:
    assert isinstance(read(MONSTERS[name]), Article)


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "utf-32", "rot13", "base64", "idna", "\ud800", "x" * 5_000, "utf-8;"]
)
def test_lying_and_impossible_charsets(charset: str) -> None:
    assert read(SOURCES[1], headers={"content-type": f"text/html; charset={charset}"}).title
