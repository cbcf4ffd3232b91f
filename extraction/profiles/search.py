"""A search for several byte strings at once: one vectorised pass over a page, many times as fast as one each.

Of matches that overlap only the leftmost is found, of those at one place the longest. Up to a dozen strings
of three bytes and more are looked for at the cost of one; what begins as much else in the text is slower.
"""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, BytesAhoCorasick


class Search:
    """Where some byte strings stand."""

    def __init__(self, said: Sequence[bytes]) -> None:
        self.said = tuple(said)
        self._searcher = BytesAhoCorasick(self.said, matchkind=MATCHKIND_LEFTMOST_LONGEST)

    def matches(self, data: bytes) -> list[tuple[int, int, int]]:
        """Each match in order: the number of the string, its beginning and end."""
        return self._searcher.find_matches_as_indexes(data)

    def places(self, data: bytes) -> dict[bytes, list[int]]:
        """Where each of the strings begins."""
        found: dict[bytes, list[int]] = {one: [] for one in self.said}
        for which, at, _ in self.matches(data):
            found[self.said[which]].append(at)
        return found

    def count(self, data: bytes) -> int:
        """How many matches there are."""
        return len(self.matches(data))
