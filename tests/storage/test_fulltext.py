"""The upkeep of the full-text index: what is taken out is gone, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from storage.archive import Archive
from storage.query import parse
from storage.searching import fulltext
from storage.searching.fulltext import Document
from storage.searching.fulltext_postgresql import pair_numbers
from storage.searching.sql import Index, fts5, needed_pairs, plan
from storage.terms.matching import All, Any, Term
from storage.terms.stems import LANGUAGES


@pytest.fixture
def connection(archive: Archive) -> Iterator[Connection]:
    """A connection that writes to an empty archive."""
    with archive._write() as writing:
        yield writing


def found(connection: Connection, query: str) -> list[int]:
    """Ids in the index, without the articles that they would belong to."""
    return sorted(connection.scalars(plan(connection, parse(query)).found()))


STORY = Document(
    7 << 20, "Exercices militaires", "Le chapeau.", "L'Ukraine s'inquiète.", "fr", date(2022, 2, 9),
    "montagne", "Monde", ("Jeanne Dupont",), ("défense",),
)  # fmt: skip


def test_taken_in_replaced_taken_out(connection: Connection) -> None:
    fulltext.index(connection, [STORY])
    assert found(connection, "exercice ukraine lang:fr author:dupont tag:defense date:2022-02") == [
        STORY.article_id
    ]
    revised = replace(STORY, body="La Pologne s'inquiète.", tags=())
    fulltext.replace(connection, [(STORY, revised)])
    assert found(connection, "ukraine") == found(connection, "tag:defense") == []
    assert found(connection, "pologne exercice") == [STORY.article_id]
    fulltext.remove(connection, [revised])
    for query in ("exercice", "pologne", "lang:fr", "-ukraine", "site:montagne", "date:2022"):
        assert found(connection, query) == []


def test_many_in_any_order(connection: Connection) -> None:
    documents = [replace(STORY, article_id=n << 20, title=f"Nouvelle {n}") for n in (5, 3, 9, 1, 7)]
    fulltext.index(connection, documents)
    fulltext.remove(connection, [documents[4], documents[1]])
    assert found(connection, "nouvelles") == [n << 20 for n in (1, 5, 9)]


def test_long_texts_keep_their_phrases(connection: Connection) -> None:
    body = "le mot " * 400 + "une aiguille rouge " + "dans le foin " * 6_000 + "deux aiguilles vertes"
    fulltext.index(connection, [replace(STORY, body=body)])
    for query in ('"aiguille rouge"', '"une aiguille rouge dans le foin"', '"foin deux aiguilles vertes"',
                  '"vertes"', "aiguilles", '-"aiguille bleue"', 'rouge -"le foin le"'):  # fmt: skip
        assert found(connection, query) == [STORY.article_id], query
    assert found(connection, '"aiguille verte"') == []
    assert found(connection, '-"aiguille verte"') == [STORY.article_id]


def test_only_the_beginning_of_an_endless_text_counts(connection: Connection) -> None:
    fulltext.index(
        connection, [replace(STORY, body="premier " + "ﷺ" * 50_000 + " mot" * 100_000 + " dernier")]
    )
    assert found(connection, "premier") == [STORY.article_id]
    assert found(connection, "dernier") == []


def test_forms_are_kept_again_after_a_rollback(archive: Archive) -> None:
    with archive._write() as writing:
        fulltext.index(writing, [STORY])
        writing.rollback()
    with archive._write() as writing:
        fulltext.index(writing, [STORY])
    with archive._write() as reading:
        assert found(reading, "exercice") == [STORY.article_id]


documents = st.builds(
    Document,
    st.just(0),
    st.sampled_from(["Exercices militaires", "北京 News", None, "war " * 300]),
    st.sampled_from(["Straße", None]),
    st.sampled_from(["the war and the peace", "中国人民", "กรุงเทพ", ""]),
    st.sampled_from(["fr", "zh", None]),
    st.just(date(2022, 2, 9)),
    st.sampled_from(["a", "b"]),
)
ROUND = ["guerre", '"militaires"', "中国", "lang:fr", "-lang:fr", '"the peace"', "site:a", '"war"', "京"]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 6), documents), max_size=14))
def test_after_any_changes_the_index_is_as_if_made_anew(steps: list[tuple[int, Document]]) -> None:
    with create_engine("sqlite://").connect() as changed, create_engine("sqlite://").connect() as fresh:
        for connection in (changed, fresh):
            fulltext.create(connection)
        kept: dict[int, Document] = {}
        for key, document in steps:
            new = replace(document, article_id=key)
            if key in kept and kept[key] == new:
                fulltext.remove(changed, [kept.pop(key)])
            elif key in kept:
                fulltext.replace(changed, [(kept[key], new)])
                kept[key] = new
            else:
                fulltext.index(changed, [new])
                kept[key] = new
        fulltext.index(fresh, list(kept.values()))
        assert [found(changed, query) for query in ROUND] == [found(fresh, query) for query in ROUND]
        assert _rows(changed) == _rows(fresh)


def _rows(connection: Connection) -> list[tuple[str, int]]:
    connection.execute(text("CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, fulltext, instance)"))
    return [tuple(row) for row in connection.execute(text('SELECT term, doc, col, "offset" FROM temp.seen'))]


def test_every_language_stems_and_every_match_is_quoted() -> None:
    assert len(LANGUAGES) > 30
    with create_engine("sqlite://").connect() as connection:
        fulltext.create(connection)
        match = plan(connection, parse('NEAR(a b) -"c d" title:ex* author:"f g" date:2021-12..2022-01')).match
        assert match is not None
        assert (
            connection.scalars(
                text("SELECT count(*) FROM fulltext WHERE fulltext MATCH :m"), {"m": fts5(match)}
            ).one()
            == 0
        )
        assert Index("fulltext", "sqlite").id.name == "rowid"


def test_a_phrase_asks_only_for_pairs_that_every_hit_holds() -> None:
    one, two, three = (pair_numbers(words.split()) for words in ("a b", "b c", "x y"))
    assert needed_pairs(Term((("a", "b", "c"),))) == one | two
    assert needed_pairs(Term((("a", "b", "c"),), prefix=True)) == one
    assert needed_pairs(Term((("a", "b", "c"), ("a", "b")))) == one
    assert not needed_pairs(Term((("a",), ("a", "b"))))
    either = Any((Term((("a", "b", "c"),)), Term((("b", "c"),))))
    assert needed_pairs(either) == two
    assert needed_pairs(All((either, Term((("d",),))), without=(Term((("x", "y"),)),))) == two
    assert needed_pairs(All((either, Term((("x", "y"),))))) == two | three


def test_postgresql_is_asked_for_each_part_by_itself() -> None:
    parts = All((Term((("a",), ("b",))), Term((("c",),))))
    index = Index("fulltext", "postgresql")
    assert str(index.matches(parts)).count("@@") == 2
    assert str(index.matches(All(parts.parts, without=(Term((("d",),)),)))).count("@@") == 1
