"""crawl, add, health, doctor from the command line, against the demo site."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from crawler.report import Counts, RunReport
from newskeep.cli.crawling import show_reasons
from newskeep.demo.server import served

NEWSKEEP = [sys.executable, "-c", "from newskeep.cli import main; main()"]
HERE = '[crawl]\ndelay = {delay}\nallow_private_addresses = true\n[[site]]\nname = "demo"\nurl = "{url}"\n'


def configure(url: str, delay: float = 0) -> None:
    Path("newskeep.toml").write_text(HERE.format(url=url, delay=delay))


@pytest.fixture
def silent_site():
    """A site that answers every page with the same few words."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html><title>Shop</title><p>Closed today.</p></html>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_new_archive_from_init_to_health(cli) -> None:
    with served(0) as base:
        assert cli("init").code == 0
        text = Path("newskeep.toml").read_text().replace("delay = 1.0", "delay = 0")
        Path("newskeep.toml").write_text(
            text.replace("[language]", "allow_private_addresses = true\n[language]")
        )
        shown = cli("add", f"{base}/fr/", "--name", "demo-fr", "--dry-run")
        assert "demo-fr" not in Path("newskeep.toml").read_text()
        added = cli("add", f"{base}/fr/", "--name", "demo-fr")
        assert (added.code, added.out) == (0, shown.out)
        assert [line.split("\t")[0] for line in added.lines].count("edition") == 5
        again = cli("add", f"{base}/fr/", "--name", "demo-fr")
        assert (again.code, "already" in again.err) == (2, True)

        ran = cli("crawl", "demo-fr", "--summary", "run.json")
        assert (ran.code, ran.out, ran.err) == (0, "", "")  # quiet, as cron wants it
        summary = json.loads(Path("run.json").read_text())
        assert summary["exit_code"] == 0
        assert summary["sites"]["demo-fr"]["new"] == 8
    assert len(cli("search", "site:demo-fr").lines) == 8
    (health,) = json.loads(cli("health", "--json").out)
    assert health["site"] == "demo-fr"
    assert cli("health").out.startswith("demo-fr\t")
    doctor = cli("doctor")
    assert doctor.code == 0
    assert "8 articles" in doctor.out


def test_a_host_that_cannot_be_reached_is_named(cli) -> None:
    configure("http://127.0.0.1:9/")
    ran = cli("crawl")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("newskeep: demo: ")
    ran = cli("add", "http://127.0.0.1:9/")
    assert (ran.code, ran.err.count("\n")) == (2, 1)


def test_a_site_without_an_article_is_told(cli, silent_site) -> None:
    configure(silent_site)
    ran = cli("crawl")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert ran.err.startswith("newskeep: demo: ")
    ran = cli("demo", "--site", "http://127.0.0.1:9/")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    cli("crawl", "--summary", "run.json")
    summary = json.loads(Path("run.json").read_text())
    assert summary["exit_code"] == 3
    assert "no article was found there" in summary["problems"][0]


def test_a_second_crawl_of_the_archive_ends_at_once(cli) -> None:
    from storage.archive import Archive

    configure("http://127.0.0.1:9/")
    with Archive.open("archive.db", create=True) as archive, archive.lock("test"):
        ran = subprocess.run([*NEWSKEEP, "crawl"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.count("\n")) == (4, 1)
    assert "another crawl" in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_crawl_ends_soon_and_the_next_carries_on(cli, number: int) -> None:
    with served(0) as base:
        configure(f"{base}/fr/", delay=0.3)
        with subprocess.Popen([*NEWSKEEP, "crawl"], stderr=subprocess.PIPE) as process:
            deadline = time.monotonic() + 30
            while not list(Path("captures").glob("*")) and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(number)
            assert process.wait(10) == 130
            assert b"Traceback" not in process.stderr.read()
        configure(f"{base}/fr/")
        assert cli("crawl").code == 0
    assert len(cli("search").lines) == 8


def test_doctor_names_what_is_wrong(cli) -> None:
    Path("newskeep.toml").write_text(
        "[[site]]\nname='a'\nurl='http://a.example/'\nheaders={Cookie='${NOT_SET}'}\n"
    )
    ran = cli("doctor")
    assert ran.code == 2
    assert "wrong\tsecret\t${NOT_SET} is not set" in ran.out
    assert {item["what"]: item["well"] for item in json.loads(cli("doctor", "--json").out)}["archive"] is None
    Path("newskeep.toml").write_text("[crawl]\ndely = 1\n")
    assert "wrong\tconfiguration" in cli("doctor").out


def test_stored_pages_are_read_again_without_a_request(cli, monkeypatch) -> None:
    with served(0) as base:
        configure(f"{base}/fr/")
        assert cli("crawl").code == 0
    ran = cli("reextract", "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "8 revisions read again; would change: 0 fields\n"

    import extraction.extract

    read = extraction.extract.extract
    monkeypatch.setattr(
        extraction.extract, "extract", lambda *page, **how: replace(read(*page, **how), section="Elsewhere")
    )
    ran = cli("reextract", "title:tunnel", "--dry-run")
    assert ran.out.split("\t")[:2] == ["section", "1"]
    assert cli("search", "section:Elsewhere").out == ""
    told = json.loads(cli("reextract", "title:tunnel", "--dry-run", "--json").out)
    assert (told["dry_run"], told["read_again"], told["failed"]) == (True, 1, 0)
    assert [(it["field"], it["changed"]) for it in told["fields"]] == [("section", 1)]
    assert cli("reextract", "title:tunnel").err == "1 revisions read again; changed: 1 fields\n"
    (article,) = json.loads(cli("search", "section:Elsewhere", "--json").out)
    assert article["revisions"] == 1


def test_the_terminal_names_the_commonest_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    report = RunReport(datetime(2026, 11, 1, tzinfo=UTC))
    report.sites["one"] = Counts(requests=9, refused=4, reasons=Counter({"robots.txt": 3, "timeout": 1}))
    report.sites["two"] = Counts(requests=2, errors=2, reasons=Counter({"timeout": 2, "off the site": 1}))
    show_reasons(report)
    assert "most often: robots.txt (3), timeout (3), off the site (1)" in capsys.readouterr().err
    show_reasons(RunReport(datetime(2026, 11, 1, tzinfo=UTC), sites={"one": Counts(requests=9)}))
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("day", "message"), [("yesterday", "expected a day such as"), ("2999-01-01", "still to come")]
)
def test_a_day_since_which_nothing_can_be_crawled_is_refused(cli, day: str, message: str) -> None:
    configure("http://127.0.0.1:9/")
    told = cli("crawl", "--since", day)
    assert (told.code, message in told.err) == (2, True)
    assert not Path("archive.db").exists()
