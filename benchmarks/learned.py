"""Measure learned profiles: learn from a few pages of each site, read its others by what was learned.

    python -m benchmarks.learned DATA TOOLS [--pages N] [--generated SITE ...]

DATA holds the labelled sets (``NAME.jsonl.gz``), TOOLS the peers' adapters. Sites are those of which the
sets have at least N articles, and generated ones. Printed of each: how many of the pages that were not
learned from fit the profile; how many times as fast as by trafilatura with metadata they are read, all and
those that fit; and the body's F1 by the profile and alone. Either reads each page once, one page after the
other: both keep what they met last, and a page read again tells nothing of a new one. The weights of this
checkout have seen the labelled bodies, so only the difference of these two counts.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, geometric_mean
from typing import NamedTuple

from benchmarks.extraction import page_of, readers, site_pages
from benchmarks.extraction_pages import Record, body_f1, load
from extraction.article import Article
from extraction.extract import extract
from extraction.profiles.learn import PROOFS, SAMPLE, learn

SETS = ("zyte", "fundus", "fundus_eval", "wcxb", "trafilatura", "aed", "mediacloud_dates", "htmldate")
PEER = "trafilatura"
SAMPLED = SAMPLE + PROOFS  # pages that are learned from
GENERATED, GENERATED_PAGES = ("herald", "correio", "courrier", "glos"), 100


class Row(NamedTuple):
    """What was measured of one site; ratios are to the peer's speed."""

    pages: int
    fitting: int
    ratio: float
    fast: float | None
    learned: float | None
    alone: float | None

    def __str__(self) -> str:
        told = [f"{one:.4f}" if one is not None else "-" for one in (self.learned, self.alone)]
        fast = f"{self.fast:.1f}" if self.fast else "-"
        fits = f"{self.fitting:3} of {self.pages:<3} fit"
        return f"{fits}  {self.ratio:5.1f}x, where they fit {fast:>5}x  F1 {' / '.join(told)}"


def sites(data: Path, least: int) -> Iterator[tuple[str, list[Record]]]:
    """The sites with so many pages in the sets, each page once."""
    found: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for name in SETS:
        for record in load(data, name):
            if record.get("kind") in (None, "article"):
                found[record["site"]].setdefault(record["url"] or record["id"], record)
    return ((site, list(of.values())) for site, of in sorted(found.items()) if len(of) >= least)


def generated(name: str) -> list[Record]:
    """Articles of a site of the local news web."""
    pages, bodies = site_pages(GENERATED_PAGES + SAMPLED, name)
    pairs = zip(pages, bodies, strict=True)
    return [{"id": at.url, "url": at.url, "html": at.body.decode(), "body": body} for at, body in pairs]


def measure(records: Sequence[Record], peer: Callable[[Sequence[Record]], float]) -> Row:
    """Learn from the first pages of a site, read the others."""
    sample, others = records[:SAMPLED], records[SAMPLED:]
    profile = learn(map(page_of, sample))
    peer(sample)  # what is loaded once is not the pages' cost
    told, own = [], []
    for one in others:
        page, begun = page_of(one), time.process_time()
        told.append(extract(page, profile))
        own.append(time.process_time() - begun)
    pairs = [(seconds, peer([one])) for seconds, one in zip(own, others, strict=True)]
    fitting = [pair for pair, read in zip(pairs, told, strict=True) if read.profile]
    labelled = [(one, read) for one, read in zip(others, told, strict=True) if one.get("body")]
    alone = [(one, extract(page_of(one))) for one, _ in labelled]
    return Row(len(others), len(fitting), _ratio(pairs) or 0, _ratio(fitting), _f1(labelled), _f1(alone))


def _ratio(pairs: Sequence[tuple[float, float]]) -> float | None:
    return sum(theirs for _, theirs in pairs) / sum(own for own, _ in pairs) if pairs else None


def _f1(pairs: Sequence[tuple[Record, Article]]) -> float | None:
    return fmean(body_f1(record, read.body or "") for record, read in pairs) if pairs else None


def main() -> None:
    """Measure each site, print its row and the mean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the labelled sets")
    parser.add_argument("tools", type=Path, help="folder of the peers' adapters")
    parser.add_argument("--pages", type=int, default=9, help="articles that a site must have")
    parser.add_argument("--generated", nargs="*", default=GENERATED, help="sites of the local news web")
    given = parser.parse_args()
    scorer, _ = readers(given.tools, [PEER])

    def reader(records: Sequence[Record]) -> float:  # seconds that the peer takes
        return float(scorer.predict(PEER, records)[1])

    print("learned from real pages")
    _report((site, measure(records, reader)) for site, records in sites(given.data, given.pages))
    print(f"generated sites, {GENERATED_PAGES} pages each")
    _report((name, measure(generated(name), reader)) for name in given.generated)


def _report(measured: Iterable[tuple[str, Row]]) -> None:
    """Print the rows, and their geometric means."""
    rows = []
    for site, row in measured:
        print(f"{site:24} {row}", flush=True)
        rows.append(row)
    fast = [row.fast for row in rows if row.fast]
    every = [row.ratio for row in rows]
    mean, best = (f"{geometric_mean(one):.1f}x" if one else "-" for one in (every, fast))
    print(f"{len(fast)} of {len(rows)} sites are read by one; geometric means {mean}, where they fit {best}")


if __name__ == "__main__":
    main()
