"""newskeep.toml: what it may hold, and how each mistake is named."""

from pathlib import Path

import pytest

from crawler.config import ConfigError, load


def written(folder: Path, text: str) -> Path:
    path = folder / "newskeep.toml"
    path.write_text(text, "utf-8")
    return path


def mistakes(folder: Path, text: str, **environ: str) -> list[str]:
    path = written(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return [line.removeprefix(f"{path}") for line in str(caught.value).splitlines()]


SITE = '[[site]]\nname = "a"\nurl = "https://a.example/"\n'


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    config = load(written(tmp_path, ""), {})
    assert config.archive.url == f"sqlite:///{tmp_path}/archive.db"
    assert config.archive.captures == tmp_path / "captures"
    assert (config.crawl.delay, config.crawl.concurrency, config.crawl.allow_private_addresses) == (
        1.0,
        16,
        False,
    )
    assert config.language.detector == "auto"
    assert config.sites == ()


def test_every_key_of_a_site_is_read(tmp_path: Path) -> None:
    text = SITE + (
        'feeds = ["https://a.example/rss"]\nsitemaps = ["https://a.example/map.xml"]\n'
        'listings = ["https://a.example/news"]\nspider = "bbabo"\nallow = ["/news/"]\ndeny = ["/tag/"]\n'
        'delay = 2\nmax_pages = 5\nlanguage = "fr"\ntimezone = "Europe/Paris"\nheaders = {X-Key = "${KEY}"}\n'
        'proxy = "http://me:${PW}@proxy:3128"\nrender = true\nallow_private_addresses = true\n'
    )
    site = load(written(tmp_path, text), {"KEY": "k", "PW": "p"}).site("a")
    assert site.feeds == ("https://a.example/rss",)
    assert (site.spider, site.delay, site.max_pages, site.render) == ("bbabo", 2.0, 5, True)
    assert site.headers == {"X-Key": "k"}
    assert site.proxy == "http://me:p@proxy:3128"


def test_paths_are_relative_to_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    archive = load(
        written(tmp_path, '[archive]\nurl = "sqlite:///kept/a.db"\ncaptures = "/big/c"\n'), {}
    ).archive
    assert archive.url == f"sqlite:///{tmp_path}/kept/a.db"
    assert archive.captures == Path("/big/c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[crawl]\ndely = 3\n", ":2: unknown key 'dely' in [crawl]: did you mean 'delay'?"),
        ("\n[crawler]\n", ":2: unknown table or key 'crawler': did you mean 'crawl'?"),
        ("[crawl]\n\nconcurrency = 'x'\n", ":3: concurrency = 'x': expected a whole number, 1 or more"),
        ("[crawl]\ndelay = true\n", ":2: delay = True: expected a number of seconds, 0 or more"),
        ("[crawl]\ndelay = -1\n", ":2: delay = -1: expected a number of seconds, 0 or more"),
        (
            "[language]\ndetector = 'cld3'\n",
            ":2: detector = 'cld3': expected one of auto, langdetect, cld2, py3langid, fasttext: did you",
        ),
        (
            "[archive]\nurl = 'mysql://x'\n",
            ":2: url = 'mysql://x': expected sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE",
        ),
        (
            SITE + "[[site]]\nname = 'b'\nurl = 'htp:/x'\n",
            ":6: url = 'htp:/x': expected a web address such as https://www.example.org/",
        ),
        (SITE + SITE, ":5: the site name 'a' is used twice"),
        (SITE + "[[site]]\nname = 'b'\n", ":4: this [[site]] has no 'url'"),
        (SITE + "allow = ['(']\n", ":4: allow = ['(']: expected a regular expression"),
        (SITE + "timezone = 'Paris'\n", ":4: timezone = 'Paris': expected a time zone such as Europe/Paris"),
        (SITE + "headers = {Cookie = '${NONE}'}\n", ":4: ${NONE} is not set: export NONE in the environment"),
        (SITE + "[site.headers]\nX = 3\n", ":4: headers = {'X': 3}: expected a table of texts"),
        ("site = 3\n", ":1: a site is written as [[site]], with two brackets"),
        ("crawl = 3\n", ":1: 'crawl' is a table: write [crawl]"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    (line,) = mistakes(tmp_path, text)
    assert line.startswith(expected)


def test_all_mistakes_are_told_at_once_in_the_files_order(tmp_path: Path) -> None:
    lines = mistakes(tmp_path, "[crawl]\ndely = 3\nconcurrency = 0\n[[site]]\nnme = 'a'\n")
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "4", "5"]


@pytest.mark.parametrize(
    "address",
    ["http:///x", "https://", "www.a.example", "https://a b/", "http://a:0/", "http://[::1", "http://a:x/"],
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, address: str) -> None:
    (line,) = mistakes(tmp_path, f'[[site]]\nname = "a"\nurl = "{address}"\n')
    assert "expected a web address" in line


def test_readers_of_the_archive_need_no_secrets(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + "headers = {Cookie = '${NONE}'}\n")
    assert load(path, {}, secrets=False).site("a").headers == {"Cookie": "${NONE}"}


def test_a_typo_in_a_sites_name_suggests_the_right_one(tmp_path: Path) -> None:
    config = load(written(tmp_path, SITE.replace('"a"', '"bbabo-fr"')), {})
    with pytest.raises(ConfigError, match=r"no site 'babo-fr' .*did you mean 'bbabo-fr'"):
        config.site("babo-fr")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"[crawl\n", r"newskeep.toml:1: is not TOML"),
        (b"a = '\xff'", "is not UTF-8"),
        (None, "no such file.*init"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "newskeep.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=expected):
        load(path, {})
