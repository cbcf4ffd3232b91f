"""WARC files of anybody: articles with their pages come in once, whatever the compression."""

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from newskeep.demo.server import served
from newskeep.export.surt import surt
from storage.archive import Archive
from storage.evidence.warcread import exchanges
from storage.records import Exchange, Fate, SiteFacts, Visit
from tests.pywb import replayed


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


HTML = (("Content-Type", "text/html; charset=utf-8"),)
MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
TEXT = "The council voted on Tuesday to rebuild the northern pier that the storm of January had taken away. "
STORY = f"<h1>A pier for the harbour</h1><p>{TEXT}</p><p>{TEXT * 2}</p>"
WITHDRAWN = "<h1>Article withdrawn</h1><p>This article has been withdrawn by the editors.</p>"


def other(name: str) -> str:
    """Another story."""
    words = " ".join(f"{name}{n} was seen by the {name} master, who wrote {n} letters" for n in range(30))
    return f"<h1>All about the {name}</h1><p>{words.capitalize()}.</p><p>{TEXT}</p>"


def page(body: str) -> bytes:
    """A page that says it is an article's."""
    stated = '<meta property="og:type" content="article">'
    dated = '<meta property="article:published_time" content="2026-03-01T07:00:00Z">'
    return f'<html lang="en"><head>{stated}{dated}</head><body><main>{body}</main></body></html>'.encode()


def keep(folder: Path, answers: dict[str, list[tuple[int, str]]]) -> list[Path]:
    """Captures of what each address answered, day by day."""
    with Archive.open("sqlite:///lost.db", captures=folder, create=True) as lost:
        lost.enrol([SiteFacts("a", "http://a.example/")])
        for day in range(max(map(len, answers.values()))):
            at = MORNING + timedelta(days=day)
            for name, (status, body) in {n: told[day] for n, told in answers.items() if told[day:]}.items():
                url = f"http://a.example/news/{name}.html"
                capture = lost.capture(Exchange(url, status, HTML, page(body), at))
                lost.store([Visit("a", url, Fate.NOT_ARTICLE, at, status=status, capture=capture)])
    return sorted(folder.iterdir())


def told(cli, name: str) -> tuple[int, int, str | None, list[str]]:
    """Revisions, days from the first to the last sight, day of removal, and the lines of removals."""
    place = f"http://a.example/news/{name}.html", "--archive", "new.db"
    it = json.loads(cli("show", *place, "--json").out)
    seen = [datetime.fromisoformat(it[key]) for key in ("first_seen_at", "last_seen_at")]
    lines = cli("show", *place).out.splitlines()
    removed = [line.split(None, 1)[1] for line in lines if line.startswith("removed")]
    return it["revisions"], (seen[1] - seen[0]).days, it["gone_at"] and it["gone_at"][:10], removed


def test_captures_tell_what_became_of_an_article(cli, tmp_path) -> None:
    """The archive of a lost database comes back from its captures: revisions, removals, what was seen."""
    edited = STORY.replace("January", "February")
    files = keep(
        tmp_path / "kept",
        {
            "pier": [(200, STORY), (200, edited), (200, edited)],
            "quay": [(200, other("quay")), (404, "nothing"), (404, "nothing")],
            "dock": [(200, other("dock")), (410, "gone"), (200, other("dock"))],
            "mole": [(200, other("mole")), (200, WITHDRAWN), (200, WITHDRAWN)],
            "none": [(404, "nothing")],
        },
    )
    assert gzip.decompress(files[-1].read_bytes()).count(b"WARC-Type: revisit") == 4
    twice = "2026-03-02T08:00 to 2026-03-03T08:00"
    for _ in range(2):
        assert cli("import", "warc", *files, "--archive", "new.db").code == 0
        assert told(cli, "pier") == (2, 2, None, [])
        assert told(cli, "quay") == (1, 0, "2026-03-02", [f"{twice}: status 404, not back"])
        assert told(cli, "dock") == (1, 2, None, ["2026-03-02T08:00: status 410, back 2026-03-03T08:00"])
        notice = f"{twice}: says: Article withdrawn, not back"
        assert told(cli, "mole") == (1, 0, "2026-03-02", [notice])
        assert len(cli("search", "--archive", "new.db").lines) == 4
    assert cli("verify", "--archive", "new.db").code == 0


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


@pytest.mark.pywb
def test_pywb_replays_an_exported_wacz(cli, warc, tmp_path) -> None:
    assert cli("export", "-o", "all.wacz").code == 0
    (front, *pages) = [found for found in exchanges(warc) if isinstance(found, Exchange)]
    with replayed(tmp_path / "pywb", [tmp_path / "all.wacz"]) as replay:
        got = [replay.get(page.url, page.fetched_at) for page in pages]
    assert got == [(page.status, page.body) for page in pages]
    assert front.url not in [page.url for page in pages]
