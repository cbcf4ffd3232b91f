"""When a page was published and modified: places vote for days, days beside each other share their votes.

A day given in UTC and a local day next to it are one date; which of them the page shows is taken
from its visible clock, its URL or its texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from extraction.article import Candidate, Moment, Precision
from extraction.document import Document
from extraction.metadata import Story
from extraction.parsing.clues import Clues, Mark
from extraction.times.date_voices import MODIFIED_METAS, UPDATE_LABEL, Reader, Voice, collect
from extraction.times.url_dates import last_resort

NEIGHBOUR = 0.6  # of a day's votes count for the days beside it: time zones
SAME_INSTANT = timedelta(minutes=1)
FAR, SOON = (
    200,
    40,
)  # characters of a line that says when a story was changed; from that word to its date's end
DESCRIPTIONS = ("description", "og:description")


def unswapped(voices: list[Voice]) -> list[Voice]:
    """The same voices, with day and month the other way round where only that agrees with the rest."""
    plain = {voice.day for voice in voices if voice.other is None}
    return [v.swapped() if v.other in plain and v.day not in plain else v for v in voices]


def choose(voices: list[Voice]) -> tuple[Moment | None, date | None]:
    """The publication date that the voices agree on, and its day."""
    votes: dict[date, float] = defaultdict(float)
    for voice in voices:
        votes[voice.day] += voice.weight
    if not votes:
        return None, None
    shared = {day: sum(_share(day, other) * weight for other, weight in votes.items()) for day in votes}
    top = max(shared, key=lambda day: (shared[day], -day.toordinal()))
    cluster = [day for day in votes if abs((day - top).days) <= 1]
    best = max(cluster, key=lambda day: votes[day])
    return _as_moment(best, [voice for voice in voices if voice.day in cluster], votes), best


def _share(day: date, other: date) -> float:
    return 1.0 if day == other else NEIGHBOUR if abs((day - other).days) == 1 else 0.0


def _instant(voices: Iterable[Voice]) -> Voice | None:
    """The first voice that tells a full instant, with its offset."""
    return next((v for v in voices if v.moment.offset_minutes is not None), None)


def _as_moment(best: date, cluster: list[Voice], votes: dict[date, float]) -> Moment:
    """The day as exactly as the page tells it, in the page's own offset where that can be found."""
    full = _instant(cluster)
    if full:
        moment = full.moment
        offset = _local_offset(full, cluster, votes) if moment.offset_minutes == 0 else None
        if offset is not None:
            return replace(moment, offset_minutes=offset)
        if full.day == best:
            return moment
    shown = {voice.day for voice in cluster if voice.source in ("text", "class")}
    if (
        best not in shown
    ):  # a stamp without offset may be UTC: the day that microdata and readers see is the page's
        best = next((day for day in shown if _states_local_day(day, cluster)), best)
    exact = [v for v in cluster if v.day == best]
    clocked = next((v for v in exact if v.moment.precision is not Precision.DAY), exact[0])
    return clocked.moment


def _local_offset(full: Voice, cluster: list[Voice], votes: dict[date, float]) -> int | None:
    """Minutes east of UTC that bring an instant given in UTC to the day, and the clock,
    that the page shows."""
    for voice in cluster:
        stated = voice.moment.offset_minutes
        if stated and abs(voice.moment.value - full.moment.value) < SAME_INSTANT:
            return stated
    for voice in cluster:
        if voice.sure and voice.moment.offset_minutes is None and voice.moment.precision is not Precision.DAY:
            clock = datetime.combine(voice.day, voice.moment.value.time(), UTC)
            minutes = (clock - full.moment.value).total_seconds() / 60
            rounded = round(minutes / 30) * 30
            if abs(minutes - rounded) <= 1 and -720 <= rounded <= 840:
                return rounded
    for day in {voice.day for voice in cluster} - {full.day}:
        if _shows_other_day(day, full.day, cluster, votes):
            offsets = [
                o for o in range(-720, 841, 30) if (full.moment.value + timedelta(minutes=o)).date() == day
            ]
            return min(offsets, key=abs) if offsets else None
    return None


def _shows_other_day(day: date, stated: date, cluster: list[Voice], votes: dict[date, float]) -> bool:
    """Whether the page's readers see `day` where its machines are told the day beside."""
    there = {voice.source for voice in cluster if voice.day == day and voice.sure}
    here = {voice.source for voice in cluster if voice.day == stated and voice.sure}
    shown = there & {"class", "text"}
    if _states_local_day(day, cluster) and not here & {"url", "text"}:
        return True
    if ("url" in there or (there & {"time", "microdata"} and shown)) and not here & {"url", "text"}:
        return True
    return bool(shown) and not here & {"url", "text", "class", "time"} and votes[day] > 2.2


def _states_local_day(day: date, cluster: list[Voice]) -> bool:
    """Whether microdata tell the day without an hour: the page's own day, not that of UTC."""
    return any(
        v.day == day and v.source == "microdata" and v.moment.precision is Precision.DAY for v in cluster
    )


def modified(reader: Reader, published: Moment | None) -> Moment | None:
    """When the page says that it was last changed; None where that is before it was published."""
    stated = [s.text("dateModified") for s in reader.stories[:3]]
    stated += [reader.document.metas[name][0] for name in MODIFIED_METAS if name in reader.document.metas]
    places = ["json-ld"] * len(reader.stories[:3]) + ["meta"] * len(stated)
    found = [reader.voice(text, "modified", 1.0, place) for text, place in zip(stated, places, strict=False)]
    found += [
        reader.voice(clue.element.get("datetime") or clue.text, "modified", 1.0, "time")
        for clue in reader.clues.times
        if not clue.aside and ("modified" in clue.itemprop or clue.marks & Mark.UPDATED)
    ]
    moment = next((voice.moment for voice in found if voice), None)
    moment = moment or reader.document.page.hints.modified or _shown_update(reader)
    return moment if moment and (published is None or moment.value >= published.value) else None


def _shown_update(reader: Reader) -> Moment | None:
    """The date that readers see behind "Updated"."""
    for words in reader.clues.texts[:30]:
        label = UPDATE_LABEL.search(words.text) if len(words.text) < FAR and not words.aside else None
        if label and (voice := reader.voice(words.text[label.end() :][:SOON], "modified", 1.0, "text")):
            return voice.moment
    return None


def _described(reader: Reader) -> Moment | None:
    """The day that a page's description names, where nothing else tells one."""
    for name in DESCRIPTIONS:
        if got := reader.read(reader.document.meta(name), "meta"):
            return got[0] if got[0].value.date() <= reader.latest else None
    return None


def candidates(voices: list[Voice], chosen: date | None) -> tuple[Candidate, ...]:
    """All voices, the loudest first."""
    ranked = sorted(voices, key=lambda voice: -voice.weight)
    return tuple(
        Candidate("published", v.moment.iso(), v.source, round(v.weight, 2), v.day == chosen) for v in ranked
    )


Read: TypeAlias = tuple[
    Moment | None, Moment | None, tuple[Candidate, ...]
]  # published, modified, candidates


def read(document: Document, clues: Clues, found: tuple[Story, ...], day_first: bool | None = None) -> Read:
    """When a page was published and modified, and all candidates; ``day_first`` is the site's own order."""
    reader = Reader(document, clues, found, None if day_first is None else not day_first)
    voices = unswapped(collect(reader))
    published, day = choose(voices)
    published = published or _described(reader) or last_resort(document, reader.latest)
    return published, modified(reader, published), candidates(voices, day)
