"""What a shell completes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newskeep.cli import run
from storage.archive import Archive

MAIN = "import sys; sys.argv[0] = 'newskeep'; from newskeep.cli import main; main()"


@pytest.fixture(scope="module")
def folder(kept, tmp_path_factory) -> Path:
    here = tmp_path_factory.mktemp("completing")
    archive = here / "archive.db"
    with Archive.open(str(kept), read_only=True) as store:
        store.backup(archive)
    (here / "newskeep.toml").write_text(
        f'[archive]\nurl = "sqlite:///{archive}"\n[[site]]\nname = "harbour"\nurl = "https://a.example/"\n'
    )
    assert run(["alerts", "save", "Tout en français", "lang:fr", "--archive", str(archive)]) == 0
    return here


def offered(folder: Path, typed: str) -> list[str]:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_NEWSKEEP_COMPLETE": "complete_bash"}
    command = [sys.executable, "-c", MAIN]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, **words}, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return ran.stdout.split("\n")[:-1] if ran.stdout.endswith("\n") else ran.stdout.split("\n")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("newskeep alerts d", ["drop"]),
        ("newskeep crawl h", ["harbour"]),
        ("newskeep alerts drop ", ["Tout en français"]),
        ("newskeep export --format c", ["csv", "csl-json"]),
    ],
)
def test_names_are_completed(folder, typed, expected) -> None:
    assert offered(folder, typed) == expected


def test_nothing_is_offered_where_nothing_is(tmp_path) -> None:
    assert [name for name in offered(tmp_path, "newskeep corpus verify ") if name] == []
