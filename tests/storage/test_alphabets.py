"""Names over alphabets: how papers of many languages write the same people and places."""

from __future__ import annotations

import pytest

from storage.terms.alphabets import LONGEST, SHORTEST, spellings
from storage.terms.words import fold


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Зеленский", "Zelensky Zelenskyy Zelenskiy Zelenskij Zelenski Selenskyj"),
        ("Зеленський", "Zelenskyi Zelensky Zelenskyy"),
        ("Лукашенко", "Lukashenko Loukachenko Lukaschenko Łukaszenko Lukašenko"),
        ("Горбачёв", "Gorbachev Gorbatchev Gorbačev"),
        ("Харків", "Kharkiv Charkiw"),
        ("Вучић", "Vučić Vuchich"),
        ("Чайковский", "Tchaikovsky Chaikovskii"),
        ("Нетаньяху", "Netanyahu Netaniahu"),
        ("Μητσοτάκης", "Mitsotakis"),
        ("Παπανδρέου", "Papandreou"),
    ],
)
def test_the_usual_spellings(name: str, others: str) -> None:
    known = set(spellings(fold(name.lower())))
    assert {fold(other.lower()) for other in others.split()} <= known


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Zelensky", "Зеленский Зеленський"),
        ("Selenskyj", "Зеленский Зеленський"),
        ("Loukachenko", "Лукашенко"),
        ("Scholz", "Шольц"),
        ("Macron", "Макрон"),
        ("Orbán", "Орбан"),
        ("Kharkiv", "Харків"),
        ("Vučić", "Вучић"),
        ("Tsipras", "Τσίπρας Ципрас"),
    ],
)
def test_the_way_back(name: str, others: str) -> None:
    known = set(spellings(fold(name.lower())))
    assert {fold(other.lower()) for other in others.split()} <= known


@pytest.mark.parametrize(
    "word", ["", "more", "море", "x" * (LONGEST + 1), "東京都内", "covid19", "zelenский", "القاهرة"]
)
def test_no_other_spelling(word: str) -> None:
    assert spellings(word) == ()


def test_few_are_tried_for_the_wildest_word() -> None:
    for word in ("щ" * LONGEST, "y" * LONGEST, "tsch" * 5, "αυευ" * 5, "a" * SHORTEST):
        assert len(spellings(word)) <= 160
