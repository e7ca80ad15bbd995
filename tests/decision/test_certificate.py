"""The certificate beside the plain definition of it: every number of relevant items tried, one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.decision import certificate
from diatrace.decision.certificate import certify

READINGS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)


def likelihood(readings: list[tuple[bool, bool]], number: int, total: int) -> float:
    """Chance of what the draws found, had the collection so many relevant items; draw by draw, as the module says."""
    chance, found = 1.0, 0
    for read, (relevant, drawn) in enumerate(readings):
        left, unread = number - found, total - read
        if drawn:
            if not 0 <= left <= unread:
                return 0.0
            chance *= left / unread if relevant else 1 - left / unread
        found += relevant
    return chance


@settings(deadline=None, max_examples=100)
@given(READINGS, st.integers(0, 60), st.sampled_from([0.01, 0.05, 0.2]))
def test_the_bound_is_the_largest_number_whose_likelihood_holds_against_the_mixture(
    readings: list[tuple[bool, bool]], more: int, alpha: float
) -> None:
    total = len(readings) + more
    proof = certify([each for each, _ in readings], [each for _, each in readings], total, alpha=alpha)
    found = sum(each for each, _ in readings)
    numbers, weights = certificate._mixture(total)
    mixture = sum(
        math.exp(weight) * likelihood(readings, int(number), total)
        for number, weight in zip(numbers, weights, strict=True)
    )
    possible = range(found, total - (len(readings) - found) + 1)
    kept = [each for each in possible if likelihood(readings, each, total) >= alpha * mixture * (1 - 1e-9)]
    surely = [each for each in possible if likelihood(readings, each, total) >= alpha * mixture * (1 + 1e-9)]
    assert max(surely, default=found) <= proof.most <= max(kept)
    assert found <= proof.most <= possible[-1]
    assert proof.draws == sum(drawn for _, drawn in readings)
    assert proof.hits == sum(relevant and drawn for relevant, drawn in readings)
    assert proof.recall == (found / proof.most if proof.most else 1.0)


@pytest.mark.parametrize("total", [1, 2, 100, 5000, 300_000])
def test_the_mixture_is_one_whole_and_covers_every_number(total: int) -> None:
    numbers, weights = certificate._mixture(total)
    assert numbers[0] == 0
    assert numbers[-1] == total
    assert np.exp(weights).sum() == pytest.approx(1.0, abs=1e-6)


def test_more_draws_without_a_find_prove_more_and_less_error_costs_draws() -> None:
    bounds = [certify([False] * draws, [True] * draws, 1000).most for draws in (0, 50, 200, 600, 1000)]
    assert bounds == sorted(bounds, reverse=True)
    assert (bounds[0], bounds[-1]) == (1000, 0)
    strict, loose = (certify([False] * 200, [True] * 200, 1000, alpha=alpha).most for alpha in (0.001, 0.2))
    assert strict > loose


@pytest.mark.slow
def test_it_errs_no_more_often_than_it_says_though_looked_at_after_every_reading() -> None:
    """Fifty reviews by lot alone, fifty readings each: at most α of them may ever see a bound under the truth."""
    alpha, reviews, broken = 0.1, 50, 0
    for seed in range(reviews):
        rng = np.random.default_rng([7, seed])
        truth = rng.permutation(np.arange(100) < rng.integers(1, 30))
        reads = range(1, 51)
        broken += any(
            certify(truth[:read], np.ones(read, bool), 100, alpha=alpha).most < truth.sum() for read in reads
        )
    assert broken <= alpha * reviews + 2 * math.sqrt(alpha * (1 - alpha) * reviews)
