"""Entry points of one kind: list, describe, load by name, on use.

A kind is an entry-point group (`diatrace.source`, `diatrace.proposal`, `diatrace.publication`). Built-ins
come in by the same door as strangers; an unknown name answers with the known ones.
"""

from __future__ import annotations

import dataclasses
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from diatrace.errors import Misuse, UnknownName


def _group(kind: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"diatrace.{kind}")}


def names(kind: str) -> list[str]:
    """Names known for a kind, sorted; nothing is imported."""
    return sorted(_group(kind))


def load(kind: str, name: str) -> Any:
    """Return a new instance of the implementation called `name`; raise UnknownName with the known ones."""
    points = _group(kind)
    if name not in points:
        raise UnknownName(f"no {kind} is called {name!r}", hint=f"known: {', '.join(sorted(points))}")
    return points[name].load()()


def describe(kind: str, name: str) -> dict[str, Any]:
    """Name, title, documentation and JSON schema of the parameters of one implementation."""
    found = load(kind, name)
    return {
        "name": found.name,
        "title": found.title,
        "doc": (type(found).__doc__ or "").strip(),
        "params": schema(found.params),
        **({"suffixes": list(found.suffixes)} if hasattr(found, "suffixes") else {}),
    }


_JSON_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def schema(params: type) -> dict[str, Any]:
    """JSON schema of a parameter dataclass; a field's `metadata` may carry `help` and `choices`."""
    properties: dict[str, Any] = {}
    for field in dataclasses.fields(params):
        annotation = str(field.type).removesuffix(" | None")
        entry: dict[str, Any] = {"type": _JSON_TYPES.get(annotation, "string")}
        if field.default is not dataclasses.MISSING:
            entry["default"] = field.default
        if "help" in field.metadata:
            entry["description"] = field.metadata["help"]
        if "choices" in field.metadata:
            entry["enum"] = list(field.metadata["choices"])
        properties[field.name] = entry
    return {"type": "object", "properties": properties, "additionalProperties": False}


def fill(params: type, given: dict[str, Any]) -> Any:
    """Build a parameter dataclass from plain values (text is converted); raise Misuse on an unknown one."""
    fields = {field.name: field for field in dataclasses.fields(params)}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise Misuse(f"unknown parameter {unknown[0]!r}", hint=f"known: {', '.join(fields) or 'none'}")
    return params(**{name: _convert(fields[name], value) for name, value in given.items()})


def _convert(field: dataclasses.Field[Any], value: Any) -> Any:
    annotation = str(field.type).removesuffix(" | None")
    choices = field.metadata.get("choices")
    if choices and value not in choices:
        raise Misuse(f"{field.name} cannot be {value!r}", hint=f"one of: {', '.join(map(str, choices))}")
    if not isinstance(value, str) or annotation == "str":
        return value
    try:
        if annotation == "bool":
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
                value.lower()
            ]
        return {"int": int, "float": float}.get(annotation, str)(value)
    except (ValueError, KeyError):
        raise Misuse(
            f"{field.name} cannot be {value!r}", hint=f"a value of type {annotation} is needed"
        ) from None
