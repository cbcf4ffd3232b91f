"""Measure extraction on labelled pages, with peers beside it and speeds in the same run.

    python -m benchmarks.extraction DATA TOOLS [--share S] [--peers NAME ...]

DATA holds the sets (``NAME.jsonl.gz``), TOOLS the scorers (``score_extraction.py``, and peers' adapters in
``extraction_peers.py``). A peer that is not installed is left out. Each page is read alone, from its bytes
to all its fields; the last lines read a site of many pages, learned from itself. Speeds are of the CPU:
ratios of one run can be believed, single figures only on an idle machine. Weights of this checkout have
seen the labelled bodies; figures of cross-validation stand in the model's card.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

from benchmarks.extraction_pages import Record, load
from extraction.article import Page
from extraction.extract import extract
from extraction.site import read_site
from tests.newsweb import NewsWeb, plans

POOLED = ("zyte", "fundus", "fundus_eval")
SETS = (*POOLED, "wcxb", "wcxb_kinds", "trafilatura", "aed", "mediacloud_dates", "htmldate")
PEERS = ("trafilatura", "trafilatura_precision")
GOOD, POOR = 0.95, 0.5
SITE, SITE_PAGES = "herald", 150

Prediction = dict[str, Any]
Reader = Callable[[Record], Mapping[str, Any] | None]
Scores = list[Mapping[str, float]]


@dataclass(slots=True)
class Run:
    """What one extractor answered: scores of each page by set, seconds of CPU, pages that it failed on."""

    scores: dict[str, Scores] = field(default_factory=dict)
    seconds: float = 0.0
    pages: int = 0
    failures: int = 0

    def values(self, sets: Iterable[str], name: str) -> list[float]:
        """One measure of all pages of these sets that have its label."""
        return [page[name] for one in sets for page in self.scores.get(one, []) if name in page]


Measure = Callable[[Run], float | None]


def newskeep(record: Record) -> Prediction:
    """A page read alone."""
    return extract(page_of(record)).to_line("")


def page_of(record: Record) -> Page:
    """A labelled page as if it had been fetched."""
    return Page(record["url"] or "", record["html"].encode("utf-8", "replace"))


def readers(tools: Path, peers: Sequence[str]) -> tuple[ModuleType, dict[str, Reader]]:
    """The scorer, and newskeep with those peers that are installed."""
    sys.path.insert(0, str(tools))
    scorer, known = importlib.import_module("score_extraction"), importlib.import_module("extraction_peers")
    found: dict[str, Reader] = {"newskeep": newskeep}
    for name in peers:
        try:
            found[name] = known.ADAPTERS[name]()
        except ImportError as missing:
            print(f"{name}: left out, {missing.name} is not installed")
    return scorer, found


def read_all(reader: Reader, records: Sequence[Record], scorer: ModuleType, run: Run, name: str) -> None:
    """Read one set, and score it."""
    reader(records[0])  # what is loaded once is not the pages' cost
    for record in records:
        begun = time.process_time()
        try:
            told = reader(record) or {}
        except Exception as fault:  # noqa: BLE001 - a peer may raise anything: that is its result
            print(f"{name}: {type(fault).__name__}: {fault}", file=sys.stderr)
            told, run.failures = {}, run.failures + 1
        run.seconds += time.process_time() - begun
        run.pages += 1
        run.scores.setdefault(name, []).append(scorer.page_scores(record, told))


def sampled(records: Iterable[Record], share: float) -> list[Record]:
    """A share of the pages by site, the same in each run."""
    return [one for one in records if zlib.crc32(str(one["site"]).encode()) % 1000 < share * 1000]


# ---- the table


def average(name: str, *sets: str) -> Measure:
    """The mean of a measure over the pages of these sets."""
    return lambda run: _mean(run.values(sets, name))


def part(which: Callable[[float], bool], *sets: str) -> Measure:
    """The share of pages whose body F1 is such."""
    return lambda run: _mean([float(which(value)) for value in run.values(sets, "f1")])


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def balanced(run: Run) -> float | None:
    """The mean of both rates: articles told as such, and other pages told as such."""
    rates = [_mean(run.values((name,), "kind")) for name in ("wcxb", "wcxb_kinds")]
    return sum(rates) / 2 if None not in rates else None  # type: ignore[arg-type]


def snippets(run: Run) -> float | None:
    """F1 of snippets that must and must not be in the body."""
    right, wrong, missed = (sum(run.values(("trafilatura",), name)) for name in ("tp", "fp", "fn"))
    total = 2 * right + wrong + missed
    return 2 * right / total if total else None


ROWS: tuple[tuple[str, Measure], ...] = (
    ("body F1, zyte + fundus + fundus_eval", average("f1", *POOLED)),
    (f"pages at {GOOD} or better", part(lambda value: value >= GOOD, *POOLED)),
    (f"pages under {POOR}", part(lambda value: value < POOR, *POOLED)),
    ("body F1, fundus_eval", average("f1", "fundus_eval")),
    ("body F1, wcxb", average("f1", "wcxb")),
    ("article or not, balanced accuracy", balanced),
    ("snippet F1, trafilatura set", snippets),
    *((f"title exact, {name}", average("title", name)) for name in ("fundus", "aed", "trafilatura")),
    *((f"authors F1, {name}", average("authors", name)) for name in ("fundus", "aed", "trafilatura")),
    *(
        (f"date, {name}", average("date", name))
        for name in ("fundus", "mediacloud_dates", "htmldate", "trafilatura")
    ),
    ("language, fundus", average("language", "fundus")),
)


def table(runs: Mapping[str, Run]) -> str:
    """All measures, a column an extractor."""
    lines = [f"{'':40}" + "".join(f"{name:>24}" for name in runs)]
    for label, measure in ROWS:
        values = [measure(run) for run in runs.values()]
        told = ["-" if value is None else f"{value:.3f}" for value in values]
        lines.append(f"{label:40}" + "".join(f"{value:>24}" for value in told))
    speeds = {name: run.pages / run.seconds for name, run in runs.items() if run.seconds}
    lines.append(f"{'pages a CPU second, each alone':40}" + "".join(f"{s:>24.1f}" for s in speeds.values()))
    lines.append(
        f"{'pages read / failures':40}" + "".join(f"{f'{r.pages} / {r.failures}':>24}" for r in runs.values())
    )
    return "\n".join(lines)


# ---- many pages of one site


def site_pages(count: int) -> list[Page]:
    """Pages of one site of the local news web."""
    with NewsWeb(sites=plans(SITE), share=2.0) as web:
        site = web.sites[SITE]
        urls = [site.base + story.path for story in site.live[:count]]
        return [Page(url, urllib.request.urlopen(url).read()) for url in urls]


def per_second(pages: Sequence[Page], read: Callable[[], object]) -> float:
    """Pages a CPU second."""
    begun = time.process_time()
    read()
    return len(pages) / (time.process_time() - begun)


def learned(found: Mapping[str, Reader]) -> str:
    """How fast many pages of one site are read: learned from themselves, alone, and by the peers."""
    pages = site_pages(SITE_PAGES)
    records = [{"id": page.url, "url": page.url, "html": page.body.decode()} for page in pages]
    speeds = {"learned": per_second(pages, lambda: list(read_site(pages)))}
    for name, reader in found.items():
        speeds[name] = per_second(pages, partial(list, map(reader, records)))
    told = ", ".join(f"{name} {speed:.1f}" for name, speed in speeds.items())
    return f"pages a CPU second, {len(pages)} pages of a generated site: {told}"


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the labelled sets")
    parser.add_argument("tools", type=Path, help="folder of the scorers")
    parser.add_argument("--share", type=float, default=1.0, help="share of the sites")
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--peers", nargs="*", default=PEERS)
    given = parser.parse_args()
    scorer, found = readers(given.tools, given.peers)
    runs = {name: Run() for name in found}
    for name in given.sets:
        records = sampled(load(given.data, name), given.share)
        for label, reader in found.items() if records else ():
            read_all(reader, records, scorer, runs[label], name)
    print(table(runs))
    print(learned(found))


if __name__ == "__main__":
    main()
