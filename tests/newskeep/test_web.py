"""The desk in a browser and the HTTP API, over a real server on loopback."""

import html
import json
import re
import threading
from contextlib import closing
from io import BytesIO
from urllib.parse import quote, urlsplit

import pyarrow.parquet
import pytest

from extraction.addresses.links import read_feed
from newskeep.cli import run
from newskeep.web.gate import is_loopback
from newskeep.web.limits import Limits
from newskeep.web.openapi import description
from newskeep.web.refine import narrowed
from newskeep.web.render import zoned
from storage.archive import Archive
from storage.records import Fate, Visit
from tests.newskeep.served import Desk
from tests.storage.samples import HOUR, NOW, SITES, captured, visit
from tests.storage.samples import article as story

EVIL = {
    "url": "https://evil.example/1",
    "site": "evil",
    "title": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "lead": '"><svg onload=alert(3)>',
    "body": "<a href='javascript:alert(4)'>x</a>\n{{ 7 * 7 }}\n<style>*{background:url(https://evil.example/)}</style>",
    "authors": ["<b>Bold</b>"],
    "tags": ["<i>"],
    "language": "en",
    "language_confidence": 0.9,
    "first_seen_at": "2023-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def archive(kept, tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    path, more = folder / "archive.db", folder / "more.jsonl"
    edited = {
        "url": "https://news.example/en/2",
        "title": "Military exercises called off",
        "body": "B",
        "site": "news-en",
    }
    more.write_text(json.dumps(EVIL) + "\n" + json.dumps(edited))
    with Archive.open(str(kept), read_only=True) as small:
        small.backup(path)
    assert run(["import", "jsonl", str(more), "--archive", str(path)]) == 0
    saved = ["alerts", "save", "Tout en français", "lang:fr", "--archive", str(path)]
    assert run(saved) == 0
    return path


@pytest.fixture(scope="module")
def desk(archive):
    it = Desk(archive)
    yield it
    it.close()


@pytest.fixture(scope="module")
def ids(desk) -> dict[str, int]:
    return {it["url"]: it["id"] for it in desk.get("/api/search").json["articles"]}


def links(page: str) -> set[str]:
    return {html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', page)}


def test_every_link_of_every_page_leads_somewhere(desk) -> None:
    todo, seen = {"/"}, {"/static/style.css"}
    while todo and len(seen) < 400:
        path = todo.pop()
        seen.add(path)
        answer = desk.get(path)
        assert (
            answer.status in (200, 404) if "/capture" in path or "/replay" in path else answer.status == 200
        ), path
        if answer.headers["content-type"].startswith("text/html"):
            todo |= {link for link in links(answer.text) if link.count("%3A") < 3} - seen
    assert any(path.startswith("/article/") for path in seen)
    assert any("diff" in path for path in seen)


def test_search_shows_hits_facets_and_a_timeline(desk) -> None:
    page = desk.get("/?q=exercises").text
    assert "1 article<" in page
    assert "<mark>" in page
    title = desk.get("/?q=" + quote("title:exercices")).text
    assert "<mark>Exercices</mark> militaires dans la baie</a>" in title
    assert re.sub(r' aria-label="[^"]*"', "", title).count("militaires dans la baie") == 1
    assert "Les manœuvres ont commencé" in title
    whole = desk.get("/").text
    assert "All 4 articles" in whole
    assert "/?q=lang%3Afr" in whole
    assert '<rect class="bar"' in whole
    assert re.search(r"/\?q=date%3A2022-01-31..2022-02-06", whole)


def test_each_hit_can_be_cited_and_each_article_taken_away(desk, ids) -> None:
    hits = {link for link in links(desk.get("/").text) if "/cite?" in link}
    assert hits == {f"/article/{it}/cite?format=bibtex" for it in ids.values()}
    own = links(desk.get(f"/article/{min(ids.values())}").text)
    assert {link.partition("=")[2] for link in own if "/cite?" in link} == {"bibtex", "ris", "csl-json"}
    assert f"/api/articles/{min(ids.values())}" in own


def test_many_copies_fold_and_a_time_of_seeing_is_no_date(cli, tmp_path) -> None:
    text = "The council voted on the harbour budget after a long night, and engineers presented plans. " * 4
    rows = (
        {"url": f"https://{n}.example/1", "site": f"s{n}", "title": f"T{n}", "body": text} for n in range(13)
    )
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    with closing(Desk(tmp_path / "a.db")) as it:
        one = it.get("/api/search?limit=1").json["articles"][0]["id"]
        assert "<summary>2 more</summary>" in it.get(f"/article/{one}").text
        assert it.get("/").text.count("<time>seen 2") == 13


def test_each_article_wears_its_language(desk, ids) -> None:
    assert '<article lang="fr"' in desk.get(f"/article/{ids['https://news.example/fr/1']}").text


def test_a_difference_is_marked_word_by_word(desk, ids) -> None:
    page = desk.get(f"/article/{ids['https://news.example/en/2']}/diff").text
    assert "<ins>called off</ins>" in page
    assert "<del>in the bay</del>" in page


def test_nothing_in_a_stored_article_can_run(desk, ids) -> None:
    for path in (f"/article/{ids[EVIL['url']]}", "/?q=site:evil", f"/article/{ids[EVIL['url']]}/diff"):
        answer = desk.get(path)
        for text in (
            "<script>alert",
            "<img src=x",
            "<svg onload",
            "javascript:alert(4)'>x</a>\n<",
            "<b>Bold",
            "<style>*",
        ):
            assert text not in answer.text
        assert "49" not in re.findall(r"<p[^>]*>([^<]*)</p>", answer.text)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?q=%22open", 400),
        ("/?q=lang:fr&before=x", 400),
        ("/?q=" + quote("(" * 900), 400),
        ("/?q=" + "x" * 12_000, 400),
        ("/article/1", 404),
        ("/article/99999999999999999999999", 404),
        ("/nothing", 404),
        ("/api/search?limit=0", 400),
        ("/api/search?limit=9999", 400),
        ("/api/search?order=oldest", 400),
        ("/api/search?order=relevance&before=5", 400),
        ("/api/search?limt=5", 400),
        ("/api/articles/1?fields=title", 400),
        ("/api/facets?fields=nose", 400),
        ("/api/timeline?by=hour", 400),
        ("/api/export?format=exe", 400),
        ("/api/article", 400),
        ("/api/article?url=https://nowhere.example/", 404),
        ("/static/../app.py", 404),
    ],
)
def test_mistakes_are_answered_clearly(desk, path: str, status: int) -> None:
    answer = desk.get(path)
    assert answer.status == status
    if path.startswith("/api/"):
        assert answer.json["error"]


def test_a_query_error_points_at_its_column(desk) -> None:
    assert desk.get("/api/search?q=lang:fr+%22open").json["column"] == 14
    assert "^" in desk.get("/?q=lang:fr+%22open").text


def test_the_api_gives_articles_with_a_cursor_and_etags(desk, ids) -> None:
    first = desk.get("/api/search?limit=3").json
    assert (first["count"], len(first["articles"])) == (4, 3)
    second = desk.get(f"/api/search?limit=3&before={first['next']}").json
    assert len(second["articles"]) == 1
    assert second["next"] is None
    assert len({it["id"] for it in first["articles"] + second["articles"]}) == 4
    one = desk.get(f"/api/articles/{ids['https://news.example/fr/1']}")
    assert one.json["title"] == "Exercices militaires dans la baie"
    again = desk.get(f"/api/articles/{ids['https://news.example/fr/1']}", If_None_Match=one.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert desk.get("/api/article?url=https://news.example/fr/1").json == one.json
    states = desk.get(f"/api/articles/{ids['https://news.example/en/2']}/revisions").json
    assert [state["title"] for state in states] == [
        "Military exercises in the bay",
        "Military exercises called off",
    ]
    assert desk.get(f"/api/articles/{ids['https://news.example/en/2']}/diff").json["fields"]["title"]
    ranked = desk.get("/api/search?order=relevance&limit=1&q=exercices").json
    assert (len(ranked["articles"]), ranked["next"]) == (1, None)
    wrong = desk.get("/api/timeline?per=year").json["error"]
    assert wrong == "per: no such parameter; there are q, by"
    assert desk.get("/api/timeline?by=year&q=lang:fr").json == [{"date": "2022-01-01", "count": 1}]
    values = desk.get("/api/facets?fields=language").json["values"]["language"]
    assert {"value": "fr", "count": 1} in values


@pytest.mark.parametrize("form", ["jsonl", "csv", "bibtex", "ris", "csl-json"])
def test_a_result_can_be_taken_away(desk, form: str) -> None:
    answer = desk.get(f"/export?q=lang:fr&format={form}")
    assert answer.status == 200
    assert "Exercices militaires dans la baie" in answer.text
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_result_can_be_taken_away_as_parquet(desk) -> None:
    answer = desk.get("/api/export?q=lang:fr&format=parquet")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-disposition"].endswith('"articles.parquet"')
    (row,) = pyarrow.parquet.read_table(BytesIO(answer.body)).to_pylist()
    assert row["title"] == "Exercices militaires dans la baie"
    assert (
        pyarrow.parquet.read_table(BytesIO(desk.get("/export?q=nowhere&format=parquet").body)).num_rows == 0
    )


def test_a_query_is_a_feed(desk) -> None:
    answer = desk.get("/feed?q=lang:fr+OR+site:evil")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = read_feed(answer.body, "http://127.0.0.1/feed")
    assert not found.problems
    assert [link.title for link in found.links][1:] == ["Exercices militaires dans la baie"]
    assert b"<script" not in answer.body


def test_saved_searches_have_a_page_and_a_feed_each(desk) -> None:
    page = desk.get("/saved").text
    assert '<code dir="auto">lang:fr</code> <span>1 article<' in page
    assert "/saved/feed?name=Tout%20en%20fran" in page.replace("+", "%20")
    answer = desk.get("/saved/feed?name=" + quote("Tout en français"))
    found = read_feed(answer.body, "http://127.0.0.1/feed")
    assert (found.title, [link.title for link in found.links]) == (
        "Tout en français",
        ["Exercices militaires dans la baie"],
    )
    assert desk.get("/saved/feed?name=none").status == 404


def test_the_description_names_every_address_of_the_api(desk) -> None:
    document = desk.get("/api/openapi.json").json
    assert document == description()
    for path in document["paths"]:
        answer = desk.get(path.replace("{id}", "1"))
        assert answer.status in (200, 400, 404), path


def test_it_only_reads_and_only_for_this_machine(desk) -> None:
    assert desk.get("/", "POST").status == 405
    assert desk.get("/", "HEAD").body == b""
    assert desk.get("/", Host="evil.example").status == 421


def test_from_elsewhere_a_token_is_needed(archive) -> None:
    it = Desk(archive, token="secret", local=False)
    try:
        assert it.get("/").status == 401
        assert it.get("/?token=wrong").status == 401
        assert it.get("/?token=secret").status == 200
        assert it.get("/api/search", Authorization="Bearer secret").status == 200
        assert it.get("/static/style.css").status == 200
        wrong = it.get("/api/search", Authorization="Bearer \xff")
        assert (wrong.status, wrong.json) == (401, {"error": "This token is not known here."})
    finally:
        it.close()


def test_a_browser_gets_the_token_as_a_cookie_and_an_address_without_it(archive) -> None:
    it = Desk(archive, token="secret", local=False)
    try:
        shown = it.get("/?q=baie&token=secret", Accept="text/html")
        assert (shown.status, shown.headers["location"]) == (303, "/?q=baie")
        cookie = shown.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert it.get("/?q=baie", Accept="text/html", Cookie=cookie.partition(";")[0]).status == 200
        assert 'name="token"' in it.get("/", Accept="text/html").text
    finally:
        it.close()


def test_who_asks_too_often_or_all_at_once_is_told_to_come_back(archive) -> None:
    it = Desk(archive, limits=Limits(rate=0.001, burst=2))
    try:
        assert [it.get("/api/search").status for _ in range(3)] == [200, 200, 429]
        assert int(it.get("/").headers["retry-after"]) > 100
    finally:
        it.close()
    full = Desk(archive, limits=Limits(at_once=1, waiting=-1))
    try:
        assert (full.get("/api/search").status, full.get("/static/style.css").status) == (503, 200)
    finally:
        full.close()


def test_serving_to_the_world_without_a_token_is_refused(cli, kept) -> None:
    ran = cli("serve", "--host", "0.0.0.0", "--archive", kept)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert cli("serve", "--archive", "nothing.db").code == 2
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "a.example")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_many_readers_at_once(desk) -> None:
    statuses: list[int] = []

    def read() -> None:
        statuses.extend(desk.get(f"/?q={word}").status for word in ("exercises", "baie", "lang:de", ""))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 32


def test_what_was_clicked_narrows_the_query() -> None:
    assert narrowed("tunnel", "language", "fr") == "tunnel lang:fr"
    assert narrowed("", "section", "World News") == 'section:"World News"'
    assert narrowed("a date:2022 b", "date", "2022-02") == "a b date:2022-02"
    assert narrowed("", "site", 'a"b') == 'site:"a b"'


@pytest.mark.parametrize(
    ("query", "narrower"),
    [
        ("tunnel OR ferry", "(tunnel OR ferry) date:2022-02"),
        ("tunnel OR ferry date:2021", "(tunnel OR ferry) date:2022-02"),
        ("a OR b cluster:once", "(a OR b) cluster:once date:2022-02"),
        ("(a date:2021) b", "(a date:2021) b date:2022-02"),
        ("a OR date:2021-03", "(a OR date:2021-03-01..2021-03-31) date:2022-02"),
    ],
)
def test_a_choice_is_narrowed_as_a_whole(query: str, narrower: str) -> None:
    assert narrowed(query, "date", "2022-02") == narrower


def test_pages_know_no_address_but_their_own(desk) -> None:
    for path in ("/", "/sources", "/compare?a=exercises"):
        sources = re.findall(r'(?:src|href|action)="([^"]+)"', desk.get(path).text)
        assert all(urlsplit(html.unescape(source)).netloc == "" for source in sources)


def test_each_revision_stands_beside_its_own_page(tmp_path) -> None:
    with Archive.open(str(tmp_path / "a.db"), create=True) as store:
        store.enrol(SITES)
        for title, at in (("First headline", NOW), ("Second headline", NOW + HOUR)):
            page = f"<html><h1>{title}</h1></html>".encode()
            store.store([captured(store, visit(story(title=title), at), page)])
        key = store.article(story().url).id
    with closing(Desk(tmp_path / "a.db")) as desk:
        for number, title in (("", "Second"), ("1", "First"), ("2", "Second")):
            told = f"?revision={number}" if number else ""
            assert f"{title} headline</h1>" in desk.get(f"/article/{key}/capture{told}").text
            assert f"{title} headline</h1>" in desk.get(f"/article/{key}/replay{told}").text
        missing = [
            desk.get(f"/article/{key}{what}?revision=3").status for what in ("", "/capture", "/replay")
        ]
        assert missing == [404] * 3


def test_headlines_by_turns_and_past_removals_are_told(cli, tmp_path) -> None:
    first, second = "Harbour board votes on the pier", "Pier: the harbour board votes"
    with Archive.open(str(tmp_path / "a.db"), create=True) as store:
        store.enrol(SITES)
        for number, title in enumerate((first, second, first)):
            store.store([visit(story(title=title), NOW + number * HOUR)])
        gone = Visit("harbour", story().url, Fate.GONE, NOW + 3 * HOUR, status=410, reason="withdrawn")
        store.store([gone])
        store.store([visit(story(title=first), NOW + 4 * HOUR)])
        key = store.article(story().url).id
    told = [
        line for line in cli("show", key, "--archive", "a.db").lines if line[:8] in ("headline", "removed ")
    ]
    assert len(told) == 3
    assert any(second in line for line in told[:2])
    assert "withdrawn, back " in told[2]
    with closing(Desk(tmp_path / "a.db")) as desk:
        page = desk.get(f"/article/{key}").text
    assert f'<li dir="auto">{second}</li>' in page
    assert ": withdrawn</li>" in page


def test_what_was_imported_has_no_captured_page(desk, ids) -> None:
    for page in ("capture", "replay"):
        answer = desk.get(f"/article/{ids['https://news.example/fr/1']}/{page}")
        assert (answer.status, "it was imported" in answer.text) == (404, True)
        assert "<h1>Not here</h1>" in answer.text


def test_a_time_is_told_with_its_zone(desk, ids) -> None:
    page = desk.get(f"/article/{ids['https://news.example/fr/1']}").text
    assert "<dd>2022-02-01 10:30 +03:00" in page
    assert [zoned(it) for it in ("2022-02-01T10:30:00+00:00", "2022-02", None)] == [
        "2022-02-01 10:30 UTC",
        "2022-02",
        "",
    ]


def test_a_mistake_in_a_comparison_is_shown_where_it_is(desk) -> None:
    page = html.unescape(desk.get("/compare?a=lang:fr&b=lang:en+%22open").text)
    assert 'lang:en "open\n             ^</pre>' in page


def test_rare_values_of_a_facet_are_a_click_away(cli, tmp_path) -> None:
    items = ({"url": f"https://a.example/{n}", "title": f"T {n}", "section": f"S{n:02}"} for n in range(11))
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(it | {"body": "B", "site": "a"}) for it in items))
    assert cli("import", "jsonl", "a.jsonl", "--archive", "a.db").code == 0
    with closing(Desk(tmp_path / "a.db")) as small:
        page = small.get("/").text
    shown, more = page.split("<summary>3 more</summary>")
    assert (">S07<" in shown, ">S08<" in shown, ">S08<" in more) == (True, False, True)
