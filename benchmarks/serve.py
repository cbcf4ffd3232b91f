"""How many searches a second the served archive answers, while a crawl writes into it.

    python -m benchmarks.serve COPY.db [--rate 200] [--clients 8] [--seconds 20] [--workers N] [--no-crawl]

The archive is one that `benchmarks.archive fill` made; take a copy, for the crawl adds to it. Every query is
asked once, so no answer is given twice. With ``--rate 0`` the clients ask as fast as they are answered.
Server, crawl, the sites that it crawls and the clients share the machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks.archive import Asker
from benchmarks.measured import NEWSKEEP
from benchmarks.newsroom import Newsroom

HOST = "127.0.0.1"
WAIT = 30  # seconds for a server or a web to stand


@dataclass
class Asked:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def main() -> None:
    """Serve, crawl, ask, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rate", type=float, default=200.0, help="searches a second of all clients")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, help="processes of the server; else its own choice")
    parser.add_argument("--path", default="/api/search", help="what is asked")
    parser.add_argument("--no-crawl", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    queries = different(given.seed, int(max(given.rate, 500) * given.seconds))
    with ExitStack() as stack:
        port = free_port()
        server = stack.enter_context(served(given.archive.resolve(), port, given.workers))
        crawl = None if given.no_crawl else stack.enter_context(crawling(given.archive.resolve()))
        before, begun = cpu(server), time.monotonic()
        asked = ask(given, port, queries)
        took, spent = time.monotonic() - begun, cpu(server) - before
        tell(asked, took, spent, "none" if crawl is None else told_of(crawl))


def tell(asked: Asked, took: float, spent: float, crawl: str) -> None:
    """The report."""
    number = len(asked.milliseconds)
    print(f"searches a second   {number / took:.0f} ({number} all different, in {took:.0f} s)")
    times = sorted(asked.milliseconds)
    middle, high = times[number // 2], times[int(number * 0.95)]
    print(f"time                {middle:.0f} ms median, {high:.0f} ms p95, {times[-1]:.0f} ms slowest")
    print(f"statuses            {dict(asked.statuses)}")
    print(f"server CPU          {spent * 1000 / max(number, 1):.1f} ms a search")
    print(f"crawl               {crawl}")


def told_of(crawl: psutil.Popen) -> str:
    """Whether the crawl wrote while it was asked."""
    state = "running" if crawl.poll() is None else f"ended with {crawl.returncode}"
    return f"{state}, {sum(crawl.cpu_times()[:2]):.1f} s CPU" if crawl.poll() is None else state


# ---- what is asked


def different(seed: int, number: int) -> list[str]:
    """Queries of every kind, none twice."""
    rng = random.Random(seed)
    kinds = [make for name, make in Asker(Newsroom(seed), rng).kinds().items() if name != "all"]
    found: dict[str, None] = {}
    while len(found) < number:
        found[rng.choice(kinds)()] = None
    return list(found)


def ask(given: argparse.Namespace, port: int, queries: list[str]) -> Asked:
    """All clients at once, each with its share of the queries, until the time is over."""
    asked = Asked()
    end = time.monotonic() + given.seconds
    pace = given.clients / given.rate if given.rate else 0.0
    clients = [
        threading.Thread(
            target=_client, args=(port, given.path, queries[n :: given.clients], pace, end, asked)
        )
        for n in range(given.clients)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return asked


def _client(port: int, path: str, queries: list[str], pace: float, end: float, asked: Asked) -> None:
    """One connection; a query is asked when its turn has come and the one before was answered."""
    turn = time.monotonic() + random.random() * pace
    with socket.create_connection((HOST, port)) as connection:
        for query in queries:
            turn = max(turn, time.monotonic() - 1) + pace
            time.sleep(max(turn - time.monotonic(), 0))
            if time.monotonic() >= end:
                return
            begun = time.perf_counter()
            status = _got(connection, f"{path}?q={quote(query)}")
            asked.milliseconds.append((time.perf_counter() - begun) * 1000)
            asked.statuses[status] += 1


def _got(connection: socket.socket, target: str) -> int:
    """Ask for a page and read the whole answer; its status. Cheaper than any client library."""
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 18) or _lost()
    head, _, rest = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
    left = length - len(rest)
    while left > 0:
        left -= len(connection.recv(1 << 18) or _lost())
    return int(head.split(b" ", 2)[1])


def _lost() -> bytes:
    raise ConnectionError("the server closed the connection")


# ---- what answers, and what writes


@contextmanager
def served(archive: Path, port: int, workers: int | None) -> Iterator[psutil.Popen]:
    """`newskeep serve` in processes of its own."""
    more = ["--workers", str(workers)] if workers else []
    command = [*NEWSKEEP, "serve", "--port", str(port), "--archive", str(archive), *more]
    server = psutil.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _until_open(port)
        time.sleep(1)  # for the other processes of it
        yield server
    finally:
        server.terminate()
        server.wait(WAIT)


@contextmanager
def crawling(archive: Path) -> Iterator[psutil.Popen]:
    """A crawl of the local news web into the archive, and that web, each in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        stands, over = multiprocessing.Event(), multiprocessing.Event()
        web = multiprocessing.Process(target=_web, args=(folder, archive, stands, over))
        web.start()
        if not stands.wait(WAIT):
            raise TimeoutError("the local news web does not stand")
        command = [*NEWSKEEP, "crawl", "--config", str(folder / "newskeep.toml")]
        crawl = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(3)  # until it stores
            yield crawl
        finally:
            if crawl.poll() is None:
                crawl.send_signal(signal.SIGINT)
            crawl.wait(WAIT)
            over.set()
            web.join()


def _web(folder: Path, archive: Path, stands: object, over: object) -> None:
    from tests.newsweb import ORDINARY, NewsWeb

    with NewsWeb(1, sites=ORDINARY, share=1.0) as web:
        settings = web.toml(f"sqlite:///{archive}")
        (folder / "newskeep.toml").write_text(settings)
        stands.set()  # type: ignore[attr-defined]
        over.wait()  # type: ignore[attr-defined]


def _until_open(port: int) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            socket.create_connection((HOST, port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not stand")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def cpu(server: psutil.Popen) -> float:
    """CPU seconds of a process and its children so far."""
    return sum(sum(it.cpu_times()[:2]) for it in (server, *server.children(recursive=True)))


if __name__ == "__main__":
    main()
