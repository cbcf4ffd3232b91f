"""The replay of captures by pywb, in an environment of its own: it is GPL and brings another brotli."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socket import create_server
from urllib.parse import quote

TOOLS = Path(sys.prefix) / "pywb" / "bin"
WAYBACK = TOOLS / "wayback"
STARTS = 30.0  # seconds
NAME = "kept"
SAFE = "/:?&=%#"


class Replay:
    """A running pywb with one collection."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, url: str, at: datetime) -> tuple[int, bytes]:
        """Status and payload, as they came over the wire, of the capture of that second."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=STARTS)
        try:
            place = f"/{NAME}/{at:%Y%m%d%H%M%S}id_/{quote(url, SAFE)}"
            connection.request("GET", place, headers={"Accept-Encoding": "gzip, br, zstd"})
            answer: HTTPResponse = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def replayed(folder: Path, files: Iterable[Path]) -> Iterator[Replay]:
    """pywb over WARC and WACZ files, in a folder of its own."""
    folder.mkdir()
    _manage(folder, "init", NAME)
    for file in files:
        options = ["--unpack-wacz"] if file.suffix == ".wacz" else []
        _manage(folder, "add", NAME, str(file), *options)
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [WAYBACK, "--bind", "127.0.0.1", "--port", str(port), "--directory", folder]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(port, process)
            yield Replay(port)
        finally:
            process.terminate()


def _manage(folder: Path, *arguments: str) -> None:
    subprocess.run([TOOLS / "wb-manager", *arguments], cwd=folder, check=True, capture_output=True)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS
    while time.monotonic() < end and process.poll() is None:
        try:
            Replay(port).get("http://none.example/", datetime.now(UTC))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("pywb did not start")
