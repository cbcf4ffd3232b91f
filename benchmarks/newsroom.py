"""News made up for measuring: any number of articles in several languages, the same for the same seed.

Word frequencies follow Zipf and Mandelbrot, lengths a log-normal distribution around 4.6 KB; some word pairs
stand together far more often than chance would have it, so that phrases are as frequent as in real text; a
few articles are wire copy that several sites print. The words themselves are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from extraction.article import Article, Block, Kind, Language, Moment, Precision
from storage.records import Capture, Fate, SiteFacts, Visit

START = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1_000
SITES = 40
MEAN_BYTES = 4_390  # of the body; with title and lead 4.6 KB
WIRE_SHARE = 0.03  # articles that are copies, slightly edited, of one that another site printed
PAIRS = 3_000  # word pairs that stand together
CORE, TAIL = 3_000, 0.85
AGAIN = 0.3  # of the words of a text that it has used before
PAIR_SHARE = 0.06  # of the places of a text where one is put

# code, share of the articles, letters, letters a word, words, vocabulary, space between words
TONGUES = (
    ("en", 0.30, "etaoinshrdlucmwfgypbvk", 0, 200_000, " "),
    ("fr", 0.22, "esaitnrulodcpmévqfbghjàxèyêç", 0, 200_000, " "),
    ("de", 0.12, "enisratdhulcgmobwfkzvüpäßöj", 2, 250_000, " "),
    ("es", 0.10, "eaosrnidlctumpbgvyqóíhfzjáé", 0, 200_000, " "),
    ("ru", 0.12, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф", 1, 250_000, " "),
    ("ar", 0.06, "اليمنروتبعدسفهكقحجشطصخذثغضزظ", -1, 200_000, " "),
    ("zh", 0.05, "", 0, 60_000, ""),
    ("tr", 0.03, "aeinrlkdıyutsmboüşzgçhvğöpcf", 1, 250_000, " "),
)


@dataclass(frozen=True)
class Tongue:
    """A made-up language: words by rank, the commonest first."""

    code: str
    share: float
    words: tuple[str, ...]
    space: str
    number: int

    @cached_property
    def cumulated(self) -> np.ndarray:
        """The distribution of the ranks: Mandelbrot's, and steeper beyond a core vocabulary.

        New words then come as rarely as in real articles: some 45,000 in 1.7 million running words.
        """
        ranks = np.arange(1, len(self.words) + 1)
        weights = 1.0 / (ranks + 2.7)
        weights[CORE:] *= (ranks[CORE:] / CORE) ** -TAIL
        return np.cumsum(weights / weights.sum())

    @cached_property
    def word_bytes(self) -> float:
        """Mean bytes of a running word and its space."""
        sizes = np.array([len(word.encode()) + len(self.space) for word in self.words])
        weights = np.diff(self.cumulated, prepend=0)
        return float((sizes * weights).sum())

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Words that stand together, the commonest pair first; of words of all ranks."""
        rng = np.random.default_rng(self.number + 77)
        ranks = (rng.pareto(0.5, (PAIRS, 2)) * 30).astype(int) % 20_000
        return [(self.words[a], self.words[b]) for a, b in ranks]

    def ranks(self, rng: np.random.Generator, number: int) -> np.ndarray:
        """Ranks of running words."""
        return np.searchsorted(self.cumulated, rng.random(number))


def tongues(seed: int = 1) -> list[Tongue]:
    """All languages."""
    return [
        Tongue(code, share, _words(code, letters, longer, size, seed + number), space, number)
        for number, (code, share, letters, longer, size, space) in enumerate(TONGUES)
    ]


def _words(code: str, letters: str, longer: int, size: int, seed: int) -> tuple[str, ...]:
    """Different words, the commonest the shortest; Chinese ones of one to three characters."""
    rng = np.random.default_rng(seed)
    if code == "zh":
        letters = "".join(chr(0x4E00 + 5 * n) for n in range(3_500))
    weights = 1.0 / (np.arange(len(letters)) + (40 if code == "zh" else 4))
    cumulated = np.cumsum(weights / weights.sum())
    ranks = np.arange(size * 3) // 2 + 1
    typical = 1.3 + 0.07 * np.log(ranks) if code == "zh" else 2.2 + longer + 0.62 * np.log(ranks)
    lengths = rng.normal(typical, 0.8 if code == "zh" else 1.6).astype(int).clip(1, 3 if code == "zh" else 22)
    codes = np.array([ord(letter) for letter in letters], dtype="<u4")
    drawn = codes[np.searchsorted(cumulated, rng.random(int(lengths.sum())))].tobytes().decode("utf-32-le")
    ends = np.cumsum(lengths)
    found = dict.fromkeys(drawn[end - length : end] for end, length in zip(ends, lengths, strict=True))
    return tuple(found)[:size]


class Newsroom:
    """Writes visits, as the crawler would bring them."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self.tongues = tongues(seed)
        self.sites = [SiteFacts(f"site-{n:02}", f"https://site-{n:02}.example/") for n in range(SITES)]
        self.names = [f"{a} {b}" for a, b in zip(self._names(2_000), self._names(2_000), strict=True)]
        self.sections = [word.title() for word in self._names(14)]
        self.tags = list(self._names(600))
        self.recent: list[Article] = []

    def _names(self, number: int) -> list[str]:
        words = self.tongues[1].words
        return [words[n].title() for n in self.rng.integers(500, 60_000, number)]

    def visits(self, number: int, first: int = 0) -> Iterator[Visit]:
        """That many articles in about the order of time, without those before ``first``."""
        step = timedelta(days=DAYS) / max(number, 1)
        if first:  # others than those of a run from the start, but of the same kind
            self.rng = np.random.default_rng((self.seed, first))
        for at in range(first, number):
            when = START + at * step
            yield self._visit(at, when.replace(microsecond=0))

    def _visit(self, number: int, when: datetime) -> Visit:
        site = self.sites[int(self.rng.integers(SITES))]
        url = f"https://{site.name}.example/{when:%Y/%m/%d}/story-{number}"
        copied = len(self.recent) > 50 and self.rng.random() < WIRE_SHARE
        read = self._copy(url, when) if copied else self._article(url, when)
        self.recent = [*self.recent[-99:], read]
        seen = when + timedelta(minutes=int(self.rng.integers(2, 90)))
        file = f"{when:%Y%m}/{number // 1000:06}.warc.gz"
        capture = Capture(url, file, number % 1000 * 11_000, 10_900, f"{number:064x}", 200, seen, "text/html")
        return Visit(site.name, url, Fate.ARTICLE, seen, status=200, capture=capture, article=read)

    def _copy(self, url: str, when: datetime) -> Article:
        first = self.recent[int(self.rng.integers(len(self.recent)))]
        changed = first.blocks[:-1] if len(first.blocks) > 3 else first.blocks
        return _article(url, when, first, changed)

    def _article(self, url: str, when: datetime) -> Article:
        tongue = self.tongues[int(np.searchsorted(self._shares, self.rng.random()))]
        size = float(self.rng.lognormal(np.log(MEAN_BYTES) - 0.18, 0.6))
        words = self._running(tongue, max(int(size / tongue.word_bytes), 30))
        blocks = tuple(Block(text) for text in _paragraphs(words, tongue.space))
        drawn = self.rng.pareto(1.0, 4) * 3
        made = Article(
            url=url,
            kind=Kind.ARTICLE,
            kind_reason="made up",
            title=tongue.space.join(self._running(tongue, 9)).capitalize(),
            lead=tongue.space.join(self._running(tongue, 24)).capitalize() + ".",
            authors=(self.names[int(drawn[0]) % len(self.names)],),
            section=self.sections[int(drawn[1]) % len(self.sections)],
            tags=tuple(dict.fromkeys(self.tags[int(d) % len(self.tags)] for d in drawn[2:])),
            language=Language(tongue.code, 0.98, "made up"),
            extractor="newskeep benchmark",
        )
        return _article(url, when, made, blocks)

    @cached_property
    def _shares(self) -> np.ndarray:
        shares = np.cumsum([tongue.share for tongue in self.tongues])
        return shares / shares[-1]

    def _running(self, tongue: Tongue, number: int) -> list[str]:
        ranks = tongue.ranks(self.rng, number)
        again = np.flatnonzero(self.rng.random(number) < AGAIN)
        ranks[again] = ranks[(again * self.rng.random(len(again))).astype(int)]
        words = [tongue.words[rank] for rank in ranks.tolist()]
        for at in np.flatnonzero(self.rng.random(number - 1) < PAIR_SHARE):
            pair = tongue.pairs[int(self.rng.pareto(0.7) * 5) % PAIRS]
            words[at : at + 2] = pair
        return words


def _article(url: str, when: datetime, like: Article, blocks: tuple[Block, ...]) -> Article:
    published = Moment(when, Precision.MINUTE, "json-ld", 60)
    return replace(like, url=url, published=published, blocks=blocks)


def _paragraphs(words: list[str], space: str) -> Iterator[str]:
    """Paragraphs of three sentences of about 18 words."""
    stop = "。" if not space else ". "
    for start in range(0, len(words), 54):
        piece = words[start : start + 54]
        sentences = (space.join(piece[at : at + 18]).capitalize() for at in range(0, len(piece), 18))
        yield stop.join(sentences) + stop.strip()
