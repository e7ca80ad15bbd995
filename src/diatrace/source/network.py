"""Networks of sites: GEXF, GraphML, GDF, Pajek, JSON, Hyphe, minet, tables of sites and of links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from diatrace.actor.exchange import formats, minet
from diatrace.actor.exchange.links import NAME as LINKS
from diatrace.actor.exchange.network import Edge, Network, Scalar
from diatrace.actor.exchange.places import Place, places
from diatrace.actor.exchange.raw import shown
from diatrace.actor.exchange.repair import repaired
from diatrace.errors import SourceError
from diatrace.model import Link, Plan, Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.store import canonical

PLATFORM: Final = "web"
_SURE: Final = 0.5
_TABLES: Final = (LINKS, "sites")
_SUFFIXES: Final = (".gexf", ".graphml", ".gdf", ".net", ".json", ".csv", ".tsv")
_COUNTED: Final = ("count", "weight")


@dataclass(frozen=True, slots=True)
class NetworkParams:
    """In which format the file is, what is mended on the way in, what the network is called."""

    format: str = field(default="", metadata={"help": "format of the file, where it is not recognised"})
    repair: list[str] = field(
        default_factory=list, metadata={"help": "repairs to make, by the names under which they are offered"}
    )
    name: str = field(
        default="", metadata={"help": "what nodes without an address are called by; else the file's name"}
    )
    map: dict[str, str] = field(
        default_factory=dict,
        metadata={"help": "of a table of links: which column is source, target, weight, at"},
    )


class NetworkFile:
    """Networks of sites: GEXF, GraphML, GDF, Pajek, JSON, Hyphe, minet, tables of sites and of links.

    Each node becomes a record of the kind `site`, with the sites it links to; an edge of weight 5 is five links.
    What is odd about the file is told, and mended only where a repair is named. Sites, fields and statuses are taken in
    as well by `diatrace site import`.
    """

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Network of sites (GEXF, GraphML, Hyphe …)"
    suffixes: ClassVar[tuple[str, ...]] = _SUFFIXES
    params: ClassVar[type] = NetworkParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely a file is a network; tables are the table reader's unless they are of a tool for networks."""
        guesses = formats.sniff(sample.head or sample.path)
        best = guesses[0] if guesses else None
        if best is None or (best.format in _TABLES and best.sureness < 0.95):
            return 0.0
        return best.sureness * 0.98

    def prepare(self, path: Path, params: NetworkParams) -> Plan:
        """Read the network, tell what is odd about it, and what will be mended."""
        settings = {
            **asdict(params),
            "format": params.format or _format(path),
            "name": params.name or path.stem,
        }
        network = read(path, settings)
        if not network.nodes:
            raise SourceError(f"{path.name} holds no nodes", where=str(path), hint="is the export whole?")
        return Plan(
            format=self.name,
            settings=settings,
            kept=("sites with their addresses", "links with their number", "what the file says of each site"),
            left_out=(
                "places, sizes and colours",
                "dates, weights that are no counts, and more of links (kept raw)",
            ),
            notes=(*network.notes, *odd(network), *places_of(network, settings)[1], *_of_edges(network)),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record an address, in the order of the file; then edges without nodes, and nodes told twice."""
        network = read(path, plan.settings)
        found, _ = places_of(network, plan.settings)
        at: dict[str, Place] = {}
        together: defaultdict[str, list[Place]] = defaultdict(list)
        for each in found:
            if at.setdefault(each.node.key, each) is each:
                together[each.address].append(each)
        edges = _from(network)
        for number, nodes in enumerate(together.values(), start=1):
            yield _record(nodes, [edge for each in nodes for edge in edges[each.node.key]], at, number)
        yield from _unplaced(network, at, len(together))


def _from(network: Network) -> defaultdict[str, list[tuple[Edge, str]]]:
    """Return the edges that lead from each node, with the key of the other; one that goes both ways leads from both."""
    edges: defaultdict[str, list[tuple[Edge, str]]] = defaultdict(list)
    for each in network.edges:
        edges[each.source].append((each, each.target))
        if each.both and each.source != each.target:
            edges[each.target].append((each, each.source))
    return edges


def _unplaced(network: Network, at: Mapping[str, Place], number: int) -> Iterator[Unreadable]:
    """Yield what of a network is no site and no link: nodes whose key came before, edges whose nodes are missing."""
    seen: set[str] = set()
    for node in network.nodes:
        if node.key in seen:
            number += 1
            reason = f"a node of the key {shown(node.key)} came before"
            yield Unreadable(number, reason, canonical.text(asdict(node)).encode())
        seen.add(node.key)
    for edge in network.edges:
        if missing := [each for each in (edge.source, edge.target) if each not in at]:
            number += 1
            reason = f"a link begins or ends at {shown(missing[0])}, which the file does not have"
            yield Unreadable(number, reason, canonical.text(asdict(edge)).encode())


def read(path: Path, settings: Mapping[str, Any]) -> Network:
    """Read a network under the settings of a plan, mended as they say."""
    network = formats.read(path, settings["format"], settings["map"])
    return repaired(network, settings["repair"]) if settings["repair"] else network


def places_of(network: Network, settings: Mapping[str, Any]) -> tuple[list[Place], list[str]]:
    """Return where each node of a network is under the settings of a plan, and what is to be said of it."""
    pages = settings["format"] == LINKS or minet.PAGES in network.notes
    return places(network, settings["name"], pages=pages)


def odd(network: Network) -> list[str]:
    """Return what is odd about a network, one sentence each, with the repair on offer."""
    return [
        f"{each.what} ({each.where})" + (f"; on offer: {each.repair}" if each.repair else "")
        for each in network.faults
    ]


def _format(path: Path) -> str:
    guess = next(iter(formats.sniff(path)), None)
    if guess is None or guess.sureness < _SURE:
        readable = ", ".join(name for name, each in formats.FORMATS.items() if each.read)
        raise SourceError(
            f"{path.name} is like no network", where=str(path), hint=f"name its format: {readable}"
        )
    return guess.format


def _record(
    places: list[Place], edges: list[tuple[Edge, str]], at: Mapping[str, Place], number: int
) -> Record:
    """Return the record of the nodes at one address: mostly one."""
    first, nodes = places[0], [each.node for each in places]
    said = [f"{name}: {', '.join(held)}" for node in nodes for name, held in node.fields.items() if held]
    whole = {"nodes": [asdict(each) for each in nodes], "edges": [asdict(edge) for edge, _ in edges]}
    return Record(
        text="\n".join(said),
        kind="site",
        platform=PLATFORM,
        native=f"site:{first.address}",
        title=first.node.label.strip() or first.node.key,
        url=first.address,
        occurrences=tuple(_link(edge, at[key].address) for edge, key in edges if key in at),
        attributes={"key": " ".join(each.key for each in nodes)},
        raw=canonical.text(whole).encode(),
        where=number,
    )


def _link(edge: Edge, address: str) -> Link:
    label = edge.attributes.get("label", "")
    return Link(address, anchor=label if isinstance(label, str) else "", count=_count(edge))


def _count(edge: Edge) -> int:
    """Return how many links an edge stands for: its weight where that is a count, else one."""
    return int(edge.weight) if edge.weight >= 1 and float(edge.weight).is_integer() else 1


def _of_edges(network: Network) -> Iterator[str]:
    """Tell what of edges is kept in the raw record alone."""
    if network.edges and not network.directed:
        yield "edges have no direction: each is a link from the node that is named first; analyse them --undirected"
    if uncounted := sum(float(each.weight) != _count(each) for each in network.edges):
        yield f"{uncounted:,} edges have a weight that is no count: each is one link"
    dated = sum(bool(each.at) for each in network.edges)
    if dated:
        yield f"{dated:,} edges have a date, which the links of a list have not"
    more: Counter[str] = Counter(name for each in network.edges for name in _other(each.attributes))
    if more:
        yield f"what edges have besides is not of links: {', '.join(more)}"


def _other(attributes: Mapping[str, Scalar]) -> Iterator[str]:
    return (name for name in attributes if name.lower() not in (*_COUNTED, "label"))
