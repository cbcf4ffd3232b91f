"""A crawl reads the user's overrides beside its configuration, and learns nothing where they tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.agenda import Role
from crawler.config import Config, ConfigError
from crawler.overrides import overrides_of
from crawler.reading import SAMPLE, WORTH, SiteReader
from crawler.run import crawl
from extraction.article import Page
from extraction.document import Document

FACTS = "hosts = ['example.org']\n[[layout]]\ntitle = '//h2'\n"
HTML = b"<html lang=en><h1>The first heading of this page</h1><h2>The true title</h2><article>" + (
    b"<p>The council voted on Tuesday to rebuild the old bridge over the harbour, after years of dispute.</p>"
    * 6
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "example.toml").write_text(FACTS, "utf-8")
    return Config(path=tmp_path / "newskeep.toml")


def test_a_site_is_read_by_its_override_and_not_learned(config: Config) -> None:
    reader = SiteReader.of("auto", None, overrides_of(config))
    for number in range(SAMPLE + 1):
        page = Page(f"https://www.example.org/news/{number}", HTML)
        article = reader.read(Document.parse(page), page, Role.TOLD, WORTH)
        assert article.title == "The true title"
    assert reader.profile is None


def test_without_a_file_there_are_no_overrides() -> None:
    assert overrides_of(Config()) == ()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("hosts = [", "is not TOML"),
        ("site_name = 'A'", "at least one host"),
        ("hosts = ['a.example']\nlayout = 1", "two brackets"),
        ("hosts = ['a.example']\n[[layout]]\ntitle = 1", "expected a text"),
        ("hosts = ['a.example']\n[[layout]]\ntitle = 'count(//p)'", "gives no elements"),
        ("hosts = ['a.example']\n[[layout]]\nbody = 'nothing(//p)'", "is no XPath"),
        ("hosts = ['a.example']\n[[layout]]\ntimezone = 'Mars/Base'", "such as Europe/Paris"),
        ("hosts = ['a.example']\n[[layout]]\nvalid_until = '2024'", "without quotes"),
    ],
)
def test_every_mistake_is_named_before_anything_is_fetched(config: Config, facts: str, message: str) -> None:
    assert config.path
    for name in ("one", "two"):
        (config.path.parent / "sites" / f"{name}.toml").write_text(facts, "utf-8")
    with pytest.raises(ConfigError, match=message) as told:
        crawl(config)
    assert "one.toml" in str(told.value)
    assert "two.toml" in str(told.value)
