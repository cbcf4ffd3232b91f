"""PURE: search text -> Query, one meaning everywhere.

::

    query  = all ("OR" all)*
    all    = part (["AND"] part)*
    part   = ("-" | "NOT") part | "(" query ")" | "phrase" | word | prefix* | field:value

A mistake raises :class:`~storage.errors.QueryError` with its column and what was expected there.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from storage.errors import QueryError
from storage.terms.language_names import meant
from storage.terms.query_tree import QUOTES, And, Field, Flag, Leaf, Node, Not, Or, Phrase, Query, Span, Word
from storage.terms.words import searchable, segmented, words

LONGEST = 10_000  # bytes of a query
DEEPEST = 50  # groups and negations inside each other
MOST = 200  # words and fields; the words of phrases too
MOST_PREFIXES = 10  # words with a *
SHORTEST_PREFIX = 2  # letters before a *: one letter would match nearly everything

FIELDS = (
    "title", "lang", "site", "section", "author", "tag", "date", "seen", "gone", "revised", "cluster", "in",
)  # fmt: skip

_CLOSES = {'"': '"', "“": "”“", "”": "”", "„": "“”", "«": "»", "»": "«"}
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s)]))
    | (?P<field>[A-Za-z_]+):(?=[^\s)])
    | (?P<quote>[{QUOTES}])
    | (?P<word>(?:[^\s(){QUOTES}]|(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea]))+)  # as Hebrew types צה"ל
    """,
    re.VERBOSE,
)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATES = "a day, month or year (2022-02-28, 2022-02, 2022) or a range of them (2022-02-01..2022-02-28)"


def parse(text: str) -> Query:
    """The meaning of a search text. Raises QueryError, and nothing else, for whatever text."""
    if len(text.encode(errors="surrogatepass")) > LONGEST:
        raise QueryError(text[:80], LONGEST + 1, f"the end: a query has at most {LONGEST:,} bytes")
    return _Parser(text).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "open", "close", "minus", "or", "and", "field", "phrase", "word", "end"
    text: str
    column: int


class _Parser:
    """Recursive descent over the tokens, to a bounded depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.leaves = 0
        self.prefixes = 0
        self.options: set[str] = set()

    def query(self) -> Query:
        root = self._any(0)
        if self._now.kind == "close":
            raise self._error(self._now, "no ) here: no group is open")
        if root is None and self.text.strip() and not self.options:
            raise QueryError(self.text, 1, "a word with a letter or a digit")
        return Query(root, "cluster" in self.options, "in" in self.options)

    @property
    def _now(self) -> _Token:
        return self.tokens[self.at]

    def _next(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def _error(self, token: _Token, expected: str) -> QueryError:
        return QueryError(self.text, token.column, expected)

    def _any(self, depth: int) -> Node | None:
        parts = [self._all(depth)]
        while self._now.kind == "or":
            operator = self._next()
            parts.append(self._all(depth))
            if parts[-1] is None or parts[0] is None:
                raise self._error(operator, "a word on both sides of OR")
        return _joined(Or, parts)

    def _all(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while self._now.kind not in ("or", "close", "end"):
            if self._now.kind == "and":
                self._operator(bool(parts))
                continue
            parts.append(self._part(depth))
        return _joined(And, parts)

    def _operator(self, left: bool) -> None:
        operator = self._next()
        if not left or self._now.kind in ("and", "or", "close", "end"):
            raise self._error(operator, "a word on both sides of AND")

    def _part(self, depth: int) -> Node | None:
        token = self._next()
        if depth > DEEPEST:
            raise self._error(token, f"at most {DEEPEST} groups inside each other")
        if token.kind == "minus":
            return self._negation(token, depth)
        if token.kind == "open":
            return self._group(token, depth)
        return self._leaf(token, depth)

    def _negation(self, minus: _Token, depth: int) -> Node | None:
        if self._now.kind in ("or", "and", "close", "end"):
            raise self._error(self._now, f"a word, a phrase or a group after {minus.text}")
        part = self._part(depth + 1)
        return None if part is None else part.part if isinstance(part, Not) else Not(part)

    def _group(self, opened: _Token, depth: int) -> Node | None:
        inner = self._any(depth + 1)
        if self._now.kind != "close":
            raise self._error(opened, "a ) that closes this group")
        self._next()
        return inner

    def _leaf(self, token: _Token, depth: int) -> Leaf | None:
        self._count(token, 1)
        if token.kind == "field":
            return self._field(token, depth)
        return self._text(token)

    def _count(self, token: _Token, number: int) -> None:
        self.leaves += number
        if self.leaves > MOST:
            raise self._error(token, f"at most {MOST} words and fields in all, those of phrases too")

    def _text(self, token: _Token, *, title: bool = False) -> Leaf | None:
        number = len(words(token.text))
        if not number:
            return None  # a dash or a dot between words says nothing
        self._count(token, number - 1)
        if token.kind == "phrase":
            return Phrase(token.text, title, token.column)
        return self._word(token, title)

    def _word(self, token: _Token, title: bool) -> Word:
        text = token.text.rstrip("*")
        if len(token.text) - len(text) > 1 or "*" in text:
            raise self._error(token, "one * at the end of a word, or none")
        prefix = text != token.text
        if prefix and len(text) < SHORTEST_PREFIX and not segmented(text):
            raise self._error(token, f"at least {SHORTEST_PREFIX} letters before *")
        self.prefixes += prefix
        if self.prefixes > MOST_PREFIXES:
            raise self._error(token, f"at most {MOST_PREFIXES} words with a *")
        return Word(text, prefix, title, token.column)

    def _field(self, token: _Token, depth: int) -> Leaf | None:
        name = token.text.lower()
        if name not in FIELDS:
            raise self._error(token, _unknown(token.text))
        value = self._value()
        if value.kind not in ("word", "phrase"):
            raise self._error(value, f"a value right after {name}:")
        if name == "title":
            return self._title(value)
        if name in _OPTIONS:
            self._option(name, value, depth)
            return None
        return _READERS[name](name, value, self.text)

    def _value(self) -> _Token:
        """The token after a field, a word even where it looks like an operator."""
        token = self._next()
        return _Token("word", token.text, token.column) if token.text in _OPERATORS else token

    def _title(self, value: _Token) -> Leaf:
        leaf = self._text(value, title=True)
        if leaf is None:
            raise self._error(value, "a word with a letter or a digit")
        return leaf

    def _option(self, name: str, value: _Token, depth: int) -> None:
        if value.text.lower() != _OPTIONS[name]:
            raise self._error(value, f"{name}:{_OPTIONS[name]}")
        if depth:
            raise self._error(
                value, f"{name}:{_OPTIONS[name]} outside of groups: it is about the whole query"
            )
        self.options.add(name)


def _joined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    flat: list[Node] = []
    for part in parts:
        if part is not None:
            flat.extend(part.parts if isinstance(part, kind) else (part,))
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat))


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:  # a - before a space or a )
            at += 1
            continue
        token, at = _token(text, found.lastgroup, found.group(), at, found.end())
        if token is not None:
            yield token
    yield _Token("end", "", len(text) + 1)


def _token(text: str, kind: str, found: str, start: int, end: int) -> tuple[_Token | None, int]:
    if kind == "space":
        return None, end
    if kind == "quote":
        return _phrase(text, start)
    if kind == "word" and found in _OPERATORS:
        return _Token(_OPERATORS[found], found, start + 1), end
    if kind == "word" and found.endswith(":") and found[:-1].lower() in FIELDS:
        raise QueryError(text, end + 1, f"a value right after {found}")
    return _Token(kind, found[:-1] if kind == "field" else found.replace('"', "״"), start + 1), end


def _phrase(text: str, start: int) -> tuple[_Token, int]:
    closers = _CLOSES[text[start]]
    end = next((at for at in range(start + 1, len(text)) if text[at] in closers), None)
    if end is None:
        raise QueryError(
            text, len(text) + 1, f"a closing {closers[0]} for the phrase that column {start + 1} opens"
        )
    inner = re.sub(f"[{QUOTES}\\s]+", " ", text[start + 1 : end]).strip()
    return _Token("phrase", inner, start + 1), end + 1


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), FIELDS, 1)
    meant = f" (did you mean {near[0]}:?)" if near else ""
    return f"one of {', '.join(FIELDS)} before the colon{meant}; text with a colon goes into quotes"


def _value(name: str, token: _Token, text: str) -> Field:
    if not searchable(token.text):
        raise QueryError(text, token.column, f"a name with a letter or a digit after {name}:")
    return Field(name, token.text, token.column)


def _language(name: str, token: _Token, text: str) -> Field:
    code = meant(token.text)
    if code or not _LANGUAGE.fullmatch(token.text):
        told = f" (did you mean {code}?)" if code else ""
        raise QueryError(text, token.column, f"the code of a language, such as fr or zh-Hant{told}")
    return Field(name, token.text.lower(), token.column)


def _flag(name: str, token: _Token, text: str) -> Flag:
    if token.text.lower() not in ("yes", "no"):
        raise QueryError(text, token.column, f"{name}:yes or {name}:no")
    return Flag(name, token.text.lower() == "yes", token.column)


def _span(name: str, token: _Token, text: str) -> Span:
    low, dots, high = token.text.partition("..")
    first = _day(low, token, text, last=False) if low else None
    last = _day(high if dots else low, token, text, last=True) if high or not dots else None
    if first is None and last is None:
        raise QueryError(text, token.column, _DATES)
    if first and last and first > last:
        raise QueryError(text, token.column, "a range whose first day is not after its last")
    return Span(name, first, last, token.column)


def _day(written: str, token: _Token, text: str, *, last: bool) -> date:
    """The first or the last day of what is written."""
    found = _DAY.fullmatch(written)
    if not found:
        raise QueryError(text, token.column, _DATES)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _edge(year or 0, month, day, last=last)
    except ValueError as error:
        raise QueryError(text, token.column, f"{_DATES}; there is no {written}") from error


def _edge(year: int, month: int | None, day: int | None, *, last: bool) -> date:
    month = month or (12 if last else 1)
    first = date(year, month, day or 1)
    if day or not last:
        return first
    return first.replace(day=calendar.monthrange(year, month)[1])


_OPERATORS = {"OR": "or", "AND": "and", "NOT": "minus"}
_OPTIONS = {"cluster": "once", "in": "revisions"}
_READERS: dict[str, Callable[[str, _Token, str], Leaf]] = {
    "lang": _language, "site": _value, "section": _value, "author": _value, "tag": _value,
    "date": _span, "seen": _span, "gone": _flag, "revised": _flag,
}  # fmt: skip
