"""Codebook, codings, memos."""

from __future__ import annotations

from alembic import op

from diatrace.store.schema import code, coding, memo

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for codes, for what is coded with them, and for memos."""
    for table in (code, coding, memo):
        table.create(op.get_bind())
