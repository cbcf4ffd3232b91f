"""Exports: read back by other programs, complete or not there, described beside."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet
import pytest

import newskeep
from extraction.article import Article
from newskeep.export import columnar
from newskeep.export.columns import COLUMNS
from newskeep.export.table import cell
from newskeep.imports.articles import read_article
from storage.archive import Archive
from storage.records import Fate, SiteFacts, StoredArticle, Visit
from tests.newskeep.conftest import ARTICLES
from tests.newskeep.served import Desk

NOW, HOUR = datetime(2026, 3, 1, 12, tzinfo=UTC), timedelta(hours=1)


def test_jsonl_has_every_field_of_the_interface(cli, kept) -> None:
    rows = [json.loads(line) for line in cli("export", "--archive", kept).lines]
    assert [row["language"] for row in rows] == ["de", "en", "fr"]
    for given, row in zip(reversed(ARTICLES), rows, strict=True):
        assert row.keys() == set(COLUMNS)
        assert {name: row[name] for name in given} == given


def test_an_own_export_comes_back_the_same_and_twice_changes_nothing(cli, kept, tmp_path) -> None:
    assert cli("export", "--archive", kept, "-o", "a.jsonl").code == 0
    for _ in range(2):
        assert cli("import", "jsonl", "a.jsonl", "--archive", "copy.db").code == 0
        assert cli("export", "--archive", "copy.db", "-o", "b.jsonl").code == 0
        assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_edits_and_removals_come_back_and_twice_change_nothing(cli, tmp_path) -> None:
    url = "https://news.example/1"
    with Archive.open("a.db", create=True) as archive:
        archive.enrol([SiteFacts("news", "https://news.example/")])
        told = [("B", 2), ("C", 3), ("A", 1)]  # the first state comes last, as from old captures
        visits = [
            Visit("news", url, Fate.ARTICLE, NOW + n * HOUR, article=imported(url, body)) for body, n in told
        ]
        archive.store(visits)
        archive.store([Visit("news", url, Fate.GONE, NOW + 4 * HOUR, status=404)])
    assert cli("export", "--revisions", "--archive", "a.db", "-o", "a.jsonl").code == 0
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [(row["body"], row["is_current"]) for row in rows] == [("A", False), ("B", False), ("C", True)]
    for _ in range(2):
        assert cli("import", "jsonl", "a.jsonl", "--archive", "b.db").code == 0
        again = [json.loads(line) for line in cli("export", "--revisions", "--archive", "b.db").lines]
        for before, after in zip(rows, again, strict=True):
            assert {k: v for k, v in after.items() if v != before[k]}.keys() <= {"revision"}
        assert again[0]["gone_at"] == (NOW + 4 * HOUR).isoformat()


def imported(url: str, body: str) -> Article:
    return read_article({"url": url, "title": "The pier", "body": body, "site": "news"}, NOW).article


def test_what_a_page_says_of_reuse_comes_along(cli, tmp_path) -> None:
    said = {"tdm_reservation": True, "tdm_policy": "https://a.example/terms", "robots": "noai"}
    item = {"url": "https://a.example/1", "site": "a", "title": "The pier", "body": "It stays.", **said}
    (tmp_path / "in.jsonl").write_text(json.dumps(item))
    assert cli("import", "jsonl", "in.jsonl", "--archive", "a.db").code == 0
    with Archive.open(str(tmp_path / "a.db")) as store:
        store.record_rights("a", NOW, "robots for language models", "GPTBot")
    for form in ("jsonl", "csv", "parquet"):
        assert cli("export", "-o", f"out.{form}", "--archive", "a.db").code == 0
    (row,) = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines())
    assert {name: row[name] for name in said} == said
    (row,) = csv.DictReader((tmp_path / "out.csv").read_text().splitlines())
    assert {name: row[name] for name in said} == said | {"tdm_reservation": "true"}
    (row,) = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert {name: row[name] for name in said} == said
    (right,) = json.loads((tmp_path / "out.csv.about.json").read_text())["rights"]
    assert (right["site"], right["text"], right["last_seen_at"]) == ("a", "GPTBot", NOW.isoformat())
    told = "reuse      text and data mining reserved, https://a.example/terms, robots: noai"
    assert told in cli("show", item["url"], "--archive", "a.db").lines
    with closing(Desk(tmp_path / "a.db")) as desk:
        found = desk.get("/api/article?url=" + item["url"]).json
        assert {name: found[name] for name in said} == said
        assert "Text and data mining reserved" in desk.get(f"/article/{found['id']}").text


def test_the_sidecar_says_what_the_export_is(cli, kept, tmp_path) -> None:
    ran = cli("export", "lang:fr", "--archive", kept, "-o", "fr.csv")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    about = json.loads((tmp_path / "fr.csv.about.json").read_text())
    data = (tmp_path / "fr.csv").read_bytes()
    assert (about["query"], about["format"], about["rows"], about["bytes"]) == (
        "lang:fr",
        "csv",
        1,
        len(data),
    )
    assert about["sha256"] == hashlib.sha256(data).hexdigest()
    assert "--revisions" in about["note"]
    assert sorted(path.name for path in tmp_path.glob("*fr.csv*")) == ["fr.csv", "fr.csv.about.json"]


def test_a_pipe_is_written_into_and_a_link_kept(cli, kept, tmp_path) -> None:
    pipe, file, link = tmp_path / "pipe", tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert cli("export", "-o", pipe, "--archive", kept).code == 0
    assert os.read(reader, 65_536).count(b"\n") == 3
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    link.symlink_to(file)
    assert cli("export", "-o", link, "--archive", kept).code == 0
    assert link.is_symlink()
    assert file.read_bytes().count(b"\n") == 3


def test_csv_is_read_by_python_and_pandas_and_runs_no_formula(cli, kept, tmp_path) -> None:
    out = cli("export", "--archive", kept, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["title"] == "'=SUMME(A1) ist keine Formel"
    assert rows[1]["authors"] == "Ann Lee; Bo Ek"
    assert rows[1]["body"].splitlines()[0] == "Thirty ships take part."
    assert cli("export", "--archive", kept, "-o", "a.csv", "--bom").code == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfurl,")
    assert list(pd.read_csv(tmp_path / "a.csv")["language"]) == ["de", "en", "fr"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_every_kind_of_formula_is_neutralised(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_parquet_is_read_equal_by_pyarrow_pandas_polars_and_duckdb(cli, kept, tmp_path) -> None:
    assert cli("export", "--archive", kept, "-o", "a.parquet").code == 0
    path = tmp_path / "a.parquet"
    titles = [article["title"] for article in reversed(ARTICLES)]
    assert pyarrow.parquet.read_table(path).column("title").to_pylist() == titles
    assert list(pd.read_parquet(path)["title"]) == titles
    assert pl.read_parquet(path)["title"].to_list() == titles
    assert [row[0] for row in duckdb.sql(f"SELECT title FROM '{path}'").fetchall()] == titles
    assert str(pl.read_parquet(path)["first_seen_at"].dtype) == "Datetime(time_unit='us', time_zone='UTC')"


def test_a_parquet_that_is_cut_has_no_end(kept) -> None:
    with newskeep.open(str(kept)) as archive:
        row = next(archive.search()).to_dict()

    def failing():
        yield from [row] * 1_200
        raise OSError("the archive is gone")

    got: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        got.extend(columnar.pieces(failing()))
    cut = b"".join(got)
    assert cut.startswith(b"PAR1")
    with pytest.raises(pyarrow.ArrowInvalid):
        pyarrow.parquet.read_table(io.BytesIO(cut))
    whole = b"".join(columnar.pieces([row] * 1_200))
    assert pyarrow.parquet.read_table(io.BytesIO(whole)).num_rows == 1_200


def test_a_table_of_states_says_when_each_was_first_seen(cli, kept, tmp_path) -> None:
    for name in ("a.parquet", "a.csv"):
        assert cli("export", "--revisions", "--archive", kept, "-o", name).code == 0
    read = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert read.column("subheadings").to_pylist() == [["What follows"]] * 3
    assert read.column("seen_at").to_pylist() == read.column("first_seen_at").to_pylist()
    heading, *lines = csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8")))
    assert heading == [*COLUMNS, "seen_at", "is_current"]
    assert [line[-2][:10] for line in lines] == ["2022-02-03", "2022-02-02", "2022-02-01"]


def test_csl_json(cli, kept) -> None:
    items = json.loads(cli("export", "--archive", kept, "--format", "csl-json").out)
    assert items[1]["container-title"] == "news-en"
    assert items[1]["issued"] == {"date-parts": [[2022, 2, 2]]}
    assert items[1]["author"] == [{"literal": "Ann Lee"}, {"literal": "Bo Ek"}]
    assert json.loads(cli("export", "nothingatall", "--archive", kept, "--format", "csl-json").out) == []


def test_ris(cli, kept) -> None:
    records = cli("export", "--archive", kept, "--format", "ris").out.split("ER  - ")
    assert "TY  - NEWS" in records[1]
    assert "DA  - 2022/02/02" in records[1]
    assert records[1].count("AU  - ") == 2


def test_bibtex_escapes_what_latex_would_run(cli, tmp_path) -> None:
    item = {"url": "https://a.example/1", "title": r"50 % of {us} & \input{x}_y", "body": "B", "site": "a"}
    (tmp_path / "a.jsonl").write_text(json.dumps(item))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    entry = cli("export", "--archive", "a.db", "--format", "bibtex").out
    assert r"title = {{50 \% of \{us\} \& \textbackslash{}input\{x\}\_y}}" in entry
    assert entry.startswith("@online{a20")


def test_the_format_follows_the_file_name_and_an_unknown_one_is_refused(cli, kept, tmp_path) -> None:
    assert cli("export", "--archive", kept, "-o", "a.bib").code == 0
    assert (tmp_path / "a.bib").read_text().startswith("@online{")
    ran = cli("export", "--archive", kept, "--format", "xlsx")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert not (tmp_path / "b.xlsx").exists()


def test_what_a_killed_export_left_goes_with_the_next_one(cli, kept, tmp_path) -> None:
    old, young = tmp_path / ".a[1].csv.77.part", tmp_path / ".a[1].csv.78.part"
    old.write_text("url\n")
    young.write_text("url\n")
    os.utime(old, (0, 0))
    assert cli("export", "--archive", kept, "-o", "a[1].csv").code == 0
    assert (old.exists(), young.exists()) == (False, True)


def test_the_python_api(kept) -> None:
    with newskeep.open(kept) as archive:
        assert archive.count() == 3
        (article,) = archive.search("lang:fr", limit=5)
        assert isinstance(article, StoredArticle)
        assert article.title == "Exercices militaires dans la baie"
        assert [it.language for it in archive] == ["de", "en", "fr"]
        assert [count for _, count in archive.timeline(by="month")] == [3]
        assert dict(archive.facets().values["language"]) == {"fr": 1, "en": 1, "de": 1}
        assert archive.article(article.url) == archive.article(article.id)
        assert [state.number for state in archive.revisions(article.url)] == [1]
        assert archive.diff(article.url).fields == {}
        assert archive.to_arrow("lang:de").num_rows == 1
        assert archive.to_polars()["language"].to_list() == ["de", "en", "fr"]
        frame = archive.to_pandas("lang:en")
        assert list(frame.columns) == list(COLUMNS)
        assert str(frame["first_seen_at"].dt.tz) == "UTC"


def test_what_python_asks_wrongly_is_told(kept) -> None:
    with newskeep.open(kept) as archive:
        with pytest.raises(ValueError, match="order: expected one of newest, relevance, not 'best'"):
            archive.search("ferry", order="best")
        with pytest.raises(ValueError, match="limit: expected 0 or more, not -1"):
            archive.search("ferry", limit=-1)
        with pytest.raises(ValueError, match="by: expected one of day, week, month, year, not 'hour'"):
            archive.timeline(by="hour")
