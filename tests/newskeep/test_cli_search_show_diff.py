"""search, show, diff: plain lines in a pipe, JSON for programs, drawn on a terminal."""

import json
import shutil

import pytest


def test_search_gives_tab_separated_lines_newest_first(cli, kept) -> None:
    ran = cli("search", "--archive", kept)
    assert ran.code == 0
    assert [line.split("\t") for line in ran.lines][1] == [
        "2022-02-02T10:30:00+03:00",
        "en",
        "news-en",
        "Military exercises in the bay",
        "https://news.example/en/2",
    ]
    assert [line.split("\t")[1] for line in ran.lines] == ["de", "en", "fr"]
    assert ran.err == ""


def test_words_of_a_query_need_no_quotes(cli, kept) -> None:
    ran = cli("search", "thirty", "ships", "--archive", kept)
    assert [line.split("\t")[1] for line in ran.lines] == ["en"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["bay", "-navires"], ["en"]),
        (["-navires", "bay", "-n", "5"], ["en"]),
        (["-n1", "-title:formel"], ["en"]),
        (["--limit=1", "-exercises"], ["de"]),
        (["-Übung", "-lang:de", "-lang:fr"], ["en"]),
        (["--", "-bay", "-baie"], ["de"]),
    ],
)
def test_a_word_after_a_minus_is_a_word_and_no_option(cli, kept, words: list[str], found: list[str]) -> None:
    ran = cli("search", "--archive", kept, *words)
    assert ([line.split("\t")[1] for line in ran.lines], ran.err) == (found, "")


def test_every_command_that_takes_a_query_takes_a_minus(cli, kept, tmp_path) -> None:
    assert cli("export", "bay", "-office", "-o", "bay.jsonl", "--archive", kept).code == 0
    assert len((tmp_path / "bay.jsonl").read_text().splitlines()) == 1
    own = shutil.copy(kept, tmp_path / "own.db")  # other tests read the archive that all share
    assert cli("corpus", "freeze", "left", "-baie", "--archive", own).code == 0
    assert cli("corpus", "freeze", "--help").code == 0


def test_what_is_no_option_is_told(cli, kept) -> None:
    for wrong in ("--limits", "-x"):
        ran = cli("search", "bay", wrong, "--archive", kept)
        assert (ran.code, ran.out) == (2, "")
        assert wrong in ran.err
    assert "--limit" in cli("search", "bay", "--limits=5", "--archive", kept).err
    assert "requires an argument" in cli("search", "-boats", "--archive", kept, "-n").err


def test_search_as_json_is_one_array_of_the_interfaces_articles(cli, kept) -> None:
    (article,) = json.loads(cli("search", "lang:fr", "--json", "--archive", kept).out)
    assert cli("show", str(article["id"]), "--archive", kept).code == 0
    assert article["title"] == "Exercices militaires dans la baie"
    assert article["authors"] == ["Ann Lee", "Bo Ek"]
    assert article["published_at"] == "2022-02-01T10:30:00+03:00"
    assert article["subheadings"] == ["What follows"]
    assert json.loads(cli("search", "nothingatall", "--json", "--archive", kept).out) == []


def test_nothing_found_is_said_and_is_no_error(cli, kept) -> None:
    ran = cli("search", "nothingatall", "--archive", kept)
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing found\n")


def test_a_query_that_cannot_be_read_points_at_its_column(cli, kept) -> None:
    ran = cli("search", "lang:fr", '"unclosed', "--archive", kept)
    assert ran.code == 2
    first, query, pointer = ran.err.splitlines()
    assert first.startswith("newskeep: column ")
    assert query == '  lang:fr "unclosed'
    assert pointer.strip() == "^"


@pytest.mark.parametrize("address", ["https://news.example/en/2", "https://news.example/en/2?utm_source=x"])
def test_show_by_any_address(cli, kept, address: str) -> None:
    ran = cli("show", address, "--archive", kept)
    assert ran.lines[0] == "Military exercises in the bay"
    assert "published  2022-02-02T10:30:00+03:00 (from json-ld)" in ran.lines
    assert ran.lines[-2:] == ["The area is closed to fishing.", ""]


def test_show_as_json_by_number(cli, kept) -> None:
    key = json.loads(cli("show", "https://news.example/en/2", "--json", "--archive", kept).out)
    assert key["word_count"] > 5
    assert key["revision"] == key["revisions"] == 1


def test_an_unknown_article_and_revision_say_what_there_is(cli, kept) -> None:
    ran = cli("show", "https://news.example/en/22", "--archive", kept)
    assert ran.code == 2
    assert "did you mean https://news.example/en/2" in ran.err
    ran = cli("show", "https://news.example/en/2", "--revision", 7, "--archive", kept)
    assert ran.code == 2
    assert "revision 7" in ran.err


def test_words_of_a_revision_are_counted_as_those_of_the_article(cli, tmp_path) -> None:
    item = {
        "url": "https://a.example/1",
        "title": "隧道",
        "body": "第一列旅客列车星期一早上出发。",
        "site": "a",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(item))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    shown = [
        cli("show", item["url"], *it, "--json", "--archive", "a.db").out for it in ([], ["--revision", 1])
    ]
    assert [json.loads(state)["word_count"] for state in shown] == [8, 8]


def test_diff_of_an_edited_article(cli, tmp_path) -> None:
    item = {"url": "https://a.example/1", "title": "After 214 cases", "body": "One.\nTwo.", "site": "a"}
    later = item | {"title": "After 231 cases", "first_seen_at": "2023-01-02T00:00:00Z"}
    (tmp_path / "a.jsonl").write_text(
        json.dumps(item | {"first_seen_at": "2023-01-01T00:00:00Z"}) + "\n" + json.dumps(later) + "\n"
    )
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    ran = cli("diff", item["url"], "--archive", "a.db")
    assert ran.lines == ["title, revision 1 to 2", "After [-214-][+231+] cases", ""]
    found = json.loads(cli("diff", item["url"], 1, 2, "--json", "--archive", "a.db").out)
    assert found["fields"]["title"][1] == {"change": "removed", "text": "214"}
    assert json.loads(cli("show", item["url"], "--revision", 1, "--json", "--archive", "a.db").out)[
        "title"
    ] == ("After 214 cases")
    assert cli("diff", item["url"], 1, 9, "--archive", "a.db").code == 2
    assert cli("diff", item["url"], 2, 2, "--archive", "a.db").err == "nothing changed: both say the same\n"
    assert [
        json.loads(line)["title"] for line in cli("export", "--revisions", "--archive", "a.db").lines
    ] == [
        "After 214 cases",
        "After 231 cases",
    ]


def test_no_text_from_the_web_can_steer_the_terminal(cli, tmp_path) -> None:
    item = {"url": "https://a.example/1", "title": "A\x1b[31m red\x07 title\u202e", "body": "B", "site": "a"}
    (tmp_path / "a.jsonl").write_text(json.dumps(item))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    for command in (["search"], ["show", item["url"]]):
        assert not set(cli(*command, "--archive", "a.db").out) & {"\x1b", "\x07", "\u202e"}
