"""The network of sites: degrees, reciprocity, betweenness, components, isolates, cores."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from diatrace.analysis.contract import Graph, Result
from diatrace.analysis.measures import EXACT, SAMPLE, betweenness, cores, linked, reciprocity

METHOD = {
    "in_degree": "sites that link to it",
    "out_degree": "sites it links to",
    "betweenness_directed": "share of shortest directed paths between other sites that run through it (Brandes 2001)",
    "betweenness_undirected": "the same, links taken without direction",
    "betweenness_exact": f"paths from every site up to {EXACT:,} sites; beyond, from {SAMPLE:,} drawn by lot",
    "component": "weakly connected component, the largest first",
    "strong_component": "sites that lead to each other along directed links, the largest first",
    "core": "k-core, links taken without direction (Batagelj & Zaveršnik 2003)",
    "reciprocity": "linked ordered pairs whose link is answered, over all linked ordered pairs",
    "density": "linked ordered pairs over all ordered pairs; with --undirected, linked pairs over all pairs",
    "isolates": "sites that no link leads to or from; they count in every figure",
}


@dataclass(frozen=True)
class NetworkParams:
    """What the figures are of."""

    undirected: bool = field(default=False, metadata={"help": "take links without direction"})


class NetworkMeasures:
    """Measures each site and the whole: degrees, reciprocity, betweenness, components, isolates, cores.

    Links are counted once a pair of sites, however many occurrences stand behind it; loops are left out.
    """

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Network measures"
    params: ClassVar[type] = NetworkParams

    def run(self, graph: Graph, params: NetworkParams) -> Result:
        """Return the figures of the whole, and one row a site."""
        links = linked(graph.counts, directed=not params.undirected)
        size = len(graph.ids)
        weak, member = connected_components(links, directed=False)
        strong = connected_components(links, directed=True, connection="strong")[0]
        sizes = np.bincount(member, minlength=weak) if size else np.zeros(0, np.int64)
        degree_in, degree_out = np.diff(links.tocsc().indptr), np.diff(links.indptr)
        isolates = int(((degree_in + degree_out) == 0).sum())
        pairs = size * (size - 1)
        figures: dict[str, Any] = {
            "sites": size,
            "edges": int(links.nnz // 2 if params.undirected else links.nnz),
            "links": int(graph.counts.sum()),
            "directed": not params.undirected,
            "at": graph.at.isoformat() if graph.at else None,
            "density": links.nnz / pairs if pairs else None,
            "reciprocity": None if params.undirected else reciprocity(graph.counts),
            "components_weak": int(weak) if size else 0,
            "components_strong": int(strong) if size else 0,
            "largest_component": int(sizes.max()) if size else 0,
            "isolates": isolates,
            "betweenness_exact": size <= EXACT,
        }
        return Result(figures, {"site": self._rows(graph, member, sizes)}, METHOD)

    def _rows(self, graph: Graph, member: Any, sizes: Any) -> list[dict[str, Any]]:
        if not len(graph.ids):
            return []
        links = linked(graph.counts)
        strong = connected_components(links, directed=True, connection="strong")[1]
        columns = {
            "in_degree": np.diff(links.tocsc().indptr),
            "out_degree": np.diff(links.indptr),
            "links_in": np.asarray(graph.counts.sum(axis=0)),
            "links_out": np.asarray(graph.counts.sum(axis=1)),
            "answered": np.asarray(links.multiply(links.T).sum(axis=1)).astype(np.int64),
            "betweenness_directed": betweenness(graph.counts),
            "betweenness_undirected": betweenness(graph.counts, directed=False),
            "component": _places(sizes)[member],
            "strong_component": _places(np.bincount(strong))[strong],
            "core": cores(graph.counts),
        }
        return [
            {
                "site": graph.ids[row],
                "name": graph.names[row],
                "verdict": graph.verdicts[row] if graph.verdicts else "",
                **{name: column[row].item() for name, column in columns.items()},
            }
            for row in range(len(graph.ids))
        ]


def _places(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each component by its size, from 1."""
    place = np.empty(len(sizes), np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
    return place
