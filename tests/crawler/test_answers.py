"""What answers, robots.txt, rights, sources and coverage are taken to mean: the pure decisions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler import outcomes, rights, robots, schedule, sources
from crawler.agenda import Agenda, Candidate, Role
from crawler.copies import LONGEST, MOST, Copies, Copy
from crawler.coverage import Coverage
from crawler.errors import DownloadFailed, DownloadRefused
from crawler.fetch import Answer
from crawler.headlines import Headlines
from crawler.health import State, judge
from crawler.memory import Memory
from crawler.polling import Doubt, feeds_named, spread
from crawler.rolls import ROOM, Rolls, mark
from crawler.shapes import Shapes
from extraction.addresses.links import Link
from extraction.article import Article, Kind, Moment, Page, Precision
from extraction.document import Document
from storage.records import CoverageDay, Discovery, Exchange, Fate, SourceKind, SourceState, UrlState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRONT = "https://x.example/"


def state(**more) -> UrlState:
    url = "https://x.example/a"
    known = {"fate": None, "article_id": None, "visited_at": None, "listed_modified": None} | more
    told = known.pop("discovery", Discovery(url, url, source_id=1))
    return UrlState(
        id=1, url=url, fetch_url=url, site="x", etag=None, last_modified=None, due_at=None, failures=0,
        visits=0, discovery=told, **known,
    )  # fmt: skip


def answer(status: int, body: bytes = b"<p>x", **more) -> Answer:
    headers = more.pop("headers", {})
    exchange = Exchange("https://x.example/a", status, (), body, NOW)
    return Answer(more.pop("url", "https://x.example/a"), status, headers, body, exchange, **more)


@pytest.mark.parametrize(
    ("given", "fate"),
    [
        (answer(200), None),
        (answer(200, b"  \n"), Fate.ERROR),
        (answer(304), Fate.NOT_MODIFIED),
        (answer(404), Fate.GONE),
        (answer(410), Fate.GONE),
        (answer(403), Fate.REFUSED),
        (answer(451), Fate.REFUSED),
        (answer(418), Fate.ERROR),
        (answer(302, halted="redirects off the site"), Fate.REFUSED),
    ],
)
def test_what_a_status_means(given, fate):
    verdict = outcomes.judge(given, Candidate(state(), Role.TOLD), FRONT, NOW)
    assert (verdict and verdict.fate) is fate


def test_a_server_in_trouble_is_asked_three_times_and_given_its_time():
    busy = answer(503, headers={"retry-after": "7"})
    verdicts = [outcomes.judge(busy, Candidate(state(), Role.TOLD, tries=n), FRONT, NOW) for n in range(3)]
    assert [verdict.again for verdict in verdicts] == [True, True, False]
    assert verdicts[0].wait == 7
    noted = outcomes.note(Candidate(state(), Role.TOLD), verdicts[2], NOW, 1)
    assert noted.due_at == NOW + timedelta(minutes=10)


def test_what_failed_again_and_again_does_not_bar_what_is_new():
    agenda = Agenda(Shapes())
    for failures, role in (
        (2, Role.TOLD),
        (1, Role.ARTICLE),
        (0, Role.ARTICLE),
        (0, Role.SECTION),
        (1, Role.TOLD),
    ):
        known = replace(state(), url=f"https://x.example/{failures}/{role.name}", failures=failures)
        agenda.offer(Candidate(known, role))
    order = [candidate.url.split("/", 3)[3] for candidate in iter(agenda.next, None)]
    assert order == ["1/TOLD", "0/ARTICLE", "1/ARTICLE", "0/SECTION", "2/TOLD"]


def test_an_article_that_leads_to_the_front_page_is_gone_and_a_new_link_is_not():
    home = answer(302, halted="redirects to the front page", url=FRONT)
    kept = Candidate(state(article_id=7, fate=Fate.ARTICLE), Role.TOLD)
    assert outcomes.judge(home, kept, FRONT, NOW).fate is Fate.GONE
    assert outcomes.judge(home, Candidate(state(), Role.TOLD), FRONT, NOW).fate is Fate.REFUSED


def told_gone(text: str, title: str = "Harbour Post", article_id: int | None = 7) -> str | None:
    """The reason for which a page that is no article is taken for gone."""
    html = f"<title>{title}</title><h1>{title}</h1><p>{text}</p><h2>Most read</h2><p>Mayor resigns.</p>"
    document = Document.parse(Page("https://x.example/a", html.encode()))
    read = Article("https://x.example/a", Kind.OTHER, "short")
    verdict = outcomes.vanished(document, read, Candidate(state(article_id=article_id), Role.TOLD), None)
    return verdict.reason if verdict else None


@pytest.mark.parametrize(
    "said",
    [
        "This article has been withdrawn by the publisher.",
        "Sorry, the page you are looking for does not exist.",
        "Cet article n'est plus disponible.",
        "Dieser Beitrag wurde gelöscht.",
        "Este artículo fue retirado por la redacción.",
        "Материал снят с публикации.",
        "该文章已被作者删除，已删除。",
        "お探しのページは見つかりません。",
        "هذه الصفحة غير موجودة",
    ],
)
def test_a_kept_article_is_gone_where_its_page_says_so(said):
    assert told_gone(said) == f"says: {said}"
    assert told_gone("", title=said) == f"says: {said}"
    assert told_gone(said, article_id=None) is None


@pytest.mark.parametrize(
    "said", ["Please accept our cookies.", "Missing crew not found after storm", "Log in to read on."]
)
def test_a_wall_or_a_headline_is_no_notice_that_an_article_is_gone(said):
    assert told_gone(said, title=said) is None


def test_a_kept_article_that_reads_as_none_is_looked_at_again():
    read = Article("https://x.example/a", Kind.OTHER, "short")
    for article_id, again in ((7, True), (None, False)):
        visit = outcomes.kept(
            Candidate(state(article_id=article_id), Role.TOLD), answer(200), read, None, NOW, 1
        )
        assert (visit.due_at is not None) is again
        later = state(article_id=article_id, fate=Fate.NOT_ARTICLE, listed_modified=NOW - timedelta(days=1))
        assert outcomes.flagged(later, NOW, None) is again


def test_what_the_guard_refused_is_not_an_error():
    refused = outcomes.judge_failure(DownloadRefused("u", "too large"), Candidate(state(), Role.TOLD))
    failed = outcomes.judge_failure(DownloadFailed("u", "timeout"), Candidate(state(), Role.TOLD))
    assert (refused.fate, failed.fate, failed.again) == (Fate.REFUSED, Fate.ERROR, False)


def test_a_source_flags_what_it_dates_later_than_before():
    before = state(fate=Fate.ARTICLE, article_id=1, listed_modified=NOW, visited_at=NOW - timedelta(days=9))
    assert outcomes.flagged(before, NOW + timedelta(minutes=1), None)
    assert not outcomes.flagged(before, NOW, None)
    undated = state(fate=Fate.ARTICLE, article_id=1, visited_at=NOW)
    assert outcomes.flagged(undated, NOW + timedelta(days=1), NOW)
    assert not outcomes.flagged(undated, NOW - timedelta(days=1), None)
    assert not outcomes.flagged(state(), NOW, None)


# ---- robots.txt and rights


@pytest.mark.parametrize(
    ("status", "body", "allowed", "outcome"),
    [
        (200, b"User-agent: *\nDisallow: /a", False, "read"),
        (404, b"", True, "none"),
        (403, b"", True, "none"),
        (503, b"", False, "status 503"),
        (407, b"", False, "status 407"),
        (200, b"<!DOCTYPE html><h1>Disallow: /</h1>", True, "an HTML page"),
        (
            200,
            b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000,
            False,
            "too long, read the first 512 KiB",
        ),
    ],
)
def test_what_robots_txt_means(status, body, allowed, outcome):
    read = robots.read(status, body)
    assert read.allowed("https://x.example/a", "newskeep") is allowed
    assert read.outcome == outcome


@pytest.mark.parametrize(
    ("cache_control", "minutes"),
    [("", 60), ("max-age=0, public", 10), ("max-age=7200", 120), ("max-age=99999999", 24 * 60)],
)
def test_how_long_robots_txt_holds(cache_control, minutes):
    copy = Copy.of("Disallow: /", {"cache-control": cache_control}, NOW)
    end = NOW + timedelta(minutes=minutes)
    assert (copy.holds(NOW), copy.holds(end - timedelta(seconds=1)), copy.holds(end)) == (True, True, False)
    assert not copy.holds(NOW - timedelta(hours=1))  # the clock was set back


@pytest.mark.parametrize(
    "body", [b"User-agent: *\nDisallow: /a\nCrawl-delay: 2", b"<html>" + b"x" * 9_000, b""]
)
def test_a_copy_says_what_the_answer_said(body):
    said = robots.answered(200, body, {"etag": '"1"'}, None, NOW)
    again = robots.recall(said.copy)
    assert (again.text, again.outcome, again.recalled) == (said.text, said.outcome, True)
    for path in ("/a", "/b"):
        assert again.allowed(FRONT + path[1:], "newskeep") == said.allowed(FRONT + path[1:], "newskeep")


def test_what_was_not_changed_holds_anew_and_errors_are_not_kept():
    first = robots.answered(200, b"User-agent: *\nDisallow: /a", {"etag": '"1"'}, None, NOW)
    later = NOW + timedelta(hours=2)
    same = robots.answered(304, b"", {}, first.copy, later)
    assert (same.allowed(FRONT + "a", "newskeep"), same.recalled) == (False, False)
    assert same.copy.validators == {"If-None-Match": '"1"'}
    assert same.copy.holds(later)
    assert robots.answered(503, b"", {}, first.copy, later).copy is None
    none = robots.answered(404, b"", {"etag": '"x"'}, first.copy, later)
    assert (none.text, none.copy.text, none.copy.validators) == (None, None, {})
    assert robots.recall(none.copy).allowed(FRONT + "a", "newskeep")


def test_a_copy_is_gone_by_while_it_holds_and_only_in_runs_of_what_is_due():
    kept = {FRONT: Copy.of(None, {}, NOW)}
    assert Copies(kept, lambda: NOW).held(FRONT) is kept[FRONT]
    assert Copies(kept, lambda: NOW + timedelta(hours=1)).held(FRONT) is None
    assert Copies(kept, lambda: NOW, trusted=False).held(FRONT) is None


def test_few_and_short_copies_are_kept():
    copies = Copies({}, lambda: NOW)
    copies.keep("long", Copy.of("#" * (LONGEST + 1), {}, NOW))
    for number in range(MOST + 2):
        copies.keep(str(number), Copy.of(None, {}, NOW))
    copies.keep("5", None)
    assert list(copies.kept) == ["2", "3", "4", "6", "7", "8", "9"]


def test_crawl_delay_request_rate_and_sitemaps_are_read():
    text = b"User-agent: *\nCrawl-delay: 3\nRequest-rate: 1/5\nSitemap: https://x.example/s.xml\n"
    read = robots.read(200, text)
    assert read.delay("newskeep") == 5
    assert read.sitemaps("https://x.example/") == ["https://x.example/s.xml"]
    assert robots.read(200, b"User-agent: *\nCrawl-delay: 99999").delay("newskeep") == robots.LONGEST_DELAY


def test_what_robots_txt_says_to_language_models():
    read = robots.read(200, b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n")
    assert read.says_to_ai("https://x.example/") == "GPTBot, CCBot"
    assert read.allowed("https://x.example/a", "newskeep")


def test_tdmrep_json_is_read_in_its_order():
    text = (
        '[{"location": "/free/*", "tdm-reservation": 0},'
        ' {"location": "/", "tdm-reservation": 1, "tdm-policy": "p"}]'
    )
    held = rights.Rights(rights.read_tdmrep(text), skip=True)
    assert held.forbid("https://x.example/free/a") is None
    assert held.forbid("https://x.example/a") == rights.RESERVED
    assert rights.read_tdmrep("{}") == rights.read_tdmrep("no json") == ()


# ---- sources


def source(kind: SourceKind = SourceKind.FEED, **more) -> SourceState:
    return SourceState(kind, more.pop("url", "https://x.example/feed"), **more)


def test_a_full_run_polls_all_but_dormant_sources_and_a_due_run_what_is_due():
    later = NOW + timedelta(hours=1)
    awake = source(due_at=later, polled_at=NOW, interval_seconds=3_600)
    asleep = sources.asleep(source(SourceKind.FRONT, url="https://x.example/", polled_at=NOW), NOW)
    polled = [awake, asleep]
    assert sources.to_poll(polled, NOW, due_only=False, everything=False) == [awake]
    assert sources.to_poll(polled, NOW, due_only=True, everything=False) == []
    assert sources.to_poll(polled, NOW, due_only=True, everything=True) == polled
    assert sources.to_poll(polled, NOW + timedelta(days=30), due_only=True, everything=False) == polled


def test_only_sitemaps_that_changed_are_read_again():
    old, new = (Moment(NOW - timedelta(days=d), Precision.SECOND, "sitemap") for d in (9, 1))
    children = [Link("https://x.example/1.xml", modified=old), Link("https://x.example/2.xml", modified=new)]
    told = {child.url: sources.told(Link(child.url, modified=old)) for child in children}
    assert sources.changed_children(children, told) == [children[1]]


def hourly(*hours: int) -> dict:
    """Articles by their age."""
    return {f"https://x.example/{n}": NOW - timedelta(hours=n) for n in hours}


def test_a_source_is_redundant_when_the_others_tell_its_newer_articles():
    feed, older = hourly(*range(5)), hourly(*range(20))
    assert sources.redundant(older, [feed])
    assert not sources.redundant(older | {"https://x.example/own": NOW}, [feed])
    assert not sources.redundant(older | {"https://x.example/undated": None}, [feed])
    assert not sources.redundant(older, [])
    section = hourly(*range(7, 20))
    assert not sources.redundant(section, [feed]), "it told nothing lately, and nothing is known of its news"


def test_old_articles_among_those_read_most_say_nothing_of_how_far_a_source_goes_back():
    front = hourly(*range(10), 900)
    section = hourly(*range(0, 40, 3))
    assert sources.redundant(section, [front])


def test_one_source_that_tells_all_suffices_whatever_the_others_tell_of_old_times():
    front, sport = hourly(*range(10)), hourly(0, *range(40, 60))
    assert sources.redundant(hourly(1, 4, 7, 12, 41), [front, sport])
    assert not sources.redundant(hourly(1, 4, 12, 15, 18, 41), [hourly(0, 1, 2), hourly(4, 13, 14)])


def test_a_dormant_source_rises_when_the_others_fail_or_rest():
    feed = source(due_at=NOW + timedelta(days=9), polled_at=NOW, interval_seconds=3_600)
    before = NOW - timedelta(hours=2)
    asleep = sources.asleep(source(SourceKind.FRONT, url="https://x.example/", polled_at=before), before)

    def polled(other, now=NOW):
        return asleep in sources.to_poll([other, asleep], now, due_only=True, everything=False)

    assert not polled(feed)
    assert not polled(replace(feed, failures=2)), "it never told anything"
    assert polled(replace(feed, failures=2, links=20))
    resting = replace(feed, interval_seconds=schedule.RESTING)
    assert not polled(resting)
    assert polled(resting, NOW + timedelta(hours=5))


def test_a_dormant_source_sleeps_on_unless_it_tells_something():
    asleep = sources.asleep(source(SourceKind.FRONT, polled_at=NOW), NOW)
    quiet, told = (sources.after(asleep, sources.Poll(), answer(200), fresh, 30, NOW) for fresh in (0, 2))
    assert sources.dormant(quiet)
    assert told.interval_seconds == schedule.FIRST[SourceKind.FRONT]


def test_an_article_without_a_date_is_as_old_as_it_is_known():
    known = state(fate=Fate.ARTICLE, article_id=1, visited_at=NOW, found_at=NOW - timedelta(days=3))
    visit = outcomes.note(
        Candidate(known, Role.TOLD), outcomes.Verdict(Fate.NOT_MODIFIED, "not modified"), NOW, 1
    )
    assert visit.due_at == NOW + timedelta(days=3)


def test_a_sitemap_longer_than_its_standard_gives_its_newest(monkeypatch):
    monkeypatch.setattr(sources, "MOST_LINKS", 2)
    links = [
        Link(f"u{d}", modified=Moment(NOW - timedelta(days=d), Precision.DAY, "sitemap")) for d in (3, 1, 2)
    ]
    kept, cut = sources.newest(links)
    assert ([link.url for link in kept], cut) == (["u1", "u2"], 1)


def test_times_that_cannot_be_are_left_out():
    def link(moment: datetime) -> Link:
        return Link("u", published=Moment(moment, Precision.SECOND, "feed"))

    given = [link(NOW), link(datetime(1970, 1, 1, 3, tzinfo=UTC)), link(NOW + timedelta(days=99)), Link("u")]
    kept, wrong = sources.believable(given, NOW)
    assert ([it.published is None for it in kept], wrong) == ([False, True, True, True], 2)


def test_what_is_wrong_with_a_readable_source_is_noted():
    text = b"<rss><channel><item><title>Q & A</title><link>/a</link></item></channel></rss>"
    poll = sources.read(source(), answer(200, text))
    assert [link.url for link in poll.links] == ["https://x.example/a"]
    assert (poll.problem, len(poll.notes)) == (None, 1)
    assert "broken XML" in poll.notes[0]


def test_a_guessed_sitemap_that_is_not_there_is_not_asked_for_daily():
    guess = source(SourceKind.SITEMAP, found_via=sources.GUESSED)
    assert sources.failed(guess, "status 404", NOW).due_at >= NOW + timedelta(days=14)


def test_what_vanished_from_the_midst_of_a_sitemap_was_removed():
    rolls = Rolls()
    assert rolls.see("s", [f"u{n}" for n in range(10)]) == []
    rolls = Rolls.of(json.loads(json.dumps(rolls.to_dict())))
    rolled = ["new", *(f"u{n}" for n in range(8) if n != 4)]  # the last two: a window moved on
    assert rolls.see("s", rolled) == [mark("u4")]
    assert rolls.see("s", ["other"]) == []


def test_a_sitemap_made_anew_says_nothing_of_removals():
    rolls = Rolls()
    rolls.see("s", [f"u{n}" for n in range(100)])
    assert rolls.see("s", ["u0", "u99"]) == []


def test_not_more_is_remembered_of_sitemaps_than_there_is_room_for():
    rolls = Rolls()
    for number in range(3):
        rolls.see(f"s{number}", [f"{number}/{n}" for n in range(25_000)])
    assert sum(map(len, rolls.to_dict().values())) <= ROOM
    assert list(rolls.to_dict()) == ["s2"]


def test_a_changed_headline_makes_its_article_suspect_once():
    heads = Headlines()
    heads.see("feed", {"a": "Old"})
    heads = Headlines.of(heads.to_dict())
    heads.see("feed", {"a": "Old "})
    assert not heads.suspects
    heads.see("feed", {"a": "New"})
    heads.see("front", {"b": "Other"})
    assert list(heads.suspects) == ["a"]
    heads.removed(["gone"])
    assert list(heads.suspects) == ["gone", "a"]
    heads.looked_at(["gone", "a"])
    assert not Headlines.of(heads.to_dict()).suspects


def test_texts_that_rotate_make_nothing_suspect():
    before = {f"{n}": "teaser, 3 comments" for n in range(10)}
    heads = Headlines()
    heads.see("feed", before)
    heads = Headlines.of(heads.to_dict())
    heads.see("feed", dict.fromkeys(before, "teaser, 4 comments"))
    assert not heads.suspects
    heads.see("feed", before | {"4": "teaser, edited"})
    assert list(heads.suspects) == ["4"]


def test_what_is_remembered_of_a_site_comes_back():
    copy = Copy.of("Disallow: /", {"etag": "e"}, NOW)
    memory = Memory(surveyed=NOW, guessed=True, children={"u": "t"}, robots={"https://x.example": copy})
    memory.spelling.noise.add("sid")
    memory.shapes.note("/a/slug", article=True, leads=0)
    assert Memory.read(memory.data()) == memory
    assert Memory.read(None).surveyed is None


# ---- coverage and health


def test_coverage_counts_what_was_told_and_got_by_day():
    coverage = Coverage()
    coverage.got(state(), NOW - timedelta(days=1), NOW)
    coverage.missed(state(), "timeout", NOW)
    coverage.missed(state(discovery=Discovery("u", "u")), "a link that nothing vouched for", NOW)
    coverage.got(state(fate=Fate.ARTICLE, article_id=1), NOW, NOW)
    assert coverage.days("x") == [
        CoverageDay("x", date(2026, 2, 28), 1, 1, {}),
        CoverageDay("x", date(2026, 3, 1), 1, 0, {"timeout": 1}),
    ]


def days(counts: dict[int, tuple[int, int]], missing: dict[str, int] | None = None) -> list[CoverageDay]:
    return [
        CoverageDay("x", NOW.date() - timedelta(days=ago), expected, captured, missing or {})
        for ago, (expected, captured) in counts.items()
    ]


MONTH = dict.fromkeys(range(7, 35), (10, 10))
WEEK = dict.fromkeys(range(7), (10, 10))


@pytest.mark.parametrize(
    ("coverage", "polled", "expected"),
    [
        (days(MONTH | WEEK), [source(polls=3)], State.WELL),
        (days(MONTH), [source(polls=3)], State.SILENT),
        (days(MONTH | {1: (5, 5)}), [source(polls=3)], State.FEWER),
        (days(MONTH | {1: (50, 5)}, {"timeout": 45}), [source(polls=3)], State.INCOMPLETE),
        (days(MONTH), [source(polls=3, failures=3, error="status 500")], State.FAILING),
        (days(MONTH | {1: (9, 0)}, {"status 403": 9}), [source(polls=3)], State.BLOCKED),
        (days(WEEK), [source(polls=3)], State.NEW),
    ],
)
def test_how_a_site_does(coverage, polled, expected):
    health = judge("x", coverage, polled, NOW.date())
    assert health.state is expected
    assert health.to_dict()["state"] == str(expected)
    assert bool(health.advice) is (expected is not State.WELL)


def test_a_source_that_was_guessed_and_is_not_there_is_no_fault():
    guess = replace(source(polls=1, failures=1, error="status 403"), found_via=sources.GUESSED, links=0)
    health = judge("x", days(MONTH), [source(polls=3), guess], NOW.date())
    assert (health.state, health.commonest) == (State.SILENT, None)


def test_a_day_that_was_silent_one_that_failed_and_one_without_a_crawl_are_told_apart():
    silent, failed = Coverage(), Coverage()
    silent.looked(NOW)
    failed.failed("feed: status 500", NOW)
    assert silent.days("x") == [CoverageDay("x", NOW.date(), 0, 0, {})]
    assert failed.days("x") == [CoverageDay("x", NOW.date(), 0, 0, {"feed: status 500": 1})]
    assert Coverage().days("x") == []
    month = days(MONTH)
    assert judge("x", month + silent.days("x"), [source(polls=3)], NOW.date()).state is State.SILENT
    assert judge("x", month + failed.days("x"), [], NOW.date()).state is State.FAILING


def test_what_changed_in_the_last_week_is_noticed():
    changed = {"robots_changed": NOW - timedelta(days=1), "layout_changed": NOW - timedelta(days=30)}
    health = judge("x", days(MONTH | WEEK), [source(polls=3)], NOW.date(), **changed)
    assert health.notices(NOW.date()) == ["robots.txt changed on 2026-02-28"]
    assert health.to_dict()["layout_changed"] == changed["layout_changed"].isoformat()


def test_a_site_known_for_less_than_a_week_is_new():
    assert judge("x", days(MONTH), [source(polls=1)], NOW.date(), known_since=NOW).state is State.NEW


def test_articles_of_all_ages_are_tried():
    assert spread(list(range(44))) == ([0, 8, 16, 24, 32], [n for n in range(44) if n % 8 or n > 32])
    assert spread([1, 2]) == ([1, 2], [])


def test_a_source_that_says_so_of_everything_is_not_believed_for_one_true_change():
    doubt = Doubt("https://example.org/sitemap.xml", {"a", "b", "c", "d", "e"}, [])
    assert not replace(doubt, right=2).believed
    assert replace(doubt, right=3).believed


@pytest.mark.parametrize("kind", ["application/rdf+xml", "text/xml", "application/rss+xml; charset=utf-8"])
def test_feeds_are_named_by_several_types(kind):
    head = f'<head><link rel="alternate" type="{kind}" href="index.rdf"></head>'
    assert feeds_named(Document.parse(Page("https://example.org/news/", head.encode()))) == [
        "https://example.org/news/index.rdf"
    ]
