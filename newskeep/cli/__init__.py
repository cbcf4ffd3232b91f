"""The command line. Importing this package registers every command that works, in the order of --help."""

# ruff: noqa: I001
from newskeep.cli.app import main, run
from newskeep.cli import demo, setup, crawling, look, moving, reading

__all__ = ["crawling", "demo", "look", "main", "moving", "reading", "run", "setup"]
