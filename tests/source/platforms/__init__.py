"""Tests of the platforms' shapes."""

from __future__ import annotations

from typing import Any

from diatrace.model import Record


def facts(record: Record) -> dict[str, Any]:
    return {name: value for name, value in (record.attributes or {}).items() if name != "missing_fields"}


def missing(record: Record) -> list[str]:
    found: list[str] = (record.attributes or {}).get("missing_fields", [])
    return found
