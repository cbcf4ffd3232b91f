"""Searching: the same answers on both databases, in many scripts."""

# ruff: noqa: E501 - wide letters count double
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.archive import Archive
from storage.errors import QueryError
from storage.searching.counting import Facets
from tests.storage.search_samples import STORIES


def keys(archive: Archive, query: str, **options: object) -> list[str]:
    """What is found, in order."""
    return [hit.url.rpartition("/")[2] for hit in archive.search(query, **options)]  # type: ignore[arg-type]


ALL = [story.key for story in reversed(STORIES)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # forms of a word, and phrases as they are written
        ("exercice militaire", ["fr-single", "fr-drills"]),
        ("exercices militaires", ["fr-single", "fr-drills"]),
        ('"exercice militaire"', ["fr-single"]),
        ('"exercices militaires"', ["fr-drills"]),
        ('"militaire exercice"', []),
        ('"frontière L\'Ukraine"', []),
        ("EXERCICE lang:fr", ["fr-single", "fr-drills"]),
        ("exercice lang:en", []),
        ("denoncer", ["fr-drills"]),
        ("dénoncée", ["fr-drills"]),
        ("elección", ["es-vote"]),
        ("haus", ["de-street"]),
        ("Häusern", ["de-street"]),
        ("windows storms", []),
        ("учение", ["ru-drill"]),
        # in another alphabet, in the forms that stand there; exactly in quotes
        ("Belorussia", ["ru-drill"]),
        ("Belorussija OR Belorussiya", ["ru-drill"]),
        ("belorussiya lang:ru", ["ru-drill"]),
        ('"belorussiya"', []),
        ("athina", ["el-fire"]),
        ("title:athina", ["el-fire"]),
        ("истанбул", ["tr-isi"]),
        ("-истанбул lang:tr", []),
        ("yod OR iod", []),
        # accents, ligatures, ß, points
        ("strasse", ["de-street"]),
        ("LEOPOLDSTRASSE", ["de-street"]),
        ("munchen", ["de-street"]),
        ("naive", ["en-storm"]),
        ("еще", ["ru-drill"]),
        ("йод", ["ru-drill"]),
        ("иод", []),
        ("їжаки", ["uk-word"]),
        ("αθηνα", ["el-fire"]),
        ("δρομοι", ["el-fire"]),
        ("احمد", ["ar-talks"]),
        ("قال", ["ar-talks"]),
        ("12 фев OR ١٢", ["und-x", "ar-talks"]),
        ("شلام OR שלום", ["he-army"]),
        ("istanbul ISI", ["tr-isi"]),
        ("Da Nang", ["vi-bridge"]),
        ("đà nẵng", ["vi-bridge"]),
        ("da nang OR lodz", ["pl-zloty", "vi-bridge"]),
        ("ZLOTY", ["pl-zloty"]),
        # hyphens, apostrophes, numbers, signs
        ("ukraine", ["fr-drills"]),
        ("l'Ukraine", ["fr-drills"]),
        ("d’Ukraine", ["fr-drills"]),
        ("bas-rhin", ["fr-single"]),
        ("rhin", ["fr-single"]),
        ("mayor", ["en-storm"]),
        ("mayor's", ["en-storm"]),
        ("п’ять", ["uk-word"]),
        ("пʼять", ["uk-word"]),
        ("12/2022", ["und-x"]),
        ("c-3po", ["und-x"]),
        ('צה"ל', ["he-army"]),
        ("צה״ל", ["he-army"]),
        ("میخواهند", ["fa-river"]),
        ("می‌خواهند", ["fa-river"]),
        ("दिल्ली", ["hi-rain"]),
        # scripts without spaces: any substring
        ("开幕", ["zh-games"]),
        ("人民期待", ["zh-games"]),
        ("中", ["zh-trad", "zh-games"]),
        ("民", ["zh-trad", "zh-games"]),
        ("会", ["zh-games"]),
        ("人期", []),
        ("iphone发布", ["zh-games"]),
        ("臺北", ["zh-trad"]),
        ("東京", ["ja-train"]),
        ("京都", ["ja-train"]),
        ("トラブル", ["ja-train"]),
        ("かんばれ", []),
        ("がんば", ["ja-train"]),
        ("대통령", ["ko-talks"]),
        ("정책", ["ko-talks"]),
        ('"한국 대통령"', ["ko-talks"]),
        ('"한 대통령"', []),
        ("กรุงเทพ", ["th-flood"]),
        ("รัฐมนตรี", ["th-flood"]),
        ("ลົດ OR ລົດໄຟ", ["lo-road"]),
        ("បាត់ដំបង", ["km-rice"]),
        ("ရန်ကုန်", ["my-news"]),
        # prefixes
        ("milit*", ["fr-single", "fr-drills"]),
        ("straßen*", ["de-street"]),
        ("уч*", ["ru-drill"]),
        ("zzz*", []),
        ("开*", ["zh-games"]),
        # where it stands
        ("title:exercice", ["fr-single", "fr-drills"]),
        ("title:troupes", []),
        ('title:"exercice militaire"', ["fr-single"]),
        ("title:開幕 OR title:开幕", ["zh-games"]),
        ("title:exerc*", ["fr-single", "fr-drills"]),
        # filters
        ("lang:zh", ["zh-trad", "zh-games"]),
        ("lang:zh-hant", ["zh-trad"]),
        ("site:montagne", ["fr-single", "fr-drills"]),
        ("site:MONTAGNE title:un", ["fr-single"]),
        ('section:"world news"', ["en-storm"]),
        ("section:actualites", ["fr-drills"]),
        ("author:dupont", ["fr-single", "fr-drills"]),
        ('author:"Jeanne Dupont"', ["fr-drills"]),
        ('author:"Martin Dupont"', ["fr-single"]),
        ('author:"dupont paul"', []),
        ("author:gross", ["de-street"]),
        ("author:елкина", ["ru-drill"]),
        ("tag:climate", ["en-storm"]),
        ('tag:"climate change"', ["en-storm"]),
        ("tag:ukraine", ["fr-drills"]),
        ("date:2022-01-30", ["fr-drills"]),
        ("date:..2022-02-03", ["de-street", "fr-single", "fr-drills"]),
        ("date:2022-02-01..2022-02-03", ["de-street", "fr-single"]),
        ("date:2021", []),
        ("date:2023..", []),
        ("lang:fr date:2022-02", ["fr-single"]),
        ("gone:yes", ["ko-talks", "uk-word"]),
        ("revised:yes", ["en-storm"]),
        ("gone:no -revised:no", ["en-storm"]),
        ("gone:yes OR ukraine", ["ko-talks", "uk-word", "fr-drills"]),
        ("(gone:yes lang:ko) OR (revised:yes mayor)", ["ko-talks", "en-storm"]),
        ("-(gone:no OR lang:uk)", ["ko-talks"]),
        ("seen:2026-03-01 gone:yes", ["ko-talks", "uk-word"]),
        ("seen:2026-03-02..", []),
        ("seen:..2026-02-28", []),
        # putting together
        ("exercice -annulé", ["fr-drills"]),
        ("exercice -neige -troupes", []),
        ("ukraine OR 开幕 OR strasse", ["zh-games", "de-street", "fr-drills"]),
        ("(ukraine OR rhin) militaire", ["fr-single", "fr-drills"]),
        ("-lang:fr -lang:de site:montagne", []),
        ("lang:fr OR lang:de", ["de-street", "fr-single", "fr-drills"]),
        ("the the the", ["en-storm"]),
        ("la", ["es-vote", "fr-drills"]),
        ("🔥", []),
        # former texts
        ("in:revisions 🔥", ["en-storm"]),
        ("in:revisions windows", ["en-storm"]),
        ("in:revisions apologised", ["en-storm"]),
        ("windows", []),
    ],
)
def test_found_newest_first(shelf: Archive, query: str, found: list[str]) -> None:
    assert keys(shelf, query) == found
    assert shelf.count(query) == len(found)


def test_everything_newest_first(shelf: Archive) -> None:
    assert keys(shelf, "") == ALL
    assert shelf.count("") == len(ALL)
    assert keys(shelf, "", limit=3, offset=2) == ALL[2:5]
    third = next(shelf.search("", offset=2))
    assert keys(shelf, "", before=third.id) == ALL[3:]


atoms = st.sampled_from(
    ["ukraine", "militaire", '"exercices militaires"', "milit*", "lang:fr", "lang:zh", "site:world", "开幕", "大", "民",
     "title:exercice", "author:dupont", "tag:ukraine", "gone:yes", "revised:no", "date:2022-02", "date:..2022-02-10",
     "seen:2026-03-01", "the", "la", "대통령", "นายก", "учения"],
)  # fmt: skip
queries = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(lambda q: f"-({q})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) {pair[1]}"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} OR ({pair[1]})"),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries)
def test_both_databases_find_the_same_and_obey_logic(library: dict[str, Archive], query: str) -> None:
    found = keys(library["sqlite"], query)
    assert keys(library["postgresql"], query) == found
    assert library["sqlite"].count(query) == library["postgresql"].count(query) == len(found)
    rest = keys(library["sqlite"], f"-({query})")
    assert sorted(found + rest) == sorted(ALL)
    assert keys(library["sqlite"], f"({query}) lang:fr") == [key for key in found if key.startswith("fr-")]


def test_wild_text_is_answered_or_refused(shelf: Archive) -> None:
    for query in ['"unbalanced', "(((", "x" * 20_000, "AND", "foo:bar"]:
        with pytest.raises(QueryError):
            shelf.count(query)
    for query in [
        "'; DROP TABLE article; --",
        "NEAR(a b)",
        "^a",
        "a\x00b",
        "{title}",
        "a & b | !c <-> 'd'",
        "\ud83d",
    ]:
        if query != "\ud83d":
            assert shelf.count(query) >= 0


def test_an_unknown_site_is_a_mistake_with_a_suggestion(shelf: Archive) -> None:
    with pytest.raises(QueryError) as caught:
        shelf.count("ukraine site:montagnes")
    assert caught.value.column == 14
    assert "did you mean montagne?" in caught.value.expected


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("exercice lang:fr", "Des troupes sont arrivées pour des \x02exercices\x03 militaires communs."),
        ('"une ligne rouge"', "Le président a dénoncé, en vain, « \x02une ligne rouge\x03 » franchie."),
        ("strasse", "Die \x02Straße\x03 bleibt gesperrt."),
        ("munchen", "\x02Straßenbau\x03 in \x02München\x03".replace("\x02Straßenbau\x03", "Straßenbau")),
        ("北京 人民", "中国\x02人民\x03期待已久的盛会开幕。iPhone发布会推迟。"),
        ("人民期待", "中国\x02人民期待\x03已久的盛会开幕。iPhone发布会推迟。"),
        ("รัฐมนตรี", "นายก\x02รัฐมนตรี\x03กล่าวว่าจะช่วยเหลือประชาชน"),
        ("トラブル", "\x02ﾄﾗﾌﾞﾙ\x03のため、東京都内のダイヤが乱れた。がんばれ。"),
        ("قال", "\x02قالَ\x03 الرئيسُ إن المُحادثات بدأت في ١٢ فبراير"),
        (
            "milit* -neige title:exercices",
            "Des troupes sont arrivées pour des exercices \x02militaires\x03 communs.",
        ),
        ("lang:el", "Οι δρόμοι έκλεισαν."),
    ],
)
def test_snippets_show_why(shelf: Archive, query: str, snippet: str) -> None:
    hit = list(shelf.search(query, snippets=True))[-1]
    assert hit.snippet == snippet


def test_facets_count_every_field(shelf: Archive) -> None:
    facets = shelf.facets(
        "lang:fr OR lang:de", ("language", "site", "month", "year", "section", "author", "tag")
    )
    assert facets == Facets(
        counted=3,
        exact=True,
        values={
            "language": (("fr", 2), ("de", 1)),
            "site": (("montagne", 2), ("world", 1)),
            "month": (("2022-02", 2), ("2022-01", 1)),
            "year": (("2022", 3),),
            "section": (("Actualités internationales", 1), ("Lokales", 1), ("Régions", 1)),
            "author": (("Jeanne Dupont", 1), ("Jürgen Groß", 1), ("Martin Dupont", 1), ("Paul Martin", 1)),
            "tag": (("Ukraine", 1), ("Verkehr", 1), ("défense", 1), ("neige", 1)),
        },
    )
    with pytest.raises(ValueError, match="no facet 'colour'"):
        shelf.facets("", ("colour",))


def test_facets_say_when_they_are_not_of_all(shelf: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.searching.counting.EXACT_UP_TO", 4)
    assert shelf.facets("lang:fr OR lang:de", ("language",)).exact
    newest = shelf.facets("lang:fr OR lang:de OR lang:es OR lang:ru", ("language",))
    assert (newest.counted, newest.exact) == (4, False)
    assert newest.values["language"] == (("de", 1), ("es", 1), ("fr", 1), ("ru", 1))


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("day", [(date(2022, 1, 30), 1), (date(2022, 2, 1), 1), (date(2022, 2, 3), 1)]),
        ("week", [(date(2022, 1, 24), 1), (date(2022, 1, 31), 2)]),
        ("month", [(date(2022, 1, 1), 1), (date(2022, 2, 1), 2)]),
        ("year", [(date(2022, 1, 1), 3)]),
    ],
)
def test_timeline(shelf: Archive, by: str, line: list[tuple[date, int]]) -> None:
    assert shelf.timeline("lang:fr OR lang:de", by=by) == line  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("exercice militaire", ["fr-single", "fr-drills"]),
        ("ukraine OR militaire", ["fr-drills", "fr-single"]),  # older, but says more
        ("αθήνα", ["el-fire"]),
        ("lang:fr", ["fr-single", "fr-drills"]),
    ],
)
def test_best_first(shelf: Archive, query: str, best: list[str]) -> None:
    assert keys(shelf, query, order="relevance") == best
