"""Tests marked ``browser`` drive a real Chromium (Debian's package), those marked ``pywb`` a pywb in an
environment of its own (`make test` sets it up). Where there is none they are left out and the last lines say
so; with NEWSKEEP_BROWSER=required and NEWSKEEP_PYWB=required, as CI sets them, they run and fail."""

import os
import shutil

import pytest

from tests.postgres import postgres  # noqa: F401
from tests.pywb import WAYBACK

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = {
    "browser": "no Chromium: {} browser tests were left out (on Debian: apt install chromium)",
    "pywb": "no pywb: {} tests of replay were left out (`make test` installs it, over the network)",
}
left_out: dict[str, list[pytest.Item]] = {}


def has(need: str) -> bool:
    """Whether this machine has what tests with that mark drive."""
    return WAYBACK.exists() if need == "pywb" else any(map(shutil.which, BROWSERS))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for need in MISSING:
        if has(need) or os.environ.get(f"NEWSKEEP_{need.upper()}") == "required":
            continue
        left_out[need] = [item for item in items if item.get_closest_marker(need)]
        items[:] = [item for item in items if item not in left_out[need]]
        config.hook.pytest_deselected(items=left_out[need])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for need, items in left_out.items():
        if items:
            terminalreporter.write_line(MISSING[need].format(len(items)))
