"""What every mapper of a platform's posts needs: tolerant look-ups and a record with its usual facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from diatrace.model import UNDATED, Moment, Record
from diatrace.trace import dates

NOTHING: Final[dict[str, Any]] = {}


def inner(value: dict[str, Any], name: str, *deeper: str) -> dict[str, Any]:
    """Return the object reached by these names; an empty one where any of them is missing."""
    found = value.get(name)
    for each in deeper:
        if type(found) is not dict:
            return NOTHING
        found = found.get(each)
    return found if type(found) is dict else NOTHING


def items(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; none where there is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return an identifier or a name as text; empty where there is none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def first(value: dict[str, Any], *names: str) -> Any:
    """Return the first of these fields that holds anything."""
    for name in names:
        found = value.get(name)
        if found is not None and found != "":
            return found
    return None


def parts(values: Iterable[Any]) -> tuple[str, ...]:
    """Return names as a tuple, each once, the empty ones left out."""
    found = [each for value in values if (each := text(value))]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def seconds(value: Any, evidence: str) -> Moment:
    """Moment of a count of seconds or milliseconds since 1970, told apart by size."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return UNDATED
    if not number:
        return UNDATED
    return dates.from_epoch(number, unit=1000 if abs(number) >= 1e11 else 1, evidence=evidence)


def dated(value: Any, evidence: str) -> Moment:
    """Moment of whatever a platform writes as a date: an epoch, ISO 8601, RFC 2822, Twitter's own."""
    if isinstance(value, str) and not value.lstrip("-").replace(".", "", 1).isdigit():
        shape = "iso" if value[:4].isdigit() else "ctime"
        return dates.from_text(value, shape=shape, evidence=evidence)
    return seconds(value, evidence) if value is not None else UNDATED


def facts(**given: Any) -> dict[str, Any]:
    """Return the attributes that say anything: counts (nought too), lists with parts, what is true."""
    return {name: value for name, value in given.items() if value or (value == 0 and value is not False)}


def handle_free(address: str, handle: str) -> str:
    """Return a post's address without the handle in its path; the platforms that need none there still find it."""
    if not handle or handle not in address:
        return address
    hidden = {handle: "_", f"@{handle}": "@_"}
    return "/".join(hidden.get(part, part) for part in address.split("/"))


def number(value: Any) -> int | None:
    """Return a count, which some platforms write as text; None where there is none."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def media(**found: Any) -> tuple[str, ...]:
    """Return the forms for which anything was found."""
    return tuple(form for form, value in found.items() if value)


def note_missing(record: Record) -> None:
    """Name in the attributes what a post should have and this one has not."""
    missing = [
        name
        for name, absent in (
            ("id", not record.native),
            ("author", not record.author),
            ("date", record.edited.at is None),
            ("text", not record.text and not record.title and not record.forms),
        )
        if absent
    ]
    if missing:
        record.attributes = {**(record.attributes or {}), "missing_fields": missing}
