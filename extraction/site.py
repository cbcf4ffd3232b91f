"""Many pages of one site at once: learned from a few of them, read fast, and cleaned of what repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extraction.article import Article, Page
from extraction.body import text_hash
from extraction.document import Document
from extraction.extract import extract, read_quick
from extraction.profile import LONG_BLOCK, SiteProfile, learn

SAMPLE = 10  # pages that are learned from
LAYOUTS = 3  # that a site may have at once, or one after another
WORTH_LEARNING = 20  # pages of one layout, from which on reading ten of them twice saves time
MANY = 20  # articles, from which on a block need not stand in many of them to be furniture
REPEATED_LONG = {True: (3, 0.02), False: (2, 0.15)}  # by whether there are many: articles, and their share
REPEATED_SHORT = {True: (3, 0.3), False: (3, 0.5)}


def read_site(pages: Sequence[Page], *, detector: str = "auto") -> Iterator[Article]:
    """The articles of pages of one site, in their order.

    Pages that do not fit what was learned first are learned from anew: a site that changed its
    layout comes out right on both sides of the change.
    """
    found: dict[int, Article] = {}
    left = list(range(len(pages)))
    known: SiteProfile | None = None
    for _ in range(LAYOUTS):
        profile = learn(pages[number] for number in _spread(left)) if len(left) >= WORTH_LEARNING else None
        known = known or profile
        if profile is None or profile.layout is None:
            break
        found |= _fitting(pages, left, profile, detector)
        left = [number for number in left if number not in found]
    alone = known and replace(known, layout=None)
    found |= {number: extract(pages[number], alone, detector=detector) for number in left}
    furniture = repeated(found)
    return (without(found[number], furniture) for number in range(len(pages)))


def _fitting(
    pages: Sequence[Page], numbers: Sequence[int], profile: SiteProfile, detector: str
) -> dict[int, Article]:
    """The articles of the pages that fit a profile."""
    found = {}
    for number in numbers:
        page = pages[number]
        part = profile.document(page) or Document.parse(page)
        article = read_quick(part, page, profile, detector=detector)
        if article:
            found[number] = article
    return found


def _spread(numbers: Sequence[int]) -> list[int]:
    """A sample from the whole length of a sequence."""
    step = max(len(numbers) / SAMPLE, 1.0)
    return [numbers[int(place * step)] for place in range(min(SAMPLE, len(numbers)))]


def repeated(articles: Mapping[int, Article]) -> frozenset[str]:
    """Blocks that stand in several articles of a site, which share no title: no article's own text."""
    stories: dict[str | None, set[tuple[str, bool]]] = defaultdict(set)
    for article in articles.values():
        stories[article.title] |= {(text_hash(b.text), len(b.text) >= LONG_BLOCK) for b in article.blocks}
    many = len(stories) >= MANY
    counts = Counter(block for blocks in stories.values() for block in blocks)
    least = {
        long: max(count, share * len(stories))
        for long, (count, share) in ((True, REPEATED_LONG[many]), (False, REPEATED_SHORT[many]))
    }
    return frozenset(name for (name, long), count in counts.items() if count >= least[long])


def without(article: Article, furniture: frozenset[str]) -> Article:
    """The article without such blocks."""
    if not furniture:
        return article
    kept = tuple(block for block in article.blocks if text_hash(block.text) not in furniture)
    return article if len(kept) == len(article.blocks) else replace(article, blocks=kept)
