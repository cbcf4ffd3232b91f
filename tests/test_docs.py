"""What is undocumented fails: every command and option, every key of newskeep.toml, every exit code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from crawler import codes as ends
from crawler.config import ArchiveConfig, CrawlConfig, LanguageConfig, SiteConfig, load
from newskeep.cli.reference import reference
from newskeep.export.columns import COLUMNS
from storage.query import FIELDS

TOP = Path(__file__).parent.parent
DOCS = {path.name: path.read_text("utf-8") for path in (*TOP.glob("*.md"), *TOP.glob("docs/*.md"))}
EVERYTHING = "\n".join(DOCS.values())


def test_the_reference_of_commands_is_up_to_date() -> None:
    assert DOCS["commands.md"] == reference(), "run: python -m newskeep.cli.reference > docs/commands.md"


def test_every_command_has_an_example_and_is_told_in_a_guide() -> None:
    guides = "\n".join(text for name, text in DOCS.items() if name != "commands.md")
    for section in reference().split("\n## ")[1:]:
        name = section.splitlines()[0]
        if "COMMAND [ARGS]" not in section:
            assert "Example" in section, name
        assert name in guides, f"{name} is in no guide"


@pytest.mark.parametrize("kind", [ArchiveConfig, CrawlConfig, LanguageConfig, SiteConfig])
def test_every_key_of_the_configuration_is_in_the_guide(kind: type) -> None:
    guide = DOCS["operators.md"]
    for key in fields(kind):
        assert re.search(rf"^{key.name} = ", guide, re.MULTILINE), key.name


def test_the_configuration_in_the_guide_can_be_read(tmp_path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCS["operators.md"].partition("## From cron")[0], re.DOTALL)
    path = tmp_path / "newskeep.toml"
    path.write_text(text)
    config = load(path, {"CONSENT": "1", "PROXY_PASSWORD": "p", "PASSWORD": "w", "READER_KEY": "k"})
    assert config.site("bbabo-fr").own_headers.keys() == {"X-Reader", "Cookie", "Authorization"}
    for written, default in ((config.crawl, CrawlConfig()), (config.language, LanguageConfig())):
        assert written.__class__ is default.__class__


def test_every_exit_code_is_in_the_guide() -> None:
    codes = {value for name, value in vars(ends).items() if name.isupper() and isinstance(value, int)}
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS["operators.md"], re.MULTILINE)}
    assert table == codes


def test_every_field_of_queries_and_articles_is_in_the_guide() -> None:
    assert not [name for name in FIELDS if f"`{name}:" not in DOCS["search.md"]]
    assert not [name for name in COLUMNS if f"`{name}`" not in DOCS["analysts.md"]]


def test_links_between_pages_lead_somewhere() -> None:
    for name, text in DOCS.items():
        folder = TOP if (TOP / name).exists() else TOP / "docs"
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            assert (folder / target).exists(), f"{name}: {target}"


def test_no_page_is_empty() -> None:
    assert EVERYTHING
    assert all(len(text) > 200 for text in DOCS.values())
