"""GDF, the tables of GUESS that Navicrawler and older tools write: nodes, then edges, one header line each.

Cells may stand in single or double quotation marks, which mean nothing within a cell. Types may be missing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from diatrace.actor.exchange import color, column, raw
from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.network import Network
from diatrace.errors import SourceError

NAME: Final = "gdf"
TITLE: Final = "GDF (GUESS, Navicrawler)"
SUFFIX: Final = ".gdf"

_SECTION: Final = re.compile(r"\s*(node|edge)def\s*>\s*", re.IGNORECASE)
_CLOSING: Final = {mark: re.compile(rf"\\.|{mark}{mark}|({mark})\s*(?=,|$)") for mark in "'\""}
"""What stands for a character within quotation marks, or ends them."""

_ESCAPE: Final = re.compile(r"""\\(['"\\])""")


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is GDF, and why."""
    found = _SECTION.match(head.lstrip())
    return (1.0, f"its first line begins with {found[1]}def>") if found else (0.0, "")


def read(source: raw.Source) -> Network:
    """Read a GDF file; raise SourceError where it has no header of nodes or edges."""
    text, note = raw.text(source)
    reader = _Reader(note)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        reader.line(line, number)
    if not reader.section:
        raise SourceError(
            f"{raw.name_of(source)} has no line nodedef> or edgedef>", hint="is it another format?"
        )
    return reader.draft.finish()


class _Reader:
    def __init__(self, note: str) -> None:
        self.draft = Draft(directed=False)
        self.draft.note(note)
        self.section = ""
        self._header: list[str] = []

    def line(self, line: str, number: int) -> None:
        if found := _SECTION.match(line):
            self._begin(found[1].lower(), line[found.end() :])
        elif not line.strip():
            return
        elif not self.section:
            self.draft.fault("a line before the first header, left out", f"line {number}")
        else:
            self._row(_cells(line), number)

    def _begin(self, section: str, header: str) -> None:
        self.section, self._header = section, []
        for cell in _cells(header):
            name, _, told = cell.strip().partition(" ")
            told = told.strip().partition(" default ")[0]
            kind = column.kind_of(told) if told else "text"
            if not kind:
                self.draft.fault(
                    f"type {raw.shown(told)} is not of the format, read as text", f"column {name}"
                )
            self._header.append(name)
            if name.lower() not in (_NODE if section == "node" else _EDGE):
                columns = self.draft.node_columns if section == "node" else self.draft.edge_columns
                columns[name] = Column(name, kind or "text")
        if section == "edge" and "directed" not in map(str.lower, self._header):
            self.draft.note("no column tells whether edges are directed: they are not, as GDF has it")

    def _row(self, cells: list[str], number: int) -> None:
        if len(cells) != len(self._header):
            what = f"a {self.section} has more or fewer cells than the header"
            self.draft.fault(what, f"line {number}")
        held = dict(zip(self._header, cells, strict=False))
        known = {name.lower(): cell.strip() for name, cell in held.items()}
        others = {
            name: [cell]
            for name, cell in held.items()
            if name.lower() not in (_NODE if self.section == "node" else _EDGE) and cell
        }
        if self.section == "node":
            self._node(known, others)
        else:
            self._edge(known, others)

    def _node(self, known: dict[str, str], others: dict[str, list[str]]) -> None:
        node = DraftNode(known.get("name", ""), known.get("label", ""), {**others})
        node.x, node.y = _float(known.get("x", "")), _float(known.get("y", ""))
        node.size = _float(known.get("width", "") or known.get("height", ""))
        if told := known.get("color"):
            try:
                node.color = color.of_text(told)
            except ValueError:
                self.draft.fault("a colour is none, left out", f"node {raw.shown(node.key)}")
        self.draft.nodes.append(node)

    def _edge(self, known: dict[str, str], others: dict[str, list[str]]) -> None:
        directed = {"true": True, "1": True, "false": False, "0": False}.get(
            known.get("directed", "").lower()
        )
        edge = DraftEdge(known.get("node1", ""), known.get("node2", ""), {**others}, directed=directed)
        if "color" in known:
            self.draft.note("colours of edges were left out")
        if told := known.get("weight"):
            edge.weight = _float(told)
            if edge.weight is None:
                self.draft.fault("a weight is no number, taken for 1", f"edge {edge.source} → {edge.target}")
        self.draft.edges.append(edge)


_NODE: Final = ("name", "label", "x", "y", "width", "height", "color")
_EDGE: Final = ("node1", "node2", "directed", "weight", "color")


def _cells(line: str) -> list[str]:
    """Return the cells of a line, without their quotation marks."""
    cells: list[str] = []
    at = 0
    while at <= len(line):
        cell, at = _cell(line, at)
        cells.append(cell)
    return cells


def _cell(line: str, at: int) -> tuple[str, int]:
    """Return the cell that begins at a place, and where the next one does."""
    begin = at
    while line[begin : begin + 1].isspace():
        begin += 1
    mark = line[begin : begin + 1]
    if mark in _CLOSING:
        closing = next((each for each in _CLOSING[mark].finditer(line, begin + 1) if each[1]), None)
        if closing:
            inner = line[begin + 1 : closing.start()].replace(mark * 2, mark)
            return _ESCAPE.sub(r"\1", inner), closing.end() + 1
    comma = line.find(",", at)
    end = len(line) if comma < 0 else comma
    return line[at:end], end + 1


def _float(cell: str) -> float | None:
    with suppress(ValueError):
        return float(column.number(cell, "float"))
    return None
