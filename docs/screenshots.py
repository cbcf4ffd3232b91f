"""Make docs/screenshots/*.png from the demo: `python docs/screenshots.py` (needs Chromium on the PATH)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from newskeep.web.app import application
from storage.archive import Archive

TARGET = Path(__file__).parent / "screenshots"
SIZE = "1100,800"


def main() -> None:
    """Crawl the demo twice, serve it, and picture its five main pages."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("no Chromium found: on Debian, apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            subprocess.run(
                [sys.executable, "-c", DEMO, "demo", "--dir", folder], check=True, stdout=subprocess.DEVNULL
            )
        picture(chromium, Path(folder) / "archive.db")


DEMO = "from newskeep.cli import main; main()"


def picture(chromium: str, archive: Path) -> None:
    """Serve an archive and take the pictures."""
    with Archive.open(str(archive), read_only=True) as store:
        (it,) = store.search("lang:fr revised:yes", limit=1)
    pages = {
        "search": "/?q=karsk",
        "article": f"/article/{it.id}",
        "difference": f"/article/{it.id}/diff",
        "capture": f"/article/{it.id}/capture",
        "sources": "/sources",
    }
    app = application(lambda: Archive.open(str(archive), read_only=True))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    TARGET.mkdir(exist_ok=True)
    for name, path in pages.items():
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={SIZE}",
        ]
        file = f"--screenshot={TARGET / name}.png"
        subprocess.run(
            [chromium, *options, file, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True
        )
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
