"""The title: the headline that a reader of the page sees, without the site's name.

Every place that may state it votes for a text; texts are compared without case, spaces and
punctuation. The sum of votes decides, and a text's best-written form is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from extraction.article import Candidate
from extraction.document import Document
from extraction.headings import title_shown
from extraction.headings.site_names import MIN_KEY, SEPARATOR, Names, leads_home, without_site
from extraction.metadata import Story, key
from extraction.parsing.clues import Clue, Clues, Mark, marks_of
from extraction.text import Element, breadth, clean, lines_of, text_of, unescaped

CUT = re.compile(r"(?:\.\.\.|…)\s*$")
PART_TAGS = frozenset(("span", "a", "strong", "small", "em", "div", "p", "h1", "h2", "b", "i"))

# How much a source's voice counts, and whose writing is taken among equal texts.
WEIGHTS = {
    "h1": 8.0, "json-ld": 3.2, "og": 2.0, "twitter": 1.2, "title": 1.5, "json-ld name": 1.2, "meta": 1.0,
    "class": 0.8, "itemprop": 2.0, "h2": 0.3, "h1 unlikely": 2.0, "h1 short": 1.2, "h1 site": 0.1,
    "h1 hidden": 0.9, "h2 in title": 2.5, "h1 other": 0.2, "class alone": 0.4, "itemprop aside": 0.3,
    "feed": 1.5, "heading visible": 9.0,
}  # fmt: skip
WRITING = {
    "h1": 5, "og whole": 4.6, "json-ld": 4.5, "itemprop": 4, "og": 3, "json-ld name": 3, "twitter": 2,
    "class": 2, "title": 1.5, "meta": 1, "h2": 0.5,
}  # fmt: skip
COMPOSED = 2.5  # how well a heading is written whose parts stand in elements of their own
SHARED = 0.25  # of a longer text's votes go to one that it contains
LIKELY, ALMOST = 0.8, 2.6  # scores of a first heading
SEEN = frozenset(("h1", "h1 unlikely", "h1 short", "h2", "heading visible", "itemprop", "class", "feed"))
NOTE = re.compile(  # a date line, or "[Watch]", that stands in the heading after the headline
    r"(?<=\D)\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b.*$|[\[(][^\[\]()]{1,20}[\])]$"
)
MAX_TITLE = 500  # characters


@dataclass(slots=True)
class Ballot:
    """Votes for texts: their sums, sources and best-written form, by key."""

    votes: dict[str, float] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, source: str, text: str | None, weight: float | None = None, composed: bool = False) -> None:
        """A voice of `source` for `text`; spaces and colons of a `composed` one may be wrong."""
        identity = key(text or "")
        if not text or not identity:
            return
        self.votes[identity] = self.votes.get(identity, 0.0) + (WEIGHTS[source] if weight is None else weight)
        self.sources.setdefault(identity, []).append(source)
        writing = COMPOSED if composed else WRITING.get(source, 0.0)
        if identity not in self.forms or writing > self.forms[identity][0]:
            self.forms[identity] = (writing, text)


@dataclass(slots=True)
class Heading:
    """A heading with the parts that it is made of."""

    clue: Clue
    text: str
    parts: list[str]
    composed: bool = False  # of parts that stand in elements of their own, such as a kicker and a headline
    score: float = 0.0
    pick: str = ""


def _heading(clue: Clue) -> Heading:
    element = clue.element
    parts = (
        [text_of(part) for part in element.iter(*PART_TAGS) if part is not element] if len(element) else []
    )
    own = clean((element.text or "") + "".join(child.tail or "" for child in element))
    found = [part for part in (*parts, own, *lines_of(element)) if part]
    text = _apart(element, clue.text)
    composed = text != clue.text or (len(element) > 1 and not key(own))
    return Heading(clue, text, list(dict.fromkeys(found)), composed)


def _apart(element: Element, text: str) -> str:
    """The text of a heading, with a space after a kicker that only its looks keep apart."""
    for child in element:
        kicker, following = text_of(child), child.getnext()
        after = (child.tail or (text_of(following) if following is not None else ""))[:1]
        if kicker[-1:].islower() and after.isupper():
            text = text.replace(kicker + after, f"{kicker} {after}", 1)
    return text


def _marked_part(heading: Heading) -> str | None:
    """The one part of a composed heading whose class calls it the headline."""
    parts = list(heading.clue.element) if heading.composed else []
    marked = [part for part in parts if marks_of(part.get("class") or "") & Mark.HEADLINE]
    return text_of(marked[0]) if len(marked) == 1 and len(parts) > 1 else None


def _is_short_start(part: str, whole: str) -> bool:
    return whole.startswith(part) and len(part) < 0.75 * len(whole)


class Reader:
    """What is needed to weigh one page's titles."""

    def __init__(self, document: Document, clues: Clues, found: tuple[Story, ...], names: Names) -> None:
        self.document = document
        self.names = names
        self.clues = clues
        self.stories = found
        self.headings = [_heading(clue) for clue in clues.headings if clue.tag == "h1" and clue.text]
        self.stated = list(self._stated())
        self.outside = frozenset(key(text) for _, text in self.stated)
        self.named = frozenset(
            key(text) for source, text in self.stated if source in ("json-ld", "og", "twitter")
        )

    def _stated(self) -> Iterator[tuple[str, str]]:
        """Titles stated for machines, without the site's name."""
        headlines = [h for story in self.stories if story.score >= 10 and (h := story.text("headline"))]
        whole = frozenset(key(h.text) for h in self.headings if breadth(h.text) > MIN_KEY)
        known = frozenset(k for k in self._known(headlines) if breadth(k) > MIN_KEY)

        def bare(text: str, other: frozenset[str] = known) -> str:
            return without_site(text[:MAX_TITLE], self.names, other, whole)

        if headlines:
            yield "json-ld", bare(headlines[0], frozenset())
        name = self.stories[0].text("name") if self.stories else None
        if name:
            yield "json-ld name", bare(name)
        for source, meta in (("og", "og:title"), ("twitter", "twitter:title")):
            if text := self.document.meta(meta):
                yield source, bare(text)
        title = page_title(self.document)
        if title:
            yield "title", bare(title)
        for text in self._other_metas():
            yield "meta", bare(text)

    def _known(self, headlines: list[str]) -> Iterator[str]:
        others = (text for text in self._other_metas() if not SEPARATOR.search(text))
        yield from map(key, (*headlines, *others))
        for heading in self.headings:
            whole = key(heading.text)
            yield whole
            yield from (k for k in map(key, heading.parts) if not _is_short_start(k, whole))

    def _other_metas(self) -> list[str]:
        found = []
        for name, values in self.document.metas.items():
            if ("title" in name or name.endswith("headline")) and not OTHER_TITLES.search(name):
                found += [values[0]] if 10 < len(values[0]) < 250 else []
        return found[:2]

    def _pick(self, heading: Heading) -> tuple[str, float]:
        """The part of a heading that the page's metas state, and what that is worth."""
        for stated in (self.named, self.outside):
            if pick := self._stated_part(heading, stated):
                return pick, 10.0
        return _marked_part(heading) or heading.text, 0.0

    def _stated_part(self, heading: Heading, stated: frozenset[str]) -> str | None:
        """The whole of a heading, or its last part,
        or what is left without the site: the one that is stated."""
        whole = key(heading.text)
        if whole in stated:
            return heading.text
        for part in reversed(heading.parts):
            k = key(part)
            last = whole.endswith(k) or stated is self.outside
            if len(k) > 6 and k in stated and last and not _is_short_start(k, whole):
                return part
        if (note := NOTE.search(heading.text)) and key(before := heading.text[: note.start()]) in stated:
            return before.strip()
        bare = without_site(heading.text, self.names, stated, frozenset()) if stated is self.outside else ""
        return bare if key(bare) in stated else None

    def rank(self) -> list[Heading]:
        """The page's first headings, the likeliest headline first."""
        stated = [_tokens(text) for _, text in self.stated]
        for index, heading in enumerate(self.headings):
            heading.pick, heading.score = self._pick(heading)
            heading.score += self._likeliness(heading, stated) - 0.1 * index
        return sorted(self.headings, key=lambda heading: -heading.score)

    def _likeliness(self, heading: Heading, stated: list[set[str]]) -> float:
        own, clue, k = _tokens(heading.pick), heading.clue, key(heading.pick)
        overlap = max((len(own & other) / max(1, len(own | other)) for other in stated), default=0.0)
        score = 5 * overlap
        score += (
            2 if breadth(k) > 10 and any(breadth(other) > 8 and k in other for other in self.outside) else 0
        )
        score += (0.5 if clue.inside else 0) - (2.5 if clue.aside else 0)
        score -= 3 if self.names.has(heading.pick) else 0
        score -= 1 if breadth(heading.pick) < 12 else 0
        score -= 6 if clue.marks & Mark.HIDDEN else 0
        return score + (1 if clue.marks & Mark.HEADLINE or clue.itemprop == "headline" else 0)


OTHER_TITLES = re.compile(
    r"^(?:og:title|twitter:title)$|^(?:al:|og:site|apple|application)|image|section|msapp"
)


def page_title(document: Document) -> str | None:
    """What the ``title`` element says (not that of a drawing)."""
    for element in document.all("title"):
        if not any(ancestor.tag == "svg" for ancestor in element.iterancestors("svg")):
            text = unescaped(element.text or "")
            if text:
                return text
    return None


def _tokens(text: str) -> set[str]:
    return set(re.sub(r"[\W_]+", " ", text).casefold().split())


def _voice(reader: Reader, best: Heading) -> str:
    """How the likeliest first heading votes."""
    clue, text = best.clue, best.pick
    seen = [h for h in reader.headings if not h.clue.aside]
    alone = len(seen) == 1 and seen[0] is best and breadth(text) > 15
    if clue.marks & Mark.HIDDEN:
        return "h1 hidden"
    if reader.names.has(text) or leads_home(clue.element):
        return "h1 site"
    if best.score < LIKELY and not (clue.inside and not clue.aside) and not alone:
        return "h1 unlikely"
    return "h1 short" if best.score < ALMOST and breadth(text) < 15 and not clue.inside else "h1"


def vote(reader: Reader, hint: str | None = None) -> Ballot:
    """All voices of a page for its title."""
    ballot = Ballot()
    for source, text in reader.stated:
        ballot.add(source, text)
    ballot.add("feed", hint)
    for raw in reader.document.metas.get("og:title", ()):
        if key(raw) in ballot.forms:  # whole it may be the best writing of another voice's text
            ballot.add("og whole", raw, 0.0)
    ranked = reader.rank()
    if ranked:
        ballot.add(_voice(reader, ranked[0]), ranked[0].pick, composed=ranked[0].composed)
        for other in ranked[1:]:
            if key(other.pick) != key(ranked[0].pick):
                ballot.add("h1 other", other.pick)
        if ranked[0].clue.aside:
            _prefer_visible(reader, ballot, ranked[0])
    _vote_others(reader, ballot)
    return ballot


def _prefer_visible(reader: Reader, ballot: Ballot, best: Heading) -> None:
    """Where the h1 is furniture, a later heading that the metas confirm is the headline."""
    first = key(best.pick)
    headline = {key(text) for source, text in reader.stated if source == "json-ld"} - {first}
    following = [c for c in reader.clues.headings if not c.aside and c.position > best.clue.position][:2]
    for clue in following:
        for text in (clue.text, *_heading(clue).parts):
            k = key(text)
            whole = text == clue.text and first in reader.outside
            if k in (headline if whole else reader.outside) and k != first and breadth(k) > 15:
                # Part of the first heading may be its beginning only, unless all that is stated agrees.
                sure = k not in first or (text == clue.text and first not in reader.named)
                if sure:
                    ballot.votes[first] = ballot.votes.get(first, 0.0) - 7
                ballot.add("heading visible", text, 9.0 if sure else 0.0)
                return


def _vote_others(reader: Reader, ballot: Ballot) -> None:
    held = "" if reader.headings else key(page_title(reader.document) or "")  # by the head, for want of an h1
    for clue in reader.clues.headings:
        if clue.tag != "h1" and not clue.aside and key(clue.text) in ballot.votes:
            ballot.add("h2", clue.text)
        elif not clue.aside and breadth(key(clue.text)) >= MIN_KEY and key(clue.text) in held:
            ballot.add("h2 in title", clue.text)
        if clue.itemprop == "headline":
            ballot.add("itemprop aside" if clue.aside else "itemprop", clue.text)
    seen: set[str] = set()
    for clue in reader.clues.titled[:40]:
        text = clue.text
        k = key(text)
        if k in seen or not 5 < len(text) < 300:
            continue
        seen.add(k)
        if k in ballot.votes:
            ballot.add("class", text)
        elif not clue.aside and clue.inside and clue.marks & Mark.HEADLINE and len(seen) < 4:
            ballot.add("class alone", text)


def _is_cut(short: str, whole: str) -> bool:
    """Whether `short` is the beginning of `whole`, ended by dots."""
    beginning = key(CUT.sub("", short))
    return key(whole).startswith(beginning) and len(key(whole)) > len(beginning)


def _settle(ballot: Ballot) -> None:
    """Cut texts give their votes to the whole one; longer texts share theirs with what they contain."""
    votes, forms = ballot.votes, ballot.forms
    for short in [k for k in votes if CUT.search(forms[k][1])]:
        if whole := next((k for k in votes if k != short and _is_cut(forms[short][1], forms[k][1])), None):
            votes[whole] += votes[short]
            votes[short] = 0.0
    shared = {a: sum(votes[b] for b in votes if a != b and len(a) > 12 and a in b) for a in votes}
    votes.update((a, votes[a] + SHARED * of_longer) for a, of_longer in shared.items())


def choose(ballot: Ballot) -> tuple[str | None, tuple[Candidate, ...]]:
    """The title with most votes, and all candidates."""
    if not ballot.votes:
        return None, ()
    _settle(ballot)
    best = max(ballot.votes, key=lambda k: ballot.votes[k])
    ranked = sorted(ballot.votes, key=lambda k: -ballot.votes[k])
    return ballot.forms[best][1], tuple(
        Candidate(
            "title", ballot.forms[k][1], ", ".join(ballot.sources[k]), round(ballot.votes[k], 2), k == best
        )
        for k in ranked
    )


Read: TypeAlias = tuple[str | None, tuple[Candidate, ...]]  # the title and its candidates


def read(document: Document, clues: Clues, found: tuple[Story, ...], names: Names) -> Read:
    """A page's title and its candidates."""
    reader = Reader(document, clues, found, names)
    ballot = vote(reader, document.page.hints.title)
    title, candidates = choose(ballot)
    if title and not SEEN.isdisjoint(ballot.sources[key(title)]):
        return title, candidates
    shown = _shown(reader, title)
    if not shown:
        return title, candidates
    others = tuple(replace(candidate, chosen=False) for candidate in candidates)
    return shown, (Candidate("title", shown, "shown", chosen=True), *others)


def _shown(reader: Reader, title: str | None) -> str | None:
    """What the page shows in place of a title that no heading confirms."""
    names = reader.names
    if not title or names.is_all(title):
        return title_shown.first_heading(reader.clues, names.has)
    stated = [text for _, text in reader.stated]
    return title_shown.shown_part(reader.document.root, title, stated, names.has)
