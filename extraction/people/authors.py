"""The authors: people whom the page names as its writers; agencies apart.

Each place that may name them gives a group of names; the first trusted group with a person in it
is taken, and a group that holds all of these and more from a place as good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from extraction.article import Candidate
from extraction.document import Document
from extraction.headings.site_names import Names
from extraction.metadata import Story
from extraction.parsing.clues import Clue, Clues, Mark, Words, is_profile
from extraction.parsing.structured import Node
from extraction.people.choice import Group, choose
from extraction.people.names import CHINESE, bare_name, is_agency, is_person, tidy
from extraction.people.signature import reporters, signature, signed
from extraction.text import Element, clean, quoted_names, text_of, unescaped

METAS = (
    "byl", "parsely-author", "cxenseparse:author", "sailthru.author", "dc.creator", "dcterms.creator",
    "article:author_name", "og:article:author", "author", "article:author", "dc.contributor", "news_author",
    "article.author", "content-author", "twitter:data1",
)  # fmt: skip
LABEL = re.compile(r"writ|by|autor|verfass|geschr|écrit|escrito", re.IGNORECASE)
BYLINE_TEXT = re.compile(
    r"^\W*(?:by|von|par|por|text|autor(?:in)?|author|written by|di|af|av|door)\s*:?\s+([A-ZÄÖÜ].{3,60})$",
    re.IGNORECASE,
)
SOFT = re.compile(
    r"(?:^|[\s_-])(?:author|autor)(?:[_-]?(?:name|link|box))?(?:\s|$)|byline|documentAuthor|contributor"
    r"|auteur"
)
SCRIPT = re.compile(
    r'"(author|authors|byline|author_name|authorName|articleAuthor|article_author|pageAuthor|contentAuthor'
    r'|content_author|writer)"\s*:\s*(\[[^\]]{0,300}\]|\{[^{}]{0,300}\}|"[^"]{2,120}")',
    re.IGNORECASE,
)
SCRIPT_NAME = re.compile(r'"(?:name|full_?name|display_?name)"\s*:\s*"([^"]+)"', re.IGNORECASE)
SCRIPT_PARTS = ("uthor", "yline", "riter")  # one of them stands in each of these names
NICKNAME = re.compile(
    r"^\W*(?:(?:posted|written|geschrieben|erstellt|veröffentlicht) )?(?:by|von|par|por)\s+([\w.-]{3,30})"
    r"(?:\s*[|·,–-]|\s+(?:on|am|le|el|at|um|in|under|unter|@)\s|$)",
    re.IGNORECASE,
)
DATELINE = re.compile(r"\s+[|/·•–—-]\s+|\s*[|\u3000]\s*|,\s+")
LABELLED = re.compile(  # "03.02.2026 Society Author: Jane Doe"
    r"(?:^|[\s|·•–—-])(?:autor(?:in|a|ka)?|author|auteur|autore|автор|szerző|penulis|reporter|reporteras?|yazar"
    r"|συντάκτης|كتبت?|المحرر|نویسنده|लेखक|כותב|作者|记者|記者|기자)\s*[:：]\s*(\S.*)$",
    re.IGNORECASE,
)
LATIN_NAME = r"(?:[A-ZÄÖÜ][\w.'-]+\s?){1,3}"
SIGNED = re.compile(  # "13:30 by Jane", "8:32 a.m. By Jane Doe and John Roe", "20:35 记者 王立新"
    r"\d\W+(?:(?:[Uu]hr|[ap]\.?m|hrs?|[A-Z]{2,4})\b\W*)?"
    rf"(?:[VvBbPp](?:on|y|ar|or)\s+(?P<latin>{LATIN_NAME}(?:(?:,|&|and|und|et|y|e)\s{LATIN_NAME})*)"
    r"|(?P<chinese>(?:记者|記者|作者)[:：]?\s+[\u4e00-\u9fff·、 ]{2,24}))$"
)
DIGIT = re.compile(r"\d")
AUTHOR_NAME = re.compile(r"\bfn\b|comment-author(?!-)|comment__author")
CLOSE, REACH = 25, 150  # elements below the headline: a byline in odd classes, a byline in a text
ABOVE = 60  # elements before the headline where its byline may stand
SPREAD = 80  # elements over which one byline's names may be spread


def names_in(value: Any, by_id: dict[str, Node]) -> tuple[str, ...]:
    """The names in a JSON-LD author: a text, an object, a reference by @id, or several of them."""
    found: list[str] = []
    stack, seen = [value], 0
    while stack and seen < 100:
        item, seen = stack.pop(), seen + 1
        if isinstance(item, str):
            found.append(unescaped(item))
        elif isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            stack.append(_name_of(item, by_id))
    return tuple(filter(None, found))


def _name_of(node: Node, by_id: dict[str, Node]) -> Any:
    name = node.get("name")
    if isinstance(name, dict):
        name = name.get("name") or name.get("@value")
    if not name and (node.get("givenName") or node.get("familyName")):
        name = f"{node.get('givenName') or ''} {node.get('familyName') or ''}"
    other = by_id.get(str(node.get("@id")))
    if not name and other is not None and other is not node:
        name = other.get("name")
    return name or node.get("author")


class Reader:
    """Finds the groups of one page."""

    def __init__(self, document: Document, clues: Clues, found: tuple[Story, ...], site: Names) -> None:
        self.document, self.clues, self.stories, self.site = document, clues, found, site
        first = [c for c in clues.headings if c.tag == "h1"]
        seen = [c for c in first if not c.aside] or first
        self.headline = seen[0].position if seen else None

    def groups(self) -> Iterator[Group]:
        """All groups, in no order of trust."""
        stated = [*self._structured(), *self._metas()]
        yield from stated
        visible = [*self._visible(), *self._classes(), *self._bylines(), *self._texts(), *self._datelines()]
        yield from visible
        if not visible and not any(group.source == "json-ld" for group in stated):
            yield from self._soft()
            yield from self._commenters()
        yield from self._scripts()
        if not any(is_person(bare_name(item)) for group in (*stated, *visible) for item in group.items):
            root = self.document.root
            found = signature(root, self.document.language) or signed(root) or reporters(root)
            yield Group("signature", found)

    def _structured(self) -> Iterator[Group]:
        by_id = self.document.by_id
        for sure, source in ((True, "json-ld"), (False, "json-ld other")):
            for story in self.stories:
                if story.node.get("author") and (story.score >= 10 or not sure):
                    yield Group(source, names_in(story.node["author"], by_id))
                    break
            else:
                continue
            break
        for story in self.stories[:3]:
            if story.node.get("creator"):
                yield Group("json-ld creator", names_in(story.node["creator"], by_id))
                break

    def _metas(self) -> Iterator[Group]:
        metas = self.document.metas
        for name in METAS:
            values = tuple(v for v in metas.get(name, ()) if not v.startswith(("http://", "https://")))
            labelled = name != "twitter:data1" or LABEL.search(" ".join(metas.get("twitter:label1", ())))
            if values and labelled:
                yield Group(f"meta {name}", values)

    def _near(self, clue: Clue, above: int) -> bool:
        if self.headline is None:
            return not clue.aside or clue.signs
        below = clue.position - self.headline
        if clue.aside:  # a byline in a box of teaser classes right below the headline is the story's own
            return 0 <= below <= CLOSE and bool(clue.marks & Mark.BYLINE) and not clue.marks & Mark.COMMENT
        return below >= -above

    def _visible(self) -> Iterator[Group]:
        tests: tuple[tuple[str, Callable[[Clue], bool]], ...] = (
            ("microdata", lambda clue: "author" in clue.itemprop),
            ("rel", lambda clue: "author" in clue.element.get("rel", "").lower()),
            ("profile", lambda clue: clue.tag == "a" and is_profile(clue.element.get("href", ""))),
        )
        for source, test in tests:
            clues = [c for c in self.clues.authors[:120] if test(c) and self._near(c, ABOVE)]
            items = [name for c in clues if c.position - clues[0].position <= SPREAD for name in _named(c)]
            if items:
                yield Group(source, tuple(items))

    def _classes(self) -> Iterator[Group]:
        for clue in self.clues.authors:
            if not (clue.marks & Mark.BYLINE or clue.tag == "address") or not self._near(clue, 40):
                continue
            if len(clue.text) > 160:
                continue
            if found := self._in_box(clue):
                beside = (other for other in self.clues.authors if _alike(clue.element, other.element))
                found += [name for other in beside for name in self._in_box(other)]
                yield Group("class", tuple(found))
                return

    def _in_box(self, clue: Clue) -> list[str]:
        """The people whom a byline's box names: in its links, else in its lines."""
        inner = [bare_name(text) for text in _inner(clue)]
        return [n for n in inner if is_person(n)] or self._persons(clue.lines)

    def _bylines(self) -> Iterator[Group]:
        for clue in self.clues.authors:
            if self._near(clue, 40) and BYLINE_TEXT.match(clue.text):
                glued = " ".join(clue.lines).split() != clue.text.split()
                found = self._persons(clue.lines if glued else [clue.text])
                if found:
                    yield Group("byline", tuple(found))
                    return

    def _texts(self) -> Iterator[Group]:
        for words in self.clues.bylines[:25]:
            if words.aside or not self._within(words.position, REACH):
                continue
            text = self._line(words)
            found = self._persons([text])
            if found:
                yield Group("text", tuple(found))
                return
            if nick := NICKNAME.match(text):
                yield Group("nickname", (nick[1],))

    def _line(self, words: Words) -> str:
        """The byline that a text node begins, with the elements after it."""
        text, parent = text_of(words.element, 220), words.element.getparent()
        if len(words.text.split()) <= 2 and len(text) <= len(words.text.strip()) and parent is not None:
            text = text_of(parent, 220)
        said = clean(words.text)
        start = max(text.find(said[:20]), 0)
        end = start + len(said)
        if text[start:end] == said and text[end : end + 1].isalpha() and is_person(bare_name(said)):
            return said  # the next box begins right behind the name
        return text[start:][:160]

    def _within(self, position: int, reach: int) -> bool:
        return self.headline is None or -ABOVE <= position - self.headline <= reach

    def _datelines(self) -> Iterator[Group]:
        """A person beside the date: "04.02.2022 | 13:10 | Jane Doe"."""
        for words in self.clues.texts[:20]:
            if not words.aside and self._within(words.position, 60) and len(words.text) < 90:
                labelled = LABELLED.search(words.text)
                if labelled and (found := self._persons([_labelled(labelled)])):
                    yield Group("dateline", tuple(found))
                    return
                if signed := SIGNED.search(words.text):
                    name = signed["latin"] or signed["chinese"]
                    found = self._persons([name])
                    yield Group("dateline", tuple(found)) if found else Group("nickname", (name,))
                    return
                parts = DATELINE.split(words.text)
                found = [part for part in parts if is_person(part) and not DIGIT.search(part)]
                if len(parts) > 1 and found:
                    yield Group("dateline", tuple(found[:3]))
                    return

    def _commenters(self) -> Iterator[Group]:
        """The author as named above an own comment."""
        for clue in self.clues.authors:
            if "bypostauthor" in clue.element.get("class", ""):
                names = [
                    text_of(n)
                    for n in clue.element.iterfind(".//*[@class]")
                    if AUTHOR_NAME.search(n.get("class"))
                ]
                if names:
                    yield Group("comment", (names[-1],))
                    return

    def _soft(self) -> Iterator[Group]:
        for clue in self.clues.authors:
            if (clue.aside and clue.marks & Mark.COMMENT) or len(clue.text) > 200:
                continue
            words = f"{clue.element.get('class', '')} {clue.element.get('id', '')}"
            close = (
                self.headline is not None and 0 < clue.position - self.headline <= 15 and len(clue.text) < 40
            )
            if close or "author" in clue.element.get("rel", "").lower() or SOFT.search(words):
                found = tidy(_named(clue)[:1], self.site, desks=True)
                if 0 < len(found) < 4:
                    yield Group("soft", found)
                    return

    def _scripts(self) -> Iterator[Group]:
        for script in self.document.all("script"):
            text = script.text or ""
            if "uthor" not in text or len(text) > 400_000 or "ld+json" in (script.get("type") or ""):
                continue
            text = text[:300_000]
            for match in filter(None, (SCRIPT.match(text, at) for at in quoted_names(text, SCRIPT_PARTS))):
                values = SCRIPT_NAME.findall(match[2]) or re.findall(r'"([^"]{3,80})"', match[2])
                found = self._persons(values)
                if found:
                    yield Group("script", tuple(found))
                    return

    def _persons(self, items: list[str]) -> list[str]:
        return [name for item in items for name in tidy([item], Names(frozenset())) if is_person(name)]


def _alike(box: Element, other: Element) -> bool:
    """Whether another box stands beside a byline's as one more of its kind: each names an author."""
    same = other.tag == box.tag and other.get("class") == box.get("class")
    return same and other is not box and other.getparent() is box.getparent()


def _labelled(found: re.Match[str]) -> str:
    """The names behind a label; with it in Chinese, where it tells that a space parts two names."""
    return found[0].strip() if CHINESE.match(found[0]) else found[1]


def _inner(clue: Clue) -> list[str]:
    element = clue.element
    links = [text_of(a) for a in element.iter("a") if a is not element]
    return [
        text for text in (*links, *(text_of(n) for n in element.iterfind(".//*[@itemprop='name']"))) if text
    ]


def _named(clue: Clue) -> list[str]:
    """What an author element says: its names, else its links, else its lines."""
    element = clue.element
    names = [text_of(inner) for inner in element.iterfind(".//*[@itemprop='name']")]
    links = [text_of(a) for a in element.iter("a") if a is not element]
    found = [n for n in names if n] or [n for n in links if n]
    lines = found or clue.lines
    return lines if len(" ".join(lines)) < 400 else []


def split_agencies(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """People (and desks) on one side, news agencies on the other."""
    return tuple(n for n in names if not is_agency(n)), tuple(n for n in names if is_agency(n))


Read: TypeAlias = tuple[
    tuple[str, ...], tuple[str, ...], tuple[Candidate, ...]
]  # authors, agencies, candidates


def read(document: Document, clues: Clues, found: tuple[Story, ...], site: Names) -> Read:
    """A page's authors, its agencies, and all candidates."""
    names, groups = choose(Reader(document, clues, found, site).groups(), site)
    people_, agencies = split_agencies(names)
    return people_, agencies, groups
