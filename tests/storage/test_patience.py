"""A read that takes longer than it may is stopped, and nothing else is."""

import time

import pytest

from storage.errors import TooCostly

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_a_read_is_stopped_when_its_time_is_over(archive, dialect) -> None:
    archive.patience = 0.1
    begun = time.monotonic()
    with pytest.raises(TooCostly, match="takes too long"), archive._read() as connection:
        connection.exec_driver_sql(ENDLESS[dialect])
    assert time.monotonic() - begun < 10
    assert archive.count("") == 0


def test_a_read_takes_what_it_takes_where_nobody_waits(archive) -> None:
    archive.patience = 0.1
    archive.count("")
    archive.patience = None
    numbers = ENDLESS["sqlite"].replace(" FROM n)", " FROM n WHERE i < 100000)")
    with archive._read() as connection:
        assert connection.exec_driver_sql(numbers).scalar() == 100_000
