"""`newskeep serve`: the archive in a browser."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured, opened
from newskeep.cli.terminal import note

Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=64, metavar="N", help="Processes that answer; else one for each processor, four at most."
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        metavar="N",
        help="Requests a second of one reader and process; else 20, on this machine alone any number.",
    ),
]
MOST_WORKERS = 4
FROM_ELSEWHERE = 20.0  # requests a second of one reader, unless told otherwise


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="On which port.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="NEWSKEEP_TOKEN",
            metavar="T",
            help="Who shows it may read (or NEWSKEEP_TOKEN).",
            show_envvar=False,
        ),
    ] = None,
    workers: Workers = None,
    rate: Rate = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show the archive in a browser, and give it to programs over HTTP. It only reads.

    On this machine alone no token is needed; to be reached from elsewhere, it wants one.

    Example: newskeep serve --port 8000
    """
    from newskeep.web.gate import is_loopback
    from newskeep.web.limits import Limits
    from newskeep.web.serving import Place, run

    settings = configured(config, archive)
    local = is_loopback(host)
    with opened(settings) as store:
        admitted = bool(token or store.tokens())
    if not local and not admitted:
        raise CommandError(f"--host {host} can be reached from elsewhere: give a --token (or NEWSKEEP_TOKEN)")
    limits = Limits(rate=rate or (None if local else FROM_ELSEWHERE))
    place = Place(settings.archive.url, settings.archive.captures, token, local, limits)

    def begun(port: int) -> None:
        shown = settings.archive.url.rsplit("@", 1)[-1]
        note(f"newskeep serves {shown} at http://{host}:{port}/ (Ctrl-C ends it)")

    try:
        run(place, host, port, workers or min(processors(), MOST_WORKERS), begun)
    except OSError as error:
        raise CommandError(f"cannot listen at {host}, port {port}: {error.strerror or error}") from error


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
