"""The help of every command as one Markdown page: `python -m newskeep.cli.reference > docs/commands.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from newskeep.cli import app as commands

HEAD = """# Commands

This page is made from the commands themselves: `python -m newskeep.cli.reference > docs/commands.md`.
"""


def reference() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(commands.app)
    with root.make_context("newskeep", ["doctor"], resilient_parsing=True) as context:
        sections = [f"## {path}\n\n```text\n{text}\n```\n" for path, text in _helps(root, context)]
    return "\n".join([HEAD, *sections])


def _helps(group: Any, context: Any) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        with command.make_context(name, [], parent=context, resilient_parsing=True) as inner:
            inner.max_content_width = inner.terminal_width = 100
            lines = command.get_help(inner).splitlines()
            yield inner.command_path, "\n".join(line.rstrip() for line in lines).strip()
            if hasattr(command, "list_commands"):
                yield from _helps(command, inner)


if __name__ == "__main__":
    print(reference(), end="")
