"""How results and errors are shown: plain tables for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
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


def say(text: str = "") -> None:
    """Print a line for people."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print a note beside the result."""
    sys.stderr.write(text + "\n")


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as a table that fits the terminal."""
    from rich.console import Console  # noqa: PLC0415 (only when a table is shown)
    from rich.table import Table  # noqa: PLC0415

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(
            column.replace("_", " "), overflow="ellipsis", no_wrap=column not in {"text", "reason"}
        )
    for row in rows:
        shown.add_row(*(_cell(row.get(column)) for column in columns))
    Console().print(shown)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    text = str(value).replace("\n", " ").replace("[", r"\[")
    return text if len(text) <= 100 else text[:99] + "…"


def complain(error: DiatraceError) -> None:
    """Print an error as one line, and its hint as another."""
    sys.stderr.write(f"diatrace: {error}\n")
    if isinstance(error, AnswerNeeded):
        sys.stderr.write(f"  {error.question}\n")
        for choice, meaning in error.choices.items():
            sys.stderr.write(f"    {choice}: {meaning}\n")
    if error.hint:
        sys.stderr.write(f"  hint: {error.hint}\n")
