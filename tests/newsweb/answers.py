"""What is asked of a site, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.newsweb.truth import Kind

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``turn`` counts the requests for the same target, from 1; ``serial`` those to the site."""

    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    turn: int = 1
    serial: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. ``stream`` replaces ``body``: pieces that are sent as they are made, until it ends.

    ``claimed`` is a Content-Length that lies.
    """

    kind: Kind
    body: bytes = b""
    status: int = 200
    mime: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    story: int | None = None
    stream: Callable[[], Iterator[bytes]] | None = None
    claimed: int | None = None


def redirect(
    location: str, status: int = 302, kind: Kind = Kind.REDIRECT, *headers: tuple[str, str]
) -> Answer:
    """Go elsewhere."""
    return Answer(kind, status=status, headers=(("Location", location), *headers))
