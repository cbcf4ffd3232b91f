"""Bylines as names: what is a person, what an outlet, an agency, a role or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extraction.headings.site_names import Names
from extraction.metadata import key
from extraction.text import unescaped

LEAD = re.compile(
    r"^\W*(?:redaktion\s*:|eingestellt von|erstellt von|ein beitrag von|autoren|autor/-in:|autorinnen"
    r"|authors|written by|words by|words\s*:"
    r"|(?:view |see |show )?all (?:posts|articles|stories) (?:by|from)"
    r"|(?:zeige )?alle (?:beiträge|artikel) von"
    r"|voir tous les articles (?:de|par)|ver todas las entradas de"
    r"|story by|reported by|posted by|published by"
    r"|(?:posted|published|updated|veröffentlicht|erstellt|publié|publicado)\b.{4,45}?\b(?:by|von|par|por)"
    r"|text(?:\s*(?:und|&)\s*(?:interview|fotos?|bilder))?\s*:|text und fotos?|text by|interview:|by"
    r"|von|vom|par|por"
    r"|di|da|af|av|door|autor(?:in|es|as)?\b|author\b|authors\b|verfasst von|geschrieben von"
    r"|ein(?:e)? (?:gast)?(?:beitrag|kommentar|artikel|analyse|kolumne|interview|reportage|bericht"
    r"|glosse|essay) von"
    r"|(?:aus \S+ )?berichte[tn] .{0,20}von|escrito por|redactado por|publicado por|written|interview"
    r"|interviewed by"
    r"|reviewed by|skrevet af|texte\s*:|tekst\s*:|texto\s*:|fotos?\s*:|af:|av:|od|autore|a cura di"
    r"|redazione|foto"
    r"|edited by|(?:propos|entretien)\s.{0,12}\bpar|intervista di|entrevista de"
    r"|(?:本报|本報)?(?:記者|记者)|作者|撰文|文[/／]|기자|كتبت?|بقلم|إعداد|نویسنده|خبرنگار|लेखक|द्वारा|โดย|เรื่อง|מאת|লেখক"
    r"|автор(?:ы|и)?|текст|από|του|γράφει (?:ο|η)|oleh|penulis|yazan|szerző|írta|napisał|autorka|tekijä"
    r"|teksti|autoři|oprac(?:owa[łn]\w*)?\.?)"
    r"(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
STUCK_LEAD = re.compile(
    r"^(By|Von|Par|Por|Text|Author|Autor)(?=[A-ZÄÖÜ][a-z.]+\s)|^((?:本报|本報)?(?:记者|記者))(?=[\u4e00-\u9fff]{2,4}$)"
)
ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|staff|columnist|producer|contributor|chief"
    r"|director|manager"
    r"|professor|redakt\w+|chefredakt\w+|korrespondent\w*|reporterin|autorin|journalistin|leiter\w*|volont\w+"
    r"|ressort\w*|redactor\w*|corresponsal|editora|senior|associate|assistant|deputy|specialist|analyst"
    r"|expert|follow"
    r"|twitter|facebook|email|e-mail|subscribe|posts|articles|artikel|view|see all|more|mehr|profil"
    r"|updated|published"
    r"|veröffentlicht|aktualisiert|min(?:ute)?s? read|lesezeit|comments?|kommentare?|photos?|foto|bild"
    r"|getty|image|read"
    r"|share|copyright|about the author|kontakt|contact|ago|uhr|news(?:letter)?|facts? checked|reviewed"
    r"|medically)\b",
    re.IGNORECASE,
)
DEGREE = re.compile(
    r"(?:,?\s+|^)(?:MS|MD|M\.D\.|PhD|Ph\.D\.?|RDN?|LDN?|MPH|RN|BSc|MSc|MA|CPT|DO|JD|Esq\.?|CFP|DVM|CSCS"
    r"|MSN|NP|MBA)\b\.?"
    r"(?:\s*,\s*(?:\w|\.){1,6}\b)*"
)
NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|user\d*|guest|gast|webmaster|root|none|null|undefined|unknown|anonymous"
    r"|author|autor"
    r"|redaktion team|editor|n/?a|by|\d+|info|test|home|contributor|staff|default|sponsored|head|no author"
    r"|zur artikelübersicht|rezept von|redaktion:|webredaktion|red\.?|nachrichten|web ?team"
    r"|автор|記者|记者|作者|撰文|기자|كتبت?|بقلم|लेखक|โดย)$",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:news|times|post|press|agency|agence|redaktion|redaction|rédaction|redacción|redazione|team"
    r"|staff|desk|media"
    r"|magazine|online|tv|radio|zeitung|daily|journal|tribune|herald|reuters|afp|dpa|apa|ap|associated"
    r"|network|group"
    r"|gmbh|inc|verlag|editorial|editors|bureau|wire|services?|the|university|institute|foundation"
    r"|office|board|center"
    r"|centre|today|web|digital|guide|blog|portal|agencies|committee)\b|\.(?:com|de|net|org|at|ch|co)\b",
    re.IGNORECASE,
)
AGENCY = re.compile(
    r"^(?:(?:afp|reuters|dpa|apa|ap|sid|epd|kna|ansa|efe|tass|itar-tass|ria(?: novosti)?|interfax|upi"
    r"|pti|ani|ians|anp|belga"
    r"|ats|sda|keystone-sda|ntb|tt|ritzau|stt|lusa|mti|pap|ctk|čtk|tasr|bns|anadolu(?: agency)?|aa|dha"
    r"|iha|xinhua|yonhap"
    r"|kyodo|jiji|bernama|antara|aap|cp|pa|pa media|press association|dapd|ddp|europa press|agi"
    r"|adnkronos|belta|bloomberg)"
    r"|(?:the )?associated press|(?:the )?canadian press|agence france[- ]presse|.{0,30}\bnews agency"
    r"|agencias?|agenzia .{2,20}"
    r"|agentur(?:en)?|.{2,20}nachrichtenagentur)(?:[-/ ](?:afp|reuters|dpa|apa|ap|sid|efe|infocom|fr|es"
    r"|de))*$",
    re.IGNORECASE,
)
MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w*"
DATED = re.compile(
    rf",?\s*\b\d{{1,2}}\.?\s*{MONTH}.*$|\b{MONTH}\.?\s+\d{{1,2}}(?:,.*)?$|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}.*$"
    r"|\b(?:19|20)\d\d\b.*$",
    re.IGNORECASE,
)
PUBLISHED_AFTER = re.compile(  # "Jane Doe Published on ..."
    r"(?:^|\s+)(?:published|posted|updated|publi(?:é|cado|cada|kováno|cerad)|veröffentlicht|aktualisiert"
    r"|mise? à jour|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|opublikowano"
    r"|опубликован|обновл|опубліков|เผยแพร่|نشر|تاريخ|منتشر|प्रकाशित|अपडेट|פורסם)\w*(?:\W.*)?$",
    re.IGNORECASE,
)
SOURCE = re.compile(  # "Source: Reuters" names no writer
    r"^\W*(?:sources?|quellen?|fuentes?|fontes?|fonti|bron|kilde|källa|zdroj|źródło|источник|джерело|المصدر|منبع|स्रोत"
    r"|ที่มา|来源|來源|出典|출처|kaynak|sumber|nguồn)\s*[:：]",
    re.IGNORECASE,
)
ADDRESSES = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|(?<!\w)@\w+|\([^()]*\)|\[[^\]]*\]")
ADDRESS_SIGNS = ("@", "(", "[", "://", "www.")  # one of them stands in each
DIVIDER = re.compile(r"\||•|·|—|–| - |:: |»|/ ")
AFTER_DIVIDER = re.compile(r"\s*(?:\||•|·|—|–| - |:: |»|/ )\s*.*$")
OUTLET_AFTER = re.compile(r"\s+(?:for|of|from|in|at|für|aus|pour|para)\s+(?:the\s+)?[A-Z].*$")
ENDING = re.compile(
    r"\s+(?:Stand|Shares|EN)$|\s+(?:[Ss]taff|STAFF)\s+(?:[Ww]riters?|WRITERS?|[Rr]eporters?|REPORTERS?)$"
    r"|\s+(?:기자|특파원|記者|记者)$"
)
SPLIT = re.compile(
    r"\s*[,;\n|•·、，،]\s*|\s+/\s+|\s+&\s+|\s+(?:and|And|AND|und|et|e|y|og|och|en|i|ve|ja|with|mit"
    r"|as told to)\s+"
)
CHINESE = re.compile(  # reporters side by side: in Chinese no space stands within a name
    r"^\W*(?:(?:本报|本報)?[记記]者|作者)[\s:：]*((?:[\u4e00-\u9fff]{2,4}\s+)+[\u4e00-\u9fff]{2,4})$"
)
WITH_WAW = frozenset((  # Arabic first names that begin like "and", which is written as one with what follows
    "وليد", "وائل", "وسام", "وفاء", "وجدي", "وداد", "وسيم", "وحيد", "وديع",
    "ولاء", "ورد", "واصف", "وضاح", "وهيب", "وجيه", "وردة", "وصال", "وفيق",
))  # fmt: skip
WIDE_SCRIPT = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0600-\u06ff\u0e00-\u0eff]")
CASELESS = re.compile(  # scripts without capitals: Hebrew, Arabic, Indian ones, Thai, Lao, Burmese, Georgian
    r"[\u0590-\u06ff\u0900-\u0eff\u1000-\u10ff\u1780-\u17ff]"
)
DESK = re.compile(  # a desk, agencies, a correspondent without a name
    r"وكالات|التحرير|संवाददाता|डेस्क|ब्यूरो|टीम|กองบรรณาธิการ|ผู้สื่อข่าว|ทีมข่าว|编辑|編集部|本报|本報|本站|综合|綜合|뉴스|편집|מערכת"
    r"|প্রতিবেদক|ডেস্ক|редакци|редакці|toimitus|redakcj|redakce|szerkesztő|redação|redacao|uredništvo|redacció"
    r"|खबर|समाचार|न्यूज|新闻|新聞|通讯社|אתר",
    re.IGNORECASE,
)
NO_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{7}|：")
LONGEST_CASELESS = 40
FORBIDDEN = re.compile(r"\d{5,}|[!?@#=<>{}]")
DIGIT = re.compile(r"\d")
LISTED = re.compile(r"[:/]")  # "Tags: Berlin", "Agency/Jane Doe"
PARTICLES = frozenset((
    "von", "van", "de", "der", "den", "da", "di", "del", "la", "le", "el", "al", "bin", "dos", "du", "ten",
    "zu", "y", "o'",
))  # fmt: skip
SLUG = re.compile(r"^[a-z0-9._-]+$")
TRIMMED = " ,;:-–—|·•\"'*.→›»"


@lru_cache(maxsize=8_192)
def bare_name(text: str) -> str:
    """A name without "By", titles, dates, addresses and what stands after it."""
    name = unescaped(STUCK_LEAD.sub(r"\1\2 ", text.strip()))
    if any(sign in name for sign in ADDRESS_SIGNS):
        name = ADDRESSES.sub(" ", name)
    for _ in range(3):
        shorter = LEAD.sub("", name)
        if shorter == name:
            break
        name = shorter
    if len(name.split()) > 2 and DIVIDER.search(name):
        name = AFTER_DIVIDER.sub("", name)
    if len(name.split()) > 3:
        name = OUTLET_AFTER.sub("", name)
    name = PUBLISHED_AFTER.sub("", name)
    if DIGIT.search(name):
        name = DATED.sub("", name)
    name = ENDING.sub("", DEGREE.sub("", name))
    return " ".join(name.split()).strip(TRIMMED).strip()


def is_name(text: str) -> bool:
    """Whether a text may be the name of anybody."""
    return bool(
        text
        and len(text) <= 45
        and len(text.split()) <= 5
        and not text[0].isdigit()
        and not NOBODY.match(text)
        and not FORBIDDEN.search(text)
    )


def _may_be_in_name(word: str, before: str) -> bool:
    if word in ("der", "den", "des", "of"):
        return before in ("von", "van", "auf", "in", "zu")
    return word[0].isupper() or word.lower() in PARTICLES


@lru_cache(maxsize=8_192)
def is_person(text: str) -> bool:
    """Whether a text looks like a person's name: two to four capitalised words that are no outlet or role."""
    words = text.split()
    if not text or text[0].isdigit() or DESK.search(text) or NO_CHINESE_NAME.search(text):
        return False
    if WIDE_SCRIPT.search(text) and len(text) < 15:
        return True
    several = 2 <= len(words) <= 4 and not DIGIT.search(text)
    if CASELESS.search(text):
        return several and len(text) <= LONGEST_CASELESS and not LISTED.search(text)
    if not is_name(text) or not several or LISTED.search(text):
        return False
    capital = all(map(_may_be_in_name, words, ["", *words]))
    return capital and not ROLE.search(text) and not ORGANISATION.search(text)


@lru_cache(maxsize=8_192)
def is_agency(text: str) -> bool:
    """Whether a name is a news agency's."""
    return bool(AGENCY.match(text))


def _parts(items: Iterable[str]) -> Iterator[str]:
    for item in items:
        if item and not item.lstrip().startswith(("http://", "https://")):
            chinese = CHINESE.match(item)
            parts = chinese[1].split() if chinese else SPLIT.split(LEAD.sub("", unescaped(item)))
            named = (one for part in parts for one in _arabic(part.split()))
            yield from (part for part in named if part and not SOURCE.match(part))


def _arabic(words: list[str]) -> Iterator[str]:
    """A part of a byline, parted where Arabic joins two whole names by the letter waw."""
    joints = (at for at in range(2, len(words) - 1) if len(words[at]) > 3 and words[at][0] == "و")
    joint = next((at for at in joints if words[at] not in WITH_WAW), None)
    yield " ".join(words[:joint])
    if joint:
        yield from _arabic([words[joint][1:], *words[joint + 1 :]])


def _is_desk(name: str) -> bool:
    return len(name.split()) <= 4 and bool(
        ORGANISATION.search(name) or re.search(r"staff|redakt|news", name, re.IGNORECASE)
    )


def tidy(items: Iterable[str], site: Names, *, desks: bool = False) -> tuple[str, ...]:
    """The names in bylines, each once; outlets only where there is no person.

    ``desks``: keep "News Staff" and the like, which stand in for authors where a page names them so.
    """
    found: dict[str, str] = {}
    for part in _parts(items):
        name = bare_name(part)
        if not is_name(name) or not key(name):
            continue
        if is_person(name) or not ROLE.search(name) or (desks and _is_desk(name)):
            found.setdefault(key(name), name)
    names = tuple(found.values())
    persons = people(names, site)
    if not persons:
        return names
    return tuple(
        n for n in names if n in persons or not (site.has(n) or ORGANISATION.search(n) or n.isupper())
    )


def people(names: Iterable[str], site: Names) -> tuple[str, ...]:
    """Those of the names that are persons, not the site itself."""
    found = tuple(name for name in names if is_person(name) and not site.has(name))
    mixed = tuple(name for name in found if not name.isupper())
    return mixed or found  # beside people written "Jane Doe", "RADIO CITY" is an outlet
