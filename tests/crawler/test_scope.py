"""Which addresses belong to which site."""

from __future__ import annotations

import pytest

from crawler.config import SiteConfig
from crawler.scope import scope_of, territories


def scope(url: str, **more):
    return scope_of(SiteConfig(name="one", url=url, **more))


@pytest.mark.parametrize(
    ("site", "url", "held"),
    [
        ("https://www.x.example/", "https://x.example/a", True),
        ("https://www.x.example/", "http://m.x.example/a", True),
        ("https://www.x.example/", "https://y.example/a", False),
        ("https://www.x.example/fr/", "https://www.x.example/fr/a", True),
        ("https://www.x.example/fr/", "https://www.x.example/en/a", False),
        ("https://www.x.example/fr/", "https://www.x.example/france/a", False),
        ("https://www.x.example/news/", "https://www.x.example/2026/a", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/a", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/a", False),
    ],
)
def test_what_a_site_holds(site, url, held):
    assert scope(site).holds(url) is held


def test_the_longer_address_wins_between_sites_of_one_host():
    sites = [
        SiteConfig(name="all", url="https://x.example/"),
        SiteConfig(name="fr", url="https://x.example/fr/"),
        SiteConfig(name="sport", url="https://x.example/sport/"),
    ]
    owned = territories(sites)
    assert [n for n, s in owned.items() if s.holds("https://x.example/fr/a")] == ["fr"]
    assert [n for n, s in owned.items() if s.holds("https://x.example/sport/a")] == ["sport"]
    assert [n for n, s in owned.items() if s.holds("https://x.example/world/a")] == ["all"]


def test_allow_and_deny():
    some = scope("https://x.example/", allow=(r"/world/",), deny=(r"\?print",))
    assert some.wants("https://x.example/world/a")
    assert not some.wants("https://x.example/sport/a")
    assert not some.wants("https://x.example/world/a?print=1")
