"""stats, verify, backup, withhold, corpora: what keeps an archive trustworthy."""

import json
import re
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import resvg_py

from newskeep.demo.server import served
from newskeep.export import raster
from newskeep.export.plots import WIDTH, picture


@pytest.fixture
def copy(kept, tmp_path) -> Path:
    """A copy of the small archive that a test may change."""
    path = tmp_path / "copy.db"
    shutil.copy(kept, path)
    return path


def test_stats_count_what_is_kept(cli, kept) -> None:
    told = json.loads(cli("stats", "--json", "--archive", kept).out)
    assert (told["articles"], told["revisions"], told["sites"]) == (3, 3, 3)
    assert told["by_language"] == {"de": 1, "en": 1, "fr": 1}
    lines = cli("stats", "--archive", kept).lines
    assert "articles\t3" in lines
    assert "language\tfr\t1" in lines


def test_stats_can_be_drawn(cli, kept, tmp_path) -> None:
    assert cli("stats", "--plot", "a.svg", "--archive", kept).code == 0
    drawing = ET.parse(tmp_path / "a.svg").getroot()
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"By language", "fr", "news-en", "2022-02-01", "2022-02-03"} <= set(texts)
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}rect"))) == 1 + 3 * 3
    assert cli("stats", "--plot", "a.pdf", "--archive", kept).code == 2


def test_stats_of_a_query_count_and_draw_what_it_finds(cli, kept, tmp_path) -> None:
    told = json.loads(cli("stats", "bay", "OR", "baie", "--json", "--archive", kept).out)
    assert (told["articles"], told["newest_counted"]) == (2, None)
    assert told["by_language"] == {"en": 1, "fr": 1}
    assert told["by_year"] == {"2022": 2}
    assert cli("stats", "lang:fr", "--plot", "fr.svg", "--archive", kept).code == 0
    drawn = (tmp_path / "fr.svg").read_text()
    assert ("news-fr" in drawn, "news-en" in drawn) == (True, False)
    assert cli("stats", '"open', "--archive", kept).code == 2


def test_what_is_counted_of_the_newest_alone_says_so() -> None:
    assert "By language, of the newest 10,000" in picture([(date(2022, 1, 1), 1)], {}, {}, newest=10_000)


def test_stats_can_be_drawn_as_pixels(cli, kept, tmp_path, monkeypatch) -> None:
    assert cli("stats", "--plot", "a.png", "--archive", kept).code == 0
    head = (tmp_path / "a.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(head[16:20]) == 2 * WIDTH
    fontless = partial(resvg_py.svg_to_bytes, skip_system_fonts=True)
    monkeypatch.setattr(raster.resvg_py, "svg_to_bytes", fontless)
    ran = cli("stats", "--plot", "b.png", "--archive", kept)
    assert (ran.code, ran.err.count("\n"), "no font" in ran.err) == (2, 1, True)


def test_a_plot_of_years_has_bars_that_can_be_seen() -> None:
    months = [(date(2001 + n // 12, n % 12 + 1, 1), n) for n in range(240)]
    drawing = ET.fromstring(picture(months, {}, {"a name that is longer than there is room": 3}, "month"))
    bars = [bar for bar in drawing.iter("{http://www.w3.org/2000/svg}rect") if bar.get("class") == "bar"]
    assert len(bars) == 241
    assert min(float(bar.get("width", "0")) for bar in bars) > 1.5
    assert "a name that is longer…" in [it.text for it in drawing.iter("{http://www.w3.org/2000/svg}text")]


def test_a_sound_archive_says_nothing(cli, kept) -> None:
    ran = cli("verify", "--archive", kept)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert json.loads(cli("verify", "--json", "--archive", kept).out)["sound"] is True


def test_a_flipped_byte_is_found_and_named(cli, tmp_path) -> None:
    with served(0) as base:
        (tmp_path / "newskeep.toml").write_text(
            "[crawl]\ndelay = 0\nallow_private_addresses = true\n"
            f'[[site]]\nname = "demo"\nurl = "{base}/fr/"\nmax_pages = 4\n'
        )
        assert cli("crawl").code == 0
    assert cli("verify").code == 0
    (warc,) = (tmp_path / "captures").rglob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)
    ran = cli("verify")
    assert ran.code == 6
    assert warc.name in ran.out
    assert not json.loads(cli("verify", "--json").out)["sound"]


def test_a_backup_is_an_archive(cli, kept, tmp_path) -> None:
    assert cli("backup", "saved.db", "--archive", kept).code == 0
    assert len(cli("search", "--archive", "saved.db").lines) == 3
    assert cli("backup", "/proc/saved.db", "--archive", kept).code == 5


def test_a_withheld_article_is_not_shown_until_it_is_released(cli, copy) -> None:
    url = "https://news.example/en/2"
    assert cli("withhold", url, "--reason", "court order", "--archive", copy).code == 0
    assert [line.split("\t")[1] for line in cli("search", "--archive", copy).lines] == ["de", "fr"]
    ran = cli("show", url, "--archive", copy)
    assert (ran.code, "withheld (court order)" in ran.err) == (2, True)
    assert cli("export", "--archive", copy, "-o", "a.jsonl").code == 0
    about = json.loads(Path("a.jsonl.about.json").read_text())
    assert (about["rows"], about["withheld"], about["coverage_gaps"]) == (2, 1, [])
    assert about["as_of"] <= about["exported_at"]
    assert cli("withhold", url, "--reason", " ", "--archive", copy).code == 2
    assert cli("release", url, "--archive", copy).code == 0
    assert cli("show", url, "--archive", copy).code == 0


def test_a_corpus_is_frozen_proved_cited_and_handed_on(cli, copy) -> None:
    assert cli("corpus", "freeze", "bay", "lang:fr OR lang:en", "--archive", copy).code == 0
    ran = cli("corpus", "freeze", "bay", "lang:de", "--archive", copy)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    (corpus,) = json.loads(cli("corpus", "list", "--json", "--archive", copy).out)
    assert (corpus["name"], corpus["members"]) == ("bay", 2)
    assert cli("corpus", "list", "--archive", copy).out.startswith("bay\t")

    cited = cli("corpus", "cite", "bay", "--archive", copy).out
    assert re.search(r"bay: 2 news articles .* SHA-256 [0-9a-f]{64}", cited)

    told = json.loads(cli("corpus", "cite", "bay", "--json", "--archive", copy).out)
    assert (told["citation"], told["digest"]) == (cited.rstrip("\n"), corpus["digest"])
    # the publisher edits one; the corpus keeps what it froze
    edit = {
        "url": "https://news.example/en/2",
        "title": "Exercises called off",
        "body": "B",
        "site": "news-en",
    }
    Path("edit.jsonl").write_text(json.dumps(edit))
    assert cli("import", "jsonl", "edit.jsonl", "--archive", copy).code == 0
    assert (cli("corpus", "verify", "bay", "--archive", copy).code) == 0
    rows = [json.loads(line) for line in cli("corpus", "export", "bay", "--archive", copy).lines]
    assert {row["title"] for row in rows} == {
        "Exercices militaires dans la baie",
        "Military exercises in the bay",
    }
    bare = [
        json.loads(line) for line in cli("corpus", "export", "bay", "--without-text", "--archive", copy).lines
    ]
    assert {(row["title"], row["body"]) for row in bare} == {(None, None)}
    assert {row["url"] for row in bare} == {row["url"] for row in rows}

    assert cli("withhold", edit["url"], "--reason", "x", "--archive", copy).code == 0
    ran = cli("corpus", "verify", "bay", "--archive", copy)
    assert (ran.code, ran.out) == (6, "withheld\t1\thttps://news.example/en/2\n")
    told = json.loads(cli("corpus", "verify", "bay", "--json", "--archive", copy).out)
    assert told == {"sound": False, "losses": [{"url": edit["url"], "revision": 1, "kind": "withheld"}]}
    assert cli("corpus", "cite", "bey", "--archive", copy).code == 2


def test_a_corpus_names_only_the_formats_that_it_can_be_written_in(cli, copy) -> None:
    assert cli("corpus", "freeze", "bay", "lang:fr", "--archive", copy).code == 0
    assert "wacz" not in cli("corpus", "export", "--help").out
    for given in (["--format", "exe"], ["-o", "bay.exe"]):
        ran = cli("corpus", "export", "bay", *given, "--archive", copy)
        assert (ran.code, "wacz" in ran.err) == (2, False)
    assert "holds texts, not pages" in cli("corpus", "export", "bay", "-o", "a.wacz", "--archive", copy).err


def test_a_saved_search_tells_each_new_article_once(cli, copy) -> None:
    assert cli("alerts", "save", "bay", "bay OR baie", "--archive", copy).code == 0
    assert cli("alerts", "save", "bay", "x", "--archive", copy).code == 2
    assert cli("alerts", "save", "bad", '"open', "--archive", copy).code == 2
    assert cli("alerts", "list", "--archive", copy).out.split("\t")[::2] == ["bay", "bay OR baie\n"]
    (saved,) = json.loads(cli("alerts", "list", "--json", "--archive", copy).out)
    assert (saved["name"], saved["saved_at"][-6:]) == ("bay", "+00:00")
    assert cli("alerts", "tell", "--archive", copy).out == ""  # what was there before is no news

    new = {"url": "https://a.example/1", "title": "News of the bay", "body": "B", "site": "a"}
    other = {"url": "https://a.example/2", "title": "News of the hills", "body": "B", "site": "a"}
    Path("new.jsonl").write_text(json.dumps(new) + "\n" + json.dumps(other))
    assert cli("import", "jsonl", "new.jsonl", "--archive", copy).code == 0
    told = cli("alerts", "tell", "--archive", copy)
    assert [line.split("\t")[5] for line in told.lines] == [new["url"]]
    assert cli("alerts", "tell", "--archive", copy).out == ""
    assert cli("alerts", "drop", "bay", "--archive", copy).code == 0
    assert cli("alerts", "drop", "bay", "--archive", copy).code == 2


def test_tokens_are_shown_once_and_can_be_taken_back(cli, copy) -> None:
    token = cli("token", "add", "ann", "--archive", copy).out.strip()
    assert len(token) >= 32
    assert token.encode() not in copy.read_bytes()
    assert cli("token", "list", "--archive", copy).out.startswith("ann\t")
    assert json.loads(cli("token", "list", "--json", "--archive", copy).out)[0]["used_at"] is None
    assert cli("token", "add", "ann", "--archive", copy).code == 2
    assert cli("token", "drop", "ann", "--archive", copy).code == 0
    assert cli("token", "drop", "ann", "--archive", copy).code == 2
