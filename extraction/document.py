"""One parse of a page, shared by every reader; it never raises, whatever the bytes are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from extraction.article import Page, Problem
from extraction.parsing import balance, charset, markup
from extraction.parsing.structured import Node, index
from extraction.parsing.structured import read as read_scripts
from extraction.text import Element, joined, text_of, unescaped

EMPTY = "<html><body></body></html>"
DEEPEST = 2_048  # levels that the parser goes down
MAX_LINKS = 20_000
MAX_METAS = 2_000
INDEXED = (  # tags that several readers look for
    "base", "meta", "link", "title", "script", "h1", "h2", "h3", "article", "main", "p", "li", "a", "figure",
    "img", "video", "time", "code", "input",
)  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SIGN = 2  # characters
NAMING = ("property", "name", "itemprop", "http-equiv")


def _silence_signs(root: Element) -> None:
    """Take the sign (#, ¶) from the links by which headings lead to themselves: no headline ends so."""
    for heading in root.iter(*HEADINGS):
        for anchor in heading.iter("a"):
            sign = anchor.text or ""
            if (anchor.get("href") or "").startswith("#") and len(sign) <= SIGN and not sign.isalnum():
                anchor.text = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link on a page: absolute URL, visible text (or its title or the picture's alt), and ``rel``."""

    url: str
    text: str
    rel: str = ""


def _readable(body: bytes, content_type: str, country: str) -> tuple[bytes, str, list[Problem]]:
    """A page's bytes as UTF-8 that is safe to parse, the charset that they came in, and what was left out."""
    excessive = markup.excessive(body)
    if not excessive and charset.is_plain_utf8(body):
        return body, "utf-8", []
    text, encoding = charset.decode(body, content_type, country)
    problems: list[Problem] = []
    if excessive or "\0" in text:
        text, problems = markup.capped(text.replace("\0", ""))
    return text.encode("utf-8", "replace"), encoding, problems


def _root(data: bytes) -> tuple[Element, str | None]:
    """The tree of a page, and what the parser stopped at."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(balance.unended(data), parser=parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return etree.HTML(EMPTY), "no markup"
    _silence_signs(root)
    last = parser.error_log.last_error if data.count(b"<") > DEEPEST else None  # the log is slow to ask for
    stopped = last is not None and "depth" in last.message
    return root, "nested too deeply: read down to the parser's limit" if stopped else None


class Document:
    """A parsed page. Everything beyond the tree is read when asked for, once.

    ``root`` is an lxml tree without comments; for a payload that is no web page it is an empty one,
    and ``foreign`` says what the payload is. ``problems`` names what was cut or could not be read.
    """

    def __init__(
        self, page: Page, root: Element, encoding: str, foreign: str | None, problems: tuple[Problem, ...]
    ) -> None:
        self.page = page
        self.url = page.url
        self.root = root
        self.encoding = encoding
        self.foreign = foreign
        self.problems = problems

    @classmethod
    def parse(cls, page: Page) -> Document:
        """Parse a page's bytes, with the charset decided from header, meta and the bytes."""
        content_type = page.headers.get("content-type", "").lower()
        body = page.body[: markup.MAX_BYTES]
        foreign = markup.foreign(body, content_type)
        if foreign:
            problem = Problem("document", f"not a web page: {foreign}")
            return cls(page, etree.HTML(EMPTY), "utf-8", foreign, (problem,))
        data, encoding, problems = _readable(body, content_type, _country(page.url))
        if len(page.body) > len(body):
            problems.append(Problem("document", f"{len(page.body):,} bytes: read the first {len(body):,}"))
        root, stopped = _root(data)
        if stopped:
            problems.append(Problem("document", stopped))
        found = cls(page, root, encoding, None, tuple(problems))
        if not balance.is_swallowed(found.all("p")):
            return found
        return cls(page, _root(balance.closed(data))[0], encoding, None, tuple(problems))

    @cached_property
    def _by_tag(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {tag: [] for tag in INDEXED}
        for element in self.root.iter(*INDEXED):
            found[element.tag].append(element)
        return found

    def all(self, tag: str) -> list[Element]:
        """The elements of one of the tags in ``INDEXED``, in page order: one search finds them all."""
        return self._by_tag[tag]

    def first(self, tag: str) -> Element | None:
        """The first of them."""
        return next(iter(self._by_tag[tag]), None)

    @cached_property
    def base_url(self) -> str:
        """What relative references are resolved against: ``<base href>`` or the page's URL."""
        base = self.first("base")
        return (joined(self.url, base.get("href") or "") if base is not None else None) or self.url

    @cached_property
    def metas(self) -> dict[str, tuple[str, ...]]:
        """``meta`` contents by lower-case property, name, itemprop or http-equiv, in page order."""
        found: dict[str, list[str]] = {}
        for meta in self.all("meta")[:MAX_METAS]:
            get = meta.get
            if not (content := get("content") or get("value")):
                continue
            value = unescaped(content)
            names: list[str] = []
            for key in NAMING:
                if (said := get(key)) and (name := said.strip().lower()) and name not in names:
                    names.append(name)
                    found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of the first of these metas that the page has."""
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None

    @cached_property
    def structured(self) -> tuple[Node, ...]:
        """All JSON-LD objects, flat, outer before inner."""
        scripts = [s for s in self.all("script") if "ld+json" in (s.get("type") or "").lower()]
        return read_scripts(script.text or "" for script in scripts)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """JSON-LD objects by ``@id``."""
        return index(self.structured)

    @cached_property
    def links(self) -> tuple[Anchor, ...]:
        """All ``a href`` with http(s) targets, absolute, in page order."""
        found = []
        for element in self.all("a")[:MAX_LINKS]:
            url = joined(self.base_url, element.get("href") or "")
            if url:
                found.append(Anchor(url, _label(element), (element.get("rel") or "").lower()))
        return tuple(found)

    @cached_property
    def language(self) -> str | None:
        """The language that the ``html`` element declares, as written."""
        root = self.root
        written = (
            root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        )
        return (written or "").strip() or None


def _country(url: str) -> str:
    """The last label of a URL's host."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    return host.rpartition(".")[2].lower()


def _label(element: Element) -> str:
    """What a link says: its text, else its title, else the picture's description."""
    text = text_of(element, 500)
    if text:
        return text
    image = next(element.iter("img"), None)
    return unescaped(element.get("title") or (image.get("alt") if image is not None else None) or "")
