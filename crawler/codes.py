"""Exit codes: what a run or a command tells cron by the way it ends (docs/operators.md lists them)."""

from __future__ import annotations

from collections.abc import Iterable

from storage.errors import ArchiveDamaged, ArchiveLocked, ArchiveUnwritable

DONE, FAULT, USAGE, PARTLY, LOCKED, UNWRITABLE, DAMAGED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

OF_ERRORS = {ArchiveLocked: LOCKED, ArchiveUnwritable: UNWRITABLE, ArchiveDamaged: DAMAGED}


def code_of(error: Exception) -> int:
    """How a command ends that this error keeps from its work."""
    return next((code for kind, code in OF_ERRORS.items() if isinstance(error, kind)), USAGE)


def code_of_run(*, interrupted: bool, failure: Exception | None, problems: Iterable[str]) -> int:
    """How a run ends that got as far as its archive; what then kept it from writing is ``failure``."""
    if failure:
        return DAMAGED if code_of(failure) == DAMAGED else UNWRITABLE
    if interrupted:
        return INTERRUPTED
    return PARTLY if any(True for _ in problems) else DONE
