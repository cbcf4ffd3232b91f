"""One walk over a page that notes every element which may tell title, author, date or section.

Nothing is decided here. A clue keeps its element and place; its text is read only when asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from extraction.text import SILENT, Element, clean, lines_of, text_of

MAX_ELEMENTS = 60_000  # an article's head ends long before
MAX_CLUES = 400  # of one sort
MAX_TEXT = 400  # characters of a text node that is looked at for a date


class Mark(IntEnum):
    """What class and id words of an element hint at, as bits: plain integers, as they are asked for often."""

    TITLE = 1
    AUTHOR = 2
    DATE = 4
    ASIDE = 8  # not the story itself: teasers, comments, menus, ...
    HIDDEN = 16
    CRUMB = 32
    TAGS = 64
    UPDATED = 128
    COMMENT = 256
    HEADLINE = 512  # surely the story's own title
    BYLINE = 1024  # surely the story's own author
    STAMP = 2048  # surely a date
    ARTICLE = 4096


NOTED = int(Mark.TITLE | Mark.AUTHOR | Mark.DATE | Mark.CRUMB | Mark.TAGS)  # each makes a clue by itself

# What a part of a class word hints at ("post-title" has two parts); matched anywhere in the part.
PARTS = {
    Mark.TITLE: "headline|^hed$",
    Mark.HEADLINE: "headline",
    Mark.AUTHOR: "author|byline|writer|autor|auteur|journalist|contributor|redakt(?:eu|or)|reporter|forfatt"
    "|skribent|verfasser|^firma$|autore|yazar|signature|credit|creator|vcard|^fn$|^by$",
    Mark.BYLINE: "author|byline|autor|auteur|writer|verfasser|journalist|redakt|forfatt|skribent|reporter"
    "|^firma$|yazar",
    Mark.DATE: "date|time|publish|posted|datum|fecha|data$|pubdat|meta$|info|byline|dateline|updated|^day$"
    "|submitted|veroff|zeit|created|articlehead|entrymeta|stamp",
    Mark.STAMP: "date|time|publi|posted|datum|fecha|stamp",
    Mark.UPDATED: "updat|aktualis|modif|^stand$|zuletzt|actualiz|aggiorn|bijgewerkt|oppdatert|uppdater|guncel"
    "|last",
    Mark.ASIDE: "comment|related|sidebar|widget|footer|recommend|teaser|popular|more(?:news|from|stories)"
    "|promo|mostread|trending|reply|readnext|also|latest|carousel|aside|newsletter|advert|cardlist|menu"
    "|navbar|breadcrumb"
    "|search",
    Mark.HIDDEN: "hidden|screenreader|assistive|a11y|offscreen",
    Mark.CRUMB: "breadcrumb|^crumbs?$|pathway|ariane|rubrik|kicker|category",
    Mark.TAGS: "^tags?$|taglist|^tags|keywords|schlagw|topics|etiquet",
    Mark.COMMENT: "comment|reply|kommentar",
}
# What several parts together hint at; asked only where a part is one of COMPOUND_PARTS.
COMPOUNDS = {
    Mark.TITLE: r"(?:^|[-_])(?:entry|post|article|story|page|news|content|single|node|main|blog|detail)s?"
    r"[-_]*(?:title|headline|header|heading|hed|name)\b|^title$",
    Mark.HEADLINE: r"(?:entry|post|article|story|single|page)[-_]*(?:title|header|heading)|^title\b",
    Mark.AUTHOR: "by-line",
    Mark.BYLINE: "by-line",
    Mark.DATE: "article-head|entry-meta",
    Mark.ASIDE: "more-(?:news|from|stories)|most-read|read-next|card-list",
    Mark.HIDDEN: "sr-only|screen-reader",
    Mark.CRUMB: r"bread-crumb|\bsection-name",
    Mark.TAGS: "-tags|tag-list|mots-cles",
}
PART_RULES = tuple((int(mark), re.compile(rule)) for mark, rule in PARTS.items())
COMPOUND_RULES = tuple((int(mark), re.compile(rule)) for mark, rule in COMPOUNDS.items())
COMPOUND_PARTS = re.compile(
    "title|head|hed$|name|line|meta|news|from|stories|read|next|list|only|crumb|tags|cles"
)
ANY_PART = re.compile("|".join((*PARTS.values(), COMPOUND_PARTS.pattern)))
COMPOUND = 1 << 20
PART = re.compile(r"[^\W\d_]{2,}")

ASIDE_TAGS = frozenset(("nav", "footer", "aside"))
WHOLE_TAGS = frozenset(("html", "body", "main", "article"))
HEADING_TAGS = frozenset(("h1", "h2", "h3"))
SKIPPED_TAGS = SILENT | frozenset(
    ("meta", "link", "title", "head", "path", "g", "img", "source", "input", "iframe")
)
UNTOLD_TAGS = SKIPPED_TAGS | WHOLE_TAGS
TITLED_TAGS = frozenset(("div", "span", "p", "strong", "header", "a", "h4", "td"))
DATE_PROPERTIES = frozenset(
    ("datepublished", "datecreated", "datemodified", "dateupdated", "uploaddate", "pubdate")
)
DATE_ATTRIBUTES = frozenset(
    ("datetime", "data-datetime", "data-published", "data-date", "data-timestamp", "data-time")
)
CLASS, ID, HREF, TELLS = (1 << bit for bit in range(4))
ASKED = {"class": CLASS, "id": ID, "href": HREF}
MANY = 30  # attributes, from which on an element is looked at by itself
TELLING_TAGS = HEADING_TAGS | frozenset(("time", "address", "abbr"))
TELLING = DATE_ATTRIBUTES | frozenset(("itemprop", "property", "rel", "pubdate"))
PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|by|redakteur|journalist\w*|profiles?|people|staff|columnist\w*"
    r"|contributors?"
    r"|auteurs?|reporters?|team|writers?|person(?:en)?|skribent|forfatter)/[^/]+"
)  # of an address in small letters
# Begins with a set of characters, which the engine finds fast.
OTHER_DIGITS = "٠-٩۰-۹๐-๙०-९০-৯૦-૯੦-੯௦-௯౦-౯೦-೯൦-൯០-៩໐-໙၀-၉"
DATE_LIKE = re.compile(
    rf"[0-9{OTHER_DIGITS}](?:(?<=1)[3-9]\d\d|(?<=2)[0-6]\d\d|\d?[./-]\d{{1,2}}[./-]\d\d\b"
    r"|\d?\s?[./]\s?\d\d?\s?[./]"
    rf"|(?<=[^0-9])[{OTHER_DIGITS}])"
)
BEFORE_BYLINE = " \t\r\n(|–—\xa0-"
BYLINE_STARTS = frozenset((
    "pos", "wri", "pub", "ers", "ver", "ges", "esc", "ein", "von", "vom", "par", "por", "aut", "tex", "red",
    "by", "by:", "wor",
    "авт", "тек", "doo", "scr", "yaz", "skr", "edi", "pro", "ent", "ole", "pen", "írt", "γρά",
    "كتب", "بقل", "إعد", "نوی", "خبر", "लेख", "द्व", "โดย", "מאת", "লেখ", "作者", "作者：", "作者:", "记者",
    "記者", "文/",
))  # fmt: skip
BYLINE = re.compile(
    r"\s*[(|–—-]*\s*(?:(?:posted|written|published|erstellt|verfasst|geschrieben|escrito|publicado"
    r"|eingestellt"
    r"|veröffentlicht)\b.{0,45}?\b(?:by|von|por|durch)\b|by|von|vom|par|por|autor(?:en|in|innen)?\b"
    r"|authors?\b|door|автор(?:ы|и)?\b|текст\s*:|scritto da|skrevet a[fv]|yazan"
    r"|text(?:\s*(?:und|&)\s*(?:interview|fotos?|bilder|bild))?\s*:|texte?\s*:|redaktion\s*:"
    r"|eine? (?:gast)?(?:beitrag|kommentar|artikel|analyse|kolumne|interview|reportage|bericht) von"
    r"|edited by|words(?:\s*:| by)"
    r"|(?:propos recueillis|entretien réalisé) par|oleh|penulis|írta|γράφει|كتبت?|بقلم|إعداد"
    r"|نویسنده|خبرنگار|लेखक|द्वारा|โดย|מאת|লেখক|(?:作者|记者|記者)(?=[\s:：])|文/)\s*[:：]?\s*",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def asked(names: tuple[str, ...]) -> int:
    """What an element with such attributes is asked for, as bits."""
    bits = sum(bit for name, bit in ASKED.items() if name in names)
    return bits | (0 if TELLING.isdisjoint(names) else TELLS)


@lru_cache(maxsize=65_536)
def _part_marks(part: str) -> int:
    if not ANY_PART.search(part):
        return 0
    found = sum(mark for mark, rule in PART_RULES if rule.search(part))
    return found | COMPOUND if COMPOUND_PARTS.search(part) else found


@lru_cache(maxsize=65_536)
def _word_marks(word: str) -> int:
    word, found = word.lower(), 0
    for part in PART.findall(word):
        found |= _part_marks(part)
    if found & COMPOUND:
        found ^= COMPOUND
        for mark, rule in COMPOUND_RULES:
            found |= mark if rule.search(word) else 0
    return found


@lru_cache(maxsize=16_384)
def marks_of(words: str) -> int:
    """What a class attribute (or id) hints at."""
    found = 0
    for word in words.split():
        found |= _word_marks(word)
    return found


def is_profile(href: str) -> bool:
    """Whether an address looks like that of a person's page."""
    return PROFILE.search(href.lower()) is not None


def tells(text: str) -> bool:
    """Whether a text looks like a date or begins like a byline; quick, as every text is asked."""
    return (
        DATE_LIKE.search(text) is not None or text.lstrip(BEFORE_BYLINE)[:3].lower().rstrip() in BYLINE_STARTS
    )


class Place:
    """Where an element stands: within furniture, within an article. Ancestors are asked once."""

    def __init__(self) -> None:
        self.known: dict[Element | None, tuple[bool, int]] = {None: (False, 0)}

    def of(self, element: Element) -> tuple[bool, int]:
        known, chain = self.known, []
        node = element
        while node is not None and node not in known:
            chain.append(node)
            node = node.getparent()
        aside, inside = known[node]
        for node in reversed(chain):
            own_aside, own_inside = _own(node, inside)
            aside, inside = aside or own_aside, inside + own_inside
            known[node] = (aside, inside)
        return aside, inside


def _own(element: Element, within: int) -> tuple[bool, int]:
    """Whether an element itself is furniture, and whether it is an article; ``within`` so many others.

    An article's own footer holds its byline and date, in some systems below the headline.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return False, 0
    inside = int(tag in ("article", "main") or "Article" in element.get("itemtype", ""))
    if tag in ASIDE_TAGS and not (tag == "footer" and within):
        return True, inside
    marks = marks_of(element.get("class", "")) | marks_of(element.get("id", ""))
    return tag not in WHOLE_TAGS and bool(marks & Mark.ASIDE), inside


@dataclass(slots=True)
class Clue:
    """An element that may tell something, and where it stands.

    ``position`` counts elements from the top.
    """

    element: Element
    tag: str
    position: int
    marks: int
    itemprop: str
    place: Place
    _text: str | None = None

    @property
    def aside(self) -> bool:
        """Whether it stands within teasers, comments, menus and the like."""
        return self.place.of(self.element)[0]

    @property
    def signs(self) -> bool:
        """Whether microdata state that it names an article's author, wherever it stands."""
        scope = next((e for e in self.element.iterancestors() if e.get("itemscope") is not None), None)
        kind = "" if scope is None else scope.get("itemtype", "")
        return "author" in self.itemprop and ("Article" in kind or "BlogPosting" in kind)

    @property
    def inside(self) -> int:
        """How many article elements are around it."""
        return self.place.of(self.element)[1]

    @property
    def text(self) -> str:
        """The element's visible text on one line."""
        if self._text is None:
            self._text = text_of(self.element, 600)
        return self._text

    @property
    def lines(self) -> list[str]:
        """The element's visible text, a line a block, and one each for neighbours without a space between."""
        return lines_of(self.element, 500, apart=True)


@dataclass(frozen=True, slots=True)
class Words:
    """A text node: what it says and where it stands."""

    text: str
    element: Element
    position: int
    place: Place

    @property
    def aside(self) -> bool:
        """Whether it stands within teasers, comments, menus and the like."""
        return self.place.of(self.element)[0]


@dataclass(slots=True)
class Clues:
    """All clues of a page, each sort in page order. ``h1`` is where the first h1 stands that is not aside."""

    headings: list[Clue] = field(default_factory=list)
    titled: list[Clue] = field(default_factory=list)
    times: list[Clue] = field(default_factory=list)
    dated: list[Clue] = field(default_factory=list)
    authors: list[Clue] = field(default_factory=list)
    crumbs: list[Clue] = field(default_factory=list)
    tags: list[Clue] = field(default_factory=list)
    texts: list[Words] = field(default_factory=list)  # text nodes that look like dates
    bylines: list[Words] = field(default_factory=list)  # text nodes that begin like "By ..."
    h1: int | None = None


class _Walk:
    """The state of one walk."""

    def __init__(self) -> None:
        self.clues = Clues()
        self.place = Place()

    def note(
        self, sort: list[Clue], element: Element, tag: str, position: int, marks: int, prop: str
    ) -> None:
        if len(sort) < MAX_CLUES:
            sort.append(Clue(element, tag, position, marks, prop, self.place))

    def see(self, element: Element, tag: str, position: int, attributes: dict[str, str], marks: int) -> None:
        """Note an element by its tag, attributes and class words."""
        clues, note = self.clues, self.note
        prop = _property(attributes)
        if tag in HEADING_TAGS:
            note(clues.headings, element, tag, position, marks, prop)
            if tag == "h1" and clues.h1 is None and not clues.headings[-1].aside:
                clues.h1 = position
        elif prop in ("headline", "name") or (marks & Mark.TITLE and tag in TITLED_TAGS):
            note(clues.titled, element, tag, position, marks, prop)
        if tag == "time" or prop in DATE_PROPERTIES or "pubdate" in attributes:
            note(clues.times, element, tag, position, marks, prop)
        elif marks & Mark.DATE or not DATE_ATTRIBUTES.isdisjoint(attributes):
            note(clues.dated, element, tag, position, marks, prop)
        if marks & Mark.AUTHOR or _names_author(tag, attributes, prop):
            note(clues.authors, element, tag, position, marks, prop)
        if marks & Mark.CRUMB:
            note(clues.crumbs, element, tag, position, marks, prop)
        if marks & Mark.TAGS or "tag" in attributes.get("rel", ""):
            note(clues.tags, element, tag, position, marks, prop)

    def hear(self, text: str, element: Element | None, position: int) -> None:
        """Note a text node that looks like a date or begins like a byline."""
        if element is None or element.tag in SKIPPED_TAGS:
            return
        clues = self.clues
        if DATE_LIKE.search(text) and len(clues.texts) < MAX_CLUES:
            said = clean(text)
            if len(said) > 5:
                clues.texts.append(Words(said[:300], element, position, self.place))
        if BYLINE.match(text):
            clues.bylines.append(Words(text, element, position, self.place))


def _property(attributes: dict[str, str]) -> str:
    """What an element tells by microdata, or by RDFa without the vocabulary's prefix."""
    told = attributes.get("itemprop") or attributes.get("property", "").rpartition(":")[2]
    return told.lower()


def _names_author(tag: str, attributes: dict[str, str], prop: str) -> bool:
    if tag == "a":
        return "author" in attributes.get("rel", "").lower() or is_profile(attributes.get("href", ""))
    told = prop or attributes.get("rel", "").lower()  # RDFa: rel="schema:author"
    return "author" in told or prop == "creator" or tag == "address"


def gather(root: Element) -> Clues:
    """Walk a page once and note what may tell its fields."""
    walk = _Walk()
    see, hear = walk.see, walk.hear
    for position, element in enumerate(islice(root.iter(), MAX_ELEMENTS)):
        tail, tag = element.tail, element.tag
        if tail and 5 < len(tail) < MAX_TEXT and not tail.isspace() and tells(tail):
            hear(tail, element.getparent(), position)
        if tag in UNTOLD_TAGS:
            continue
        names = element.keys()
        asks = asked(tuple(names)) if len(names) < MANY else TELLS if names else 0
        marks = marks_of(element.get("class")) if asks & CLASS else 0
        if asks & ID:
            marks |= marks_of(element.get("id"))
        if (
            marks & NOTED
            or asks & TELLS
            or tag in TELLING_TAGS
            or (asks & HREF and tag == "a" and is_profile(element.get("href")))
        ):
            see(element, tag, position, dict(element.items()), marks)
        text = element.text
        if text and 2 < len(text) < MAX_TEXT and not text.isspace() and tells(text):
            hear(text, element, position)
    return walk.clues
