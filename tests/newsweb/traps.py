"""Pages without an end and pages with a grudge: what a crawler must get out of."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import escape
from itertools import product
from random import Random

from tests.newsweb.answers import Answer, Ask, redirect
from tests.newsweb.furniture import head, page, teaser
from tests.newsweb.listing_page import HOSTILE_PAGES
from tests.newsweb.paper import Paper
from tests.newsweb.truth import Kind

MEGABYTE = 1 << 20
HUGE_PAGE = 50 * MEGABYTE
BOMB = 2_000 * MEGABYTE  # unpacked; 2 MB on the wire
ENDLESS = 4_000 * MEGABYTE  # where the server gives up in the end
SORTS, TOPICS, SPANS = ("date", "rank", "title"), ("a", "b", "c", "d"), ("day", "week", "year")


def calendar(paper: Paper, ask: Ask, random: Random) -> Answer:
    """A day of a calendar that knows every day before and after, and nothing on any of them."""
    year, month, day = (int(part) for part in ask.path.split("/")[2:5])
    here = date(year, month, day)
    near = [here + timedelta(days=step) for step in (-365, -30, -7, -1, 1, 7, 30, 365)]
    links = "".join(f'<li><a href="/calendar/{d:%Y/%m/%d}/">{d.isoformat()}</a></li>' for d in near)
    main = f"<main><h1>Agenda {here.isoformat()}</h1><ul>{links}</ul></main>"
    return _listing(paper, here.isoformat(), main, random)


def facets(paper: Paper, ask: Ask, random: Random) -> Answer:
    """A search page that links to each combination of its facets, in every order of parameters."""
    links = []
    for sort, topic, span in product(SORTS, TOPICS, SPANS):
        parts = [f"sort={sort}", f"topic={topic}", f"span={span}", f"from={random.randrange(1000)}"]
        random.shuffle(parts)
        links.append(f'<li><a href="/find/?{escape("&".join(parts))}">{sort} {topic} {span}</a></li>')
    shown = random.sample(paper.listed(paper.plan.languages[0]), 3) if len(paper.live) > 3 else []
    rows = "".join(teaser(paper, story, random, "find") for story in shown)
    return _listing(paper, "Search", f"<main><h1>Search</h1><ul>{''.join(links)}</ul>{rows}</main>", random)


def _listing(paper: Paper, title: str, main: str, random: Random) -> Answer:
    language = paper.plan.languages[0]
    return Answer(Kind.TRAP, page(paper, language, head(paper, language, title), main, random).encode())


def hostile(path: str) -> Answer | None:
    """The hostile page at a path, if there is one."""
    for name in HOSTILE_PAGES:
        if path.startswith(f"/world/{name}"):
            return _HOSTILE[name]()
    return None


def cookie_wall(ask: Ask) -> Answer:
    """Sets a new cookie and sends the visitor to the same address, for ever."""
    return redirect(ask.path, 302, Kind.HOSTILE, ("Set-Cookie", f"visit={ask.turn}; Path=/"))


def _huge() -> Iterator[bytes]:
    yield b"<html><body><h1>Huge</h1>"
    for _ in range(HUGE_PAGE // MEGABYTE):
        yield b"<p>" + b"word " * ((MEGABYTE - 7) // 5) + b"</p>\n"
    yield b"</body></html>"


def _bomb() -> Iterator[bytes]:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    first, again = (pack.compress(b" " * MEGABYTE) + pack.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    yield first
    for _ in range(1, BOMB // MEGABYTE):
        yield again  # after a full flush the same bytes mean the same again


def _endless() -> Iterator[bytes]:
    yield b"<html><body><h1>Endless</h1>"
    for number in range(ENDLESS // 4096):
        yield b"<p>" + str(number).encode() + b" and so on" * 400 + b"</p>\n"


def _drip() -> Iterator[bytes]:
    yield b"<html><body><h1>Slow</h1>"
    for _ in range(600):
        yield b""  # the server waits a second for an empty piece
        yield b"."


def _deep() -> Answer:
    body = b"<html><body>" + b"<div>" * 100_000 + b"<p>deep</p>" + b"</div>" * 100_000
    return Answer(Kind.HOSTILE, body)


_HOSTILE: dict[str, Callable[[], Answer]] = {
    "huge-page": lambda: Answer(Kind.HOSTILE, stream=_huge),
    "gzip-bomb": lambda: Answer(Kind.HOSTILE, stream=_bomb, headers=(("Content-Encoding", "gzip"),)),
    "endless-answer": lambda: Answer(Kind.HOSTILE, stream=_endless),
    "slow-drip": lambda: Answer(Kind.HOSTILE, stream=_drip),
    "deep-nesting": _deep,
    "cut-short": lambda: Answer(Kind.HOSTILE, b"<html><body><h1>Cut</h1><p>the rest", claimed=100_000),
    "wide-headers": lambda: Answer(
        Kind.HOSTILE, b"<p>x</p>", headers=tuple((f"X-H{i}", "v" * 4000) for i in range(100))
    ),
    "binary-noise": lambda: Answer(Kind.HOSTILE, Random(1).randbytes(300_000)),
}
