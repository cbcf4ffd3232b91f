"""Make the stories of a site: what the web tells, and what the scorer holds against a crawl."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from urllib.parse import quote

from tests.newsweb.plans import Habit, Plan
from tests.newsweb.prose import Writer, lexicon
from tests.newsweb.truth import Change, Story, Text

SECTIONS = ("politics", "economy", "world", "culture", "sport")
SPAN = timedelta(days=30)  # the age of the oldest story
DAY = timedelta(days=1)
WIRE_STORIES = 15
TAGS = 18
# Shares of the first day's stories on the second. Silent edits come early in an article's life.
NEW, UPDATED, SILENT, GONE = 0.10, 0.05, 0.05, 0.04
YOUNG_SILENT = 0.85


def compose(writer: Writer) -> Text:
    """Write a story: title, lead and eight to fourteen paragraphs under some subheadings."""
    blocks: list[tuple[bool, str]] = []
    every = writer.random.choice((0, 3, 4, 5))
    for index in range(writer.random.randint(8, 14)):
        if every and index and index % every == 0:
            blocks.append((True, writer.subhead()))
        blocks.append((False, writer.sentences(2, 4)))
    return Text(writer.title(), writer.sentences(1, 2), tuple(blocks))


def revise(text: Text, writer: Writer) -> Text:
    """Change a story as an editor does: a paragraph is added, another one rewritten, a new headline."""
    blocks = list(text.blocks)
    blocks[0] = (False, writer.sentences(2, 3))
    blocks.append((False, writer.sentences(2, 3)))
    return Text(writer.title(), text.lead, tuple(blocks))


def slug(title: str) -> str:
    """The words of a title for an address: ASCII where the script allows, percent-encoded otherwise."""
    plain = unicodedata.normalize("NFKD", title.replace("ł", "l").replace("ß", "ss"))
    ascii_words = "".join(
        c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)
    )
    words = ascii_words.lower().split()
    if len(words) >= 3:
        return "-".join(words[:7])
    return quote("-".join("".join(c if c.isalnum() else " " for c in title).split()[:6]))


def make_stories(plan: Plan, seed: int, now: datetime, share: float = 1.0) -> tuple[Story, ...]:
    """All stories of a site over both days, newest first; ``share`` scales their number."""
    count = round(plan.stories * share) // len(plan.languages)
    random = Random(f"{seed}:{plan.name}")
    stories: list[Story] = []
    for index, (published, change) in enumerate(_timetable(random, count, now)):
        stories.extend(_story(plan, seed, index, published, change))
    return _unlisted(plan, sorted(stories, key=lambda s: s.published, reverse=True))


def _timetable(random: Random, count: int, now: datetime) -> list[tuple[datetime, Change]]:
    """When each story appears, and what happens to it on the second day."""
    minutes = sorted(int(SPAN.total_seconds() / 60 * random.random() ** 2) for _ in range(count))
    first = [now - DAY - timedelta(minutes=m + 5) for m in minutes]
    table = list(zip(first, _changes(random, count), strict=True))
    for _ in range(round(count * NEW)):
        table.append((now - timedelta(minutes=random.randint(20, 1300)), Change.NEW))
    return table


def _changes(random: Random, count: int) -> list[Change]:
    """The fates of ``count`` stories, youngest first."""
    fates = [Change.SAME] * count
    young = range(max(1, count // 4))
    for _ in range(round(count * SILENT)):
        place = random.choice(young) if random.random() < YOUNG_SILENT else random.randrange(count)
        fates[place] = Change.SILENT
    for change, share in ((Change.UPDATED, UPDATED), (Change.GONE, GONE)):
        free = [place for place, fate in enumerate(fates) if fate is Change.SAME]
        for place in random.sample(free, min(len(free), round(count * share))):
            fates[place] = change
    return fates


def _story(plan: Plan, seed: int, index: int, published: datetime, change: Change) -> Iterator[Story]:
    """One story in every language of the site."""
    wire = index if Habit.WIRE in plan.habits and index < WIRE_STORIES else None
    for place, language in enumerate(plan.languages):
        number = 1000 + index * len(plan.languages) + place
        source = f"{seed}:wire:{wire}" if wire is not None else f"{seed}:{plan.name}:{number}"
        writer = Writer(language, Random(source))
        text = compose(writer)
        section = writer.random.randrange(len(SECTIONS))
        if change is Change.UPDATED and not tells_updates(plan):
            change = Change.SILENT
        second = revise(text, writer) if change in (Change.UPDATED, Change.SILENT) else None
        flagged = change is Change.UPDATED
        yield Story(
            site=plan.name,
            number=number,
            path=_address(plan, language, section, text.title, number, published),
            language=language,
            section=section,
            text=text,
            authors=tuple(dict.fromkeys(writer.person() for _ in range(writer.random.choice((1, 1, 1, 2))))),
            published=published,
            change=change,
            second=second,
            second_modified=published + (DAY if flagged else timedelta(0)) if second else None,
            tags=tuple(writer.random.sample(range(TAGS), 3)),
            edition=index if len(plan.languages) > 1 else None,
            wire=wire,
        )


def _address(plan: Plan, language: str, section: int, title: str, number: int, published: datetime) -> str:
    local = published + timedelta(minutes=lexicon(language).offset)
    words = slug(title)
    return plan.address.format(
        language=language,
        section=SECTIONS[section],
        slug=words if "{number}" in plan.address else f"{words}-{number}",
        number=number,
        year=local.strftime("%Y"),
        month=local.strftime("%m"),
        day=local.strftime("%d"),
    )


def _unlisted(plan: Plan, stories: list[Story]) -> tuple[Story, ...]:
    """Mark what robots.txt forbids and what only the sitemap names."""
    marked = []
    for index, story in enumerate(stories):
        if Habit.DISALLOW in plan.habits and index % 10 == 4:
            story = replace(story, allowed=False, path="/private" + story.path)
        if Habit.SITEMAP_ONLY in plan.habits and index % 8 == 3:
            story = replace(story, listed=False)
        marked.append(story)
    return tuple(marked)


def tells_updates(plan: Plan) -> bool:
    """Whether a source of the site tells when any of its articles was changed."""
    return bool({Habit.SITEMAP, Habit.SITEMAP_INDEX, Habit.SITEMAP_GZ} & plan.habits)
