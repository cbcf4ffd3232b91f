"""What a search text means: a frozen tree, and the text again from the tree.

``column`` says where a part stood in the text (counted from 1); it plays no role in comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; with ``prefix`` any word that begins so."""

    text: str
    prefix: bool = False
    title: bool = False
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{'title:' if self.title else ''}{self.text}{'*' if self.prefix else ''}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, exactly as they are written, accents and case apart."""

    text: str
    title: bool = False
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f'{"title:" if self.title else ""}"{self.text}"'


@dataclass(frozen=True, slots=True)
class Field:
    """A named value of the article: ``lang``, ``site``, ``section``, ``author`` or ``tag``."""

    name: str
    value: str
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        bare = all(letter.isalnum() or letter in "-._" for letter in self.value)
        return f"{self.name}:{self.value}" if bare else f'{self.name}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included, either open.

    ``name`` is ``date`` (the day of publication as the page wrote it, else the day first seen) or
    ``seen`` (the UTC day on which the archive saw the article first).
    """

    name: str
    first: date | None
    last: date | None
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        first, last = (day.isoformat() if day else "" for day in (self.first, self.last))
        return f"{self.name}:{first}" if first == last else f"{self.name}:{first}..{last}"


@dataclass(frozen=True, slots=True)
class Flag:
    """``gone`` (the publisher took it away) or ``revised`` (it has more than one revision)."""

    name: str
    value: bool
    column: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.name}:{'yes' if self.value else 'no'}"


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that does not match ``part``."""

    part: Node

    def __str__(self) -> str:
        return f"-{_grouped(self.part, And, Or)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_grouped(part, Or) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(str(part) for part in self.parts)


Leaf = Word | Phrase | Field | Span | Flag
Node = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A whole search. ``root`` is None for everything that is kept.

    ``once``: one article of each group of the same text. ``revisions``: former texts count too.
    """

    root: Node | None = None
    once: bool = False
    revisions: bool = False

    def __str__(self) -> str:
        options = [name for name, on in (("cluster:once", self.once), ("in:revisions", self.revisions)) if on]
        if self.root is None:
            return " ".join(options)
        return " ".join([_grouped(self.root, Or) if options else str(self.root), *options])


QUOTES = '"“”„«»'


def _grouped(part: Node, *kinds: type[And] | type[Or]) -> str:
    return f"({part})" if isinstance(part, kinds) else str(part)
