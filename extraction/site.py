"""Many pages of one site at once: learned from a few of them, read fast, and cleaned of what repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extraction.article import Article, Kind, Page
from extraction.body import flat_hash, is_one_of
from extraction.document import Document
from extraction.extract import read, read_quick
from extraction.profiles.learn import LONG_BLOCK, PROOFS, SAMPLE, Reading, prove
from extraction.profiles.profile import SiteProfile

MOST_SAMPLES = 12  # articles, after which a layout is left to the careful way
WORTH_LEARNING = 12  # pages of one layout still to read, from which on learning saves time;
HOPE = 2  # so many times as many for each time that it failed
LAYOUTS = 4  # that a site may have at once, or one after another
MANY = 20  # articles, from which on a block need not stand in many of them to be furniture
REPEATED_LONG = {True: (3, 0.02), False: (3, 0.15)}  # by whether there are many: articles, and their share
REPEATED_SHORT = (5, 0.5)

Blocks = frozenset[tuple[str, int]]  # an article's blocks by hash, with their length


def read_site(pages: Sequence[Page], *, detector: str = "auto") -> Iterator[Article]:
    """The articles of pages of one site, in their order.

    A few pages are read the careful way and learned from; what does not fit is read the careful way too,
    and learned from anew where it is much: a site that changed its layout comes out right on both sides.
    """
    run = _Run(pages, detector)
    run.read(_spread(len(pages)))
    furniture = repeated(run.found.values()).union(*(profile.furniture for profile in run.layouts))
    return (without(run.found[number], furniture) for number in range(len(pages)))


@dataclass
class _Run:
    """One site's pages being read: what was found so far, and by which profiles."""

    pages: Sequence[Page]
    detector: str
    found: dict[int, Article] = field(default_factory=dict)  # by the pages' numbers
    layouts: list[SiteProfile] = field(default_factory=list)
    sample: list[tuple[int, Reading]] = field(default_factory=list)
    waited: int = 0  # pages read carefully since the last layout
    wanted: int = SAMPLE + PROOFS  # pages read carefully, from which on a layout is looked for
    worth: int = WORTH_LEARNING  # pages still to read, from which on it is

    def read(self, numbers: Sequence[int]) -> None:
        """Read pages in this order."""
        for place, number in enumerate(numbers):
            if not self._quickly(number):
                self._carefully(number)
                self._learn(len(numbers) - place)

    def _quickly(self, number: int) -> bool:
        """Read a page by the first profile that it fits, beginning with the one that fitted last."""
        page = self.pages[number]
        for profile in self.layouts:
            part = profile.document(page) or (Document.parse(page) if not profile.parts else None)
            article = read_quick(part, page, profile, detector=self.detector) if part else None
            if article:
                self.found[number] = article
                self.layouts = [profile, *(other for other in self.layouts if other is not profile)]
                return True
        return False

    def _carefully(self, number: int) -> None:
        document = Document.parse(self.pages[number])
        article = read(document, self.pages[number], detector=self.detector)
        self.found[number] = article
        if article.kind is Kind.ARTICLE and len(self.layouts) < LAYOUTS:
            self.sample = [*self.sample[1 - MOST_SAMPLES :], (number, Reading(document, article))]
            self.waited += 1

    def _learn(self, left: int) -> None:
        """Learn a layout from what was read carefully since the last, and prove it on the newest."""
        if self.waited < self.wanted or left < self.worth:
            return
        self.wanted, self.worth = self.wanted * 2, self.worth * HOPE  # the next time, should this fail
        proved = prove([one for _, one in self.sample], self.detector)
        if proved is None:
            return
        self.layouts.append(proved.profile)
        again = dict(zip((number for number, _ in self.sample), proved.articles, strict=True))
        self.found |= {number: article for number, article in again.items() if article}
        for number in self._careful():
            if number not in again:
                self._quickly(number)
        self.sample = [(number, one) for number, one in self.sample if again[number] is None]
        self.waited, self.wanted, self.worth = len(self.sample), SAMPLE + PROOFS, WORTH_LEARNING

    def _careful(self) -> list[int]:
        """The articles that were read the careful way."""
        return [
            number for number, one in self.found.items() if one.profile is None and one.kind is Kind.ARTICLE
        ]


def _spread(size: int) -> list[int]:
    """The numbers of pages, first some from the whole length."""
    step = max(size // (SAMPLE + PROOFS), 1)
    first = range(0, size, step)
    return [*first, *(number for number in range(size) if number % step)]


# ---- what repeats over all articles


def repeated(articles: Iterable[Article]) -> frozenset[str]:
    """Blocks that stand in several articles of a site that are different stories: no article's own text."""
    stories = _stories([_blocks(article) for article in articles if article.blocks])
    many = len(stories) >= MANY
    counts = Counter(block for blocks in stories for block in blocks)
    shares = ((True, REPEATED_LONG[many]), (False, REPEATED_SHORT))
    least = {long: max(fewest, share * len(stories)) for long, (fewest, share) in shares}
    return frozenset(name for (name, size), count in counts.items() if count >= least[size >= LONG_BLOCK])


def _blocks(article: Article) -> Blocks:
    return frozenset((flat_hash(block.text), len(block.text)) for block in article.blocks)


def _stories(articles: Sequence[Blocks]) -> list[set[tuple[str, int]]]:
    """The blocks of each story: articles of which one has a quarter of its text from the other are one."""
    stories: list[set[tuple[str, int]]] = []
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for mine in articles:
        shared: Counter[int] = Counter()
        for block in mine:
            for number in places[block][:MANY]:
                shared[number] += block[1]
        size = sum(block[1] for block in mine)
        number, most = max(shared.items(), key=lambda one: (one[1], -one[0]), default=(0, 0))
        if most * 4 <= size:
            number = len(stories)
            stories.append(set())
        for block in mine - stories[number]:
            places[block].append(number)
        stories[number] |= mine
    return stories


def without(article: Article, furniture: frozenset[str]) -> Article:
    """The article without such blocks."""
    if not furniture:
        return article
    kept = tuple(block for block in article.blocks if not is_one_of(block.text, furniture))
    return article if len(kept) == len(article.blocks) else replace(article, blocks=kept)
