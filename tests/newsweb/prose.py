"""Readable news in ten languages, written from word lists: distinct texts that detectors recognise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "fr", "de", "es", "pt", "ru", "ar", "zh", "pl", "it")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language. ``offset`` is the usual offset of its papers' clocks in minutes."""

    code: str
    name: str
    offset: int
    given: list[str]
    family: list[str]
    cities: list[str]
    things: list[str]
    bodies: list[str]
    roles: list[str]
    sections: list[str]
    weekdays: list[str]
    months: list[str]
    claims: list[str]
    sentences: list[str]
    titles: list[str]
    subheads: list[str]
    furniture: Mapping[str, str]
    joiner: str = " "


@cache
def lexicon(code: str) -> Lexicon:
    """Read the word list of one language."""
    with (WORDS / f"{code}.toml").open("rb") as file:
        return Lexicon(code=code, **tomllib.load(file))


def sentence_case(text: str) -> str:
    """Capital first letter, the rest as it stands."""
    return text[:1].upper() + text[1:]


class Writer:
    """Writes texts of one language; the same random source gives the same texts."""

    def __init__(self, code: str, random: Random) -> None:
        self.words = lexicon(code)
        self.random = random

    def person(self) -> str:
        """A full name, in the order of the language."""
        given, family = self.random.choice(self.words.given), self.random.choice(self.words.family)
        return family + given if self.words.code == "zh" else f"{given} {family}"

    def fill(self, pattern: str) -> str:
        """Fill the slots of a pattern, claims first, since they have slots of their own."""
        words, pick = self.words, self.random.choice
        pattern = pattern.replace("{claim}", pick(words.claims).replace("{p}", "{q}"))
        cities = self.random.sample(words.cities, 2)
        body, day = pick(words.bodies), pick(words.weekdays)
        return pattern.format(
            p=self.person(),
            q=self.person(),
            c=cities[0],
            c2=cities[1],
            t=pick(words.things),
            b=body,
            B=sentence_case(body),
            d=day,
            D=sentence_case(day),
            n=self.random.randint(2, 970),
            r=pick(words.roles),
        )

    def sentences(self, low: int, high: int) -> str:
        """A paragraph of different sentences."""
        patterns = self.random.sample(self.words.sentences, self.random.randint(low, high))
        return self.words.joiner.join(sentence_case(self.fill(p)) for p in patterns)

    def title(self) -> str:
        """A headline."""
        return sentence_case(self.fill(self.random.choice(self.words.titles)))

    def subhead(self) -> str:
        """A subheading."""
        return sentence_case(self.fill(self.random.choice(self.words.subheads)))
