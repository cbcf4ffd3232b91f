"""What is measured of extraction: one row of the table each, and differences with their intervals."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

POOLED = ("zyte", "fundus", "fundus_eval")
GOOD, POOR = 0.95, 0.5
DRAWS = 2_000  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Scored:
    """One page with all its measures."""

    identity: str
    outlet: str
    measures: Mapping[str, float]


@dataclass(slots=True)
class Run:
    """What one extractor answered: its pages by set, seconds of CPU, pages that it failed on."""

    scores: dict[str, list[Scored]] = field(default_factory=dict)
    seconds: float = 0.0
    failures: int = 0

    def values(self, sets: Iterable[str], name: str) -> list[float]:
        """One measure of all pages of these sets that have its label."""
        pages = (page for one in sets for page in self.scores.get(one, []))
        return [page.measures[name] for page in pages if name in page.measures]

    @property
    def pages(self) -> int:
        """How many pages were read."""
        return sum(map(len, self.scores.values()))


Measure = Callable[[Run], float | None]


def mean(values: Sequence[float]) -> float | None:
    """The mean, None of nothing."""
    return fmean(values) if values else None


def average(name: str, *sets: str) -> Measure:
    """The mean of a measure over the pages of these sets."""
    return lambda run: mean(run.values(sets, name))


def part(which: Callable[[float], bool], *sets: str) -> Measure:
    """The share of pages whose body F1 is such."""
    return lambda run: mean([float(which(value)) for value in run.values(sets, "f1")])


def balanced(run: Run) -> float | None:
    """The mean of both rates: articles told as such, and other pages told as such."""
    rates = [mean(run.values((name,), "kind")) for name in ("wcxb", "wcxb_kinds")]
    return sum(rates) / 2 if None not in rates else None  # type: ignore[arg-type]


def snippets(run: Run) -> float | None:
    """F1 of snippets that must and must not be in the body."""
    right, wrong, missed = (sum(run.values(("trafilatura",), name)) for name in ("tp", "fp", "fn"))
    total = 2 * right + wrong + missed
    return 2 * right / total if total else None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; ``must`` is what is asked of newskeep."""

    label: str
    must: str
    measure: Measure


def _field(title: str, name: str, **must: str) -> tuple[Row, ...]:
    return tuple(Row(f"{title}, {one}", f">= {least}", average(name, one)) for one, least in must.items())


ROWS = (
    Row("body F1, zyte + fundus + fundus_eval", ">= .965", average("f1", *POOLED)),
    Row(f"pages at {GOOD} or better", ">= .82", part(lambda value: value >= GOOD, *POOLED)),
    Row(f"pages under {POOR}", "<= .01", part(lambda value: value < POOR, *POOLED)),
    Row("body F1, fundus_eval", ">= .96", average("f1", "fundus_eval")),
    Row("body F1, wcxb", "", average("f1", "wcxb")),
    Row("article or not, balanced accuracy", ">= .93", balanced),
    Row("snippet F1, trafilatura set", ">= .945", snippets),
    *_field("title exact", "title", fundus=".85", aed=".94", trafilatura=".85"),
    *_field("authors F1", "authors", fundus=".94", aed=".92", trafilatura=".72"),
    *_field("date", "date", fundus=".99", mediacloud_dates=".94", htmldate=".94", trafilatura=".90"),
    *_field("language of the page", "language", fundus=".99"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of body F1 over the same pages, with its 95 % interval."""

    mean: float
    low: float
    high: float
    pages: int

    def __str__(self) -> str:
        return f"{self.mean:+.4f} [{self.low:+.4f}, {self.high:+.4f}], {self.pages} pages"


def paired(own: Run, other: Run, sets: Sequence[str], seed: int = 0) -> Difference | None:
    """By how much one extractor is better, page by page; the bootstrap draws outlets, not pages.

    Pages without a labelled body are left out; None where there is no page.
    """
    outlets: dict[str, list[float]] = defaultdict(list)
    for name in sets:
        theirs = {page.identity: page.measures.get("f1") for page in other.scores.get(name, [])}
        for page in own.scores.get(name, []):
            score = theirs.get(page.identity)
            if score is not None and "f1" in page.measures:
                outlets[page.outlet].append(page.measures["f1"] - score)
    if not outlets:
        return None
    groups, chance = list(outlets.values()), random.Random(seed)
    draws = sorted(_pooled(chance.choices(groups, k=len(groups))) for _ in range(DRAWS))
    low, high = draws[DRAWS // 40], draws[-DRAWS // 40 - 1]
    return Difference(_pooled(groups), low, high, sum(map(len, groups)))


def _pooled(groups: Sequence[Sequence[float]]) -> float:
    return sum(map(sum, groups)) / sum(map(len, groups))


def table(runs: Mapping[str, Run]) -> str:
    """All measures, a column an extractor."""
    lines = [f"{'':38}{'must':>8}" + "".join(f"{name:>24}" for name in runs)]
    for row in ROWS:
        values = [row.measure(run) for run in runs.values()]
        told = ["-" if value is None else f"{value:.3f}" for value in values]
        lines.append(f"{row.label:38}{row.must:>8}" + "".join(f"{value:>24}" for value in told))
    speeds = [f"{run.pages / run.seconds:.1f}" if run.seconds else "-" for run in runs.values()]
    counts = [f"{run.pages} / {run.failures}" for run in runs.values()]
    for label, cells in (("pages a CPU second, each alone", speeds), ("pages read / failures", counts)):
        lines.append(f"{label:46}" + "".join(f"{cell:>24}" for cell in cells))
    return "\n".join(lines)


def differences(own: Run, peers: Mapping[str, Run]) -> str:
    """Newskeep's body over each peer's, pooled and on the articles of wcxb."""
    lines = []
    for sets, must in ((POOLED, "+.018 over precision"), (("wcxb",), "+.015 over the better")):
        for name, run in peers.items():
            found = paired(own, run, sets)
            lines += [f"body F1 over {name}, {' + '.join(sets)} (must: {must}): {found}"] if found else []
    return "\n".join(lines)
