"""PURE: the part of an article that shows why it was found, with the matches marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.matching import All, Any, Match, Term
from storage.words import places, segmented, words

OPEN, CLOSE = "\x02", "\x03"  # around each match
LENGTH = 240  # characters of a snippet, marks not counted
BEFORE = 80  # characters before the first match


def shown(match: Match | None) -> tuple[Term, ...]:
    """What is marked: the words that an article was found by, not those that it must not hold."""
    if match is None:
        return ()
    if isinstance(match, All | Any):
        return tuple(term for part in match.parts for term in shown(part))
    return (match,) if match.shown else ()


def snippet(title: str | None, lines: Iterable[str], marks: Marks) -> str | None:
    """A piece of the line that holds most of the terms, the earliest such.

    Where only the title has any, it is the title; where nothing has, the beginning of the first line.
    """
    best: tuple[int, str, list[Span]] = (0, "", [])
    for line in filter(None, lines):
        if best[1] and marks.most(line) <= best[0]:
            continue
        found = marks.found(line)
        kinds = len({span.term for span in found})
        if kinds > best[0] or not best[1]:
            best = (kinds, line, found)
        if kinds >= marks.terms:
            break
    if title and (not best[0] or not best[1]):
        in_title = marks.found(title, title=True)
        if in_title or not best[1]:
            best = (0, title, in_title)
    return _cut(best[1], best[2]) if best[1] else None


@dataclass(frozen=True, slots=True)
class Span:
    """A match: from where to where, and of which term."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class Marks:
    """The phrases of all terms by their first word, and those whose first word is only a beginning."""

    phrases: dict[str, list[tuple[int, tuple[str, ...], bool]]]
    beginnings: tuple[tuple[int, str], ...]
    titles: frozenset[int]  # terms that are looked for in titles only
    terms: int  # how many others there are

    @classmethod
    def of(cls, terms: Sequence[Term]) -> Marks:
        """What to look for."""
        phrases: dict[str, list[tuple[int, tuple[str, ...], bool]]] = {}
        beginnings: list[tuple[int, str]] = []
        for number, term in enumerate(terms):
            for phrase in term.phrases:
                if term.prefix and len(phrase) == 1:
                    beginnings.append((number, phrase[0]))
                else:
                    phrases.setdefault(phrase[0], []).append((number, phrase, term.prefix))
        titles = frozenset(number for number, term in enumerate(terms) if term.title)
        return cls(phrases, tuple(beginnings), titles, len(terms) - len(titles))

    def most(self, line: str) -> int:
        """How many terms a line may hold at most: quicker to tell than where they stand."""
        if not self.terms:
            return 0
        here = set(words(line))
        terms = {number for word in self.phrases.keys() & here for number, _, _ in self.phrases[word]}
        terms |= {number for number, begun in self.beginnings if any(word.startswith(begun) for word in here)}
        return len(terms - self.titles)

    def found(self, line: str, *, title: bool = False) -> list[Span]:
        """All matches in a line."""
        if not self.terms and not title:
            return []
        read = list(places(line))
        spans = (span for at in range(len(read)) for span in self._at(read, at))
        return [span for span in spans if title or span.term not in self.titles]

    def _at(self, read: list[tuple[str, int, int]], at: int) -> Iterator[Span]:
        word, start, _ = read[at]
        for number, phrase, prefix in self.phrases.get(word, ()):
            if _holds(read, at, phrase, prefix):
                yield Span(start, _end(read[at + len(phrase) - 1], phrase[-1]), number)
        for number, beginning in self.beginnings:
            if word.startswith(beginning):
                yield Span(start, _end(read[at], beginning), number)


def _end(place: tuple[str, int, int], asked: str) -> int:
    """Where a match ends: of a pair that is asked for by its first character alone, after that one."""
    word, start, end = place
    return start + 1 if word != asked and segmented(word) else end


def _holds(read: list[tuple[str, int, int]], at: int, phrase: tuple[str, ...], prefix: bool) -> bool:
    here = [word for word, _, _ in read[at : at + len(phrase)]]
    if len(here) < len(phrase) or here[:-1] != list(phrase[:-1]):
        return False
    return here[-1] == phrase[-1] or (prefix and here[-1].startswith(phrase[-1]))


def _cut(line: str, spans: Sequence[Span]) -> str:
    first = spans[0].start if spans else 0
    start = _word_start(line, max(first - BEFORE, 0)) if len(line) > LENGTH else 0
    end = _word_end(line, start + LENGTH)
    pieces = ["…" if start else ""]
    at = start
    for left, right in _merged(spans):
        if left >= at and right <= end:
            pieces += [_plain(line[at:left]), OPEN, _plain(line[left:right]), CLOSE]
            at = right
    pieces += [_plain(line[at:end]).rstrip() if end < len(line) else _plain(line[at:end])]
    return "".join([*pieces, "…" if end < len(line) else ""])


def _plain(text: str) -> str:
    """The text without marks of its own."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1][1] - (span.start != merged[-1][1]):
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
        else:
            merged.append((span.start, span.end))
    return merged


def _word_start(line: str, at: int) -> int:
    """The beginning of a word near ``at``; ``at`` itself where no space is near."""
    space = line.find(" ", max(at - 1, 0), at + 20) if at else -1
    return space + 1 if space >= 0 else at


def _word_end(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", at - 20, at + 1)
    return space if space >= 0 else at
