"""Columns of nodes and edges: what their cells are in a file, and what they become."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from diatrace.actor.exchange.network import Number, Scalar

KINDS: Final = {
    **dict.fromkeys(("integer", "int", "long", "short", "byte", "biginteger", "bigint", "tinyint", "smallint"), "int"),
    **dict.fromkeys(("float", "double", "bigdecimal", "real", "decimal", "numeric"), "float"),
    **dict.fromkeys(("boolean", "bool"), "bool"),
    **dict.fromkeys(("string", "anyuri", "char", "varchar", "text", "date", "datetime", "timestamp", "time"), "text"),
}  # fmt: skip
"""Types of the formats, in lower case, and what they are here; those that begin with list are lists."""

FILLERS: Final = frozenset(
    (
        "[object object]",
        "undefined",
        "null",
        "none",
        "nil",
        "nan",
        "n/a",
        "na",
        "n.a.",
        "-",
        "--",
        "?",
        "#n/a",
    )
)
"""What programs write where they have nothing to say, in small letters."""


_TRUTH: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_OWN: Final = re.compile(r"(field|list|measure|site|edge|attribute):\d+")
_BARS: Final = re.compile(r"\\(.)|\|", re.DOTALL)
_APART: Final = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Column:
    """A column of a file: its name, the kind of its cells, and (in files written here) its role.

    `kind` is text, list, int, float or bool. `role` is empty in foreign files; there, the name tells.
    """

    name: str
    kind: str = "text"
    role: str = ""
    default: str = ""


def kind_of(type_name: str) -> str:
    """Return the kind of a type of any format; empty where it is unknown."""
    name = type_name.strip().lower().partition("(")[0]
    return "list" if name.startswith("list") else KINDS.get(name, "")


def role_of(identifier: str) -> str:
    """Return the role that a column's identifier tells where it was written here, else nothing."""
    found = _OWN.fullmatch(identifier)
    return found[1] if found else ""


def plain(name: str) -> str:
    """Return a column's name as it is compared: small letters, one sign between words."""
    return _APART.sub("_", name.strip().lower()).strip("_")


def number(cell: str, kind: str) -> Number:
    """Return the number or truth a cell says; raise ValueError where it says none that is finite."""
    cell = cell.strip()
    if kind == "bool":
        if cell.lower() not in _TRUTH:
            raise ValueError("neither true nor false")
        return _TRUTH[cell.lower()]
    if "_" in cell:
        raise ValueError("not a number")
    if kind == "int":
        with suppress(ValueError):
            return int(cell)
    found = float(cell)
    if not math.isfinite(found):
        raise ValueError("not a number")
    return int(found) if kind == "int" and found.is_integer() else found


def joined(values: Iterable[str]) -> str:
    """Return several values as one cell, parted by bars; a bar or a backslash within one is escaped."""
    return "|".join(each.replace("\\", "\\\\").replace("|", "\\|") for each in values)


def parted(cell: str) -> tuple[str, ...]:
    """Return the values of a cell that `joined` wrote."""
    values, at, value = [], 0, ""
    for found in _BARS.finditer(cell):
        value += cell[at : found.start()]
        at = found.end()
        if found[1]:
            value += found[1]
        else:
            values.append(value)
            value = ""
    return (*values, value + cell[at:])


def listed(cell: str) -> tuple[str, ...]:
    """Return the values of a list as the graph formats write it: `[a, "b, c"]`, `a|b`, `a;b` or `a,b`."""
    inner = cell.strip()
    mark = next((each for each in "|;," if each in inner), ",")
    if inner.startswith("[") and inner.endswith("]"):
        inner, mark = inner[1:-1], ","
    row = next(csv.reader([inner], delimiter=mark, skipinitialspace=True), [])
    return tuple(each.strip() for each in row if each.strip())


def scalar_kind(values: Sequence[Scalar]) -> str:
    """Return the kind of column that holds these values: bool, int and float only where all of them are that."""
    kinds = {type(each) for each in values}
    if kinds == {bool}:
        return "bool"
    if kinds <= {bool, int} and kinds:
        return "int"
    return "float" if kinds <= {bool, int, float} and kinds else "text"


def word(value: Any) -> str:
    """Return a value as the formats write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
