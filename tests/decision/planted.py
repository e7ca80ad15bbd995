"""Invented reviews whose finds thin out in several ways: what stopping advice is tested and measured on."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]

SHAPES = ("power", "exponential", "two waves", "background")


def order(seed: int, *, sizes: tuple[int, ...] = (1000, 3000, 8000, 20_000)) -> tuple[str, Bools]:
    """Return how finds thin out, and whether each item in reading order is relevant."""
    rng = np.random.default_rng(seed)
    total = int(rng.choice(sizes))
    place = np.arange(total) / total
    shape = SHAPES[seed % len(SHAPES)]
    early = rng.uniform(0.3, 0.95)
    rate = {
        "power": (1 + place / 0.03) ** -3.0,
        "exponential": np.exp(-place / 0.04),
        "two waves": np.exp(-place / 0.03) + 0.25 * np.exp(-(((place - 0.15) / 0.03) ** 2)),
        "background": np.exp(-place / 0.04) + 0.001,
    }[shape]
    return shape, rng.random(total) < early * np.minimum(rate, 1)


def controlled(seed: int, *, sizes: tuple[int, ...] = (200, 600, 1500)) -> tuple[Bools, Bools, Bools]:
    """Return the truth on a collection, and three quarters of its reading: what was found, what was drawn by lot.

    Between random draws the best score is read first, as the desk does.
    """
    rng = np.random.default_rng(seed)
    total = int(rng.choice(sizes))
    truth = rng.random(total) < rng.uniform(0.02, 0.3)
    truth[0] = True
    score = truth * rng.normal(1.5, 1, total) + rng.normal(0, 1, total)
    share = float(rng.uniform(0.1, 0.6))
    unread = np.argsort(-score).tolist()
    relevant, drawn = [], []
    for _ in range(3 * total // 4):
        by_lot = bool(rng.random() < share)
        item = unread.pop(int(rng.integers(len(unread))) if by_lot else 0)
        relevant.append(bool(truth[item]))
        drawn.append(by_lot)
    return truth, np.array(relevant), np.array(drawn)
