"""A place for each site on a plane: those that are linked near each other, all apart, the same for the same seed.

ForceAtlas2 (Jacomy, Venturini, Heymann & Bastian 2014) with the adaptive speed of its common implementations. What
every site does to every other is summed on a grid by Fourier transform (particle–mesh, after Hockney & Eastwood 1988),
so that a round costs as much as a few sorts, and a hundred thousand sites take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, rfft2
from scipy.sparse import csr_array

from diatrace.analysis.contract import Graph, Result
from diatrace.analysis.measures import linked

Floats = NDArray[np.float64]

SCALING, GRAVITY = 10.0, 0.5
"""How strongly sites push each other away, and how strongly all are drawn to the middle, as in the page."""

_FINEST, _COARSEST = 1024, 128
_METHOD = (
    "ForceAtlas2 (Jacomy et al. 2014), linear attraction, each linked pair of sites counted once, strong gravity {}, "
    "scaling {}, repulsion summed on a grid, {} rounds, seed {}; distances on a map are no measure"
)


@dataclass(frozen=True)
class LayoutParams:
    """How the map is laid out."""

    seed: int = field(default=1, metadata={"help": "the places sites start from follow from it"})
    rounds: int = field(
        default=0, metadata={"help": "how often forces are followed; 0 chooses by the number of sites"}
    )


class ForceLayout:
    """Gives each site a place on a plane: linked ones near each other, all apart.

    The same sites, links, seed and rounds give the same places.
    """

    name: ClassVar[str] = "layout"
    title: ClassVar[str] = "Layout of the map"
    params: ClassVar[type] = LayoutParams

    def run(self, graph: Graph, params: LayoutParams) -> Result:
        """Return x and y of each site; the middle of all is near 0, 0."""
        links = linked(graph.counts, directed=False)
        rounds = params.rounds or rounds_for(len(graph.ids))
        places = forces(links, seed=params.seed, rounds=rounds)
        rows = [
            {"site": site, "name": name, "x": x, "y": y}
            for site, name, (x, y) in zip(graph.ids, graph.names, places.tolist(), strict=True)
        ]
        figures = {"sites": len(rows), "pairs": int(links.nnz // 2), "rounds": rounds, "seed": params.seed}
        method = {"place": _METHOD.format(GRAVITY, SCALING, rounds, params.seed)}
        return Result(figures, {"site": rows}, method)


def rounds_for(sites: int) -> int:
    """Return how many rounds a map needs to come to rest; the page lays out by the same rule."""
    return 600 if sites <= 1_000 else 400 if sites <= 5_000 else 250


def forces(links: csr_array, *, seed: int = 1, rounds: int) -> Floats:
    """Return places of shape (n, 2) for a symmetric matrix of weights without loops."""
    size = links.shape[0]
    if not size:
        return np.zeros((0, 2))
    mesh = Mesh(size)
    strength = np.asarray(links.sum(axis=1))
    mass = 1 + strength
    slow = 1 + np.log(size)
    places: Floats = np.random.default_rng(seed).uniform(-1, 1, (size, 2)) * 10 * np.sqrt(size)
    before, calm = np.zeros((size, 2)), np.ones(size)
    for _ in range(rounds):
        force = SCALING * mass[:, None] * mesh.push(places, mass)
        force -= GRAVITY * mass[:, None] * places
        force += links @ places - strength[:, None] * places
        swing, drive = mass * _length(before - force), _length(before + force) / 2
        pace = calm * np.log1p(drive) / (1 + np.sqrt(swing))
        calm = np.minimum(1, np.sqrt(pace * (force**2).sum(axis=1) / (1 + np.sqrt(swing))))
        places = places + force * (pace / slow)[:, None]
        before = force
    return places


def _length(vectors: Floats) -> Floats:
    found: Floats = np.hypot(vectors[:, 0], vectors[:, 1])
    return found


class Mesh:
    """Sums what all sites do to each: a push of mass over distance, straight away from it."""

    def __init__(self, size: int) -> None:
        self.cells = int(np.clip(2 ** np.ceil(np.log2(4 * np.sqrt(size))), _COARSEST, _FINEST))
        away = np.fft.fftfreq(2 * self.cells, 1 / (2 * self.cells))
        down, right = np.meshgrid(away, away, indexing="ij")
        square = down**2 + right**2
        square[0, 0] = 1
        self._kernels = rfft2(down / square), rfft2(right / square)

    def push(self, places: Floats, mass: Floats) -> Floats:
        """Return for each place the sum of mass · (place − other) / distance² over all others."""
        low = places.min(axis=0)
        width = max(float(np.ptp(places, axis=0).max()), 1e-9) / (self.cells - 2)
        spot = (places - low) / width
        corner = np.floor(spot).astype(np.int64)
        part = spot - corner
        near = [(down, right) for down in (0, 1) for right in (0, 1)]
        cells = [(corner[:, 0] + down) * self.cells + corner[:, 1] + right for down, right in near]
        shares = [np.abs(1 - down - part[:, 0]) * np.abs(1 - right - part[:, 1]) for down, right in near]
        laid = sum(
            np.bincount(cell, share * mass, self.cells**2) for cell, share in zip(cells, shares, strict=True)
        )
        spread = rfft2(
            np.reshape(np.asarray(laid), (self.cells, self.cells)), (2 * self.cells, 2 * self.cells)
        )
        pushed = np.empty_like(places)
        for axis, kernel in enumerate(self._kernels):
            field_ = irfft2(spread * kernel)[: self.cells, : self.cells].ravel()
            pushed[:, axis] = sum(field_[cell] * share for cell, share in zip(cells, shares, strict=True))
        return pushed / width
