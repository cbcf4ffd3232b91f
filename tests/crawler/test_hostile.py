"""A site with a grudge: 50 MB pages, bombs, endless answers, loops. Its crawl ends, and stays small."""

from __future__ import annotations

import json
import subprocess
import sys

from crawler import guard
from tests.newsweb import HOSTILE, NewsWeb
from tests.newsweb.score import score

LONGEST = 15.0  # seconds that one address may take
PATIENCE = 3.0  # instead of guard.PAGE's, so that the test need not wait as long
CRAWL = f"""
import json, os, pathlib, re, sys
from dataclasses import replace
from crawler import guard
guard.PAGE = replace(guard.PAGE, seconds={PATIENCE})
from crawler.config import load
from crawler.run import crawl
report = crawl(load(pathlib.Path(sys.argv[1]), os.environ))
peak = 1024 * int(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
print(json.dumps({{"peak": peak, **report.to_dict()}}))
"""


def test_a_hostile_site_is_survived(desk):
    assert guard.PAGE.seconds < LONGEST
    with NewsWeb(sites=HOSTILE) as web:
        room = desk(web)
        command = [sys.executable, "-c", CRAWL, str(room.path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        told = json.loads(ran.stdout)
        found = score(web.sites, room.stored())
        slowest = max(web.log, key=lambda entry: entry.took or 0.0)
    assert told["exit_code"] == 0
    assert told["peak"] < 250_000_000
    assert (slowest.took or 0.0) < PATIENCE + 3, slowest
    assert (found.recall.wrong, found.strangers, found.duplicates) == ([], [], [])
    reasons = told["sites"]["hostile"]["reasons"]
    assert {"too large", "timeout", "answer cut short", "redirect loop"} <= reasons.keys()
