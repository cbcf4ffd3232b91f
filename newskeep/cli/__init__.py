"""The command line. Importing this package registers every command that works."""

# Each module registers its commands.
from newskeep.cli import (  # noqa: F401
    alerts,
    corpus,
    crawling,
    demo,
    doctor,
    exporting,
    importing,
    lists,
    reading,
    rereading,
    search,
    serving,
    setup,
    show,
    site,
    stats,
    tokens,
    upkeep,
)
from newskeep.cli.app import main, run

__all__ = ["main", "run"]
