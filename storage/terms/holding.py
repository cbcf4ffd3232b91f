"""PURE: whether one article holds what a query asks for, told from its words, as the index would tell it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from storage.terms.matching import EVERYTHING, All, Any, Match, Term


class Words:
    """The words of an article as the index holds them: each part a text with spaces between its words."""

    def __init__(self, body: str, title: str, lead: str, facts: str) -> None:
        self._title = f" {title} "
        self._whole = f" {body} | {title} | {lead} | {facts} "  # a bar is no word: no phrase spans two parts

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(self._whole.split())

    def hold(self, match: Match) -> bool:
        """Whether all of this is there, and nothing that must not be."""
        if isinstance(match, Any):
            return any(map(self.hold, match.parts))
        if isinstance(match, All):
            return all(map(self.hold, match.parts)) and not any(map(self.hold, match.without))
        return any(self._phrase(phrase, match) for phrase in match.phrases)

    def _phrase(self, phrase: tuple[str, ...], term: Term) -> bool:
        if len(phrase) == 1 and not (term.prefix or term.title):
            return phrase[0] in self._single
        written = f" {' '.join(phrase)}{'' if term.prefix else ' '}"
        return written in (self._title if term.title else self._whole)


def without_beginnings(match: Match, wide: Collection[str]) -> Match:
    """The same without the beginnings ``wide``: it finds at least as much."""
    if isinstance(match, Any):
        parts = tuple(without_beginnings(part, wide) for part in match.parts)
        return EVERYTHING if EVERYTHING in parts else Any(parts)
    if isinstance(match, All):
        rest = (without_beginnings(part, wide) for part in match.parts)
        return _all(tuple(part for part in rest if part != EVERYTHING), _sure(match, wide))
    return EVERYTHING if _is_wide(match, wide) else match


def _all(parts: tuple[Match, ...], without: tuple[Match, ...]) -> Match:
    if without or len(parts) > 1:
        return All(parts or (EVERYTHING,), without)
    return parts[0] if parts else EVERYTHING


def _sure(match: All, wide: Collection[str]) -> tuple[Match, ...]:
    return tuple(part for part in match.without if not _has_wide(part, wide))


def _has_wide(match: Match, wide: Collection[str]) -> bool:
    if isinstance(match, Term):
        return _is_wide(match, wide)
    parts = (*match.parts, *match.without) if isinstance(match, All) else match.parts
    return any(_has_wide(part, wide) for part in parts)


def _is_wide(term: Term, wide: Collection[str]) -> bool:
    return term.prefix and any(len(phrase) == 1 and phrase[0] in wide for phrase in term.phrases)
