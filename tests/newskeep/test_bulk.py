"""Many pages at once: every page is answered, whatever its site, and learning does not mix them up."""

from extraction.article import Page
from newskeep.bulk import read_all
from newskeep.demo.site import answer
from newskeep.demo.stories import editions

STORIES = [(edition, story) for edition in editions() for story in edition.stories]


def page(host: str, path: str) -> Page:
    return Page(f"https://{host}{path}", answer(path, f"https://{host}").body)


def test_every_page_gets_its_own_answer() -> None:
    items = [
        ((host, story.title), page(host, edition.path(story)))
        for edition, story in STORIES
        for host in ("one.example", "two.example")
    ]
    items.append((("", STORIES[0][1].title), Page("", items[0][1].body)))
    found = dict(read_all(items))
    assert len(found) == len(items)
    assert {title for _, title in found} == {article.title for article in found.values()}
    assert all(article.title == title for (_, title), article in found.items())


def test_input_of_any_length_is_read_in_windows() -> None:
    items = [(n, page("one.example", edition.path(story))) for n, (edition, story) in enumerate(STORIES)]
    answers = list(read_all(items, held=20_000))
    assert sorted(n for n, _ in answers) == list(range(len(items)))
    assert all(article.title == STORIES[n][1].title for n, article in answers)
