"""When things are due: intervals by yield within bounds, looks by age, what a site asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.freshness import followed, looked_back
from crawler import schedule
from storage.records import SourceKind

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = st.sampled_from(list(SourceKind))


@given(KINDS, st.none() | st.floats(1, 10**7), st.integers(0, 500), st.integers(0, 500), st.floats(0, 10**6))
def test_an_interval_stays_within_its_bounds(kind, before, links, fresh, quiet):
    interval = schedule.next_interval(kind, before, links, min(fresh, links), quiet=quiet)
    assert schedule.SHORTEST[kind] <= interval <= schedule.LONGEST


def test_a_poll_full_of_news_is_sooner_and_an_empty_one_later():
    def after(fresh):
        return schedule.next_interval(SourceKind.FEED, 3_600.0, 20, fresh, quiet=3_600.0)

    assert after(20) < after(10) < 3_600.0 < after(0)


def test_one_new_article_never_makes_a_source_slower():
    """A sitemap shows thousands: one that is new is a small share of them, and still news."""
    for kind in SourceKind:
        assert schedule.next_interval(kind, 7_200.0, 50_000, 1, quiet=7_200.0) <= 3_600.0


def test_a_poll_before_its_time_proves_little():
    early = schedule.next_interval(SourceKind.FEED, 3_600.0, 20, 0, quiet=360.0)
    assert 3_600.0 < early < 3_700.0


@pytest.mark.parametrize(("kind", "shown"), [(SourceKind.FEED, 20), (SourceKind.SITEMAP, 50_000)])
@pytest.mark.parametrize("a_day", [5, 60])
def test_a_newsroom_with_nights_and_weekends_is_followed(kind, shown, a_day):
    told = followed(kind, a_day, shown=shown, days=28)
    assert told.missed == 0
    assert told.median_delay <= (2 * schedule.HOUR if a_day == 5 else 20 * schedule.MINUTE)
    assert told.polls_a_day <= (40 if a_day == 5 else 120)


@given(st.lists(st.floats(0.1, 1_000), min_size=1))
def test_sites_share_what_they_may_spend_on_looking_back(earned):
    shares = schedule.shared(earned)
    assert sum(shares) == pytest.approx(sum(earned))
    mean = sum(earned) / len(earned)
    assert min(shares) >= min(mean, schedule.LOOKS) * 0.999
    assert [a for _, a in sorted(zip(earned, shares, strict=True))] == pytest.approx(sorted(shares))


def test_what_waits_is_measured_by_the_time_it_was_given():
    hour = timedelta(hours=1)
    assert schedule.waited(NOW, NOW + 10 * hour, NOW + 5 * hour) == 0.5
    assert schedule.waited(NOW, NOW + 2 * hour, NOW + 5 * hour) == 2.5
    assert schedule.waited(NOW, NOW - 10_000 * hour, NOW + hour) > 1_000, "said to have changed"


def test_silent_edits_are_found_about_as_late_as_the_article_is_old():
    told = looked_back(20, days=28)
    assert told.found > 0.9
    assert told.looks_a_day <= 15 * 20
    assert told.delays["hour"] <= 0.5 * schedule.HOUR
    assert told.delays["day"] <= 6 * schedule.HOUR


def test_what_the_site_asks_for_is_obeyed_but_not_a_year():
    headers = {"cache-control": "public, max-age=7200"}
    assert schedule.asked_interval(headers) == 7_200
    assert schedule.asked_interval(headers, ttl_minutes=180) == 10_800
    assert schedule.asked_interval({"cache-control": "max-age=31536000"}) == schedule.DAY
    assert schedule.next_interval(SourceKind.FEED, 600.0, 20, 20, asked=7_200) == 7_200


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("99999999999999999999", schedule.RETRY_LATEST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", schedule.RETRY_LATEST),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("\u00b2", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert schedule.retry_after({"retry-after": value}, NOW) == seconds


def test_a_failing_source_is_slowed_and_never_dropped():
    waits = [schedule.after_failure(600.0, n, SourceKind.FEED) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] == 1_200
    assert waits[-1] == schedule.LONGEST


@given(st.timedeltas(timedelta(0), timedelta(days=729)))
def test_an_article_is_looked_at_again_after_a_share_of_its_age(age):
    due = schedule.next_look(NOW - age, NOW, NOW)
    assert due is not None
    wait = (due - NOW).total_seconds()
    assert schedule.LOOK_SOONEST <= wait <= schedule.LOOK_LATEST
    assert wait == pytest.approx(age.total_seconds() * schedule.LOOK_SHARE) or wait in (
        schedule.LOOK_SOONEST,
        schedule.LOOK_LATEST,
    )


def test_old_articles_are_left_in_peace_and_future_dates_are_now():
    assert schedule.next_look(NOW - timedelta(days=800), NOW, NOW) is None
    assert schedule.next_look(NOW + timedelta(days=9), NOW, NOW) == NOW + timedelta(minutes=20)


def test_a_clock_that_was_set_back_makes_things_due():
    later = NOW + timedelta(days=3)
    assert not schedule.is_due(later, NOW, NOW - timedelta(minutes=1))
    assert schedule.is_due(later, NOW, polled_at=NOW + timedelta(hours=1))


@given(st.integers(1, 50), st.floats(0, 1))
def test_backing_off_grows_and_keeps_what_was_asked(attempt, jitter):
    assert 0 < schedule.backoff(attempt, jitter) <= 90
    assert schedule.backoff(attempt, jitter, asked=7.0) >= 7.0


def test_a_removed_article_is_checked_less_and_less_often_and_then_not_at_all():
    waits = [schedule.next_check_of_gone(timedelta(days=d), NOW) for d in (0, 2, 20, 90)]
    assert waits == [NOW + timedelta(hours=12), NOW + timedelta(days=2), NOW + timedelta(days=20), None]


def test_looking_back_costs_a_sixteenth_of_a_busy_run_and_more_of_a_quiet_one():
    assert schedule.look_budget(160, 0.0, quiet=False) == 10
    assert [schedule.look_budget(8, luck, quiet=False) for luck in (0.4, 0.6)] == [0, 1]
    assert schedule.look_budget(10, 0.0, quiet=True) == 28
    assert schedule.look_budget(10, 0.0, quiet=True, credit=30.6) == 20
    assert schedule.look_budget(40, 0.0, quiet=True, credit=30.6) == 0


@pytest.mark.parametrize("news", [4, 12, 30, 300])
def test_looking_back_ahead_of_time_costs_no_more_than_three_times_the_news_at_small_and_large_sites(news):
    """A busy run, then a quiet one that asks the sources again, a quarter of what the busy one asked."""
    busy = news + schedule.look_budget(news, 0.5, quiet=False)
    polls = news // 4
    looks = schedule.look_budget(polls, 0.5, quiet=True, credit=schedule.EARNED * news)
    assert looks > 0
    assert busy + polls + looks <= 3 * news


def test_an_address_is_left_alone_while_its_site_asked_for_it():
    for failures in (1, 3):
        usual, longer = (schedule.next_try(failures - 1, NOW, asked) for asked in (None, 40 * schedule.HOUR))
        assert not schedule.asked_to_wait(failures, NOW, usual, NOW)
        assert schedule.asked_to_wait(failures, NOW, longer, NOW)
        assert not schedule.asked_to_wait(failures, NOW, longer, longer)
    assert not schedule.asked_to_wait(0, NOW, NOW + timedelta(days=9), NOW)
