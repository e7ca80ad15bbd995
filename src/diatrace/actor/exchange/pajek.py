"""Pajek's .net: vertices by number, arcs (directed) and edges (not), as pairs or as lists, and matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from diatrace.actor.exchange import column, layout, raw
from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.network import Network, Node, Written
from diatrace.errors import SourceError

NAME: Final = "pajek"
TITLE: Final = "Pajek network"
SUFFIX: Final = ".net"

_COMMAND: Final = re.compile(r"\s*\*\s*([a-z]+)\b\s*(.*)", re.IGNORECASE)
_WORD: Final = re.compile(r'"([^"]*)"|(\S+)')
_LINKS: Final = {"arcs": True, "edges": False}
_LISTS: Final = {"arcslist": True, "edgeslist": False}
_RELATION: Final = "relation"


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is a network of Pajek, and why."""
    for line in head.splitlines():
        if line.strip() and not line.lstrip().startswith("%"):
            found = _COMMAND.match(line)
            known = bool(found) and found[1].lower() in ("vertices", "network")  # type: ignore[index]
            return (1.0, "its first line is a command of Pajek") if known else (0.0, "")
    return 0.0, ""


def read(source: raw.Source) -> Network:
    """Read a network of Pajek; raise SourceError where no vertices are announced."""
    text, note = raw.text(source)
    reader = _Reader(note, raw.name_of(source))
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        reader.line(line, number)
    if not reader.announced:
        raise SourceError(f"{raw.name_of(source)} has no line *Vertices", hint="is it another format?")
    return reader.draft.finish()


class _Reader:
    def __init__(self, note: str, name: str) -> None:
        self.draft = Draft()
        self.draft.note(note)
        self.announced = False
        self._name = name
        self._section = ""
        self._relation = ""
        self._row = 0
        self._nodes: dict[str, DraftNode] = {}

    def line(self, line: str, number: int) -> None:
        if not line.strip() or line.lstrip().startswith("%"):
            return
        if found := _COMMAND.match(line):
            self._begin(found[1].lower(), found[2].strip())
            return
        try:
            self._take(_words(line))
        except (ValueError, IndexError):
            self.draft.fault(
                f"a line of *{self._section or 'nothing'} cannot be read, left out", f"line {number}"
            )

    def _begin(self, command: str, rest: str) -> None:
        self._section, self._relation, self._row = command, "", 0
        if command == "vertices":
            self._announce(rest.split())
        elif command in (*_LINKS, *_LISTS, "matrix"):
            words = list(_words(rest))
            self._relation = " ".join(words[1:]) or (words[0].lstrip(":") if words else "")
            if self._relation:
                self.draft.edge_columns.setdefault(_RELATION, Column(_RELATION))
        elif command != "network":
            self.draft.note(f"*{command} was left out")

    def _announce(self, words: list[str]) -> None:
        if self.announced:
            self._section = "another network"
            self.draft.note("the file holds several networks: the first is read")
            return
        count = int(words[0]) if words and words[0].isdecimal() and len(words[0]) < 12 else -1
        if not 0 <= count <= raw.NODE_LIMIT:
            raise SourceError(
                f"{self._name} announces {' '.join(words)[:40] or 'no number of'} vertices",
                hint="the file begins with *Vertices and their number",
            )
        self.announced = True
        self._nodes = {str(key): DraftNode(str(key)) for key in range(1, count + 1)}
        self.draft.nodes = list(self._nodes.values())
        if len(words) > 1 and words[1].isdecimal():
            self.draft.node_columns["mode"] = Column("mode", "int")
            for each in self.draft.nodes:
                each.cells["mode"] = ["1" if int(each.key) <= int(words[1]) else "2"]

    def _take(self, words: list[str]) -> None:
        if self._section == "vertices":
            self._vertex(words)
        elif self._section in _LINKS:
            weight = float(column.number(words[2], "float")) if len(words) > 2 else None
            self._link(words[0], words[1], weight, directed=_LINKS[self._section])
            if len(words) > 3:
                self.draft.note("what is said of lines besides their weight was left out")
        elif self._section in _LISTS:
            for target in words[1:]:
                self._link(words[0], target, None, directed=_LISTS[self._section])
        elif self._section == "matrix":
            self._row += 1
            for number, cell in enumerate(words, start=1):
                if (weight := float(column.number(cell, "float"))) != 0:
                    self._link(str(self._row), str(number), weight, directed=True)

    def _link(self, source: str, target: str, weight: float | None, *, directed: bool) -> None:
        cells = {_RELATION: [self._relation]} if self._relation else {}
        self.draft.edges.append(
            DraftEdge(str(int(source)), str(int(target)), {**cells}, weight, directed=directed)
        )

    def _vertex(self, words: list[str]) -> None:
        key = str(int(words[0]))
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = DraftNode(key)
            self.draft.nodes.append(node)
            self.draft.fault("a vertex is beyond the number announced", f"vertex {key}")
        node.label = words[1] if len(words) > 1 else ""
        numbers: list[float] = []
        for each in words[2:5]:
            with suppress(ValueError):
                numbers.append(float(column.number(each, "float")))
        if len(numbers) >= 2:
            node.x, node.y = numbers[:2]
        self._drawing(node, words[2 + len(numbers) :])

    def _drawing(self, node: DraftNode, words: list[str]) -> None:
        if "x_fact" in words[:-1]:
            with suppress(ValueError):
                node.size = float(column.number(words[words.index("x_fact") + 1], "float"))
        if any(each.startswith("[") for each in words):
            self.draft.note("times at which vertices are there were left out")
        elif words:
            self.draft.note("shapes and colours of vertices were left out")


def _words(line: str) -> list[str]:
    """Return the words of a line; what stands in quotation marks is one."""
    return [found[1] if found[1] is not None else found[2] for found in _WORD.finditer(line)]


def write(network: Network) -> Written:
    """Write a network for Pajek: labels, places, sizes and weighted lines; the rest is told in the notes."""
    numbers: dict[str, int] = {}
    for node in network.nodes:
        numbers.setdefault(node.key, len(numbers) + 1)
    lines = [f"*Vertices {len(network.nodes)}"]
    lines += [_vertex(node, number) for number, node in enumerate(network.nodes, start=1)]
    for title, undirected in (("*Arcs", False), ("*Edges", True)):
        chosen = [each for each in network.edges if (each.both or not network.directed) == undirected]
        lines += [title] if chosen else []
        lines += [
            f"{numbers[each.source]} {numbers[each.target]} {layout.weight(each) or 0.0!r}"
            for each in chosen
            if each.source in numbers and each.target in numbers
        ]
    return Written("\n".join([*lines, ""]).encode(errors="replace"), tuple(_lost(network, numbers)))


def _vertex(node: Node, number: int) -> str:
    label = _label(node)
    at = layout.position(node)
    size = layout.size(node)
    place = f" {at[0]!r} {at[1]!r}" if at else ""
    return f'{number} "{label}"{place}' + (f" x_fact {size!r}" if size is not None and at else "")


def _label(node: Node) -> str:
    return " ".join((node.label or node.key).replace('"', "'").split())


def _lost(network: Network, numbers: dict[str, int]) -> Iterator[str]:
    """Tell what the format cannot hold of a network."""
    if list(numbers) != [str(number) for number in numbers.values()]:
        yield "nodes are known by their number: their keys were left out"
    if any(_label(each) != each.label for each in network.nodes):
        yield "labels: quotation marks and line ends were replaced, keys stand for those that are empty"
    if any(each.fields or each.measures or each.status or each.prefixes for each in network.nodes):
        yield "fields, measures, prefixes and verdicts were left out"
    if any(each.attributes or each.at for each in network.edges):
        yield "dates and attributes of edges were left out"
    dangling = sum(each.source not in numbers or each.target not in numbers for each in network.edges)
    if dangling:
        yield f"{dangling:,} edges without their nodes were left out"
    yield from layout.notes(network)
