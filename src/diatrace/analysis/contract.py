"""What an analysis may draw on, and what it must offer.

A new analysis is a class like `Analysis`, an entry point, and a line in the contract suite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Graph:
    """Sites and the links between them: `counts[i, j]` links on pages of site i lead to site j; no loops.

    `verdicts` are those that stand on each site, empty where nobody decided; `at` is the date the pages are taken at.
    """

    ids: Sequence[str]
    names: Sequence[str]
    counts: csr_array
    verdicts: Sequence[str] = ()
    at: datetime | None = None

    def among(self, verdicts: Sequence[str]) -> Graph:
        """Return the graph of the sites with one of these verdicts."""
        return self.of(
            np.flatnonzero(np.isin(np.array(self.verdicts or [""] * len(self.ids)), list(verdicts)))
        )

    def of(self, rows: NDArray[np.int64]) -> Graph:
        """Return the graph of these sites."""
        chosen = rows.tolist()
        return Graph(
            [self.ids[row] for row in chosen],
            [self.names[row] for row in chosen],
            csr_array(self.counts[rows, :][:, rows]),
            [self.verdicts[row] for row in chosen] if self.verdicts else (),
            self.at,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What an analysis found: `figures` by name, `tables` of rows, and the `method` of each figure in words."""

    figures: Mapping[str, Any]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    method: Mapping[str, str] = field(default_factory=dict)


class Analysis(Protocol):
    """An analysis of sites and their links."""

    name: ClassVar[str]
    title: ClassVar[str]
    params: ClassVar[type]

    def run(self, graph: Graph, params: Any) -> Result:
        """Return what was found; the same graph and parameters always give the same."""
        ...
