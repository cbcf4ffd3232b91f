"""What ``scrapy crawl`` orders, from newskeep.toml and from its ``-a``."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_what_went_wrong_is_said(here):
    (here / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    (here / "newskeep.toml").write_text("[crawl]\nallow_private_addresses = true\n")
    command = [sys.executable, "-m", "scrapy", "crawl", "bbabo", "-a", "url=http://127.0.0.1:9/fr/"]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=path, timeout=60)
    (line,) = ran.stderr.splitlines()
    assert (ran.returncode, line[20:]) == (3, "[bbabo] ERROR: bbabo-fr: robots.txt: no connection")
    (here / "newskeep.toml").write_text("[crawl]\ndely = 1\n")
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=path, timeout=60)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert ran.stderr.endswith("unknown key 'dely' in [crawl]: did you mean 'delay'?\n")


def test_a_configured_site_is_not_made_twice(here):
    (here / "newskeep.toml").write_text("[[site]]\nname = 'mine'\nurl = 'https://www.bbabo.net/fr'\n")
    orders = BbaboSpider.orders_of({"url": "https://www.bbabo.net/fr/"})
    assert (orders.sites, len(orders.config.sites)) == (("mine",), 1)
