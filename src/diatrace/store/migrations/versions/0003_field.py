"""Fields and what is said in them."""

from __future__ import annotations

from alembic import op

from diatrace.store.schema import field, value

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make room for fields and for what people say of items in them."""
    field.create(op.get_bind())
    value.create(op.get_bind())
