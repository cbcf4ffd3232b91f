"""Beginnings that too many words have: the same answers as for others, and told where they are not whole."""

from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.errors import QueryError, TooCostly
from storage.keeping.states import load_states
from storage.searching.order import first_ids, newest_ids
from storage.searching.search import asked
from storage.searching.sieve import documents

QUERIES = [
    "milit*", "mi* la*", "-milit*", "milit* lang:fr", "milit* OR lang:zh", "milit* -annul*", "title:exerc*",
    "(la OR mi*) -titre", "ex* (mi* OR lang:de)", "mi* gone:no", "dé* cluster:once", "开*",
    "an* date:2022-02", 'mi* "bas rhin"', "st* OR ст*", "-st* -an*", "seen:2026-03-01 mi*", "zz*",
    "zz* OR mi*", 'title:"exercice militaire" ann*',
]  # fmt: skip


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each beginning is too wide."""
    monkeypatch.setattr("storage.searching.forms.MOST_BEGINNINGS", 0)
    monkeypatch.setattr("storage.searching.forms.MOST_LEFT", 0)
    monkeypatch.setattr("storage.searching.forms.SMALL", 0)


def answers(archive: Archive, query: str) -> tuple[object, ...]:
    page = archive.page(query, limit=3, most=10_000)
    return (
        [hit.url for hit in archive.search(query)],
        [hit.url for hit in archive.search(query, offset=1, limit=2)],
        sorted(hit.url for hit in archive.search(query, order="relevance")),
        ([hit.url for hit in page.articles], page.total, page.exact),
        archive.sheet(query, limit=2),
        archive.facets(query, ("language", "site", "month", "author", "tag")),
        archive.count(query),
        archive.timeline(query),
        [row["url"] for row in archive.rows(query)],
    )


@pytest.mark.parametrize("query", QUERIES)
def test_they_find_what_others_find(shelf: Archive, query: str, request: pytest.FixtureRequest) -> None:
    expected = answers(shelf, query)
    request.getfixturevalue("wide")
    assert answers(shelf, query) == expected
    shelf.patience = 30.0  # as a server has it
    try:
        assert answers(shelf, query) == expected
    finally:
        shelf.patience = None


@pytest.mark.parametrize("query", QUERIES)
def test_pages_of_beginnings_of_many_words_are_the_same(
    shelf: Archive, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers(shelf, query)
    monkeypatch.setattr("storage.searching.forms.MOST_BEGINNINGS", 0)
    monkeypatch.setattr("storage.searching.forms.SMALL", 0)
    for sampled in (3, 7):
        monkeypatch.setattr("storage.searching.order.SAMPLED", sampled)
        assert answers(shelf, query) == expected


@pytest.mark.parametrize(("rare", "read"), [(1, 22), (1_000, 24)])
def test_a_page_is_read_from_the_newest_articles_while_many_are_hits(
    shelf: Archive, monkeypatch: pytest.MonkeyPatch, rare: int, read: int
) -> None:
    monkeypatch.setattr("storage.searching.forms.MOST_BEGINNINGS", 0)
    monkeypatch.setattr("storage.searching.forms.SMALL", 0)
    monkeypatch.setattr("storage.searching.order.SAMPLED", 22)
    monkeypatch.setattr("storage.searching.order.RARE", rare)
    with shelf._read() as connection:
        plan = asked(connection, "an*")
        assert plan.sample
        assert plan.sample.sieve
        assert list(first_ids(connection, plan, None, 20)) == list(newest_ids(connection, plan))
        assert len(plan.sample.sieve._known) == read


@pytest.mark.usefixtures("wide")
def test_at_first_sight_only_the_newest_are_counted(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.searching.order.AT_SIGHT", 20)
    assert shelf.page("ex* OR an*", limit=1, most=10_000).total == 1  # the first of them is older
    monkeypatch.setattr("storage.searching.order.AT_SIGHT", 23)
    page = shelf.page("ex* OR an*", limit=1, most=10_000)
    assert (page.total, page.exact) == (2, False)
    facets = shelf.facets("ex* OR an*", ("language",))
    assert (facets.counted, facets.exact) == (2, False)
    assert shelf.sheet("ex* OR an*", limit=1, most=10_000).exact is False
    assert shelf.count("ex* OR an*") == 3
    assert shelf.page("ex* lang:fr", limit=1, most=10_000).total == 2  # so few that all are looked at
    shelf.patience = 30.0
    for count in (shelf.count, shelf.timeline):
        with pytest.raises(TooCostly):
            count("ex* OR an*")
    shelf.patience = None


@pytest.mark.usefixtures("wide")
def test_reading_articles_ends_when_its_time_is_over(shelf: Archive) -> None:
    shelf.patience = 1e-9
    with pytest.raises(TooCostly):
        shelf.sheet("ex*")
    shelf.patience = None


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize(("query", "column"), [("in:revisions ex*", 14), ("la (gone:yes OR ex*)", 17)])
def test_where_no_article_can_be_read_they_are_refused(shelf: Archive, query: str, column: int) -> None:
    with pytest.raises(QueryError, match=r"more letters before \*") as caught:
        shelf.page(query)
    assert caught.value.column == column


def test_articles_are_read_as_they_were_indexed(shelf: Archive) -> None:
    with shelf._read() as connection:
        ids = [hit.id for hit in shelf.search("")]
        indexed = {key: state.document for key, state in load_states(connection, ids).items()}
        assert {it.article_id: it for it in documents(connection, ids)} == indexed


@pytest.mark.usefixtures("wide")
def test_in_a_small_archive_the_index_finds_them(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.searching.forms.SMALL", 1_000)
    monkeypatch.setattr("storage.searching.order.AT_SIGHT", 20)
    shelf.patience = 30.0
    try:
        assert shelf.count("ex* OR an*") == 3
        assert next(shelf.search("in:revisions ex*"))  # nor is this refused
    finally:
        shelf.patience = None
