"""Train the models of article text and of page kind on labelled pages, and measure both over sites.

    python -m benchmarks.train_body DATA_FOLDER                       # also writes extraction/model/*.npz
    python -m benchmarks.train_body DATA_FOLDER --predictions FOLDER --no-write

Every figure is cross-validation: the sites are dealt to folds (one outlet is in one fold over all sets),
and each page is read by models that have not seen its site. The predictions of --predictions are in the
scorer's form, FOLDER/SET/newskeep_oof.json. Needs lightgbm, which newskeep itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from benchmarks.extraction_labels import OPTIONAL_WEIGHT, labels, snippet_labels
from benchmarks.extraction_pages import Record, body_f1, fold, load
from benchmarks.train_words import fit
from extraction.article import Page
from extraction.body import describe, read_body
from extraction.document import Document
from extraction.kind import threshold
from extraction.page.blocks import walk
from extraction.page.features import look
from extraction.page.look import Look
from extraction.page.trees import MAX_LEAVES, Forest
from extraction.page.words import WordWeights, page_words

SETS = {
    "zyte": 1.0,
    "fundus": 1.0,
    "fundus_eval": 1.0,
    "aed": 0.5,
    "wcxb": 0.5,
}  # and the weight of their labels
CLEAN = ("zyte", "fundus", "fundus_eval")
ALSO_READ = ("trafilatura", "wcxb_kinds", "mediacloud_dates")  # without whole bodies
KINDS = {"wcxb": True, "wcxb_kinds": False, "zyte": True, "fundus": True, "fundus_eval": True}
KINDS |= {"aed": True, "mediacloud_dates": True}  # whether the pages of a set are articles
SNIPPET_WEIGHT = 0.05  # of a block that holds a snippet known to be text, or known not to be
NEWS_WEIGHT = 0.5  # of sets without pages that are no articles
BARE_WEIGHT = 0.15
STATED = ("og ", "ld ", "dated", "signed")
MODEL = Path(__file__).parent.parent / "extraction" / "model"
KIND_ROUNDS = 400
KIND_PARAMETERS = {"num_leaves": 10, "learning_rate": 0.04, "min_data_in_leaf": 20, "feature_fraction": 0.3}
KIND_SEEDS = (0, 1)
Matrix = NDArray[np.float32]
Flags = NDArray[np.bool_]
Weights = NDArray[np.float64]
ROUNDS = 180
SEEDS = (0, 1, 2, 3)
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 14,
    "learning_rate": 0.07,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "max_bin": 127,
    "seed": 0,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
BINS = {name: PARAMETERS[name] for name in ("max_bin", "num_threads", "verbosity")}
DOUBT, DOUBTED = 0.9, 0.3  # how far from the label a chance is that makes it doubtful; what it then counts
DOUBT_ROUNDS = 120


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one page: features, targets, weights."""

    site: str
    names: tuple[str, ...]
    matrix: NDArray[np.float32]
    target: NDArray[np.bool_]
    weight: NDArray[np.float64]


def document(record: Record) -> Document:
    """A labelled page, parsed as the program parses it."""
    headers = {"content-type": "text/html; charset=utf-8"}
    return Document.parse(Page(record["url"], record["html"].encode("utf8", "replace"), headers=headers))


def lesson(task: tuple[str, Record]) -> Lesson:
    """What one labelled page teaches."""
    name, record = task
    page = document(record)
    view = look(walk(page.root), describe(page))
    if not record.get("body"):
        return _snippet_lesson(record, view)
    share, optional, size = labels(record, view.texts)
    weight = _weights(share > 0.5, size) * np.where(optional, OPTIONAL_WEIGHT, 1) * SETS[name]
    names = tuple(view.table.names)
    return Lesson(record["site"], names, view.table.matrix(names).copy(), share > 0.5, weight)


def _snippet_lesson(record: Record, view: Look) -> Lesson:
    """A page of which only some snippets are known to be text or not: the other blocks teach nothing."""
    share, known = snippet_labels(record, view.texts)
    names = tuple(view.table.names)
    matrix = view.table.matrix(names)[known].copy()
    return Lesson(record["site"], names, matrix, share[known] > 0.5, np.full(known.sum(), SNIPPET_WEIGHT))


def _weights(target: NDArray[np.bool_], size: NDArray[np.int64]) -> NDArray[np.float64]:
    """Blocks count by their words, pages about equally."""
    own = np.maximum(size, 1.5) ** 0.8
    return np.minimum(own / max(float(own[target].sum()), 60.0), 1.0)


def lessons(folder: Path, workers: int) -> list[Lesson]:
    """All labelled pages of all sets."""
    tasks = [
        (name, record)
        for name in (*SETS, "trafilatura")
        for record in load(folder, name)
        if record.get("body") or record.get("body_must_have")
    ]
    with ProcessPoolExecutor(workers) as pool:
        found = pool.map(lesson, tasks, chunksize=8)
        return [one for one in found if len(one.matrix)]


def train(given: Sequence[Lesson]) -> Forest:
    """Fit the forest of blocks: the mean of several, which differ by chance alone."""
    matrix = np.vstack([one.matrix for one in given])
    target = np.concatenate([one.target for one in given])
    weight = np.concatenate([one.weight for one in given])
    data = lightgbm.Dataset(
        matrix, target.astype(int), weight=weight, params=BINS, free_raw_data=False
    ).construct()
    half = np.repeat([fold(one.site, 2) for one in given], [len(one.target) for one in given])
    weight = np.where(_doubtful(data, matrix, target, half), DOUBTED * weight, weight)
    data.set_weight(weight * len(weight) / weight.sum())
    boosters = [lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS) for seed in SEEDS]
    return convert(boosters, given[0].names)


def _doubtful(data: lightgbm.Dataset, matrix: Matrix, target: Flags, half: NDArray[np.int64]) -> Flags:
    """Labels that are far from what the other half of these sites teaches: many are mistakes."""
    chance = np.zeros(len(target))
    for held in (0, 1):
        others = data.subset(np.flatnonzero(half != held).tolist())
        model = lightgbm.train(PARAMETERS, others, DOUBT_ROUNDS)
        chance[half == held] = model.predict(matrix[half == held])
    return np.asarray(np.abs(chance - target) > DOUBT, dtype=bool)


class _Flat:
    """One tree's splits and leaves, leaves numbered from the left."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.feature: list[int] = []
        self.threshold: list[np.float32] = []
        self.left: list[int] = []
        self.leaves: list[float] = []
        self._add(tree)

    def _add(self, node: dict[str, Any]) -> None:
        if "leaf_value" in node:
            self.leaves.append(float(node["leaf_value"]))
            return
        row, before = len(self.feature), len(self.leaves)
        self.feature.append(node["split_feature"])
        self.threshold.append(_at_most(node["threshold"]))
        self.left.append(0)
        self._add(node["left_child"])
        gone = ((1 << len(self.leaves)) - 1) & ~((1 << before) - 1)
        self.left[row] = ((1 << MAX_LEAVES) - 1) & ~gone
        self._add(node["right_child"])


def _at_most(value: float) -> np.float32:
    """The greatest single-precision number that is not above a value."""
    near = np.float32(value)
    return near if float(near) <= value else np.nextafter(near, np.float32(-np.inf))


def convert(boosters: Sequence[lightgbm.Booster], names: Sequence[str]) -> Forest:
    """The mean of trained boosters as arrays, with the features that they use."""
    trees = [_Flat(tree["tree_structure"]) for one in boosters for tree in one.dump_model()["tree_info"]]
    trees = [tree for tree in trees if tree.feature]
    used = sorted({feature for tree in trees for feature in tree.feature})
    number = {feature: at for at, feature in enumerate(used)}
    leaves = np.zeros((len(trees), MAX_LEAVES), dtype=np.float32)
    for row, tree in enumerate(trees):
        leaves[row, : len(tree.leaves)] = np.array(tree.leaves) / len(boosters)
    sizes = [len(tree.feature) for tree in trees]
    return Forest(
        names=tuple(names[feature] for feature in used),
        feature=np.array([number[f] for tree in trees for f in tree.feature], dtype=np.int32),
        threshold=np.array([t for tree in trees for t in tree.threshold], dtype=np.float32),
        left=np.array([mask for tree in trees for mask in tree.left], dtype=np.uint16),
        first=np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64),
        leaves=leaves,
        bias=0.0,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model that has not seen a page's site read there."""

    name: str
    identity: str
    site: str
    text: str
    measures: dict[str, float]
    words: frozenset[str]
    score: float | None  # F1 of the text where the page has a label


def read_page(task: tuple[str, Record, Forest]) -> Reading:
    """One page, read."""
    name, record, model = task
    page = document(record)
    reading = read_body(page, model=model)
    text = "\n".join(block.text for block in reading.blocks)
    score = body_f1(record, text) if record.get("body") else None
    words = page_words(page)
    return Reading(name, record["id"], record["site"], text, dict(reading.measures), words, score)


def cross_validate(folder: Path, given: Sequence[Lesson], folds: int, workers: int) -> list[Reading]:
    """Each page of each set as read by a model that has not seen its site."""
    parts = [[one for one in given if fold(one.site, folds) != held] for held in range(folds)]
    with ThreadPoolExecutor(workers) as threads:
        models = list(threads.map(train, parts))
    with ProcessPoolExecutor(workers) as pool:
        tasks = (
            (name, record, models[fold(record["site"], folds)])
            for name in (*SETS, *ALSO_READ)
            for record in load(folder, name)
        )
        return list(pool.map(read_page, tasks, chunksize=4))


def kind_target(given: Sequence[Reading]) -> tuple[Flags, Weights]:
    """Which pages are articles, and what each counts."""
    target = np.array([KINDS[one.name] for one in given])
    return target, np.array([1.0 if one.name.startswith("wcxb") else NEWS_WEIGHT for one in given])


def fit_words(given: Sequence[Reading]) -> WordWeights:
    """What the words of pages' addresses and classes say of their kind."""
    target, weight = kind_target(given)
    return fit([one.words for one in given], [one.site for one in given], target, weight)


def scored(given: Sequence[Reading], weights: WordWeights) -> list[Reading]:
    """The same readings, their words weighed."""
    return [replace(one, measures={**one.measures, "words score": weights.score(one.words)}) for one in given]


def cross_scored(given: Sequence[Reading], folds: int) -> list[Reading]:
    """The same readings, the words of each weighed by what other sites' pages teach."""
    found: list[Reading] = []
    for held in range(folds):
        own = [one for one in given if fold(one.site, folds) == held]
        others = [one for one in given if fold(one.site, folds) != held]
        if own:
            found += scored(own, fit_words(others))
    return found


def kind_lesson(given: Sequence[Reading]) -> tuple[tuple[str, ...], Matrix, Flags, Weights]:
    """Features, targets and weights of page kinds. Each page counts twice: as it is, and without what it
    states about itself, so that plain pages are judged too."""
    names = tuple(sorted(set().union(*(one.measures for one in given))))
    matrix = np.array([[one.measures.get(name, 0.0) for name in names] for one in given], dtype=np.float32)
    bare = matrix.copy()
    bare[:, [name.startswith(STATED) for name in names]] = 0
    target, weight = kind_target(given)
    weight *= np.where(target, (weight * ~target).sum() / (weight * target).sum(), 1.0)
    return (
        names,
        np.vstack([matrix, bare]),
        np.tile(target, 2),
        np.concatenate([weight, BARE_WEIGHT * weight]),
    )


def train_kind(given: Sequence[Reading]) -> Forest:
    """Fit the forest of page kinds."""
    names, matrix, target, weight = kind_lesson(given)
    data = lightgbm.Dataset(matrix, target.astype(int), weight=weight * len(weight) / weight.sum())
    given_all = {**PARAMETERS, **KIND_PARAMETERS}
    boosters = [lightgbm.train({**given_all, "seed": seed}, data, KIND_ROUNDS) for seed in KIND_SEEDS]
    return convert(boosters, names)


def judge_all(readings: Sequence[Reading], folds: int) -> dict[str, float]:
    """For each page the probability of being an article, from a model that has not seen its site."""
    pages = [one for one in readings if one.name in KINDS]
    chances = {}
    for held in range(folds):
        seen = [one for one in pages if fold(one.site, folds) != held]
        model = train_kind(cross_scored(seen, folds))
        tested = scored([one for one in readings if fold(one.site, folds) == held], fit_words(seen))
        rows = [[one.measures.get(name, 0.0) for name in model.names] for one in tested]
        found = model.probability(np.array(rows, dtype=np.float32))
        chances.update({one.identity: float(chance) for one, chance in zip(tested, found, strict=True)})
    return chances


def write_predictions(readings: Sequence[Reading], chances: dict[str, float], folder: Path) -> None:
    """Store what was read as the scorer reads it."""
    stored: dict[str, list[dict[str, Any]]] = {}
    for one in readings:
        kind = "article" if chances[one.identity] >= threshold(one.measures) else "other"
        prediction = {"id": one.identity, "error": None, "body": one.text, "kind": kind}
        stored.setdefault(one.name, []).append(prediction)
    for name, predictions in stored.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        content = json.dumps({"cpu_s": 0, "predictions": predictions}, ensure_ascii=False)
        (folder / name / "newskeep_oof.json").write_text(content, encoding="utf8")


def report(readings: Sequence[Reading], chances: dict[str, float]) -> None:
    """Print the figures by set."""
    for name in (*SETS, *ALSO_READ):
        own = [one for one in readings if one.name == name]
        scores = np.array([one.score for one in own if one.score is not None])
        articles = np.array([chances[one.identity] >= threshold(one.measures) for one in own])
        body = f"F1 {scores.mean():.4f}  >=.95 {(scores >= 0.95).mean():.3f}" if len(scores) else ""
        print(f"{name:12} {len(articles):4} pages  judged articles {articles.mean():.3f}  {body}")
    pooled = np.array([one.score for one in readings if one.name in CLEAN and one.score is not None])
    print(f"pooled {pooled.mean():.4f}  >=.95 {(pooled >= 0.95).mean():.3f}  <.5 {(pooled < 0.5).mean():.3f}")


def main() -> None:
    """Cross-validate, and train on everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    given = lessons(options.data, options.workers)
    readings = cross_validate(options.data, given, options.folds, options.workers)
    chances = judge_all(readings, options.folds)
    report(readings, chances)
    if options.predictions:
        write_predictions(readings, chances, options.predictions)
    if not options.no_write:
        (MODEL / "body.npz").write_bytes(train(given).to_bytes())
        pages = [one for one in readings if one.name in KINDS]
        (MODEL / "kind.npz").write_bytes(train_kind(cross_scored(pages, options.folds)).to_bytes())
        (MODEL / "kind_words.npz").write_bytes(fit_words(pages).to_bytes())


if __name__ == "__main__":
    main()
