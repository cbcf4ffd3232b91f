"""The owner's own article, crawled from a page in the markup of its family: every word where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import load
from crawler.run import crawl
from extraction.article import Page
from extraction.extract import extract
from storage.archive import Archive
from storage.records import StoredArticle
from tests.newsweb import BBABO, NewsWeb

DUMP = (Path(__file__).parent / "seed" / "000_4d53b3de30f343ae.txt").read_text(encoding="utf-8")
SUBHEADINGS = (
    "Troupes russes en Biélorussie",
    "Renforcer les frontières avec l'Ukraine",
    "Ligne destructrice de l'Occident",
    "Préoccupations de l'OTAN",
)


def paragraphs_of(dump: str) -> list[str]:
    """The dump's own paragraphs after title and lead, without the way back and the title at the end."""
    title, *rest = dump.split("\n\n")[2:]
    return [part.strip() for part in rest[1:] if part.strip() not in (title, "Retour aux actualités »")]


@pytest.fixture(scope="module", params=[9000, 9001], ids=["subheadings as h3", "subheadings in bold"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("seed")
    two_editions = replace(BBABO[0], languages=("fr", "en"), stories=8)
    with NewsWeb(sites=[two_editions], dump=DUMP, dump_number=request.param) as web:
        config = folder / "newskeep.toml"
        config.write_text(web.toml(), encoding="utf-8")
        report = crawl(load(config, {}))
    assert report.exit_code == 0
    with Archive.open(f"sqlite:///{folder}/archive.db", read_only=True) as archive:
        yield archive


@pytest.fixture
def seed(archive: Archive) -> StoredArticle:
    return next(article for article in archive.search() if article.url.endswith("-seed"))


def test_its_texts_are_exact(seed: StoredArticle) -> None:
    title, lead = DUMP.split("\n\n")[2:4]
    assert seed.title == title
    assert seed.lead == lead
    assert seed.body is not None
    assert seed.body.split("\n") == [lead, *paragraphs_of(DUMP)]


def test_its_subheadings_are_subheadings(seed: StoredArticle) -> None:
    assert seed.subheadings == SUBHEADINGS


def test_nothing_of_the_furniture_is_in_it(seed: StoredArticle) -> None:
    assert seed.body is not None
    assert "Retour aux actualités" not in seed.body
    assert seed.title not in seed.body.split("\n")


def test_its_site_section_and_language_are_known(seed: StoredArticle, archive: Archive) -> None:
    assert seed.capture is not None
    kept = archive.captures.read(seed.capture)
    assert extract(Page(kept.url, kept.body, headers=dict(kept.headers))).site_name == "Bbabo NET"
    assert seed.section == "Actualités"
    assert seed.language == "fr"
    assert (seed.declared_language or "").startswith("fr")
