"""One site of the web on one day: its stories, its addresses, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cached_property
from random import Random
from urllib.parse import urlsplit

from tests.newsweb.plans import Habit, Markup, Plan
from tests.newsweb.prose import Lexicon, lexicon
from tests.newsweb.stories import SECTIONS
from tests.newsweb.truth import Story

PAGE = 20  # teasers on a page of a listing
FEED = 25  # entries of a feed


@dataclass(frozen=True)
class Paper:
    """A site as it stands on a day. ``base`` is its scheme and host, without a slash at the end."""

    plan: Plan
    base: str
    day: int
    now: datetime
    stories: tuple[Story, ...]
    by_path: Mapping[str, Story] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_path", {story.path: story for story in self.stories})

    def has(self, *habits: Habit) -> bool:
        """Whether the site has one of these habits."""
        return any(habit in self.plan.habits for habit in habits)

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.base).netloc

    @property
    def several(self) -> bool:
        """Whether the site has editions in several languages."""
        return len(self.plan.languages) > 1

    def words(self, language: str) -> Lexicon:
        """The words of an edition."""
        return lexicon(language)

    @cached_property
    def live(self) -> tuple[Story, ...]:
        """The stories that are there on this day, newest first."""
        return tuple(story for story in self.stories if story.at(self.day))

    def listed(self, language: str, section: int | None = None) -> list[Story]:
        """The stories that listings of an edition show, newest first."""
        return [
            story
            for story in self.live
            if story.listed and story.language == language and section in (None, story.section)
        ]

    def edition(self, language: str) -> str:
        """The path of an edition's front page."""
        return f"/{language}/" if self.several else "/"

    def section(self, language: str, section: int, page: int = 1) -> str:
        """The path of a page of a section's listing."""
        path = f"{self.edition(language)}{SECTIONS[section]}/"
        if page == 1:
            return path
        if self.plan.markup is Markup.JOOMLA:
            return f"{path}?start={(page - 1) * PAGE}"
        return f"{path}?page={page}" if self.plan.theme % 2 else f"{path}page/{page}/"

    def href(self, path: str) -> str:
        """A link as the site writes it: absolute or from the root."""
        return self.base + path if self.plan.theme % 2 else path

    def link(self, story: Story, random: Random, place: str = "list") -> str:
        """The address by which a page of the site links to a story: a variant where that is its habit."""
        path = story.path
        if self.has(Habit.TRACKING) and random.random() < 0.5:
            path += f"?utm_source={place}&utm_medium=web&utm_campaign=c{random.randrange(99)}"
        if self.has(Habit.SLASH) and random.random() < 0.4:
            path = path.rstrip("/")
        if self.has(Habit.REDIRECTS) and random.random() < 0.4:
            path = f"/go/{story.number}"
        return self.href(self.session(path, random))

    def session(self, path: str, random: Random) -> str:
        """A path with the session id that this page was made for."""
        if not self.has(Habit.SESSIONS):
            return path
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}PHPSESSID={random.getrandbits(64):016x}"

    def canonical(self, story: Story) -> str | None:
        """What the page says is its own address; a site with session ids says nothing."""
        if self.has(Habit.SESSIONS):
            return None
        base = self.base.replace("http:", "https:") if self.has(Habit.HTTPS) else self.base
        return base + story.path

    def variants(self, story: Story) -> Sequence[str]:
        """Every path that gives this story (without the endless ones: tracking and session ids)."""
        paths = [story.path]
        if self.has(Habit.AMP):
            paths.append("/amp" + story.path)
        if self.has(Habit.PRINT):
            paths.append(f"{story.path}?print=1")
        if self.has(Habit.SLASH):
            paths.append(story.path.rstrip("/"))
        if self.has(Habit.REDIRECTS):
            paths.extend((f"/go/{story.number}", f"/go/on/{story.number}"))
        return paths

    def local(self, moment: datetime, language: str) -> datetime:
        """A moment on the paper's own clock."""
        return moment.astimezone(timezone(timedelta(minutes=self.words(language).offset)))

    def translations(self, story: Story) -> list[Story]:
        """The other editions of a story."""
        if story.edition is None:
            return []
        return [s for s in self.live if s.edition == story.edition and s is not story]
