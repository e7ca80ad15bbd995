"""GEXF, the format of Gephi: versions 1.1 to 1.3 read, 1.3 written (https://gexf.net).

The schema allows what the format never held (any order, `attvalue` by `id`, other namespaces for `viz`), because files
do. What changes over time is read as it was last; nodes within nodes become a field `parent`.
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

NAME: Final = "gexf"
TITLE: Final = "GEXF (Gephi)"
SUFFIX: Final = ".gexf"

_TYPES: Final = {"text": "string", "float": "double", "bool": "boolean"}
_PARENT: Final = "parent"
_LIFE: Final = ("start", "startopen", "end", "endopen", "timestamp", "intervals", "timestamps")


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is GEXF, and why."""
    return (1.0, "its outermost element is gexf") if "<gexf" in head[:4096] else (0.0, "")


def read(source: raw.Source) -> Network:
    """Read a GEXF file; raise SourceError where it is none."""
    handler = _Reader()
    for fault in xml.parse(raw.load(source), handler, name=raw.name_of(source)):
        handler.draft.fault(fault, "the file")
    if not handler.seen:
        raise SourceError(f"{raw.name_of(source)} has no element gexf", hint="is it another format?")
    return handler.draft.finish()


class _Reader:
    def __init__(self) -> None:
        self.draft = Draft(directed=False)
        self.seen = False
        self._columns: dict[str, Column] = {}
        self._column: Column | None = None
        self._owners: list[DraftNode | DraftEdge] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        begin = _BEGIN.get(name)
        if begin:
            begin(self, attributes)
        elif name in ("thickness", "shape"):
            self.draft.note(f"the {name} of nodes or edges was left out")

    def end(self, name: str, text: str) -> None:
        if name in ("node", "edge") and self._owners:
            self._owners.pop()
        elif name == "default" and self._column:
            self._column.default = text

    def gexf(self, attributes: Mapping[str, str]) -> None:
        self.seen = True
        self.draft.note(f"GEXF {attributes.get('version', 'of no version')}")

    def graph(self, attributes: Mapping[str, str]) -> None:
        self.draft.directed = attributes.get("defaultedgetype", "undirected") != "undirected"
        if attributes.get("mode") == "dynamic":
            self.draft.note("the network changes over time: it is read as it was last")

    def attributes(self, attributes: Mapping[str, str]) -> None:
        edges = attributes.get("class") == "edge"
        self._columns = self.draft.edge_columns if edges else self.draft.node_columns

    def attribute(self, attributes: Mapping[str, str]) -> None:
        identifier = attributes.get("id", "")
        name = attributes.get("title", identifier)
        told = attributes.get("type", "string")
        kind = column.kind_of(told)
        if not kind:
            self.draft.fault(
                f"type {raw.shown(told)} is not of the format, read as text", f"attribute {name}"
            )
        self._column = self._columns[identifier] = Column(name, kind or "text", column.role_of(identifier))

    def node(self, attributes: Mapping[str, str]) -> None:
        node = DraftNode(attributes.get("id", ""), attributes.get("label", ""))
        if "id" not in attributes:
            self.draft.fault("a node has no id", f"node {len(self.draft.nodes) + 1}")
        above = next((each.key for each in reversed(self._owners) if isinstance(each, DraftNode)), "")
        if parent := attributes.get("pid", above):
            self._parent(node, parent)
        self._life(attributes)
        self._owners.append(node)
        self.draft.nodes.append(node)

    def _parent(self, node: DraftNode, key: str) -> None:
        self.draft.node_columns.setdefault(_PARENT, Column(_PARENT))
        self.draft.note("nodes stand within nodes: the field parent tells which")
        node.cells.setdefault(_PARENT, []).append(key)

    def parent(self, attributes: Mapping[str, str]) -> None:
        if self._owners and isinstance(owner := self._owners[-1], DraftNode):
            self._parent(owner, attributes.get("for", ""))

    def edge(self, attributes: Mapping[str, str]) -> None:
        told = attributes.get("type")
        edge = DraftEdge(
            attributes.get("source", ""),
            attributes.get("target", ""),
            directed=told == "directed" if told in ("directed", "undirected", "mutual") else None,
        )
        for name in ("weight", "label", "kind"):
            if name in attributes:
                kind = "float" if name == "weight" else "text"
                self.draft.edge_columns.setdefault(f"@{name}", Column(name, kind))
                edge.cells[f"@{name}"] = [attributes[name]]
        edge.at = attributes.get("start") or attributes.get("timestamp") or ""
        self._life(attributes)
        self._owners.append(edge)
        self.draft.edges.append(edge)

    def attvalue(self, attributes: Mapping[str, str]) -> None:
        if not self._owners:
            return
        owner = self._owners[-1]
        columns = self.draft.node_columns if isinstance(owner, DraftNode) else self.draft.edge_columns
        identifier = attributes.get("for", attributes.get("id", ""))
        if identifier not in columns:
            self.draft.fault(
                "a value is of no declared attribute, read as text", f"attribute {raw.shown(identifier)}"
            )
            columns[identifier] = Column(identifier)
        self._life(attributes)
        owner.cells.setdefault(identifier, []).append(attributes.get("value", ""))

    def spell(self, attributes: Mapping[str, str]) -> None:
        self._life(attributes)
        if self._owners and isinstance(owner := self._owners[-1], DraftEdge):
            owner.at = owner.at or attributes.get("start", "")

    def _life(self, attributes: Mapping[str, str]) -> None:
        if not attributes.keys().isdisjoint(_LIFE):
            self.draft.note(
                "times at which nodes, edges or values begin and end were left out, but for an edge's first"
            )

    def color(self, attributes: Mapping[str, str]) -> None:
        if not self._owners or not isinstance(owner := self._owners[-1], DraftNode):
            self.draft.note("colours of edges were left out")
            return
        try:
            if "hex" in attributes:
                owner.color = color.of_text(attributes["hex"])
            else:
                red, green, blue = (float(attributes[each]) for each in "rgb")
                owner.color = color.of_channels(red, green, blue, float(attributes.get("a", 1)))
        except (KeyError, ValueError, OverflowError):
            self.draft.fault("a colour is none, left out", f"node {raw.shown(owner.key)}")

    def position(self, attributes: Mapping[str, str]) -> None:
        if self._owners and isinstance(owner := self._owners[-1], DraftNode):
            owner.x, owner.y = self._number(attributes, "x"), self._number(attributes, "y")
            if self._number(attributes, "z"):
                self.draft.note("a third dimension (z) was left out")

    def size(self, attributes: Mapping[str, str]) -> None:
        if self._owners and isinstance(owner := self._owners[-1], DraftNode):
            owner.size = self._number(attributes, "value")

    def _number(self, attributes: Mapping[str, str], name: str) -> float | None:
        with suppress(ValueError):
            return float(column.number(attributes.get(name, ""), "float"))
        return None


_BEGIN: Final = {
    name: getattr(_Reader, name)
    for name in (
        "gexf", "graph", "attributes", "attribute", "node", "edge", "attvalue", "parent", "spell", "color",
        "position", "size",
    )
}  # fmt: skip


def write(network: Network, *, creator: str = "Diatrace") -> Written:
    """Write a network as GEXF 1.3; the same network gives the same bytes."""
    out = xml.Writer()
    out.open("gexf", xmlns="http://gexf.net/1.3", xmlns_viz="http://gexf.net/1.3/viz", version="1.3")
    out.open("meta")
    out.element("creator", creator)
    out.close()
    out.open("graph", mode="static", defaultedgetype="directed" if network.directed else "undirected")
    nodes, edges = layout.node_columns(network), layout.edge_columns(network)
    _declare(out, "node", nodes, network.nodes)
    _declare(out, "edge", edges, network.edges)
    out.open("nodes", count=str(len(network.nodes)))
    for node in network.nodes:
        _node(out, node, nodes)
    out.close()
    out.open("edges", count=str(len(network.edges)))
    for number, edge in enumerate(network.edges):
        _edge(out, edge, edges, number)
    for _ in range(3):
        out.close()
    return Written(out.bytes(), (*layout.notes(network), *layout.drawing_notes(network), *out.notes()))


def _declare(
    out: xml.Writer, owner: str, columns: list[Laid], held: tuple[Node, ...] | tuple[Edge, ...]
) -> None:
    if not columns:
        return
    out.open("attributes", class_=owner, mode="static")
    for each in columns:
        out.element("attribute", id=each.id, title=each.name, type=_type(each, held))
    out.close()


def _type(laid: Laid, held: tuple[Node, ...] | tuple[Edge, ...]) -> str:
    """Return the type of a column: whole numbers get the smallest that holds them all."""
    if laid.kind != "int":
        return _TYPES[laid.kind]
    greatest = max(abs(int(cell)) for cell in map(laid.cell, held) if cell is not None)
    return "integer" if greatest < 2**31 else "long" if greatest < 2**63 else "biginteger"


def _values(out: xml.Writer, owner: Node | Edge, columns: list[Laid]) -> None:
    cells = [(each.id, cell) for each in columns if (cell := each.cell(owner)) is not None]
    if cells:
        out.open("attvalues")
        for identifier, cell in cells:
            out.element("attvalue", for_=identifier, value=cell)
        out.close()


def _node(out: xml.Writer, node: Node, columns: list[Laid]) -> None:
    out.open("node", id=node.key, **({"label": node.label} if node.label else {}))
    _values(out, node, columns)
    with suppress(ValueError):
        red, green, blue, alpha = color.channels(node.color)
        opacity = {} if alpha == 1 else {"a": repr(alpha)}
        out.element("viz:color", r=str(red), g=str(green), b=str(blue), **opacity)
    if (at := layout.position(node)) is not None:
        out.element("viz:position", x=repr(at[0]), y=repr(at[1]))
    if (size := layout.size(node)) is not None:
        out.element("viz:size", value=repr(size))
    out.close()


def _edge(out: xml.Writer, edge: Edge, columns: list[Laid], number: int) -> None:
    way = {"type": "mutual"} if edge.both else {}
    weight = layout.weight(edge)
    weighed = {"weight": repr(weight)} if weight is not None else {}
    out.open("edge", id=str(number), source=edge.source, target=edge.target, **way, **weighed)
    _values(out, edge, columns)
    out.close()
