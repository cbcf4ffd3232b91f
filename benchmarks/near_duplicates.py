"""How well near-duplicates are told from texts that only share what a site prints below each.

    python -m benchmarks.near_duplicates --texts 10000

Words are invented; their frequencies follow Zipf and Mandelbrot, lengths a log-normal distribution around
600 words. Twenty sites print 80 words of their own below every text.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict

import numpy as np

from storage.families.similarity import (
    MOST_HOLDERS,
    SAME_TEXT,
    Hashes,
    candidates,
    fingerprint,
    grams,
    likeness,
)

LEXICON, SITES, BELOW, SHORTEST = 40_000, 20, 80, 150


class Writer:
    """Writes texts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        letters = "abcdefghijklmnoprstuvwz"
        self.words = ["".join(self.dice.choices(letters, k=self.dice.randint(2, 11))) for _ in range(LEXICON)]
        weights = 1 / (np.arange(LEXICON) + 2.7)
        self.cumulated = np.cumsum(weights / weights.sum())

    def text(self, length: int | None = None) -> list[str]:
        """Running words."""
        length = length or max(int(self.rng.lognormal(np.log(600), 0.5)), SHORTEST)
        return [self.words[rank] for rank in np.searchsorted(self.cumulated, self.rng.random(length))]

    def edited(self, text: list[str], share: float) -> list[str]:
        """The text with a share of its words replaced."""
        return [self.dice.choice(self.words) if self.dice.random() < share else word for word in text]


def main() -> None:
    """Count false pairs, and pairs that are found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--edited", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    writer = Writer(options.seed)
    scores = different(writer, options.texts)
    false = sum(score >= SAME_TEXT for score in scores)
    print(f"{options.texts:,} texts: {len(scores):,} pairs are compared, {false} are taken for one text;"
          f" the most alike: {max(scores, default=0):.2f}, one text from {SAME_TEXT} on")  # fmt: skip
    for share in (0.05, 0.1, 0.15):
        found = sum(is_found(writer, share) for _ in range(options.edited))
        print(f"{share:.0%} of the words replaced: recall {found / options.edited:.3f}")


def different(writer: Writer, number: int) -> list[float]:
    """How alike the texts are that are compared, though each is another."""
    below = [writer.text(BELOW) for _ in range(SITES)]
    holders: dict[int, list[int]] = defaultdict(list)
    kept: list[Hashes] = []
    scores: list[float] = []
    for at in range(number):
        kept.append(grams(" ".join([*writer.text(), *below[at % SITES]])))
        hashes = fingerprint(kept[at])
        near = candidates([found[-MOST_HOLDERS:] for one in hashes if (found := holders[one])])
        scores += [likeness(kept[at], kept[other]) for other in near]
        for one in hashes:
            holders[one].append(at)
    return scores


def is_found(writer: Writer, share: float) -> bool:
    """Whether an edited text is known as the one that it was."""
    text = writer.text()
    one, other = grams(" ".join(text)), grams(" ".join(writer.edited(text, share)))
    shared = set(fingerprint(one)) & set(fingerprint(other))
    return bool(candidates([[0]] * len(shared))) and likeness(one, other) >= SAME_TEXT


if __name__ == "__main__":
    main()
