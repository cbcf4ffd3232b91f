"""Long lists of hits: pages, groups of the same text, constant memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from sqlite3 import Cursor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, update

from extraction.article import Block, BlockKind, Image, Moment, Precision
from storage.archive import Archive
from storage.errors import QueryError
from storage.records import Fate
from storage.searching import streaming
from storage.searching.days import runs
from storage.searching.order import ROW, day_words
from storage.tables.engine import BARE, CACHE_KIB, STREAM_KIB
from storage.tables.models import article
from tests.storage.samples import NOW, moment, visit
from tests.storage.samples import article as story

NUMBER = 260
LETTERED = str.maketrans("0123456789", "abcdefghij")


def fill(archive: Archive) -> None:
    """Stories of several days, some on the same minute, most of them about a pier."""
    visits = []
    for n in range(NUMBER):
        read = story(f"https://harbour.example/{n}", title=f"Story {n}", body=("pier" if n % 5 else "quay",))
        published = replace(moment(), value=NOW - timedelta(hours=7) * (n // 3))
        visits.append(
            visit(replace(read, published=published, lead=None, blocks=(*read.blocks, Block(f"number{n}"))))
        )
    archive.store(visits)


def numbers(archive: Archive, query: str, **options: object) -> list[int]:
    """Which stories are found, by their number."""
    return [int(hit.url.rpartition("/")[2]) for hit in archive.search(query, **options)]  # type: ignore[arg-type]


def test_pages_join_without_gap_or_repetition(archive: Archive) -> None:
    fill(archive)
    whole = list(archive.search("pier"))
    assert len(whole) == archive.count("pier") == NUMBER - NUMBER // 5
    assert [hit.id for hit in whole] == sorted((hit.id for hit in whole), reverse=True)
    pages, before = [], None
    while page := list(archive.search("pier", limit=30, before=before)):
        pages += page
        before = page[-1].id
    assert pages == whole
    assert list(archive.search("pier", limit=30, offset=60)) == whole[60:90]
    assert numbers(archive, "pier", offset=NUMBER) == []
    assert numbers(archive, "number77 OR number78") == [77, 78]
    assert numbers(archive, "pier", order="relevance", limit=70)[60:] == [
        int(h.title.split()[1]) for h in whole[60:70] if h.title
    ]
    assert sum(count for _, count in archive.timeline("pier")) == len(whole)
    assert archive.facets("pier", ("month",)).counted == len(whole)


def test_once_gives_the_newest_of_each_group(archive: Archive) -> None:
    fill(archive)
    hits = list(archive.search("number3 OR number50 OR number51 OR number100"))
    assert len(hits) == 4
    with archive._write() as writing:
        writing.execute(
            update(article).where(article.c.id.in_([h.id for h in hits[:3]])).values(cluster=hits[2].id)
        )
    query = "number3 OR number50 OR number51 OR number100 cluster:once"
    assert [hit.id for hit in archive.search(query)] == [hits[0].id, hits[3].id]
    assert archive.count(query) == 2
    assert archive.facets(query, ("site",)).values == {"site": (("harbour", 2),)}
    assert sum(count for _, count in archive.timeline(query)) == 2
    assert len(list(archive.search("cluster:once"))) == archive.count("cluster:once") == NUMBER - 2


def test_a_reader_may_stop_and_several_may_read_at_once(archive: Archive) -> None:
    fill(archive)
    first, second = archive.search("pier"), archive.search("quay")
    assert next(first).id != next(second).id
    first.close()  # type: ignore[attr-defined]
    assert len(list(second)) == NUMBER // 5 - 1


@given(st.integers(0, 40_000), st.integers(1, 4_096))
def test_days_are_named_once_each_by_few_words(last: int, number: int) -> None:
    first = max(last - number + 1, 0) // ROW * ROW
    words = day_words(first, last)
    covered: list[int] = []
    for word in words:
        level, row = int(word[1]), int(word[2:])
        covered += range((row + 1 << level) - 1, (row << level) - 1, -1)
    assert covered == list(range(last, first - 1, -1))
    assert len(words) <= 64 + 3 * ROW


def test_rows_are_the_article_json(archive: Archive) -> None:
    told = replace(
        story("https://harbour.example/told"),
        published=Moment(NOW, Precision.DAY, "url", 330),
        modified=Moment(NOW, Precision.MINUTE, "meta", -60),
        images=(Image("https://harbour.example/a.jpg", "A pier"), Image("https://harbour.example/b.jpg")),
        blocks=(Block("The pier"), Block("Why", BlockKind.SUBHEADING), Block("Because")),
    )
    bare = story("https://harbour.example/bare", title=None, authors=(), published=None, language=None)
    gone = visit(story("https://harbour.example/gone"))
    archive.store([visit(told), visit(bare), gone])
    archive.store([replace(gone, article=None, fate=Fate.GONE, status=410, at=NOW + timedelta(days=1))])
    rows = list(archive.rows())
    assert rows == [hit.to_dict() for hit in archive.search()]
    assert [row["gone_at"] is not None for row in rows].count(True) == 1
    (row,) = archive.rows("because")
    assert row["published_at"] == (NOW + timedelta(minutes=330)).date().isoformat()
    assert row["modified_at"] == (NOW - timedelta(hours=1)).isoformat()[:19] + "-01:00"
    assert (row["subheadings"], row["images"][1]["caption"]) == (["Why"], None)


def test_a_long_list_is_as_it_was_when_it_began(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "A_READ", 100)
    fill(archive)
    before, later = list(archive.rows("pier")), NOW + timedelta(days=1)
    edited, hidden = before[150], before[160]
    rows, values = archive.rows("pier"), archive.each("pier")
    begun, alike = [next(rows)], [next(values).to_dict()]
    read = story(edited["url"], title="Another story", body=("breakwater",), published=None)
    archive.store([visit(read, later), visit(story("https://harbour.example/new", body=("pier",)), later)])
    archive.withhold(hidden["url"], "asked for", later)
    if archive.dialect == "sqlite":  # all of the log can be copied back: no read is under way
        with archive._engine.connect().execution_options(**BARE) as connection:
            busy, pages, copied = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
            assert (busy, copied) == (0, pages)
    begun += rows
    alike += (it.to_dict() for it in values)
    assert begun == alike
    seen = [row | {"last_seen_at": None, "revisions": 1} for row in begun]
    was = [row | {"last_seen_at": None, "revisions": 1} for row in before if row is not hidden]
    assert seen == was


def test_a_page_tells_all_at_once(archive: Archive) -> None:
    fill(archive)
    for query in ("pier", "number77", "", "pier -number7", "revised:no", "cluster:once", "in:revisions pier"):
        page = archive.page(query, limit=20)
        assert list(page.articles) == list(archive.search(query, limit=20, snippets=True))
        assert (page.total, page.exact) == (archive.count(query), True)
        assert archive.page(query).total == page.total
        sheet = archive.sheet(query)
        assert list(sheet.articles) == [
            {"id": it.id, **it.to_dict()} for it in archive.search(query, limit=20)
        ]
        assert (sheet.total, sheet.exact) == (page.total, True)
    second = archive.page("pier", limit=20, before=archive.page("pier").articles[-1].id)
    assert list(second.articles) == list(archive.search("pier", limit=20, offset=20, snippets=True))
    assert (archive.page("pier", most=50).total, archive.page("pier", most=50).exact) == (50, False)
    after = archive.sheet("pier", limit=30, before=archive.sheet("pier", limit=200).next, most=50)
    assert [it["id"] for it in after.articles] == [it.id for it in archive.search("pier", offset=200)]
    assert (after.next, after.total, after.exact) == (None, 50, False)
    best = archive.page("pier story", limit=5, offset=5, order="relevance", snippets=False)
    assert list(best.articles) == list(archive.search("pier story", limit=5, offset=5, order="relevance"))


@pytest.mark.parametrize(
    "query", ["", "pier", "in:revisions pier", "revised:yes OR revised:no", "cluster:once"]
)
def test_a_corrected_date_is_counted_where_it_is_now(archive: Archive, query: str) -> None:
    fill(archive)
    before = dict(archive.timeline(query))
    read = story("https://harbour.example/1", title="Story 1", body=("pier", "number1"))
    moved = replace(read, published=replace(moment(), value=NOW - timedelta(days=400)), lead=None)
    archive.store([visit(moved, NOW + timedelta(days=1))])
    after = dict(archive.timeline(query))
    assert after[(NOW - timedelta(days=400)).date()] == 1
    assert sum(after.values()) == sum(before.values())
    days = dict(archive.facets(query, ("day",)).values["day"])
    assert days == {day.isoformat(): number for day, number in after.items()}
    assert sum(dict(archive.facets(query, ("year",)).values["year"]).values()) == sum(after.values())


@given(st.lists(st.integers(0, 60), max_size=80))
def test_runs_of_a_sorted_list_are_its_counts(days: list[int]) -> None:
    told = ",".join(str(day + 1_000_000) for day in sorted(days))
    assert dict(runs(told)) == (Counter(days) if days else {})


def test_a_beginning_of_many_words_is_left_to_the_database_and_of_too_many_read(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.searching.forms.SMALL", 0)
    some = " ".join(f"quay{n:03}".translate(LETTERED) for n in range(700))
    many = " ".join(f"pier{n:04}".translate(LETTERED) for n in range(3_001))
    archive.store([visit(story("https://harbour.example/1", body=(some, many)))])
    assert numbers(archive, "quay*") == [1]
    assert numbers(archive, "quaya* piera*") == [1]
    assert numbers(archive, "quay* pier*") == [1]
    with pytest.raises(QueryError) as caught:
        archive.count("in:revisions quay* pier*")
    assert (caught.value.column, "more letters" in caught.value.expected) == (20, True)


@pytest.mark.parametrize("dialect", ["sqlite"])  # PostgreSQL's server has a memory of its own
def test_a_stream_holds_little_of_the_file_in_memory(archive: Archive) -> None:
    fill(archive)
    sizes = []

    @event.listens_for(archive._engine, "before_cursor_execute")
    def note(connection: Connection, cursor: Cursor, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            sizes.append(cursor.execute("PRAGMA cache_size").fetchone()[0])

    list(archive.rows("pier"))
    assert set(sizes) == {-STREAM_KIB}
    archive.count("pier")
    assert sizes[-1] == -CACHE_KIB


@pytest.mark.parametrize("patience", [None, 60])
def test_a_stream_that_is_told_to_end_within_a_statement_ends_with_what_told_it(
    archive: Archive, patience: float | None
) -> None:
    fill(archive)
    archive.patience = patience

    def end(cursor: Cursor, statement: str, *_: object) -> None:
        if statement.startswith("SELECT article."):
            raise SystemExit(143)

    event.listen(archive._engine, "do_execute", end)
    try:
        with pytest.raises(SystemExit) as ended:
            list(archive.rows(""))
    finally:
        event.remove(archive._engine, "do_execute", end)
    assert ended.value.code == 143
    assert len(list(archive.rows(""))) == NUMBER
