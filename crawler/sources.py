"""A site's sources: which to poll now, what a poll's answer says, when to poll again. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TypeAlias

from crawler import guard, schedule
from crawler.config import SiteConfig
from crawler.fetch import HTML, XML, Answer, Wanted
from crawler.scope import folder_url, front_of
from extraction.addresses.links import Link, read_feed, read_sitemap
from extraction.article import Moment, Precision, Problem
from storage.records import SourceKind, SourceState

PAGES = (SourceKind.FRONT, SourceKind.LISTING)
LIMITS = {SourceKind.FEED: guard.FEED, SourceKind.SITEMAP: guard.SITEMAP}
GUESSED = "guess"
MOST_LINKS = 50_000  # in one sitemap, by its standard
UNDATED = datetime.min.replace(tzinfo=UTC)
EPOCH = date(1970, 1, 1)
AHEAD = timedelta(days=2)  # of our clock: what a source may date in advance, or in another time zone
FEWEST = 5  # articles that a source shows before it counts as full of news
STRAY = 0.1  # of what a source shows: older than what it shows throughout
DEEPEST = 3  # indexes above a sitemap; the standard knows one
SHARED = 3  # articles that another source tells, too, before a source is said to tell nothing of its own

# Where sites keep a sitemap that their robots.txt does not name.
USUAL_SITEMAP = "/sitemap.xml"


@dataclass(frozen=True, slots=True)
class Poll:
    """What a source's answer says. ``unchanged``: nothing new can be in it."""

    links: tuple[Link, ...] = ()
    children: tuple[Link, ...] = ()
    problem: str | None = None
    unchanged: bool = False
    ttl_minutes: int | None = None
    digest: str | None = None
    notes: tuple[str, ...] = ()  # what was wrong with it and could be passed over


# ---- which


def configured(site: SiteConfig, sitemaps_named: Iterable[str], *, guess: bool) -> list[SourceState]:
    """The sources that newskeep.toml and robots.txt name, and the front page."""
    found = [SourceState(SourceKind.FEED, url, found_via="newskeep.toml") for url in site.feeds]
    found += [SourceState(SourceKind.SITEMAP, url, found_via="newskeep.toml") for url in site.sitemaps]
    found += [SourceState(SourceKind.LISTING, url, found_via="newskeep.toml") for url in site.listings]
    found += [SourceState(SourceKind.SITEMAP, url, found_via="robots.txt") for url in sitemaps_named]
    found.append(SourceState(SourceKind.FRONT, front_of(site), found_via="newskeep.toml"))
    if guess and not any(source.kind is SourceKind.SITEMAP for source in found):
        found.append(SourceState(SourceKind.SITEMAP, folder_url(site, USUAL_SITEMAP), found_via=GUESSED))
    return list({source.url: source for source in reversed(found)}.values())[::-1]


def dormant(source: SourceState) -> bool:
    """Whether a source told nothing that others did not tell, when it was judged."""
    return (source.interval_seconds or 0) >= schedule.DORMANT


def to_poll(
    sources: Sequence[SourceState], now: datetime, *, due_only: bool, everything: bool
) -> list[SourceState]:
    """The sources to poll, feeds first: those whose time has come; in a full run all that are not dormant.

    ``everything`` polls dormant ones too: in a survey and for a back-fill. Where a dormant one is polled, all
    are, so that what it tells of its own is known.
    """
    order = {SourceKind.FEED: 0, SourceKind.SITEMAP: 1, SourceKind.FRONT: 2, SourceKind.LISTING: 3}
    everything = everything or any(dormant(source) and _rises(source, sources, now) for source in sources)

    def wanted(source: SourceState) -> bool:
        due = schedule.is_due(source.due_at, now, source.polled_at)
        return due or everything or not (due_only or dormant(source) or _waits(source, now))

    return sorted((source for source in sources if wanted(source)), key=lambda source: order[source.kind])


def _rises(source: SourceState, sources: Sequence[SourceState], now: datetime) -> bool:
    """Whether a dormant source is polled: its time has come, or the others do not suffice.

    They do not where one of them fails that told something once, or all have told nothing for long.
    """
    if schedule.is_due(source.due_at, now, source.polled_at):
        return True
    awake = [other for other in sources if not dormant(other) and other.found_via != GUESSED]
    fails = any(other.failures > 1 and other.links for other in awake)
    rests = all((other.interval_seconds or 0) >= schedule.RESTING for other in awake)
    wait = schedule.FIRST[source.kind] if fails else 2 * schedule.RESTING
    return (fails or rests) and (
        source.polled_at is None or now - source.polled_at >= timedelta(seconds=wait)
    )


def _waits(source: SourceState, now: datetime) -> bool:
    """Whether a sitemap of an index waits for its index to name a new time, a failing source for its turn."""
    child = source.kind is SourceKind.SITEMAP and (source.found_via or "").startswith("http")
    patience = 0 if source.found_via == GUESSED else 2
    return source.failures > patience or (child and source.polled_at is not None and source.polled_at <= now)


def changed_children(children: Sequence[Link], told_before: Mapping[str, str]) -> list[Link]:
    """The sitemaps of an index that changed: those with another time than was told, and those without any."""
    return [child for child in children if told_before.get(child.url) != told(child) or told(child) is None]


def told(child: Link) -> str | None:
    """The time that an index tells of a sitemap, as text to remember."""
    return child.modified.value.isoformat() if child.modified else None


def since_ok(moment: Moment | None, since: datetime | None) -> bool:
    """Whether something of this time belongs to a back-fill since a day; what has no time does."""
    if since is None or moment is None:
        return True
    slack = {Precision.MONTH: timedelta(days=31), Precision.DAY: timedelta(days=1)}
    return moment.value + slack.get(moment.precision, timedelta()) >= since


# ---- polling


def wanted(source: SourceState) -> Wanted:
    """What to ask for."""
    return Wanted(
        url=source.url,
        limits=LIMITS.get(source.kind, guard.PAGE),
        accept=HTML if source.kind in PAGES else XML,
        etag=source.etag,
        last_modified=source.last_modified,
    )


def read(source: SourceState, answer: Answer) -> Poll:
    """What a feed's or sitemap's answer says."""
    if answer.not_modified:
        return Poll(unchanged=True, digest=source.digest)
    if answer.halted or answer.status != 200:
        return Poll(problem=answer.halted or f"status {answer.status}")
    digest = hashlib.sha256(answer.body).hexdigest()
    if digest == source.digest:
        return Poll(unchanged=True, digest=digest)
    if source.kind is SourceKind.FEED:
        feed = read_feed(answer.body, answer.url)
        wrong = _told_together(feed.problems)
        if wrong and not feed.links:
            return Poll(problem=feed.problems[0].message, digest=digest)
        return Poll(feed.links, ttl_minutes=feed.ttl_minutes, digest=digest, notes=wrong)
    sitemap = read_sitemap(answer.body, answer.url)
    wrong = _told_together(sitemap.problems)
    if wrong and not sitemap.links and not sitemap.children:
        return Poll(problem=sitemap.problems[0].message, digest=digest)
    links, cut = newest(sitemap.links)
    wrong += (f"too long, {cut:,} addresses left out",) if cut else ()
    return Poll(links, sitemap.children, digest=digest, notes=wrong)


def _told_together(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Problems in one line: the first, and how many more there are."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return tuple(problem.message + more for problem in problems[:1])


def believable(links: Sequence[Link], now: datetime) -> tuple[tuple[Link, ...], int]:
    """Links without the times that cannot be (1970, days ahead of us), and how many had one."""
    kept = tuple(_believable(link, now + AHEAD) for link in links)
    return kept, sum(link is not other for link, other in zip(links, kept, strict=True))


def _believable(link: Link, latest: datetime) -> Link:
    published, modified = _possible(link.published, latest), _possible(link.modified, latest)
    if published is link.published and modified is link.modified:
        return link
    return replace(link, published=published, modified=modified)


def _possible(moment: Moment | None, latest: datetime) -> Moment | None:
    return None if moment and (moment.value > latest or moment.value.date() == EPOCH) else moment


def newest(links: Sequence[Link]) -> tuple[tuple[Link, ...], int]:
    """As many links as a sitemap may have by its standard, the newest, and how many were left out."""
    if len(links) <= MOST_LINKS:
        return tuple(links), 0
    dated = sorted(links, key=lambda link: link.modified.value if link.modified else UNDATED, reverse=True)
    return tuple(dated[:MOST_LINKS]), len(links) - MOST_LINKS


def after(
    source: SourceState, poll: Poll, answer: Answer | None, fresh: int, links: int, now: datetime
) -> SourceState:
    """The source after a poll."""
    headers = answer.headers if answer else {}
    if poll.problem:
        return failed(source, poll.problem, now, schedule.retry_after(headers, now))
    quiet = (now - source.polled_at).total_seconds() if source.polled_at else 0.0
    asked = schedule.asked_interval(headers, poll.ttl_minutes)
    if dormant(source):  # news of its own wake it
        interval = schedule.next_interval(source.kind, None, links, fresh) if fresh else schedule.DORMANT
    else:
        interval = schedule.next_interval(
            source.kind, source.interval_seconds, links, fresh, quiet=max(quiet, 0.0), asked=asked
        )
    kept = answer is not None and not answer.not_modified
    return replace(
        source,
        etag=headers.get("etag") if kept else source.etag,
        last_modified=headers.get("last-modified") if kept else source.last_modified,
        digest=poll.digest or source.digest,
        polled_at=now,
        due_at=now + timedelta(seconds=interval),
        interval_seconds=interval,
        polls=source.polls + 1,
        links=links if not poll.unchanged else source.links,
        fresh=fresh,
        failures=0,
        error=None,
    )


def failed(source: SourceState, reason: str, now: datetime, asked: float | None = None) -> SourceState:
    """The source after a poll that failed."""
    failures = source.failures + 1
    wait = schedule.after_failure(source.interval_seconds, failures, source.kind, asked)
    if source.found_via == GUESSED:  # nobody said that there is one
        wait = max(wait, schedule.DORMANT)
    return replace(
        source,
        polled_at=now,
        due_at=now + timedelta(seconds=wait),
        polls=source.polls + 1,
        fresh=0,
        failures=failures,
        error=reason,
    )


def asleep(source: SourceState, now: datetime) -> SourceState:
    """The source once it is known that it tells nothing of its own."""
    return replace(
        source, interval_seconds=schedule.DORMANT, due_at=now + timedelta(seconds=schedule.DORMANT)
    )


def scrolled(source: SourceState, fresh: int, shown: int) -> bool:
    """Whether so much of what a source shows is new that more has likely scrolled out of it."""
    scrolls = source.kind is not SourceKind.SITEMAP
    return scrolls and source.polls > 0 and shown >= FEWEST and fresh >= 0.9 * shown


def too_deep(source: SourceState, known: Iterable[SourceState]) -> bool:
    """Whether a sitemap stands below so many others that those it names are not read: there may be no end."""
    above = {other.url: other.found_via for other in known}
    via = source.found_via
    for _ in range(DEEPEST):
        if via not in above:
            return False
        via = above[via]
    return True


def tells_all(source: SourceState) -> bool:
    """Whether nothing scrolls out of a source."""
    return source.kind is SourceKind.SITEMAP and source.links > 0 and not source.failures


Told: TypeAlias = Mapping[str, datetime | None]  # articles to their times


def redundant(told_here: Told, elsewhere: Sequence[Told]) -> bool:
    """Whether a source tells nothing that another, or the others together, do not tell as soon."""
    together = {url: moment for told in elsewhere for url, moment in told.items()}
    others = [(told, _reach(told)) for told in elsewhere]
    furthest = min((reach for _, reach in others if reach), default=None)
    return any(_covers(told, reach, told_here) for told, reach in (*others, (together, furthest)))


def _covers(other: Told, reach: datetime | None, told_here: Told) -> bool:
    """Whether a source that shows everything back to a time tells all of what is told here.

    Articles older than that do not count: a feed shows the newest only, a listing goes back further. Some
    must be told by both: a section in which nothing happened lately tells nothing else, and yet tells its
    news first.
    """
    shared = sum(url in other for url in told_here)
    missed = [moment for url, moment in told_here.items() if url not in other]
    proven = bool(other) and shared >= min(SHARED, len(told_here))
    return proven and all(moment and reach and moment < reach for moment in missed)


def _reach(told: Told) -> datetime | None:
    """Back to when a source shows everything: a few old articles on it are what is read most, or a series."""
    dated = sorted(moment for moment in told.values() if moment)
    return dated[ceil(STRAY * len(dated)) if len(dated) >= FEWEST else 0] if dated else None
