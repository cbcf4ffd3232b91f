"""Every mistake gets one clear line that says what to do, and the exit code of the contract."""

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newskeep.cli import run
from newskeep.cli.app import exit_code
from storage import errors

NEWSKEEP = [sys.executable, "-c", "from newskeep.cli import main; main()"]
LIMITED = """
import resource, sys
sys.dont_write_bytecode = True  # the limit would cut Python's own caches short, and later runs read them
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
from newskeep.cli import main
main()
"""


def test_no_configuration(cli) -> None:
    for command in (["search", "x"], ["crawl"], ["stats"], ["export"], ["import", "text", "x"]):
        ran = cli(*command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "newskeep: no newskeep.toml here: run `newskeep init` to write one, "
            "or name an archive with --archive\n"
        )
    ran = cli("search", "x", "--config", "other.toml")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "other.toml: no such file" in ran.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[crawl]\ndely = 1\n", "newskeep.toml:2: unknown key 'dely' in [crawl]: did you mean 'delay'?"),
        (
            "[[site]]\nname = 'a'\nurl = 'www.a.example'\n",
            "newskeep.toml:3: url = 'www.a.example': expected a web",
        ),
        ("[crawl\n", "newskeep.toml:1: is not TOML"),
    ],
)
def test_a_wrong_configuration(cli, tmp_path, text: str, message: str) -> None:
    (tmp_path / "newskeep.toml").write_text(text)
    for command in ("crawl", "search"):
        ran = cli(command)
        assert ran.code == 2
        assert message in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "command", [("crawl", "--summary"), ("corpus", "freeze", "--archive"), ("search", "--no")]
)
def test_a_mistake_names_the_help_of_its_own_command(cli, command: tuple[str, ...]) -> None:
    ran = cli(*command)
    assert ran.code == 2
    assert ran.err.endswith(f"Try `newskeep {' '.join(command[:-1])} --help`.\n")


def test_the_configuration_may_come_from_the_environment(cli, tmp_path, monkeypatch) -> None:
    (tmp_path / "elsewhere.toml").write_text("[crawl]\ndely = 1\n")
    monkeypatch.setenv("NEWSKEEP_CONFIG", "elsewhere.toml")
    assert "elsewhere.toml:2" in cli("search").err


def test_an_archive_that_is_not_there(cli) -> None:
    ran = cli("search", "x", "--archive", "a.db")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "there is no archive here" in ran.err
    assert not Path("a.db").exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/etc", "a folder"),
        ("", "a folder"),
        ("sqlite://", "no file is named"),
        ("mysql://root:secret@localhost/x", "mysql is not supported"),
    ],
)
def test_what_is_no_address_of_an_archive(cli, address: str, told: str) -> None:
    ran = cli("stats", "--archive", address)
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
    assert f"not the address of an archive ({told})" in ran.err
    assert "secret" not in ran.err


def test_the_list_of_commands_is_of_whole_sentences(cli) -> None:
    told = cli("--help").out.split("Commands:\n")[1]
    assert "..." not in told
    assert "  crawl      Crawl the configured sites.\n" in told
    assert "and write it into newskeep.toml.\n" in told


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["stats", "--help"]])
def test_help_into_a_full_device(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ran = subprocess.run(
            [sys.executable, "-m", "newskeep", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (5, "newskeep: No space left on device\n")


def test_an_early_end_of_a_file_is_no_interruption(monkeypatch) -> None:
    def ended(*_: object, **__: object) -> None:
        raise EOFError("marshal data too short")

    monkeypatch.setattr("storage.archive.Archive.open", ended)
    with pytest.raises(EOFError):
        run(["stats", "--archive", "a.db"])


def test_a_database_of_another_program_is_left_alone(cli) -> None:
    with sqlite3.connect("other.db") as database:
        database.execute("CREATE TABLE bookmark (url)")
    database.close()
    Path("text.db").write_text("this is no database at all, but a text " * 40)
    for name in ("other.db", "text.db"):
        before = Path(name).read_bytes()
        Path("a.jsonl").write_text('{"url": "https://a.example/1", "title": "T", "body": "B"}\n')
        for command in (["search", "x"], ["import", "jsonl", "a.jsonl"]):
            ran = cli(*command, "--archive", name)
            assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
            assert "not a newskeep archive" in ran.err
        assert Path(name).read_bytes() == before


@pytest.mark.parametrize("place", ["file.txt/a.db", "/proc/a.db"])
def test_a_folder_that_cannot_be_written(cli, place: str) -> None:
    Path("file.txt").touch()
    Path("a.txt").write_text("A title of some length\n\nA text of some more length.")
    ran = cli("import", "text", "a.txt", "--archive", place)
    assert (ran.code, ran.err.count("\n")) == (5, 1), ran.err


def test_a_full_disk_leaves_nothing_half_written(kept, tmp_path) -> None:
    (tmp_path / "a.jsonl").write_text('{"url": "https://a.example/1", "title": "T", "body": "B"}\n')
    script = LIMITED.format(100_000)
    command = [sys.executable, "-c", script, "import", "jsonl", "a.jsonl", "--archive", "a.db"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 5, ran.stderr
    assert ran.stderr.count("\n") == 1

    script = LIMITED.format(500)
    command = [sys.executable, "-c", script, "export", "--archive", str(kept), "-o", "e.jsonl"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 5, ran.stderr
    assert not list(tmp_path.glob("*e.jsonl*"))


def test_a_full_device_is_named(kept) -> None:
    command = [sys.executable, "-m", "newskeep", "export", "--archive", str(kept), "-o", "/dev/full"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (5, "newskeep: /dev/full: No space left on device\n")


def test_a_bad_dump_is_named_and_the_others_are_taken_in(cli) -> None:
    Path("empty.txt").touch()
    Path("latin.txt").write_text("L'été\n\nUn texte.", "latin-1")
    Path("full.txt").write_text("A title of some length\n\nA text of some more length.")
    ran = cli("import", "text", "empty.txt", "latin.txt", "full.txt", "--archive", "a.db")
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            "newskeep: empty.txt: is empty; passed over",
            "newskeep: latin.txt: is not UTF-8 text; passed over",
        ],
    )
    assert len(cli("search", "--archive", "a.db").lines) == 1


def test_dumps_of_one_name_in_two_folders_are_two_articles(cli) -> None:
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "0.txt").write_text(
            f"Site {folder}\n\nNews\n\nThe title of {folder}\n\nA lead.\n\nA text."
        )
    for _ in range(2):
        assert cli("import", "text", "a/0.txt", "b/0.txt", "--archive", "a.db").code == 0
        lines = cli("search", "--archive", "a.db").lines
        assert sorted(line.split("\t")[2] for line in lines) == ["Site a", "Site b"]
    assert cli("search", "revised:yes", "--archive", "a.db").lines == []


def test_what_is_no_web_address_is_told(cli) -> None:
    for address in ("ftp://a.example/", "http://", "not a url"):
        for command in (["add", address], ["add", address, "--dry-run"], ["demo", "--site", address]):
            ran = cli(*command)
            assert (ran.code, ran.err.count("\n")) == (2, 1)
            assert f"{address}: expected a web address such as https://" in ran.err


def test_a_private_address_is_refused_with_what_would_allow_it(cli) -> None:
    ran = cli("add", "http://127.0.0.1:9/")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "address not allowed: loopback address (allow_private_addresses = true" in ran.err


def test_an_export_into_a_folder_that_is_not_there(cli, kept) -> None:
    ran = cli("export", "-o", "nowhere/a.csv", "--archive", kept)
    assert (ran.code, ran.err) == (2, "newskeep: nowhere: No such file or directory\n")


def test_an_export_into_a_file_of_an_unknown_kind(cli, kept, tmp_path) -> None:
    ran = cli("export", "-o", "a.xlsx", "--archive", kept)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "no format has the ending .xlsx: there are .jsonl" in ran.err
    assert not list(tmp_path.glob("a.xlsx*"))


def test_of_a_long_query_the_place_of_the_mistake_is_shown(cli, kept) -> None:
    ran = cli("search", "harbour " * 100 + "(quay", "--archive", kept)
    _, shown, mark = ran.err.splitlines()
    assert (ran.code, len(shown) < 130, shown[mark.index("^")]) == (2, True, "(")


def test_it_runs_as_a_module(tmp_path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "newskeep", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("newskeep ")


def test_bad_rows_are_named_and_the_others_are_taken_in(cli) -> None:
    Path("a.jsonl").write_text(
        '{"url": "https://a.example/1", "title": "T", "body": "B"}\n{bad\n\n[]\n{"title": "U"}\n'
    )
    ran = cli("import", "jsonl", "a.jsonl", "--archive", "a.db")
    assert ran.code == 3
    assert [line.split(":")[1] for line in ran.err.splitlines()] == [
        f" a.jsonl, line {number}" for number in (2, 4, 5)
    ]
    assert len(cli("search", "--archive", "a.db").lines) == 1


def test_a_file_that_is_not_there(cli) -> None:
    for command in (["import", "jsonl"], ["import", "text"], ["extract"]):
        ran = cli(*command, "nothing.txt", *(["--archive", "a.db"] if command[0] == "import" else []))
        assert (ran.code, ran.err) == (2, "newskeep: nothing.txt: No such file or directory\n")


def test_mistyped_commands_options_and_sites(cli, tmp_path) -> None:
    assert "Did you mean 'search'" in cli("serch", "x").err
    ran = cli("search", "--limt", "3")
    assert (ran.code, "--limit" in ran.err) == (2, True)
    assert cli("search", "--limit", "0", "--archive", "x").code == 2
    (tmp_path / "newskeep.toml").write_text(
        '[[site]]\nname = "bbabo-fr"\nurl = "https://www.bbabo.net/fr/"\n'
    )
    ran = cli("crawl", "babo-fr")
    assert (ran.code, ran.err) == (
        2,
        "newskeep: no site 'babo-fr' in newskeep.toml: did you mean 'bbabo-fr'?\n",
    )


def test_no_site_yet(cli) -> None:
    assert cli("init").code == 0
    ran = cli("crawl")
    assert (ran.code, ran.err) == (2, "newskeep: newskeep.toml: no site yet: run `newskeep add URL`\n")


def test_init_never_overwrites(cli) -> None:
    assert cli("init", "news").code == 0
    assert cli("init", "news").code == 2
    assert Path("news/newskeep.toml").read_text().startswith("# newskeep")


def test_every_error_of_the_archive_has_the_contracts_code() -> None:
    assert exit_code(errors.ArchiveLocked("a.db")) == 4
    assert exit_code(errors.ArchiveUnwritable("a.db", "disk full")) == 5
    assert exit_code(errors.CaptureDamaged("a.warc.gz", 0, "flipped")) == 6
    assert exit_code(errors.UnknownArticle("x")) == 2


def test_a_reader_that_has_seen_enough(kept) -> None:
    command = (
        f"{sys.executable} -c 'from newskeep.cli import main; main()' export --archive {kept} | head -c 1"
    )
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "{", "")


def test_interrupted_by_the_keyboard() -> None:
    with subprocess.Popen([*NEWSKEEP, "language", "--jsonl"], stdin=-1, stdout=-1, stderr=-1) as process:
        process.stdin.write(b'{"id": 1, "text": "Guten Morgen, wie geht es Ihnen heute?"}\n')
        process.stdin.flush()
        assert b'"de"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == b""


def test_an_export_that_is_told_to_end_takes_its_file_away(kept, tmp_path) -> None:
    script = (
        "import sys, time, newskeep.export.jsonl as it; from newskeep.cli.app import main;"
        "it.pieces = lambda rows: (time.sleep(9) for _ in rows);"
        "sys.argv = ['newskeep', 'export', '--archive', sys.argv[1], '-o', 'e.jsonl']; main()"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(kept)], cwd=tmp_path, stderr=-1) as process:
        while not list(tmp_path.glob(".e.jsonl.*.part")):
            time.sleep(0.01)
        process.terminate()
        assert process.wait(10) == 128 + signal.SIGTERM
        assert process.stderr.read() == b""
    assert not list(tmp_path.iterdir())


def test_help_answers_at_once_because_nothing_heavy_is_imported() -> None:
    script = "import sys; from newskeep.cli import run; run(['--help']); print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.rsplit("\n", 2)[1].strip("[]").replace("'", "").split(", "))
    assert not loaded & {
        "scrapy",
        "twisted",
        "sqlalchemy",
        "lxml",
        "numpy",
        "rich",
        "pyarrow",
        "pandas",
        "asyncio",
    }


def test_a_fault_of_the_program_asks_to_be_reported(tmp_path) -> None:
    script = "from newskeep.cli import main, stats; stats.configured = None; main()"
    ran = subprocess.run([sys.executable, "-c", script, "stats"], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "Traceback" in ran.stderr
    assert ran.stderr.endswith("Please report it with the lines above.\n")
