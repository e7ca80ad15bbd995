"""Boundaries of sites."""

from __future__ import annotations

from alembic import op

from diatrace.store.schema import boundary

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room for what people say a site is."""
    boundary.create(op.get_bind())
