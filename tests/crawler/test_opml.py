"""Lists of feeds, in and out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler import opml
from crawler.config import SiteConfig

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.integers(0, 3), max_size=4))
def test_what_is_written_is_read_again(wanted):
    sites = [
        SiteConfig(
            name=name,
            url=f"https://{i}.example/",
            feeds=tuple(f"https://{i}.example/{n}.xml?a=1&b" for n in range(count)),
        )
        for i, (name, count) in enumerate(wanted.items())
    ]
    read = opml.read(opml.write(sites).encode())
    assert [it.feed for it in read] == [feed for site in sites for feed in site.feeds]
    assert {it.site for it in read} == {site.url for site in sites if site.feeds}
    assert {" ".join((it.title or "").split()) for it in read} == {
        " ".join(s.name.split()) for s in sites if s.feeds
    }


def test_folders_are_flattened_and_rubbish_is_left_out():
    text = b"""<opml><body><outline text="W"><outline text="A" xmlUrl="https://a.example/feed"/>
    <outline text="b" xmlUrl="https://a.example/feed"/><outline text="no" xmlUrl="javascript:1"/></outline>
    </body></opml>"""
    assert [it.feed for it in opml.read(text)] == ["https://a.example/feed"]


@given(st.binary(max_size=200))
def test_anything_can_be_read(text):
    assert isinstance(opml.read(text), tuple)
