"""Crawls that are ended from outside: by a signal, by kill -9, by another crawl, by a full disk."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from crawler.codes import DAMAGED, LOCKED, UNWRITABLE
from tests.newsweb import NewsWeb, plans
from tests.newsweb.score import score
from tests.newsweb.truth import Change

CRAWL = """
import os, pathlib, sys
from crawler.config import load
from crawler.run import crawl
sys.exit(crawl(load(pathlib.Path(sys.argv[1]), os.environ)).exit_code)
"""


def start(room) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", CRAWL, str(room.path)], stderr=subprocess.PIPE)


def wait_for_requests(web: NewsWeb, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(web.log) < count:
        assert time.monotonic() < deadline, "the crawl did not begin"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_crawl_that_was_ended_is_carried_on(desk, number):
    with NewsWeb(sites=plans("kurier"), share=0.3) as web:
        room = desk(web)
        for requests in (10, 30):
            process = start(room)
            wait_for_requests(web, requests)
            process.send_signal(number)
            ended = time.monotonic()
            _, errors = process.communicate(timeout=30)
            assert time.monotonic() - ended < 8
            assert process.returncode == (130 if number is signal.SIGTERM else -number), errors.decode()
        report = room.crawl()
        assert report.exit_code == 0
        found = score(web.sites, room.stored())
        assert found.recall.wrong == []
        assert found.duplicates == []
        assert not [article["url"] for article in room.stored() if article["revisions"] > 1]


def test_one_crawl_of_an_archive_at_a_time(desk):
    with NewsWeb(sites=plans("herald"), share=0.05) as web:
        room = desk(web)
        room.crawl(max_pages=1)
        with room.archive() as archive, archive.lock("a test"):
            report = room.crawl()
        assert report.exit_code == LOCKED
        assert "a test" in report.problems[0]
        assert room.crawl(max_pages=1).exit_code == 0


def test_a_failed_write_stops_the_run(desk, monkeypatch):
    from storage.errors import ArchiveUnwritable
    from storage.evidence.captures import Captures

    appended = Captures.append

    def full_disk(self, exchange, *more):
        if "/culture/" in exchange.url:
            raise ArchiveUnwritable("captures", "No space left on device")
        return appended(self, exchange, *more)

    monkeypatch.setattr(Captures, "append", full_disk)
    with NewsWeb(sites=plans("herald"), share=0.15) as web:
        room = desk(web)
        report = room.crawl()
        assert report.exit_code == UNWRITABLE
        assert "No space left" in report.problems[-1]
        monkeypatch.undo()
        assert room.crawl().exit_code == 0
        assert score(web.sites, room.stored()).recall.wrong == []


def test_a_damaged_archive_is_told_by_the_code_of_damage(desk):
    with NewsWeb(sites=plans("herald"), share=0.1) as web:
        room = desk(web)
        room.crawl(max_pages=3)
        database = room.path.with_name("archive.db")
        kept = database.read_bytes()
        database.write_bytes(kept[: len(kept) // 2])
        report = room.crawl(max_pages=3)
    assert report.exit_code == DAMAGED
    assert "restore a backup" in report.problems[0]


@pytest.mark.parametrize("site", ["glos", "herald"])
def test_what_a_source_told_before_the_end_is_looked_at_in_the_next_run(desk, site):
    """The source itself answers 304 by then."""
    with NewsWeb(sites=plans(site), share=0.4) as web:
        room = desk(web)
        room.crawl()
        web.day, room.later = 2, timedelta(days=1)
        room.crawl(max_pages=1)
        room.crawl(max_pages=1)
        room.crawl()
        found = score(web.sites, room.stored())
        assert found.recall.wrong == []
        assert found.changes[Change.UPDATED].of
        assert found.changes[Change.UPDATED].wrong == []
