"""A news web of a few sites, and crawls of it in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.config import Config, load
from crawler.report import RunReport
from crawler.run import crawl
from storage.archive import Archive
from tests.newsweb import NewsWeb


class Desk:
    """One configuration of a news web, its archive, and a clock that can be set."""

    def __init__(self, web: NewsWeb, folder: Path) -> None:
        self.web = web
        self.path = folder / "newskeep.toml"
        self.path.write_text(web.toml(f"sqlite:///{folder}/archive.db"), encoding="utf-8")
        self.later = timedelta(0)

    @property
    def config(self) -> Config:
        return load(self.path, {})

    def crawl(self, *sites: str, **orders: Any) -> RunReport:
        return crawl(self.config, sites, now=lambda: datetime.now(UTC) + self.later, **orders)

    def archive(self) -> Archive:
        return Archive.open(self.config.archive.url, captures=self.config.archive.captures)

    def stored(self) -> list[dict[str, Any]]:
        with self.archive() as archive:
            return [article.to_dict() for article in archive.search("")]


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[NewsWeb], Desk]:
    return lambda web: Desk(web, tmp_path)
