"""Tests marked ``browser`` drive a real Chromium (Debian's package). Where there is none they are left
out and the last lines say so; with NEWSKEEP_BROWSER=required, as CI sets it, they run and fail."""

import os
import shutil

import pytest

from tests.postgres import postgres  # noqa: F401

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium: {} browser tests were left out (on Debian: apt install chromium)"
left_out: list[pytest.Item] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(map(shutil.which, BROWSERS)) or os.environ.get("NEWSKEEP_BROWSER") == "required":
        return
    left_out.extend(item for item in items if item.get_closest_marker("browser"))
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if left_out:
        terminalreporter.write_line(MISSING.format(len(left_out)))
