"""PURE: how well a text answers a query, by BM25 over the texts that are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from storage.terms.matching import Term
from storage.terms.words import words_by_line

WEIGHTS = (6.0, 2.0, 1.0)  # what a word counts for in title, lead and body
SATURATION, LENGTH = 1.2, 0.75  # BM25's k1 and b


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text: what identifies it, and its parts."""

    id: int
    title: str | None
    lead: str | None
    body: str | None


def ranked(candidates: Sequence[Candidate], terms: Sequence[Term]) -> list[int]:
    """The ids, best first; those that are equally good stay in their order."""
    wanted = _wanted(terms)
    read = [_counted(candidate, terms, wanted) for candidate in candidates]
    typical = sum(length for length, _ in read) / max(len(read), 1) or 1.0
    rarity = [_rarity([weights[n] for _, weights in read]) for n in range(len(terms))]
    scores = [
        sum(
            rare * weight / (weight + SATURATION * (1 - LENGTH + LENGTH * length / typical))
            for rare, weight in zip(rarity, weights, strict=True)
        )
        for length, weights in read
    ]
    order = sorted(range(len(candidates)), key=lambda n: -scores[n])
    return [candidates[n].id for n in order]


def _rarity(weights: Sequence[float]) -> float:
    holding = sum(weight > 0 for weight in weights)
    return log(1 + (len(weights) - holding + 0.5) / (holding + 0.5)) + 0.1


def _wanted(terms: Sequence[Term]) -> Callable[[str], bool]:
    """Whether a word is one that is counted."""
    words = {word for term in terms for phrase in term.phrases for word in phrase}
    if not any(term.prefix for term in terms):
        return words.__contains__
    begun = tuple(phrase[-1] for term in terms if term.prefix for phrase in term.phrases)
    return lambda word: word in words or word.startswith(begun)


def _counted(
    candidate: Candidate, terms: Sequence[Term], wanted: Callable[[str], bool]
) -> tuple[int, list[float]]:
    """The length of a text in words, and how much it says of each term."""
    parts = [candidate.title or "", candidate.lead or "", candidate.body or ""]
    read = [[word for line in words_by_line([part]) for word in line] for part in parts]
    counts = [
        (weight, part, Counter(filter(wanted, part))) for weight, part in zip(WEIGHTS, read, strict=True)
    ]
    return sum(map(len, read)), [sum(w * _count(part, c, term) for w, part, c in counts) for term in terms]


def _count(part: list[str], counts: Counter[str], term: Term) -> int:
    return sum(_occurrences(part, counts, phrase, term.prefix) for phrase in term.phrases)


def _occurrences(part: list[str], counts: Counter[str], phrase: tuple[str, ...], prefix: bool) -> int:
    if len(phrase) == 1:
        if not prefix:
            return counts[phrase[0]]
        return sum(number for word, number in counts.items() if word.startswith(phrase[0]))
    if any(not counts[word] for word in phrase[:-1]):
        return 0
    size, begun = len(phrase), list(phrase[:-1])
    ends = (part[at + size - 1] for at in range(len(part) - size + 1) if part[at : at + size - 1] == begun)
    return sum(end.startswith(phrase[-1]) if prefix else end == phrase[-1] for end in ends)
