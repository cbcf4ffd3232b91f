"""Which articles are one story in several languages: PURE. What translation keeps tells.

Pictures, numbers and, between Latin scripts, names survive a translation, and editions appear within a day or
two of each other. A trait counts by how rare it is among the articles of its time: a picture that every story
shows says nothing. Two articles are paired if they share much of what they have, and if each is the other's
best match in that language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

APART = timedelta(days=2)  # editions of one story appear within this time
ENOUGH = 2.0  # rarity that two articles must share
SHARE = 0.3  # of the rarity that the one with less of it has
MOST_ALIKE = 60  # articles with a trait; beyond it says nothing
WEIGHTS = {"picture": 2.0, "number": 1.0, "name": 0.6}
NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f']*\d)?")
NAME = re.compile(r"(?<=[a-zà-ÿ,;] )([A-ZÀ-Þ][a-zà-ÿ]{3,})")  # a capital in mid-sentence
STEM = 5  # letters of a name that its inflections share

Trait = tuple[str, str]  # kind, value


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as this comparison sees it."""

    id: int
    language: str
    at: datetime
    traits: frozenset[Trait]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions of one story, and what they share, as words."""

    one: int
    other: int
    evidence: str


def traits_of(text: str, pictures: Collection[str]) -> frozenset[Trait]:
    """What a translation of this text would keep."""
    found: set[Trait] = {("picture", _picture(url)) for url in pictures}
    found |= {("number", digits) for digits in map(_digits, NUMBER.findall(text)) if len(digits) > 1}
    found |= {("name", _plain(name)) for name in NAME.findall(text)}
    return frozenset(found)


def pairs(articles: Sequence[Candidate], new: Collection[int]) -> list[Pair]:
    """The editions among the articles of some days, where one of the two is in ``new``."""
    rarity = _rarity(articles)
    best = _best(articles, rarity)
    by_id = {article.id: article for article in articles}
    found: list[Pair] = []
    for (one, language), other in best.items():
        mutual = best.get((other, by_id[one].language)) == one
        if mutual and one < other and by_id[other].language == language and not {one, other}.isdisjoint(new):
            found.append(Pair(one, other, _evidence(by_id[one], by_id[other])))
    return found


def _best(articles: Sequence[Candidate], rarity: Mapping[Trait, float]) -> dict[tuple[int, str], int]:
    """For each article and each other language its best match."""
    whole = {article.id: sum(rarity.get(trait, 0.0) for trait in article.traits) for article in articles}
    best: dict[tuple[int, str], tuple[float, int]] = {}
    for one, other, shared in _sharing(articles, rarity):
        if shared < max(ENOUGH, SHARE * min(whole[one.id], whole[other.id])):
            continue
        for mine, theirs in ((one, other), (other, one)):
            place = mine.id, theirs.language
            best[place] = max(best.get(place, (0.0, 0)), (shared, theirs.id))
    return {place: match for place, (_, match) in best.items()}


def _sharing(
    articles: Sequence[Candidate], rarity: Mapping[Trait, float]
) -> Iterator[tuple[Candidate, Candidate, float]]:
    """Pairs of articles in different languages that share traits, with the rarity that they share."""
    holders: defaultdict[Trait, list[Candidate]] = defaultdict(list)
    by_id = {article.id: article for article in articles}
    for article in articles:
        shared: defaultdict[int, float] = defaultdict(float)
        for trait in article.traits & rarity.keys():
            for other in holders[trait]:
                if other.language != article.language and abs(other.at - article.at) <= APART:
                    shared[other.id] += rarity[trait]
            holders[trait].append(article)
        yield from ((by_id[other], article, weight) for other, weight in shared.items())


def _rarity(articles: Sequence[Candidate]) -> dict[Trait, float]:
    """What a trait counts: its kind's weight, divided by how many articles of one language have it."""
    holders: Counter[tuple[Trait, str]] = Counter()
    for article in articles:
        holders.update((trait, article.language) for trait in article.traits)
    most: dict[Trait, int] = {}
    for (trait, _), count in holders.items():
        most[trait] = max(most.get(trait, 0), count)
    return {trait: WEIGHTS[trait[0]] / count for trait, count in most.items() if count <= MOST_ALIKE}


def _evidence(one: Candidate, other: Candidate) -> str:
    """What two articles share, as words: "1 picture, 5 numbers, 2 names"."""
    kinds = Counter(kind for kind, _ in one.traits & other.traits)
    counted = [(kinds[kind], kind) for kind in WEIGHTS if kinds[kind]]
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counted)


def _picture(url: str) -> str:
    return "/".join(urlsplit(url).path.rsplit("/", 2)[-2:])


def _digits(number: str) -> str:
    """A number's digits, in any script, without separators."""
    return "".join(str(unicodedata.digit(mark)) for mark in number if mark.isdecimal())


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name)
    return "".join(mark for mark in bare if not unicodedata.combining(mark)).lower()[:STEM]
