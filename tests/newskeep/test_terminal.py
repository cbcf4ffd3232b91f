"""On a real terminal: tables, colours, narrow windows, NO_COLOR, pager."""

import os
import pty
import struct
import subprocess
import sys
import termios
from fcntl import ioctl

import pytest

from newskeep.cli import terminal

SCRIPT = "from newskeep.cli import main; main()"


def shown(*arguments: object, columns: int = 80, **environ: str) -> tuple[int, str]:
    """What a command writes on a terminal of so many columns, and its exit code."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "PAGER": "cat", **environ}
    for name in {"NO_COLOR", "COLUMNS"} - environ.keys():
        environment.pop(name, None)
    command = [sys.executable, "-c", SCRIPT, *map(str, arguments)]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        text = b""
        try:
            while piece := os.read(master, 65_536):
                text += piece
        except OSError:  # the other end was closed: the command has ended
            pass
        code = process.wait(20)
    os.close(master)
    return code, text.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_only_addresses_of_the_web_become_links(monkeypatch, address) -> None:
    monkeypatch.setattr(terminal, "colourful", lambda: True)
    assert terminal.linked("text", address) == "text"
    assert terminal.linked("text", "https://a.example/\x1b\\ü")[5:35] == "https://a.example/%1B%5C%C3%BC"


def test_search_is_drawn_in_colours_with_the_words_found(kept) -> None:
    code, text = shown("search", "exercises", "--archive", kept)
    assert code == 0
    title = "\x1b[1mMilitary \x1b[0m\x1b[33mexercises\x1b[0m\x1b[1m in the bay\x1b[0m"
    assert f"\x1b]8;;https://news.example/en/2\x1b\\{title}\x1b]8;;\x1b\\" in text
    assert "\x1b[33m" in text
    assert "1 article" in text


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}])
def test_no_colours_where_they_are_not_wanted(kept, environ: dict[str, str]) -> None:
    code, text = shown("search", "exercises", "--archive", kept, **environ)
    assert code == 0
    assert "\x1b[" not in text
    assert "Military exercises in the bay" in text


@pytest.mark.parametrize("columns", [20, 200])
def test_a_table_fits_any_window(kept, columns: int) -> None:
    code, text = shown("stats", "--archive", kept, columns=columns, NO_COLOR="1")
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns


def test_bars_shrink_where_names_need_the_room(kept) -> None:
    _, text = shown("stats", "--archive", kept, columns=56, NO_COLOR="1")
    assert "news-fr" in text
    assert "█" in text
    assert "…" not in text


def test_an_article_is_paged_and_wrapped_between_words(kept) -> None:
    code, text = shown("show", "https://news.example/en/2", "--archive", kept, columns=30, NO_COLOR="1")
    assert code == 0
    assert "The manoeuvres began on\nWednesday." in text


def test_changed_words_are_coloured(tmp_path) -> None:
    first = '{"url": "https://a.example/1", "title": "214 cases", "body": "B", "first_seen_at": "2023-01-01"}'
    (tmp_path / "a.jsonl").write_text(first + "\n" + first.replace("214", "231").replace("01-01", "01-02"))
    archive = tmp_path / "a.db"
    assert shown("import", "jsonl", tmp_path / "a.jsonl", "--archive", archive)[0] == 0
    code, text = shown("diff", "https://a.example/1", "--archive", archive)
    assert code == 0
    assert "\x1b[31m214\x1b[0m\x1b[32m231\x1b[0m" in text
    assert "[-214-][+231+]" in shown("diff", "https://a.example/1", "--archive", archive, NO_COLOR="1")[1]


def test_an_export_says_what_it_wrote(kept, tmp_path) -> None:
    code, text = shown("export", "--archive", kept, "-o", tmp_path / "a.jsonl")
    assert code == 0
    assert "3 rows, SHA-256" in text


def test_an_empty_list_is_said_instead_of_drawn(kept) -> None:
    assert shown("corpus", "list", "--archive", kept) == (0, "no corpus is frozen\n")
    assert shown("alerts", "list", "--archive", kept) == (0, "no search is saved\n")
