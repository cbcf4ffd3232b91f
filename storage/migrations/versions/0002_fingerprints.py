"""Fingerprints in the place of bands, an index for counting; the search index is made anew after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the tables; storage/derived.py fills the new one."""
    op.drop_table("band")
    op.create_table(
        "fingerprint",
        sa.Column("hash", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article_id", Id, primary_key=True, autoincrement=False),
        sa.PrimaryKeyConstraint("hash", "article_id", name="pk_fingerprint"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_facets", "article", ["id", "site_id", "language", "section"])
