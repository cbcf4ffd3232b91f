"""Overrides: the Bbabo family read exactly, user's facts checked, versions by date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from extraction.article import Article, BlockKind
from extraction.extract import extract
from extraction.overrides import Layout, Override, OverrideError, for_page, from_mapping
from tests.extraction.pages import DUMP, SUBHEADINGS, article, page, seed_page

SEED_URL = "https://www.bbabo.net/fr/news/1234-a"


@pytest.fixture(scope="module")
def seed() -> Article:
    return extract(page(seed_page(), SEED_URL))


def test_the_seed_article_comes_out_exactly(seed: Article) -> None:
    site, section, title, lead, *rest = [
        p.strip() for p in DUMP.read_text("utf-8").split("\n\n") if p.strip()
    ]
    paragraphs = [part for part in rest[:-1] if not part.startswith("Retour")]
    assert (seed.site_name, seed.section, seed.title, seed.lead) == (site, section, title, lead)
    assert [block.text for block in seed.blocks] == [lead, *paragraphs]


def test_the_seeds_subheadings_are_subheadings(seed: Article) -> None:
    assert tuple(b.text for b in seed.blocks if b.kind is BlockKind.SUBHEADING) == SUBHEADINGS


def test_the_visible_time_is_marked_as_insertion(seed: Article) -> None:
    assert seed.published is not None
    assert seed.published.source == "insertion"
    assert seed.published.value == datetime(2022, 2, 4, 5, 15, tzinfo=UTC)
    assert seed.published.offset_minutes == 180


def test_a_page_without_the_known_markup_is_read_in_general() -> None:
    read = extract(page(article(), SEED_URL))
    assert read.title == "Council votes to rebuild the old harbour bridge"
    assert len(read.blocks) == 4


def test_the_layout_of_the_day_is_taken() -> None:
    new, old = Layout(title=("//h1",)), Layout(title=("//h2",), valid_until=date(2020, 6, 30))
    override = Override(("news.example",), layouts=(new, old))
    assert override.layout(date(2020, 6, 30)) is old
    assert override.layout(date(2020, 7, 1)) is new
    assert override.layout(None) is new


def test_a_users_own_override_comes_first_and_covers_subdomains() -> None:
    own = from_mapping({"hosts": ["bbabo.net"], "site_name": "Mine", "layout": [{"title": ["//h1"]}]})
    assert for_page("https://fr.bbabo.net/x", (own,)) is own
    assert for_page("https://notbbabo.net/x", (own,)) is None


def test_a_timezone_makes_a_visible_clock_an_instant() -> None:
    facts = {
        "hosts": ["news.example"],
        "layout": [{"published": ["//p[@class='when']"], "timezone": "Europe/Paris"}],
    }
    body = "<p class=when>17/05/2024 14:30</p>"
    read = extract(page(article(body=body)), overrides=(from_mapping(facts),))
    assert read.published is not None
    assert read.published.iso() == "2024-05-17T14:30:00+02:00"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"host": ["a.example"]}, "unknown key 'host'"),
        ({"hosts": ["a.example"], "layout": [{"titel": ["//h1"]}]}, "unknown key 'titel'"),
        ({"hosts": ["a.example"], "layout": [{"title": ["//h1["]}]}, "is no XPath"),
    ],
)
def test_a_wrong_fact_is_named(facts: dict[str, object], message: str) -> None:
    with pytest.raises(OverrideError, match=message):
        from_mapping(facts)
