"""The example notebooks run from top to bottom on the demo's archive, and say what they promise."""

import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parent.parent.parent / "docs" / "notebooks"


@pytest.fixture
def ran(cli, tmp_path, monkeypatch):
    """Run a notebook on an archive that the demo filled twice; gives what its cells defined."""
    assert cli("demo").code == 0
    assert cli("demo").code == 0
    monkeypatch.setenv("NEWSKEEP_ARCHIVE", str(tmp_path / "demo-archive" / "archive.db"))

    def run(name: str) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for cell in json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), name, "exec"), names)
        names["archive"].close()
        return names

    return run


def test_the_notebooks(ran) -> None:
    names = ran("coverage-of-a-story.ipynb")
    assert set(names["editions"]["language"]) == {"fr", "en", "de", "es", "ru", "ar"}
    assert list(names["delay"].dt.total_seconds() / 60) == [0, 7, 14, 21, 28, 35]

    names = ran("silent-edits.ipynb")
    assert len(names["edited"]) == 6
    assert set(names["changes"][names["digits"]]["removed"]) == {"214"}
    assert set(names["changes"][names["digits"]]["added"]) == {"231"}


def test_notebooks_are_kept_without_output() -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
