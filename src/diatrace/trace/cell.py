"""Cells that no spreadsheet runs.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line's end. Such a text gets an apostrophe
before it; so does a text that already has apostrophes before such a sign, so that `original` undoes `safe` exactly.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs; NUL, which few readers bear, becomes U+FFFD."""
    text = text.replace("\0", "\ufffd")
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Return the text that `safe` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
