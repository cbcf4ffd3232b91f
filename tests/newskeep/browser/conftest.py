"""A real Chromium (Debian's package) on a small archive."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from newskeep.cli import run
from tests.newskeep.served import Desk

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# ---- an archive with something of everything

TITLES = {
    "fr": ("Le tunnel de Karsk ouvrira en {}", "Les ouvriers ont percé la dernière paroi du tunnel."),
    "de": ("Der Tunnel von Karsk öffnet {}", "Die Arbeiter durchstießen die letzte Wand des Tunnels."),
    "ar": ("افتتاح نفق كارسك في {}", "اخترق العمال الجدار الأخير من النفق."),
    "zh": ("卡尔斯克隧道将于{}开放", "工人们打通了隧道的最后一道墙。"),
}
FIRST = date(2022, 1, 3)


def stories() -> Iterator[dict[str, object]]:
    for number in range(60):
        language = list(TITLES)[number % 4]
        title, lead = TITLES[language]
        day = FIRST + timedelta(days=number)
        yield {
            "url": f"https://{language}.example/{number}",
            "site": f"site-{language}",
            "title": title.format(day.isoformat()),
            "lead": lead,
            "body": "\n".join([lead, "Karsk, karsk, Карск.", "42 km."] * 3),
            "language": language,
            "language_confidence": 0.99,
            "section": "World" if number % 3 else "Culture",
            "authors": ["Ann Lee"],
            "tags": ["tunnel"],
            "published_at": f"{day}T10:30:00+01:00",
            "published_at_source": "json-ld",
            "published_at_precision": "minute",
            "first_seen_at": f"{day}T12:00:00Z",
        }


LONG = {
    "url": "https://en.example/long",
    "site": "site-en",
    "title": "Pneumono" + "ultramicroscopic" * 18 + " and a title that never ends " * 8,
    "body": "One line.",
    "language": "en",
    "published_at": "2022-03-04T00:00:00Z",
}
EDITED = {
    "url": "https://fr.example/0",
    "site": "site-fr",
    "title": "Le tunnel de Karsk ouvrira plus tard",
    "lead": TITLES["fr"][1],
    "body": "42 km.\nRien de plus.",
    "language": "fr",
}


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    path = folder / "archive.db"
    for name, rows in (("first", [*stories(), LONG]), ("second", [EDITED])):
        source = folder / f"{name}.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        assert run(["import", "jsonl", str(source), "--archive", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def base(archive) -> Iterator[str]:
    desk = Desk(archive)
    yield f"http://127.0.0.1:{desk.port}"
    desk.close()


# ---- the browser


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "there is no Chromium (on Debian: apt install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, base) -> Iterator[Page]:
    """A page whose console stays silent and which asks for nothing outside the desk."""
    context = chromium.new_context(base_url=base, viewport={"width": 1100, "height": 800})
    told: list[str] = []
    context.on("console", lambda message: told.append(message.text))
    context.on("weberror", lambda error: told.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith(base) else told.append(request.url))
    it = context.new_page()
    yield it
    context.close()
    assert told == []
