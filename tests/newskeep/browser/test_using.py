"""What people do at the desk, done by a browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_search_facet_and_a_following_page(page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")  # the first stop leads past the head
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.get_by_role("searchbox").fill("karsk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("60 articles")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newest")).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name=re.compile("^ar")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("15 articles")
    expect(page.get_by_role("searchbox")).to_have_value("karsk lang:ar")
    first = page.locator(".list li").first
    assert first.get_attribute("lang") == "ar"
    assert first.locator("h2").evaluate("it => getComputedStyle(it).direction") == "rtl"


def test_the_timeline_is_brushed(page) -> None:
    page.goto("/?q=tunnel")
    box = page.locator(".timeline svg").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("date"))
    expect(page.get_by_role("searchbox")).to_have_value(
        re.compile(r"^tunnel date:2022-01-0\d\.\.2022-0[12]-\d\d$")
    )
    shown = int(re.search(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])
    assert 10 <= shown <= 20


def test_what_was_not_counted_in_time_follows(page) -> None:
    def early(route) -> None:
        """The page as it is where counting takes long."""
        answer = route.fetch()
        link = '<p class="late"><a href="/?q=tunnel&amp;whole=yes" data-late>Draw them</a></p>'
        text = re.sub(r'<figure class="timeline">.*?</figure>', link, answer.text(), flags=re.DOTALL)
        text = re.sub(r"<section>.*?</section>", "", text, flags=re.DOTALL)
        route.fulfill(response=answer, body=re.sub(r"<h1>.*?</h1>", "<h1>At least 21</h1>", text))

    page.route(re.compile(r"q=tunnel$"), early)
    page.goto("/?q=tunnel")
    expect(page.locator(".timeline svg")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("30 articles")
    page.get_by_role("complementary").get_by_role("link").first.click()
    expect(page.get_by_role("searchbox")).to_have_value(re.compile("^tunnel [a-z]+:"))


def test_a_silent_edit_is_seen_word_by_word(page) -> None:
    page.goto("/?q=revised:yes")
    page.get_by_role("link", name="edited").click()
    expect(page.locator("ins").first).to_have_text(re.compile("plus tard"))
    expect(page.locator("del").first).to_have_text(re.compile("2022-01-03"))
    page.get_by_label("from").select_option("2")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("These two say the same.")).to_be_visible()


def test_a_result_is_taken_away(page) -> None:
    page.goto("/?q=lang:de")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="jsonl").click()
    assert waiting.value.path().read_text("utf-8").count("\n") == 15


def test_two_queries_are_compared(page) -> None:
    page.goto("/compare")
    page.get_by_label("First").fill("lang:fr")
    page.get_by_label("Second").fill("lang:zh")
    page.get_by_label("share").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("polyline")).to_have_count(2)
    expect(page.get_by_role("columnheader", name="lang:zh")).to_be_visible()


def test_everything_but_brushing_works_without_scripts(chromium, base) -> None:
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("karsk lang:fr")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".list li")).to_have_count(15)
    page.goto(f"{page.url}&whole=yes")  # where the link leads that stands there for what takes long
    page.locator(".timeline a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("article"))
    page.locator(".list h2 a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    context.close()
