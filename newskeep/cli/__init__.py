"""The command line. Importing this package registers every command that works."""

from newskeep.cli import corpus, crawling, demo, look, moving, reading, rereading, setup, upkeep
from newskeep.cli.app import main, run

COMMANDS = (corpus, crawling, demo, look, moving, reading, rereading, setup, upkeep)

__all__ = ["COMMANDS", "main", "run"]
