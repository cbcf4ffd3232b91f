"""Crawl the local news web and hold the archive against the truth, beside the naive pipeline in the same run.

    python -m benchmarks.crawl [--seed N] [--share S] [--kills N] [--no-naive] [--only NAME ...]

Day 1 is crawled with the clock a day behind, day 2 with the real one: stories are minutes to weeks old on
the first day, as they are outside. CPU and memory are those of the crawling processes, not of the web.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measured import NEWSKEEP, Usage, measure
from tests.newsweb import HOSTILE, ORDINARY, Change, Habit, Kind, Logged, NewsWeb, Plan, plans
from tests.newsweb.score import Score, by_kind, impolite, minimum_requests, score, waste
from tests.newsweb.sources import CRAWL_DELAY

PYTHON = sys.executable
NAIVE_PAGES = 4  # for each story of the web, after which the naive crawl is stopped: it knows no traps
EXAMPLES, OUTPUT = 3, 600  # cases of a kind that are printed; characters of a crawl's own output
RUNS = ("ordinary", "hostile", "killed")
DAY = 24.0


@dataclass(frozen=True, slots=True)
class Crawled:
    """One crawl: what it took, what it asked, what the archive held afterwards."""

    used: Usage
    log: list[Logged]
    score: Score
    summary: Mapping[str, Any]


def newskeep(web: NewsWeb, folder: Path, hours: float, *options: str) -> Crawled:
    """Crawl the web as it stands into the archive in a folder, with the clock ``hours`` behind."""
    config, summary = folder / "newskeep.toml", folder / "summary.json"
    config.write_text(web.toml())
    web.take_log()
    used = measure([PYTHON, "-m", "benchmarks.crawl_at", str(config), str(hours), str(summary), *options])
    log = web.take_log()
    told = json.loads(summary.read_text()) if summary.exists() else {}
    return Crawled(used, log, score(web.sites, exported(folder)), told)


def exported(folder: Path) -> list[dict[str, Any]]:
    """The articles of an archive, by the ordinary export."""
    target = folder / "out.jsonl"
    target.unlink(missing_ok=True)
    command = [
        *NEWSKEEP,
        "export",
        "--format",
        "jsonl",
        "-o",
        str(target),
        "--config",
        str(folder / "newskeep.toml"),
    ]
    used = measure(command)
    if used.code:
        print(f"export failed with {used.code}: {used.output}")
        return []
    return [json.loads(line) for line in target.read_text().splitlines()]


def naive(web: NewsWeb, folder: Path) -> Crawled:
    """The naive pipeline over the same web."""
    database = folder / "naive.db"
    pages = NAIVE_PAGES * sum(len(web.stories(name)) for name in web.sites)
    web.take_log()
    roots = [f"{paper.base}/" for paper in web.sites.values()]
    used = measure([PYTHON, "-m", "benchmarks.naive", str(database), str(pages), *roots])
    if used.code:
        wanted = "pip install -e '.[bench]', or leave it out with --no-naive"
        sys.exit(f"{used.output}the naive pipeline failed: {wanted}")
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT url, title, body, language, date FROM article").fetchall()
    names = ("url", "title", "body", "language", "published_at")
    empty: dict[str, Any] = {"revisions": 1, "gone_at": None, "authors": [], "lead": None}
    found = [dict(zip(names, row, strict=True)) | empty | {"canonical_url": row[0]} for row in rows]
    return Crawled(used, web.take_log(), score(web.sites, found), {})


# ---- what is printed


def line(what: str, got: str, goal: str = "", other: str = "") -> None:
    """One row of the table."""
    print(f"{what:42} {got:>22} {goal:>12} {other:>22}", flush=True)


def share(part: int, whole: int) -> str:
    """A share in per cent."""
    return f"{part / whole:.2%} ({part})" if whole else "-"


def per_article(crawled: Crawled) -> float:
    """CPU in ms for each article of the truth that was stored."""
    return crawled.used.cpu * 1000 / max(1, crawled.score.recall.right)


def print_first(day: Crawled, other: Crawled | None) -> None:
    """Day 1."""
    rows: tuple[tuple[str, Callable[[Crawled], str], str], ...] = (
        (
            "recall of allowed articles",
            lambda c: f"{c.score.recall.share:.4f} of {c.score.recall.of}",
            ">= .995",
        ),
        ("non-articles stored", lambda c: share(len(c.score.strangers), c.score.stored), "<= .5 %"),
        ("duplicates stored", lambda c: share(len(c.score.duplicates), c.score.stored), "<= .5 %"),
        ("forbidden articles stored", lambda c: str(len(c.score.forbidden)), "0"),
        ("CPU per unique article", lambda c: f"{per_article(c):.1f} ms", "<= 15 ms"),
        ("peak memory", lambda c: f"{c.used.peak / 1e6:.0f} MB", "<= 250 MB"),
        ("requests", lambda c: str(len(c.log)), ""),
        ("requests in traps", lambda c: f"{waste(c.log):.2%}", "<= 1 %"),
        ("wall time", lambda c: f"{c.used.wall:.1f} s", ""),
    )
    for name, value, goal in rows:
        line(name, value(day), goal, value(other) if other else "")
    for name, tally in day.score.fields.items():
        theirs = f"{other.score.fields[name].share:.4f}" if other and name in other.score.fields else ""
        line(f"  {name} right", f"{tally.share:.4f}", {"time": ">= .99"}.get(name, ""), theirs)
    if other:
        line("CPU, naive / newskeep", f"{per_article(other) / per_article(day):.1f}", ">= 10")


def print_second(web: NewsWeb, first_papers: Mapping[str, Any], day: Crawled, title: str) -> None:
    """Day 2."""
    least = sum(minimum_requests(first_papers[name], web.sites[name]) for name in web.sites)
    print(f"\n{title}: minimum {least} requests")
    line("requests over the minimum", f"{len(day.log) / least:.2f} ({len(day.log)})", "<= 1.2")
    goals = {
        Change.NEW: "1",
        Change.UPDATED: "1",
        Change.SILENT: ">= .80 at 3x",
        Change.GONE: "",
        Change.SAME: "",
    }
    for change, tally in day.score.changes.items():
        line(f"  {change} stories right", f"{tally.share:.3f} of {tally.of}", goals[change])
    line("recall", f"{day.score.recall.share:.4f}", ">= .995")
    line("requests by kind", str(by_kind(day.log)))


def print_wrong(crawled: Crawled) -> None:
    """Examples of everything that went wrong."""
    tallies = {"not found": crawled.score.recall, **crawled.score.fields}
    tallies |= {str(k): v for k, v in crawled.score.changes.items()}
    groups = {name: tally.wrong for name, tally in tallies.items()}
    groups |= {"no article": crawled.score.strangers, "duplicate": crawled.score.duplicates}
    for name, wrong in groups.items():
        if wrong:
            hosts = Counter(url.split("/")[2] for url in wrong)
            print(f"  {name}: {len(wrong)}, {dict(hosts.most_common(8))}")
            print("".join(f"      {example[:200]}\n" for example in wrong[:EXAMPLES]), end="")


def print_manners(web: NewsWeb, log: Sequence[Logged]) -> None:
    """Crawl-delay and Disallow."""
    for name, paper in web.sites.items():
        if paper.has(Habit.CRAWL_DELAY):
            line(f"requests to {name} too soon", str(impolite(log, name, CRAWL_DELAY)), "0")
    private = sum(entry.target.startswith(("/private/", "/admin/")) for entry in log)
    line("requests that robots.txt forbids", str(private), "0")


# ---- the runs


def ordinary(chosen: Sequence[Plan], given: argparse.Namespace, folder: Path) -> None:
    """Day 1 and day 2 on the ordinary sites."""
    with NewsWeb(given.seed, sites=chosen, share=given.share, hosts=given.hosts) as web:
        first_papers = web.sites
        day = newskeep(web, folder, DAY)
        other = None if given.no_naive else naive(web, folder)
        line("day 1", "newskeep", "goal", "naive")
        print_first(day, other)
        print_manners(web, day.log)
        print(by_kind(day.log), day.used, day.used.output.strip()[-OUTPUT:], sep="\n")
        print_wrong(day)
        web.day = 2
        for number, hours in enumerate(given.again):
            after = newskeep(web, folder, DAY - hours)
            print_second(web, first_papers, after, f"day 2, crawl {number + 1}, {hours:g} h after day 1")
            print(after.used, after.used.output.strip()[-OUTPUT:], sep="\n")
            print_wrong(after)


def hostile(given: argparse.Namespace, folder: Path) -> None:
    """The hostile site alone."""
    with NewsWeb(given.seed, sites=HOSTILE) as web:
        day = newskeep(web, folder, DAY)
        print("\nhostile site")
        line("ends", f"{day.used.wall:.1f} s", "ends")
        line("peak memory", f"{day.used.peak / 1e6:.0f} MB", "<= 250 MB")
        line("recall", f"{day.score.recall.share:.3f} of {day.score.recall.of}", ">= .995")
        slowest = max(day.log, key=lambda entry: entry.took or 0.0)
        line("longest answer", f"{slowest.took or 0.0:.1f} s {slowest.target}", "<= 15 s")
        line("requests", str(by_kind(day.log)))
        print(json.dumps(day.summary.get("sites")), day.used.output.strip()[-OUTPUT:], sep="\n")
        print_wrong(day)


def killed(chosen: Sequence[Plan], given: argparse.Namespace, folder: Path) -> None:
    """Crawls that are killed again and again at random moments, then one that is left alone; on both days."""
    luck = random.Random(given.seed)
    with NewsWeb(given.seed, sites=chosen, share=given.share) as web:
        first_papers = web.sites
        config = folder / "newskeep.toml"
        config.write_text(web.toml())
        for day, kills, hours in ((1, given.kills, DAY), (2, given.kills // 5, 0.0)):
            web.day = day
            command = [PYTHON, "-m", "benchmarks.crawl_at", str(config), str(hours), str(folder / "s.json")]
            web.take_log()
            hit = sum(_kill(command, luck.uniform(*given.life)) for _ in range(kills))
            before = web.take_log()
            last = newskeep(web, folder, hours)
            print(f"\nday {day}: {hit} of {kills} kills while it ran, then a whole crawl: {last.used}")
            print_killed(last, [*before, *last.log])
            print_fates(folder / "archive.db", last.score.recall.wrong)
        print_second(web, first_papers, last, "day 2 after the kills, last crawl alone")


def print_killed(last: Crawled, log: Sequence[Logged]) -> None:
    """What is left after kills, and what was asked for more than once."""
    again = Counter((e.site, e.story) for e in log if e.kind is Kind.ARTICLE and e.status == 200 and e.story)
    line("recall", f"{last.score.recall.share:.4f} of {last.score.recall.of}", "1")
    line("duplicates", str(len(last.score.duplicates)), "0")
    line("articles fetched again", share(sum(n - 1 for n in again.values()), len(again)), "open batches")
    print_wrong(last)


def print_fates(archive: Path, urls: Sequence[str]) -> None:
    """What the archive says of articles that it lacks."""
    with sqlite3.connect(archive) as connection:
        for url in urls:
            told = "SELECT fate, reason, failures, visited_at, due_at, found_via FROM url WHERE url = ?"
            print(f"  lacks {url}: {connection.execute(told, (url.rstrip('/'),)).fetchone()}")


def _kill(command: Sequence[str], seconds: float) -> bool:
    """Start a crawl and kill it with its children after some seconds; whether it was still running."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return running


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="share of each site's stories")
    parser.add_argument("--hosts", choices=["addresses", "ports", "names"], default="addresses")
    parser.add_argument("--no-naive", action="store_true")
    parser.add_argument("--only", nargs="*", help="these sites")
    parser.add_argument("--runs", nargs="*", default=[*RUNS], choices=RUNS)
    parser.add_argument(
        "--again", nargs="*", type=float, default=[DAY], help="hours after day 1 of further crawls"
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--life", nargs=2, type=float, default=[1.5, 4.0], help="seconds between two kills")
    given = parser.parse_args()
    chosen = plans(*given.only) if given.only else ORDINARY
    runs = {
        "ordinary": lambda folder: ordinary(chosen, given, folder),
        "hostile": lambda folder: hostile(given, folder),
        "killed": lambda folder: killed(chosen, given, folder),
    }
    for name in given.runs:
        with tempfile.TemporaryDirectory() as scratch:
            runs[name](Path(scratch))


if __name__ == "__main__":
    main()
