"""Reading foreign articles: text dumps, own exports, news-please, fundus."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.article import BlockKind, Precision
from newskeep.imports.articles import read_article
from newskeep.imports.text import read_text

SEED = Path(__file__).parent.parent / "seed" / "000_4d53b3de30f343ae.txt"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TITLE = "Ils l'auront. C'est toute la guerre. Loukachenko a remercié Choïgou pour son aide militaire"
SUBHEADINGS = [
    "Troupes russes en Biélorussie",
    "Renforcer les frontières avec l'Ukraine",
    "Ligne destructrice de l'Occident",
    "Préoccupations de l'OTAN",
]


def test_the_sample_is_read_exactly() -> None:
    text = SEED.read_text("utf-8")
    article = read_text(text, SEED.name)
    lines = [line for line in text.split("\n\n") if line]
    assert (article.site_name, article.section, article.title) == ("Bbabo NET", "Actualités", TITLE)
    assert article.lead == lines[3]
    assert [block.text for block in article.blocks if block.kind is BlockKind.SUBHEADING] == SUBHEADINGS
    assert [block.text for block in article.blocks] == [
        line for line in lines[3:-1] if line != "Retour aux actualités »"
    ]
    assert article.language.code == "fr"


def test_the_sample_comes_through_the_command_exactly_and_twice_changes_nothing(cli) -> None:
    for _ in range(2):
        assert cli("import", "text", SEED, "--archive", "a.db").code == 0
        (article,) = json.loads(cli("search", "--json", "--archive", "a.db").out)
        assert (article["site"], article["section"], article["title"]) == ("Bbabo NET", "Actualités", TITLE)
        assert (article["language"], article["subheadings"], article["revisions"]) == ("fr", SUBHEADINGS, 1)
        paragraphs = [
            line for line in SEED.read_text("utf-8").split("\n\n") if line != "Retour aux actualités »"
        ]
        assert article["body"].splitlines() == paragraphs[3:-1]
        assert article["lead"] == paragraphs[3]
    (hit,) = cli("search", "exercice militaire", "lang:fr", "--archive", "a.db").lines
    assert TITLE in hit


def test_a_dump_without_labels_begins_with_its_title() -> None:
    article = read_text(
        "A quiet morning at the harbour turned into the busiest day\n\n"
        "The lead says what happened, at length.\n\n"
        "The text says more about it.",
        "x.txt",
    )
    assert article.site_name is None
    assert article.title == "A quiet morning at the harbour turned into the busiest day"
    assert article.lead == "The lead says what happened, at length."


@pytest.mark.parametrize("text", ["", " \n\n\t ", "\ufeff"])
def test_an_empty_dump_is_no_article(text: str) -> None:
    with pytest.raises(ValueError, match="is empty"):
        read_text(text, "x.txt")


@given(st.text(max_size=300))
def test_any_text_gives_an_article_or_is_empty(text: str) -> None:
    try:
        assert read_text(text, "x.txt").title
    except ValueError as error:
        assert str(error) == "is empty"  # noqa: PT017 - which texts are empty is what is tried out


def test_news_please() -> None:
    item = {
        "authors": ["Ann Lee", "Bo Ek"],
        "date_download": "2022-02-04 08:00:00",
        "date_modify": "None",
        "date_publish": "2022-02-03 12:30:00",
        "description": "What it is about.",
        "image_url": "https://a.example/i.jpg",
        "language": "en",
        "maintext": "First paragraph of the news.\nSecond paragraph of the news.",
        "source_domain": "a.example",
        "title": "A title",
        "url": "https://a.example/1",
    }
    it = read_article(item, NOW)
    assert (it.site, it.address, it.first_seen) == (
        "a.example",
        "https://a.example/1",
        datetime(2022, 2, 4, 8, tzinfo=UTC),
    )
    assert it.article.body == item["maintext"]
    assert it.article.authors == ("Ann Lee", "Bo Ek")
    assert it.article.published.value == datetime(2022, 2, 3, 12, 30, tzinfo=UTC)
    assert it.article.modified is None
    assert it.article.images[0].url == "https://a.example/i.jpg"
    assert it.article.language.code == "en"


def test_fundus() -> None:
    item = {
        "title": "Ein Titel",
        "authors": ["Ann Lee"],
        "publishing_date": "2023-05-01T10:00:00+02:00",
        "topics": ["Politik"],
        "free_access": False,
        "body": {
            "summary": ["Worum es geht."],
            "sections": [
                {"headline": ["Der Anfang"], "paragraphs": ["Eins.", "Zwei."]},
                {"headline": [], "paragraphs": ["Drei."]},
            ],
        },
        "html": {"requested_url": "https://b.example/x?utm=1", "responded_url": "https://b.example/x"},
    }
    it = read_article(item, NOW)
    assert it.address == "https://b.example/x"
    assert it.article.body == "Worum es geht.\nDer Anfang\nEins.\nZwei.\nDrei."
    assert it.article.blocks[1].kind is BlockKind.SUBHEADING
    assert it.article.paywalled is True
    assert it.article.tags == ("Politik",)
    assert it.article.published.offset_minutes == 120


def test_an_own_export_keeps_what_it_says() -> None:
    item = {
        "url": "https://c.example/1", "site": "c", "title": "T", "body": "B", "language": "gl",
        "language_confidence": 0.5, "declared_language": "es", "published_at": "2022-02-03",
        "published_at_source": "url", "published_at_precision": "day", "paywalled": None,
        "first_seen_at": "2022-02-04T08:00:00+00:00", "last_seen_at": "2022-03-04T08:00:00+00:00",
        "gone_at": "2022-03-05T08:00:00+00:00", "images": [{"url": "https://c.example/i", "caption": "C"}],
    }  # fmt: skip
    it = read_article(item, NOW)
    assert (it.article.language.code, it.article.language.confidence) == ("gl", 0.5)
    assert (it.article.published.source, it.article.published.precision) == ("url", Precision.DAY)
    assert it.article.images[0].caption == "C"
    assert [visit.fate.value for visit in it.visits()] == ["article", "article", "gone"]
    assert it.gone == datetime(2022, 3, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"title": "T"}, "no 'url'"),
        ({"url": "nowhere", "title": "T"}, "no web address"),
        ({"url": "https://a.example/", "title": " ", "body": ""}, "neither a title nor a text"),
    ],
)
def test_what_is_missing_is_said(item: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_article(item, NOW)
