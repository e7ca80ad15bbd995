"""How results and errors are shown: plain tables for people, JSON for scripts."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from diatrace.errors import AnswerNeeded, DiatraceError


def emit(result: Any) -> None:
    """Print a result as JSON."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "_asdict"):
        return value._asdict()
    raise TypeError(f"{type(value).__name__} has no JSON form")


MOST_CHOICES = 20

_INERT = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"},
    **dict.fromkeys(range(0x7F, 0xA0), 0xFFFD),
}
"""Control characters become signs: a trace must not move the cursor nor clear the screen."""


def say(text: str = "") -> None:
    """Print a line for people."""
    sys.stdout.write(text.translate(_INERT) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Print a note beside the result."""
    sys.stderr.write(text.translate(_INERT) + "\n")


WIDE = {"title", "text", "reason", "criteria", "name", "readings", "suffixes"}
"""Columns that give way where the terminal is narrow; the others are shown whole."""


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as a table that fits the terminal; columns that are empty throughout are left out."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415 (only when a table is shown)

    used = [column for column in columns if any(row.get(column) not in (None, "") for row in rows)]
    if not used:
        return
    cells = [
        [column.replace("_", " ") for column in used],
        *([_cell(row.get(column)) for column in used] for row in rows),
    ]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    left = (
        shutil.get_terminal_size().columns
        - 2 * len(used)
        - sum(width for width, column in zip(widths, used, strict=True) if column not in WIDE)
    )
    share = max(10, left // max(1, len(WIDE & set(used))))
    widths = [
        min(width, share) if column in WIDE else width for width, column in zip(widths, used, strict=True)
    ]
    for row in cells:
        shown = (_cut(cell, width, cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        say("  ".join(set_cell_size(cell, width) for cell, width in zip(shown, widths, strict=True)).rstrip())


def _cut(text: str, width: int, length: int) -> str:
    return text if length <= width else text[: width - 1] + "…"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_cell(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(_cell, value))
    return " ".join(str(value).split()).translate(_INERT)


def complain(error: DiatraceError) -> None:
    """Print an error as one line, and its hint as another."""
    note(f"diatrace: {' '.join(str(error).splitlines())}")
    if isinstance(error, AnswerNeeded):
        note(f"  {error.question}")
        for choice, meaning in islice(error.choices.items(), MOST_CHOICES):
            note(f"    {choice}: {meaning}")
        if len(error.choices) > MOST_CHOICES:
            note(f"    … and {len(error.choices) - MOST_CHOICES:,} others")
    if error.hint:
        note(f"  hint: {error.hint}")
