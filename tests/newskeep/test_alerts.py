"""Alerts reach a mail server and a webhook, each article once; what was not taken is told the next time."""

import json
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler

import pytest


class Mailbox(socketserver.StreamRequestHandler):
    """As much SMTP as it takes to take a mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 mailbox\r\n")
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            if verb == b"QUIT":
                return


class Hook(BaseHTTPRequestHandler):
    """A webhook."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/hook":
            self.server.taken.append(json.loads(body))
        self.send_response(200 if self.path == "/hook" else 500)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening(handler):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.taken = True, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.taken, f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


ARTICLE = {"url": "https://a.example/1", "site": "a", "title": "Le port de Karsk\nrouvre", "body": "Karsk."}


@pytest.fixture
def searched(cli, tmp_path) -> None:
    """A saved search, and an article that came after it."""
    (tmp_path / "a.jsonl").write_text(json.dumps({**ARTICLE, "url": "https://a.example/0", "title": "x"}))
    (tmp_path / "b.jsonl").write_text(json.dumps(ARTICLE))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "archive.db").code == 0
    assert cli("alerts", "save", "Hafen", "title:karsk", "--archive", "archive.db").code == 0
    assert cli("import", "jsonl", "b.jsonl", "--archive", "archive.db").code == 0


def test_a_mail_is_sent_once(cli, searched) -> None:
    with listening(Mailbox) as (taken, address):
        for _ in range(2):
            told = cli(
                "alerts", "tell", "--mail-to", "ann@example.org", "--smtp", f"smtp://{address}",
                "--archive", "archive.db",
            )  # fmt: skip
            assert (told.code, told.out, told.err) == (0, "", "")
    (mail,) = taken
    assert (mail["subject"], mail["to"]) == ("Hafen: 1 new article", "ann@example.org")
    assert "Le port de Karsk" in mail.get_content()
    assert "https://a.example/1" in mail.get_content()


def test_what_a_webhook_does_not_take_is_told_the_next_time(cli, searched) -> None:
    with listening(Hook) as (taken, address):
        failed = cli("alerts", "tell", "--webhook", f"http://{address}/away", "--archive", "archive.db")
        assert (failed.code, failed.err.count("\n")) == (3, 1)
        for _ in range(2):
            told = cli("alerts", "tell", "--webhook", f"http://{address}/hook", "--archive", "archive.db")
            assert told.code == 0
    (posted,) = taken
    assert posted["search"] == "Hafen"
    assert [it["url"] for it in posted["articles"]] == ["https://a.example/1"]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (2, ("--webhook", "file:///etc/passwd")),
        (2, ("--mail-to", "a@example.org", "--smtp", "localhost")),
        (3, ("--mail-to", "a@example.org", "--smtp", "smtp://127.0.0.1:1")),
        (3, ("--webhook", "http://127.0.0.1:1/a b")),
    ],
)
def test_where_nothing_can_be_sent_is_said_in_one_line(cli, searched, code, options) -> None:
    ran = cli("alerts", "tell", *options, "--archive", "archive.db")
    assert (ran.code, ran.err.count("\n")) == (code, 1)


def test_what_one_way_took_is_not_told_again(cli, searched) -> None:
    with listening(Hook) as (taken, address):
        both = (
            "--webhook",
            f"http://{address}/hook",
            "--mail-to",
            "a@example.org",
            "--smtp",
            "smtp://127.0.0.1:1",
        )
        assert cli("alerts", "tell", *both, "--archive", "archive.db").code == 3
        assert cli("alerts", "tell", *both, "--archive", "archive.db").code == 0
    assert len(taken) == 1
