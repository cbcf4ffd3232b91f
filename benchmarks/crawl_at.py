"""``newskeep crawl`` with a clock that is a few hours behind, so that a second day can follow the first.

python -m benchmarks.crawl_at CONFIG HOURS SUMMARY [--due]
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.config import load
from crawler.run import crawl


def main() -> None:
    """Crawl all sites of a configuration."""
    config, hours, summary, *more = sys.argv[1:]
    behind = timedelta(hours=float(hours))
    report = crawl(
        load(Path(config), os.environ),
        due="--due" in more,
        summary=Path(summary),
        now=lambda: datetime.now(UTC) - behind,
    )
    print("\n".join(str(problem) for problem in report.problems))
    sys.exit(report.to_dict()["exit_code"])


if __name__ == "__main__":
    main()
