"""`newskeep demo`: the whole way, and the session that the README shows."""

import json
import re
import sys
from pathlib import Path

import pytest

from newskeep.cli import demo
from newskeep.demo.stories import LANGUAGES, PLAN, editions

README = Path(__file__).parent.parent.parent / "README.md"


def plain(text: str) -> list[str]:
    """Lines without the port, which may differ, and without what depends on the folder."""
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8642", text)
    return [line.rstrip() for line in text.splitlines()]


def test_the_demo_works_twice_and_shows_the_silent_edit(cli) -> None:
    first = cli("demo")
    assert (first.code, first.err) == (0, "")
    assert f"Kept: {len(PLAN) * len(LANGUAGES)} articles:" in first.lines
    assert "Exercices militaires conjoints dans la baie de Karsk : cinq pays et 6 000 soldats" in first.lines
    assert "newskeep diff" not in first.out

    second = cli("demo")
    assert (second.code, second.err) == (0, "")
    assert f"Kept: {len(PLAN) * len(LANGUAGES)} articles:" in second.lines
    assert "Après [-214-][+231+] cas en six semaines" in second.out

    shown = re.findall(r"```console\n\$ newskeep demo\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    lines = set(plain(first.out))
    assert [line for line in plain("".join(shown)) if line not in lines | {"", "..."}] == []
    assert len(shown) == 1

    rows = [json.loads(line) for line in cli("export", "--config", "demo-archive/newskeep.toml").lines]
    truth = {
        (edition.language, story.title): story for edition in editions(True) for story in edition.stories
    }
    for row in rows:
        story = truth.pop((row["language"], row["title"]))
        texts = [text for _, text in story.blocks]
        assert row["site"] == f"demo-{row['language']}"
        assert row["lead"] == story.lead
        assert row["published_at"] == story.inserted.isoformat()
        assert [line for line in row["body"].splitlines() if line != story.lead] == texts
        assert row["subheadings"] == [text for heading, text in story.blocks if heading]
        assert row["revisions"] == (2 if story.key == "measles" else 1)
    assert not truth


@pytest.mark.parametrize(
    ("called", "command"),
    [("/opt/newskeep/__main__.py", f"{sys.executable} -m newskeep"), ("-c", f"{sys.executable} -m newskeep")],
)
def test_what_to_type_next_works_however_the_program_was_called(
    monkeypatch: pytest.MonkeyPatch, called: str, command: str
) -> None:
    monkeypatch.setattr(sys, "argv", [called, "demo"])
    assert demo._command() == command
