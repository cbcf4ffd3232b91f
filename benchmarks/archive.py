"""What an archive of N articles costs to fill and to search, through the ordinary doors.

    python -m benchmarks.archive fill archive.db --articles 100000
    python -m benchmarks.archive search archive.db
    python -m benchmarks.archive all /tmp/archive.db --articles 20000

The URL may be a PostgreSQL one. Figures are of one process; CPU times leave out the making of the articles.
Searches are timed by the clock and by CPU (of PostgreSQL's process too, in steps of 10 ms): on a busy machine
only the latter says what they cost. Each is asked twice: at first, many pages are read from the disk.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.newsroom import DAYS, SITES, START, Newsroom
from storage.archive import Archive
from storage.errors import QueryError

BATCH = 100  # articles a transaction, as the crawler's
ROUNDS = 60  # queries of each kind
FACETS = ("language", "site", "month")


def main() -> None:
    """Fill, search, or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("fill", "search", "all", "stream", "verify"))
    parser.add_argument("url", help="SQLite file or PostgreSQL URL; a new one to fill")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="carry on an archive that holds so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    if options.what in ("fill", "all"):
        fill(options.url, options.articles, options.seed, options.first)
    if options.what in ("search", "all"):
        search(options.url, options.seed, options.rounds)
    if options.what == "stream":
        stream(options.url)
    if options.what == "verify":
        verify(options.url)


def fill(url: str, number: int, seed: int, first: int = 0) -> None:
    """Store articles and say what each cost."""
    newsroom = Newsroom(seed)
    spent, wall, started, letters = 0.0, 0.0, time.time(), 0
    with Archive.open(url, create=True) as archive:
        archive.enrol(newsroom.sites)
        visits = newsroom.visits(number, first)
        for done in range(first, number, BATCH):
            batch = list(islice(visits, BATCH))
            letters += sum(len(visit.article.body.encode()) for visit in batch if visit.article)
            cpu, clock = time.process_time(), time.perf_counter()
            archive.store(batch)
            spent += time.process_time() - cpu
            wall += time.perf_counter() - clock
            made = done + len(batch) - first
            if made % 20_000 < BATCH:
                say(
                    f"{done + len(batch):,} stored",
                    f"{made / spent:,.0f} articles per CPU second, {made / wall:,.0f} per second",
                )
    made = number - first
    say(
        "articles stored",
        f"{made:,} of {letters / made:,.0f} bytes mean, {time.time() - started:,.0f} s in all",
    )
    say("articles per CPU second", f"{made / spent:,.0f} ({made / wall:,.0f} per second of store)")
    if Path(url).exists():
        say("bytes per article", f"{Path(url).stat().st_size / number:,.0f}")
    say("peak memory", f"{peak():,.0f} MB")


class Asker:
    """Makes queries of each kind from the words that the articles are made of."""

    def __init__(self, newsroom: Newsroom, rng: random.Random) -> None:
        self.rng, self.newsroom = rng, newsroom
        made = newsroom.tongues
        self.spaced = [tongue for tongue in made if tongue.code in ("en", "fr", "de", "ru")]
        self.chinese = next(tongue for tongue in made if tongue.code == "zh")

    def kinds(self) -> dict[str, Callable[[], str]]:
        """Every kind, by name."""
        rng, word, words, pair = self.rng, self.word, self.words, self.pair
        return {
            "rare word": lambda: word(6_000, 20_000),
            "middling word": lambda: word(500, 2_000),
            "common word": lambda: word(3, 30),
            "two common words": lambda: words((3, 30), (3, 30)),
            "common and rare word": lambda: words((3, 30), (6_000, 20_000)),
            "phrase, frequent": lambda: f'"{pair(0, 30)}"',
            "phrase, rare": lambda: f'"{pair(500, 3_000)}"',
            "phrase of common words": lambda: f'"{words((3, 20), (3, 20))}"',
            "prefix": lambda: f"{word(100, 20_000)[: rng.randrange(3, 6)]}*",
            "prefix, two letters": lambda: f"{word(100, 20_000)[:2]}*",
            "filtered: site": lambda: f"{word(3, 300)} site:{self.site()}",
            "filtered: language, month": lambda: f"{word(3, 300)} lang:{self.language()} date:{self.month()}",
            "filters alone": lambda: f"lang:ar site:{self.site()} date:{self.month()}",
            "not gone, not revised": lambda: f"{word(3, 300)} gone:no revised:no",
            "Chinese, two characters": lambda: self.character(2),
            "Chinese, one character": lambda: self.character(1),
            "Chinese, a phrase": lambda: "".join(rng.choice(self.chinese.pairs[:300])),
            "either of two": lambda: f"{word(3, 300)} OR {word(300, 3_000)}",
            "excluding": lambda: f"{word(3, 300)} -{word(3, 300)}",
            "group": lambda: f"({word(3, 300)} OR {word(300, 3_000)}) -({word(3, 300)} {word(3, 300)})",
            "in the title": lambda: f"title:{word(3, 300)}",
            "author": lambda: f'author:"{self.author()}"',
            "tag": lambda: f"{word(3, 300)} tag:{self.tag()}",
            "gone": lambda: f"{word(3, 300)} gone:yes",
            "each text once": lambda: f"{word(3, 300)} cluster:once",
            "in revisions": lambda: f"{word(3, 300)} in:revisions",
            "all": str,
        }

    def word(self, low: int, high: int) -> str:
        """A word of these ranks."""
        return self.rng.choice(self.rng.choice(self.spaced).words[low:high])

    def words(self, *ranks: tuple[int, int]) -> str:
        """Words of one language."""
        tongue = self.rng.choice(self.spaced)
        return " ".join(tongue.words[self.rng.randrange(low, high)] for low, high in ranks)

    def pair(self, low: int, high: int) -> str:
        """Two words that stand together."""
        return " ".join(self.rng.choice(self.rng.choice(self.spaced).pairs[low:high]))

    def character(self, length: int) -> str:
        """A Chinese word."""
        return self.rng.choice([word for word in self.chinese.words[100:3_000] if len(word) == length])

    def site(self) -> str:
        """A site's name."""
        return f"site-{self.rng.randrange(SITES):02}"

    def author(self) -> str:
        """A byline."""
        return self.rng.choice(self.newsroom.names)

    def tag(self) -> str:
        """A keyword."""
        return self.rng.choice(self.newsroom.tags)

    def language(self) -> str:
        """A language's code."""
        return self.rng.choice(self.spaced).code

    def month(self) -> str:
        """A month in which there are articles."""
        return f"{START + timedelta(days=self.rng.randrange(DAYS)):%Y-%m}"


def search(url: str, seed: int, rounds: int) -> None:
    """Time each kind of query through the public door: the newest 20 with snippets."""
    asker = Asker(Newsroom(seed), random.Random(seed))
    with Archive.open(url, read_only=True) as archive:
        clock = Clock(archive)
        say("articles", f"{archive.count(''):,}, load {os.getloadavg()[0]:.1f}")
        first_page(archive, "warm")
        for name, make in asker.kinds().items():
            queries = [make() for _ in range(rounds)]
            first, again = twice(clock, queries, lambda query: first_page(archive, query))
            found = statistics.mean(one.number for one in first)
            slowest = max(zip(again, queries, strict=True), key=lambda pair: pair[0].cpu)[1]
            say(name, f"{line(first)}; again: {line(again)}  {found:4.1f} hits  slowest: {slowest}")
        for name in ("rare word", "common word", "all"):
            beside(archive, clock, name, [asker.kinds()[name]() for _ in range(max(rounds // 3, 5))])
        say("peak memory", f"{peak():,.0f} MB, with the newsroom's words")
    alone = [sys.executable, "-m", "benchmarks.archive", "stream", url]  # without the words of the newsroom
    print(subprocess.run(alone, check=True, capture_output=True, text=True).stdout, end="")


def stream(url: str) -> None:
    """Read every article, and say what memory that took."""
    with Archive.open(url, read_only=True) as archive:
        started = time.process_time()
        read = sum(1 for _ in archive.search(""))
        rate = read / (time.process_time() - started)
        say("streaming all", f"{read:,} articles at {rate:,.0f} per CPU second, peak memory {peak():,.0f} MB")
        started = time.process_time()
        read = sum(1 for _ in archive.rows(""))
        rate = read / (time.process_time() - started)
    say("as JSON values", f"{read:,} articles at {rate:,.0f} per CPU second, peak memory {peak():,.0f} MB")


def verify(url: str) -> None:
    """Check every text against its digest, and say what memory that took; there are no captures to check."""
    with Archive.open(url, read_only=True) as archive:
        started = time.process_time()
        checked = archive.verify()
        rate = checked.articles / (time.process_time() - started)
    damaged = sum(finding.kind not in ("missing file", "orphan") for finding in checked.findings)
    figures = f"{checked.articles:,} at {rate:,.0f} per CPU second, {damaged} damaged"
    say("verifying texts", f"{figures}, peak memory {peak():,.0f} MB")


def with_facets(archive: Archive, query: str) -> int:
    """A page as the desk shows it first."""
    return len(archive.page(query, most=1).articles) + archive.facets(query, FACETS).counted


def beside(archive: Archive, clock: Clock, name: str, queries: list[str]) -> None:
    """Time what stands beside the first page."""
    calls: dict[str, Callable[[str], int]] = {
        "page with facets": lambda query: with_facets(archive, query),
        "page, facets, timeline": lambda query: with_facets(archive, query) + len(archive.timeline(query)),
        "count": archive.count,
        "timeline": lambda query: len(archive.timeline(query, by="month")),
        "by relevance": lambda query: best_page(archive, query),
    }
    for what, call in calls.items():
        first, again = twice(clock, queries, call)
        say(f"{what}: {name}", f"{line(first)}; again: {line(again)}")


def twice(clock: Clock, queries: list[str], call: Callable[[str], int]) -> Iterator[list[Timed]]:
    """Each query timed, then all of them once more."""
    for _ in range(2):
        yield [clock.time(partial(call, query)) for query in queries]


def first_page(archive: Archive, query: str) -> int:
    """What a reader sees first; nothing where the query is refused, as a beginning of too many words is."""
    try:
        return len(list(archive.search(query, limit=20, snippets=True)))
    except QueryError:
        return 0


def best_page(archive: Archive, query: str) -> int:
    """The same, best first."""
    return len(list(archive.search(query, limit=20, snippets=True, order="relevance")))


class Timed(NamedTuple):
    """What a call took, in milliseconds, and what it returned."""

    wall: float
    cpu: float
    number: int


class Clock:
    """Times calls to an archive; on PostgreSQL with the CPU of the process that answers."""

    def __init__(self, archive: Archive) -> None:
        self.server: psutil.Process | None = None
        if archive.dialect == "postgresql":
            with archive._read() as connection:
                self.server = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())

    def time(self, call: Callable[[], int]) -> Timed:
        """Time one call."""
        wall, cpu = time.perf_counter(), self._cpu()
        number = call()
        return Timed((time.perf_counter() - wall) * 1_000, (self._cpu() - cpu) * 1_000, number)

    def _cpu(self) -> float:
        spent = self.server.cpu_times() if self.server else None
        return time.process_time() + (spent.user + spent.system if spent else 0.0)


def line(timed: list[Timed]) -> str:
    """Median and 95th percentile, by the clock and of CPU."""
    return ", ".join(
        f"{name} {statistics.median(values):6.1f} median {values[int(len(values) * 0.95)]:6.1f} p95"
        for name, values in (("ms", sorted(t.wall for t in timed)), ("CPU", sorted(t.cpu for t in timed)))
    )


def peak() -> float:
    """The most memory of this process so far, in MB; of itself alone, unlike what getrusage says."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def say(what: str, figure: str) -> None:
    """One line of the report."""
    print(f"{what:32} {figure}", flush=True)


if __name__ == "__main__":
    main()
