"""How one site's pages are read in a run: carefully at first, by a learned profile once it proved as good.

A profile is learned from a few of the site's articles and used only if it reads the same from them; pages
that do not fit it are read the careful way. When many in a row do not fit, the layout has changed and a new
one is learned.
"""

from __future__ import annotations

import zlib
from collections import Counter, deque
from dataclasses import dataclass, field, replace

from crawler.agenda import Role
from crawler.rereading import page_of
from extraction.article import Article, Kind, Page
from extraction.document import Document
from extraction.extract import VERSION, read_carefully, read_quick
from extraction.kind import glance
from extraction.overrides import Override, for_page
from extraction.profiles.learn import PROOFS, WHOLE, Reading, prove, sizes
from extraction.profiles.learn import SAMPLE as LEARNED_FROM
from extraction.profiles.profile import SiteProfile, drifted
from extraction.profiles.zone import localised
from storage.records import Exchange, Visit

SAMPLE = LEARNED_FROM + PROOFS  # articles that a profile is learned from and proved on
SAMPLES = 2  # that are tried in a run: one odd page among the first is no layout without a profile
WORTH = 12  # pages that must wait before learning pays: it costs as much as reading seven
WINDOW = 20
SAME_BODY = 0.9  # of two readings' text, for a profile to be believed: it may leave out what repeats
STATING = 5  # articles, all of which state that they are, for a page that states nothing to be none
STATED = ("article", "newsarticle", "blogposting", "reportagenewsarticle", "liveblogposting", "report")
LONG_PARAGRAPH, PARAGRAPHS = 200, 5  # characters; of running text that no menu's page has


@dataclass(slots=True)
class SiteReader:
    """The reader of one site's pages."""

    detector: str = "auto"
    profile: SiteProfile | None = None
    learned: bool = False  # in this run: to be kept
    overrides: tuple[Override, ...] = ()  # the user's own facts about sites
    timezone: str | None = None  # of times that the site writes without an offset
    _sample: list[tuple[Page, Article]] = field(default_factory=list)
    _fits: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _failures: int = 0  # samples that gave no profile
    _stating: Counter[bool] = field(default_factory=Counter)  # articles that stated that they are

    @classmethod
    def of(
        cls,
        detector: str,
        data: bytes | None,
        overrides: tuple[Override, ...] = (),
        timezone: str | None = None,
    ) -> SiteReader:
        """A reader with the profile that was kept; one of another version is learned anew."""
        try:
            profile = SiteProfile.from_bytes(data) if data else None
        except ValueError:
            profile = None
        return cls(detector, profile, overrides=overrides, timezone=timezone)

    def skip(self, document: Document, page: Page, role: Role) -> Article | None:
        """A page that need not be read, as it is no article; None for one that is to be read."""
        if states_article(document):
            return None
        vouched = role is Role.ARTICLE or page.hints.published or page.hints.modified
        if not vouched and self._stating[True] >= STATING and not self._stating[False]:
            return Article(page.url, Kind.OTHER, "states no article, as the site's do", extractor=VERSION)
        if has_running_text(document) if role in (Role.PAGE, Role.SECTION) else glance(document):
            return None
        return Article(page.url, Kind.LISTING, "nothing on it says article", extractor=VERSION)

    def quick(self, page: Page) -> Article | None:
        """An article read from the parts of its page that its site's profile names; None for other pages."""
        if self.profile is None or for_page(page.url, self.overrides):
            return None
        part = self.profile.document(page)
        article = read_quick(part, page, self.profile, detector=self.detector) if part else None
        if article is None:
            return None
        self._fits.append(True)
        return localised(article, self.timezone, page.fetched_at)

    def read(self, document: Document, page: Page, role: Role, waiting: int) -> Article:
        """Read a page; ``waiting`` pages of the site are still to come."""
        override = for_page(page.url, self.overrides)
        learned = self.profile if override is None else None
        article = read_quick(document, page, learned, detector=self.detector) if learned else None
        careful = None
        if article is None:
            article = careful = self._carefully(document, page, override)
        if article.kind.is_article:
            if role >= Role.PAGE and article.published is None:
                return replace(article, kind=Kind.OTHER, kind_reason="where a menu leads, and has no date")
            self._stating[states_article(document)] += 1
            if override is None:  # its facts are told, not learned
                self._note(page, careful, waiting)
        return localised(article, self.timezone, page.fetched_at)

    def reread(self, exchange: Exchange, visit: Visit) -> Article | None:
        """A kept page as it is read with the rules that a visit was read with."""
        used = visit.article.profile if visit.article else None
        page = page_of(exchange, visit.discovery)
        document, override = Document.parse(page), for_page(page.url, self.overrides)
        quick = None
        if self.profile and self.profile.name == used and override is None:
            quick = read_quick(document, page, self.profile, detector=self.detector)
        return localised(quick or self._carefully(document, page, override), self.timezone, page.fetched_at)

    def _carefully(self, document: Document, page: Page, override: Override | None) -> Article:
        return read_carefully(document, page, self.profile, detector=self.detector, override=override)

    def _note(self, page: Page, careful: Article | None, waiting: int) -> None:
        """Take note of an article, read carefully or by the profile."""
        if self.profile is not None:
            self._fits.append(careful is None)
            if not drifted(list(self._fits)):
                return
            self.profile = None
        if careful is None or self._failures >= SAMPLES or len(self._sample) >= SAMPLE:
            return
        if careful.kind is not Kind.ARTICLE:  # a live blog, a page behind a paywall: nothing to learn from
            return
        self._sample.append((replace(page, body=zlib.compress(page.body, 1)), careful))
        if len(self._sample) == SAMPLE and waiting >= WORTH:
            self._learn()
        elif len(self._sample) == SAMPLE:
            self._sample.pop(0)

    def _learn(self) -> None:
        kept = [(replace(page, body=zlib.decompress(page.body)), article) for page, article in self._sample]
        proved = prove([Reading(Document.parse(page), article) for page, article in kept], self.detector)
        if proved:
            again = zip(proved.articles, (article for _, article in kept), strict=True)
            read = [(quick, careful) for quick, careful in again if quick is not None]
            whole = sum(_is_as_long(quick, careful) for quick, careful in read)
            same = all(_agrees(quick, careful) for quick, careful in read) and whole >= WHOLE * len(read)
            proved = proved if same else None
        self._sample.clear()
        self._fits.clear()
        if proved is None:
            self._failures += 1
            return
        self.profile, self.learned = proved.profile, True


def _agrees(quick: Article, careful: Article) -> bool:
    """Whether the fast reading says what the careful one does, but for what the site's pages outvoted.

    It may leave out what repeats over the site, never add: a rotating box would look like an edit every day.
    """
    fields = ("kind", "title", "authors", "section")
    if any(getattr(quick, name) != getattr(careful, name) for name in fields):
        return False
    times = [(at.value, at.precision) if (at := one.published) else None for one in (quick, careful)]
    if times[0] != times[1]:  # from which of its places a time was read makes no edit
        return False
    return not sizes(quick.blocks) - sizes(careful.blocks)


def _is_as_long(quick: Article, careful: Article) -> bool:
    mine, other = sizes(quick.blocks).total(), sizes(careful.blocks).total()
    return 2 * mine >= SAME_BODY * (mine + other)


def states_article(document: Document) -> bool:
    """Whether a page states in its markup that it is an article."""
    return (
        (document.meta("og:type") or "").startswith("article")
        or any(str(node.get("@type", "")).lower() in STATED for node in document.structured)
        or any(
            "Article" in (box.get("itemtype") or "") for box in document.root.iter("article", "div", "main")
        )
    )


def has_running_text(document: Document) -> bool:
    """Whether a page that a menu leads to has an article's text.

    Cheap, from the parse alone, and stricter than :func:`extraction.kind.glance`: teasers do not count.
    """
    paragraphs = document.root.iter("p")
    return sum(len("".join(p.itertext())) >= LONG_PARAGRAPH for p in paragraphs) >= PARAGRAPHS
