"""Cells of a comma-separated file: written after RFC 4180, and never a formula.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line's end. Such a text gets an apostrophe
before it; so does a text that already has apostrophes before such a sign, so that `original` undoes `safe` exactly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs; NUL, which few readers bear, becomes U+FFFD."""
    text = text.replace("\0", "\ufffd")
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Return the text that `safe` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def write(out: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> Path:
    """Write rows under a heading, every cell in quotation marks; texts are made safe, numbers stay numbers."""
    with out.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([safe(each) if isinstance(each, str) else each for each in row])
    return out
