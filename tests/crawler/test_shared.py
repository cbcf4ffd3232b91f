"""Crawls on PostgreSQL: as on SQLite, and several of one archive at once, as from many machines' cron."""

from __future__ import annotations

import pytest

from crawler.codes import DONE, LOCKED
from tests.crawler.conftest import Desk
from tests.newsweb import NewsWeb, plans
from tests.newsweb.score import score
from tests.postgres import Server


@pytest.fixture
def shared(tmp_path, postgres: Server):
    def made(web: NewsWeb) -> Desk:
        room = Desk(web, tmp_path)
        room.path.write_text(web.toml(postgres.database()), encoding="utf-8")
        return room

    yield made
    postgres.drop()


def test_crawls_share_the_sites_of_an_archive(shared):
    with NewsWeb(sites=plans("herald", "kurier"), share=0.1) as web:
        room = shared(web)
        room.crawl(max_pages=1)
        before = len(web.log)
        with room.archive() as archive, archive.lock() as lease:
            assert lease("kurier")
            report = room.crawl()
            assert (report.exit_code, report.sites["kurier"].elsewhere) == (DONE, True)
            assert {entry.site for entry in web.log[before:]} == {"herald"}
            assert lease("herald")  # the run that had it is over
            report = room.crawl()
            assert report.exit_code == LOCKED
            assert "another crawl" in report.problems[0]
        assert room.crawl().exit_code == DONE
        found = score(web.sites, room.stored())
        assert found.recall.wrong == []
        assert found.duplicates == []
