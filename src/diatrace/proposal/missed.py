"""How many sites that belong are probably still to be found: among those discovered, and among those nobody named yet.

Each discovered site counts for its chance under the regression that orders them, with the doubt about its weights
(Laplace's approximation). Where hardly a site was turned down yet the regression knows little of what is out, and tells
too many rather than too few; so only what is expected and the most there probably is are told, no least. What no
visited site links to yet is reckoned from how many visited sites link to each site that is in: where many have one link
alone, others have none (Chao 1984, bias-corrected).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

Floats = NDArray[np.float64]

DOUBT = 2.0
"""How much wider than the model says the count may spread: its signs are not independent."""


class Missed(NamedTuple):
    """How many sites that belong are expected to be unreviewed, and how many there are at most, by a chance of 95 %."""

    expected: float
    most: int


def expected(chances: Floats, signs: Floats, bend: Floats) -> tuple[float, float]:
    """Return mean and variance of how many of some sites belong, `bend` being the precision of the weights."""
    spread = chances * (1 - chances)
    slope = spread @ signs
    return float(chances.sum()), float(spread.sum() + slope @ np.linalg.solve(bend, slope))


def unnamed(links: NDArray[np.int64]) -> tuple[float, float]:
    """Return mean and variance of how many sites have no link yet, by the number of links that found ones have."""
    once, twice = int((links == 1).sum()), int((links == 2).sum())
    mean = once * (once - 1) / (2 * (twice + 1))
    ratio = once / (twice + 1)
    return mean, mean + mean * ratio * (1 + ratio) if mean else 0.0


def missed(parts: list[tuple[float, float]], level: float = 0.95) -> Missed:
    """Return the sum of several counts, each given by its mean and variance."""
    mean = sum(each[0] for each in parts)
    if mean <= 0:
        return Missed(0.0, 0)
    variance = max(DOUBT * sum(each[1] for each in parts), mean * 1.01)
    share = mean / variance
    return Missed(mean, int(nbinom.ppf(level, mean * share / (1 - share), share)))
