"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

# A word, a run of blanks, or one sign; scripts written without blanks are compared sign by sign.
TOKEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How revision ``b`` of an article differs from revision ``a``; only fields that differ are there.

    ``fields`` maps a field's name to its pieces: those that are not ADDED make the old text, those
    that are not REMOVED the new one.
    """

    url: str
    a: int
    b: int
    fields: dict[str, tuple[Piece, ...]]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values: ``{"url", "a", "b", "fields": {name: [{"change", "text"}]}}``."""
        fields = {
            name: [{"change": str(piece.change), "text": piece.text} for piece in pieces]
            for name, pieces in self.fields.items()
        }
        return {"url": self.url, "a": self.a, "b": self.b, "fields": fields}


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from ``old`` to ``new``: paragraphs first, words inside changed ones."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return tuple(_merged(_pieces(before, after)))


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for same, a, b in _steps(before, after):
        if same:
            yield Piece(Change.SAME, "".join(a))
            continue
        words = TOKEN.findall("".join(a)), TOKEN.findall("".join(b))
        for kept, left, right in _steps(*words):
            if kept:
                yield Piece(Change.SAME, "".join(left))
            else:
                yield Piece(Change.REMOVED, "".join(left))
                yield Piece(Change.ADDED, "".join(right))


def _steps(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, a, b, autojunk=max(len(a), len(b)) > 5_000)
    for step, a1, a2, b1, b2 in matcher.get_opcodes():
        yield step == "equal", a[a1:a2], b[b1:b2]


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Lone blanks between two changes join them, so that a reader sees phrases, not confetti."""
    removed, added, same = "", "", ""
    for piece in pieces:
        if piece.change is Change.SAME and not (
            (removed or added) and piece.text.isspace() and "\n" not in piece.text
        ):
            yield from _changed(removed, added)
            removed, added = "", ""
            same += piece.text
        elif piece.change is Change.SAME:
            removed, added = removed + piece.text, added + piece.text
        elif piece.text:
            if same:
                yield Piece(Change.SAME, same)
                same = ""
            removed += piece.text if piece.change is Change.REMOVED else ""
            added += piece.text if piece.change is Change.ADDED else ""
    yield from _changed(removed, added)
    if same:
        yield Piece(Change.SAME, same)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed == added:
        return
    if removed:
        yield Piece(Change.REMOVED, removed)
    if added:
        yield Piece(Change.ADDED, added)
