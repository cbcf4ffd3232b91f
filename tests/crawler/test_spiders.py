"""What ``scrapy crawl`` orders, from newskeep.toml and from its ``-a``."""

import pytest

from crawler.config import ConfigError
from crawler.spiders.bbabo import HOME, BbaboSpider
from crawler.spiders.news import NewsSpider


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSKEEP_CONFIG", raising=False)
    return tmp_path


def test_a_family_knows_its_sites_without_a_file():
    (site,) = BbaboSpider.orders_of({"url": "https://www.bbabo.net/fr/"}).config.sites
    assert (site.name, site.url, site.spider) == ("bbabo-fr", "https://www.bbabo.net/fr/", "bbabo")
    assert BbaboSpider.orders_of({}).config.sites[0].url == HOME


def test_a_file_that_is_named_or_needed_must_be_there(monkeypatch):
    with pytest.raises(ConfigError, match="newskeep init"):
        NewsSpider.orders_of({"site": "a"})
    monkeypatch.setenv("NEWSKEEP_CONFIG", "elsewhere.toml")
    with pytest.raises(ConfigError, match=r"elsewhere\.toml: no such file"):
        BbaboSpider.orders_of({})


def test_a_configured_site_is_not_made_twice(here):
    (here / "newskeep.toml").write_text("[[site]]\nname = 'mine'\nurl = 'https://www.bbabo.net/fr'\n")
    orders = BbaboSpider.orders_of({"url": "https://www.bbabo.net/fr/"})
    assert (orders.sites, len(orders.config.sites)) == (("mine",), 1)
