"""PURE: the part of an article that shows why it was found, with the matches marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.terms.matching import All, Any, Match, Term
from storage.terms.words import places, segmented, spans, words, words_by_line

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
    written = [line for line in lines if line]
    for line in written if marks.plain else ():
        if found := marks.plainly(line):
            return _cut(line, found)
    richest = marks.richest(written)
    if richest is not None:
        return _cut(richest, marks.found(richest))
    in_title = marks.found(title, title=True) if title else []
    if title and (in_title or not written):
        return _cut(title, in_title)
    return _cut(written[0], []) if written else None


def repeats(snippet: str | None, title: str | None) -> bool:
    """Whether a snippet is only the title again, which then is to be marked itself."""
    return bool(snippet and title) and _bare(str(snippet)) == _bare(str(title))


def _bare(text: str) -> str:
    return " ".join(text.replace(OPEN, "").replace(CLOSE, "").split())


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
    plain: tuple[tuple[str, ...], ...] = ()  # each term as it is written, where pairs of characters tell it

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
        plain = tuple(_characters(term) for term in terms) if not titles else ()
        return cls(phrases, tuple(beginnings), titles, len(terms) - len(titles), plain if all(plain) else ())

    def plainly(self, line: str) -> list[Span]:
        """All matches in a line that holds every term letter for letter; where it does not, none."""
        spans_: list[Span] = []
        for number, texts in enumerate(self.plain):
            here = [Span(at, at + len(text), number) for text in texts for at in _occurrences(line, text)]
            if not here:
                return []
            spans_ += here
        return spans_

    def richest(self, lines: Sequence[str]) -> str | None:
        """The line with the most terms, the earliest such; None where no line has any."""
        most, best = 0, None
        for line, words_ in zip(lines, words_by_line(lines) if self.terms else (), strict=False):
            here = len(self._terms(words_))
            if here > most:
                most, best = here, line
            if here >= self.terms:
                break
        return best

    def _terms(self, words_: list[str]) -> set[int]:
        """The terms that a line holds, told by its words."""
        firsts = self.phrases.keys() & set(words_)
        if not firsts and not self.beginnings:
            return set()
        line = f" {' '.join(words_)} "
        held = {
            number
            for first in firsts
            for number, phrase, prefix in self.phrases[first]
            if len(phrase) == 1 or f" {' '.join(phrase)}{'' if prefix else ' '}" in line
        }
        held |= {number for number, beginning in self.beginnings if f" {beginning}" in line}
        return held - self.titles

    def found(self, line: str, *, title: bool = False) -> list[Span]:
        """All matches in a line."""
        if not self.terms and not title:
            return []
        read = words(line)
        starts = [
            at
            for at, word in enumerate(read)
            if word in self.phrases or (self.beginnings and self._begins(word))
        ]
        if not starts:
            return []
        known = spans(line, read)
        placed = (
            list(places(line)) if known is None else [(w, *at) for w, at in zip(read, known, strict=True)]
        )
        matches = (span for at in starts for span in self._at(placed, at))
        return [span for span in matches if title or span.term not in self.titles]

    def _begins(self, word: str) -> bool:
        return any(word.startswith(beginning) for _, beginning in self.beginnings)

    def _at(self, read: list[tuple[str, int, int]], at: int) -> Iterator[Span]:
        word, start, _ = read[at]
        for number, phrase, prefix in self.phrases.get(word, ()):
            if _holds(read, at, phrase, prefix):
                yield Span(start, _end(read[at + len(phrase) - 1], phrase[-1]), number)
        for number, beginning in self.beginnings:
            if word.startswith(beginning):
                yield Span(start, _end(read[at], beginning), number)


def _characters(term: Term) -> tuple[str, ...]:
    """The text of each phrase, where all are of a script without spaces: their pairs overlap."""
    if not all(segmented(word) for phrase in term.phrases for word in phrase):
        return ()
    return tuple("".join(word[0] for word in phrase[:-1]) + phrase[-1] for phrase in term.phrases)


def _occurrences(line: str, text: str) -> Iterator[int]:
    at = line.find(text)
    while at >= 0:
        yield at
        at = line.find(text, at + 1)


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
