"""WARC files of anybody: articles with their pages come in once, whatever the compression."""

import gzip
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from newskeep.demo.server import served
from newskeep.export.wacz import surt
from storage.evidence.warcread import exchanges


@pytest.fixture
def warc(cli, tmp_path) -> Path:
    """The captures of a small crawl."""
    with served(0) as base:
        (tmp_path / "newskeep.toml").write_text(
            "[crawl]\ndelay = 0\nallow_private_addresses = true\n"
            f'[[site]]\nname = "demo"\nurl = "{base}/fr/"\n'
        )
        assert cli("crawl").code == 0
    (path,) = (tmp_path / "captures").glob("*.warc.gz")
    return path


def test_the_articles_of_a_crawl_come_into_another_archive(cli, warc) -> None:
    for _ in range(2):
        assert cli("import", "warc", warc, "--archive", "other/copy.db").code == 0
        told = json.loads(cli("stats", "--json", "--archive", "other/copy.db").out)
        assert (told["articles"], told["revisions"], told["captures"]) == (8, 8, 8)
        assert told["by_site"] == {"demo": 8}
        assert cli("verify", "--archive", "other/copy.db").code == 0
    own = {line.split("\t")[3] for line in cli("search").lines}
    assert {line.split("\t")[3] for line in cli("search", "--archive", "other/copy.db").lines} == own


def test_every_compression_is_read(warc, tmp_path) -> None:
    plain, whole = tmp_path / "plain.warc", tmp_path / "whole.warc.gz"
    plain.write_bytes(gzip.decompress(warc.read_bytes()))
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    found = [list(exchanges(path)) for path in (warc, plain, whole)]
    assert len(found[0]) >= 8
    assert found[0] == found[1] == found[2]


def test_chunks_of_the_transfer_are_put_together(tmp_path) -> None:
    chunks = b"4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n"
    http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n" + chunks
    head = "\r\n".join(
        (
            "WARC/1.0",
            "WARC-Type: response",
            "WARC-Target-URI: http://a.example/",
            "WARC-Date: 2022-02-24T10:00:00Z",
            "WARC-Record-ID: <urn:uuid:1>",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(http)}\r\n\r\n",
        )
    )
    path = tmp_path / "a.warc"
    path.write_bytes(head.encode() + http + b"\r\n\r\n")
    (exchange,) = exchanges(path)
    assert (exchange.url, exchange.status, exchange.body) == ("http://a.example/", 200, b"Wikipedia")
    assert exchange.headers == (("Content-Type", "text/html"),)
    assert exchange.fetched_at.isoformat() == "2022-02-24T10:00:00+00:00"


def test_a_damaged_file_gives_what_comes_before_and_is_named(cli, warc) -> None:
    data = warc.read_bytes()
    Path("cut.warc.gz").write_bytes(data[: len(data) * 2 // 3])
    Path("no.warc").write_text("this is no WARC")
    ran = cli("import", "warc", "no.warc", "cut.warc.gz", warc, "--archive", "copy.db")
    assert ran.code == 3
    assert ran.err.startswith("newskeep: no.warc: cannot be read from byte 0 on")
    assert len(cli("search", "--archive", "copy.db").lines) == 8
    assert cli("import", "warc", "nothing.warc", "--archive", "copy.db").code == 2


def test_a_wacz_holds_the_pages_of_a_query_and_proves_its_parts(cli, warc, tmp_path) -> None:
    assert cli("export", "title:tunnel OR title:marathon", "-o", "some.wacz").code == 0
    with ZipFile(tmp_path / "some.wacz") as pack:
        package = json.loads(pack.read("datapackage.json"))
        sealed = json.loads(pack.read("datapackage-digest.json"))
        assert sealed["hash"] == "sha256:" + sha256(pack.read("datapackage.json")).hexdigest()
        for part in package["resources"]:
            data = pack.read(part["path"])
            assert (part["bytes"], part["hash"]) == (len(data), f"sha256:{sha256(data).hexdigest()}")
        (held,) = [name for name in pack.namelist() if name.startswith("archive/")]
        records = pack.read(held)
        lines = pack.read("indexes/index.cdx").decode().splitlines()
        pages = [json.loads(line) for line in pack.read("pages/pages.jsonl").decode().splitlines()]
    assert [page["url"].rsplit("/", 1)[1][:4] for page in pages[1:]] == ["1035", "1026"]
    assert lines == sorted(lines)
    own = warc.read_bytes()
    for line in lines:
        key, moment, entry = line.split(" ", 2)
        place = json.loads(entry)
        record = gzip.decompress(records[int(place["offset"]) :][: int(place["length"])])
        assert f"WARC-Target-URI: {place['url']}".encode() in record
        assert records[int(place["offset"]) :][: int(place["length"])] in own
        assert len(moment) == 14
        assert key == surt(place["url"])


def test_the_validator_of_wacz_accepts_an_export(cli, warc, tmp_path) -> None:
    for name, options in (("all.wacz", ()), ("some.wacz", ("title:tunnel", "--revisions"))):
        assert cli("export", *options, "-o", name).code == 0
        validate = "from wacz.main import main; import sys; sys.exit(main())"
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", validate, "validate", "-f", tmp_path / name],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, "Validation succeeded" in ran.stderr + ran.stdout) == (0, True), (
            ran.stdout + ran.stderr
        )


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=2&a=1", "org,example)/a?a=1&b=2"),
        ("http://127.0.0.1:8642/x", "127.0.0.1:8642)/x"),
        ("https://news.example.co.uk", "uk,co,example,news)/"),
    ],
)
def test_addresses_are_sorted_by_domain(url: str, key: str) -> None:
    assert surt(url) == key
