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

from extraction.text import flat

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
CONTROLS = _names("input button select textarea")
EMBEDS = _names("iframe video audio script object embed")
WHISPERING = _names("span a sup small i em b strong")  # at times only for screen readers or hovering

# What the walk does at an element, as bits.
SKIP, CONTROL, EMBED, ENTER, BREAK, WHISPER, PICTURE, LINK, BOLD, ITALIC = (1 << bit for bit in range(10))
_DUTIES = {
    SKIP: SKIPPED,
    CONTROL: CONTROLS,
    EMBED: EMBEDS,
    ENTER: BLOCK,
    BREAK: _names("br"),
    WHISPER: WHISPERING,
    PICTURE: _names("img"),
    LINK: _names("a"),
    BOLD: _names("b strong") | HEADINGS,
    ITALIC: _names("i em cite"),
}
MARKS = LINK | BOLD | ITALIC
CLOSE = ENTER | MARKS


@lru_cache(maxsize=4096)
def duties_of(tag: str) -> int:
    """What the walk does at elements of a tag; one of the page's own making ("x-teaser") is a block."""
    return sum(bit for bit, tags in _DUTIES.items() if tag in tags) | (ENTER if "-" in tag else 0)


# Elements around a block that the features ask about, as bits.
_AROUND = (
    "footer aside header figure figcaption form table ul ol dl blockquote article main section details "
    "address li"
)
AROUND = {tag: 1 << bit for bit, tag in enumerate(re.findall(r"\w+", _AROUND))}

# What the words of class, id and the like hint at: a word that begins so, or is so ("$").
HINTS: dict[str, str] = {
    "nav": "nav menu breadcrumb toolbar topbar masthead pager pagination",
    "foot": "foot copyright legal imprint disclaim colophon impressum",
    "side": "sidebar side$ aside rail widget right left",
    "related": "relat recomm more$ mehr most popular trend teaser promo similar also$ suggest outbrain"
    " taboola next further card latest lesen readmore crossread cross listing feed archive"
    " river grid swiper slick",
    "comment": "comment disqus kommentar livefyre respond reply replies thread coment",
    "share": "share sharing social facebook twitter whatsapp follow telegram pinterest icon",
    "ad": "ad$ ads$ adv dfp gpt banner sponsor anzeige werbung outstream publicid publi$",
    "byline": "byline by$ author autor auteur writer credit dateline contribut journalist bio$ person"
    " profile",
    "date": "date time$ timestamp publish updated meta$ info$ datum fecha data$",
    "caption": "caption legend photo image img picture galler slide media video figure lightbox carousel"
    " player foto bild",
    "offer": "subscri newsletter paywall sign regist login premium abo$ donat support cta piano"
    " membership modal popup overlay cookie consent gdpr notice alert promo",
    "tag": "tag$ tags$ topic keyword categor kicker label eyebrow rubri tagged",
    "title": "headline title hed$ heading titre titel titulo",
    "lead": "lead lede standfirst summary intro dek deck$ descript excerpt subtitle subhead chapeau"
    " chapo entradilla abstract bajada vorspann sumario ingress strap preamble perex anleser",
    "body": "body text paragraph content copy richtext wysiwyg texte texto inhalt articlebody"
    " articletext storybody prose maincontent maintext",
    "article": "article story post entry artikel noticia nota beitrag single news",
    "hidden": "hid visually sr$ screen print offscreen none$ invisible noprint",
    "quote": "quot zitat pull blockq",
    "box": "box infobox fact embed inset callout tweet instagram poll quiz table sponsor module component",
    "live": "live ticker timeline",
}
HINT_BIT = {name: 1 << bit for bit, name in enumerate(HINTS)}
_CLASS_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNSEEN = re.compile(r"(?i)rollover|tooltip|sr-?only|visually-?hidden|screen-?reader|visuallyhidden")
_CLIPPED = re.compile(
    r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%", re.IGNORECASE
)
_ROLES = {
    **dict.fromkeys(("navigation", "banner", "search"), HINT_BIT["nav"]),
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


def _beginnings() -> dict[str, int]:
    """The bits that each beginning of a word hints at; whole words end in "$"."""
    found: dict[str, int] = {}
    for name, words in HINTS.items():
        for word in words.split():
            found[word] = found.get(word, 0) | HINT_BIT[name]
    return found


_BEGINNINGS = _beginnings()
_SHORTEST, _LONGEST = min(map(len, _BEGINNINGS)), max(map(len, _BEGINNINGS))


@lru_cache(maxsize=65536)
def word_hints(word: str) -> int:
    """What one word of a class attribute hints at, as bits of HINT_BIT."""
    bits, known = _BEGINNINGS.get(word + "$", 0), _BEGINNINGS.get
    for size in range(_SHORTEST, min(len(word), _LONGEST) + 1):
        bits |= known(word[:size], 0)
    return bits


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


class OpenBlock:
    """The block that a walk is in: its pieces, and how much of it is links, bold and italic."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.in_link = self.in_bold = self.in_italic = 0
        self.size = self.link = self.bold = self.italic = 0  # characters
        self.breaks = 0

    def text(self, text: str) -> None:
        """Take a piece of text into the open block."""
        if text.isspace():
            self.pieces.append(" ")
            return
        text = text[:MAX_TEXT]
        self.pieces.append(text)
        size = len(text)
        self.breaks = 0
        self.size += size
        if self.in_link:
            self.link += size
        if self.in_bold:
            self.bold += size
        if self.in_italic:
            self.italic += size


class Walk(OpenBlock):
    """The state of one walk: the open block and the open elements."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = Blocks()
        self.nodes = self.blocks.nodes
        self.open = 0  # the innermost open node
        self.hints = 0
        self.begun = 0  # characters taken before the open block, of all that ``size`` counts
        self.images = self.controls = self.embeds = 0
        self.shapes: dict[tuple[str, str], int] = {}

    def flush(self) -> None:
        """Close the open block and keep it if it says anything."""
        if self.size > self.begun:
            blocks = self.blocks
            blocks.texts.append(flat("".join(self.pieces)))
            blocks.node.append(self.open)
            blocks.hints.append(self.hints)
            blocks.link.append(self.link)
            blocks.bold.append(self.bold)
            blocks.italic.append(self.italic)
            blocks.images.append(self.images)
            blocks.controls.append(self.controls)
            blocks.embeds.append(self.embeds)
            self.begun = self.size
        self.pieces.clear()
        self.hints = self.link = self.bold = self.italic = 0

    def break_line(self) -> None:
        """A br: two in a row end a block, as authors write paragraphs so."""
        self.breaks += 1
        self.pieces.append(" ")
        if self.breaks >= 2:
            self.flush()

    def enter(self, element: Any, tag: str) -> None:
        """A block element opens: a new node."""
        if self.pieces or self.hints:
            self.flush()
        self.breaks = 0
        nodes, parent = self.nodes, self.open
        names = element.keys()
        hints, name = _element_hints(element, names) if names else (0, "")
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
        if self.pieces or self.hints:
            self.flush()
        self.breaks = 0
        self.nodes.last[self.open] = len(self.nodes.parent) - 1
        self.open = self.nodes.parent[self.open]

    def mark(self, duties: int, step: int) -> None:
        """An element that makes its text a link, bold or italic opens (1) or closes (-1)."""
        if duties & LINK:
            self.in_link += step
        if duties & BOLD:
            self.in_bold += step
        if duties & ITALIC:
            self.in_italic += step


def _element_hints(element: Any, names: list[str]) -> tuple[int, str]:
    """The hints of a block element's attributes, and its class as written."""
    name = element.get("class") or ""
    bits = class_hints(name) if name else 0
    if len(names) == 1 and name:
        return bits, name[:200]
    attributes = dict(element.items())
    get = attributes.get
    identity = get("id")
    if identity:
        bits |= class_hints(identity)
    style = get("style")
    if (style and "none" in style and _NOT_SHOWN.search(style[:500])) or "hidden" in attributes:
        bits |= HINT_BIT["hidden"]
    bits |= _ITEMPROPS.get(get("itemprop") or "", 0) | _ROLES.get(get("role") or "", 0)
    component = get("data-testid") or get("data-component") or get("data-type")
    if component:
        bits |= class_hints(component)
    return bits, name[:200]


@lru_cache(maxsize=16384)
def unseen(name: str | None) -> bool:
    """Whether an inline element of this class is not shown to readers of the page."""
    return name is not None and _UNSEEN.search(name[:200]) is not None


@lru_cache(maxsize=4096)
def clipped(style: str) -> bool:
    """Whether an inline element of this style is there for screen readers alone."""
    return _CLIPPED.search(style[:500]) is not None


def _body(root: Any) -> Any:
    body = root.find("body") if root.tag == "html" else None
    return root if body is None else body


def walk(root: Any) -> Blocks:
    """The blocks of a parsed page (an lxml tree). Linear in time; stops at MAX_ELEMENTS."""
    state = Walk()
    traverse(root, state)
    state.nodes.last[0] = len(state.nodes) - 1
    return state.blocks


def traverse(root: Any, state: Walk) -> None:
    """Tell a walk of every element and text of a page, in order."""
    body = _body(root)
    events = etree.iterwalk(body, events=("start", "end"))
    next(events)
    if body.text:
        state.text(body.text)
    elements, skipping = 0, False
    for event, element in events:
        tag = element.tag
        duties = duties_of(tag)
        if event == "start":
            elements += 1
            if elements > MAX_ELEMENTS or state.size > MAX_TEXT:
                break
            if not _open(state, element, tag, duties):
                events.skip_subtree()
                skipping = True
                continue
            text = element.text
        elif element is body:
            break
        else:
            if duties & CLOSE and not skipping:
                _close(state, duties)
            skipping = False  # if it was: this is the end of the element skipped
            text = element.tail
        if text:
            state.text(text)
    state.flush()


def _open(state: Walk, element: Any, tag: str, duties: int) -> bool:
    """An element opens; whether what is inside is read."""
    if duties & SKIP:
        state.controls += bool(duties & CONTROL)
        state.embeds += bool(duties & EMBED)
        return False
    if duties & ENTER:
        state.enter(element, tag)
    elif duties & BREAK:
        state.break_line()
    elif duties & WHISPER or not state.pieces:
        name, style = element.get("class"), element.get("style")
        if duties & WHISPER and (unseen(name) or (style and clipped(style))):
            return False
        if name and not state.pieces:
            state.hints |= class_hints(name)
    if duties & MARKS:
        state.mark(duties, 1)
    elif duties & PICTURE:
        state.images += 1
    return True


def _close(state: Walk, duties: int) -> None:
    """An element closes that was a node or marked its text."""
    if duties & ENTER:
        state.leave()
    if duties & MARKS:
        state.mark(duties, -1)
