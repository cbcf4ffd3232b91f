"""What sitemaps listed when they were last read: an article that vanished from the midst was removed. Pure.

A sitemap that holds only the newest loses its oldest articles with time, so what vanished from either end
says nothing. Addresses are remembered as checksums, of the sitemaps that changed last, so this stays small.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

MOST = 20_000  # addresses of one site
ROOM = 6 * MOST  # characters that they take
MANY = 20  # that vanish at once from one sitemap: it was made anew, and says nothing of them


def mark(url: str) -> int:
    """The checksum of an address."""
    return crc32(url.encode())


def removed(before: Sequence[int], now: Iterable[int]) -> list[int]:
    """Those of ``before`` that are missing ``now`` between others that are still there."""
    listed = set(now)
    kept = [place for place, one in enumerate(before) if one in listed]
    if not kept:
        return []
    missing = [one for one in before[kept[0] : kept[-1]] if one not in listed]
    return missing if len(missing) <= MANY else []


@dataclass(slots=True)
class Rolls:
    """The sitemaps of a site, the one that was read last at the end."""

    _listed: dict[str, str] = field(default_factory=dict)

    def see(self, sitemap: str, urls: Sequence[str]) -> list[int]:
        """A sitemap lists these now; gives the marks of the articles that were removed from it since."""
        marks = [mark(url) for url in urls]
        gone = removed(_unpacked(self._listed.pop(sitemap, "")), marks)
        if len(marks) > MOST:  # both ends: where the newest stand is the sitemap's choice
            marks = [*marks[: MOST // 2], *marks[-MOST // 2 :]]
        self._listed[sitemap] = _packed(marks)
        while sum(map(len, self._listed.values())) > ROOM:
            del self._listed[next(iter(self._listed))]
        return gone

    def to_dict(self) -> dict[str, str]:
        """Plain values to keep."""
        return self._listed

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Rolls:
        """What was kept."""
        return cls(dict(values))


def _packed(marks: Iterable[int]) -> str:
    return b64encode(array("I", marks).tobytes()).decode()


def _unpacked(text: str) -> array[int]:
    return array("I", b64decode(text))
