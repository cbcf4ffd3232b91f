"""Parameters of a site's addresses that change nothing: learned from its pages, never from a list. Pure.

:func:`extraction.addresses.urls.canonical` drops the parameters that count visitors everywhere. A site's own
are learned in two ways: a page whose links nearly all carry one token hands out a session; and an article
that is reached again with one more parameter does not need it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

TOKEN = re.compile(r"(?=.*[0-9])(?=.*[a-zA-Z])[\w.~-]{6,}|[0-9]{9,}|[a-zA-Z]{16,}")
FEW = 5  # links below which a page says nothing of sessions
SHARED = 0.6  # of a page's links that carry the same token
PROOFS = 2  # articles reached again that settle a parameter


def parameters(url: str) -> list[tuple[str, str]]:
    """The parameters of an address."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def without(url: str, names: Iterable[str]) -> str:
    """An address without the parameters of these names."""
    dropped = set(names)
    parts = urlsplit(url)
    if not parts.query or not dropped:
        return url
    kept = [(name, value) for name, value in parameters(url) if name not in dropped]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def extends(url: str, shorter: str) -> bool:
    """Whether an address is the other one with more parameters."""
    here, there = urlsplit(url), urlsplit(shorter)
    same = (here.netloc, here.path.rstrip("/")) == (there.netloc, there.path.rstrip("/"))
    return same and set(parameters(shorter)) < set(parameters(url))


@dataclass(slots=True)
class Spelling:
    """The parameters of one site that are known to change nothing, and what is suspected."""

    noise: set[str] = field(default_factory=set)
    proofs: Counter[str] = field(default_factory=Counter)

    def plain(self, url: str) -> str:
        """An address without what changes nothing."""
        return without(url, self.noise) if self.noise and "?" in url else url

    def watch(self, urls: Iterable[str]) -> None:
        """Learn from all links of one page: a token that nearly all of them carry is a session."""
        total = 0
        carried: Counter[tuple[str, str]] = Counter()
        for url in urls:
            total += 1
            if "?" in url:
                carried.update(pair for pair in parameters(url) if TOKEN.fullmatch(pair[1]))
        for (name, _), count in carried.items():
            if count >= FEW and count >= SHARED * total:
                self.noise.add(name)

    def reached_again(self, url: str, canonical: str) -> None:
        """Learn from an article that ``url`` led to although ``canonical`` is its address."""
        extra = {name for name, _ in parameters(url)} - {name for name, _ in parameters(canonical)}
        if urlsplit(url).path.rstrip("/") != urlsplit(canonical).path.rstrip("/") or not extra:
            return
        self.proofs.update(extra)
        self.noise |= {name for name in extra if self.proofs[name] >= PROOFS}
