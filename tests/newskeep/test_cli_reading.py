"""extract and language: pages and texts without an archive."""

import json
from pathlib import Path

import pytest

from newskeep.demo.server import served
from newskeep.demo.site import answer
from newskeep.demo.stories import editions

EDITION = editions()[1]
STORY = EDITION.stories[0]
PATH = EDITION.path(STORY)
HTML = answer(PATH, "https://rivage.example").body.decode()


def test_extract_jsonl_answers_each_object_in_the_interfaces_form(cli) -> None:
    item = {"id": "a", "url": f"https://rivage.example{PATH}", "html": HTML}
    ran = cli("extract", "--jsonl", stdin=json.dumps(item) + "\n" + json.dumps(item | {"id": 7, "url": None}))
    second, first = sorted((json.loads(line) for line in ran.lines), key=lambda it: str(it["id"]))
    fields = "id title lead authors date modified body language section tags images kind"
    assert " ".join(first) == fields
    assert (first["id"], second["id"]) == ("a", 7)
    assert (first["title"], first["lead"], first["language"]) == (STORY.title, STORY.lead, "en")
    assert first["kind"] == "article"
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("option", [[], ["--no-learn"]])
def test_bad_lines_are_named_and_passed_over(cli, option: list[str]) -> None:
    item = json.dumps({"id": 1, "url": "https://a.example/", "html": HTML})
    ran = cli("extract", "--jsonl", *option, stdin=f"{{bad\n\n[1]\n{item}\n" + '{"id": 2}\n')
    assert ran.code == 3
    assert [json.loads(line)["id"] for line in ran.lines] == [1]
    assert [line.split(":")[1].strip() for line in ran.err.splitlines()] == [
        f"standard input, line {number}" for number in (1, 3, 5)
    ]


@pytest.mark.parametrize("option", [[], ["--no-learn"]])
def test_a_date_that_has_not_come_yet_is_not_believed(cli, option: list[str]) -> None:
    html = "<html lang=en><body><h1>A headline</h1><time datetime=2094-05-17>17 May 2094</time><p>Words.</p>"
    item = json.dumps({"id": 1, "url": "https://a.example/story", "html": html})
    assert json.loads(cli("extract", "--jsonl", *option, stdin=item).out)["date"] is None
    Path("page.html").write_text(html, "utf-8")
    assert json.loads(cli("extract", "page.html", "--json").out)["date"] is None


def test_no_input_is_no_error(cli) -> None:
    assert cli("extract", "--jsonl").code == 0
    assert cli("language", "--jsonl").code == 0


def test_a_saved_page_is_shown_readably(cli) -> None:
    Path("page.html").write_text(HTML, "utf-8")
    ran = cli("extract", "page.html")
    assert ran.lines[0] == STORY.title
    assert "kind       article" in ran.out
    assert ran.out.count(STORY.lead) == 1
    assert json.loads(cli("extract", "page.html", "--json").out)["title"] == STORY.title


def test_candidates_stand_within_the_object_of_a_page(cli) -> None:
    Path("page.html").write_text(HTML, "utf-8")
    told = json.loads(cli("extract", "page.html", "--json", "--explain").out)
    assert "words" in told["kind_reason"]
    assert {"title", "published"} <= {one["field"] for one in told["candidates"]}


def test_pages_are_not_named_beside_standard_input(cli) -> None:
    ran = cli("extract", "--jsonl", "page.html")
    assert (ran.code, "standard input" in ran.err) == (2, True)


def test_of_a_page_that_is_too_large_the_beginning_is_shown(cli) -> None:
    Path("page.html").write_text(HTML.replace("</body>", "<i></i>" * 160_000 + "</body>"), "utf-8")
    ran = cli("extract", "page.html")
    assert (ran.code, ran.lines[0]) == (3, STORY.title)
    assert "only the first were read" in ran.err


def test_a_page_can_be_fetched(cli) -> None:
    with served(0) as base:
        Path("newskeep.toml").write_text("[crawl]\nallow_private_addresses = true\n")
        assert cli("extract", base + PATH).lines[0] == STORY.title
        ran = cli("extract", base + "/nothing")
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert "status 404" in ran.err
        Path("newskeep.toml").write_text("")
        ran = cli("extract", base + PATH)
        assert (ran.code, "not allowed" in ran.err) == (2, True)


def test_explain_shows_candidates_and_choices(cli) -> None:
    Path("page.html").write_text(HTML, "utf-8")
    rows = [line.split("\t") for line in cli("extract", "page.html", "--explain").lines if "\t" in line]
    assert {row[0] for row in rows} >= {"title", "published"}
    assert STORY.title in [row[4] for row in rows if row[:2] == ["title", "*"]]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n\x00\xff\xfe binary", b'{"not": "html"}'])
def test_what_is_no_page_is_named(cli, content: bytes) -> None:
    Path("page.html").write_bytes(content)
    ran = cli("extract", "page.html")
    assert ran.code == 3
    assert ran.err.startswith("newskeep: page.html: ")
    assert ran.err.count("\n") == 1


def test_language_jsonl(cli) -> None:
    lines = [{"id": 1, "text": "Guten Morgen, wie geht es Ihnen heute?"}, {"id": 2, "text": "!?"}]
    ran = cli("language", "--jsonl", stdin="\n".join(map(json.dumps, lines)))
    answers = [json.loads(line) for line in ran.lines]
    assert [(it["id"], it["language"]) for it in answers] == [(1, "de"), (2, "und")]
    assert 0 <= answers[1]["confidence"] <= answers[0]["confidence"] <= 1


def test_texts_are_judged_as_json(cli) -> None:
    ran = cli("language", "--json", "Guten Morgen, wie geht es Ihnen heute?", "!?")
    answers = [json.loads(line) for line in ran.lines]
    assert [(it["text"][:5], it["language"]) for it in answers] == [("Guten", "de"), ("!?", "und")]
    assert answers[0].keys() == {"text", "language", "confidence", "detector"}


@pytest.mark.parametrize("detector", ["auto", "langdetect", "cld2", "py3langid", "fasttext"])
def test_every_detector_can_be_chosen(cli, detector: str) -> None:
    ran = cli("language", "--detector", detector, "Le président a rencontré jeudi le ministre de la Défense")
    assert ran.out.startswith("fr\t")


def test_an_unknown_detector_is_refused(cli) -> None:
    ran = cli("language", "--detector", "cld3", "x")
    assert (ran.code, ran.err) == (
        2,
        "newskeep: no detector 'cld3': there are auto, langdetect, cld2, py3langid, fasttext\n",
    )
