"""PURE: the part of a query that the full-text index answers, as a tree of words and phrases.

A query word stands for all its forms; which ones there are is asked of :class:`Forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from storage.terms.facts import ALL, days, fact
from storage.terms.query_tree import And, Field, Flag, Leaf, Node, Not, Or, Phrase, Span, Word
from storage.terms.stems import LANGUAGES, stemmed
from storage.terms.words import asked, read

# l'Ukraine, qu'il, dell'arte are searched without their article; Russia's without its ending.
_ELIDED = re.compile(
    r"(?i)^(?:[ljdmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|all|dall|dell|nell|sull|un|quest|quell)['’ʼ](?=\w)"
)
_POSSESSIVE = re.compile(r"(?i)(?<=\w)['’]s$")


@dataclass(frozen=True, slots=True)
class Term:
    """Any of these phrases; with ``prefix`` the last word of each is only a beginning."""

    phrases: tuple[tuple[str, ...], ...]
    prefix: bool = False
    title: bool = False
    shown: bool = True  # whether it is marked in a snippet: not where it is a filter


@dataclass(frozen=True, slots=True)
class All:
    """All of ``parts`` and none of ``without``."""

    parts: tuple[Match, ...]
    without: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """Any of ``parts``."""

    parts: tuple[Match, ...]


Match = Term | All | Any
EVERYTHING = Term(((ALL,),), shown=False)


class Forms(Protocol):
    """What words the archive knows."""

    def of(self, word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """All forms of a word (in lower case, not folded), itself included, folded."""

    def beginning(self, prefix: str) -> tuple[str, ...] | None:
        """All words that begin so; None where they are too many to name."""


def indexed(node: Node) -> bool:
    """Whether the index alone answers this part: everything but ``seen``, ``gone`` and ``revised``."""
    return all(not isinstance(leaf, Flag) and (not isinstance(leaf, Span) or leaf.name == "date")
               for leaf in leaves(node))  # fmt: skip


def leaves(node: Node | None) -> Iterator[Leaf]:
    """The leaves of a tree, from left to right."""
    match node:
        case None:
            return
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield node


def languages_of(root: Node | None) -> tuple[str, ...]:
    """In which languages the words of a query are: those it is restricted to, else all."""
    parts = root.parts if isinstance(root, And) else (root,) if root else ()
    named = [_named(part) for part in parts]
    found = {stemmed(code) for codes in named if codes for code in codes}
    return tuple(sorted(code for code in found if code)) if any(named) else LANGUAGES


def _named(part: Node) -> list[str]:
    """The languages of ``lang:a`` or ``(lang:a OR lang:b)``; none for anything else."""
    fields = part.parts if isinstance(part, Or) else (part,)
    codes = [field.value for field in fields if isinstance(field, Field) and field.name == "lang"]
    return codes if len(codes) == len(fields) else []


def matching(node: Node, forms: Forms, languages: tuple[str, ...]) -> Match:
    """A part of a query that the index answers, as words."""
    match node:
        case Not(part):
            return All((EVERYTHING,), (matching(part, forms, languages),))
        case And(parts):
            return _all(parts, forms, languages)
        case Or(parts):
            return Any(tuple(matching(part, forms, languages) for part in parts))
        case _:
            return _leaf(node, forms, languages)


def _all(parts: tuple[Node, ...], forms: Forms, languages: tuple[str, ...]) -> Match:
    wanted = tuple(matching(part, forms, languages) for part in parts if not isinstance(part, Not))
    without = tuple(matching(part.part, forms, languages) for part in parts if isinstance(part, Not))
    return All(wanted or (EVERYTHING,), without)


def _leaf(leaf: Leaf, forms: Forms, languages: tuple[str, ...]) -> Match:
    match leaf:
        case Word():
            return _word(leaf, forms, languages)
        case Phrase(text, title):
            words, open_end = asked(text)
            return Term((tuple(words),), open_end, title) if words else EVERYTHING
        case Field(name, value):
            return Term((tuple(fact(name, value)),), shown=False)
        case Span("date", first, last):
            return Term(tuple((day,) for day in days(first, last)), shown=False)
        case _:
            raise TypeError(f"the index does not answer {leaf}")


def _word(word: Word, forms: Forms, languages: tuple[str, ...]) -> Term:
    text = _POSSESSIVE.sub("", _ELIDED.sub("", word.text))
    words, open_end = asked(text)
    if not words:
        return EVERYTHING
    _, spelled = read(text)
    if len(words) > 1 or open_end or not spelled:
        return Term((tuple(words),), open_end or word.prefix, word.title)
    if word.prefix:
        return _prefix(words[0], word.title, forms)
    return Term(tuple((form,) for form in forms.of(spelled.pop(), languages)), title=word.title)


def _prefix(prefix: str, title: bool, forms: Forms) -> Term:
    named = forms.beginning(prefix)
    if named is None:
        return Term(((prefix,),), prefix=True, title=title)
    return Term(tuple((word,) for word in named or (prefix,)), title=title)
