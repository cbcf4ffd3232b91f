"""newskeep.toml as frozen values: every key and its default stand here, with the name of its check.

A mistake is never passed over: an unknown key, a wrong type, a bad URL or a name used twice is a
:class:`ConfigError` whose lines name the file, the line and what to write instead. All mistakes of
one file are told at once. Relative paths are meant relative to the file.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler import checks

DETECTORS = ("auto", "langdetect", "cld2", "py3langid", "fasttext")
SPIDERS = ("news", "bbabo")
CAPTURES = Path("captures")
USER_AGENT = "newskeep (+https://example.org/bot)"


class ConfigError(Exception):
    """newskeep.toml cannot be used; the message has one line per mistake: ``FILE:LINE: what, what to do``."""


def _key(read: checks.Read, default: Any = None) -> Any:
    return field(default=default, metadata={"read": read})


# ---- what the file holds


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """``[archive]``: where everything is kept."""

    url: str = _key(checks.database, "sqlite:///archive.db")
    captures: Path = field(default=CAPTURES, metadata={"read": checks.path})


@dataclass(frozen=True, slots=True)
class CrawlConfig:
    """``[crawl]``: manners and bounds over all sites. ``delay`` is in seconds."""

    user_agent: str = _key(checks.text_in_quotes, USER_AGENT)
    delay: float = _key(checks.seconds, 1.0)
    concurrency: int = _key(checks.natural, 16)
    allow_private_addresses: bool = _key(checks.flag, False)
    respect_tdm: str = _key(checks.one_of("record", "skip"), "record")


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """``[language]``: who says what language a text is in."""

    detector: str = _key(checks.one_of(*DETECTORS), "auto")


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """One ``[[site]]``. ``None`` means: as under ``[crawl]``, or as found on the site.

    ``allow`` and ``deny`` are regular expressions searched in URLs; ``delay`` is in seconds;
    ``max_pages`` bounds the pages of one run.
    """

    name: str = _key(checks.site_name, "")
    url: str = _key(checks.web_address, "")
    feeds: tuple[str, ...] = _key(checks.list_of(checks.web_address), ())
    sitemaps: tuple[str, ...] = _key(checks.list_of(checks.web_address), ())
    listings: tuple[str, ...] = _key(checks.list_of(checks.web_address), ())
    spider: str | None = _key(checks.one_of(*SPIDERS))
    allow: tuple[str, ...] = _key(checks.list_of(checks.pattern), ())
    deny: tuple[str, ...] = _key(checks.list_of(checks.pattern), ())
    delay: float | None = _key(checks.seconds)
    max_pages: int | None = _key(checks.natural)
    language: str | None = _key(checks.language)
    timezone: str | None = _key(checks.timezone)
    headers: Mapping[str, str] = field(default_factory=dict, metadata={"read": checks.headers})
    cookies: Mapping[str, str] = field(default_factory=dict, metadata={"read": checks.cookies})
    auth: str | None = _key(checks.credentials)
    proxy: str | None = _key(checks.proxy)
    render: bool = _key(checks.flag, False)
    allow_private_addresses: bool | None = _key(checks.flag)

    @property
    def own_headers(self) -> dict[str, str]:
        """What requests for this site carry beside the usual: its headers, cookies and credentials."""
        own = dict(self.headers)
        if self.cookies:
            given = [text for name, text in own.items() if name.lower() == "cookie"]
            own = {name: text for name, text in own.items() if name.lower() != "cookie"}
            own["Cookie"] = "; ".join((*given, *(f"{name}={text}" for name, text in self.cookies.items())))
        if self.auth:
            own["Authorization"] = f"Basic {b64encode(self.auth.encode()).decode()}"
        return own


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
        known = checks.meant(name, names) or (
            f": the file has {', '.join(names)}" if names else ": it has no site yet"
        )
        raise ConfigError(f"no site {name!r} in {self.path or 'newskeep.toml'}{known}")


SECRETS = ("headers", "cookies", "auth", "proxy")  # keys of a site that may hold ${NAME}
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
            near = checks.meant(name, [*TABLES, "site"])
            self._mistake(f"unknown table or key {name!r}{near}", _line(self.text, "", name))
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
                self._mistake(f"unknown key {key!r} in [{name}]{checks.meant(key, list(keys))}", line)
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
        lines = {key: _line(self.text, "site", key, number) for key in SECRETS}
        headers = {name: self._fill(text, lines["headers"]) for name, text in site.headers.items()}
        cookies = {name: self._fill(text, lines["cookies"]) for name, text in site.cookies.items()}
        auth = site.auth and self._fill(site.auth, lines["auth"])
        proxy = site.proxy and self._fill_proxy(site.proxy, lines["proxy"])
        return replace(site, headers=headers, cookies=cookies, auth=auth, proxy=proxy)

    def _fill(self, text: str, line: int | None, spell: Callable[[str], str] = str) -> str:
        for name in set(re.findall(r"\$\{(\w+)\}", text)):
            if name not in self.environ:
                self._mistake(f"${{{name}}} is not set: export {name} in the environment", line)
            text = text.replace(f"${{{name}}}", spell(self.environ.get(name, "")))
        return text

    def _fill_proxy(self, text: str, line: int | None) -> str:
        """A proxy's address; a secret within it is spelled so that it may hold any character."""
        whole = re.fullmatch(r"\$\{\w+\}", text)
        filled = self._fill(text, line, str if whole else lambda secret: quote(secret, safe=""))
        try:
            return checks.web_address(filled) if filled else filled
        except ValueError as error:  # the value itself stays unsaid: it may hold a password
            self._mistake(f"proxy = {text!r}, filled in: {error}", line)
        return filled

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
