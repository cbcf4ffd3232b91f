"""XML as publishers write it: the elements that can be read, and what was wrong with the rest.

No document type is obeyed, so no entity can grow and nothing is fetched. A well-formed text is
streamed as it is; any other is mended (control characters, HTML's entities, bare ampersands) and
read by a parser that recovers.
"""

from __future__ import annotations

import html
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any  # lxml ships no types
Report: TypeAlias = Callable[[str], None]

MAX_BYTES = 128 * 1024 * 1024  # after decompression; the sitemap protocol allows 50 MB

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
DECLARATION = re.compile(r"<\?xml[^>]*\?>")
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ROOT = re.compile(r"(?:[^<]++|<!--.*?-->|<[?!][^>]*>)*+<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.DOTALL)
AMPERSAND = re.compile(r"(<!\[CDATA\[.*?\]\]>)|&(?:(#\w{1,8}|\w{1,32});)?", re.DOTALL)
_SAFE = {
    "encoding": "utf-8", "resolve_entities": False, "no_network": True, "load_dtd": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip
XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def unpack(body: bytes, report: Report) -> bytes:
    """The bytes behind gzip, as many as can be read and are allowed."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, MAX_BYTES)
    except zlib.error as error:
        report(f"damaged gzip: {error}")
        return _salvage(body)
    if not inflater.eof:
        report(f"gzip cut at {len(plain)} bytes" if len(plain) >= MAX_BYTES else "gzip ends too early")
    return plain


def decode(body: bytes, charset: str | None, report: Report) -> str:
    """The text of an XML or JSON document: byte order mark, charset told, declared, UTF-8, Windows-1252."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    declared = DECLARED.match(body[:400])
    told = [charset, declared[1].decode("ascii") if declared else None]
    for encoding in dict.fromkeys(name.lower() for name in (*told, "utf-8") if name):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            report(f"not {encoding}, as it says" if encoding in told else f"not {encoding}")
    return body.decode("cp1252", errors="replace")


def tree(text: str, report: Report) -> Element | None:
    """The root element of a whole document, None where there is none."""
    text = _undirected(text)
    try:
        return etree.fromstring(text.encode("utf-8", errors="replace"), etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        report(f"broken XML: {error.msg}")
    try:
        return etree.fromstring(_mend(text).encode("utf-8"), etree.XMLParser(**_SAFE, recover=True))
    except etree.XMLSyntaxError:
        return None


def root_name(text: str) -> str:
    """The local name of the root element in lower case, "" where there is none."""
    match = ROOT.match(text)
    return match[1].lower() if match else ""


def stream(text: str, names: tuple[str, ...], report: Report) -> Iterator[Element]:
    """Each element whose local name is among ``names``, whole, then forgotten: flat in memory."""
    text = _undirected(text)
    given = 0
    try:
        for element in _stream(text, names, recover=False):
            given += 1
            yield element
    except etree.XMLSyntaxError as error:
        report(f"broken XML: {error.msg}")
        with suppress(etree.XMLSyntaxError):  # not even a beginning
            yield from islice(_stream(_mend(text), names, recover=True), given, None)


def local(element: Element) -> str:
    """An element's name without its namespace or its undeclared prefix, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def own(element: Element, parent: Element) -> bool:
    """Whether an element is in its parent's namespace."""
    return bool(element.tag.rpartition("}")[0] == parent.tag.rpartition("}")[0])


def content(element: Element) -> str:
    """All text within an element."""
    return element.text or "" if len(element) == 0 else "".join(element.itertext())


def _undirected(text: str) -> str:
    """The document from its first tag on, without declaration and document type."""
    return DOCTYPE.sub("", DECLARATION.sub("", text[max(text.find("<"), 0) :], count=1), count=1)


def _stream(text: str, names: tuple[str, ...], *, recover: bool) -> Iterator[Element]:
    source = io.BytesIO(text.encode("utf-8", errors="replace"))
    # names with undeclared prefixes, which only a recovering parser passes, match no filter
    tags = None if recover else [f"{{*}}{name}" for name in names]
    for _, element in etree.iterparse(source, tag=tags, recover=recover, **_SAFE):
        if not recover or local(element) in names:
            yield element
            _forget(element)


def _forget(element: Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _mend(text: str) -> str:
    """A text that a recovering parser reads, without what follows the last tag: half an address misleads."""
    return AMPERSAND.sub(_ampersand, FORBIDDEN.sub(" ", text[: text.rfind(">") + 1]))


def _ampersand(match: re.Match[str]) -> str:
    cdata, name = match.groups()
    if cdata:
        return str(cdata)
    if name in XML_ENTITIES:
        return match[0]
    plain = html.unescape(match[0]) if name else match[0]
    return html.escape(FORBIDDEN.sub(" ", plain), quote=True)


def _salvage(body: bytes) -> bytes:
    """What a damaged gzip stream still gives, read in small steps."""
    inflater, plain = zlib.decompressobj(wbits=31), bytearray()
    for start in range(0, len(body), 512):
        try:
            plain += inflater.decompress(body[start : start + 512], MAX_BYTES - len(plain) or 1)
        except zlib.error:
            break
        if len(plain) >= MAX_BYTES:
            break
    return bytes(plain)
