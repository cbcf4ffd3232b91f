"""Feeds and sitemaps, as publishers write them and as they break."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.addresses.links import read_feed, read_sitemap
from extraction.article import Precision
from extraction.times.timestamps import read_timestamp

HERE = "https://example.org/feed"
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Le Matin &amp; le soir</title><language>fr</language><ttl>30</ttl>
<item><media:title>picture</media:title><title><![CDATA[La <b>neige</b> &amp; l’été]]></title>
  <link>/neige?x=1&amp;y=2</link><pubDate>Sun, 22 Nov 2026 10:00:00 +0100</pubDate></item>
<item><title>Deux</title><guid>https://example.org/2</guid><dc:date>2026-11-22T09:00:00Z</dc:date></item>
<item><title>Trois</title><guid isPermaLink="false">urn:3</guid><link>https://other.example/3</link></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://example.org/"><title>Old</title></channel>
<item rdf:about="https://example.org/1"><title>One</title></item></rdf:RDF>"""
ATOM = """<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://example.org/news/" xml:lang="en">
<a:title>T</a:title><a:link rel="next" href="feed?page=2"/>
<a:entry><a:id>tag:1</a:id><a:title type="html">&lt;i&gt;Snow&lt;/i&gt;</a:title>
<a:link rel="enclosure" href="x.mp3"/><a:link type="application/json" href="x.json"/>
<a:link rel="alternate" type="text/html" href="snow"/>
<a:published>2026-11-22T10:00+01:00</a:published><a:updated>2026-11-22</a:updated></a:entry></a:feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "language": "de",
    "next_url": "/feed?2",
    "items": [
        {"id": "1", "url": "/one", "title": "Eins", "date_published": "2026-11-22T09:00:00Z"},
        {"id": "https://example.org/two", "date_modified": "2026-11-22T09:00:00.5+00:00", "title": None},
        {"id": 3},
        "four",
    ],
}
NEWS = """<n:urlset xmlns:n="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:q="q" xmlns:i="i">
<n:url><i:image><i:loc>https://example.org/x.jpg</i:loc></i:image><n:loc> https://example.org/1 </n:loc>
<n:lastmod>2026-11</n:lastmod><q:news><q:publication><q:name>A</q:name></q:publication>
<q:publication_date>2026-11-22T10:00+01:00</q:publication_date><q:title>Snow &amp; ice</q:title></q:news>
</n:url>
<n:url><n:loc>https://elsewhere.example/2</n:loc></n:url><n:url><n:lastmod>2026</n:lastmod></n:url></n:urlset>"""
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel lang="&a9;"><title>&a9;</title>'
    "<item><link>https://example.org/1</link><title>one &file;</title></item></channel></rss>"
)


def test_rss():
    feed = read_feed(RSS.encode(), HERE)
    assert (feed.title, feed.language, feed.ttl_minutes, feed.problems) == (
        "Le Matin & le soir",
        "fr",
        30,
        (),
    )
    first, second, third = feed.links
    assert (first.url, first.title) == ("https://example.org/neige?x=1&y=2", "La neige & l’été")
    assert first.published is not None
    assert (first.published.value, first.published.offset_minutes, first.published.source) == (
        MORNING,
        60,
        "feed",
    )
    assert (second.url, second.published.value) == ("https://example.org/2", MORNING)
    assert (third.url, third.published) == ("https://other.example/3", None)


def test_rss_1_atom_and_json():
    assert [link.url for link in read_feed(RDF.encode(), HERE).links] == ["https://example.org/1"]
    atom = read_feed(ATOM.encode(), HERE)
    (link,) = atom.links
    assert (link.url, link.title, atom.language) == ("https://example.org/news/snow", "Snow", "en")
    assert (link.published.precision, link.modified.precision) == (Precision.MINUTE, Precision.DAY)
    assert atom.older == "https://example.org/news/feed?page=2"
    feed = read_feed(json.dumps(JSON_FEED).encode(), HERE)
    assert [link.url for link in feed.links] == ["https://example.org/one", "https://example.org/two"]
    assert (feed.language, feed.older) == ("de", "https://example.org/feed?2")
    assert [problem.message for problem in feed.problems] == ["an item without an address"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_a_feed_that_lies_about_its_encoding_is_read(encoding):
    feed = read_feed(RSS.replace("’", "'").encode(encoding), HERE)
    assert feed.links[0].title == "La neige & l'été"


def test_a_charset_from_the_header_is_tried_first():
    latin = RSS.replace("’", "'").replace("utf-8", "utf-8").encode("iso-8859-15")
    assert read_feed(latin, HERE, "iso-8859-15").links[0].title == "La neige & l'été"


def test_broken_xml_gives_what_can_be_read():
    broken = (
        RSS.replace("&amp;y", "&y")
        .replace("Deux", "Deux\x0b&nbsp;&bogus;& more")
        .replace("</channel></rss>", "")
    )
    feed = read_feed(broken.encode(), HERE)
    assert [link.url for link in feed.links] == [
        "https://example.org/neige?x=1&y=2",
        "https://example.org/2",
        "https://other.example/3",
    ]
    assert feed.links[1].title == "Deux &bogus;& more"
    assert "broken XML" in feed.problems[0].message


def test_half_an_address_at_a_cut_is_no_address():
    feed = read_feed(RSS[: RSS.index("example/3")].encode(), HERE)
    assert len(feed.links) == 2


def test_a_feed_with_junk_before_it_is_read():
    assert len(read_feed(b"\n\n <!-- x --> \n" + RSS.encode(), HERE).links) == 3


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!doctype html><html><body>x</body></html>", "an HTML page"),
        (b"\x00\x01\x02", "no feed"),
        (b"<foo/>", "begins with <foo>"),
        (b"{", "broken JSON"),
        (b"{" * 100_000, "broken JSON"),
        (b'{"items": 3}', "no feed"),
        (b'{"a":' * 100_000, "broken JSON"),
        (b"<rss>" * 100_000, "depth"),
        (b"\x1f\x8bxx", "damaged gzip"),
        (b"<rss><channel/></rss>", "no entries"),
    ],
)
def test_what_is_no_feed_is_named(body, told):
    feed = read_feed(body, HERE)
    assert feed.links == ()
    assert any(told in problem.message for problem in feed.problems)
    assert all(problem.field == "feed" for problem in feed.problems)


def test_entities_neither_grow_nor_fetch():
    started = time.process_time()
    feed = read_feed(BOMB.encode(), HERE)
    assert time.process_time() - started < 1
    assert [link.url for link in feed.links] == ["https://example.org/1"]
    assert "root:" not in feed.links[0].title
    assert len(feed.title) < 100


def test_a_wrong_date_costs_only_the_date():
    feed = read_feed(RSS.replace("Sun, 22 Nov 2026 10:00:00 +0100", "gestern, 31. Feb").encode(), HERE)
    assert feed.links[0].published is None
    assert feed.problems[0].message == "unreadable date: 'gestern, 31. Feb'"


def test_news_sitemap_with_any_prefix():
    sitemap = read_sitemap(NEWS.encode(), "https://example.org/news.xml")
    news, other = sitemap.links
    assert (news.url, news.title, news.source) == ("https://example.org/1", "Snow & ice", "news sitemap")
    assert (news.published.value, news.published.source) == (MORNING, "news sitemap")
    assert (news.modified.precision, news.modified.source) == (Precision.MONTH, "sitemap")
    assert (other.url, other.source) == ("https://elsewhere.example/2", "sitemap")
    assert sitemap.problems[0].message == "no address: ''"


def test_undeclared_prefixes_are_read():
    sitemap = read_sitemap(b"<x:urlset><x:url><x:loc>https://example.org/1</x:loc></x:url></x:urlset>", HERE)
    assert [link.url for link in sitemap.links] == ["https://example.org/1"]


def test_index_plain_list_and_feed_as_sitemaps():
    index = (
        b"<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2026-11-22</lastmod></sitemap></sitemapindex>"
    )
    (child,) = read_sitemap(index, "https://example.org/sitemap.xml").children
    assert (child.url, child.modified.iso()) == ("https://example.org/a.xml.gz", "2026-11-22")
    listed = read_sitemap(b"https://example.org/1\r\n\r\nhttps://example.org/2\nhello", HERE)
    assert [link.url for link in listed.links] == ["https://example.org/1", "https://example.org/2"]
    assert listed.problems[0].message == "1 of 3 lines are no address"
    assert len(read_sitemap(RSS.encode(), HERE).links) == 3


def test_gzip_cut_short_gives_its_beginning():
    body = gzip.compress(NEWS.encode(), mtime=0)
    assert len(read_sitemap(body, HERE).links) == 2
    cut = read_sitemap(body[:-20], HERE)
    assert cut.links[0].url == "https://example.org/1"
    assert cut.problems


@pytest.mark.parametrize("body", [b"", b"<html/>", b"{}", b"\x00", b"<urlset", b"<urlset></urlset>x"])
def test_what_is_no_sitemap_never_raises(body):
    sitemap = read_sitemap(body, HERE)
    assert sitemap.links == ()
    assert sitemap.problems or body.startswith(b"<urlset>")


def test_200_000_addresses_are_read_quickly():
    entry = "<url><loc>https://example.org/news/{}</loc><lastmod>2026-11-{:02}T10:00:00+01:00</lastmod></url>"
    body = "".join(entry.format(n, n % 28 + 1) for n in range(200_000))
    started = time.process_time()
    sitemap = read_sitemap(f"<urlset>{body}</urlset>".encode(), HERE)
    assert len(sitemap.links) == 200_000
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-22T10:00:00+01:00", "2026-11-22T10:00:00+01:00"),
        ("2026-11-22T10:00:00.123Z", "2026-11-22T10:00:00+00:00"),
        ("2026-11-22 10:00 +0100", "2026-11-22T10:00:00+01:00"),
        ("2026/11/22", "2026-11-22"),
        ("2026-11", "2026-11"),
        ("Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00+00:00"),
        ("Sun, 22 Nov 2026 10:00:00 EST", "2026-11-22T10:00:00-05:00"),
        ("22 Nov 2026 10:00 CEST", "2026-11-22T10:00:00+02:00"),
        ("Sun, 22 Nov 26 10:00:00 -0330", "2026-11-22T10:00:00-03:30"),
    ],
)
def test_timestamps(text, iso):
    assert read_timestamp(text, "feed").iso() == iso


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-02-30", "0000-01-01", "yesterday", "Sun, 99 Nov 2026 10:00:00 GMT"]
)
def test_no_timestamps(text):
    assert read_timestamp(text, "feed") is None


@given(
    st.binary(max_size=400),
    st.sampled_from(["", RSS, ATOM, NEWS, json.dumps(JSON_FEED)]),
    st.integers(0, 600),
)
def test_wild_bytes_never_raise(junk, text, at):
    body = text.encode()[:at] + junk + text.encode()[at:]
    for read in (read_feed, read_sitemap):
        for link in read(body, HERE).links:
            assert link.url.lower().startswith("http")


@given(st.datetimes(), st.text(max_size=30))
def test_wild_timestamps_never_raise(moment, text):
    read_timestamp(text, "feed")
    found = read_timestamp(moment.isoformat() + "Z", "feed")
    assert found is None or found.value.utcoffset().total_seconds() == 0


def test_a_feed_of_comments_leads_to_no_article():
    item = "<item><title>By a reader on Snow</title><link>https://example.org/snow{}</link></item>"
    feed = f"<rss><channel>{item.format('#comment-12')}{item.format('#comment-13')}</channel></rss>"
    assert read_feed(feed.encode(), HERE).links == ()
    told = read_feed(f"<rss><channel>{item.format('#rss')}</channel></rss>".encode(), HERE).links
    assert [link.url for link in told] == ["https://example.org/snow"]


def test_a_feed_tells_the_teaser_and_text_of_each_article():
    rss = """<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
    <item><title>Snow</title><link>https://example.org/1</link><description>It fell.</description>
    <content:encoded><![CDATA[<p>It fell all night.</p>]]></content:encoded></item>
    <item><title>Bare</title><link>https://example.org/2</link></item></channel></rss>"""
    assert [link.teaser for link in read_feed(rss.encode(), HERE).links] == [
        "It fell. <p>It fell all night.</p>",
        None,
    ]
    items = [{"url": "https://example.org/1", "summary": "It fell.", "content_text": "All night."}]
    told = read_feed(json.dumps(JSON_FEED | {"items": items}).encode(), HERE).links
    assert [link.teaser for link in told] == ["It fell. All night."]
