"""One key for every spelling of an address, and the site behind it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extraction.addresses.urls import absolute, canonical, same_site, site_of, variants

KEY = "https://example.com/news/2026/snow-in-june"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://example.com/news/2026/snow-in-june",
        "HTTP://WWW.EXAMPLE.COM:80/news/2026/snow-in-june/",
        "https://example.com:443/news//2026/./x/../snow-in-june#comments",
        "https://user:secret@example.com./news/2026/snow-in-june",
        "https://m.example.com/news/2026/snow-in-june?utm_source=rss&utm_medium=feed",
        "https://example.com/news/2026/snow-in-june?fbclid=abc&gclid=1&PHPSESSID=9f8e7d6c5b4a",
        "https://example.com/news/2026/snow-in-june;jsessionid=0A1B2C",
        "https://example.com/news/2026/snow-in-june?sid=9f8e7d6c5b4a39281706",
        "https://example.com/amp/news/2026/snow-in-june",
        "https://amp.example.com/news/2026/snow-in-june/amp/",
        "https://example.com/news/2026/snow-in-june?amp=1&outputType=amp",
        "https://www.google.com/amp/s/example.com/news/2026/snow-in-june",
        "https://example-com.cdn.ampproject.org/c/s/example.com/news/2026/snow-in-june",
        "https://example.com/print/news/2026/snow-in-june",
        "https://example.com/news/2026/snow-in-june/print",
        "https://example.com/news/2026/snow-in-june?tmpl=component&print=1",
        "https://example.com/news/2026/snow-in-june/index.html",
        "https://example.com/n%65ws/2026/snow%2Din%2djune",
        "  https://example.com/news/2026/\nsnow-in-june?from=rss",
        "https://example.com\\news\\2026\\snow-in-june",
    ],
)
def test_all_spellings_have_one_key(spelling):
    assert canonical(spelling) == KEY


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/index.php?id=7", "https://example.com/?id=7"),
        ("https://example.com/?b=2&a=1&b=1&c=", "https://example.com/?a=1&b=2&b=1&c"),
        ("https://example.com/?q=a+b%20c", "https://example.com/?q=a%20b%20c"),
        (
            "https://example.com/modules.php?name=News&sid=1234",
            "https://example.com/modules.php?name=News&sid=1234",
        ),
        ("https://example.com/a?from=2026-01-01&ref=abc", "https://example.com/a?from=2026-01-01&ref=abc"),
        ("http://example.com:8080/a/", "http://example.com:8080/a"),
        ("https://example.com/amp/", "https://example.com/amp"),
        ("https://example.com/Straße/100%", "https://example.com/Stra%C3%9Fe/100%25"),
        ("https://bücher.example/é%C3%A9", "https://xn--bcher-kva.example/%C3%A9%C3%A9"),
        (
            "https://ПРИМЕР.рф/новости",
            "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("https://example.com/CASE", "https://example.com/CASE"),
        ("http://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_what_names_a_page_is_kept(url, key):
    assert canonical(url) == key


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.com", "javascript:void(0)", "//", "http://", "http://[", "http://a:99999/",
            "http://a b/", "data:text/html,x", "http://\u2024\u2024/"]
)  # fmt: skip
def test_what_is_no_address_has_no_key(url):
    assert canonical(url) is None


def test_relative_addresses_need_a_base():
    assert canonical("../b?x=1", "https://example.com/a/c/d") == "https://example.com/a/b?x=1"
    assert canonical("/b") is None
    assert absolute("/b#top", "https://example.com/a") == "https://example.com/b"


def test_the_site_is_the_registered_domain():
    assert site_of("https://news.bbc.co.uk/1") == "bbc.co.uk"
    assert site_of("https://one.blogspot.com/") == "one.blogspot.com"
    assert site_of("http://127.0.0.1:8001/") == "127.0.0.1:8001"
    assert site_of("http://news.test:8001/") == "news.test"
    assert site_of("nonsense") is None
    assert same_site("https://www.example.com/a", "http://m.example.com:8080/b")
    assert not same_site("http://127.0.0.1:8001/", "http://127.0.0.1:8002/")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")


def test_variants_share_the_key_and_begin_with_the_address_given():
    given_address = "http://www.example.com/a/?x=1"
    found = variants(given_address)
    assert found[0] == given_address
    assert "https://example.com/a?x=1" in found
    assert {canonical(url) for url in found} == {canonical(given_address)}
    assert variants("about:blank") == ()


PATHS = ["/", "amp", "print", "index.html", ".amp", "..", "%2e", "%41", "%zz", "é", " ", ";sid=1"]
PARAMETERS = ["utm_source=x", "a=1", "&", "%75tm_id=1", "=", "sid=abc", "amp", "+", "é", "?"]
ADDRESSES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "HTTPS://", "//", "", "http:/"]),
    st.sampled_from(["example.com", "www.m.example.com", "[::1]", "bücher.de", "a..b", "1.2.3.4:80", ""]),
    st.lists(st.sampled_from(PATHS)).map("".join),
    st.sampled_from(["", "?"]),
    st.lists(st.sampled_from(PARAMETERS)).map("&".join),
)  # fmt: skip


@given(st.one_of(ADDRESSES, st.text(), st.text().map("https://example.com/".__add__)))
@example("http://example.com/..amp")
def test_a_key_is_its_own_key(url):
    key = canonical(url)
    if key is not None:
        assert canonical(key) == key
        assert key.isascii()
        assert site_of(key) is not None


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text(), max_size=3))
def test_noise_never_changes_the_key(path, parameters):
    plain = "https://example.com/" + quote(path, safe="", errors="replace")
    query = urlencode(parameters, errors="replace")
    noisy = f"{plain}?utm_source=a&{query}&fbclid=1"
    assert canonical(noisy) == canonical(f"{plain}?{query}")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # an exception of a rule for all names
        ("a.b.some.kawasaki.jp", "b.some.kawasaki.jp"),
        ("www.xn--85x722f.com.cn", "xn--85x722f.com.cn"),
        ("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"),  # a suffix that the list writes in Chinese
        ("a.b.nosuchsuffix", "b.nosuchsuffix"),
    ],
)
def test_a_site_begins_below_its_public_suffix(host, site):
    assert site_of(f"https://{host}/") == site
