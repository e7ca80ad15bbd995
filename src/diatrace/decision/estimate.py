"""The estimate: how many relevant items are probably unread, read off the thinning of finds along the ranking.

Finds along a ranked reading are taken for an inhomogeneous Poisson process whose rate falls as a power of the place,
λ(x) = A·(x + c)^b (Sneyd & Stevenson 2019; Stevenson & Bin-Hezam 2023, arXiv 2312.03171). Instead of one curve, all
curves of a grid are weighed by how well they explain the finds, so that the interval holds the doubt about the curve
too; one tenth of the weight goes to curves over a thin even background (one find in a hundred), since people also call
relevant what no words tell. Given a curve, the number of finds still to come is negative binomial.

An estimate has no guarantee: a ranking may hide a whole kind of item. The certificate (`certificate`) has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import nbdtr

Curve = NDArray[np.float64]

LEAST_FOUND = 5
"""Finds under which no curve is drawn."""

RUN_LEAST, RUN_SHARE = 100, 0.05
"""Advice to stop also waits for a run without a find of this many items, and of this share of all."""

_SHIFTS = 16
_POWERS = -np.geomspace(0.05, 40, 24)
_BACKGROUNDS = ((0.0, 0.9), (0.01, 0.1))
"""Share of the finds that come evenly, and the weight of such curves beforehand."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is probably still unread.

    `state` is too_early (not enough finds to draw a curve), estimated, or complete (everything was read). `missed`,
    with its interval, counts relevant items; `recall` is the share found, `recall_low` what it is at the pessimistic
    end. `advised` says whether stopping is advised at the target; `run` is how many items were read since the last
    find, `run_needed` how many advice waits for.
    """

    state: Literal["too_early", "estimated", "complete"]
    found: int
    missed: float | None
    missed_low: int | None
    missed_high: int | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    run: int
    run_needed: int
    advised: bool


def estimate(
    relevant: Sequence[bool] | NDArray[np.bool_], total: int, *, target: float = 0.95, level: float = 0.95
) -> Estimate:
    """Estimate what is missed from first readings in order (True: relevant) out of `total` items.

    `level` is the probability of the two-sided interval, and of the one-sided bound that advice rests on.
    """
    finds = np.asarray(relevant, dtype=bool)
    read, found = len(finds), int(finds.sum())
    places = np.flatnonzero(finds) + 1
    run = read - int(places[-1]) if found else read
    needed = int(min(max(RUN_LEAST, RUN_SHARE * total), total))
    if read >= total:
        return Estimate("complete", found, 0.0, 0, 0, 1.0, 1.0, 1.0, run, needed, advised=True)
    if found < LEAST_FOUND:
        return Estimate("too_early", found, None, None, None, None, None, None, run, needed, advised=False)
    tail = (1 - level) / 2
    mean, (low, high, bound) = _prediction(places, read, total, (tail, 1 - tail, level))
    return Estimate(
        state="estimated",
        found=found,
        missed=mean,
        missed_low=low,
        missed_high=high,
        recall=found / (found + mean),
        recall_low=found / (found + high),
        recall_high=found / (found + low),
        run=run,
        run_needed=needed,
        advised=found / (found + bound) >= target and run >= needed,
    )


def _prediction(
    places: NDArray[np.int64], read: int, total: int, levels: Sequence[float]
) -> tuple[float, list[int]]:
    """Return mean and quantiles of the number of finds in the places `read` to `total`."""
    size, left = len(places), total - read
    ahead, weight = _curves(places, read, total)
    mean = float((weight * np.minimum(size * ahead, left)).sum())
    chance = 1 / (1 + ahead)

    def below(count: float) -> float:
        return float((weight * nbdtr(max(count, 0), size, chance)).sum())

    return mean, [_quantile(below, level, left) for level in levels]


def _curves(places: NDArray[np.int64], read: int, total: int) -> tuple[Curve, Curve]:
    """Return for each curve its mass ahead, as a multiple of its mass so far, and its weight given the finds."""
    shifts = np.geomspace(0.5, 30.0 * read, _SHIFTS)
    past, coming = _integral(0, read, read, shifts), _integral(read, total, read, shifts)
    distance = np.log(places[:, None] - 0.5 + shifts) - np.log(read + shifts)
    density = np.exp(_POWERS[:, None, None] * distance.T) / past[:, :, None]
    log_weight, ahead = [], []
    for share, beforehand in _BACKGROUNDS:
        explained = np.log((1 - share) * density + share / read).sum(axis=2)
        log_weight.append(explained + np.log(beforehand))
        ahead.append((1 - share) * coming / past + share * (total - read) / read)
    logs = np.ravel(log_weight)
    weight = np.exp(logs - logs.max())
    heavy = weight > 1e-6 * weight.sum()
    return np.ravel(ahead)[heavy], weight[heavy] / weight[heavy].sum()


def _integral(start: float, end: float, read: int, shifts: Curve) -> Curve:
    """∫((x + c)/(read + c))^b dx from `start` to `end`, for every power b (rows) and shift c (columns)."""
    scale = read + shifts
    first, last = np.log((start + shifts) / scale), np.log((end + shifts) / scale)
    power = (_POWERS + 1)[:, None]
    return (np.exp(power * last) - np.exp(power * first)) / power * scale


def _quantile(below: Callable[[float], float], level: float, left: int) -> int:
    """Return the smallest count whose cumulative probability reaches a level, at most what is left."""
    low, high = -1, left
    while high - low > 1:
        middle = (low + high) // 2
        if below(middle) >= level:
            high = middle
        else:
            low = middle
    return high
