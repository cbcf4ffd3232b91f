"""`newskeep serve`: the archive in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from newskeep.cli.app import CommandError, app
from newskeep.cli.place import ArchiveUrl, ConfigFile, configured, opened
from newskeep.cli.terminal import note


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="On which port.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(envvar="NEWSKEEP_TOKEN", metavar="T", help="Who shows it may read.", show_envvar=False),
    ] = None,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Show the archive in a browser, and give it to programs over HTTP. It only reads.

    On this machine alone no token is needed; to be reached from elsewhere, it wants one.

    Example: newskeep serve --port 8000
    """
    import uvicorn

    from newskeep.web.app import application, is_loopback
    from storage.archive import Archive

    settings = configured(config, archive)
    local = is_loopback(host)
    with opened(settings) as store:
        admitted = bool(token or store.tokens())
    if not local and not admitted:
        raise CommandError(f"--host {host} can be reached from elsewhere: give a --token (or NEWSKEEP_TOKEN)")

    def opener() -> Archive:
        return Archive.open(settings.archive.url, captures=settings.archive.captures, read_only=True)

    note(
        f"newskeep serves {settings.archive.url.rsplit('@', 1)[-1]} at http://{host}:{port}/ (Ctrl-C ends it)"
    )
    uvicorn.run(application(opener, token, local=local), host=host, port=port, log_level="warning")
