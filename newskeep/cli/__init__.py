"""The command line. Importing this package registers every command that works."""

from newskeep.cli import (
    alerts,
    corpus,
    crawling,
    demo,
    lists,
    look,
    moving,
    reading,
    rereading,
    serving,
    setup,
    site,
    upkeep,
)
from newskeep.cli.app import main, run

COMMANDS = (
    alerts,
    corpus,
    crawling,
    demo,
    lists,
    look,
    moving,
    reading,
    rereading,
    serving,
    setup,
    site,
    upkeep,
)

__all__ = ["COMMANDS", "main", "run"]
