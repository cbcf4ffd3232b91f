"""Which addresses belong to which configured site: pure, decided from newskeep.toml alone.

A site is the address it was configured with: its host with that host's usual variants, at its port. An
address whose path begins with a language ("/fr/") stands for that edition only. Where two configured
sites share a host, the longer address wins, so that editions of one house do not take each other's
articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.config import SiteConfig
from extraction.addresses.urls import absolute, canonical, site_of

NETLOC = re.compile(r"[^:/?#]+://[^/?#]*")
EDITION = re.compile(r"/[a-z]{2,3}(?:[-_][a-z]{2,4})?(?=/|$)", re.IGNORECASE)


def _place(url: str) -> tuple[str, str]:
    """Where an address lies: its house (registered domain, with a port that is not the usual) and path."""
    parts = urlsplit(url)
    usual = parts.port in (None, 80, 443)
    return f"{site_of(url)}" + ("" if usual else f":{parts.port}"), parts.path or "/"


def _folder(path: str) -> str:
    """A path as the folder that it stands for, without the last slash: "/fr/index.html" is "/fr"."""
    head, _, last = path.rpartition("/")
    return head if "." in last else path.rstrip("/")


@dataclass(frozen=True, slots=True)
class Territory:
    """What one site owns: a house and a folder in it."""

    name: str
    house: str
    folder: str
    closed: bool  # whether the folder's edge is the site's edge

    @classmethod
    def of(cls, site: SiteConfig) -> Territory:
        """The territory of a configured site."""
        house, path = _place(canonical(site.url) or site.url)
        folder = _folder(path)
        return cls(site.name, house, folder, bool(EDITION.fullmatch(folder)))

    def covers(self, house: str, path: str) -> bool:
        """Whether a place lies under this site's own folder."""
        return house == self.house and (path == self.folder or path.startswith(self.folder + "/"))


@dataclass(frozen=True, slots=True)
class Scope:
    """What one site may fetch among its neighbours. ``allow`` and ``deny`` are searched in addresses."""

    own: Territory
    origin: str
    others: tuple[Territory, ...] = ()
    allow: tuple[re.Pattern[str], ...] = ()
    deny: tuple[re.Pattern[str], ...] = ()
    _houses: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def holds(self, url: str) -> bool:
        """Whether an address belongs to the site, whatever it is."""
        head = NETLOC.match(url)
        netloc = head[0] if head else ""
        house = self._houses.get(netloc)
        if house is None:
            house = self._houses[netloc] = _place(url)[0]
        if house != self.own.house:
            return False
        return not (self.others or self.own.closed) or self._claims(house, urlsplit(url).path or "/")

    def _claims(self, house: str, path: str) -> bool:
        """Whether a place of the site's house is its own, and not that of another site there."""
        inside = self.own.covers(house, path)
        if not inside and self.own.closed:
            return False
        claims = [len(other.folder) for other in self.others if other.covers(house, path)]
        return not claims or (inside and max(claims) <= len(self.own.folder))

    def foreign(self, url: str) -> bool:
        """Whether an address belongs to no configured house: robots.txt may name a sitemap there."""
        house = _place(url)[0]
        return house != self.own.house and all(house != other.house for other in self.others)

    def spell(self, url: str) -> str:
        """An address with the site's own scheme where it names the site's very port.

        A port speaks http or https, never both: an https link to a port that was configured as http is the
        same page, and could not be fetched.
        """
        if url.startswith(self.origin):
            return url
        scheme, _, rest = url.partition("://")
        own, _, place = self.origin.partition("://")
        ported = place.rpartition(":")[2].isdigit()
        return f"{own}://{rest}" if ported and scheme != own and rest.partition("/")[0] == place else url

    def wants(self, url: str) -> bool:
        """Whether an address of the site may be kept as an article."""
        if any(pattern.search(url) for pattern in self.deny):
            return False
        return not self.allow or any(pattern.search(url) for pattern in self.allow)


def scope_of(site: SiteConfig, sites: Iterable[SiteConfig] = ()) -> Scope:
    """The scope of one site among all that are configured."""
    own = Territory.of(site)
    others = (Territory.of(other) for other in sites if other.name != site.name)
    return Scope(
        own=own,
        origin=origin_of(site.url),
        others=tuple(other for other in others if other.house == own.house),
        allow=tuple(re.compile(pattern) for pattern in site.allow),
        deny=tuple(re.compile(pattern) for pattern in site.deny),
    )


def front_of(site: SiteConfig) -> str:
    """The address of a site's front page."""
    return absolute(site.url) or site.url


def folder_url(site: SiteConfig, path: str) -> str:
    """An address at the root of a site's host."""
    parts = urlsplit(site.url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: what a robots.txt is valid for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def territories(sites: Iterable[SiteConfig]) -> Mapping[str, Scope]:
    """Every site's scope, by name."""
    known = tuple(sites)
    return {site.name: scope_of(site, known) for site in known}
