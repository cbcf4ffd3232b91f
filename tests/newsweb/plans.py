"""The sites of the web and how each behaves: every behaviour has a name and is switched per site."""

# ruff: noqa: E501 (markup and tables are laid out by their own lines)
from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ADDRESS = "/{section}/{slug}-{number}.html"  # where a site keeps its articles unless it says otherwise


class Markup(StrEnum):
    """How a site marks up its articles."""

    JSON_LD = "json-ld"
    GRAPH = "graph"
    OPENGRAPH = "opengraph"
    MICRODATA = "microdata"
    NONE = "none"
    JOOMLA = "joomla"


class Habit(StrEnum):
    """A named behaviour of a site."""

    # where its articles are told
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"
    SITEMAP_GZ = "gzipped sitemap"
    SITEMAP_NEWS = "news sitemap"
    SITEMAP_BARE = "sitemap without lastmod"
    SITEMAP_ONLY = "articles that only the sitemap names"
    UNLISTED_ROBOTS = "robots.txt does not name the sitemap"
    # manners it asks for
    CRAWL_DELAY = "Crawl-delay"
    DISALLOW = "Disallow"
    # addresses
    TRACKING = "tracking parameters"
    AMP = "AMP pages"
    PRINT = "print pages"
    SLASH = "slash variants"
    HTTPS = "canonical links say https"
    REDIRECTS = "redirect chains and loops"
    HREFLANG = "editions with hreflang"
    # delivery
    VALIDATORS = "ETag and Last-Modified"
    DAILY = "furniture changes with every request"
    GZIP = "gzip"
    BROTLI = "br"
    SLOW = "slow pages"
    FLAKY = "404, 410, 500, 503 then 200"
    WIRE = "wire copy"
    # character sets (utf-8 with a header otherwise)
    CP1251 = "windows-1251 in the header"
    LATIN1 = "iso-8859-1 said nowhere"
    META_ONLY = "charset in meta only"
    # traps
    CALENDAR = "calendar trap"
    SESSIONS = "session ids in links"
    FACETS = "facets of a search"
    ENDLESS = "pagination without an end"
    SOFT_404 = "200 for everything"
    # hostility
    HOSTILE = "hostile pages"
    COOKIE_LOOP = "cookies that loop"
    # broken sources
    ROBOTS_HUGE = "robots.txt of 10 MB"
    ROBOTS_HTML = "robots.txt is an HTML error page"
    FEED_BROKEN = "broken XML feed"
    FEED_HTML = "HTML for a feed"
    FEED_BOMB = "entity bomb for a feed"
    FEED_WILD = "feed with relative links and wrong dates"
    SITEMAP_FOREIGN = "sitemap lists other hosts"
    SITEMAP_HUGE = "sitemap of 200,000 addresses"


@dataclass(frozen=True, slots=True)
class Plan:
    """One site. ``address`` makes the path of an article."""

    name: str
    title: str
    languages: tuple[str, ...]
    markup: Markup
    habits: frozenset[Habit]
    stories: int = 75
    address: str = ADDRESS
    theme: int = 0


def _plan(
    name: str,
    title: str,
    languages: str,
    markup: Markup,
    *habits: Habit,
    address: str = "",
    stories: int = 75,
) -> Plan:
    return Plan(
        name,
        title,
        tuple(languages.split()),
        markup,
        frozenset(habits),
        stories,
        address or ADDRESS,
        theme=sum(map(ord, name)) % 5,
    )


H, M = Habit, Markup
DATED, BARE, QUERY = "/{year}/{month}/{day}/{slug}", "/article/{number}", "/index.php?id={number}"

ORDINARY = (
    _plan("herald", "The Harbour Herald", "en", M.JSON_LD, H.RSS, H.SITEMAP_INDEX, H.TRACKING, H.VALIDATORS, H.GZIP),
    _plan("courrier", "Le Courrier du Soir", "fr", M.GRAPH, H.ATOM, H.SITEMAP, H.CRAWL_DELAY, H.DISALLOW, stories=40),
    _plan("tagblatt", "Neues Tagblatt", "de", M.OPENGRAPH, H.RSS, H.SITEMAP_NEWS, H.SITEMAP, H.AMP, H.GZIP),
    _plan("diario", "Diario del Valle", "es", M.MICRODATA, H.SITEMAP_GZ, H.PRINT, H.VALIDATORS, address=DATED),
    _plan("vestnik", "Вестник недели", "ru", M.JSON_LD, H.RSS, H.SITEMAP, H.CP1251, H.GZIP, address=BARE),
    _plan("sabah", "صحيفة الصباح", "ar", M.GRAPH, H.JSON_FEED, H.SITEMAP, H.META_ONLY, address="/{section}/{slug}/"),
    _plan("chenbao", "云岭晨报", "zh", M.OPENGRAPH, H.SITEMAP_BARE, H.GZIP, address="/{section}/{year}{month}{day}/{number}.shtml"),
    _plan("jornal", "Jornal da Serra", "pt", M.NONE, H.LATIN1, address="/noticias/{slug}-{number}"),
    _plan("glos", "Głos Regionu", "pl", M.JSON_LD, H.SITEMAP, H.RSS, H.REDIRECTS, H.VALIDATORS),
    _plan("corriere", "Corriere della Valle", "it", M.MICRODATA, H.ATOM, H.SITEMAP, H.SLASH, H.BROTLI, address="/{section}/{slug}/"),
    _plan("standard", "Evening Standardbearer", "en", M.JSON_LD, H.SITEMAP_INDEX, H.WIRE, H.VALIDATORS, address=DATED),
    _plan("mirror", "Northern Looking-Glass", "en", M.OPENGRAPH, H.RSS, H.SITEMAP, H.WIRE, H.HTTPS),
    _plan("panorama", "Panorama Four", "en fr de es", M.GRAPH, H.SITEMAP, H.HREFLANG, H.VALIDATORS, address="/{language}/{section}/{slug}-{number}"),
    _plan("globus", "Globus", "ru pl it", M.JSON_LD, H.RSS, H.SITEMAP, address="/{language}/{section}/{number}/"),
    _plan("kurier", "Der Landkurier", "de", M.NONE, H.RSS, H.SITEMAP, H.DAILY, H.SITEMAP_ONLY),
    _plan("gaceta", "La Gaceta", "es", M.JSON_LD, H.SITEMAP_INDEX, H.SITEMAP_GZ, H.FLAKY, H.SLOW, H.GZIP),
    _plan("depeche", "La Dépêche libre", "fr", M.OPENGRAPH, H.RSS, H.SITEMAP, H.CALENDAR, H.SITEMAP_ONLY, H.UNLISTED_ROBOTS),
    _plan("correio", "Correio Atlântico", "pt", M.JSON_LD, H.SESSIONS, H.GZIP, address=QUERY),
    _plan("courier", "The Calder Courier", "en", M.MICRODATA, H.ATOM, H.FACETS, H.ENDLESS, H.TRACKING, H.VALIDATORS),
    _plan("gazzetta", "Gazzetta Nuova", "it", M.JSON_LD, H.RSS, H.SITEMAP, H.SOFT_404, H.DISALLOW),
)  # fmt: skip

HOSTILE = (
    _plan("hostile", "The Hostile Times", "en", M.JSON_LD, H.RSS, H.HOSTILE, H.COOKIE_LOOP, H.REDIRECTS, stories=12),
)  # fmt: skip

BROKEN = (
    _plan("rough", "Rough Feed", "en", M.JSON_LD, H.FEED_BROKEN, stories=12),
    _plan("webby", "Web for a Feed", "fr", M.JSON_LD, H.FEED_HTML, stories=12),
    _plan("bomb", "Entity Daily", "de", M.JSON_LD, H.FEED_BOMB, stories=12),
    _plan("wild", "Wild Dates", "es", M.JSON_LD, H.FEED_WILD, stories=12),
    _plan("foreign", "Foreign Affairs", "en", M.JSON_LD, H.SITEMAP, H.SITEMAP_FOREIGN, stories=12),
    _plan("huge", "Huge Archive", "it", M.JSON_LD, H.SITEMAP, H.SITEMAP_HUGE, stories=12),
    _plan("ballast", "Robots Ballast", "pl", M.JSON_LD, H.RSS, H.ROBOTS_HUGE, stories=12),
    _plan("shell", "Robots Shell", "pt", M.JSON_LD, H.RSS, H.ROBOTS_HTML, stories=12),
    _plan("empty", "Nothing Here", "en", M.NONE, stories=0),
)  # fmt: skip

BBABO = (
    Plan(
        "bbabo",
        "Bbabo NET",
        ("fr", "en", "de", "es"),
        Markup.JOOMLA,
        frozenset({Habit.SITEMAP_BARE}),
        60,
        "/{language}/{section}/{number}-{slug}",
    ),
)
