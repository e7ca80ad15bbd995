"""The first schema; studies are made with it directly, so that there is nothing to do."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Do nothing: older than this there is no study."""
