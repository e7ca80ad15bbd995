"""Graphs in JSON: MiniVan's bundles, graphology's exports, and plain lists of nodes and edges (or links)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from diatrace.actor.exchange import color, raw
from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.json import decoded
from diatrace.actor.exchange.network import Network
from diatrace.errors import SourceError

NAME: Final = "graph"
TITLE: Final = "Graph in JSON (MiniVan, graphology)"
SUFFIX: Final = ".json"

_DRAWN: Final = ("label", "x", "y", "size", "color")
_OUTER: Final = ("key", "id", "source", "target", "undirected", "attributes")


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is a graph in JSON, and why."""
    if not head.lstrip().startswith("{"):
        return 0.0, ""
    if '"bundleVersion"' in head:
        return 0.95, "it is a bundle of MiniVan"
    if '"nodes"' in head and (
        '"edges"' in head or '"links"' in head or '"attributes"' in head or '"id"' in head
    ):
        return 0.8, "it is an object with nodes"
    return 0.0, ""


def read(source: raw.Source) -> Network:
    """Read a graph in JSON; raise SourceError where there are no nodes."""
    bundle = decoded(source)
    graph = _graph(bundle)
    if graph is None:
        raise SourceError(f"{raw.name_of(source)} holds no list of nodes", hint="is it a graph?")
    draft = Draft(directed=_directed(bundle, graph))
    if isinstance(bundle.get("title"), str):
        draft.note(f"title: {raw.shown(bundle['title'])}")
    names = _titles(bundle)
    for number, each in enumerate(graph["nodes"], start=1):
        _node(draft, each, number, names)
    for number, each in enumerate(_edges(graph), start=1):
        _edge(draft, each, number)
    return draft.finish()


def _graph(bundle: Any) -> dict[str, Any] | None:
    """Return the object that holds the nodes: the bundle, or one within it."""
    candidates = (
        [bundle, *(bundle.get(each) for each in ("graph", "g", "network"))]
        if isinstance(bundle, dict)
        else []
    )
    return next(
        (each for each in candidates if isinstance(each, dict) and isinstance(each.get("nodes"), list)), None
    )


def _edges(graph: Mapping[str, Any]) -> list[Any]:
    found = graph.get("edges", graph.get("links"))
    return found if isinstance(found, list) else []


def _directed(bundle: Mapping[str, Any], graph: Mapping[str, Any]) -> bool:
    for held in (graph, bundle):
        for name in ("options", "settings"):
            said = held.get(name)
            if isinstance(said, dict) and isinstance(said.get("type"), str):
                return str(said["type"]) != "undirected"
        if isinstance(held.get("directed"), bool):
            return bool(held["directed"])
    return True


def _titles(bundle: Mapping[str, Any]) -> set[str]:
    """Return the fields that the bundle's model takes for categories, though their values may look like numbers."""
    model = bundle.get("model")
    attributes = model.get("nodeAttributes") if isinstance(model, dict) else None
    held = [each for each in attributes if isinstance(each, dict)] if isinstance(attributes, list) else []
    return {str(each.get("key")) for each in held if each.get("type") == "partition"}


def _node(draft: Draft, found: Any, number: int, categories: set[str]) -> None:
    if not isinstance(found, dict):
        draft.fault("a node is no object, left out", f"node {number}")
        return
    key = found.get("key", found.get("id"))
    if key is None or isinstance(key, dict | list):
        draft.fault("a node has no key: its place in the file is taken", f"node {number}")
        key = f"node {number}"
    held = {**_others(found), **_attributes(found)}
    node = DraftNode(str(key), str(held.get("label") or ""))
    node.x, node.y, node.size = (_float(held.get(each)) for each in ("x", "y", "size"))
    if isinstance(held.get("color"), str):
        try:
            node.color = color.of_text(held["color"])
        except ValueError:
            draft.fault("a colour is none, left out", f"node {raw.shown(node.key)}")
    for name, value in held.items():
        if name not in _DRAWN and value is not None:
            draft.node_columns.setdefault(name, Column(name))
            node.cells[name] = [
                str(value) if name in categories and isinstance(value, int | float) else value
            ]
    draft.nodes.append(node)


def _edge(draft: Draft, found: Any, number: int) -> None:
    ends = (found.get("source"), found.get("target")) if isinstance(found, dict) else (None, None)
    source, target = (each.get("id") if isinstance(each, dict) else each for each in ends)
    if source is None or target is None:
        draft.fault("an edge has no source or target, left out", f"edge {number}")
        return
    held = {**_others(found), **_attributes(found)}
    undirected = found.get("undirected")
    edge = DraftEdge(
        str(source), str(target), directed=not undirected if isinstance(undirected, bool) else None
    )
    for name, value in held.items():
        if name in ("color", "size", "x", "y"):
            draft.note("colours and sizes of edges were left out")
        elif value is not None:
            draft.edge_columns.setdefault(name, Column(name))
            edge.cells[name] = [value]
    draft.edges.append(edge)


def _attributes(found: Mapping[str, Any]) -> Mapping[str, Any]:
    held = found.get("attributes")
    return held if isinstance(held, dict) else {}


def _others(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in _OUTER}


def _float(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    with suppress(TypeError, ValueError, OverflowError):
        return float(value)
    return None
