"""A command line to call, and a small archive to call it on."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from newskeep.cli import run

TEXTS = (
    (
        "fr",
        "Exercices militaires dans la baie",
        "Les manœuvres ont commencé mercredi.",
        "Trente navires participent.\nWhat follows\nLa zone est fermée à la pêche.",
    ),
    (
        "en",
        "Military exercises in the bay",
        "The manoeuvres began on Wednesday.",
        "Thirty ships take part.\nWhat follows\nThe area is closed to fishing.",
    ),
    (
        "de",
        "=SUMME(A1) ist keine Formel",
        "Ein Titel, der eine Formel sein könnte.",
        "Tabellen führen so etwas aus.\nWhat follows\nDarum wird es entschärft.",
    ),
)
ARTICLES = [
    {
        "url": f"https://news.example/{language}/{number}",
        "site": f"news-{language}",
        "title": title,
        "lead": lead,
        "body": body,
        "subheadings": ["What follows"],
        "language": language,
        "language_confidence": 0.99,
        "section": "World",
        "authors": ["Ann Lee", "Bo Ek"],
        "tags": ["defence"],
        "images": [{"url": "https://news.example/i.jpg", "caption": "A ship"}],
        "published_at": f"2022-02-0{number}T10:30:00+03:00",
        "published_at_source": "json-ld",
        "published_at_precision": "minute",
        "first_seen_at": f"2022-02-0{number}T08:00:00+00:00",
        "last_seen_at": f"2022-02-0{number}T09:00:00+00:00",
    }
    for number, (language, title, lead, body) in enumerate(TEXTS, 1)
]


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path) -> Cli:
    """Call the command line in an empty folder; ``stdin`` is what it reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSKEEP_CONFIG", raising=False)

    def call(*arguments: object, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> Path:
    """An archive of three articles."""
    folder = tmp_path_factory.mktemp("kept")
    source, archive = folder / "articles.jsonl", folder / "archive.db"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), "utf-8")
    assert run(["import", "jsonl", str(source), "--archive", str(archive)]) == 0
    return archive
