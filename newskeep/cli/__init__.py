"""The command line. Importing this package registers every command that works."""

from newskeep.cli import corpus, crawling, demo, look, moving, reading, setup, upkeep
from newskeep.cli.app import main, run

__all__ = ["corpus", "crawling", "demo", "look", "main", "moving", "reading", "run", "setup", "upkeep"]
