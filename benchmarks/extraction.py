"""Measure extraction on labelled pages, with peers beside it and speeds in the same run.

    python -m benchmarks.extraction DATA TOOLS [--share S] [--peers NAME ...] [--predictions FOLDER]
                                               [--language FILE]

DATA holds the sets (``NAME.jsonl.gz``), TOOLS the scorers (``score_extraction.py``, peers' adapters in
``extraction_peers.py``, ``score_language.py``). A peer that is not installed is left out. Each page is read
alone, from its bytes to all its fields; the last lines read a site of many pages, learned from itself.
Speeds are of the CPU: ratios of one run can be believed, single figures only on an idle machine.

The weights of this checkout have seen the labelled bodies and kinds: give the FOLDER that
``train_body --predictions`` wrote, and both are taken from models that have not seen a page's site.
FILE holds labelled texts in many languages, for ``score_language.py``.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

from benchmarks.extraction_pages import Record, body_f1, load
from benchmarks.extraction_rows import POOLED, Run, Scored, differences, table
from extraction.article import Article, Page
from extraction.extract import extract
from extraction.language import LanguageHints, detect
from extraction.site import read_site
from tests.newsweb import NewsWeb, plans

SETS = (*POOLED, "wcxb", "wcxb_kinds", "trafilatura", "aed", "mediacloud_dates", "htmldate")
PEERS = ("trafilatura", "trafilatura_precision")
SITE, SITE_PAGES = "herald", 150
FIELDS = frozenset(("title", "authors", "date", "language", "kind"))
UNSEEN = ("body", "kind")  # are taken from out-of-fold predictions where these are given
TEXTS = ("sent_title", "sent_lead", "sent_full", "none")  # 73 languages, and texts in none

Prediction = dict[str, Any]
Answers = tuple[list[Prediction], float]  # and the seconds of CPU
Reader = Callable[[Sequence[Record]], Answers]


def newskeep(records: Sequence[Record]) -> Answers:
    """Pages read alone."""
    extract(page_of(records[0]))  # what is loaded once is not the pages' cost
    begun = time.process_time()
    told = [extract(page_of(record)).to_line(record["id"]) for record in records]
    return told, time.process_time() - begun


def page_of(record: Record) -> Page:
    """A labelled page as if it had been fetched."""
    return Page(record["url"] or "", record["html"].encode("utf-8", "replace"))


def peer(scorer: ModuleType, name: str) -> Reader:
    """A peer as the scorer runs it: what it raises is its result."""

    def read(records: Sequence[Record]) -> Answers:
        scorer.predict(name, records[:1])
        told, seconds = scorer.predict(name, records)
        return told, seconds

    return read


def readers(tools: Path, peers: Sequence[str]) -> tuple[ModuleType, dict[str, Reader]]:
    """The scorer, and newskeep with those peers that are installed."""
    sys.path.insert(0, str(tools))
    scorer, known = importlib.import_module("score_extraction"), importlib.import_module("extraction_peers")
    found: dict[str, Reader] = {"newskeep": newskeep}
    for name in peers:
        try:
            known.ADAPTERS[name]()
        except ImportError as missing:
            print(f"{name}: left out, {missing.name} is not installed")
        else:
            found[name] = peer(scorer, name)
    return scorer, found


def score(records: Sequence[Record], answers: Answers, scorer: ModuleType, run: Run, name: str) -> None:
    """Add one set's measures to a run."""
    told, seconds = answers
    run.seconds += seconds
    run.failures += sum(bool(one.get("error")) for one in told)
    never = {key for key in FIELDS if not any(one.get(key) for one in told)}  # blank, not 0
    for record, one in zip(records, told, strict=True):
        measures = {k: v for k, v in scorer.page_scores(record, one).items() if k not in never}
        run.scores.setdefault(name, []).append(Scored(record["id"], record["site"].split(".")[0], measures))


def unseen(answers: Answers, folder: Path | None, name: str) -> Answers:
    """The same answers, body and kind from models that have not seen the pages' sites."""
    file = folder / name / "newskeep_oof.json" if folder else None
    if file is None or not file.exists():
        return answers
    stored = {one["id"]: one for one in json.loads(file.read_text("utf-8"))["predictions"]}
    told, seconds = answers
    return [{**one, **{key: stored[one["id"]][key] for key in UNSEEN}} for one in told], seconds


def sampled(records: Iterable[Record], share: float) -> list[Record]:
    """A share of the pages by site, the same in each run."""
    return [one for one in records if zlib.crc32(str(one["site"]).encode()) % 1000 < share * 1000]


# ---- many pages of one site


def site_pages(count: int, name: str = SITE) -> tuple[list[Page], list[str]]:
    """Pages of one site of the local news web, and their bodies."""
    with NewsWeb(sites=plans(name), share=2.0) as web:
        site = web.sites[name]
        stories = [(story, text) for story in site.live[:count] if (text := story.at(web.day))]
        urls = [site.base + story.path for story, _ in stories]
        pages = [Page(url, urllib.request.urlopen(url).read()) for url in urls]
        return pages, [f"{text.lead}\n{text.body}" for _, text in stories]


def learned(found: Mapping[str, Reader]) -> str:
    """How fast and how well many pages of one site are read: learned from themselves, alone, by peers."""
    pages, bodies = site_pages(SITE_PAGES)
    records = [{"id": page.url, "url": page.url, "html": page.body.decode()} for page in pages]
    begun = time.process_time()
    read = list(read_site(pages))
    speeds = {"learned": len(pages) / (time.process_time() - begun)}
    speeds |= {name: len(pages) / reader(records)[1] for name, reader in found.items()}
    told = ", ".join(f"{name} {speed:.1f}" for name, speed in speeds.items())
    alone = [extract(page) for page in pages]
    return (
        f"pages a CPU second, {len(pages)} pages of a generated site: {told}\n"
        f"body F1 there: learned {body_mean(read, bodies):.4f}, each alone {body_mean(alone, bodies):.4f}"
    )


def body_mean(read: Sequence[Article], bodies: Sequence[str]) -> float:
    """The mean body F1 of articles whose texts are known."""
    return fmean(body_f1({"body": body}, one.body or "") for one, body in zip(read, bodies, strict=True))


# ---- languages


def languages(file: Path) -> str:
    """Macro accuracy over the languages of labelled texts, and texts per CPU second."""
    scorer = importlib.import_module("score_language")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["set"] in TEXTS]
    detect(rows[0]["text"])
    begun = time.process_time()
    told = {row["id"]: detect(row["text"], hints_of(row)) for row in rows}
    speed = len(rows) / (time.process_time() - begun)
    found = scorer.report(rows, {key: (it.code, it.confidence) for key, it in told.items()})
    shares = " / ".join(f"{found[name]['macro']:.2%}" for name in TEXTS[:3])
    asserted = sum(told[row["id"]].code != "und" for row in rows if row["set"] == "none")
    return (
        f"language, macro over {found['sent_title']['langs']} languages, titles / leads / full "
        f"(must: 97 / 99 / 99.5 %): {shares}; of the texts in none asserted: {asserted}; "
        f"{speed:.0f} texts a CPU second (must: 1,000)"
    )


def hints_of(row: Mapping[str, Any]) -> LanguageHints:
    """What the page of a text declared."""
    known = LanguageHints.__dataclass_fields__
    return LanguageHints(**{name: value for name, value in row.items() if name in known})


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
    parser.add_argument("--predictions", type=Path, help="out-of-fold bodies and kinds")
    parser.add_argument("--language", type=Path, help="labelled texts in many languages")
    given = parser.parse_args()
    scorer, found = readers(given.tools, given.peers)
    runs = {name: Run() for name in found}
    for name in given.sets:
        records = sampled(load(given.data, name), given.share)
        for label, reader in found.items() if records else ():
            answers = reader(records)
            own = unseen(answers, given.predictions, name) if label == "newskeep" else answers
            score(records, own, scorer, runs[label], name)
    print(table(runs))
    print(differences(runs["newskeep"], {name: run for name, run in runs.items() if name != "newskeep"}))
    if given.language:
        print(languages(given.language))
    print(learned(found))


if __name__ == "__main__":
    main()
