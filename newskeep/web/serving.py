"""The application on a socket: in this process, or in several that share it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.supervisors import Multiprocess

from newskeep.web.app import application
from newskeep.web.limits import Limits

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from storage.archive import Archive

BACKLOG = 2048
HEALTHY = 30  # seconds within which a process must show that it lives, on a busy machine too


@dataclass(frozen=True, slots=True)
class Place:
    """What is served, to whom: all that a process of the server must be told."""

    url: str
    captures: Path
    token: str | None
    local: bool
    limits: Limits


def run(place: Place, host: str, port: int, workers: int, begun: Callable[[int], None]) -> None:
    """Serve until the process is told to end; ``begun`` gets the port. Raises OSError for one in use."""
    with listening(host, port) as sock:
        begun(sock.getsockname()[1])
        config = uvicorn.Config(
            partial(built, place),
            factory=True,
            log_level="warning",
            workers=workers,
            lifespan="on",
            timeout_worker_healthcheck=HEALTHY,
        )
        if workers == 1:
            uvicorn.Server(config).run([sock])
        else:
            Multiprocess(config, [sock]).run()


def built(place: Place) -> Starlette:
    """The application in one process."""
    return application(partial(_opened, place), place.token, local=place.local, limits=place.limits)


def _opened(place: Place) -> Archive:
    from storage.archive import Archive

    return Archive.open(place.url, captures=place.captures, read_only=True)


def listening(host: str, port: int) -> socket.socket:
    """A socket of TCP by name: only for such ones asyncio turns off the delay before a last small packet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host.strip("[]"), port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock
