"""The command `newskeep`: which exit code an error has, and how it is told.

Commands live in the other files of this folder, one per group; each imports what is heavy only when
it runs, so that `newskeep --help` answers at once. An error that a user can mend is one or two lines
on standard error; only a fault of the program shows a traceback.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Any, NoReturn

import typer
from typer.core import TyperArgument, TyperGroup

from crawler.codes import DONE, INTERRUPTED, UNWRITABLE, USAGE, code_of
from crawler.config import ConfigError
from crawler.errors import CrawlError
from newskeep.cli.minus import asks, words_apart
from newskeep.cli.terminal import LINES, note, safe
from storage.errors import ArchiveError, QueryError

DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


class CommandError(Exception):
    """A command cannot go on: the message says what is wrong and what to do, ``code`` is the exit code."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.code = code


def exit_code(error: Exception) -> int:
    """The exit code that the contract with cron gives this error."""
    if isinstance(error, CommandError):
        return error.code
    return code_of(error)


AROUND = 60  # letters of a query shown on either side of a mistake
SENTENCE_END = re.compile(r"[:;.](?: |$)")


class Group(TyperGroup):
    """Commands whose arguments are shown by name alone, without the type that Python gives them."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:  # an option without its value does not say whose it is
            vars(error).setdefault("command", f"{ctx.command_path} {ctx.invoked_subcommand}")
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, arguments = super().resolve_command(ctx, args)
        if command and asks(command):
            arguments = words_apart(arguments, command.params)
        return name, command, arguments

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command and command.help:  # the list tells each command in one whole sentence
            command.short_help = SENTENCE_END.split(" ".join(command.help.split()), maxsplit=1)[0] + "."
        for parameter in command.params if command else ():
            if isinstance(parameter, TyperArgument):
                vars(parameter)["display_type_rich"] = lambda ctx: ""  # noqa: ARG005
        return command


ORDER = (
    *("demo", "init", "add", "crawl", "search", "show", "diff", "export", "import", "stats", "health"),
    *("site", "opml", "corpus", "alerts", "reextract", "withhold", "release", "verify", "backup", "copy"),
    *("doctor", "serve", "token", "extract", "language"),
)  # fmt: skip


class Commands(Group):
    """The group of all commands, in the order in which a newcomer needs them; errors become exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=[*ORDER, *self.commands].index)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader has seen enough: `newskeep search x | head`
            raise typer.Exit(DONE) from None
        except QueryError as error:
            _fail(f"{error}\n{_place(error)}", USAGE)
        except (ArchiveError, CommandError, ConfigError, CrawlError) as error:
            _fail(str(error), exit_code(error))
        except OSError as error:
            if error.filename is None and error.errno not in DISK_ERRORS:
                raise
            _fail(_told(error), UNWRITABLE if error.errno in DISK_ERRORS else USAGE)


app = typer.Typer(
    name="newskeep",
    cls=Commands,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"newskeep {version('newskeep')}")
        raise typer.Exit


@app.callback()
def newskeep(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Keep the news: crawl sites politely, keep every article and revision, search, compare and export.

    Start with `newskeep demo`, or with `newskeep init` and `newskeep add URL`.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; gives the exit code."""
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="newskeep", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error)
    except typer.Abort as abort:
        if isinstance(abort.__cause__, EOFError):  # nothing is asked here: a file ended early
            raise abort.__cause__ from None
        return INTERRUPTED
    except BrokenPipeError:
        return DONE
    except OSError as error:  # help and version are written before any command begins
        if error.errno not in DISK_ERRORS:
            raise
        note(f"newskeep: {_told(error)}")
        return UNWRITABLE
    return code if isinstance(code, int) else DONE


def main() -> NoReturn:
    """The entry point of `newskeep`."""
    sys.excepthook = _fault
    signal.signal(signal.SIGTERM, _ended)  # so that an export takes its unfinished file away
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    code = run()
    sys.exit(_flushed(code))


def _ended(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _flushed(code: int) -> int:
    """The exit code, once the output is out; what can no longer be read goes nowhere, in silence."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if code != UNWRITABLE:  # which has been told
            note(f"newskeep: the output could not be written: {error.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNWRITABLE
    return code


def _place(error: QueryError) -> str:
    """The query with a mark at the column; of a long one only what stands around it."""
    start = max(error.column - AROUND, 0) if len(error.text) > 2 * AROUND else 0
    return f"  {error.text[start : start + 2 * AROUND]}\n  {'^':>{error.column - start}}"


def _fail(message: str, code: int) -> NoReturn:
    first, *more = message.splitlines()
    note(f"newskeep: {safe(first)}")
    for line in more:
        note(LINES.sub(" ", line))
    raise typer.Exit(code)


def _told(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{os.fsdecode(error.filename)}: {what}" if error.filename else what


def _misused(error: Any) -> int:
    """A wrong option, argument or command: one line, and where help is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        note(str(error))
        return USAGE
    command = context.command_path if context else vars(error).get("command", "newskeep")
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    note(f"{command}: {safe(message)}")
    note(f"Try `{command} --help`.")
    return USAGE


def _fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.__excepthook__(kind, error, trace)
    note("newskeep: this is a fault of the program, not of yours. Please report it with the lines above.")
