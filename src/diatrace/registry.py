"""Entry points of one kind: list, describe, load by name, on use.

A kind is an entry-point group (`diatrace.source`, `diatrace.proposal`, `diatrace.publication`). Built-ins
come in by the same door as strangers; an unknown name answers with the known ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
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
        **{name: list(getattr(found, name)) for name in ("suffixes", "units") if hasattr(found, name)},
    }


_JSON_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def schema(params: type) -> dict[str, Any]:
    """JSON schema of a parameter dataclass; a field's `metadata` may carry `help` and `choices`."""
    properties: dict[str, Any] = {}
    for field in dataclasses.fields(params):
        entry: dict[str, Any] = {"type": _JSON_TYPES.get(_kinds(field)[0], "string")}
        if field.default is not dataclasses.MISSING:
            entry["default"] = field.default
        if "help" in field.metadata:
            entry["description"] = field.metadata["help"]
        if "choices" in field.metadata:
            entry["enum"] = list(field.metadata["choices"])
        properties[field.name] = entry
    return {"type": "object", "properties": properties, "additionalProperties": False}


def fill(params: type, given: dict[str, Any]) -> Any:
    """Build a parameter dataclass from plain values (text is converted); raise Misuse on unknown and ill-typed ones."""
    fields = {field.name: field for field in dataclasses.fields(params)}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise Misuse(f"unknown parameter {unknown[0]!r}", hint=f"known: {', '.join(fields) or 'none'}")
    return params(**{name: _convert(fields[name], value) for name, value in given.items()})


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "dict": (dict,),
    "list": (list,),
    "None": (type(None),),
}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _convert(field: dataclasses.Field[Any], value: Any) -> Any:
    choices = field.metadata.get("choices")
    if choices and value not in choices:
        raise Misuse(f"{field.name} cannot be {value!r}", hint=f"one of: {', '.join(map(str, choices))}")
    kinds = _kinds(field)
    if isinstance(value, str) and "str" not in kinds:
        value = _read(value, kinds[0])
    fits = tuple(each for kind in kinds for each in _TYPES.get(kind, (object,)))
    if not isinstance(value, fits) or (isinstance(value, bool) and bool not in fits):
        raise Misuse(
            f"{field.name} cannot be {value!r}", hint=f"a value of type {' | '.join(kinds)} is needed"
        )
    return value


def _kinds(field: dataclasses.Field[Any]) -> list[str]:
    """Return the names of the types a field is declared to have, be they written out or types themselves."""
    said = field.type.__name__ if isinstance(field.type, type) else str(field.type)
    return [each.partition("[")[0] for each in said.split(" | ")]


_READERS: dict[str, Callable[[str], Any]] = {
    "bool": lambda text: _TRUTH[text.lower()],
    "int": int,
    "float": float,
}


def _read(text: str, kind: str) -> Any:
    """Return what a text says as a value of a type, or the text itself where it says none."""
    try:
        return _READERS[kind](text)
    except (ValueError, KeyError):
        return text
