"""What is wrong in a network, and how it could be mended: offered, shown change by change, applied when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from diatrace.actor.exchange import mojibake
from diatrace.actor.exchange.column import FILLERS, listed
from diatrace.actor.exchange.network import Edge, Fault, Network, Node, Scalar, site_prefix
from diatrace.actor.exchange.raw import shown
from diatrace.errors import UnknownName

_SHORT: Final = 60
"""Characters beyond which the parts of a cell are sentences rather than values."""


class Change(NamedTuple):
    """One thing a repair changes: where, what it was, what it will be (empty where it goes)."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to mend one thing: its name, what it is about in words, each change, and how to make them."""

    name: str
    what: str
    changes: tuple[Change, ...]
    mend: Callable[[Network], Network]

    def apply(self, network: Network) -> Network:
        """Return the network mended, looked at anew; a note says that it was."""
        mended = self.mend(network)
        kept = tuple(each for each in network.faults if not each.repair)
        done = f"repaired, {self.name}: {len(self.changes):,} changes"
        return replace(mended, faults=(*kept, *examine(mended)), notes=(*network.notes, done))


def repairs(network: Network) -> list[Repair]:
    """Return the repairs a network could do with; none where nothing is wrong."""
    return [each for find in _FINDERS for each in find(network) if each.changes]


def repaired(network: Network, names: Iterable[str]) -> Network:
    """Return the network after these repairs, in this order; raise UnknownName with those on offer."""
    for name in names:
        offered = {each.name: each for each in repairs(network)}
        if name not in offered:
            raise UnknownName(
                f"no repair is called {name!r}", hint=f"on offer: {', '.join(offered) or 'none'}"
            )
        network = offered[name].apply(network)
    return network


def examine(network: Network) -> tuple[Fault, ...]:
    """Return what repairs could mend, one fault each; where there is a choice of repairs, it names them all."""
    found: dict[str, list[Repair]] = {}
    for each in repairs(network):
        found.setdefault(each.what, []).append(each)
    return tuple(
        Fault(_places(offered[0].changes), what, " or ".join(each.name for each in offered))
        for what, offered in found.items()
    )


def _places(changes: tuple[Change, ...]) -> str:
    more = len(changes) - 3
    return ", ".join(each.where for each in changes[:3]) + (f" and {more:,} more" if more > 0 else "")


def _node(node: Node) -> str:
    return f"node {shown(node.key)}"


def _edge(edge: Edge) -> str:
    return f"edge {shown(edge.source, 30)} → {shown(edge.target, 30)}"


def _same_keys(network: Network) -> Iterator[Repair]:
    counts = Counter(each.key for each in network.nodes)
    changes = tuple(
        Change(f"node {shown(key)}", f"{count} nodes", "1 node") for key, count in counts.items() if count > 1
    )
    what = f"keys that stand for several nodes: {len(changes):,}"
    yield Repair("merge nodes of one key", what, changes, _merged_nodes)


def _merged_nodes(network: Network) -> Network:
    found: dict[str, Node] = {}
    for each in network.nodes:
        found[each.key] = _merged(found[each.key], each) if each.key in found else each
    return replace(network, nodes=tuple(found.values()))


def _merged(first: Node, second: Node) -> Node:
    """Return two nodes as one: what the first says stands, fields and prefixes are joined."""
    fields = {
        name: tuple(dict.fromkeys((*first.fields.get(name, ()), *second.fields.get(name, ()))))
        for name in {**first.fields, **second.fields}
    }
    return replace(
        first,
        label=first.label or second.label,
        prefixes=tuple(dict.fromkeys((*first.prefixes, *second.prefixes))),
        home=first.home or second.home,
        starts=tuple(dict.fromkeys((*first.starts, *second.starts))),
        status=first.status or second.status,
        fields=fields,
        measures={**second.measures, **first.measures},
        x=second.x if first.x is None else first.x,
        y=second.y if first.y is None else first.y,
        size=second.size if first.size is None else first.size,
        color=first.color or second.color,
    )


def _dangling(network: Network) -> Iterator[Repair]:
    keys = {each.key for each in network.nodes}
    missing = dict.fromkeys(
        key for each in network.edges for key in (each.source, each.target) if key not in keys
    )
    edges = [each for each in network.edges if each.source in missing or each.target in missing]
    what = f"edges that begin or end at nodes the file does not have: {len(edges):,}, nodes: {len(missing):,}"
    added = tuple(Change(f"node {shown(key)}", "", key) for key in missing)
    dropped = tuple(Change(_edge(each), "an edge", "") for each in edges)
    yield Repair("add missing nodes", what, added, _with_missing)
    yield Repair("drop edges without nodes", what, dropped, _without_dangling)


def _with_missing(network: Network) -> Network:
    nodes = {each.key: each for each in network.nodes}
    ends = (key for each in network.edges for key in (each.source, each.target))
    added = tuple(Node(key) for key in dict.fromkeys(ends) if key not in nodes)
    return replace(network, nodes=network.nodes + added)


def _without_dangling(network: Network) -> Network:
    keys = {each.key for each in network.nodes}
    edges = tuple(each for each in network.edges if each.source in keys and each.target in keys)
    return replace(network, edges=edges)


def _loops(network: Network) -> Iterator[Repair]:
    changes = tuple(
        Change(_edge(each), "an edge", "") for each in network.edges if each.source == each.target
    )

    def mend(network: Network) -> Network:
        return replace(network, edges=tuple(each for each in network.edges if each.source != each.target))

    yield Repair("drop self-loops", f"edges that lead from a node to itself: {len(changes):,}", changes, mend)


def _both_ways(network: Network) -> Iterator[Repair]:
    changes = tuple(
        Change(_edge(each), "one edge, both ways", "two edges") for each in network.edges if each.both
    )
    what = f"edges without direction in a network that has: {len(changes):,}"
    yield Repair("two edges for both ways", what, changes, _two_ways)


def _two_ways(network: Network) -> Network:
    edges: list[Edge] = []
    for each in network.edges:
        edges.append(replace(each, both=False))
        if each.both and each.source != each.target:
            edges.append(replace(each, source=each.target, target=each.source, both=False))
    return replace(network, edges=tuple(edges))


def _pair(edge: Edge, *, directed: bool) -> tuple[str, str, bool]:
    ends = (edge.source, edge.target)
    low, high = ends if directed and not edge.both else (min(ends), max(ends))
    return low, high, edge.both


def _parallel(network: Network) -> Iterator[Repair]:
    seen: Counter[tuple[str, str, bool]] = Counter()
    changes: list[Change] = []
    for each in network.edges:
        pair = _pair(each, directed=network.directed)
        seen[pair] += 1
        if seen[pair] > 1:
            changes.append(Change(_edge(each), "an edge of its own", "added to the first of the pair"))
    what = f"edges that repeat a pair of nodes{'' if network.directed else ', direction left aside'}: {len(changes):,}"
    yield Repair("merge parallel edges", what, tuple(changes), _merged_edges)


def _merged_edges(network: Network) -> Network:
    found: dict[tuple[str, str, bool], Edge] = {}
    for each in network.edges:
        pair = _pair(each, directed=network.directed)
        found[pair] = _added(found[pair], each) if pair in found else each
    return replace(network, edges=tuple(found.values()))


def _added(first: Edge, second: Edge) -> Edge:
    """Return two edges as one: weights and counts are added, dates span both, else what the first says stands."""
    attributes: dict[str, Scalar] = {**second.attributes, **first.attributes}
    for name in first.attributes.keys() & second.attributes.keys():
        one, two = first.attributes[name], second.attributes[name]
        if name in ("count", "weight") and not isinstance(one, str) and not isinstance(two, str):
            attributes[name] = one + two
        elif name in ("first", "start") and isinstance(one, str) and isinstance(two, str):
            attributes[name] = min(one, two)
        elif name in ("last", "end") and isinstance(one, str) and isinstance(two, str):
            attributes[name] = max(one, two)
    at = min((each for each in (first.at, second.at) if each), default="")
    return replace(first, weight=first.weight + second.weight, attributes=attributes, at=at)


def _texts(name: str, what: str, mended: Callable[[str], str]) -> Callable[[Network], Iterator[Repair]]:
    """Return the finder of a repair that mends labels and the values of fields, each for itself."""

    def find(network: Network) -> Iterator[Repair]:
        texts = (
            (node, place, text)
            for node in network.nodes
            for place, values in (("label", (node.label,)), *node.fields.items())
            for text in values
        )
        changes = tuple(
            Change(f"{place} of {_node(node)}", text, new)
            for node, place, text in texts
            if (new := mended(text)) != text
        )
        yield Repair(name, f"{what}: {len(changes):,}", changes, lambda network: _mended(network, mended))

    return find


def _mended(network: Network, mended: Callable[[str], str]) -> Network:
    def fields(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        new = {name: tuple(filter(None, map(mended, values))) for name, values in found.items()}
        return {name: values for name, values in new.items() if values}

    nodes = tuple(
        replace(each, label=mended(each.label), fields=fields(each.fields)) for each in network.nodes
    )
    return replace(network, nodes=nodes)


def _fields(network: Network) -> Iterator[Repair]:
    """Offer what can be done to whole fields: drop those that say nothing, open cells that hold several values."""
    for name in network.fields:
        values = [(node, node.fields[name]) for node in network.nodes if name in node.fields]
        texts = [text for _, held in values for text in held]
        if all(text.strip().lower() in FILLERS for text in texts):
            yield _field_repair(f"drop {name}", f"{name} holds filler only", name, values, lambda _: ())
        elif len(texts) > 1 and len(values) == len(network.nodes) and all(v == (n.label,) for n, v in values):
            yield _field_repair(f"drop {name}", f"{name} repeats the label", name, values, lambda _: ())
        elif any(_bracketed(text) for text in texts):
            what = f"{name} holds lists written out in brackets"
            yield _field_repair(f"unwrap {name}", what, name, values, _unwrapped)
        for mark in "|;":
            if _several(texts, mark):
                what = f"{name} holds several values in one cell, parted by {mark}"
                yield _field_repair(f"split {name} at {mark}", what, name, values, _splitter(mark))


def _field_repair(
    name: str,
    what: str,
    field: str,
    values: list[tuple[Node, tuple[str, ...]]],
    mended: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> Repair:
    changes = tuple(
        Change(f"{field} of {_node(node)}", " | ".join(held), " | ".join(mended(held)))
        for node, held in values
        if mended(held) != held
    )

    def mend(network: Network) -> Network:
        nodes = [
            replace(each, fields=_with(each.fields, field, mended(each.fields[field])))
            if field in each.fields
            else each
            for each in network.nodes
        ]
        left = any(field in each.fields for each in nodes)
        kept = tuple(each for each in network.fields if left or each != field)
        return replace(network, nodes=tuple(nodes), fields=kept)

    return Repair(name, what, changes, mend)


def _with(
    fields: Mapping[str, tuple[str, ...]], name: str, values: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    return {key: values if key == name else held for key, held in fields.items() if key != name or values}


def _bracketed(text: str) -> bool:
    return len(text) > 2 and text.startswith("[") and text.endswith("]")


def _unwrapped(values: tuple[str, ...]) -> tuple[str, ...]:
    opened = (listed(each) if _bracketed(each) else (each,) for each in values)
    return tuple(dict.fromkeys(value for each in opened for value in each))


def _several(texts: list[str], mark: str) -> bool:
    parted = [text for text in texts if mark in text and not text.startswith("s:http")]
    return bool(parted) and all(len(part) <= _SHORT for text in parted for part in text.split(mark))


def _splitter(mark: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    def split(values: tuple[str, ...]) -> tuple[str, ...]:
        parts = (part.strip() for value in values for part in value.split(mark))
        return tuple(dict.fromkeys(part for part in parts if part))

    return split


def _prefixes(network: Network) -> Iterator[Repair]:
    """Offer to take addresses that stand as labels or in a field as the prefixes of sites that have none."""
    if any(each.prefixes for each in network.nodes):
        return
    for name in ("label", *network.fields):
        held = [(node, _said(node, name)) for node in network.nodes]
        filled = [(node, texts) for node, texts in held if any(texts)]
        found = {
            node.key: lrus for node, texts in filled if (lrus := tuple(filter(None, map(site_prefix, texts))))
        }
        if len(found) * 2 > len(filled):
            changes = tuple(
                Change(_node(node), " | ".join(texts), " ".join(found[node.key]))
                for node, texts in filled
                if node.key in found
            )
            what = f"nodes with an address as {name}, and no prefix: {len(changes):,}"
            yield Repair(f"prefixes from {name}", what, changes, _prefixer(name))


def _said(node: Node, name: str) -> tuple[str, ...]:
    return (node.label,) if name == "label" else node.fields.get(name, ())


def _prefixer(name: str) -> Callable[[Network], Network]:
    def mend(network: Network) -> Network:
        nodes = tuple(
            replace(each, prefixes=tuple(dict.fromkeys(filter(None, map(site_prefix, _said(each, name))))))
            for each in network.nodes
        )
        return replace(network, nodes=nodes)

    return mend


_FINDERS: Final[tuple[Callable[[Network], Iterator[Repair]], ...]] = (
    _same_keys,
    _dangling,
    _loops,
    _both_ways,
    _parallel,
    _texts("mend encoding", "texts that were read in the wrong encoding", mojibake.mended),
    _texts("trim spaces", "texts that begin or end with spaces", str.strip),
    _fields,
    _prefixes,
)
