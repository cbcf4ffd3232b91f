"""The house rules that no linter knows: one importer a library, no I/O in extraction, small files."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parent.parent
ROOMS = ("crawler", "extraction", "newskeep", "storage")
# Libraries that are a room's language rather than one job: the room's files may all speak them.
SPOKEN = {
    "scrapy",
    "twisted",
    "sqlalchemy",
    "alembic",
    "lxml",
    "numpy",
    "typer",
    "rich",
    "starlette",
    "click",
}
IO_IN_EXTRACTION = {"urllib.request", "urllib.error", "os", "io.open", "sqlite3", "socket", "subprocess"}
LONGEST_FILE = 400


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((TOP / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, whole dotted name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_each_library_is_imported_in_one_file() -> None:
    own = {*ROOMS, *SPOKEN, *sys.stdlib_module_names}
    importers: dict[str, set[str]] = defaultdict(set)
    for path in sources(*ROOMS):
        for module in imported(path):
            if (library := module.split(".")[0]) not in own:
                importers[library].add(str(path.relative_to(TOP)))
    shared = {library: sorted(files) for library, files in importers.items() if len(files) > 1}
    assert not shared


MODEL_ON_DISK = (
    TOP / "extraction" / "languages" / "on_disk.py"
)  # a detector's tables, which memory need not hold


def test_extraction_does_no_input_or_output() -> None:
    culprits = {
        f"{path.relative_to(TOP)}: {module}"
        for path in sources("extraction")
        for module in imported(path)
        if module in IO_IN_EXTRACTION and path != MODEL_ON_DISK
    }
    assert not culprits


def test_files_stay_small() -> None:
    lengths = {
        str(path.relative_to(TOP)): len(path.read_text("utf-8").splitlines()) for path in sources(*ROOMS)
    }
    assert not {path: n for path, n in lengths.items() if n > LONGEST_FILE}


def test_no_bare_or_broad_except() -> None:
    broad = [
        f"{path.relative_to(TOP)}:{node.lineno}"
        for path in sources(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]
    assert not broad
