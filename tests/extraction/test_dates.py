"""Dates: any language and calendar, never swapped or future, local days, all candidates kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.article import Article, Hints, Moment, Precision
from extraction.extract import extract
from extraction.times import months
from extraction.times.calendars import islamic, persian
from extraction.times.url_dates import url_day
from extraction.times.written import read_dates
from tests.extraction.pages import article, page

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
PLAIN = "https://news.example/story"


def read(head: str = "", body: str = "", url: str = PLAIN, **more: object) -> Article:
    return extract(page(article(head, body), url, fetched_at=NOW, **more))


def ld(**values: str) -> str:
    fields = ", ".join(f'"{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


@pytest.mark.parametrize(
    "text",
    [
        "17 May 2024", "May 17th, 2024", "17.05.2024", "2024-05-17", "17/05/2024", "05/17/2024",
        "17. Mai 2024", "17 mai 2024",
        "17 de mayo de 2024", "17 мая 2024 г.", "2024年5月17日", "2024년 5월 17일", "2024. május 17.",
        "17. toukokuuta 2024",
        "17 tháng 5, 2024", "2024 m. gegužės 17 d.", "2024. gada 17. maijs", "١٧ مايو ٢٠٢٤", "17 أيار 2024",
        "۲۸ اردیبهشت ۱۴۰۳", "17 พฤษภาคม 2567", "17 พ.ค. 2567", "17 Μαΐου 2024", "17 mayıs 2024",
        "१७ मई २०२४", "17-May-2024", "১৭ মে ২০২৪", "17 במאי 2024", "17 مايو/أيار 2024", "17 مئی، 2024",
        "17 พ.ค. 67",
        "2024 жылғы 17 мамыр", "2024-cü il 17 may", "17 ಮೇ 2024", "១៧ ឧសភា ២០២៤",
    ],
)  # fmt: skip
def test_written_dates(text: str) -> None:
    assert [found.day for found in read_dates(text)] == [date(2024, 5, 17)]


@pytest.mark.parametrize(
    "text",
    ["12 फरवरी 2024", "12 फ़रवरी 2024", "১২ ফেব্রুয়ারি ২০২৪", "12 בפברואר 2024", "12 fév. 2024", "12 ਫਰਵਰੀ 2024"],
)
def test_months_as_newspapers_spell_them(text: str) -> None:
    assert [found.day for found in read_dates(text)] == [date(2024, 2, 12)]


@pytest.mark.parametrize(
    "text", ["5 things from March 2024", "31.02.2024", "© 2024", "version 1.2.3", "May 2024", "12:30"]
)
def test_what_is_no_date(text: str) -> None:
    assert read_dates(text) == ()


def test_clocks_and_zones_are_read_beside_a_date() -> None:
    found = read_dates("Published: May 17, 2024 at 3:05 pm EST")[0]
    assert (found.clock, found.offset) == (time(15, 5), -300)


@given(st.dates(date(1995, 1, 1), date(2030, 12, 31)), st.sampled_from(sorted(months.GREGORIAN)))
def test_every_month_name_is_read_back(day: date, language: str) -> None:
    names = months.GREGORIAN[language].split("|")[day.month - 1].strip().split("/")
    for name in filter(None, names):
        assert [w.day for w in read_dates(f"{day.day} {name} {day.year}")] == [day]


@given(st.integers(0, 40_000))
def test_persian_days_follow_one_another(passed: int) -> None:
    day = date(1921, 3, 21) + timedelta(days=passed)
    matches = {
        persian(year, month, d)
        for year in (day.year - 622, day.year - 621)
        for month in range(1, 13)
        for d in (1, 15)
        if abs((day.month + 9) % 12 + 1 - month) <= 1
    }
    assert any(found and abs((found - day).days) <= 31 for found in matches)


def test_known_days_of_other_calendars() -> None:
    assert persian(1403, 12, 30) == date(2025, 3, 20)
    assert persian(1404, 1, 1) == date(2025, 3, 21)
    assert islamic(1444, 3, 28) == date(2022, 10, 24)
    assert persian(1403, 13, 1) is None


def test_json_ld_wins_and_keeps_its_offset() -> None:
    published = read(ld(datePublished="2024-05-17T23:30:00+05:30")).published
    assert published == Moment(datetime(2024, 5, 17, 18, tzinfo=UTC), Precision.SECOND, "json-ld", 330)


def test_a_future_date_is_never_believed() -> None:
    found = read(ld(datePublished="2025-01-01T00:00:00Z"), "<time datetime=2024-05-17>17 May 2024</time>")
    assert found.published is not None
    assert found.published.iso() == "2024-05-17"


def test_a_footers_year_is_no_date() -> None:
    assert read(body="<footer>© 2019 - 2024 The Example. Founded 1 January 1998.</footer>").published is None


@pytest.mark.parametrize(
    ("language", "expected"), [("en-US", "2024-03-04"), ("en-GB", "2024-04-03"), ("fr", "2024-04-03")]
)
def test_day_and_month_by_language(language: str, expected: str) -> None:
    html = article(body="<p class=date>03/04/2024</p>").replace("lang=en", f"lang={language}")
    published = extract(page(html, PLAIN)).published
    assert published is not None
    assert published.iso() == expected


@pytest.mark.parametrize(
    ("beside", "expected"), [("12/28/2023", "2024-03-04"), ("28/12/2023", "2024-04-03"), ("", "2024-04-03")]
)
def test_day_and_month_as_the_pages_other_dates_write_them(beside: str, expected: str) -> None:
    body = f"<p class=date>03/04/2024</p><aside><p>{beside} An older story</p></aside>"
    published = extract(page(article(body=body).replace("lang=en", "lang=en-GB"), PLAIN)).published
    assert published is not None
    assert published.iso() == expected


def test_a_day_that_has_not_come_yet_is_read_the_other_way_round() -> None:
    html = article(body="<p class=date>03/12/2024</p>").replace("lang=en", "lang=en-GB")
    published = extract(page(html, PLAIN, fetched_at=NOW)).published
    assert published is not None
    assert published.iso() == "2024-03-12"


def test_day_and_month_are_not_swapped_where_anything_tells() -> None:
    html = article(ld(datePublished="2024-03-04"), "<p class=date>03/04/2024</p>").replace(
        "lang=en", "lang=fr"
    )
    published = extract(page(html, PLAIN)).published
    assert published is not None
    assert published.iso() == "2024-03-04"


def test_the_local_day_is_taken_from_the_visible_clock() -> None:
    published = read(
        ld(datePublished="2024-05-16T22:30:00Z"), "<p class=date>17.05.2024, 00:30</p>"
    ).published
    assert published is not None
    assert published.iso() == "2024-05-17T00:30:00+02:00"


def test_a_date_in_a_scripts_data_says_so() -> None:
    published = read('<script>x = {"publishedAt": "2024-05-17T08:00:00+02:00"}</script>').published
    assert published is not None
    assert (published.iso(), published.source) == ("2024-05-17T08:00:00+02:00", "script")


def test_a_feeds_date_is_a_candidate() -> None:
    hint = Moment(datetime(2024, 5, 17, 8, tzinfo=UTC), Precision.SECOND, "feed", 0)
    assert read(hints=Hints(published=hint)).published == hint


def test_modified_is_not_before_published() -> None:
    assert read(ld(datePublished="2024-05-17", dateModified="2024-05-18")).modified is not None
    assert read(ld(datePublished="2024-05-17", dateModified="2024-05-10")).modified is None


@pytest.mark.parametrize(
    "line",
    [
        "Publié le 17 mai 2024 à 07h00 - Mis à jour le 18 mai 2024 à 11h20",
        "Jane Doe | 17/05/2024 - 21:35. Actualizado: 18/05/2024 - 08:10",
        "Опубликовано: 17 мая 2024, обновлено: 18 мая 2024",
    ],
)
def test_the_day_of_a_change_that_readers_see(line: str) -> None:
    found = read(body=f"<p>{line}</p>")
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.iso()[:10], found.modified.iso()[:10]) == ("2024-05-17", "2024-05-18")


def test_todays_date_above_a_story_is_not_the_storys() -> None:
    top = "<div>امروز: دوشنبه ۳۱ اردیبهشت ۱۴۰۳</div><div>تاریخ انتشار: ۲۸ اردیبهشت ۱۴۰۳</div>"
    html = article().replace("lang=en", "lang=fa").replace("<main>", f"{top}<main>")
    published = extract(page(html, PLAIN, fetched_at=NOW)).published
    assert published is not None
    assert published.iso() == "2024-05-17"


def test_all_candidates_are_kept_when_asked_for() -> None:
    html = article(ld(datePublished="2024-05-17"), "<time datetime=2024-05-16>x</time>")
    explained = extract(page(html, PLAIN), explain=True)
    dates = {(c.value, c.source, c.chosen) for c in explained.candidates if c.field == "published"}
    assert ("2024-05-17", "json-ld", True) in dates
    assert any(value == "2024-05-16" for value, _, _ in dates)
    assert extract(page(html, PLAIN)).candidates == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/05/17/story", date(2024, 5, 17)),
        ("https://a.example/2024/may/17/story", date(2024, 5, 17)),
        ("https://a.example/story-20240517.html", date(2024, 5, 17)),
        ("https://a.example/17-05-2024/story", date(2024, 5, 17)),
        ("https://a.example/2024/13/45/story", None),
        ("https://a.example/id/20249917", None),
    ],
)
def test_days_in_addresses(url: str, expected: date | None) -> None:
    assert url_day(url) == expected


def test_the_description_names_the_day_where_nothing_else_does() -> None:
    head = '<meta name="description" content="A bear was seen (news of 14 January 2020)">'
    found = extract(page(f"<html lang=en><head>{head}</head><body><p>Words", "https://news.example/a"))
    assert found.published is not None
    assert found.published.iso() == "2020-01-14"


@pytest.mark.parametrize(
    ("title", "hour"), [("2023-11-03T04:07:00+01:00", 3), ("Permalink", 0), ("2023-11-09T04:07:00Z", 0)]
)
def test_a_day_in_words_is_told_to_the_minute_by_the_title_behind_it(title, hour):
    stamp = f'<h1>Of a bridge</h1><abbr class="published" title="{title}">Fri 3 November 2023</abbr>'
    found = read(body=stamp).published
    assert (found.value.day, found.value.hour) == (3, hour)
