"""What a key of newskeep.toml may hold: each check gives the value to keep, or says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Read = Callable[[Any], Any]  # a check: gives the value to keep, or raises ValueError saying what was expected


def meant(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f": did you mean {near[0]!r}?" if near else ""


def text_in_quotes(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text in quotes")
    return value.strip()


def path(value: Any) -> Path:
    return Path(text_in_quotes(value))


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 86_400:
        raise ValueError("expected a number of seconds, 0 or more")
    return float(value)


def natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("expected a whole number, 1 or more")
    return value


def web_address(value: Any) -> str:
    """A web address as it was written. Raises ValueError, which says what was expected."""
    address = text_in_quotes(value)
    try:
        parts = urlsplit(address)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or re.search(r"\s", address):
        raise ValueError("expected a web address such as https://www.example.org/")
    return address


def proxy(value: Any) -> str:
    """Checked once its secrets are filled in."""
    return text_in_quotes(value) if "${" in str(value) else web_address(value)


def credentials(value: Any) -> str:
    text = text_in_quotes(value)
    if ":" not in text.strip(":") or re.search(r"[\r\n\0]", text):
        raise ValueError('expected a name and a password such as "me:${PASSWORD}"')
    return text


def database(value: Any) -> str:
    address = text_in_quotes(value)
    if not address.startswith(("sqlite:///", "postgresql")) or "://" not in address:
        raise ValueError("expected sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE")
    return address


def pattern(value: Any) -> str:
    pattern = text_in_quotes(value)
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression ({error})") from None
    return pattern


def timezone(value: Any) -> str:
    name = text_in_quotes(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("expected a time zone such as Europe/Paris") from None
    return name


def language(value: Any) -> str:
    tag = text_in_quotes(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise ValueError("expected a language tag such as fr or pt-BR")
    return tag


def site_name(value: Any) -> str:
    name = text_in_quotes(value)
    if name.startswith("-") or not name.isprintable():
        raise ValueError("expected a name such as bbabo-fr")
    return name


def headers(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError('expected a table of texts such as {Cookie = "consent=1"}')
    if any(re.search(r"[\r\n\0]", text) for pair in value.items() for text in pair):
        raise ValueError("expected header texts without line breaks")
    return dict(value)


def cookies(value: Any) -> Mapping[str, str]:
    cookies = headers(value)
    if any(re.search(r"[;,\s=]", name) or ";" in text for name, text in cookies.items()):
        raise ValueError("expected cookies by name, without a semicolon")
    return cookies


def one_of(*allowed: str) -> Read:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}{meant(str(value), allowed)}")
        return str(value)

    return read


def list_of(read: Read) -> Read:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("expected a list in [ ]")
        return tuple(read(item) for item in value)

    return read_all
