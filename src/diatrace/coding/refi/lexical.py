"""Small values as XML Schema writes them: identities, moments, colours, numbers; empty where they cannot be read."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX: Final = re.compile(r"[0-9a-f]{32}")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?", re.ASCII
)
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_OWN: Final = uuid.UUID("6f1a2f0e-6d0f-5c53-9c0c-5d3c1f7b8e21")
_DIGITS: Final = 400


def guid(told: str) -> str:
    """Return a GUID in lower case without braces; from what is none, one that is always the same."""
    plain = told.strip().strip("{}").strip().lower()
    if _GUID.fullmatch(plain):
        return plain
    return str(uuid.UUID(plain)) if _HEX.fullmatch(plain) else derived(told)


def is_guid(told: str) -> bool:
    """Say whether the schema takes it as a GUID."""
    plain = told.lower()
    return bool(_GUID.fullmatch(plain[1:-1] if plain[:1] == "{" and plain[-1:] == "}" else plain))


def derived(told: str) -> str:
    """Return a GUID that depends on a text alone."""
    return str(uuid.uuid5(_OWN, told))


def colour(told: str) -> str:
    """Return a colour as `#rrggbb`; empty where it is none."""
    plain = told.lower()
    if re.fullmatch(r"#[0-9a-f]{3}", plain):
        return "#" + "".join(each * 2 for each in plain[1:])
    return plain if re.fullmatch(r"#[0-9a-f]{6}", plain) else ""


def moment(told: str) -> str:
    """Return a date and time as ISO 8601 writes it; one with a space, or without seconds, is mended."""
    match = _MOMENT.fullmatch(told)
    if match and _sound(datetime.fromisoformat, match[1]):
        return told
    try:
        mended = datetime.fromisoformat(told).isoformat()
    except ValueError:
        return ""
    return mended if len(told) > 10 and _MOMENT.fullmatch(mended) else ""


def day(told: str) -> str:
    """Return a date as ISO 8601 writes it; empty where it is none."""
    match = _DAY.fullmatch(told)
    return told if match and _sound(date.fromisoformat, match[1]) else ""


def _sound(read: Callable[[str], object], told: str) -> bool:
    try:
        read(told)
    except ValueError:
        return False
    return True


def boolean(told: str) -> str:
    """Return `true` or `false`; empty where it is neither."""
    return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(told.lower(), "")


def decimal(told: str) -> str:
    """Return a number without an exponent; empty where it is none."""
    if len(told) > _DIGITS or _DECIMAL.fullmatch(told):
        return told if len(told) <= _DIGITS else ""
    try:
        number = Decimal(told)
    except InvalidOperation:
        return ""
    return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < _DIGITS else ""


def integer(told: str) -> str:
    """Return a whole number; empty where it is none."""
    return told if len(told) <= _DIGITS and re.fullmatch(r"[+-]?\d+", told, re.ASCII) else ""


def number(told: str) -> int | None:
    """Return a whole number that a place or a time may be; one with a fraction is rounded."""
    plain = decimal(told)
    if not plain:
        return None
    found = round(Decimal(plain))
    return found if abs(found) < 2**53 else None


KINDS: Final[dict[str, Callable[[str], str]]] = {
    "Text": str,
    "Boolean": boolean,
    "Integer": integer,
    "Float": decimal,
    "Date": day,
    "DateTime": moment,
}
"""Kinds of variables, and how their values are read."""
