"""Every place of a page that tells when it was published, with the weight of its voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import islice

from extraction.article import Moment, Precision
from extraction.document import Document
from extraction.metadata import Story
from extraction.parsing.clues import Clue, Clues, Mark, Words
from extraction.text import Element, quoted_names, text_of
from extraction.times.order import month_comes_first
from extraction.times.timestamps import read_timestamp
from extraction.times.url_dates import url_day
from extraction.times.written import EARLIEST, Written, read_dates

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "article.published",
    "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created",
    "dc.created", "pubdate", "publish-date", "publish_date", "publication_date", "publication-date",
    "published",
    "published_time", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "date", "dc.date",
    "dcterms.date",
    "datecreated", "date_published", "article_date_original", "originalpublicationdate", "og:published_time",
    "article:publicationdate", "displaydate", "dat", "date.created", "dc.date.published", "doc_date",
    "published_at",
    "shareaholic:article_published_time", "bt:pubdate", "ptime", "lp.pubdate", "article:post_date",
    "article:created_time", "creation_date", "article_publication_date", "citation_publication_date",
    "citation_date",
    "iso-8601-publish-date", "rnews:datepublished", "vf:published", "timestamp", "release_date",
    "live_date", "created",
    "video:release_date", "last-publish-date", "pub_date", "issued", "prism.publicationdate",
    "ngs.publishedat",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dc.date.modified",
    "dcterms.modified",
    "lastmod", "date.modified", "article:modified", "og:article:modified_time", "revised", "modified",
)  # fmt: skip
VAGUE_METAS = frozenset(("date", "timestamp"))
LIKE_PUBLISHED = re.compile(r"publi.*(?:date|time)|date.*publi|pubdate|datepub|created")
UPDATE_WORDS = (
    "updat|aktualis|aktualiz|modif|stand\\b|zuletzt|mise? à jour|actuali[sz]|atualiz|aggiorn|bijgewerkt"
    "|oppdater|opdater|uppdater|güncel|päivit|frissít|ažurir|обнов|онов|актуал|ενημέρ|تحديث|به\u200c?روز|עודכן|अपडेट|अद्यतन"
    "|হালনাগাদ|আপডেট|แก้ไข|更新|수정|cập nhật|diperbarui"
)
UPDATED = re.compile(UPDATE_WORDS + "|last", re.IGNORECASE)
UPDATE_LABEL = re.compile(UPDATE_WORDS, re.IGNORECASE)
PUBLISHED = re.compile(
    r"publi|veröff|posted|erschien|erstellt|pubdate|post-?date|entry-?date|dateline|article-?date"
    r"|created|datum|опублик|дата|julkais|opubl|zveřejn|közzé|megjelen|yayın|objav|δημοσ|نشر|انتشار|פורסם|प्रकाशित"
    r"|প্রকাশ|เผยแพร่|发布|發布|公開|掲載|配信|입력|등록|đăng|terbit",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"©|copyright|\(c\)", re.IGNORECASE)
WEEKDAY_ONLY = re.compile(
    r"\W*[^\W\d]{3,10}[,.]?\s*\(?\d|\W*[^\W\d]{3,10}day\b"
)  # "Monday, 24 October": a masthead
TODAY = re.compile(
    r"\W*(?:today|heute|aujourd.hui|hoy|oggi|hoje|vandaag|i ?dag|tänään|сегодня|сьогодні|dziś|dnes|bugün"
    r"|σήμερα|اليوم|امروز|היום|आज|আজ|วันนี้|今天|今日|오늘|hôm nay|hari ini)\b",
    re.IGNORECASE,
)
EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
MACHINE = re.compile(
    r"\d{4}\D|(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-][A-Za-z]{3,9}[\s-]\d{2,4}\s\d\d?:"
)  # ISO, RFC 822
COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?")
SCRIPT_DATE = re.compile(
    r'"(datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|publication_date|datePublication'
    r"|firstPublished\w*|first_publish\w*|pubDate|pub_date|articlePublicationDate|dateCreated|createdAt"
    r"|published_time"
    r"|publishedDate|published_date|pagePublicationDate|dc\.date|article_publish_?\w*|publishTime"
    r"|post_date|pageDate"
    r'|datePosted|uploadDate|date_published|displayDate|display_date|date)"\s*:\s*"?([^",}]{8,40})',
    re.IGNORECASE,
)
SCRIPT_PARTS = ("ublish", "ublicati", 'ate"', "ateC", "reatedA", "atePos")  # one stands in each name

FADING = (1.0, 0.5, 0.3, 0.2)  # of the first, second, ... visible date: the first is the story's
STAMPS = ("datetime", "title", "data-published", "data-date", "data-timestamp")
LINKED_DATE = 24  # characters of a link that is nothing but a date
NEAR, FAR, JUST_ABOVE = 120, 250, 12  # elements from the headline

W = {
    "json-ld": 6.0, "json-ld page": 3.5, "json-ld other": 2.0, "json-ld created": 2.5, "json-ld upload": 1.5,
    "meta": 4.0, "meta more": 2.0, "meta like": 1.5, "microdata": 4.5, "time": 3.0, "time more": 0.8,
    "class": 2.2,
    "class weak": 1.2, "url": 3.5, "text": 1.6, "text long": 1.2, "text very long": 0.5, "script": 1.5,
    "script weak": 0.6, "modified": 0.6, "json-ld modified": 0.5, "feed": 4.0, "second opinion": 1.2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """One place that tells a day: as written there, how much it counts, and the instant if it tells one."""

    source: str
    day: date
    weight: float
    moment: Moment
    other: date | None = None  # the day with day and month swapped, where the writing allows both
    sure: bool = True  # no furniture, near the headline

    def swapped(self) -> Voice:
        """The same voice with day and month the other way round, where the writing allows it."""
        if self.other is None:
            return self
        moment = replace(self.moment, value=self.moment.value + (self.other - self.day))
        return replace(self, day=self.other, other=self.day, moment=moment)


def _moment(day: date, clock: time | None, offset: int | None, source: str) -> Moment:
    zone = timezone(timedelta(minutes=offset or 0))
    value = datetime.combine(day, clock or time(), zone).astimezone(UTC)
    precision = Precision.DAY if clock is None else Precision.SECOND if clock.second else Precision.MINUTE
    return Moment(value, precision, source, offset if clock else None)


def _of_written(found: Written, source: str) -> Moment:
    return _moment(found.day, found.clock, found.offset, source)


class Reader:
    """Collects the voices of one page."""

    def __init__(
        self, document: Document, clues: Clues, found: tuple[Story, ...], order: bool | None = None
    ) -> None:
        self.document, self.clues, self.stories, self.order = document, clues, found, order
        self.language = (document.language or "")[:2].lower() or None
        fetched = document.page.fetched_at
        self.latest = (fetched + timedelta(days=1)).date() if fetched else date(2100, 1, 1)

    @cached_property
    def month_first(self) -> bool | None:
        """Whether the month stands before the day, where anything tells; machines' dates need no answer."""
        shown = (words.text for words in self.clues.texts)
        return month_comes_first(self.document, shown) if self.order is None else self.order

    def read(self, text: str | None, source: str) -> tuple[Moment, Written | None] | None:
        """A date written for machines or people."""
        text = (text or "").strip().strip('"')
        if not text:
            return None
        if EPOCH.fullmatch(text):
            return Moment(datetime.fromtimestamp(int(text[:10]), UTC), Precision.SECOND, source, 0), None
        compact = COMPACT.fullmatch(text)
        stamp = read_timestamp("-".join(compact.groups()[:3]) if compact else text, source)
        if not (compact or MACHINE.match(text)):
            stamp = None
        if stamp and stamp.precision is not Precision.MONTH:
            return stamp, None
        found = read_dates(text[:200], self.month_first, self.language)
        return (_of_written(found[0], source), found[0]) if found else None

    def voice(
        self, text: str | None, source: str, weight: float, place: str, sure: bool = True
    ) -> Voice | None:
        """A voice for the date in a text, None where it tells none that can be."""
        got = self.read(text, place)
        if not got:
            return None
        moment, written = got
        return self._voice(moment, source, weight, written, sure)

    def _voice(
        self, moment: Moment, source: str, weight: float, written: Written | None, sure: bool
    ) -> Voice | None:
        other = written.other if written else None
        voice = Voice(source, moment.written.date(), weight, moment, other, sure)
        for reading in (voice, voice.swapped()):
            if EARLIEST <= reading.day <= self.latest:
                return reading
        return None

    # ---- what is stated for machines

    def stated(self) -> Iterator[Voice | None]:
        """JSON-LD, metas and what was known before the page was fetched."""
        dated = [s for s in self.stories if s.text("datePublished")]
        first = next((s for s in dated if s.score >= 10), None)
        if first:
            yield self.voice(first.text("datePublished"), "json-ld", W["json-ld"], "json-ld")
        elif dated:
            source = "json-ld page" if dated[0].score >= 5 else "json-ld other"
            yield self.voice(dated[0].text("datePublished"), source, W[source], "json-ld")
        if self.stories and not self.stories[0].text("datePublished"):
            main = self.stories[0]
            yield self.voice(main.text("dateCreated"), "json-ld created", W["json-ld created"], "json-ld")
            yield self.voice(main.text("uploadDate"), "json-ld upload", W["json-ld upload"], "json-ld")
        yield from self._metas()
        hint = self.document.page.hints
        if hint.published:
            yield self._voice(hint.published, "feed", W["feed"], None, True)

    def _metas(self) -> Iterator[Voice | None]:
        metas, count = self.document.metas, 0
        for name in PUBLISHED_METAS:
            if name in metas and count < 3:
                source = "meta" if count == 0 and name not in VAGUE_METAS else "meta more"
                voice = self.voice(metas[name][0], source, W[source], "meta")
                count += voice is not None
                yield voice
        for name, values in metas.items():
            listed = name in PUBLISHED_METAS or name in MODIFIED_METAS
            if not listed and LIKE_PUBLISHED.search(name) and "modif" not in name:
                yield self.voice(values[0], "meta like", W["meta like"], "meta")

    # ---- what is shown

    def times(self) -> Iterator[Voice | None]:
        """``time`` elements and microdata."""
        h1, counted, stamps = self.clues.h1 or 0, 0.0, 0
        seen: set[date] = set()
        for clue in self.clues.times:
            own = clue.itemprop == "datepublished" or clue.element.get("pubdate") is not None
            aside = clue.aside and clue.itemprop != "datepublished"
            source = "microdata" if own else "time" if counted == 0 else "time more"
            weight = (
                W[source]
                * _place_factor(clue, h1, own)
                * (0.25 if aside else 1.0)
                * (0.3 if _is_update(clue) else 1.0)
            )
            stamps += own
            weight *= 0.15 ** (stamps - 1) if own else 1.0
            voice = self._time_voice(clue, source, weight, sure=not aside)
            if voice is None:
                continue
            if voice.day in seen and not own:
                voice = replace(voice, weight=weight * 0.15)
            if counted < 6 or (not aside and counted < 12 and weight > 2):
                seen.add(voice.day)
                counted += 0.25 if aside else 1.0
                yield voice

    def _time_voice(self, clue: Clue, source: str, weight: float, sure: bool) -> Voice | None:
        element = clue.element
        machine = next(
            filter(None, map(element.get, ("datetime", "content", "data-datetime", "title"))), None
        )
        place = "microdata" if source == "microdata" else "time"
        return self.voice(machine or clue.text, source, weight, place, sure) or self.voice(
            clue.text, source, weight, place, sure
        )

    def dated(self) -> Iterator[Voice | None]:
        """Elements whose class says that they hold a date."""
        h1, counted = self.clues.h1, 0.0
        for clue in self.clues.dated[:150]:
            text = clue.text
            if len(text) > 200:
                continue
            found = read_dates(text, self.month_first, self.language) if len(text) > 5 else ()
            near = h1 is not None and abs(clue.position - h1) < NEAR
            after = h1 is None or clue.position > h1 - 60
            weight = _class_weight(clue, text, len(found), h1) * FADING[min(int(counted), 3)]
            sure = not clue.aside and after and near
            told = self.voice(_stamp(clue.element), "class", weight, "time", sure)
            shown = (
                self._voice(_of_written(found[0], "text"), "class", weight, found[0], sure) if found else None
            )
            # A day in words is told to the minute by what stands behind it.
            voice = told if told and (not shown or told.day == shown.day) else shown
            if voice:
                yield voice
                counted += 0.3 if clue.aside or _is_masthead(text, clue.position, h1) else 1.0
                if counted > 5:
                    return

    def texts(self) -> Iterator[Voice | None]:
        """Dates in plain text, the first ones of the page and after the headline."""
        counted = 0.0
        seen: set[date] = set()
        for words in self.clues.texts[:150]:
            owned = COPYRIGHT.search(words.text)
            found = () if owned else read_dates(words.text, self.month_first, self.language)
            if not found:
                continue
            weight = _text_weight(words, self.clues.h1) * FADING[min(int(counted), 3)]
            weight *= 0.25 if found[0].day in seen else 1.0
            seen.add(found[0].day)
            below = self.clues.h1 is None or words.position >= self.clues.h1
            sure = not words.aside and below and len(words.text) < 90
            yield self._voice(_of_written(found[0], "text"), "text", weight, found[0], sure)
            counted += 0.3 if words.aside or _is_masthead(words.text, words.position, self.clues.h1) else 1.0
            if counted > 7:
                return

    # ---- what is stated beside

    def beside(self) -> Iterator[Voice | None]:
        """The URL and modification dates."""
        day = url_day(self.document.url)
        if day:
            yield self._voice(_moment(day, None, None, "url"), "url", W["url"], None, True)
        for name in MODIFIED_METAS:
            if name in self.document.metas:
                yield self.voice(self.document.metas[name][0], "modified", W["modified"], "meta", sure=False)
        if self.stories:
            yield self.voice(
                self.stories[0].text("dateModified"),
                "json-ld modified",
                W["json-ld modified"],
                "json-ld",
                sure=False,
            )

    def scripts(self) -> Iterator[Voice | None]:
        """Dates in scripts' data, where nothing else states one for machines."""
        seen: set[tuple[str, date]] = set()
        for name, value in _script_dates(self.document):
            source = "script" if re.search("pub|first", name, re.IGNORECASE) else "script weak"
            weight = W[source] * 0.5 ** len(seen)
            voice = self.voice(value.replace("\\/", "/"), source, weight, "script", sure=False)
            if voice and (name.lower(), voice.day) not in seen and len(seen) < 5:
                seen.add((name.lower(), voice.day))
                yield voice


def _script_dates(document: Document) -> Iterator[tuple[str, str]]:
    for script in document.all("script"):
        text = script.text or ""
        telling = len(text) < 400_000 and ("ate" in text or "ubl" in text)
        if telling and "ld+json" not in (script.get("type") or ""):
            text = text[:300_000]
            found = (SCRIPT_DATE.match(text, at) for at in quoted_names(text, SCRIPT_PARTS))
            yield from islice(((match[1], match[2]) for match in found if match), 40)


def _place_factor(clue: Clue, h1: int, own: bool) -> float:
    if not h1:
        return 1.0
    factor = 0.4 if clue.position < h1 - 80 else 1.0
    return factor * (0.4 if clue.position > h1 + FAR and not own else 1.0)


def _stamp(element: Element) -> str | None:
    """What an element tells programs of its time; by microformats its title does."""
    return next(filter(None, map(element.get, STAMPS)), None)


def _is_update(clue: Clue) -> bool:
    if "modif" in clue.itemprop or clue.marks & Mark.UPDATED:
        return True
    parent = clue.element.getparent()
    if parent is None:
        return False
    return bool(UPDATED.search(parent.get("class", "")) or UPDATED.search(text_of(parent, 150)[:25]))


def _class_weight(clue: Clue, text: str, count: int, h1: int | None) -> float:
    weight = W["class" if clue.marks & Mark.STAMP else "class weak"] * (0.3 if clue.aside else 1.0)
    weight *= 1.0 if h1 is None or clue.position > h1 - 60 else 0.35
    if count == 1 and _is_masthead(text, clue.position, h1):
        weight *= 0.35
    elif h1 is None or abs(clue.position - h1) >= NEAR:
        weight *= 0.5
    if count == 1 and UPDATED.search(text) and not PUBLISHED.search(text):
        weight *= 0.35
    return weight * (0.5 if len(text) > 110 else 1.0)


def _is_masthead(text: str, position: int, h1: int | None) -> bool:
    """Whether a date is today's in the head of the page: above the headline, with its weekday, no clock."""
    above = h1 is None or position < h1
    named = WEEKDAY_ONLY.match(text) or TODAY.match(text)
    return above and bool(named) and not re.search(r"\d:\d\d", text)


def _text_weight(words: Words, h1: int | None) -> float:
    text = words.text
    weight = W["text" if len(text) < 40 else "text long" if len(text) < 90 else "text very long"]
    weight *= 0.4 if h1 is not None and words.position < h1 - JUST_ABOVE else 1.0
    weight *= 0.5 if _is_masthead(text, words.position, h1) else 1.0
    weight *= 0.4 if words.element.tag == "a" and len(text) > LINKED_DATE else 1.0  # a title that names a day
    weight *= 0.25 if words.aside else 1.0
    published = PUBLISHED.search(text)
    weight *= 0.4 if UPDATED.search(text) and not published else 1.0
    return weight * (1.4 if published and len(text) < 90 else 1.0)


def collect(reader: Reader) -> list[Voice]:
    """All voices of a page."""
    stated = [*reader.stated()]
    shown = [*reader.times(), *reader.dated(), *reader.beside(), *reader.texts()]
    found = [voice for voice in (*stated, *shown) if voice]
    if not any(voice.source in ("json-ld", "meta", "microdata") for voice in found):
        found += [voice for voice in reader.scripts() if voice]
    return found
