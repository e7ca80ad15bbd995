"""Invented posts with planted topics, authors and threads: what learners are tested and measured on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TOPICS = {
    1: "room home shelter host family welcome refugee arrival keys rent flat deposit landlord lease contract",
    0: "football match goal league player recipe oven flour sugar butter guitar concert album ticket festival",
}
_COMMON = "we you the and for with this that today please thanks new good day time people city who what where"


def posts(
    size: int, *, relevant: float = 0.1, seed: int = 0, words: int = 12, clear: float = 0.25
) -> tuple[list[str], list[int]]:
    """Return texts and labels; a share `clear` of each text's words is from its topic, few from the other one."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(size) < relevant).astype(int)
    labels[:2] = (1, 0)
    texts = []
    for label in labels.tolist():
        kinds = rng.choice(3, words, p=(clear, clear / 4, 1 - 1.25 * clear))
        pools = (_TOPICS[label].split(), _TOPICS[1 - label].split(), _COMMON.split())
        texts.append(" ".join(str(rng.choice(pools[kind])) for kind in kinds))
    return texts, labels.tolist()


def ties(labels: list[int], *, purity: float, seed: int = 0, size: float = 4) -> list[list[str]]:
    """Return author and thread of each post; a share `purity` of them is of one label alone, the rest by chance."""
    rng = np.random.default_rng(seed)
    authors, threads = (_groups(np.array(labels), rng, purity, size) for _ in range(2))
    return [[f"author:{author}", f"thread:{thread}"] for author, thread in zip(authors, threads, strict=True)]


def _groups(labels: NDArray[np.int64], rng: np.random.Generator, purity: float, size: float) -> list[int]:
    groups = np.empty(len(labels), int)
    number = 0
    for label in (0, 1):
        rows = rng.permutation(np.flatnonzero(labels == label))
        ends = np.cumsum(1 + rng.poisson(size - 1, len(rows)))
        groups[rows] = number + np.searchsorted(ends, np.arange(len(rows)), side="right")
        number = int(groups[rows].max(initial=number)) + 1
    stray = rng.random(len(labels)) > purity
    groups[stray] = rng.integers(number, size=int(stray.sum()))
    return [int(each) for each in groups]
