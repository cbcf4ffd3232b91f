"""Keys of captures are those by which players look a page up: compared with the Internet Archive's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surt import surt as archived  # type: ignore[import-untyped]

from newskeep.export.surt import surt

PIECES = st.lists(
    st.sampled_from(
        [*"/?&=;.~%ABcä字", "%20", "%2520", "%C3%A4", "%E4", "..", "a=2", "a=1", "Sid=", "0" * 32]
    ),
    max_size=14,
)
HOSTS = [
    "example.org",
    "WWW.Example.org",
    "www2.example.org.",
    "bücher.example",
    "127.0.0.1",
    "www.www.a.example",
]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=2&a=1", "org,example)/a?a=1&b=2"),
        ("http://127.0.0.1:8642/x/", "1,0,0,127:8642)/x"),
        ("https://news.example.co.uk", "uk,co,example,news)/"),
        ("https://example.org:443/a/../%7Eb//c", "org,example)/~b/c"),
        ("http://example.org:443/", "org,example:443)/"),
        ("http://bücher.example/ä?q=ö", "example,xn--bcher-kva)/%c3%a4?q=%c3%b6"),
        (f"http://example.org/?PHPSESSID={'0' * 32}&x", "org,example)/?x"),
    ],
)
def test_addresses_are_sorted_by_domain(url: str, key: str) -> None:
    assert surt(url) == key == archived(url)


@given(st.sampled_from(HOSTS), st.sampled_from(["", ":80", ":443", ":8080"]), PIECES)
def test_keys_are_the_archives_own(host: str, port: str, pieces: list[str]) -> None:
    url = f"https://{host}{port}/{''.join(pieces)}"
    assert surt(url) == archived(url)
