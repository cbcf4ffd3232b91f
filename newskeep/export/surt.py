"""SURT keys, by which indexes of captures are sorted and looked up: ``com,example)/path?query``.

The rules are those of the Internet Archive, since players look pages up by the keys that they make.
Its ``surt`` package is AGPL and stays out of what we ship; the tests compare the two.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # what an escaped address shows as it is
WWW = re.compile(r"^www\d*\.")
SESSIONS = [
    re.compile(rf"^(.*)(?:{name})(?:&(.*))?$", re.IGNORECASE)
    for name in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
]


def surt(url: str) -> str:
    """The key of an address with scheme and host."""
    parts = urlsplit(url)
    usual = 443 if parts.scheme.lower() == "https" else 80
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    query = _query(parts.query)
    return f"{_host(parts.hostname or '')}{port}){_path(parts.path)}{'?' if query else ''}{query}"


def _host(name: str) -> str:
    plain = unquote_to_bytes(name).decode("utf-8", "ignore")
    if not plain.isascii():
        plain = _punycode(plain)
    plain = plain.lower().replace("..", ".").strip(".")
    return ",".join(reversed(WWW.sub("", plain).split(".")))


def _punycode(name: str) -> str:
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def _path(path: str) -> str:
    kept: list[bytes] = []
    for step in _bare(path).split(b"/")[1:]:
        if step == b".." and kept:
            kept.pop()
        elif step != b".":
            kept.append(step)
    *above, last = kept or [b""]
    whole = b"/" + b"".join(step + b"/" for step in above if step) + last
    return _escaped(whole).lower().removesuffix("/") or "/"


def _query(query: str) -> str:
    text = _escaped(_bare(query))
    for session in SESSIONS:
        if match := session.match(text):
            text = match[1] + (match[2] or "")
    return "&".join("=".join(pair) for pair in sorted(part.split("=", 1) for part in text.lower().split("&")))


def _bare(text: str) -> bytes:
    """Without escapes, and escapes of escapes."""
    bare = unquote_to_bytes(text)
    while (again := unquote_to_bytes(bare)) != bare:
        bare = again
    return bare


def _escaped(text: bytes) -> str:
    return quote_from_bytes(text, safe=SAFE)
