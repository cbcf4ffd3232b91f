"""Alembic, configured here: an archive needs no alembic.ini."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to one connection."""
    settings = Config()
    settings.set_main_option("script_location", "storage:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def run(connection: Connection, target: str = "head") -> None:
    """Upgrade to ``target`` inside the connection's transaction."""
    command.upgrade(config(connection), target)
