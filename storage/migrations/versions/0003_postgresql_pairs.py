"""PostgreSQL: pairs of words in the search index, which is made anew; most texts stand in their row."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change the tables; storage/derived.py fills the index. Texts that are there stay where they are."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE article_text SET (toast_tuple_target = 4000)")
    for name in ("fulltext", "fulltext_revision"):
        op.execute(f"DROP INDEX ix_{name}_words")
        op.execute(f"TRUNCATE {name}")
        op.execute(f"ALTER TABLE {name} ADD COLUMN pairs SMALLINT[] NOT NULL")
        op.execute(
            f"CREATE INDEX ix_{name}_words ON {name} USING gin (words, pairs) "
            "WITH (gin_pending_list_limit = 16384)"
        )
