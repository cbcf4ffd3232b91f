"""newskeep.toml as frozen values: every key, its default and its check stand in this file.

A mistake is never passed over: an unknown key, a wrong type, a bad URL or a name used twice is a
:class:`ConfigError` whose lines name the file, the line and what to write instead. All mistakes of
one file are told at once. Relative paths are meant relative to the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DETECTORS = ("auto", "langdetect", "cld2", "py3langid", "fasttext")
SPIDERS = ("news", "bbabo")
CAPTURES = Path("captures")
USER_AGENT = "newskeep (+https://example.org/bot)"

Read = Callable[[Any], Any]  # a check: gives the value to keep, or raises ValueError saying what was expected


class ConfigError(Exception):
    """newskeep.toml cannot be used; the message has one line per mistake: ``FILE:LINE: what, what to do``."""


# ---- checks


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text in quotes")
    return value.strip()


def _path(value: Any) -> Path:
    return Path(_text(value))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 86_400:
        raise ValueError("expected a number of seconds, 0 or more")
    return float(value)


def _natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("expected a whole number, 1 or more")
    return value


def web_address(value: Any) -> str:
    """A web address as it was written. Raises ValueError, which says what was expected."""
    address = _text(value)
    try:
        parts = urlsplit(address)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or re.search(r"\s", address):
        raise ValueError("expected a web address such as https://www.example.org/")
    return address


def _proxy(value: Any) -> str:
    return _text(value) if "${" in str(value) else web_address(value)


def _database(value: Any) -> str:
    address = _text(value)
    if not address.startswith(("sqlite:///", "postgresql")) or "://" not in address:
        raise ValueError("expected sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE")
    return address


def _pattern(value: Any) -> str:
    pattern = _text(value)
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression ({error})") from None
    return pattern


def _timezone(value: Any) -> str:
    name = _text(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("expected a time zone such as Europe/Paris") from None
    return name


def _language(value: Any) -> str:
    tag = _text(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise ValueError("expected a language tag such as fr or pt-BR")
    return tag


def _site_name(value: Any) -> str:
    name = _text(value)
    if name.startswith("-") or not name.isprintable():
        raise ValueError("expected a name such as bbabo-fr")
    return name


def _headers(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError('expected a table of texts such as {Cookie = "consent=1"}')
    if any(re.search(r"[\r\n\0]", text) for pair in value.items() for text in pair):
        raise ValueError("expected header texts without line breaks")
    return dict(value)


def _one_of(*allowed: str) -> Read:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}{_meant(str(value), allowed)}")
        return str(value)

    return read


def _list_of(read: Read) -> Read:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("expected a list in [ ]")
        return tuple(read(item) for item in value)

    return read_all


def _key(read: Read, default: Any = None) -> Any:
    return field(default=default, metadata={"read": read})


# ---- what the file holds


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """``[archive]``: where everything is kept."""

    url: str = _key(_database, "sqlite:///archive.db")
    captures: Path = field(default=CAPTURES, metadata={"read": _path})


@dataclass(frozen=True, slots=True)
class CrawlConfig:
    """``[crawl]``: manners and bounds over all sites. ``delay`` is in seconds."""

    user_agent: str = _key(_text, USER_AGENT)
    delay: float = _key(_seconds, 1.0)
    concurrency: int = _key(_natural, 16)
    allow_private_addresses: bool = _key(_flag, False)
    respect_tdm: str = _key(_one_of("record", "skip"), "record")


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """``[language]``: who says what language a text is in."""

    detector: str = _key(_one_of(*DETECTORS), "auto")


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """One ``[[site]]``. ``None`` means: as under ``[crawl]``, or as found on the site.

    ``allow`` and ``deny`` are regular expressions searched in URLs; ``delay`` is in seconds;
    ``max_pages`` bounds the pages of one run.
    """

    name: str = _key(_site_name, "")
    url: str = _key(web_address, "")
    feeds: tuple[str, ...] = _key(_list_of(web_address), ())
    sitemaps: tuple[str, ...] = _key(_list_of(web_address), ())
    listings: tuple[str, ...] = _key(_list_of(web_address), ())
    spider: str | None = _key(_one_of(*SPIDERS))
    allow: tuple[str, ...] = _key(_list_of(_pattern), ())
    deny: tuple[str, ...] = _key(_list_of(_pattern), ())
    delay: float | None = _key(_seconds)
    max_pages: int | None = _key(_natural)
    language: str | None = _key(_language)
    timezone: str | None = _key(_timezone)
    headers: Mapping[str, str] = field(default_factory=dict, metadata={"read": _headers})
    proxy: str | None = _key(_proxy)
    render: bool = _key(_flag, False)
    allow_private_addresses: bool | None = _key(_flag)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file. ``path`` is where it was read, ``None`` for the defaults alone."""

    archive: ArchiveConfig = ArchiveConfig()
    crawl: CrawlConfig = CrawlConfig()
    language: LanguageConfig = LanguageConfig()
    sites: tuple[SiteConfig, ...] = ()
    path: Path | None = None

    def site(self, name: str) -> SiteConfig:
        """The site of that name; :class:`ConfigError` suggests near ones where there is none."""
        for site in self.sites:
            if site.name == name:
                return site
        names = [site.name for site in self.sites]
        known = _meant(name, names) or (
            f": the file has {', '.join(names)}" if names else ": it has no site yet"
        )
        raise ConfigError(f"no site {name!r} in {self.path or 'newskeep.toml'}{known}")


TABLES: Mapping[str, type] = {"archive": ArchiveConfig, "crawl": CrawlConfig, "language": LanguageConfig}


# ---- reading


def load(path: Path, environ: Mapping[str, str], *, secrets: bool = True) -> Config:
    """Read newskeep.toml. ``environ`` fills ``${NAME}`` in the archive's URL, headers and proxies.

    With ``secrets=False`` the sites' headers and proxies stay as written, so that whoever only
    reads the archive needs none of the crawler's secrets.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file: run `newskeep init` to write one") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_not_toml(path, str(error))) from None
    reader = _Reader(path, text, environ, secrets)
    config = reader.config(tables)
    if reader.mistakes:
        raise ConfigError("\n".join(message for _, message in sorted(reader.mistakes)))
    return config


def _not_toml(path: Path, message: str) -> str:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = f":{place[1]}" if place else ""
    return f"{path}{line}: is not TOML: {message}"


def _meant(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f": did you mean {near[0]!r}?" if near else ""


@dataclass(slots=True)
class _Reader:
    """One reading of one file; mistakes are collected so that all are told at once."""

    path: Path
    text: str
    environ: Mapping[str, str]
    secrets: bool
    mistakes: list[tuple[int, str]] = field(default_factory=list)

    def config(self, tables: Mapping[str, Any]) -> Config:
        values = {name: self._table(kind, tables.get(name, {}), name) for name, kind in TABLES.items()}
        for name in tables.keys() - TABLES.keys() - {"site"}:
            self._mistake(
                f"unknown table or key {name!r}{_meant(name, [*TABLES, 'site'])}", _line(self.text, "", name)
            )
        archive = self._settle(values.pop("archive"))
        return Config(
            archive=archive, **values, sites=tuple(self._sites(tables.get("site", []))), path=self.path
        )

    def _sites(self, tables: Any) -> Iterator[SiteConfig]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            return self._mistake(
                "a site is written as [[site]], with two brackets", _line(self.text, "", "site")
            )
        seen: set[str] = set()
        for number, table in enumerate(tables):
            site = self._table(SiteConfig, table, "site", number)
            for needed in {"name", "url"} - table.keys():
                self._mistake(f"this [[site]] has no {needed!r}", _line(self.text, "site", number=number))
            if site.name and site.name in seen:
                self._mistake(
                    f"the site name {site.name!r} is used twice", _line(self.text, "site", "name", number)
                )
            seen.add(site.name)
            yield self._unlock(site, number)

    def _table(self, kind: type, table: Any, name: str, number: int = 0) -> Any:
        if not isinstance(table, dict):
            self._mistake(f"{name!r} is a table: write [{name}]", _line(self.text, "", name))
            return kind()
        keys = {key.name: key.metadata["read"] for key in fields(kind)}
        values: dict[str, Any] = {}
        for key, value in table.items():
            line = _line(self.text, name, key, number)
            if key not in keys:
                self._mistake(f"unknown key {key!r} in [{name}]{_meant(key, list(keys))}", line)
                continue
            try:
                values[key] = keys[key](value)
            except ValueError as error:
                self._mistake(f"{key} = {_shown(value)}: {error}", line)
        return kind(**values)

    def _settle(self, archive: ArchiveConfig) -> ArchiveConfig:
        """Paths made absolute, relative to the file."""
        folder = self.path.absolute().parent
        url = self._fill(archive.url, _line(self.text, "archive", "url"))
        file = url.removeprefix("sqlite:///")
        if file != url and file != ":memory:":
            url = f"sqlite:///{folder / file}"
        return replace(archive, url=url, captures=folder / archive.captures)

    def _unlock(self, site: SiteConfig, number: int) -> SiteConfig:
        if not self.secrets:
            return site
        line = _line(self.text, "site", "headers", number)
        headers = {name: self._fill(value, line) for name, value in site.headers.items()}
        proxy = site.proxy and self._fill(site.proxy, _line(self.text, "site", "proxy", number))
        return replace(site, headers=headers, proxy=proxy)

    def _fill(self, text: str, line: int | None) -> str:
        for name in set(re.findall(r"\$\{(\w+)\}", text)):
            if name not in self.environ:
                self._mistake(f"${{{name}}} is not set: export {name} in the environment", line)
            text = text.replace(f"${{{name}}}", self.environ.get(name, ""))
        return text

    def _mistake(self, message: str, line: int | None) -> None:
        place = f"{self.path}:{line}" if line else str(self.path)
        self.mistakes.append((line or 0, f"{place}: {message}"))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _line(text: str, table: str, key: str = "", number: int = 0) -> int | None:
    """The line of ``key`` in the ``number``-th table of that name; of the table's header without a key.

    tomllib gives no positions, so the lines are walked; a key that hides in an inline table is
    named by its table's line.
    """
    named = re.compile(rf"\s*['\"]?{re.escape(key)}['\"]?\s*[=.]") if key else None
    current, count, header = "", -1, None
    for index, line in enumerate(text.splitlines(), 1):
        if opened := re.match(r"\s*\[\[?\s*['\"]?([\w.-]+)['\"]?\s*\]", line):
            current = opened[1]
            count += current == table
            if key and current == (f"{table}.{key}" if table else key) and (not table or count == number):
                return index
            header = index if current == table and count == number else header
        elif named and current == table and (not table or count == number) and named.match(line):
            return index
    return header
