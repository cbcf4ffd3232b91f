"""What a page's bytes say as text: byte order mark, HTTP header, meta, the bytes themselves.

Labels are read as the WHATWG Encoding Standard reads them (iso-8859-1 means windows-1252). Labels
lie, so one is believed only where the bytes can be read that way; bytes that are UTF-8 are UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
NOT_ASCII = re.compile(rb"[^\x00-\x7f]")
WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
ASCII = bytes(range(128))
PRESCAN = 4_096  # the standard says 1,024; pages put scripts before the charset
SAMPLE = 6_000  # bytes shown to the detector: more costs time and tells nothing new
TOLERANCE = 50  # one broken UTF-8 sequence in so many good ones is damage, not another charset
FALLBACK = "cp1252"
LANG = re.compile(rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2})\b", re.IGNORECASE)

# What pages without a charset are written in, by language or country: the browsers' own fallbacks.
LOCAL = {
    "cp1250": frozenset(("cs", "cz", "sk", "pl", "hu", "hr", "sl", "si", "bs", "ba")),
    "cp1251": frozenset(("ru", "su", "uk", "ua", "be", "by", "bg", "mk", "kz", "kk", "ky", "tg", "mn")),
    "cp1253": frozenset(("el", "gr", "cy")),
    "cp1254": frozenset(("tr",)),
    "cp1255": frozenset(("he", "il")),
    "cp1256": frozenset(("ar", "fa", "ir", "sa", "eg", "ae", "ur")),
    "cp1257": frozenset(("lt", "lv", "et", "ee")),
    "cp874": frozenset(("th",)),
    "cp932": frozenset(("ja", "jp")),
    "cp949": frozenset(("ko", "kr")),
    "gb18030": frozenset(("zh", "cn")),
    "big5hkscs": frozenset(("tw", "hk")),
}
# Codecs whose text cannot be mistaken for another Latin alphabet: only for these is the detector believed.
OTHER_SCRIPTS = (
    "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "cp932", "cp949", "koi8", "gb", "big5", "euc",
    "shift", "iso2022",
    "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "cp866", "johab",
)  # fmt: skip

# Where Python's codec of that name is not what browsers take (WHATWG), and names Python lacks.
LABELS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-16-le",
    "utf-7": "cp1252",
}
ALIASES = {
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "win-1251": "cp1251",
    "unicode": "utf-8",
}


def codec_of(label: str) -> str | None:
    """The codec that a charset label means, None for a label that means none."""
    name = label.strip().lower()
    try:
        info = codecs.lookup(ALIASES.get(name, name))
    except (LookupError, ValueError):
        return None
    return LABELS.get(info.name, info.name) if info._is_text_encoding else None


def declared(body: bytes, content_type: str) -> Iterator[str]:
    """Codecs that the page names, the most trusted first: HTTP header, XML declaration, meta."""
    head = body[:PRESCAN]
    labels = [match[1] for match in HEADER.finditer(content_type)]
    labels += [match[1].decode("ascii") for rule in (DECLARATION, META) for match in rule.finditer(head)]
    for label in labels:
        codec = codec_of(label)
        if codec and not (codec.startswith("utf-16") and b"<" in head and b"\0" not in head):
            yield codec


def _fits(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeError:
        return False
    return True


def _mostly_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8 with a little damage, such as a cut in the middle of a character."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken * TOLERANCE <= _accents(body) // 2


def _accents(text: bytes) -> int:
    """How many bytes are not ASCII."""
    return len(text.translate(None, ASCII))


def _local(body: bytes, country: str) -> str | None:
    """The usual codec of the language that the page declares, else of the country of its address."""
    lang = LANG.search(body[:PRESCAN])
    names = (lang[1].decode("ascii").lower() if lang else "", country)
    return next((codec for name in names for codec, places in LOCAL.items() if name in places), None)


def _detected(body: bytes, country: str) -> str:
    """What the bytes look like, judged by the part that is not ASCII."""
    first = NOT_ASCII.search(body)
    start = first.start() if first else 0
    sample = re.sub(rb"<[^<>]*>", b" ", body[max(0, start - 200) : start + 8 * SAMPLE])[:SAMPLE]
    local = _local(body, country)
    if local and _single(local):
        return local
    if local and _fits(body, local):
        return local
    if _is_latin(sample):
        return FALLBACK
    from charset_normalizer import from_bytes  # few pages need it, and it is slow to load

    best = from_bytes(sample, steps=3, chunk_size=1024, preemptive_behaviour=False).best()
    codec = codec_of(best.encoding) if best else None
    return codec if codec and codec.startswith(OTHER_SCRIPTS) else FALLBACK


def _is_latin(sample: bytes) -> bool:
    """Whether words have ASCII letters around the others, as in Latin alphabets only: then the detector, slow
    as it is, could tell nothing that is believed."""
    words = b"".join(word for word in WORD.findall(sample) if not word.isascii())
    return len(words) > 2 * _accents(words)


def encoding_of(body: bytes, content_type: str = "", country: str = "") -> str:
    """The codec to read a page with; `country` is the last label of its host, where nothing else tells."""
    for mark, codec in BOMS:
        if body.startswith(mark):
            return codec
    if body[1:2] == b"\0" and body[:1] == b"<":
        return "utf-16-le"
    if body[:2] == b"\0<":
        return "utf-16-be"
    if _fits(body, "utf-8"):
        return _stateful(body, content_type) or "utf-8"
    named = list(declared(body, content_type))
    if "utf-8" in named and _mostly_utf8(body):
        return "utf-8"
    fitting = (codec for codec in named if codec != "utf-8" and (_single(codec) or _fits(body, codec)))
    return next(fitting, None) or ("utf-8" if _mostly_utf8(body) else _detected(body, country))


def _single(codec: str) -> bool:
    """Whether a codec reads one byte as one character: such a one is believed, holes and all."""
    return codec.startswith(("cp125", "iso8859", "koi8", "cp874", "cp866", "mac"))


def _stateful(body: bytes, content_type: str) -> str | None:
    """ISO-2022 and UTF-16 without a mark look like ASCII, and only their label tells."""
    if b"\x1b$" not in body and b"\0" not in body:
        return None
    return next((c for c in declared(body, content_type) if c.startswith(("iso2022", "utf-16"))), None)


def decode(body: bytes, content_type: str = "", country: str = "") -> tuple[str, str]:
    """A page's text and the codec it was read with; what cannot be read becomes U+FFFD."""
    codec = encoding_of(body, content_type, country)
    return body.decode(codec, "replace").lstrip("\ufeff"), codec


def is_plain_utf8(body: bytes) -> bool:
    """Whether bytes can be parsed as they are: UTF-8 without mark, NULs or escapes to other charsets."""
    return (
        not body.startswith(b"\xef\xbb\xbf")
        and b"\0" not in body
        and b"\x1b" not in body
        and _fits(body, "utf-8")
    )
