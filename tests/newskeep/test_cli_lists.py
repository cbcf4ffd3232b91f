"""Lists of feeds on the command line, and sites where nothing is to be found."""

from pathlib import Path

from crawler import opml
from crawler.config import load
from newskeep.demo.server import served
from tests.newskeep.test_cli_crawl import configure, silent_site  # noqa: F401 - a fixture

LIST = """<opml version="2.0"><body>
<outline text="World"><outline text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/news/"/>
<outline text="A sport" xmlUrl="https://a.example/sport.xml" htmlUrl="https://a.example/news"/></outline>
<outline text="B" xmlUrl="https://feeds.b.example/all"/></body></opml>"""


def test_a_list_of_feeds_becomes_sites_and_comes_out_again(cli) -> None:
    Path("mine.opml").write_text(LIST)
    shown = cli("add", "mine.opml", "--dry-run")
    assert not Path("newskeep.toml").exists()
    added = cli("add", "mine.opml")
    assert (added.code, added.out) == (0, shown.out)
    assert added.lines == ["a\thttps://a.example/news/\t2", "b\thttps://feeds.b.example/\t1"]
    a, b = load(Path("newskeep.toml"), {}).sites
    assert (a.feeds, b.feeds) == (
        ("https://a.example/feed", "https://a.example/sport.xml"),
        ("https://feeds.b.example/all",),
    )
    again = cli("add", "mine.opml")
    assert (again.code, again.out, "already" in again.err) == (0, "", True)
    assert cli("opml", "-o", "out.opml").code == 0
    assert [it.feed for it in opml.read(Path("out.opml").read_bytes())] == [*a.feeds, *b.feeds]
    assert cli("opml").out == Path("out.opml").read_text()


def test_a_list_that_cannot_be_read_is_named(cli) -> None:
    Path("bad.opml").write_text("<html>")
    for arguments, what in (
        (("bad.opml",), "no feed is listed"),
        (("none.opml",), "No such file"),
        (("http://127.0.0.1:9/x.opml",), "address not allowed"),
    ):
        ran = cli("add", *arguments)
        assert (ran.code, ran.err.count("\n"), what in ran.err) == (2, 1, True)
    assert not Path("newskeep.toml").exists()


def test_feeds_that_crawls_found_are_exported_too(cli) -> None:
    with served(0) as base:
        configure(f"{base}/fr/")
        assert cli("opml").out.count("<outline") == 0
        assert cli("crawl", "--max-pages", "1").code == 0
        assert f'htmlUrl="{base}/fr/"' in cli("opml").out


def test_a_site_where_nothing_is_found_is_written_only_when_told_to(cli, silent_site) -> None:  # noqa: F811
    Path("newskeep.toml").write_text("[crawl]\ndelay = 0\nallow_private_addresses = true\n")
    ran = cli("add", silent_site)
    assert (ran.code, "--force" in ran.err) == (2, True)
    assert "[[site]]" not in Path("newskeep.toml").read_text()
    assert cli("add", silent_site, "--force").code == 0
    again = cli("add", silent_site, "--force")
    assert (again.code, "there already" in again.err) == (2, True)
