"""Train the model of article text on labelled pages, and measure it by cross-validation over sites.

    python benchmarks/train_body.py DATA_FOLDER                       # writes extraction/model/body.npz
    python benchmarks/train_body.py DATA_FOLDER --folds 5 --predictions FOLDER

The second form writes no model: it trains one for each fold of the sites and reads each page with the
model that has not seen its site, into FOLDER/SET/newskeep_oof.json.
Needs lightgbm, which newskeep itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from extraction_labels import OPTIONAL_WEIGHT, labels
from extraction_pages import Record, body_f1, fold, load
from numpy.typing import NDArray

from extraction.article import Page
from extraction.block_features import look
from extraction.blocks import walk
from extraction.body import describe, read_body
from extraction.document import Document
from extraction.trees import MAX_LEAVES, Forest

SETS = {
    "zyte": 1.0,
    "fundus": 1.0,
    "fundus_eval": 1.0,
    "aed": 0.5,
    "wcxb": 0.5,
}  # and the weight of their labels
MODEL = Path(__file__).parent.parent / "extraction" / "model" / "body.npz"
ROUNDS = 250
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 14,
    "learning_rate": 0.06,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "max_bin": 127,
    "seed": 0,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}


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
    share, optional, size = labels(record, view.texts)
    weight = _weights(share > 0.5, size) * np.where(optional, OPTIONAL_WEIGHT, 1) * SETS[name]
    names = tuple(view.table.names)
    return Lesson(record["site"], names, view.table.matrix(names).copy(), share > 0.5, weight)


def _weights(target: NDArray[np.bool_], size: NDArray[np.int64]) -> NDArray[np.float64]:
    """Blocks count by their words, pages about equally."""
    own = np.maximum(size, 1.5) ** 0.8
    return np.minimum(own / max(float(own[target].sum()), 60.0), 1.0)


def lessons(folder: Path, workers: int) -> list[Lesson]:
    """All labelled pages of all sets."""
    tasks = [(name, record) for name in SETS for record in load(folder, name) if record.get("body")]
    with ProcessPoolExecutor(workers) as pool:
        found = pool.map(lesson, tasks, chunksize=8)
        return [one for one in found if len(one.matrix)]


def train(given: Sequence[Lesson]) -> Forest:
    """Fit the forest."""
    matrix = np.vstack([one.matrix for one in given])
    target = np.concatenate([one.target for one in given])
    weight = np.concatenate([one.weight for one in given])
    data = lightgbm.Dataset(matrix, target.astype(int), weight=weight * len(weight) / weight.sum())
    return convert(lightgbm.train(PARAMETERS, data, ROUNDS), given[0].names)


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


def convert(booster: lightgbm.Booster, names: Sequence[str]) -> Forest:
    """A trained booster as arrays, with the features that it uses."""
    trees = [_Flat(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    trees = [tree for tree in trees if tree.feature]
    used = sorted({feature for tree in trees for feature in tree.feature})
    number = {feature: at for at, feature in enumerate(used)}
    leaves = np.zeros((len(trees), MAX_LEAVES), dtype=np.float32)
    for row, tree in enumerate(trees):
        leaves[row, : len(tree.leaves)] = tree.leaves
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


def cross_validate(folder: Path, given: Sequence[Lesson], folds: int) -> Iterable[tuple[str, Record, str]]:
    """Each page's body as read by a model that has not seen its site: set, page, text."""
    for held in range(folds):
        model = train([one for one in given if fold(one.site, folds) != held])
        for name in SETS:
            for record in load(folder, name):
                if fold(record["site"], folds) == held:
                    reading = read_body(document(record), model=model)
                    yield name, record, "\n".join(block.text for block in reading.blocks)


def write_predictions(rows: Iterable[tuple[str, Record, str]], folder: Path) -> dict[str, list[float]]:
    """Store out-of-fold bodies as the scorer reads them; the F1 of each page by set."""
    stored: dict[str, list[dict[str, Any]]] = {}
    figures: dict[str, list[float]] = {}
    for name, record, text in rows:
        stored.setdefault(name, []).append({"id": record["id"], "error": None, "body": text})
        if record.get("body"):
            figures.setdefault(name, []).append(body_f1(record, text))
    for name, predictions in stored.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        content = json.dumps({"cpu_s": 0, "predictions": predictions}, ensure_ascii=False)
        (folder / name / "newskeep_oof.json").write_text(content, encoding="utf8")
    return figures


def main() -> None:
    """Train, or cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--predictions", type=Path, default=Path("predictions"))
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    given = lessons(options.data, options.workers)
    if not options.folds:
        options.model.write_bytes(train(given).to_bytes())
        return
    figures = write_predictions(cross_validate(options.data, given, options.folds), options.predictions)
    for name, values in figures.items():
        print(f"{name:12} {len(values):4} pages  F1 {np.mean(values):.4f}")


if __name__ == "__main__":
    main()
