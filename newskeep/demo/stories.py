"""The demo site's fictional news: eight stories in six languages, read from `stories/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "stories"
LANGUAGES = ("fr", "en", "de", "es", "ru", "ar")
NEWSROOM = timezone(timedelta(hours=3))
# Each story's number at the site, its section, and when the original edition inserted it.
PLAN = {
    "drought": (1007, "science", datetime(2026, 10, 9, 17, 25, tzinfo=NEWSROOM)),
    "manuscript": (1012, "culture", datetime(2026, 10, 11, 9, 5, tzinfo=NEWSROOM)),
    "exercise": (1018, "politics", datetime(2026, 10, 14, 11, 40, tzinfo=NEWSROOM)),
    "telescope": (1023, "science", datetime(2026, 10, 22, 20, 10, tzinfo=NEWSROOM)),
    "marathon": (1026, "culture", datetime(2026, 10, 25, 15, 30, tzinfo=NEWSROOM)),
    "bank": (1031, "economy", datetime(2026, 11, 5, 14, 15, tzinfo=NEWSROOM)),
    "tunnel": (1035, "economy", datetime(2026, 11, 9, 8, 50, tzinfo=NEWSROOM)),
    "measles": (1040, "science", datetime(2026, 11, 13, 12, 5, tzinfo=NEWSROOM)),
}
# What the newsroom corrected afterwards, without a word: the number of cases.
EDITED, BEFORE, AFTER, EDITED_AT = "measles", "214", "231", datetime(2026, 11, 14, 7, 45, tzinfo=NEWSROOM)


@dataclass(frozen=True, slots=True)
class Story:
    """One story in one language. ``blocks`` are (is it a subheading?, text)."""

    key: str
    number: int
    section: str
    slug: str
    title: str
    lead: str
    blocks: tuple[tuple[bool, str], ...]
    inserted: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """One language edition: its words, and its stories, newest first."""

    language: str
    words: Mapping[str, str]
    sections: Mapping[str, str]
    stories: tuple[Story, ...]

    def path(self, story: Story) -> str:
        return f"/{self.language}/{story.section}/{story.number}-{story.slug}"

    def of(self, section: str) -> Sequence[Story]:
        return [story for story in self.stories if story.section == section]


@cache
def editions(edited: bool = False) -> tuple[Edition, ...]:
    """All editions; with ``edited`` as they stand after the correction."""
    return tuple(_edition(language, edited) for language in LANGUAGES)


def _edition(language: str, edited: bool) -> Edition:
    page = _read(language)
    words = {name: text for name, text in page.items() if isinstance(text, str)}
    stories = sorted(_stories(language, page["stories"]), key=lambda story: story.inserted, reverse=True)
    stories = [_corrected(story) if edited and story.key == EDITED else story for story in stories]
    return Edition(language, words, page["sections"], tuple(stories))


def _stories(language: str, texts: Mapping[str, Mapping[str, str]]) -> Iterator[Story]:
    translated = timedelta(minutes=7 * LANGUAGES.index(language))
    for key, (number, section, inserted) in PLAN.items():
        text, at = texts[key], inserted + translated
        blocks = tuple(
            (line.startswith("# "), line.removeprefix("# ")) for line in text["body"].split("\n") if line
        )
        yield Story(key, number, section, _slug(key), text["title"], text["lead"], blocks, at, at)


def _corrected(story: Story) -> Story:
    return replace(
        story,
        title=story.title.replace(BEFORE, AFTER),
        lead=story.lead.replace(BEFORE, AFTER),
        blocks=tuple((heading, text.replace(BEFORE, AFTER)) for heading, text in story.blocks),
        modified=EDITED_AT,
    )


def _slug(key: str) -> str:
    words = re.findall(r"[a-z0-9]+", _read("en")["stories"][key]["title"].lower())
    return "-".join(words[:7])


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
