"""A network of sites in memory, between any two formats: nothing in it is of a study, nothing of a database.

What a file says is kept as it says it. What is wrong with it (edges told twice, text in the wrong encoding, two values
in one cell) is reported as a `Fault` and offered for repair (see `repair`), never changed on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from diatrace.actor.lru import lru_of, stems, url_of
from diatrace.actor.prefix import prefix_of

Number: TypeAlias = int | float | bool
Scalar: TypeAlias = str | Number

STATUSES: Final = ("in", "out", "neighbour", "unsure", "discovered")
"""What a node's status may be, besides nothing."""

_STATUS_WORDS: Final = {
    **{each: each for each in STATUSES},
    "undecided": "unsure",
    "neighbor": "neighbour",
}
_WEB: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Fault(NamedTuple):
    """Something wrong in a file: where, what, and the name of the repair that mends it (empty where none does)."""

    where: str
    what: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A site, or whatever the file calls a node.

    `prefixes` are LRUs; `home` and `starts` addresses. `fields` are what people said of it, several values allowed;
    `measures` are its numbers and its yes and no. `color` is `#rrggbb` or `#rrggbbaa`. No value is empty.
    """

    key: str
    label: str = ""
    prefixes: tuple[str, ...] = ()
    home: str = ""
    starts: tuple[str, ...] = ()
    status: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measures: Mapping[str, Number] = field(default_factory=dict)
    x: float | None = None
    y: float | None = None
    size: float | None = None
    color: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from one node to another, by their keys; `at` is its date, in the words of the file.

    `both` tells, in a directed network, of an edge that goes both ways.
    """

    source: str
    target: str
    weight: float = 1.0
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    at: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges as a file has them, in its order, with the names of its fields.

    Faults and notes (what was understood, what was left out) are about the file: two networks are the same without.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    directed: bool = True
    fields: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)


class Written(NamedTuple):
    """The bytes of a file, and what its format could not hold."""

    data: bytes
    notes: tuple[str, ...] = ()


def status_of(word: str) -> str | None:
    """Return the status a word of any tool stands for, empty for none; None where it is no status."""
    word = word.strip().lower()
    return _STATUS_WORDS.get(word) if word else ""


def prefix_lru(text: str) -> str:
    """Return the LRU of a prefix given as an address or as an LRU; raise ValueError where it is neither."""
    if text.startswith("s:"):
        return lru_of(url_of("|".join(each for each in _stems(text) if not each.startswith("f:")) + "|"))
    return lru_of(text if "://" in text else f"https://{text}")


def _stems(text: str) -> list[str]:
    parts = (text if text.endswith("|") else f"{text}|")[:-1].split("|")
    kept = [each for each in parts if not each.startswith("f:")]
    return stems("|".join(kept) + "|")


def site_prefix(text: str) -> str:
    """Return the LRU of a text that is the address of a page or site, and nothing else; empty where it is none."""
    text = text.strip()
    if not _WEB.fullmatch(text):
        return ""
    try:
        return prefix_of(text if "://" in text else f"http://{text}")
    except ValueError:
        return ""
