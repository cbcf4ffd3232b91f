"""Run a command and say what it cost: CPU of it and its children, peak memory of the whole family."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

NEWSKEEP = (sys.executable, "-c", "import sys; from newskeep.cli import main; sys.exit(main())")
STEP = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took. ``peak`` is the most memory in bytes that it and its children held at once."""

    code: int
    cpu: float
    wall: float
    peak: int
    output: str

    def __str__(self) -> str:
        return (
            f"{self.cpu:.1f} s CPU, {self.wall:.1f} s, peak {self.peak / 1e6:.0f} MB, exit code {self.code}"
        )


def measure(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    timeout: float = 1800.0,
    settings: dict[str, str] | None = None,
) -> Usage:
    """Run a command to its end; after ``timeout`` seconds it is killed and its code is negative."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    peak: list[int] = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    timer = threading.Timer(timeout, os.killpg, (process.pid, 9))
    timer.start()
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    process.stdout.close()
    wall = time.monotonic() - begun
    return Usage(process.returncode, used.ru_utime + used.ru_stime, wall, peak[0], output)


def _watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    """Sum the private and shared memory of the family, again and again until it has ended."""
    try:
        parent = psutil.Process(process.pid)
        while process.returncode is None and parent.is_running():
            peak[0] = max(peak[0], sum(_memory(p) for p in (parent, *parent.children(recursive=True))))
            time.sleep(STEP)
    except psutil.NoSuchProcess:
        return


def _memory(process: psutil.Process) -> int:
    """The proportional set size where the system tells it: pages that are shared count once in all."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
