"""Plots of one line."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newskeep.cli.sparks import WIDTH, over_time, spark

FIRST = date(2022, 1, 1)


def test_counts_become_bars() -> None:
    assert spark([0, 1, 4, 8]) == " ▁▄█"
    assert spark([1, 1000]) == "▁█"
    assert spark([]) == ""


def test_days_share_a_bar_where_they_are_many() -> None:
    days = [(FIRST, 4), (FIRST + timedelta(95), 8)]
    assert over_time(days, *(day for day, _ in days)) == "▄" + " " * 46 + "█"
    assert over_time(days[:1], FIRST, FIRST) == "█"


@given(st.dictionaries(st.integers(0, 4000), st.integers(1, 10**6), min_size=1, max_size=30))
def test_a_plot_is_never_wider(counts: dict[int, int]) -> None:
    days = [(FIRST + timedelta(number), count) for number, count in sorted(counts.items())]
    drawn = over_time(days, days[0][0], days[-1][0])
    assert 1 <= len(drawn) <= WIDTH
    assert "█" in drawn
