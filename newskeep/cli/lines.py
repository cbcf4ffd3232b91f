"""JSON lines in, JSON lines out: what `--jsonl` commands share. A bad line is named and passed over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import typer

from crawler.codes import PARTLY
from newskeep.cli.terminal import note
from newskeep.compact import line as json_line
from newskeep.compact import loads


class Objects:
    """The JSON objects of a stream of lines; bad ones are counted and named on standard error."""

    def __init__(
        self, lines: Iterable[bytes], needed: str | None = None, name: str = "standard input"
    ) -> None:
        self.lines, self.needed, self.name = lines, needed, name
        self.number, self.bad = 0, 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for line in self.lines:
            self.number += 1
            if not line.strip():
                continue
            try:
                yield self._read(line)
            except (ValueError, RecursionError) as error:
                self.bad += 1
                note(f"newskeep: {self.name}, line {self.number}: {error}; passed over")

    def _read(self, line: bytes) -> Mapping[str, Any]:
        value = loads(line)
        if not isinstance(value, dict):
            raise ValueError("expected a JSON object")
        if self.needed and not isinstance(value.get(self.needed), str):
            raise ValueError(f"expected a text under {self.needed!r}")
        return value


def stream(needed: str, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Answer each object of standard input with one line on standard output, at once."""
    objects = Objects(sys.stdin.buffer, needed)
    for item in objects:
        write(answer(item))
    if objects.bad:
        raise typer.Exit(PARTLY)


def write(value: Any) -> None:
    """One line of JSON on standard output, at once."""
    sys.stdout.buffer.write(json_line(value))
    sys.stdout.buffer.flush()
