"""What the parser reads otherwise than browsers, where that would cost the page.

A browser closes all that is open inside when it meets ``</nav>``. The parser ignores that end tag while
a ``div`` inside is open, and the rest of the page becomes part of the menu: such pages get a second chance,
their boxes closed. And a browser reads on after ``</html>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.text import Element

HOLDERS = ("nav", "button")  # never hold a page
MANY = 4  # paragraphs; a menu that opens may hold some
SHARE = 0.6  # of the page's paragraphs
ITEM, LISTS = b"li", frozenset((b"ul", b"ol"))
DEEPEST = 256  # levels that an end tag is sought down
TOKEN = re.compile(
    rb"<!--|<(/?)(div|nav|button|header|footer|aside|section|article|main|ul|ol|li|table|script|style)\b[^<>]*>",
    re.IGNORECASE,
)
END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
PASSED = {  # what holds no markup, by its beginning, and its end
    b"<!--": re.compile(rb"-->"),
    b"script": re.compile(rb"</script", re.IGNORECASE),
    b"style": re.compile(rb"</style", re.IGNORECASE),
}


def unended(data: bytes) -> bytes:
    """The markup without its ends of the page, where paragraphs follow the first of them."""
    end = data.find(b"</html")
    return END.sub(b"", data) if end >= 0 and data.find(b"<p", end) >= 0 else data


def is_swallowed(paragraphs: Sequence[Element]) -> bool:
    """Whether most of a page's paragraphs, the last one too, stand in one menu or button."""
    around = list(paragraphs[-1].iterancestors(*HOLDERS)) if paragraphs else []
    if not around:
        return False
    inside = sum(1 for _ in around[-1].iter("p"))
    return inside > MANY and inside >= SHARE * len(paragraphs)


def closed(data: bytes) -> bytes:
    """The same markup, with an end tag for each ``div`` that the end of its box closes in a browser."""
    return b"".join(_pieces(data))


def _pieces(data: bytes) -> Iterator[bytes]:
    stack: list[bytes] = []
    done = 0
    for token, name in _boxes(data):
        yield data[done : token.start()]
        yield _end(stack, name) if token[1] else _start(stack, name)
        done = token.start()
    yield data[done:]


def _boxes(data: bytes) -> Iterator[tuple[re.Match[bytes], bytes]]:
    """The tags of boxes, but those written in comments and scripts."""
    resume, endless = 0, set[bytes]()
    for token in TOKEN.finditer(data):
        name = (token[2] or token[0]).lower()
        if token.start() < resume:
            continue
        if name not in PASSED:
            yield token, name
        elif not token[1] and name not in endless:
            end = PASSED[name].search(data, token.end())
            resume = end.end() if end else resume
            endless |= set() if end else {name}


def _start(stack: list[bytes], name: bytes) -> bytes:
    """A box opens; an item closes the one before it."""
    ends = _closing(stack, _open_item(stack)) if name == ITEM else b""
    stack.append(name)
    return ends


def _open_item(stack: list[bytes]) -> int:
    """Where the open item of the innermost list stands, or nowhere."""
    for at in range(len(stack) - 1, max(-1, len(stack) - DEEPEST), -1):
        if stack[at] == ITEM:
            return at
        if stack[at] in LISTS or stack[at] == b"table":
            break
    return len(stack)


def _end(stack: list[bytes], name: bytes) -> bytes:
    """A box closes, with all that is open inside; never one around the table."""
    for at in range(len(stack) - 1, max(-1, len(stack) - DEEPEST), -1):
        if stack[at] == name:
            return _closing(stack, at, itself=name)
        if stack[at] == b"table":
            break
    return b""


def _closing(stack: list[bytes], at: int, itself: bytes | None = None) -> bytes:
    """End tags of the ``div`` elements from a place of the stack on, which is cut there."""
    count = stack[at:].count(b"div") - (itself == b"div")
    del stack[at:]
    return b"</div>" * count if itself != b"div" else b""
