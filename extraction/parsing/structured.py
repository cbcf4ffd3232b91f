"""JSON-LD as plain nodes: every ``script type="application/ld+json"``, flat, with common damage repaired."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

Node = Mapping[str, Any]

READER = json.JSONDecoder(strict=False)
MAX_NODES = 5_000  # a page's own story is described in the first few
MAX_NESTING = 60  # deeper brackets than any vocabulary nests; the JSON reader recurses
OPENING = re.compile(r"(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)\s*")
CLOSING = re.compile(r"(?:-->|(?://|/\*)?\s{0,9}\]\]>(?:\s{0,9}\*/)?)$")
CONTROL = re.compile(r"[\x00-\x1f]")
TRAILING_COMMA = re.compile(r",\s*([\]}])")
BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
BRACKETS = re.compile(r"[\[\]{}]")
FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage)"\s*:\s*"((?:[^"\\]|\\.){1,2000})"'
)
AUTHOR = re.compile(r'"author"\s*:\s*(?:\[\s*)?\{[^{}]*?"name"\s*:\s*"([^"\\]{2,100})"')


def _repaired(text: str) -> str:
    return TRAILING_COMMA.sub(r"\1", CONTROL.sub(" ", text))


REPAIRS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    _repaired,
    lambda text: BAD_ESCAPE.sub(r"\\\\", _repaired(text)),
    lambda text: _repaired(unescape(text)),
    lambda text: re.sub(r"\}\s*\{", "},{", f"[{_repaired(text)}]"),
)


def _unwrapped(text: str) -> str:
    """A script without the comment or CDATA marks around it."""
    text = text.strip()
    start = OPENING.match(text)
    end = CLOSING.search(text, max(0, len(text) - 40))
    return text[start.end() if start else 0 : end.start() if end else len(text)].strip().rstrip(";")


def _nesting(text: str) -> int:
    """How deep brackets nest, if they are enough to nest too deeply."""
    if text.count("[") + text.count("{") <= MAX_NESTING:
        return 0
    depth = deepest = 0
    for bracket in BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _salvaged(text: str) -> list[Node]:
    """The plain fields of an object that no repair could make whole."""
    fields: dict[str, Any] = {}
    for match in FIELD.finditer(text):
        fields.setdefault(match[1], match[2].replace('\\"', '"').replace("\\/", "/"))
    names = AUTHOR.findall(text)
    if names:
        fields["author"] = [{"@type": "Person", "name": name} for name in names]
    return [{"@type": "Article", **fields}] if fields else []


def loads(text: str) -> Any:
    """A JSON-LD script as Python values; what can be saved of a broken one, None of a hopeless one."""
    text = _unwrapped(text)
    if not text or _nesting(text) > MAX_NESTING:
        return _salvaged(text) or None
    for repair in REPAIRS:
        try:
            return READER.decode(repair(text))
        except ValueError:
            continue
    return _salvaged(text) or None


def flatten(value: Any) -> list[Node]:
    """Every object in a JSON value, outer before inner, in the order of the page."""
    found: list[Node] = []
    stack = [value]
    while stack and len(found) < MAX_NODES:
        item = stack.pop()
        if isinstance(item, dict):
            found.append(item)
            stack.extend(child for child in reversed(item.values()) if isinstance(child, (dict, list)))
        elif isinstance(item, list):
            stack.extend(child for child in reversed(item) if isinstance(child, (dict, list)))
    return found


def read(scripts: Iterable[str]) -> tuple[Node, ...]:
    """The objects of all JSON-LD scripts of a page."""
    return tuple(node for script in scripts for node in flatten(loads(script)))[:MAX_NODES]


def kind_of(node: Node) -> str:
    """A node's types as one text: "NewsArticle", "Person Author"."""
    kind = node.get("@type") or ""
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def index(nodes: Iterable[Node]) -> dict[str, Node]:
    """Nodes by their ``@id``; the one that says most of several, as others only refer to it."""
    by_id: dict[str, Node] = {}
    for node in nodes:
        identity = node.get("@id")
        if isinstance(identity, str) and len(node) > len(by_id.get(identity, ())):
            by_id[identity] = node
    return by_id
