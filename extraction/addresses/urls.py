"""Addresses: one key for all the spellings of one page, and the site that a page belongs to.

:func:`canonical` gives a key, not an address to ask for: it folds http into https, mobile, AMP and
print variants into the page itself and drops what only counts visitors. :func:`absolute` gives
what to ask for. The lists below are the web's habits, never one site's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from urllib.parse import quote, urljoin, urlsplit

from extraction.addresses.suffixes import registered

DEFAULT_PORTS = {"http": 80, "https": 443}

PLAIN = re.compile(
    r"https?://[a-z0-9.-]*[a-z0-9](?::[1-9]\d{1,3}|:[1-5]\d{4})?(?:/[A-Za-z0-9_~./?=&,;%+-]*)?"
)  # most: nothing to join or check
ORIGIN = re.compile(r"https?://[a-z0-9.-]*[a-z0-9](?::\d{1,5})?(?=/)")
PLAIN_HOST = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?=/|$)")  # without a port
ROOTED = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)+/?(?:\?[A-Za-z0-9_~.=&,+-]+)?")
SIMPLE = re.compile(  # no query, nothing to escape: scheme, host, port, path
    r"(https?)://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([1-9]\d{0,3}|[1-5]\d{4}))?((?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*)/?"
)
UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")  # browsers drop line breaks and tabs inside an address
HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
HOST_VARIANT = re.compile(r"^(?:www\d?|m|mobile|mobil|wap|touch|amp)\.(?=[^.]+\.)")
ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PATH_SAFE = "/!$&'()*+,;=:@%"
QUERY_SAFE = "/?!$'()*,;:@%"

NOISE = re.compile(  # names of parameters that count visitors or hold a session
    r"""
    (?: utm_ | at_ | pk_ | piwik_ | mtm_ | matomo_ | ns_ | hsa_ | guce_ | itm_ | stm_ | _hs | __hs ).*
    | (?: fb | g | d )clid | msclkid | yclid | ysclid | twclid | ttclid | srsltid | gclsrc | [gw]braid
    | li_fat_id | igshid | igsh | mc_[ce]id | _ga | _gl | mkt_tok | vero_id | oly_(?:enc|anon)_id |
    wickedid | s_cid | cmp(?:_?id)? | [noi]cid | xtor | spm | guccounter | smid | smtyp | rb_clickid |
    wt[._](?:mc(?:_id)?|zmc|tsrc) | ref_(?:src|url) | (?:original_)?referr?er | replytocom | sharetype
    | share_id | campaign(?:_?id)? | cid_source | echobox | ito | ftag | tpcc | trk | tracking_?id |
    traffic_source | __twitter_impression | amp_js_v | amp_gsa | amp_ct | usqp | aoh | __cf_chl_\w+ |
    nocache | _ts | cachebuster | phpsessid | jsessionid | aspsessionid\w* | session_?id | sess | cfid
    | cftoken | zenid | oscsid""",
    re.VERBOSE,
)
VARIANT = {  # parameters that choose another dress of the same page, with the values that say so
    "amp": None, "outputtype": {"amp"}, "print": None, "printable": None, "printview": None, "plain": {"1"},
    "view": {"print", "mobile", "amp"}, "format": {"print", "amp"}, "output": {"print", "amp"},
    "mode": {"print"}, "type": {"print", "98"}, "layout": {"print"}, "tmpl": {"component", "print"},
    "m": {"1"}, "mobile": {"1", "true"},
}  # fmt: skip
CARRIER = re.compile("from|source|src|via|ref|partner|share|service|origin")
CARRIERS = re.compile(  # where a reader came from
    "rss|feed|atom|twitter|x|facebook|fb|whatsapp|telegram|linkedin|reddit|pinterest|instagram|e?mail|newsletter"
    "|push|social|copy|copylink|home|homepage|app|sitemap|google_?news"
)
INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml|cfm)$", re.IGNORECASE)
PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;]*|/\(S\([a-z0-9]+\)\)", re.IGNORECASE
)
DRESSED_HEAD = re.compile(r"^/(?:amp|print|printable)(?=/[^/])", re.IGNORECASE)
DRESSED_TAIL = re.compile(
    r"(?<=[^/])(?:/(?:amp|print|printable|drucken|imprimir|imprimer)|[./]amp\.html)/*$", re.IGNORECASE
)
DRESSED_SUFFIX = re.compile(r"(?<=[^/.])\.(?:amp|print)(?=(?:\.html?)?$)", re.IGNORECASE)
AMP_CACHE = re.compile(
    r"^https?://(?:www\.google\.[a-z.]+/amp/(?:s/)?|[a-z0-9-]+\.cdn\.ampproject\.org/[cv]/(?:s/)?)"
    r"(?=[^/]+\.[^/]+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def _origin(base: str) -> str | None:
    """Scheme and host of an address, None where they are unusual."""
    found = ORIGIN.match(base)
    return found[0] if found else None


def complete(reference: str) -> bool:
    """Whether a reference is an address as a whole, to which joining would do nothing."""
    return PLAIN.fullmatch(reference) is not None and ";" not in reference and not reference.endswith("?")


def rooted(reference: str, base: str) -> str | None:
    """A reference from the root of its site ("/news/1"), joined; None for any other: most are such."""
    if ROOTED.fullmatch(reference):
        origin = _origin(base)
        return origin + reference if origin else None
    return None


def absolute(url: str, base: str | None = None) -> str | None:
    """The address to ask for: joined to ``base``, without its fragment; None unless http(s)."""
    url = UNSEEN.sub("", url).strip()
    if PLAIN.fullmatch(url):
        return url
    if base and (joined := rooted(url, base)):
        return joined
    try:
        joined = urljoin(base, url) if base else url
        parts = urlsplit(joined)
        if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname or parts.port == 0:
            return None
    except ValueError:  # "http://[" or a port that is no number
        return None
    return joined.partition("#")[0]


@lru_cache(maxsize=8192)
def canonical(url: str, base: str | None = None) -> str | None:
    """The key under which all spellings of one address are the same; None where it is no http(s) address.

    ``canonical(canonical(u)) == canonical(u)``. Ports other than the scheme's own keep the scheme.
    """
    address = absolute(url, base)
    if address is None:
        return None
    address = AMP_CACHE.sub("https://", address)
    if simple := SIMPLE.fullmatch(address):
        scheme, host, port, path = simple.groups()
        return _root(scheme, _host(host) or host, int(port or 0)) + (_settle(path, _undress) or "/")
    head, _, query = address.partition("?")
    parts = urlsplit(head.replace("\\", "/"))
    host = _host(parts.hostname or "")
    if host is None:
        return None
    scheme = parts.scheme.lower()
    kept = _query(query)
    return _root(scheme, host, parts.port or 0) + _path(parts.path) + (f"?{kept}" if kept else "")


def _root(scheme: str, host: str, port: int) -> str:
    usual = port in (0, DEFAULT_PORTS[scheme])
    return f"https://{host}" if usual else f"{scheme}://{host}:{port}"


@lru_cache(maxsize=4096)
def site_of(url: str) -> str | None:
    """The registered domain of an address ("bbc.co.uk"), in ASCII.

    An address without one (an IP address, localhost) is its own site, with its port; a blog under a
    shared suffix ("x.blogspot.com") is a site.
    """
    if plain := PLAIN_HOST.match(url):
        return _registered(plain[1], None)
    address = absolute(url)
    if address is None:
        return None
    parts = urlsplit(address)
    host = _ascii(parts.hostname or "")
    return _registered(host, parts.port) if host else None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered domain."""
    site = site_of(one)
    return site is not None and site == site_of(other)


def variants(url: str) -> tuple[str, ...]:
    """Addresses that usually answer with the same page, the given one first: the other scheme, with
    and without "www.", with and without the last slash."""
    address = absolute(url)
    if address is None:
        return ()
    parts = urlsplit(address)
    bare = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    found = [address]
    for scheme in ("https", "http"):
        for host in (bare, f"www.{bare}"):
            found += [f"{scheme}://{host}{path}{end}{query}" for end in ("", "/")]
    return tuple(dict.fromkeys(found))


# ---- host


def _ascii(host: str) -> str | None:
    """A host name in lower case and in ASCII, None where it is none."""
    host = host.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if not host.isascii():
        host = _punycode(host) or ""
    return host if HOST.fullmatch(host) else None


@cache
def _punycode(host: str) -> str | None:
    import idna  # tables of 10,000 code points, needed by few addresses

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None


@lru_cache(maxsize=1024)
def _host(name: str) -> str | None:
    host = _ascii(name)
    return _settle(host, lambda h: HOST_VARIANT.sub("", h)) if host else None


@lru_cache(maxsize=4096)
def _registered(host: str, port: int | None) -> str:
    name = registered(host)
    if name:
        return name.removeprefix("www.")
    labels = host.removeprefix("www.").split(".")
    if len(labels) == 1 or labels[-1].isdigit() or host.startswith("["):
        return f"{host}:{port}" if port else host
    return ".".join(labels[-2:])


# ---- path and query


def _settle(text: str, step: Callable[[str], str]) -> str:
    """``step`` until it changes nothing more: every step shortens, so it ends."""
    while (shorter := step(text)) != text:
        text = shorter
    return text


def _escape(text: str, safe: str) -> str:
    """One spelling of percent-encoding: unreserved characters plain, the rest in upper case hex."""

    def one(match: re.Match[str]) -> str:
        digits = match[1]
        if digits is None:
            return "%25"
        letter = chr(int(digits, 16))
        return letter if letter in UNRESERVED else f"%{digits.upper()}"

    return quote(ESCAPE.sub(one, text), safe=safe, errors="replace")


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in PATH_SESSION.sub("", _escape(path, PATH_SAFE)).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return _settle("/" + "/".join(segments), _undress) or "/"


def _undress(path: str) -> str:
    """One layer of variant off a path: index page, AMP, print, last slash."""
    path = INDEX_PAGE.sub("", DRESSED_SUFFIX.sub("", path)).rstrip("/")
    return DRESSED_HEAD.sub("", DRESSED_TAIL.sub("", path))


def _query(query: str) -> str:
    pairs = []
    for item in query.split("&"):
        name, _, value = _escape(item.replace("+", "%20"), QUERY_SAFE + "=").partition("=")
        if name and not _is_noise(name.lower(), value.lower()):
            pairs.append((name, value))
    pairs.sort(key=lambda pair: pair[0])
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _is_noise(name: str, value: str) -> bool:
    """Whether a parameter counts visitors, holds a session or dresses the page, and names nothing."""
    if NOISE.fullmatch(name):
        return True
    if name in VARIANT:
        told = VARIANT[name]
        return told is None or value in told
    if name in {"sid", "session"}:  # a visitor's in most programs, a short number names something
        return not (value.isdigit() and len(value) < 8)
    return bool(CARRIER.fullmatch(name) and CARRIERS.fullmatch(value))
