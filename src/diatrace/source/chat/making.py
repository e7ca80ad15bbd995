"""Making a record of one JSON object, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diatrace.model import Record, Unreadable
from diatrace.source import reading
from diatrace.source.objects import value_of


def made(
    raw: bytes, where: int, make: Callable[[dict[str, Any]], Record | None], *, whole: bool = True
) -> Record | Unreadable | None:
    """Return what `make` makes of an object, with its bytes and place; Unreadable where it cannot be made."""
    if not whole:
        long = len(raw) >= reading.LINE_LIMIT
        return Unreadable(
            where, "too long to be one message" if long else "the file ends inside this message", raw
        )
    try:
        said = value_of(raw)
        record = make(said) if isinstance(said, dict) else None
    except RecursionError:
        return Unreadable(where, "JSON is nested too deeply", raw)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        return Unreadable(where, f"not built like a message: {error}", raw)
    if record:
        record.raw, record.where = raw, where
    return record if record or isinstance(said, dict) else Unreadable(where, "not a message", raw)
