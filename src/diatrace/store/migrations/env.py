"""Runs the steps on the connection the study was opened with, inside its transaction."""

from __future__ import annotations

from alembic import context

from diatrace.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
