"""How long an analyst waits for the first things, on the demo's archive: each is one line that can be typed.

    python -m benchmarks.tasks

Start of the program included; the best of three.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measured import NEWSKEEP

ROUNDS = 3
TASKS = {
    "first search": ("search", 'lang:fr "exercices militaires"'),
    "a Parquet of one language and month": ("export", "lang:fr date:2026-10", "-o", "october.parquet"),
    "a corpus that can be cited": ("corpus", "freeze", "tunnel{}", "title:tunnel"),
    "its citation": ("corpus", "cite", "tunnel0"),
    "citations for a reference manager": ("export", "tunnel", "-o", "tunnel.bib"),
}


def main() -> None:
    """Make the demo's archive, then do each task."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{seconds(folder, 'demo', '--dir', 'demo-archive'):6.2f} s  newskeep demo")
        for what, task in TASKS.items():
            typed = [part.replace("{}", "") if " " not in part else f"'{part}'" for part in task]
            best = min(seconds(folder / "demo-archive", *(p.format(n) for p in task)) for n in range(ROUNDS))
            print(f"{best:6.2f} s  {what}: newskeep {' '.join(typed)}", flush=True)


def seconds(folder: Path, *arguments: str) -> float:
    """Wall time of one command."""
    begun = time.perf_counter()
    ran = subprocess.run([*NEWSKEEP, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(arguments)}: exit code {ran.returncode}: {ran.stderr}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
