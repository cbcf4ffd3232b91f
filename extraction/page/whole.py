"""A page as a whole, in numbers: what its kind is judged by."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from urllib.parse import urlsplit

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from extraction.document import Document
from extraction.page.blocks import Blocks
from extraction.page.lexicon import NAMES as LEXICON
from extraction.page.look import Look
from extraction.page.survey import HEADING_TAGS, TAG_NUMBER
from extraction.page.texts import Lists, phrase_lists
from extraction.page.words import page_words, word_weights

# Words that live on pages of one kind; each list is one feature, as a share of the page's words.
VOICES = {
    "seller": "cart|basket|price|shipping|checkout|stock|delivery|buy|order|sale"
    "|warranty|sku|warenkorb|preis|kaufen"
    "|panier|prix|acheter|carrito|precio|comprar|returns|refund|add to|in stock|free shipping",
    "host": "we|our|us|your|you|wir|unser|unsere|ihr|ihre|nous|notre|nos|votre|vos|nuestro|nuestra|su",
    "forum": "reply|replies|posts|joined|member|members|thread|forum|quote|moderator"
    "|likes|topic|views|op|posted"
    "|antworten|beiträge|mitglied|réponses|respuestas|votes|upvote|points|permalink",
    "manual": "install|command|function|parameter|default|returns|syntax|api|version"
    "|configuration|example|class"
    "|method|string|int|null|true|false|usage|option|options|server|code",
    "report": "said|says|told|according|sagte|laut|selon|dijo|disse|ha detto|police"
    "|minister|president|government",
    "self": "i|my|me|ich|mein|je|mon|yo|mi",
}
_LEXICON = [f"lexicon {name}" for name in LEXICON]
_TYPES = {
    "article": r"Article|BlogPosting|Report$|Review$|OpinionNews|Recipe|MedicalWebPage",
    "live": r"LiveBlog",
    "shop": r"^Product|Offer|ProductGroup|AggregateRating",
    "forum": r"Discussion|QAPage|Question|Comment$",
    "listing": r"CollectionPage|ItemList|SearchResults|OfferCatalog",
    "place": r"LocalBusiness|Store$|Service$|Course|Event|Software|FAQPage",
    "video": r"^VideoObject",
    "profile": r"ProfilePage",
    "tech": r"TechArticle|APIReference|HowTo",
}
_EXACT_TYPES = (
    "NewsArticle", "Article", "BlogPosting", "WebPage", "BreadcrumbList", "Organization", "WebSite", "Person",
    "ImageObject", "FAQPage", "Question", "ListItem", "Product", "CollectionPage",
)  # fmt: skip
_TYPE_PATTERNS = {name: re.compile(pattern) for name, pattern in _TYPES.items()}
_PLACES = {
    "blog": r"blog|news|article|story|stories|post|magazin|artikel|nachrichten"
    "|noticia|actualit|opinion|insight",
    "forum": r"forum|thread|topic|viewtopic|showthread|community|discussion|^t$|question|^r$|comments",
    "shop": r"product|shop|store|item|^dp$|^p$|cart|buy|prod$|^ip$|listing$",
    "listing": r"categor|^tag|collection|^c$|archive|search|browse|department"
    "|topics?$|section|^cat$|latest|list",
    "manual": r"docs?$|documentation|manual|api|reference|guide|tutorial|wiki|help"
    "|learn|man$|stable|latest|support",
    "service": r"service|pricing|about|contact|solution|features?$|plans?$|careers"
    "|program|tuition|membership",
}
_PLACE_PATTERNS = {name: re.compile(pattern) for name, pattern in _PLACES.items()}
# With what follows in the same text, so that each text counts once.
_PRICE = re.compile(r"(?:[$£€¥₹]\s?\d|\d\s?(?:€|EUR|USD|zł|kr)\b)[^\0]*+")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?\d{0,2}|\d{6,}")
_NAME = re.compile(r"\w+")
_SCOPES = etree.XPath("//*[@itemscope][contains(@itemtype, 'Article') or contains(@itemtype, 'BlogPosting')]")
_DATES = etree.XPath(".//*[@itemprop = 'datePublished']")
_BLOCK_TAGS = ("pre", "table", "form", "article", "h1", "h2", "h3", "li", "p", "section", "td")
_ALL_TAGS = ("code", "time", "video", "a", "input", "p", "li", "h2", "h3", "img")  # also in menus


def page_features(
    document: Document, view: Look, chosen: NDArray[np.bool_], confidence: float
) -> dict[str, float]:
    """All numbers of one page; names are stable, so that a model can ask for them."""
    found = _stated(document)
    found.update(_address(document.url))
    found["words score"] = word_weights().score(page_words(document))
    found.update(_elements(view.blocks))
    found.update(_text(view, chosen))
    found["confidence"] = confidence
    if len(view.rows):
        for measure in (_voices, _headline, _running):
            found.update(measure(view))
    return found


def _stated(document: Document) -> dict[str, float]:
    """What the page states about itself."""
    kind = (document.meta("og:type") or "").lower()
    found = {
        f"og {name}": float(name in kind) for name in ("article", "website", "product", "video", "profile")
    }
    found["og any"] = float(bool(kind))
    types = [str(node.get("@type")) for node in document.structured]
    marked = _marked_article(document)
    types += [marked] if marked else []
    for name, pattern in _TYPE_PATTERNS.items():
        found["ld " + name] = float(sum(bool(pattern.search(text)) for text in types))
    found["ld any"] = float(len(types))
    words = Counter(word for text in types for word in _NAME.findall(text))
    found |= {"ld type " + name: float(words[name]) for name in _EXACT_TYPES}
    metas = document.metas
    found["dated"] = float(
        any(name.startswith("article:published") or name == "datepublished" for name in metas)
    )
    found["ld dated"] = float(bool(marked) or any("datePublished" in node for node in document.structured))
    found["ld author"] = float(any("author" in node for node in document.structured))
    found["signed"] = float("author" in metas or "article:author" in metas)
    title = next((values[0] for name, values in metas.items() if name == "og:title" and values), "")
    found["title words"] = float(len(title.split()))
    return found | {"all " + tag: float(len(document.all(tag))) for tag in _ALL_TAGS}


def _marked_article(document: Document) -> str | None:
    """The type of the one dated article that microdata state; a listing's teasers state several."""
    scopes = _SCOPES(document.root)
    return scopes[0].get("itemtype") if len(scopes) == 1 and _DATES(scopes[0]) else None


def _elements(blocks: Blocks) -> dict[str, float]:
    """What the page is built of."""
    counts = Counter(blocks.nodes.tag)
    found = {"elements " + tag: float(counts[tag]) for tag in _BLOCK_TAGS}
    for name, running in (("img", blocks.images), ("controls", blocks.controls), ("embeds", blocks.embeds)):
        found["elements " + name] = float(running[-1] if running else 0)
    return found


def _address(url: str) -> dict[str, float]:
    """What the page's address says."""
    parts = urlsplit(url)
    path = [part for part in parts.path.lower().split("/") if part]
    last = path[-1] if path else ""
    found = {
        "path depth": float(len(path)),
        "slug words": float(len(re.split(r"[-_]", last)) if last else 0),
        "slug length": float(len(last)),
        "slug digits": float(sum(character.isdigit() for character in last)),
        "query": float(bool(parts.query)),
        "ends open": float(parts.path.endswith("/")),
        "page suffix": float(last.endswith((".html", ".htm", ".php", ".aspx"))),
        "dated path": float(bool(_DATED.search(parts.path))),
    }
    places = path[:-1] + (parts.hostname or "").split(".")[:-2]
    for name, pattern in _PLACE_PATTERNS.items():
        found["path " + name] = float(any(pattern.search(place) for place in places))
        found["slug " + name] = float(bool(pattern.search(last)))
    return found


def _text(view: Look, chosen: NDArray[np.bool_]) -> dict[str, float]:
    """How much running text there is, and of what shape."""
    found, picked = view.survey, np.flatnonzero(chosen)
    total = max(1.0, float(found.length.sum()))
    blocks = view.blocks
    measures = {
        "blocks": float(len(found.length)),
        "nodes": float(len(blocks.nodes)),
        "page text": total,
        "link share": float((found.length * found.links).sum()) / total,
        "linked blocks": float((found.links > 0.8).sum()),
        "good share": float(found.good_in[0]) / total,
        "good blocks": float(found.good.sum()),
        "best share": float(found.good_in[found.best]) / max(1.0, float(found.good_in[0])),
        "best count": float(found.good_count[found.best]),
        "prices": float(len(_PRICE.findall("\0".join([text for text in blocks.texts if len(text) < 200])))),
        "questions": float("\0".join([*blocks.texts, ""]).count("?\0")),
        "text words": 0.0,
    }
    if len(picked):
        measures.update(_chosen(view, picked, total))
    return measures


_OF_CHOSEN = (
    "link share",
    "ends",
    "in li",
    "in table",
    "words",
    "path related",
    "above comment",
    "up",
    "commas",
)


def _chosen(view: Look, picked: NDArray[np.int64], total: float) -> dict[str, float]:
    """The chosen blocks' own measures, each as a mean."""
    table, found = view.table, view.survey
    size = table["words"][picked]
    measures = {
        "text words": float(size.sum()),
        "text blocks": float(len(picked)),
        "text share": float(found.length[view.rows[picked]].sum()) / total,
        "longest": float(size.max()),
        "headings": float((table["tag"][picked] >= 3).sum()) / len(picked),
        "parents": float(len(np.unique(found.parent[found.node[view.rows[picked]]]))) / len(picked),
        "first at": float(picked[0]) / len(view.rows),
        "title at": float(table["after title"][picked[0]]),
        "span": float(picked[-1] - picked[0] + 1) / len(picked),
    }
    linked = table["heading linked"][picked] == 1
    measures["under linked headings"] = float(linked.mean())
    teaser = linked & (table["heading beside"][picked] == 1) & (table["from heading"][picked] <= 2)
    measures["teasers"] = float(teaser.mean())
    means = table.columns(_OF_CHOSEN)[:, picked].mean(axis=1).tolist()
    shares = (
        table.columns(_LEXICON)[:, picked].sum(axis=1, dtype=np.float64) / max(1.0, size.sum())
    ).tolist()
    names = [f"mean {name}" for name in (*_OF_CHOSEN, *_LEXICON)]
    return measures | dict(zip(names, means + shares, strict=True))


@lru_cache(maxsize=1)
def _voice_lists() -> tuple[Lists, Lists]:
    return phrase_lists([phrases.split("|") for phrases in VOICES.values()])


def _voices(view: Look) -> dict[str, float]:
    """Whose words they are, over all blocks looked at."""
    n = len(view.rows)
    ones, twos = _voice_lists()
    single, _ = view.words.of_first(n)
    pairs, owners = view.words.runs(2)
    hits = ones.find(single)[1].sum(axis=1) + twos.find(pairs[: np.searchsorted(owners, n)])[1].sum(axis=1)
    shares = (hits / max(1, len(single))).tolist()
    found = {f"voice {name}": share for name, share in zip(VOICES, shares, strict=True)}
    totals = view.table.columns(_LEXICON).sum(axis=1).tolist()
    return found | {f"page {name}": total for name, total in zip(_LEXICON, totals, strict=True)}


_NEAR = 6  # blocks before and after the headline
_NEAR_LISTS = ("byline", "when", "credit", "bio", "talk", "host", "offer", "invite", "listing")
_NEAR_HINTS = ("byline", "date")
_NEAR_COLUMNS = [f"lexicon {name}" for name in _NEAR_LISTS]
_NEAR_COLUMNS += [f"{place} {name}" for name in _NEAR_HINTS for place in ("own", "parent")]
_NEAR_NAMES = [f"near title {name}" for name in _NEAR_COLUMNS]
MANY_DIGITS = 0.15


def _headline(view: Look) -> dict[str, float]:
    """What stands around the headline: an article's has names and dates there."""
    table, n = view.table, len(view.rows)
    near = slice(max(0, view.title - _NEAR), max(0, view.title) + _NEAR + 1)
    counts = (table.columns(_NEAR_COLUMNS)[:, near] > 0).sum(axis=1).tolist()
    good = np.flatnonzero(table["good"])
    return {
        "title known": float(view.title >= 0),
        "title row": view.title / n,
        "title to text": float(good[0] - view.title) if len(good) else -99.0,
        "near title digits": float((table["digit share"][near] > MANY_DIGITS).sum()),
        **dict(zip(_NEAR_NAMES, counts, strict=True)),
    }


_OF_GOOD = ("host", "prose", "when", "byline", "bio", "talk", "offer")
_GOOD_COLUMNS = [f"lexicon {name}" for name in _OF_GOOD]
FEW = 6  # words


def _running(view: Look) -> dict[str, float]:
    """What the running text and the headings of all blocks looked at are like."""
    table = view.table
    words, tag, good = table["words"], table["tag"], table["good"] > 0
    size = words[good] if good.any() else np.zeros(1, dtype=np.float32)
    heading = (tag >= min(HEADING_TAGS)) & (tag <= max(HEADING_TAGS))
    asking = [view.texts[row][-1] == "?" for row in np.flatnonzero(heading).tolist()]
    shares = table.columns(_GOOD_COLUMNS)[:, good].sum(axis=1, dtype=np.float64) / max(1.0, size.sum())
    digits = (table["digit share"] * table["length"]).sum(dtype=np.float64)
    return {
        "good words": float(size.mean()),
        "good longest": float(size.max()),
        "good spread": float(size.std()),
        "ending": float(table["ends"].mean()),
        "short share": float((words < FEW).mean()),
        "digit share": float(digits / max(1.0, table["length"].sum())),
        "headings h2": float((tag == TAG_NUMBER["h2"]).sum()),
        "headings asking": float(sum(asking)),
        "headings a text": float(len(asking)) / max(1, len(size)),
        **dict(zip([f"good {name}" for name in _GOOD_COLUMNS], shares.tolist(), strict=True)),
    }
