"""The user's overrides: read beside newskeep.toml, used by all that reads, tested on recorded pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extraction.overrides import shipped
from tests.newskeep.conftest import Cli

URL = "https://www.example.org/news/1"
TEXT = "The council voted on Tuesday to rebuild the old bridge over the harbour, after years of dispute. "
PAGE = (
    "<html lang=en><head><title>Wrong</title></head><body><h1>Wrong</h1><div class=top>The bridge</div>"
    f"<div class=story><p>{TEXT * 3}</p><p>{TEXT * 2}</p><div class=more>More of this</div></div>"
)
FACTS = """
hosts = ["example.org"]
site_name = "The Example"
[[layout]]
title = "//div[@class='top']"
body = ["//div[@class='story']"]
drop = [".//div[@class='more']"]
"""
EXPECTED = {"url": URL, "title": "The bridge", "body": f"{(TEXT * 3).strip()}\n{(TEXT * 2).strip()}"}


@pytest.fixture
def sites(cli: Cli) -> Path:
    """The folder of overrides beside a configuration with one site; the command line stands in it."""
    Path("newskeep.toml").write_text(
        f'[archive]\nurl = "sqlite:///archive.db"\n[[site]]\nname = "example"\nurl = "{URL}"\n', "utf-8"
    )
    folder = Path("sites")
    folder.mkdir()
    (folder / "example.toml").write_text(FACTS, "utf-8")
    return folder


def record(folder: Path, expected: object = EXPECTED) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text(PAGE, "utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), "utf-8")


@pytest.mark.parametrize("mode", [("--no-learn",), ()])
def test_extract_uses_the_overrides_beside_the_configuration(
    cli: Cli, sites: Path, mode: tuple[str, ...]
) -> None:
    told = cli("extract", "--jsonl", *mode, stdin=json.dumps({"id": "a", "url": URL, "html": PAGE}) + "\n")
    assert json.loads(told.out)["title"] == "The bridge"


def test_extract_reads_a_saved_page_by_the_override(cli: Cli, sites: Path) -> None:
    Path("saved.html").write_text(PAGE, "utf-8")
    read = json.loads(cli("extract", "saved.html", "--url", URL, "--json").out)
    assert (read["title"], read["body"]) == (EXPECTED["title"], EXPECTED["body"])


def test_recorded_pages_that_are_read_as_expected_pass(cli: Cli, sites: Path) -> None:
    record(sites / "example")
    record(sites / "example" / "second")
    assert cli("site", "test").code == 0


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_overrides_have_recorded_pages_and_read_them(cli: Cli, name: str) -> None:
    Path("newskeep.toml").write_text('[archive]\nurl = "sqlite:///archive.db"\n', "utf-8")
    assert cli("site", "test", name).code == 0
    assert cli("site", "test").code == 0


def test_what_is_read_otherwise_is_named(cli: Cli, sites: Path) -> None:
    record(sites / "example", {**EXPECTED, "title": "Another"})
    told = cli("site", "test", "example")
    assert (told.code, told.lines) == (
        3,
        ["sites/example\ttitle\tAnother\tThe bridge".replace("sites", str(sites.absolute()))],
    )
    (as_json,) = map(json.loads, cli("site", "test", "example", "--json").lines)
    assert as_json["expected"] == "Another"


def test_an_override_without_a_recorded_page_fails(cli: Cli, sites: Path) -> None:
    told = cli("site", "test")
    assert told.code == 3
    assert "no recorded page" in told.err


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"title": "A"}, 'at least "url"'),
        ({"url": URL}, "says nothing"),
        ({"url": URL, "titel": "A"}, "unknown key 'titel'"),
        ({"url": "https://other.example/", "title": "A"}, "of no host of the override"),
        ({"url": URL, "title": "A", "fetched_at": "yesterday"}, "expected a day"),
    ],
)
def test_a_record_that_cannot_be_used_is_named(
    cli: Cli, sites: Path, expected: dict[str, str], message: str
) -> None:
    record(sites / "example", expected)
    told = cli("site", "test")
    assert told.code == 2
    assert message in told.err


def test_the_layout_of_the_day_reads_an_old_page(cli: Cli, sites: Path) -> None:
    old = "[[layout]]\ntitle = '//title'\nvalid_until = 2019-12-31\n"
    (sites / "example.toml").write_text(FACTS + old, "utf-8")
    record(sites / "example", EXPECTED)
    record(sites / "example" / "old", {"url": URL, "title": "Wrong", "fetched_at": "2019-06-30"})
    assert cli("site", "test").code == 0


@pytest.mark.parametrize("arguments", [("crawl",), ("extract", "--jsonl"), ("site", "test")])
def test_a_mistake_in_an_override_is_told_with_its_file(
    cli: Cli, sites: Path, arguments: tuple[str, ...]
) -> None:
    (sites / "example.toml").write_text(FACTS.replace("title", "titel"), "utf-8")
    told = cli(*arguments)
    assert told.code == 2
    assert "example.toml: unknown key 'titel'" in told.err


def test_an_unknown_site_or_override_is_named(cli: Cli, sites: Path, kept: Path) -> None:
    assert "no override 'exampel'" in cli("site", "test", "exampel").err
    told = cli("site", "exampel", "--archive", kept)
    assert (told.code, "did you mean 'example'" in told.err) == (2, True)


def test_what_is_configured_and_learned_is_shown(cli: Cli, sites: Path, kept: Path) -> None:
    told = json.loads(cli("site", "example", "--archive", kept, "--json").out)
    assert told["url"] == URL
    assert told["override"].endswith("sites/example.toml")
    known = json.loads(cli("site", "news-fr", "--archive", kept, "--json").out)
    assert (known["articles"], known["profile"].split(":")[0]) == (1, "none learned")
