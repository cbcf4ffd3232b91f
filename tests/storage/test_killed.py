"""A crawl that is killed at any moment: nothing half-written, nothing twice, no lock left behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from storage.records import Effect
from tests.storage.conftest import Opener
from tests.storage.samples import HOME, NOW, article, captured, visit

BATCH = 5
CRAWL = """
import sys
import time
from pathlib import Path
from storage.archive import Archive
from tests.storage.samples import HOME, NOW, SITES, article, captured, visit
with Archive.open(sys.argv[1], captures=Path(sys.argv[2])) as archive, archive.lock("killed one") as lease:
    while not lease(SITES[0].name):  # the server may not know yet that the one before is dead
        time.sleep(0.01)
    for start in range(0, 100_000, 5):
        urls = [f"{HOME}/{n}" for n in range(start, start + 5)]
        pages = [article(url, title=f"Story {url}", body=(f"Text of {url}.",)) for url in urls]
        archive.store([captured(archive, visit(page)) for page in pages])
        print(start + 5, flush=True)
"""


def test_a_killed_crawl_leaves_whole_batches_and_no_lock(url: str, tmp_path: Path, opened: Opener) -> None:
    dice = random.Random(url)
    told = 0
    for _ in range(3):
        crawl = subprocess.Popen(
            [sys.executable, "-c", CRAWL, url, str(tmp_path / "captures")], stdout=subprocess.PIPE, text=True
        )
        assert crawl.stdout is not None
        crawl.stdout.readline()
        time.sleep(dice.random() / 5)
        crawl.send_signal(signal.SIGKILL)
        told = max([told, BATCH, *map(int, crawl.stdout.read().split())])
        crawl.stdout.close()
        crawl.wait()
    archive = opened()
    with archive.lock("the next one"):
        stored = archive.statistics().articles
        assert stored >= told
        assert stored % BATCH == 0
        (outcome,) = archive.store([captured(archive, visit(article(f"{HOME}/after", title="After")))])
    assert outcome.effect is Effect.NEW
    report = archive.verify()
    assert report.is_sound, report.findings
    assert archive.count("story") == stored
    assert [a.first_seen_at for a in archive.search("story", limit=1)] == [NOW]
