"""What kind of page it is, with the reason: the crawler stores articles only.

A trained forest over the whole page (what it states, its address, its text) tells articles from all
else; rules name the other kinds, and each says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from lxml import etree

from extraction.addresses.headed import HEADLINE, leads_to_its_own_page
from extraction.addresses.listing import cards
from extraction.addresses.urls import canonical
from extraction.article import Kind
from extraction.body import BodyReading
from extraction.document import Document
from extraction.fields import Fields
from extraction.metadata import key
from extraction.page.trees import Forest
from extraction.people.names import is_person
from extraction.text import text_of

THRESHOLD = 0.55  # a listing kept as an article costs more than a doubtful page left out
STATED_THRESHOLD = 0.45  # of a page that states a dated article: it is hardly ever anything else
SIGNED_THRESHOLD = 0.3  # of a page that a person signs and that is dated clearly
VOUCHED_THRESHOLD = 0.15  # of a dated page to which a feed or a listing leads by its own headline
CLEARLY = 1.5  # votes for the day
STUB_WORDS = 120  # a paywalled article with fewer shows no more than its beginning
ERROR_WORDS = 150
WALL_WORDS = 350
GALLERY_WORDS = 120
LIVE_WORDS = 40
PROGRAMME_WORDS = 40  # fewer beside a player tell what is heard
MANY_LINKS = 25

_PAGE = r"\b(?:pages?|seite|página|pagina|story|article|artikel|content)\b"
_CANNOT = r"(?:can(?:not|['’]t)|could(?: not|n['’]t))"
_NOT_FOUND = re.compile(
    r"\b404\b|not found|page (?:introuvable|non trouvée)|nicht gefunden|no encontrad[ao]|não encontrad[ao]"
    r"|non trovat[ao]|niet gevonden|nie znaleziono|не найден|не знайдено|ikke fundet|ikke funnet"
    r"|hittades inte|sayfa bulunamadı|ei löytynyt"
    r"|no longer available|n'existe plus|gone missing|見つかりません|找不到|不存在|페이지를 찾을 수"
    r"|غير موجودة|یافت نشد|ไม่พบ|не существует|nie istnieje|neexistuje|nebyla nalezena|tidak ditemukan"
    r"|không tìm thấy|לא נמצא|δεν βρέθηκε"
    rf"|{_PAGE}.{{0,40}}(?:does(?:n['’]t| not) exist|no existe|n'existe pas|existiert nicht|não existe)"
    rf"|{_PAGE}.{{0,40}}(?:non esiste|bestaat niet|{_CANNOT} be found)|{_CANNOT} find.{{0,20}}{_PAGE}",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"access denied|forbidden|service unavailable|internal server error|bad gateway|just a moment"
    r"|attention required|are you (?:a )?(?:human|robot)|verify you are|captcha|too many requests"
    r"|erreur serveur|serverfehler|error del servidor",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|bevor (?:sie|du) (?:fort|weiter)|avant de (?:continuer|poursuivre)"
    r"|antes de continuar|prima di (?:continuare|proseguire)|voordat (?:u|je) (?:verder|doorgaat)"
    r"|cookie consent|consent (?:wall|choices)"
    r"|mit werbung|weiter mit tracking|continuer sans accepter|accepter et continuer"
    r"|accept (?:all )?cookies|akzeptieren und weiter|willigen sie in"
    r"|(?:our|unsere[rn]?(?: bis zu)?|nos|nuestros|i nostri|onze) \d+ (?:partner|partenaires|socios)"
    r"|alle akzeptieren|we value your privacy|votre vie privée|ihre privatsphäre|datenschutz-?einstellungen",
    re.IGNORECASE,
)

_STANDING = re.compile(
    r"about([-_]?us)?|contact([-_]?us)?|privacy([-_]?policy)?|imprint|impressum|legal([-_]?notice)?|terms"
    r"([-_](of[-_](use|service)|and[-_]conditions))?|login|sign[-_]?in|sign[-_]?up|register|newsletters?"
    r"|subscribe|subscription|advertis(e|ing)|weather|cookies?([-_]policy)?|careers|jobs|faq|help|search|sitemap"
    r"|archives?|rss|feeds|masthead|ueber[-_]uns|über[-_]uns|kontakt|datenschutz|agb|werbung|anzeigen|abo|wetter"
    r"|hilfe|suche|a[-_]propos|qui[-_]sommes[-_]nous|mentions[-_]legales|confidentialite|publicite|meteo|cgu|cgv"
    r"|recherche|abonnement|sobre([-_]nosotros)?|quienes[-_]somos|contacto|privacidad|aviso[-_]legal|publicidad"
    r"|contato|quem[-_]somos|privacidade|chi[-_]siamo|contatti|pubblicita|over[-_]ons|adverteren|colofon|om[-_]oss"
    r"|om[-_]os|kontakta[-_]oss|o[-_]nas|redakcja|reklama|hakkimizda|iletisim|kunye|tietoa|yhteystiedot",
    re.IGNORECASE,
)
_TEXTS = etree.XPath(
    "(/html/body//text()[string-length(.) > 60]"
    "[not(parent::a or parent::script or parent::style)])[position() < 4]"
)
MIN_TEXTS = 2
MAX_CARD = 20_000  # characters
TEASERS = 0.6
SEVERAL, SHOWN = 3, 0.8  # articles that a page shows, and the share of its text, for it to list them
OPENING = 3  # blocks of which the longest is sure to be the article's own
DOUBTFUL = 0.8  # a likelier article that leads to others in its text is one all the same


@lru_cache(maxsize=1)
def forest() -> Forest:
    """The trained model that ships with the package."""
    return Forest.from_bytes(files("extraction.model").joinpath("kind.npz").read_bytes())


def article_chance(reading: BodyReading, model: Forest | None = None) -> float:
    """The probability that a page is an article, from its measures."""
    use = model or forest()
    row = np.array([[reading.measures.get(name, 0.0) for name in use.names]], dtype=np.float32)
    return float(use.probability(row)[0])


def threshold(measures: Mapping[str, float], *, dated: bool = False) -> float:
    """The probability from which a page is taken for an article; whether it is ``dated`` in sight."""
    stated = measures.get("ld article") or measures.get("og article")
    told = measures.get("dated") or (measures.get("ld article") and measures.get("ld dated"))
    return STATED_THRESHOLD if stated and (told or dated) else THRESHOLD


def _signed_and_dated(fields: Fields) -> bool:
    """Whether a person signs a page, and it shows or states clearly when it was published."""
    told = sum(c.weight or 0.0 for c in fields.candidates if c.field == "published" and c.chosen)
    return told >= CLEARLY and any(map(is_person, fields.authors))


def vouched(document: Document, fields: Fields) -> bool:
    """Whether what led to a page, a feed, a news sitemap or a listing, called it by the headline that it
    bears, and it tells when it was published: pages of many sites state nothing else."""
    told, own = key(document.page.hints.title or ""), key(fields.title or "")
    same = told in own or own in told
    return same and min(len(told), len(own)) >= HEADLINE and fields.published is not None


def _needed(document: Document, reading: BodyReading, fields: Fields | None) -> float:
    """The probability that this page needs."""
    if fields is None:
        return threshold(reading.measures)
    signed = _signed_and_dated(fields)
    if vouched(document, fields):  # what only scripts carry has nothing else to be judged by
        return 0.0 if reading.rescued else VOUCHED_THRESHOLD / 3 if signed else VOUCHED_THRESHOLD
    if signed:
        return SIGNED_THRESHOLD
    return threshold(reading.measures, dated=fields.published is not None)


def judge(document: Document, reading: BodyReading, fields: Fields | None = None) -> tuple[Kind, str]:
    """The kind of a page and why; ``fields`` are what else was read from it."""
    if document.foreign:
        return Kind.OTHER, f"not a web page: {document.foreign}"
    hindrance = _hindrance(document, reading)
    if hindrance:
        return hindrance
    standing = _standing(document, reading)
    if standing:
        return standing
    if reading.measures.get("ld live") and reading.words >= LIVE_WORDS:
        return Kind.LIVE_BLOG, "JSON-LD states a LiveBlogPosting"
    chance = article_chance(reading)
    if chance >= _needed(document, reading, fields) and reading.words:
        shown = _headed(document, reading, fields) or _shown(document, reading, chance)
        return shown or _article(document, reading, chance)
    return _other(document, reading, chance)


def _hindrance(document: Document, reading: BodyReading) -> tuple[Kind, str] | None:
    """An error page or a wall instead of the page that was asked for."""
    status = document.page.status
    if status >= 400:
        return Kind.ERROR, f"HTTP status {status}"
    title = _title(document)
    if reading.words < ERROR_WORDS:
        for pattern in (_NOT_FOUND, _ERROR):
            found = pattern.search(title)
            if found:
                return Kind.ERROR, f"the title says “{found[0]}”, and there are {reading.words} words of text"
    if reading.words >= WALL_WORDS or _signed(reading):
        return None
    found = _CONSENT.search(f"{title}\n{_opening(reading)}")
    return (Kind.CONSENT, f"a wall: “{found[0]}”") if found else None


def glance(document: Document) -> bool:
    """Whether a page may be an article at all, from the parse alone and quickly; in doubt, it may."""
    if document.foreign:
        return False
    claims = (document.meta("og:type") or "").lower().startswith("article") or any(
        name in document.metas for name in ("article:published_time", "datepublished")
    )
    return (
        claims or len(_TEXTS(document.root)) >= MIN_TEXTS or any(_is_article(n) for n in document.structured)
    )


def _is_article(node: Mapping[str, Any]) -> bool:
    return "Article" in str(node.get("@type")) or "BlogPosting" in str(node.get("@type"))


def _standing(document: Document, reading: BodyReading) -> tuple[Kind, str] | None:
    """A standing page of the site (about, privacy, ...) or a front of teasers that claims no article."""
    if _signed(reading) or reading.measures.get("og article"):
        return None
    address = urlsplit(document.url)
    path = [part for part in address.path.lower().split("/") if part]
    if address.netloc and not path:
        return Kind.LISTING, "the front page of a site"
    if 0 < len(path) <= 2 and _STANDING.fullmatch(path[-1].rsplit(".", 1)[0]):
        return Kind.OTHER, f"a standing page of the site: “{path[-1]}”, undated"
    share = reading.measures.get("teasers", 0.0)
    if share >= TEASERS:
        return Kind.LISTING, f"{share:.0%} of its texts are teasers under headings that are links"
    return None


def _shown_articles(document: Document, reading: BodyReading) -> tuple[int, float]:
    """How many articles that a page leads to have a box that holds some of its text, and the share of it."""
    texts = [" ".join(text_of(box, MAX_CARD) for box in boxes) for boxes in cards(document)]
    held = Counter[int]()
    for block in reading.blocks if len(texts) >= SEVERAL else ():
        holder = next((place for place, text in enumerate(texts) if block.text in text), None)
        if holder is not None:
            held[holder] += len(block.text)
    return len(held), held.total() / max(1, sum(len(block.text) for block in reading.blocks))


def _headed(document: Document, reading: BodyReading, fields: Fields | None) -> tuple[Kind, str] | None:
    """A page of a blog that shows whole articles, of which the first is read."""
    if fields is None or not reading.blocks or reading.measures.get("og article"):
        return None
    told = (document.url, fields.canonical_url, document.meta("og:url"))
    own = {canonical(url) or url for url in told if url}
    opening = max((block.text for block in reading.blocks[:OPENING]), key=len)
    if leads_to_its_own_page(document, fields.title or "", opening, own):
        return Kind.LISTING, "the heading above its text leads to a page of its own"
    return None


def _shown(document: Document, reading: BodyReading, chance: float) -> tuple[Kind, str] | None:
    """A page that shows the beginnings of several articles, as blogs do for an author or a topic."""
    if chance >= DOUBTFUL or any(reading.measures.get(name) for name in ("dated", "ld dated", "og article")):
        return None
    shown, share = _shown_articles(document, reading)
    if shown >= SEVERAL and share >= SHOWN:
        return Kind.LISTING, f"its text is of {shown} articles that it leads to"
    return None


def _article(document: Document, reading: BodyReading, chance: float) -> tuple[Kind, str]:
    measures = reading.measures
    because = f"{reading.words} words of running text, judged an article ({chance:.2f})"
    if _behind_wall(document) and reading.words < STUB_WORDS:
        return Kind.PAYWALL, f"stated as not free, and only {reading.words} words are shown"
    if measures.get("og video") and not measures.get("ld article") and reading.words < GALLERY_WORDS:
        return Kind.VIDEO, f"stated as a video, {reading.words} words"
    if reading.words < PROGRAMME_WORDS and next(document.root.iter("audio"), None) is not None:
        return Kind.OTHER, f"a player of sound, and {reading.words} words"
    return Kind.ARTICLE, because


def _other(document: Document, reading: BodyReading, chance: float) -> tuple[Kind, str]:
    measures = reading.measures
    judged = f"judged no article ({chance:.2f})"
    if (measures.get("og video") or measures.get("ld video")) and reading.words < GALLERY_WORDS:
        return Kind.VIDEO, f"a video with {reading.words} words, {judged}"
    pictures = measures.get("elements img", 0.0)
    if re.search(r"galer|gallery|fotostrecke|bilder|photos|diaporama", document.url) and pictures > 5:
        return Kind.GALLERY, f"{pictures:.0f} pictures and a gallery's address, {judged}"
    if _behind_wall(document) and measures.get("ld article"):
        return Kind.PAYWALL, f"stated as an article that is not free, {judged}"
    if measures.get("linked blocks", 0.0) >= MANY_LINKS and measures.get("link share", 0.0) > 0.3:
        return Kind.LISTING, f"{measures['linked blocks']:.0f} blocks are links, {judged}"
    return Kind.OTHER, f"{reading.words} words of running text, {judged}"


def _title(document: Document) -> str:
    title = document.first("title")
    heading = document.first("h1")
    shown = text_of(heading, 300) if heading is not None else ""
    return f"{(title.text or '') if title is not None else ''}\n{shown}"


def _opening(reading: BodyReading) -> str:
    return "\n".join(block.text for block in reading.blocks[:4])


def _signed(reading: BodyReading) -> bool:
    """Whether the page states a date or an article of its own."""
    return any(reading.measures.get(name) for name in ("dated", "ld dated", "ld article"))


def _behind_wall(document: Document) -> bool:
    """Whether the page states that its text is not free."""
    tier = (document.meta("article:content_tier") or "").lower()
    free = {str(node.get("isAccessibleForFree")).lower() for node in document.structured}
    return tier in ("locked", "metered") or "false" in free
