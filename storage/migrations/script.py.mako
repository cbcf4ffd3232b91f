"""${message}

Rules: upgrade only (nobody goes back); no loss of data; on PostgreSQL add indexes to large tables with
care, because readers wait; the test builds an archive with data in the version before and upgrades it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
