"""A network under way: readers put in what they find, with cells as the file has them; `finish` makes sense of it.

What makes sense of a column is the same in every format: its declared type, and a few names that all tools share
(status, homepage, prefixes, start pages, weight, count).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from diatrace.actor.exchange import column as columns
from diatrace.actor.exchange.column import FILLERS, Column, plain
from diatrace.actor.exchange.network import (
    Edge,
    Fault,
    Network,
    Node,
    Number,
    Scalar,
    prefix_lru,
    status_of,
)
from diatrace.actor.exchange.raw import shown
from diatrace.actor.exchange.repair import examine

_SITE: Final = {
    **dict.fromkeys(("prefixes_as_lru", "lru_prefixes", "prefixes_lru"), ("prefixes", 0)),
    **dict.fromkeys(("prefixes", "prefix"), ("prefixes", 1)),
    **dict.fromkeys(("prefixes_as_url",), ("prefixes", 2)),
    **dict.fromkeys(("homepage", "home_page", "home"), ("home", 0)),
    **dict.fromkeys(("startpages", "start_pages"), ("starts", 0)),
    "status": ("status", 0),
}
"""Names of columns that are of sites: what they are, and which goes first where several are the same."""

_LRU: Final = re.compile(r"(?=s:https?\|)")
_PARTED: Final = re.compile(r"[\s|]+")
_EXAMPLES: Final = 5


@dataclass(slots=True)
class DraftNode:
    """A node as the file has it: cells by the identifier of their column."""

    key: str
    label: str = ""
    cells: dict[str, list[Any]] = field(default_factory=dict)
    x: float | None = None
    y: float | None = None
    size: float | None = None
    color: str = ""


@dataclass(slots=True)
class DraftEdge:
    """An edge as the file has it; `directed` is None where the file does not say."""

    source: str
    target: str
    cells: dict[str, list[Any]] = field(default_factory=dict)
    weight: float | None = None
    at: str = ""
    directed: bool | None = None


class Draft:
    """Nodes, edges and columns as they come."""

    def __init__(self, *, directed: bool = True) -> None:
        self.directed = directed
        self.nodes: list[DraftNode] = []
        self.edges: list[DraftEdge] = []
        self.node_columns: dict[str, Column] = {}
        self.edge_columns: dict[str, Column] = {}
        self.notes: dict[str, None] = {}
        self._faults: dict[str, list[str]] = {}

    def note(self, words: str) -> None:
        """Note something about the file, once."""
        self.notes.setdefault(words)

    def fault(self, what: str, where: str) -> None:
        """Report something wrong; the same thing in many places is one fault."""
        self._faults.setdefault(what, []).append(where)

    def finish(self) -> Network:
        """Return the network, with its faults."""
        nodes, fields = _Nodes(self).build()
        edges, directed = _Edges(self).build()
        network = Network(nodes, edges, directed, fields, notes=tuple(self.notes))
        faults = tuple(Fault(_places(where), what) for what, where in self._faults.items())
        return Network(nodes, edges, directed, fields, (*faults, *examine(network)), tuple(self.notes))


def _places(where: list[str]) -> str:
    more = len(where) - _EXAMPLES
    return ", ".join(where[:_EXAMPLES]) + (f" and {more:,} more" if more > 0 else "")


def _texts(cells: Iterable[Any]) -> list[str]:
    """Return the texts in cells, lists of JSON opened, nothings left out."""
    found: list[str] = []
    for each in cells:
        if isinstance(each, list):
            found += _texts(each)
        elif isinstance(each, dict):
            found.append(msgspec.json.encode(each).decode())
        elif each is not None and each != "":
            found.append(columns.word(each))
    return found


class _Nodes:
    """Turns draft nodes into nodes."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        _rename(draft.node_columns, draft)
        self.site = self._site_columns()
        self.fields = {
            each.name: None
            for identifier, each in draft.node_columns.items()
            if each.kind in ("text", "list") and identifier not in self.site and each.role != "measure"
        }
        self.used: set[str] = set()

    def build(self) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        """Return the nodes and the names of their fields."""
        nodes = tuple(map(self._node, self.draft.nodes))
        measured = {name for node in nodes for name in node.measures}  # JSON declares no types
        return nodes, tuple(name for name in self.fields if name in self.used or name not in measured)

    def _site_columns(self) -> dict[str, tuple[str, int]]:
        """Return the columns that are of sites, by identifier, where all their cells bear it out."""
        found = {
            identifier: _SITE[plain(each.name)]
            for identifier, each in self.draft.node_columns.items()
            if each.role in ("", "site") and plain(each.name) in _SITE
        }
        return {
            identifier: what
            for identifier, what in found.items()
            if self.draft.node_columns[identifier].role == "site" or self._bears_out(identifier, what[0])
        }

    def _bears_out(self, identifier: str, what: str) -> bool:
        cells = [each for node in self.draft.nodes for each in _texts(node.cells.get(identifier, ()))]
        if what == "status":
            return all(status_of(each) is not None for each in cells)
        if what == "prefixes":
            return True
        said = [each for each in cells if each.lower() not in FILLERS]
        return bool(said) and all("." in each or "://" in each for each in said)

    def _node(self, draft: DraftNode) -> Node:
        fields: dict[str, tuple[str, ...]] = {}
        measures: dict[str, Number] = {}
        site: dict[tuple[str, int], list[str]] = {}
        for identifier, column in self.draft.node_columns.items():
            cells = draft.cells.get(identifier) or ([column.default] if column.default else [])
            if not cells:
                continue
            if identifier in self.site:
                site[self.site[identifier]] = self._said(column, cells, draft.key)
                continue
            texts = self._sorted_out(column, cells, measures, draft.key)
            if texts:
                fields[column.name] = texts
        return self._of_site(draft, fields, measures, site)

    def _said(self, column: Column, cells: list[Any], key: str) -> list[str]:
        """Return the texts of a column of sites; what programs write for nothing is nothing, and reported."""
        texts = _texts(cells)
        if column.role or all(each.lower() not in FILLERS for each in texts):
            return texts
        self.draft.fault(f"{column.name} holds filler, taken for nothing", f"node {shown(key)}")
        return [each for each in texts if each.lower() not in FILLERS]

    def _sorted_out(
        self, column: Column, cells: list[Any], measures: dict[str, Number], key: str
    ) -> tuple[str, ...]:
        """Put numbers among the measures, return what is text."""
        texts: list[str] = []
        for each in cells:
            try:
                measures[column.name] = _number(each, column.kind)
            except (TypeError, ValueError):
                texts += _cell_texts(each, column)
                if column.kind not in ("text", "list") and _texts([each]):
                    self.draft.fault(
                        f"{column.name} holds what is no {column.kind}, kept as text", f"node {shown(key)}"
                    )
        if texts:
            self.fields.setdefault(column.name)
            self.used.add(column.name)
        return tuple(dict.fromkeys(texts)) if column.role != "list" else tuple(texts)

    def _of_site(
        self,
        draft: DraftNode,
        fields: dict[str, tuple[str, ...]],
        measures: dict[str, Number],
        site: Mapping[tuple[str, int], list[str]],
    ) -> Node:
        said: dict[str, list[str]] = {}
        for (what, _), texts in sorted(site.items()):
            said[what] = said.get(what) or texts
        prefixes, wrong = _prefixes(said.get("prefixes", []))
        if wrong:
            fields["prefixes"] = wrong
            self.fields.setdefault("prefixes")
            self.used.add("prefixes")
            self.draft.fault("a prefix is no address, kept as text", f"node {shown(draft.key)}")
        return Node(
            key=draft.key,
            label=draft.label,
            prefixes=prefixes,
            home=" ".join(dict.fromkeys(said.get("home", []))),
            starts=_addresses(said.get("starts", [])),
            status=_status(said.get("status", [])),
            fields=fields,
            measures=measures,
            x=draft.x,
            y=draft.y,
            size=draft.size,
            color=draft.color,
        )


def _status(texts: list[str]) -> str:
    word = texts[0] if texts else ""
    known = status_of(word)
    return word if known is None else known


def _cell_texts(cell: Any, column: Column) -> list[str]:
    if isinstance(cell, str) and column.role == "list":
        return list(columns.parted(cell))
    if isinstance(cell, str) and column.kind == "list":
        return list(columns.listed(cell))
    return _texts([cell])


def _number(cell: Any, kind: str) -> Number:
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return columns.number(repr(cell), "float")
    if not isinstance(cell, str) or kind in ("text", "list"):
        raise TypeError
    return columns.number(cell, kind)


def _addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses in these texts, which are parted by spaces or bars."""
    return tuple(dict.fromkeys(each for text in texts for each in _PARTED.split(text) if each))


def _prefixes(texts: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the LRUs of the prefixes in these texts, and the texts that are none.

    LRUs may come as a list that was written out, or cut at their own bars; they are put together again.
    """
    parts: list[str] = []
    for word in "|".join(texts).split():
        before, *lrus = _LRU.split(word.strip("[]"))
        parts += [*_addresses([before.strip(",")]), *(each.rstrip("|,") for each in lrus)]
    found: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for each in parts:
        try:
            found.setdefault(prefix_lru(each))
        except ValueError:
            wrong.setdefault(each)
    return tuple(found), tuple(wrong)


class _Edges:
    """Turns draft edges into edges."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        _rename(draft.edge_columns, draft)
        self.weight = self._column("weight")
        self.count = ""
        if not self.weight and all(each.weight is None for each in draft.edges):
            self.count = self._column("count")
            if self.count and draft.edges:
                draft.note("edges have no weight: their count is taken for it")
        self.at = next((key for key, each in draft.edge_columns.items() if each.role == "edge"), "")

    def _column(self, name: str) -> str:
        return next(
            (
                identifier
                for identifier, each in self.draft.edge_columns.items()
                if not each.role and plain(each.name) == name
            ),
            "",
        )

    def build(self) -> tuple[tuple[Edge, ...], bool]:
        """Return the edges, and whether the network is directed: it is where any edge is."""
        one_way = [
            self.draft.directed if each.directed is None else each.directed for each in self.draft.edges
        ]
        directed = any(one_way) if one_way else self.draft.directed
        edges = [
            self._edge(each, both=directed and not way)
            for each, way in zip(self.draft.edges, one_way, strict=True)
        ]
        return tuple(edges), directed

    def _edge(self, draft: DraftEdge, *, both: bool) -> Edge:
        attributes: dict[str, Scalar] = {}
        weight, at = draft.weight, draft.at
        for identifier, column in self.draft.edge_columns.items():
            cells = draft.cells.get(identifier) or ([column.default] if column.default else [])
            if not cells:
                continue
            if identifier == self.at:
                at = "".join(_texts(cells))
                continue
            value = self._value(cells, column, draft)
            if identifier in (self.weight, self.count):
                weight = self._weight(value, draft) if weight is None else weight
            if identifier != self.weight and value != "":
                attributes[column.name] = value
        return Edge(draft.source, draft.target, 1.0 if weight is None else weight, attributes, at, both)

    def _value(self, cells: list[Any], column: Column, draft: DraftEdge) -> Scalar:
        try:
            return _number(cells[-1], column.kind)
        except (TypeError, ValueError):
            if column.kind not in ("text", "list"):
                self.draft.fault(f"{column.name} holds what is no {column.kind}, kept as text", _where(draft))
            return " | ".join(_texts(cells))

    def _weight(self, value: Scalar, draft: DraftEdge) -> float | None:
        try:
            found = float(value)
        except (ValueError, OverflowError):
            found = math.nan
        if math.isfinite(found):
            return found
        self.draft.fault("a weight is no number, taken for 1", _where(draft))
        return None


def _where(edge: DraftEdge) -> str:
    return f"edge {shown(edge.source, 30)} → {shown(edge.target, 30)}"


def _rename(found: dict[str, Column], draft: Draft) -> None:
    """Give numbers to columns of the same name, and a name to those without; roles keep names apart."""
    seen: set[tuple[str, str]] = set()
    for place, (identifier, each) in enumerate(found.items(), start=1):
        name = wanted = each.name or identifier or f"column {place}"
        space = each.role if each.role in ("site", "edge", "measure", "attribute") else ""
        number = 1
        while (space, name) in seen:
            number += 1
            name = f"{wanted} ({number})"
        if number > 1:
            draft.note(f"columns of the same name are numbered: {wanted}")
        seen.add((space, name))
        each.name = name
