"""Light and dark, wide and narrow: axe finds no serious fault, and nothing sticks out."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text("utf-8")
PAGES = (
    "/",
    "/?q=karsk",
    "/?q=nothinghasthis",
    "/?q=%22open",
    "/?q=site:site-en",
    "/sources",
    "/saved",
    "/compare?a=lang:fr&b=lang:ar",
    "one",
    "one/diff",
    "one/capture",
)
ALL = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
COLOURS = "axe.run({runOnly: ['color-contrast']}).then(found => found.violations)"


@pytest.fixture
def addresses(chromium, base) -> list[str]:
    """The addresses of the pages, with the edited article's number in place."""
    context = chromium.new_context(base_url=base)
    found = context.request.get("/api/search?q=revised:yes").json()["articles"][0]["id"]
    context.close()
    return [f"/article/{found}{path[3:]}" if path.startswith("one") else path for path in PAGES]


@pytest.mark.parametrize(("scheme", "look"), [("light", ALL), ("dark", COLOURS)], ids=["light", "dark"])
def test_axe_finds_no_serious_fault(chromium, base, addresses, scheme: str, look: str) -> None:
    context = chromium.new_context(base_url=base, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    faults = []
    for address in addresses:
        page.goto(address)
        page.evaluate(AXE)
        for fault in page.evaluate(look):
            if fault["impact"] in ("serious", "critical", "moderate"):
                faults.append((address, fault["id"], [node["html"][:120] for node in fault["nodes"]]))
    context.close()
    assert faults == []


def test_dark_mode_is_dark(chromium, base) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(base_url=base, color_scheme=scheme)
        page = context.new_page()
        page.goto("/")
        seen[scheme] = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        context.close()
    light, dark = (sum(map(int, seen[it][4:-1].split(", "))) for it in ("light", "dark"))
    assert light > 700
    assert dark < 100


@pytest.mark.parametrize("width", [320, 700])
def test_nothing_sticks_out_of_any_width(chromium, base, addresses, width: int) -> None:
    context = chromium.new_context(base_url=base, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    context.close()
    assert wide == []
