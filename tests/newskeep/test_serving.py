"""`newskeep serve` as a process of its own, and as several."""

import json
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from newskeep.web.limits import Limits, Rates
from newskeep.web.serving import listening


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def asked(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/api/search?q=baie")
    found = json.loads(connection.getresponse().read())["count"]
    connection.close()
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_until_it_is_told_to_end(kept, port, workers) -> None:
    command = [sys.executable, "-m", "newskeep", "serve", "--archive", str(kept)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)], stderr=subprocess.PIPE, text=True
    )
    try:
        assert f"http://127.0.0.1:{port}/" in server.stderr.readline()
        assert [asked(port) for _ in range(4)] == [1] * 4
        second = subprocess.run([*command, "--port", str(port)], capture_output=True, text=True, timeout=30)
        assert second.returncode == 2
        assert f"cannot listen at 127.0.0.1, port {port}: Address already in use" in second.stderr
    finally:
        time.sleep(0.2)
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert (out, err) == (None, "")


def test_the_socket_is_one_whose_answers_are_sent_without_delay() -> None:
    for host in ("127.0.0.1", "::1"):
        with listening(host, 0) as sock:
            assert sock.proto == socket.IPPROTO_TCP


def test_a_reader_has_so_many_requests_a_second_and_others_are_not_kept_waiting() -> None:
    now = [0.0]
    rates = Rates(Limits(rate=2, burst=3), lambda: now[0])
    assert [rates.wait("ann") for _ in range(3)] == [0.0] * 3
    assert (rates.wait("ann"), rates.wait("bo")) == (0.5, 0.0)
    now[0] = 0.5
    assert (rates.wait("ann"), rates.wait("ann") > 0) == (0.0, True)
