"""A few wrong dates do not flatten a chart."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newskeep.days import alike, drawn, together
from newskeep.web.charts import timeline

FIRST = date(2022, 1, 1)
USUAL = [(FIRST + timedelta(number), 5) for number in range(60)]
WRONG, AHEAD = (date(1871, 5, 2), 1), (date(2099, 1, 1), 2)


def test_what_lies_far_away_is_left_out_and_counted() -> None:
    found = drawn([WRONG, *USUAL, AHEAD])
    assert (found.before, found.days, found.after) == ([WRONG], USUAL, [AHEAD])
    assert found.outside == 3
    chart = timeline([WRONG, *USUAL, AHEAD])
    assert (chart.by, len(chart.bars)) == ("day", 60)
    assert [(it.first, it.last, it.count) for it in chart.outside] == [
        (WRONG[0], WRONG[0], 1),
        (AHEAD[0], AHEAD[0], 2),
    ]


def test_what_is_many_or_near_or_all_there_is_stays() -> None:
    for days in (
        [],
        USUAL[:1],
        USUAL,
        [WRONG, USUAL[0]],  # which of the two is wrong?
        [(WRONG[0], 40), *USUAL],
        [(FIRST - timedelta(50), 1), *USUAL],
        [(date(1900 + 10 * number, 1, 1), 2) for number in range(12)],
    ):
        assert drawn(days) == ((), days, ()) or drawn(days) == ([], days, [])


def test_several_queries_are_drawn_over_the_same_days() -> None:
    series = {"a": [WRONG, *USUAL], "b": USUAL[:3]}
    assert together(series.values())[:2] == [WRONG, (FIRST, 10)]
    parts, shown = alike(series | {"c": [], "d": [WRONG]})
    assert (shown, parts.outside) == ({"a": USUAL, "b": USUAL[:3]}, 2)


@given(st.dictionaries(st.dates(), st.integers(1, 1000), max_size=20))
def test_nothing_is_lost(counts: dict[date, int]) -> None:
    days = sorted(counts.items())
    found = drawn(days)
    assert [*found.before, *found.days, *found.after] == days
    assert found.days or not days
    assert found.outside <= max(2, sum(counts.values()) // 50)
