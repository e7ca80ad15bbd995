"""Comma-separated files: written after RFC 4180, and no cell a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from diatrace.trace.cell import original, safe

__all__ = ["original", "safe", "write"]


def write(out: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> Path:
    """Write rows under a heading, every cell in quotation marks; texts are made safe, numbers stay numbers."""
    with out.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([safe(each) if isinstance(each, str) else each for each in row])
    return out
