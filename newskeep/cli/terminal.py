"""What a command writes: tables and colours on a terminal, plain lines in a pipe.

Texts from the web may carry control characters; nothing reaches a terminal that could steer it.
"""

from __future__ import annotations

import json
import os
import pydoc
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

READABLE = 100  # columns of running text
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``wide`` ones take what room is left, and are cut where there is none."""

    name: str
    wide: bool = False
    right: bool = False
    style: str | None = None


def interactive() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def safe(text: object) -> str:
    """One line without control characters; missing is empty."""
    return "" if text is None else STEERING.sub(" ", str(text)).strip()


def safe_piece(text: str) -> str:
    """Like `safe`, but blanks at the ends stay: the piece stands inside a line."""
    return safe(f".{text}.")[1:-1]


def many(number: int, noun: str) -> str:
    """A number of things: ``1 article``, ``1,200 articles``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def say(text: object = "") -> None:
    """One or more lines on standard output; foreign texts in them went through :func:`safe`."""
    print(text)


def note(text: str) -> None:
    """A line for people on standard error."""
    print(text, file=sys.stderr, flush=True)


def emit(value: Any) -> None:
    """One JSON value a line, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def emit_document(value: Any) -> None:
    """One JSON value over several lines, for programs and for people who look at it."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=datetime.isoformat))


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    drawn: bool | None = None,
    none: str | None = None,
) -> None:
    """Rows as a drawn table on a terminal, tab-separated without a heading in a pipe.

    Where there are none, a person is told ``none``, if anything.
    """
    rows = list(rows)
    if not rows:
        return note(none) if none and interactive() else None
    if interactive() if drawn is None else drawn:
        return _drawn(columns, rows)
    for row in rows:
        print("\t".join(safe(cell) for cell in row))
    return None


def _drawn(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    wide = any(column.wide for column in columns)
    drawing = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold" if colourful() else "", expand=wide
    )
    for column in columns:
        drawing.add_column(
            column.name,
            justify="right" if column.right else "left",
            style=column.style if colourful() else None,
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if column.wide else None,
        )
    for row in rows:
        drawing.add_row(*(Text(safe(cell)) for cell in row))
    Console(highlight=False).print(drawing)


SAFE_IN_LINKS = "!#$%&'()*+,-./:;=?@[]_~"  # all else that an address may hold is escaped
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def colourful() -> bool:
    """Whether the terminal shows colours and the user wants them (https://no-color.org)."""
    return interactive() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, style: str | None) -> str:
    """``text`` in ANSI style on a terminal that wants colours, as it is elsewhere."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if style and colourful() else text


def linked(text: str, address: str) -> str:
    """``text`` as a link on a terminal that draws (OSC 8); only to the web, whatever a page claimed."""
    if not colourful() or not address.startswith(("https://", "http://")):
        return text
    return f"\x1b]8;;{quote(address, safe=SAFE_IN_LINKS)}\x1b\\{text}\x1b]8;;\x1b\\"


def wrapped(text: str) -> str:
    """One line broken between words to the terminal's width; as it is in a pipe."""
    if not interactive():
        return text
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, width=min(shutil.get_terminal_size().columns, READABLE))
    with console.capture() as captured:
        console.print(Text.from_ansi(text))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def page(text: str) -> None:
    """A long text: through the pager on a terminal that it would overflow."""
    lines = text.count("\n") + 1
    if interactive() and sys.stdin.isatty() and lines > shutil.get_terminal_size().lines:
        os.environ.setdefault("LESS", "-R")
        return pydoc.pager(text)
    return print(text)


def _silent(done: int, total: int | None) -> None:
    """No progress bar."""


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar that is told how much is done, of how much; silence where nobody looks."""
    if not (sys.stderr.isatty() and interactive()):
        yield _silent
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)
