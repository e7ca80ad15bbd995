"""Floors for stopping advice, on planted reviews and on real rankings: late enough, early enough, and never untrue."""

from __future__ import annotations

from statistics import mean

import numpy as np
import pytest

from diatrace.decision.certificate import certify
from diatrace.decision.estimate import estimate
from tests.decision import planted

TARGET, LOOKS = 0.95, 100


def stopped(relevant: planted.Bools) -> tuple[float, float]:
    """Return the share read and the recall where the estimate first advises to stop."""
    total = len(relevant)
    looks = [*range(total // LOOKS, total, total // LOOKS), total]
    read = next(each for each in looks if estimate(relevant[:each], total, target=TARGET).advised)
    return read / total, float(relevant[:read].sum() / relevant.sum())


@pytest.fixture(scope="module")
def large() -> list[tuple[float, float]]:
    return [stopped(planted.order(seed, sizes=(3000, 8000))[1]) for seed in range(80)]


def test_the_estimate_reaches_its_target_on_large_sets(large: list[tuple[float, float]]) -> None:
    assert mean(recall >= TARGET for _, recall in large) >= 0.97
    assert min(recall for _, recall in large) >= 0.9


def test_the_estimate_spares_reading_on_large_sets(large: list[tuple[float, float]]) -> None:
    assert mean(read for read, _ in large) <= 0.35


def test_hardly_more_is_missed_than_the_pessimistic_end_says() -> None:
    held = []
    for seed in range(80):
        shape, relevant = planted.order(seed, sizes=(3000, 8000))
        for share in (0.1, 0.2, 0.3):
            read = int(share * len(relevant))
            found = estimate(relevant[:read], len(relevant))
            if shape != "two waves" and found.missed_high is not None:  # nothing tells of a wave yet to come
                held.append(int(relevant[read:].sum()) <= found.missed_high)
    assert len(held) >= 150
    assert mean(held) >= 0.95


def test_a_certificate_looked_at_all_the_time_is_hardly_ever_broken() -> None:
    alpha, reviews = 0.2, 100
    broken, certified = 0, []
    for seed in range(reviews):
        truth, relevant, drawn = planted.controlled(seed, sizes=(200, 600))
        looks = np.flatnonzero(drawn)[:: max(1, int(drawn.sum()) // 25)] + 1
        bounds = [certify(relevant[:read], drawn[:read], len(truth), alpha=alpha) for read in looks]
        broken += any(bound.most < truth.sum() for bound in bounds)
        certified.append(bounds[-1].recall)
    assert broken <= alpha * reviews
    assert mean(certified) >= 0.6  # a bound that says nothing would never be broken
