"""Pages recorded beside an override, with what must be read from them.

Beside ``sites/NAME.toml`` (or a shipped ``NAME.py``) lies the folder ``sites/NAME``. It, or each folder in
it, holds a ``page.html`` and an ``expected.json``: the page's ``url`` and the fields that matter, named as
``newskeep extract --json`` names them. ``fetched_at`` says when the page was fetched, where an older layout
is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.config import ConfigError
from extraction import sites
from extraction.article import Article, Kind, Page
from extraction.extract import extract
from extraction.overrides import Override, shipped

PAGE, EXPECTED = "page.html", "expected.json"
ABOUT = frozenset(("url", "fetched_at", "id"))  # say which page it is, not what is read from it
FIELDS = frozenset(Article("", Kind.OTHER, "").to_line("")) - ABOUT


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A field that was read otherwise than expected."""

    folder: Path
    field: str
    expected: Any
    read: Any


def folders(override_file: Path) -> list[Path]:
    """The folders of recorded pages beside an override file."""
    beside = override_file.with_suffix("")
    return sorted(page.parent for page in beside.rglob(PAGE))


def shipped_files() -> dict[Path, Override]:
    """The overrides that come with the package, by file: their pages are recorded beside them too."""
    (folder,) = map(Path, sites.__path__)
    return {folder / f"{name}.py": override for name, override in shipped().items()}


def mismatches(folder: Path, override: Override) -> Iterator[Mismatch]:
    """What is not read as expected from one recorded page. Raises ConfigError for an unusable record."""
    expected = _expected(folder / EXPECTED)
    page = _page(folder / PAGE, expected)
    if not override.covers(page.url):
        raise ConfigError(f"{folder / EXPECTED}: {page.url} is of no host of the override")
    read = extract(page, overrides=(override,)).to_line("")
    for field in sorted(FIELDS & expected.keys()):
        if expected[field] != read[field]:
            yield Mismatch(folder, field, expected[field], read[field])


def _expected(file: Path) -> Mapping[str, Any]:
    try:
        expected = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: no such file: write what must be read from {PAGE}") from None
    except ValueError as error:
        raise ConfigError(f"{file}: is not JSON: {error}") from None
    if not isinstance(expected, dict) or not isinstance(expected.get("url"), str):
        raise ConfigError(f'{file}: expected an object with at least "url"')
    if unknown := sorted(expected.keys() - FIELDS - ABOUT):
        raise ConfigError(
            f"{file}: unknown key {unknown[0]!r}; known are {', '.join(sorted(FIELDS | ABOUT))}"
        )
    if not FIELDS & expected.keys():
        raise ConfigError(f"{file}: says nothing that must be read from the page")
    return expected


def _page(file: Path, expected: Mapping[str, Any]) -> Page:
    try:
        fetched = datetime.fromisoformat(expected["fetched_at"]) if "fetched_at" in expected else None
    except (TypeError, ValueError):
        raise ConfigError(
            f"{file.with_name(EXPECTED)}: fetched_at: expected a day such as 2024-06-30"
        ) from None
    if fetched and fetched.tzinfo is None:
        fetched = fetched.replace(tzinfo=UTC)
    return Page(expected["url"], file.read_bytes(), fetched_at=fetched)
