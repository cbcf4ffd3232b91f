"""The view of articles tells ``tdm_policy``; views are made anew after all migrations."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Change no table: storage/tables/views.py makes the view."""
