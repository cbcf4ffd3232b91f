"""Hold what an archive stored against what is true of the web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.newsweb.paper import Paper
from tests.newsweb.plans import Habit, Markup
from tests.newsweb.sources import news_sitemap, sitemap, sitemap_children, sitemap_index, sitemap_roots
from tests.newsweb.truth import Change, Kind, Logged, Story

Stored = Mapping[str, Any]  # one article of an export as JSON
NO_ADDRESS = ("utm_", "PHPSESSID", "print")


@dataclass(slots=True)
class Tally:
    """How often something was right, and examples of where it was not."""

    right: int = 0
    of: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, right: bool, example: str) -> None:
        """Count one case."""
        self.of += 1
        self.right += right
        if not right:
            self.wrong.append(example)

    @property
    def share(self) -> float:
        """The share of right ones; 1 where there was nothing to get wrong."""
        return self.right / self.of if self.of else 1.0


@dataclass(slots=True)
class Score:
    """What a crawl achieved. ``fields`` are tallies over the articles that were found."""

    stored: int = 0
    recall: Tally = field(default_factory=Tally)
    strangers: list[str] = field(default_factory=list)  # stored, and no article
    duplicates: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    fields: dict[str, Tally] = field(default_factory=dict)
    changes: dict[Change, Tally] = field(default_factory=dict)


def address(url: str) -> tuple[str, str]:
    """What two spellings of an address have in common: host, path and meaningful parameters."""
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query) if not k.startswith(NO_ADDRESS)]
    path = unquote(parts.path).rstrip("/") + (
        "?" + "&".join(f"{k}={v}" for k, v in sorted(query)) if query else ""
    )
    return parts.netloc.removeprefix("www."), path


def by_address(papers: Iterable[Paper]) -> dict[tuple[str, str], Story]:
    """Every address of every story."""
    return {
        address(paper.base + path): story
        for paper in papers
        for story in paper.stories
        for path in paper.variants(story)
    }


def score(papers: Mapping[str, Paper], stored: Iterable[Stored]) -> Score:
    """Score an archive against the web of the papers' day."""
    known, result = by_address(papers.values()), Score()
    found: dict[tuple[str, int], Stored] = {}
    for article in stored:
        result.stored += 1
        story = known.get(address(article["url"])) or known.get(address(article["canonical_url"]))
        if story is None:
            result.strangers.append(article["url"])
        elif (story.site, story.number) in found:
            result.duplicates.append(article["url"])
        else:
            found[story.site, story.number] = article
            if not story.allowed:
                result.forbidden.append(article["url"])
    for paper in papers.values():
        _judge(paper, found, result)
    return result


def _judge(paper: Paper, found: Mapping[tuple[str, int], Stored], result: Score) -> None:
    for story in paper.stories:
        if not story.allowed or (story.at(paper.day) is None and story.change is Change.NEW):
            continue
        article, name = found.get((story.site, story.number)), f"{paper.base}{story.path}"
        if story.at(paper.day):
            result.recall.add(article is not None, name)
        if article is not None and story.at(paper.day):
            _judge_fields(paper, story, article, result)
        if paper.day > 1:
            tally = result.changes.setdefault(story.change, Tally())
            tally.add(article is not None and kept(story, article), name)


def kept(story: Story, article: Stored) -> bool:
    """Whether what happened to a story on the second day is in the archive."""
    match story.change:
        case Change.GONE:
            return article["gone_at"] is not None
        case Change.UPDATED | Change.SILENT:
            return bool(story.second and article["title"] == story.second.title and article["revisions"] > 1)
        case Change.NEW:
            return True
        case _:
            return bool(article["revisions"] == 1)


def _judge_fields(paper: Paper, story: Story, article: Stored, result: Score) -> None:
    text = story.second if article["revisions"] > 1 and story.second and paper.day > 1 else story.text
    name = f"{paper.base}{story.path}"
    right = {
        "title": article["title"] == text.title,
        "lead": article["lead"] == text.lead,
        "body": overlap(f"{text.lead}\n{text.body}", article["body"] or "") >= 0.95,
        "language": (article["language"] or "").split("-")[0] == story.language,
        "time": same_minute(paper, story, article["published_at"]),
        "authors": set(article["authors"]) == set(story.authors),
    }
    for field_name, value in right.items():
        example = f"{name}: {article.get(field_name) or article.get('published_at')!r}"[:300]
        result.fields.setdefault(field_name, Tally()).add(value, example)


def same_minute(paper: Paper, story: Story, written: str | None) -> bool:
    """Whether a stored time is the story's, to the minute.

    Where a page writes a clock without an offset, the same clock is as right as the same instant.
    """
    if not written or "T" not in written:
        return False
    moment = datetime.fromisoformat(written)
    if abs((moment - story.published).total_seconds()) < 60:
        return True
    clock = paper.local(story.published, story.language)
    return paper.plan.markup is Markup.NONE and moment.replace(tzinfo=None) == clock.replace(tzinfo=None)


def overlap(truth: str, got: str) -> float:
    """F1 over the words of two texts (over characters in Chinese, which writes no spaces)."""
    spaced = truth.count(" ") > len(truth) / 40
    a, b = (Counter(text.split()) if spaced else Counter(text.replace("\n", "")) for text in (truth, got))
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if common else 0.0


def minimum_requests(first: Paper, second: Paper) -> int:
    """The fewest requests that bring everything that the second day tells.

    robots.txt, each feed, each sitemap that changed (an index among them), the front pages where a site has
    neither, each new story, each one that a source says was changed.
    """
    feeds = sum(second.has(habit) for habit in (Habit.RSS, Habit.ATOM, Habit.JSON_FEED))
    changed = sum(text != _sitemaps(first).get(path) for path, text in _sitemaps(second).items())
    fronts = 0 if feeds or sitemap_roots(second) else len(second.plan.languages)
    told = sum(s.allowed and s.change in (Change.NEW, Change.UPDATED) for s in second.stories)
    return 1 + feeds + changed + fronts + told


def _sitemaps(paper: Paper) -> dict[str, str]:
    texts: dict[str, str] = {}
    if paper.has(Habit.SITEMAP_INDEX):
        texts["/sitemap_index.xml"] = sitemap_index(paper)
        texts |= {
            path: sitemap(paper, stories, pages=False) for path, stories in sitemap_children(paper).items()
        }
    for path in sitemap_roots(paper):
        if path == "/news-sitemap.xml":
            texts[path] = news_sitemap(paper)
        elif path not in texts:
            texts[path] = sitemap(paper, paper.live)
    return texts


def waste(log: Sequence[Logged]) -> float:
    """The share of requests that were spent in traps."""
    return sum(entry.kind is Kind.TRAP for entry in log) / len(log) if log else 0.0


def by_kind(log: Sequence[Logged]) -> dict[str, int]:
    """How many requests were for what."""
    return dict(Counter(str(entry.kind) for entry in log).most_common())


def impolite(log: Sequence[Logged], site: str, delay: float) -> int:
    """How many requests to a site came sooner after the one before than its Crawl-delay allows."""
    times = [entry.at for entry in log if entry.site == site]
    return sum(later - earlier < delay * 0.9 for earlier, later in pairwise(times))
