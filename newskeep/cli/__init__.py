"""The command line. Importing this package registers every command that works."""

from newskeep.cli import reading
from newskeep.cli.app import main, run

__all__ = ["main", "reading", "run"]
