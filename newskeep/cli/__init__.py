"""The command line. Importing this package registers every command that works."""

from newskeep.cli import look, moving, reading
from newskeep.cli.app import main, run

__all__ = ["look", "main", "moving", "reading", "run"]
