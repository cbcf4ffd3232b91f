"""What an answer means for the address that was asked: pure, from the answer alone, before any reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crawler import schedule
from crawler.agenda import Candidate
from crawler.errors import DownloadFailed, DownloadRefused
from crawler.fetch import Answer
from crawler.notices import notice_of
from extraction.addresses.urls import canonical
from extraction.article import Article, Hints, Page
from extraction.document import Document
from extraction.text import text_of
from storage.records import Capture, Fate, UrlState, Visit

TRIES = 3  # requests for one address in a run that is answered with an error of the server
PATIENT = 20.0  # seconds of Retry-After that a run waits for; longer ones end the site for this run
VANISHED = "answers with 200 what it answers where nothing is"
SHUT = frozenset((401, 402, 403, 407, 451))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to note of an address without reading its page; ``again`` asks for another try in this run."""

    fate: Fate
    reason: str
    again: bool = False
    wait: float | None = None


def judge(answer: Answer, candidate: Candidate, front: str, now: datetime) -> Verdict | None:
    """The verdict on an answer, None for a page that is to be read."""
    if answer.halted:
        return _halted(answer, candidate, front)
    if answer.not_modified:
        return Verdict(Fate.NOT_MODIFIED, "not modified")
    if answer.gone:
        return Verdict(Fate.GONE, f"status {answer.status}")
    if answer.status in SHUT:
        return Verdict(Fate.REFUSED, f"status {answer.status}")
    if answer.busy or answer.status >= 500:
        asked = schedule.retry_after(answer.headers, now)
        return Verdict(Fate.ERROR, f"status {answer.status}", again=candidate.tries + 1 < TRIES, wait=asked)
    if answer.status != 200:
        return Verdict(Fate.ERROR, f"status {answer.status}")
    if answer.hops and candidate.state.article_id and canonical(answer.url) == front:
        return Verdict(Fate.GONE, "redirects to the front page")
    # Nothing at all is a fault of the site's, and says nothing of the page.
    return None if answer.body.strip() else Verdict(Fate.ERROR, "empty")


def heading(document: Document) -> str | None:
    """What a page calls itself: its title and first heading."""
    found = (next(document.root.iter(name), None) for name in ("title", "h1"))
    texts = [text_of(element) for element in found if element is not None]
    return " / ".join(texts) or None


def heading_of(answer: Answer) -> str | None:
    """The heading of a page that was answered with 200, None where there is no page."""
    if answer.status != 200 or answer.halted or b"<" not in answer.body[:1_000]:
        return None
    return heading(Document.parse(Page(answer.url, answer.body, answer.status, answer.headers)))


def vanished(
    document: Document, article: Article, candidate: Candidate, nothing: str | None
) -> Verdict | None:
    """The verdict on a kept article's page that is answered with 200, but holds the article no longer."""
    if candidate.state.article_id is None:
        return None
    if not article.kind.is_article and nothing is not None and heading(document) == nothing:
        return Verdict(Fate.GONE, VANISHED)
    said = notice_of(document, article)
    return Verdict(Fate.GONE, said) if said else None


def _halted(answer: Answer, candidate: Candidate, front: str) -> Verdict:
    reason = answer.halted or ""
    if candidate.state.article_id and canonical(answer.url) == front:
        return Verdict(Fate.GONE, "redirects to the front page")
    # An article that went into a loop may come out of it; what never was one is not asked again.
    broken = reason in ("redirect loop", "too many redirects") and candidate.state.article_id is not None
    return Verdict(Fate.ERROR if broken else Fate.REFUSED, reason)


def judge_failure(failed: DownloadFailed, candidate: Candidate) -> Verdict:
    """The verdict on a request without an answer."""
    if isinstance(failed, DownloadRefused):
        return Verdict(Fate.REFUSED, failed.reason)
    # A slow answer will be slow again; a cut connection often is an accident.
    again = failed.reason in ("connection cut", "answer cut short") and candidate.tries + 1 < TRIES
    return Verdict(Fate.ERROR, failed.reason, again=again)


def note(candidate: Candidate, verdict: Verdict, now: datetime, run: int | None) -> Visit:
    """The visit that a verdict without an article comes to."""
    state = candidate.state
    due = None
    if verdict.fate is Fate.ERROR:
        due = schedule.next_try(state.failures, now, verdict.wait)
    elif verdict.fate is Fate.NOT_MODIFIED and state.article_id:
        due = schedule.next_look(_published(state), _first_seen(state, now), now)
    elif verdict.fate is Fate.GONE and state.article_id:
        gone_for = now - state.changed_at if state.fate is Fate.GONE and state.changed_at else now - now
        due = schedule.next_check_of_gone(gone_for, now)
    return Visit(
        site=state.site,
        url=state.url,
        fate=verdict.fate,
        at=now,
        discovery=state.discovery,
        etag=state.etag if verdict.fate is Fate.NOT_MODIFIED else None,
        last_modified=state.last_modified if verdict.fate is Fate.NOT_MODIFIED else None,
        due_at=due,
        reason=verdict.reason,
        run=run,
    )


def answered(visit: Visit, answer: Answer, capture: Capture | None) -> Visit:
    """A visit with what its answer was."""
    return replace(visit, final_url=answer.url, status=answer.status, capture=capture)


def kept(
    candidate: Candidate, answer: Answer, article: Article, capture: Capture | None, now: datetime, run: int
) -> Visit:
    """The visit of a page that was read."""
    state = candidate.state
    is_article = article.kind.is_article
    lasts = is_article or state.article_id is not None  # a wall for once is no reason never to look again
    published = article.published.value if article.published else _published(state)
    return Visit(
        site=state.site,
        url=state.url,
        fate=Fate.ARTICLE if is_article else Fate.NOT_ARTICLE,
        at=now,
        final_url=answer.url,
        status=answer.status,
        capture=capture,
        article=article if is_article else None,
        discovery=state.discovery,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        due_at=schedule.next_look(published, _first_seen(state, now), now) if lasts else None,
        reason=None if is_article else f"{article.kind}: {article.kind_reason}",
        run=run,
    )


def page_of(candidate: Candidate, answer: Answer, now: datetime) -> Page:
    """The page as the reader wants it."""
    told = candidate.state.discovery
    return Page(
        url=answer.url,
        body=answer.body,
        status=answer.status,
        headers=answer.headers,
        fetched_at=now,
        hints=Hints(told.title, told.published, told.modified, told.via),
    )


def flagged(state: UrlState, modified: datetime | None, published: datetime | None) -> bool:
    """Whether a source says that a known article changed since it was last looked at.

    What a source tells is compared with what it told before, not with our clock. Where it told nothing
    before, a time after our last visit tells of a change.
    """
    if state.fate is None or modified is None:
        return False
    if state.fate in (Fate.NOT_ARTICLE, Fate.REFUSED) and state.article_id is None:
        return False
    if state.listed_modified is not None:
        return modified.replace(microsecond=0) > state.listed_modified
    return state.visited_at is not None and modified > state.visited_at and modified != published


def _published(state: UrlState) -> datetime | None:
    told = state.discovery.published or state.discovery.modified
    return told.value if told else None


def _first_seen(state: UrlState, now: datetime) -> datetime:
    return state.found_at or state.visited_at or now
