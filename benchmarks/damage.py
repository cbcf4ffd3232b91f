"""Read damaged pages by the thousand, and say what the worst of them cost.

    python -m benchmarks.damage --examples 10000 [--data FOLDER] [--seed N]

Pages are cut, overwritten, repeated and interspersed at random (tests/extraction/test_damage.py, whose
monsters are read too); with --data half of them are pages of the labelled sets. Each must be answered by
an article or a named problem, within 5 s of CPU and 500 MB. The peak of memory is that of the whole
process while it read the page, as Linux tells it. The exit code is 1 where a page broke a bound.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.extraction_pages import load
from extraction.article import Page
from extraction.extract import extract
from tests.extraction.test_damage import MONSTERS, damaged, injure

SECONDS, MEMORY = 5.0, 500e6
SETS = ("fundus", "zyte", "mediacloud_dates", "htmldate")
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
URL = "https://news.example/a"


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one page took: seconds of CPU, and the process's peak memory in bytes."""

    name: str
    seconds: float
    memory: float
    answered: bool

    @property
    def is_within(self) -> bool:
        """Whether it kept the bounds."""
        return self.answered and self.seconds <= SECONDS and self.memory <= MEMORY


def read(name: str, body: bytes) -> Cost:
    """Read one page and measure it."""
    Path("/proc/self/clear_refs").write_text("5")  # begins the peak anew
    begun = time.process_time()
    found = extract(Page(URL, body))
    seconds = time.process_time() - begun
    peak = PEAK.search(Path("/proc/self/status").read_text())
    answered = bool(found.title or found.blocks or found.problems or found.kind_reason)
    return Cost(name, seconds, 1024.0 * int(peak[1]) if peak else 0.0, answered)


def real_pages(folder: Path | None) -> list[bytes]:
    """The pages of some labelled sets."""
    records = (record for name in SETS for record in load(folder, name)) if folder else ()
    return [record["html"].encode("utf-8", "replace") for record in records]


def injured(random: Random, sources: list[bytes]) -> bytes:
    """A damaged page: a written one, or where there are such, a real one."""
    if not sources or random.random() < 0.5:
        return damaged(random)
    body = bytearray(random.choice(sources))
    for _ in range(random.randint(1, 4)):
        injure(body, random)
    return bytes(body)


def costs(examples: int, seed: int, sources: list[bytes]) -> Iterator[Cost]:
    """The cost of each page: the monsters first."""
    yield from (read(name, body) for name, body in MONSTERS.items())
    random = Random(seed)
    for number in range(examples):
        yield read(f"damaged {number}", injured(random, sources))


def main() -> None:
    """Read, and tell the worst."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examples", type=int, default=1_000)
    parser.add_argument("--data", type=Path, help="folder of the labelled sets")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    read("first", b"<p>x")  # what is loaded once
    found = list(costs(given.examples, given.seed, real_pages(given.data)))
    small = [cost for cost in found if cost.name not in MONSTERS]
    print(f"{len(found)} pages, {sum(not cost.is_within for cost in found)} out of bounds")
    for label, chosen in (("all", found), ("without the monsters", small)):
        slowest, largest = max(chosen, key=lambda c: c.seconds), max(chosen, key=lambda c: c.memory)
        worst = f"{slowest.seconds:.2f} s ({slowest.name}), {largest.memory / 1e6:.0f} MB ({largest.name})"
        print(f"{label}: {worst}")
    sys.exit(not all(cost.is_within for cost in found))


if __name__ == "__main__":
    main()
