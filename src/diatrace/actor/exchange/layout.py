"""How a network is laid out in columns, when it is written to a format that has typed columns.

Identifiers of columns tell what they are (`list:3`), so that a file written here comes back as it was, also through
tools that keep identifiers and know nothing of sites.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from diatrace.actor.exchange import column
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.actor.lru import url_of

_SPACES: Final = str.maketrans({" ": "%20", "\t": "%09", "\n": "%0A", "\r": "%0D", "|": "%7C"})


@dataclass(frozen=True, slots=True)
class Laid:
    """A column to write: its identifier, name and kind, and the cell of a node or an edge (None for no cell)."""

    id: str
    name: str
    kind: str
    cell: Callable[[Any], str | None]


def spaced(addresses: Iterable[str]) -> str:
    """Return addresses parted by spaces."""
    return " ".join(each.translate(_SPACES) for each in addresses)


def prefix_urls(node: Node) -> str:
    """Return the prefixes of a node as addresses parted by spaces."""
    return spaced(map(url_of, node.prefixes))


def field_names(network: Network) -> list[str]:
    """Return the names of all fields, those the network does not list last."""
    held = (name for node in network.nodes for name, values in node.fields.items() if values)
    return list(dict.fromkeys((*network.fields, *held)))


def measure_names(network: Network) -> list[str]:
    """Return the names of all measures, as they come."""
    return list(dict.fromkeys(name for node in network.nodes for name in node.measures))


def node_columns(network: Network) -> list[Laid]:
    """Return the columns of nodes: what makes them sites (where anything does), fields, measures."""
    found = [each for each in _SITE if any(map(each.cell, network.nodes))]
    for name in field_names(network):
        several = any(len(node.fields.get(name, ())) > 1 for node in network.nodes)
        found.append(
            Laid(
                f"{'list' if several else 'field'}:{len(found)}", name, "text", _field(name, several=several)
            )
        )
    for name in measure_names(network):
        values = [node.measures[name] for node in network.nodes if name in node.measures]
        kind = column.scalar_kind(values)
        found.append(Laid(f"measure:{len(found)}", name, kind, _measure(name, kind)))
    return found


def edge_columns(network: Network) -> list[Laid]:
    """Return the columns of edges: the date, and the attributes."""
    found = [_AT] if any(each.at for each in network.edges) else []
    for name in dict.fromkeys(name for edge in network.edges for name in edge.attributes):
        kind = column.scalar_kind(
            [edge.attributes[name] for edge in network.edges if name in edge.attributes]
        )
        found.append(Laid(f"attribute:{len(found)}", name, kind, _attribute(name, kind)))
    return found


def _field(name: str, *, several: bool) -> Callable[[Node], str | None]:
    def cell(node: Node) -> str | None:
        values = node.fields.get(name, ())
        return (column.joined(values) if several else values[0]) if values else None

    return cell


def _measure(name: str, kind: str) -> Callable[[Node], str | None]:
    return lambda node: _said(node.measures, name, kind)


def _attribute(name: str, kind: str) -> Callable[[Edge], str | None]:
    return lambda edge: _said(edge.attributes, name, kind)


def _said(values: Mapping[str, Any], name: str, kind: str) -> str | None:
    if name not in values:
        return None
    value = values[name]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return column.word(int(value) if kind == "int" else value)


def notes(network: Network) -> tuple[str, ...]:
    """Return what no format with typed columns holds of a network, in words."""
    numbers = [*(each.measures for each in network.nodes), *(each.attributes for each in network.edges)]
    lost = sum(
        isinstance(value, float) and not math.isfinite(value) for held in numbers for value in held.values()
    )
    lost += sum(not math.isfinite(each.weight) for each in network.edges)
    return (f"{lost:,} numbers that are not finite were left out",) if lost else ()


_SITE: Final = (
    Laid("site:0", "status", "text", lambda node: node.status or None),
    Laid("site:1", "homepage", "text", lambda node: node.home or None),
    Laid("site:2", "prefixes", "text", lambda node: prefix_urls(node) or None),
    Laid("site:3", "startpages", "text", lambda node: spaced(node.starts) or None),
)
_AT: Final = Laid("edge:0", "date", "text", lambda edge: edge.at or None)


def position(node: Node) -> tuple[float, float] | None:
    """Return where a node is drawn, None where one does not know."""
    if node.x is None or node.y is None or not (math.isfinite(node.x) and math.isfinite(node.y)):
        return None
    return float(node.x), float(node.y)


def size(node: Node) -> float | None:
    """Return how large a node is drawn, None where one does not know."""
    return None if node.size is None or not 0 <= node.size < math.inf else float(node.size)


def weight(edge: Edge) -> float | None:
    """Return the weight of an edge, None where it is no number."""
    return float(edge.weight) if math.isfinite(edge.weight) else None


def drawing_notes(network: Network) -> tuple[str, ...]:
    """Return how many nodes are drawn in a way that cannot be written."""
    lost = sum(
        ((each.x, each.y) != (None, None) and position(each) is None)
        or (each.size is not None and size(each) is None)
        for each in network.nodes
    )
    return (f"{lost:,} nodes have a place or a size that is no number, left out",) if lost else ()
