"""GraphML, as Gephi, networkx, igraph and yEd write it (http://graphml.graphdrawing.org).

Label, place, size and colour are keys of Gephi's names, or within yEd's drawings. Ports and hyperedges are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from diatrace.actor.exchange import color, column, layout, raw, xml
from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.layout import Laid
from diatrace.actor.exchange.network import Edge, Network, Node, Written
from diatrace.errors import SourceError

NAME: Final = "graphml"
TITLE: Final = "GraphML"
SUFFIX: Final = ".graphml"

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_TYPES: Final = {"text": "string", "int": "long", "float": "double", "bool": "boolean"}
_DRAWN: Final = {
    "x": "double",
    "y": "double",
    "size": "double",
    "r": "int",
    "g": "int",
    "b": "int",
    "alpha": "double",
}
_PARENT: Final = "parent"


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is GraphML, and why."""
    return (1.0, "its outermost element is graphml") if "<graphml" in head[:4096] else (0.0, "")


def read(source: raw.Source) -> Network:
    """Read a GraphML file; raise SourceError where it is none."""
    handler = _Reader()
    for fault in xml.parse(raw.load(source), handler, name=raw.name_of(source)):
        handler.draft.fault(fault, "the file")
    if not handler.seen:
        raise SourceError(f"{raw.name_of(source)} has no element graphml", hint="is it another format?")
    handler.draw()
    return handler.draft.finish()


class _Reader:
    def __init__(self) -> None:
        self.draft = Draft()
        self.seen = False
        self._graphs = 0
        self._key: tuple[str, Column] = ("", Column(""))
        self._data = ""
        self._owners: list[DraftNode | DraftEdge] = []
        self._drawing: set[str] = set()  # keys of yEd's drawings, and of things that are no text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "graphml":
            self.seen = True
        elif name == "graph":
            self._graph(attributes)
        elif name == "key":
            self._declare(attributes)
        elif name == "data":
            self._data = attributes.get("key", "")
        elif name == "node":
            self._node(attributes)
        elif name == "edge":
            self._edge(attributes)
        elif name in ("port", "hyperedge"):
            self.draft.note(f"a {name} of GraphML is nothing here: left out")
        elif name in ("Geometry", "Fill"):
            self._yed(name, attributes)

    def end(self, name: str, text: str) -> None:
        if name in ("node", "edge") and self._owners:
            self._owners.pop()
        elif name == "data":
            self._value(text)
            self._data = ""
        elif name == "default":
            self._key[1].default = text
        elif name == "NodeLabel" and self._owners and isinstance(owner := self._owners[-1], DraftNode):
            owner.label = owner.label or text.strip()

    def _graph(self, attributes: Mapping[str, str]) -> None:
        self._graphs += 1
        if self._graphs == 1:
            self.draft.directed = attributes.get("edgedefault", "directed") != "undirected"
        elif not self._owners:
            self.draft.note("the file holds several graphs: they are read as one")

    def _declare(self, attributes: Mapping[str, str]) -> None:
        identifier = attributes.get("id", "")
        name, told = attributes.get("attr.name", identifier), attributes.get("attr.type", "string")
        kind = column.kind_of(told)
        if not kind:
            self.draft.fault(f"type {raw.shown(told)} is not of the format, read as text", f"key {name}")
        self._key = identifier, Column(name, kind or "text", column.role_of(identifier))
        owner = attributes.get("for", "all")
        if "yfiles.type" in attributes:
            self._drawing.add(identifier)
            return
        if owner in ("node", "all"):
            self.draft.node_columns[identifier] = self._key[1]
        if owner in ("edge", "all"):
            copy = self._key[1] if owner == "edge" else Column(name, kind or "text")
            self.draft.edge_columns[identifier] = copy

    def _node(self, attributes: Mapping[str, str]) -> None:
        node = DraftNode(attributes.get("id", ""))
        above = next((each.key for each in reversed(self._owners) if isinstance(each, DraftNode)), "")
        if above:
            self.draft.node_columns.setdefault(_PARENT, Column(_PARENT))
            self.draft.note("nodes stand within nodes: the field parent tells which")
            node.cells[_PARENT] = [above]
        self._owners.append(node)
        self.draft.nodes.append(node)

    def _edge(self, attributes: Mapping[str, str]) -> None:
        if "sourceport" in attributes or "targetport" in attributes:
            self.draft.note("a port of GraphML is nothing here: left out")
        told = {"true": True, "false": False}.get(attributes.get("directed", ""))
        edge = DraftEdge(attributes.get("source", ""), attributes.get("target", ""), directed=told)
        self._owners.append(edge)
        self.draft.edges.append(edge)

    def _value(self, text: str) -> None:
        if not self._owners or self._data in self._drawing:
            return
        owner = self._owners[-1]
        columns = self.draft.node_columns if isinstance(owner, DraftNode) else self.draft.edge_columns
        if self._data not in columns:
            self.draft.fault("a value is of no declared key, read as text", f"key {raw.shown(self._data)}")
            columns[self._data] = Column(self._data)
        owner.cells.setdefault(self._data, []).append(text)

    def _yed(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._owners or not isinstance(owner := self._owners[-1], DraftNode):
            return
        with suppress(ValueError, KeyError):
            if name == "Fill":
                owner.color = color.of_text(attributes["color"])
            else:
                owner.x, owner.y = (float(column.number(attributes[each], "float")) for each in "xy")
                owner.size = float(column.number(attributes.get("width", ""), "float"))

    def draw(self) -> None:
        """Take label, place, size and colour from the keys that have Gephi's names."""
        named = {each.name.lower(): key for key, each in self.draft.node_columns.items() if not each.role}
        label = named.get("label")
        drawn = [name for name in _DRAWN if name in named and self._numbers(named[name])]
        taken = [label] if label else []
        taken += [named[name] for name in drawn]
        for node in self.draft.nodes:
            if label and label in node.cells:
                node.label = node.cells[label][-1]
            self._place(
                node,
                {name: float(node.cells[named[name]][-1]) for name in drawn if named[name] in node.cells},
            )
            node.cells = {key: cells for key, cells in node.cells.items() if key not in taken}
        for key in taken:
            del self.draft.node_columns[key]

    def _numbers(self, key: str) -> bool:
        """Say whether a key of numbers holds numbers only."""
        if self.draft.node_columns[key].kind not in ("int", "float"):
            return False
        try:
            for node in self.draft.nodes:
                for cell in node.cells.get(key, ()):
                    column.number(cell, "float")
        except ValueError:
            return False
        return True

    def _place(self, node: DraftNode, drawn: Mapping[str, float]) -> None:
        node.x, node.y = drawn.get("x", node.x), drawn.get("y", node.y)
        node.size = drawn.get("size", node.size)
        if drawn.keys() >= {"r", "g", "b"}:
            with suppress(ValueError):
                node.color = color.of_channels(drawn["r"], drawn["g"], drawn["b"], drawn.get("alpha", 1.0))


def write(network: Network) -> Written:
    """Write a network as GraphML; the same network gives the same bytes."""
    out = xml.Writer()
    out.open("graphml", xmlns=_NAMESPACE)
    nodes, edges = layout.node_columns(network), layout.edge_columns(network)
    out.element("key", id="label", for_="node", **{"attr.name": "label", "attr.type": "string"})
    drawn = [name for name in _DRAWN if any(name in _drawn(node) for node in network.nodes)]
    for name in drawn:
        out.element("key", id=name, for_="node", **{"attr.name": name, "attr.type": _DRAWN[name]})
    out.element("key", id="weight", for_="edge", **{"attr.name": "weight", "attr.type": "double"})
    for owner, columns in (("node", nodes), ("edge", edges)):
        for each in columns:
            out.element(
                "key", id=each.id, for_=owner, **{"attr.name": each.name, "attr.type": _TYPES[each.kind]}
            )
    out.open("graph", edgedefault="directed" if network.directed else "undirected")
    for node in network.nodes:
        _node(out, node, nodes)
    for edge in network.edges:
        _edge(out, edge, edges)
    out.close()
    out.close()
    return Written(out.bytes(), (*layout.notes(network), *layout.drawing_notes(network), *out.notes()))


def _drawn(node: Node) -> dict[str, str]:
    """Return how a node is drawn, by Gephi's names."""
    found: dict[str, str] = {}
    if (at := layout.position(node)) is not None:
        found |= {"x": repr(at[0]), "y": repr(at[1])}
    if (size := layout.size(node)) is not None:
        found["size"] = repr(size)
    with suppress(ValueError):
        red, green, blue, alpha = color.channels(node.color)
        found |= {"r": str(red), "g": str(green), "b": str(blue)}
        found |= {} if alpha == 1 else {"alpha": repr(alpha)}
    return found


def _data(out: xml.Writer, owner: Node | Edge, columns: list[Laid]) -> None:
    for each in columns:
        if (cell := each.cell(owner)) is not None:
            out.element("data", cell, key=each.id)


def _node(out: xml.Writer, node: Node, columns: list[Laid]) -> None:
    out.open("node", id=node.key)
    if node.label:
        out.element("data", node.label, key="label")
    for name, value in _drawn(node).items():
        out.element("data", value, key=name)
    _data(out, node, columns)
    out.close()


def _edge(out: xml.Writer, edge: Edge, columns: list[Laid]) -> None:
    way = {"directed": "false"} if edge.both else {}
    out.open("edge", source=edge.source, target=edge.target, **way)
    if (weight := layout.weight(edge)) is not None:
        out.element("data", repr(weight), key="weight")
    _data(out, edge, columns)
    out.close()
