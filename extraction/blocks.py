"""A page as blocks of text: one walk over the parse, in the order of reading, without recursion.

A block is a run of text that no block element interrupts. Each hangs on the innermost block element
around it (a node); nodes know their parent, their tag and what their class words hint at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

MAX_ELEMENTS = 60_000  # an article ends long before; keeps hostile pages within time and memory
MAX_TEXT = 600_000


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SKIPPED = _names(
    "script style noscript svg template iframe select textarea input object embed video audio canvas head "
    "math map nav button datalist dialog"
)
BLOCK = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol option p pre section summary table "
    "tbody td tfoot th thead tr ul caption"
)
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
BOLD = _names("b strong") | HEADINGS
ITALIC = _names("i em cite")
CONTROLS = _names("input button select textarea")
WHISPERING = _names(
    "span a sup small i em b strong"
)  # inline, and at times only for screen readers or hovering
EMBEDS = _names("iframe video audio script object embed")

# Elements around a block that the features ask about, as bits.
_AROUND = (
    "footer aside header figure figcaption form table ul ol dl blockquote article main section details "
    "address li"
)
AROUND = {tag: 1 << bit for bit, tag in enumerate(re.findall(r"\w+", _AROUND))}

# What the words of class, id and the like hint at; each pattern is matched from a word's start.
HINTS: dict[str, str] = {
    "nav": r"nav|menu|breadcrumb|toolbar|topbar|masthead|pager|pagination",
    "foot": r"foot|copyright|legal|imprint|disclaim|colophon|impressum",
    "side": r"side(bar|$)|aside|rail|widget|right|left",
    "related": r"relat|recomm|more$|mehr|most|popular|trend|teaser|promo|similar"
    "|also$|suggest|outbrain|taboola"
    r"|next|further|card|latest|lesen|readmore|crossread|cross|listing|feed|archive|river|grid"
    r"|swiper|slick",
    "comment": r"comment|disqus|kommentar|livefyre|respond|reply|replies|thread|coment",
    "share": r"share|sharing|social|facebook|twitter|whatsapp|follow|telegram|pinterest|icon",
    "ad": r"ads?$|adv|dfp|gpt|banner|sponsor|anzeige|werbung|outstream|publicid|publi$",
    "byline": r"byline|by$|author|autor|auteur|writer|credit|dateline|contribut"
    "|journalist|bio$|person|profile",
    "date": r"date|time$|timestamp|publish|updated|meta$|info$|datum|fecha|data$",
    "caption": r"caption|legend|photo|image|img|picture|galler|slide|media|video|figure|lightbox|carousel"
    r"|player|foto|bild",
    "offer": r"subscri|newsletter|paywall|sign|regist|login|premium|abo$|donat|support|cta|piano|membership"
    r"|modal|popup|overlay|cookie|consent|gdpr|notice|alert|promo",
    "tag": r"tags?$|topic|keyword|categor|kicker|label|eyebrow|rubri|tagged",
    "title": r"headline|title|hed$|heading|titre|titel|titulo",
    "lead": r"lead|lede|standfirst|summary|intro|dek|deck$|descript|excerpt|subtitle|subhead|chapeau|chapo"
    r"|entradilla|abstract|bajada|vorspann|sumario|ingress|strap|preamble|perex|anleser",
    "body": r"body|text|paragraph|content|copy|richtext|wysiwyg|texte|texto|inhalt|articlebody|articletext"
    r"|storybody|prose|main(content|text)",
    "article": r"article|story|post|entry|artikel|noticia|nota|beitrag|single|news",
    "hidden": r"hid|visually|sr$|screen|print|offscreen|none$|invisible|noprint",
    "quote": r"quot|zitat|pull|blockq",
    "box": r"box|infobox|fact|embed|inset|callout|tweet|instagram|poll|quiz|table|sponsor|module|component",
    "live": r"live|ticker|timeline",
}
HINT_BIT = {name: 1 << bit for bit, name in enumerate(HINTS)}
_HINT_PATTERNS = tuple((HINT_BIT[name], re.compile(pattern)) for name, pattern in HINTS.items())
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNSEEN = re.compile(
    r"rollover|tooltip|sr-?only|visually-?hidden|screen-?reader|visuallyhidden", re.IGNORECASE
)
_ROLES = {
    "navigation": HINT_BIT["nav"],
    "banner": HINT_BIT["nav"],
    "search": HINT_BIT["nav"],
    "contentinfo": HINT_BIT["foot"],
    "dialog": HINT_BIT["offer"],
    "complementary": HINT_BIT["side"],
}
_ITEMPROPS = {
    "articleBody": HINT_BIT["body"] | HINT_BIT["article"],
    "description": HINT_BIT["lead"],
    "headline": HINT_BIT["title"],
    "author": HINT_BIT["byline"],
    "datePublished": HINT_BIT["date"],
}


@lru_cache(maxsize=65536)
def word_hints(word: str) -> int:
    """What one word of a class attribute hints at, as bits of HINT_BIT."""
    return sum(bit for bit, pattern in _HINT_PATTERNS if pattern.match(word))


@lru_cache(maxsize=16384)
def class_hints(text: str) -> int:
    """What a class, id or component attribute hints at."""
    bits = 0
    for word in _CLASS_WORD.findall(text[:300]):
        bits |= word_hints(word.lower())
    return bits


@dataclass(slots=True)
class Nodes:
    """The block elements of a page in document order; a parent stands before its children."""

    parent: list[int] = field(default_factory=lambda: [0])
    depth: list[int] = field(default_factory=lambda: [0])
    tag: list[str] = field(default_factory=lambda: ["body"])
    last: list[int] = field(default_factory=lambda: [0])  # the last node inside
    hints: list[int] = field(default_factory=lambda: [0])  # its own
    all_hints: list[int] = field(default_factory=lambda: [0])  # with those around it
    around: list[int] = field(default_factory=lambda: [0])
    shape: list[int] = field(default_factory=lambda: [0])  # same tag and class: same number
    classes: list[str] = field(default_factory=lambda: [""])

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(slots=True)
class Blocks:
    """The text of a page, block by block: parallel lists, and the nodes they hang on."""

    nodes: Nodes = field(default_factory=Nodes)
    texts: list[str] = field(default_factory=list)
    node: list[int] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)  # of the inline element that opens the block
    link: list[int] = field(default_factory=list)  # characters inside links
    bold: list[int] = field(default_factory=list)
    italic: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)  # pictures on the page before the block's end
    controls: list[int] = field(default_factory=list)  # form controls, likewise
    embeds: list[int] = field(default_factory=list)  # scripts, frames and players, likewise

    def __len__(self) -> int:
        return len(self.texts)


class _Walk:
    """The state of one walk: the open block and the open elements."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.nodes = self.blocks.nodes
        self.open = 0  # the innermost open node
        self.pieces: list[str] = []
        self.hints = 0
        self.in_link = self.in_bold = self.in_italic = 0
        self.link = self.bold = self.italic = 0
        self.breaks = 0
        self.size = 0
        self.images = self.controls = self.embeds = 0
        self.shapes: dict[tuple[str, str], int] = {}

    def text(self, text: str) -> None:
        """Take a piece of text into the open block."""
        self.pieces.append(text)
        if text.isspace():
            return
        size = len(text)
        if size > MAX_TEXT:
            self.pieces[-1] = text[:MAX_TEXT]
            size = MAX_TEXT
        self.breaks = 0
        self.size += size
        if self.in_link:
            self.link += size
        if self.in_bold:
            self.bold += size
        if self.in_italic:
            self.italic += size

    def flush(self) -> None:
        """Close the open block and keep it if it says anything."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                blocks = self.blocks
                blocks.texts.append(text)
                blocks.node.append(self.open)
                blocks.hints.append(self.hints)
                blocks.link.append(self.link)
                blocks.bold.append(self.bold)
                blocks.italic.append(self.italic)
                blocks.images.append(self.images)
                blocks.controls.append(self.controls)
                blocks.embeds.append(self.embeds)
        self.hints = self.link = self.bold = self.italic = 0

    def break_line(self) -> None:
        """A br: two in a row end a block, as authors write paragraphs so."""
        self.breaks += 1
        self.pieces.append(" ")
        if self.breaks >= 2:
            self.flush()

    def enter(self, element: Any, tag: str) -> None:
        """A block element opens: a new node."""
        self.flush()
        self.breaks = 0
        nodes, parent = self.nodes, self.open
        hints, name = _element_hints(element)
        self.open = len(nodes.parent)
        nodes.parent.append(parent)
        nodes.depth.append(nodes.depth[parent] + 1)
        nodes.tag.append(tag)
        nodes.last.append(self.open)
        nodes.hints.append(hints)
        nodes.all_hints.append(nodes.all_hints[parent] | hints)
        nodes.around.append(nodes.around[parent] | AROUND.get(tag, 0))
        nodes.shape.append(self.shapes.setdefault((tag, name), len(self.shapes) + 1))
        nodes.classes.append(name)

    def leave(self) -> None:
        """A block element closes."""
        self.flush()
        self.breaks = 0
        self.nodes.last[self.open] = len(self.nodes.parent) - 1
        self.open = self.nodes.parent[self.open]

    def pass_by(self, tag: str) -> None:
        """An element whose content is not read: only that it stood there is kept."""
        if tag in CONTROLS:
            self.controls += 1
        elif tag in EMBEDS:
            self.embeds += 1

    def enter_inline(self, element: Any, tag: str) -> None:
        """An inline element opens."""
        if tag == "a":
            self.in_link += 1
        elif tag == "img":
            self.images += 1
        elif tag in ITALIC:
            self.in_italic += 1
        if tag in BOLD:
            self.in_bold += 1
        if not self.pieces:
            name = element.get("class")
            if name:
                self.hints |= class_hints(name)

    def leave_inline(self, tag: str) -> None:
        """An inline element closes."""
        if tag == "a":
            self.in_link -= 1
        elif tag in ITALIC:
            self.in_italic -= 1
        if tag in BOLD:
            self.in_bold -= 1


def _element_hints(element: Any) -> tuple[int, str]:
    """The hints of a block element's attributes, and its class as written."""
    get = element.get
    name = get("class") or ""
    bits = class_hints(name) if name else 0
    identity = get("id")
    if identity:
        bits |= class_hints(identity)
    style = get("style")
    if (style and "none" in style and _NOT_SHOWN.search(style[:500])) or get("hidden") is not None:
        bits |= HINT_BIT["hidden"]
    bits |= _ITEMPROPS.get(get("itemprop") or "", 0) | _ROLES.get(get("role") or "", 0)
    component = get("data-testid") or get("data-component") or get("data-type")
    if component:
        bits |= class_hints(component)
    return bits, name[:200]


def walk(root: Any) -> Blocks:
    """The blocks of a parsed page (an lxml tree). Linear in time; stops at MAX_ELEMENTS."""
    state = _Walk()
    body = root.find("body") if root.tag == "html" else root
    if body is None:
        body = root
    events = etree.iterwalk(body, events=("start", "end"))
    next(events)
    if body.text:
        state.text(body.text)
    elements, skipping = 0, False
    for event, element in events:
        tag = element.tag
        if event == "start":
            elements += 1
            if elements > MAX_ELEMENTS or state.size > MAX_TEXT:
                break
            if tag in SKIPPED or (tag in WHISPERING and unseen(element.get("class"))):
                state.pass_by(tag)
                events.skip_subtree()
                skipping = True
            else:
                _start(state, element, tag)
        elif skipping:  # the end of the element just skipped
            skipping = False
            _tail(state, element)
        elif element is body:
            break
        else:
            _end(state, tag)
            _tail(state, element)
    state.flush()
    state.nodes.last[0] = len(state.nodes) - 1
    return state.blocks


@lru_cache(maxsize=16384)
def unseen(name: str | None) -> bool:
    """Whether an inline element of this class is not shown to readers of the page."""
    return name is not None and _UNSEEN.search(name[:200]) is not None


def _start(state: _Walk, element: Any, tag: str) -> None:
    if tag in BLOCK or "-" in tag:
        state.enter(element, tag)
        if tag in HEADINGS:
            state.in_bold += 1
    elif tag == "br":
        state.break_line()
    else:
        state.enter_inline(element, tag)
    text = element.text
    if text:
        state.text(text)


def _end(state: _Walk, tag: str) -> None:
    if tag == "br":
        return
    if tag in BLOCK or "-" in tag:
        state.leave()
        if tag in HEADINGS:
            state.in_bold -= 1
    else:
        state.leave_inline(tag)


def _tail(state: _Walk, element: Any) -> None:
    tail = element.tail
    if tail:
        state.text(tail)
