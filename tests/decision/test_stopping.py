from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import betabinom

from diatrace.decision.certificate import certify
from diatrace.decision.estimate import LEAST_FOUND, estimate
from diatrace.decision.stopping import METHODS, advise, cmh, says_stop

Bools = NDArray[np.bool_]


def _thinning(total: int, seed: int, *, steep: float = 4.0, early: float = 0.9) -> Bools:
    """A ranked collection whose relevant items thin out along the ranking."""
    rng = np.random.default_rng(seed)
    place = np.arange(total)
    found: Bools = rng.random(total) < early * (1 + place / (0.1 * total)) ** -steep
    return found


@pytest.mark.parametrize("finds", [[], [True], [True, False] * (LEAST_FOUND - 1)])
def test_too_few_finds_give_no_estimate(finds: list[bool]) -> None:
    found = estimate(finds, 1000)
    assert (found.state, found.missed, found.advised) == ("too_early", None, False)


def test_everything_read_is_complete() -> None:
    found = estimate([True, False, False], 3)
    assert (found.state, found.missed, found.recall, found.advised) == ("complete", 0.0, 1.0, True)


def test_no_advice_while_finds_keep_coming() -> None:
    found = estimate([True] * 400, 2000)
    assert not found.advised
    assert found.missed is not None
    assert found.missed > 400


def test_advice_once_finds_have_thinned_out() -> None:
    relevant = _thinning(4000, seed=1)
    early, late = estimate(relevant[:100], 4000), estimate(relevant[:2000], 4000)
    assert not early.advised
    assert late.advised
    assert late.recall is not None
    assert relevant[:2000].sum() / relevant.sum() >= 0.95


def test_the_interval_narrows_as_one_reads() -> None:
    relevant = _thinning(4000, seed=2)
    widths = []
    for read in (200, 800, 2400):
        found = estimate(relevant[:read], 4000)
        assert found.missed_low is not None
        assert found.missed_high is not None
        assert found.missed is not None
        assert found.missed_low <= found.missed <= found.missed_high
        widths.append(found.missed_high - found.missed_low)
    assert widths == sorted(widths, reverse=True)


@settings(deadline=None, max_examples=60)
@given(finds=st.lists(st.booleans(), max_size=300), more=st.integers(0, 5000), target=st.floats(0.5, 0.99))
def test_an_estimate_is_always_whole(finds: list[bool], more: int, target: float) -> None:
    found = estimate(finds, len(finds) + more, target=target)
    if found.state == "estimated":
        assert found.missed is not None
        assert found.missed_low is not None
        assert found.missed_high is not None
        assert found.recall is not None
        assert 0 <= found.missed_low <= found.missed_high <= more
        assert np.isfinite(found.missed)
        assert 0 < found.recall <= 1


def _interleaved(
    truth: Bools, rng: np.random.Generator, share: float, reads: int
) -> tuple[Bools, Bools, int]:
    """Read a collection, mostly the relevant ones first (as a good ranking would), with random draws in between."""
    unread = list(np.argsort(~truth, kind="stable"))
    relevant, drawn, misses = [], [], 0
    for _ in range(reads):
        by_lot = bool(rng.random() < share)
        item = unread.pop(int(rng.integers(len(unread))) if by_lot else 0)
        relevant.append(bool(truth[item]))
        drawn.append(by_lot)
        proof = certify(relevant, drawn, len(truth), alpha=0.2)
        misses += proof.most < truth.sum()
    return np.array(relevant), np.array(drawn), misses


@pytest.mark.slow
def test_the_certificate_holds_at_every_look_whatever_was_read_between_the_draws() -> None:
    """With α = 0.2 at most a fifth of the reviews may ever see a bound under the truth, peeking after each reading."""
    broken = 0
    reviews = 60
    for seed in range(reviews):
        rng = np.random.default_rng(seed)
        truth = rng.random(120) < 0.25
        _, _, misses = _interleaved(truth, rng, share=0.5, reads=90)
        broken += misses > 0
    assert broken <= 0.2 * reviews + 2 * np.sqrt(0.16 * reviews)


def test_the_certificate_tightens_to_all_there_is() -> None:
    rng = np.random.default_rng(5)
    truth = rng.permutation(np.arange(400) < 40)
    bounds = [certify(truth[:read], np.ones(read, bool), 400).most for read in (0, 50, 150, 300, 400)]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] == 400
    assert bounds[-1] == 40


def test_without_draws_nothing_is_proved() -> None:
    proof = certify([True] * 30, [False] * 30, 1000)
    assert (proof.draws, proof.most) == (0, 1000)
    assert proof.recall == pytest.approx(0.03)


def test_draws_from_a_fixed_remainder_give_the_published_bound() -> None:
    """Waudby-Smith & Ramdas keep K while BB(K; M, a, b) / BB(K − k; M − m, a + k, b + m − k) < 1/α."""
    size, draws, hits, alpha = 200, 60, 3, 0.05
    relevant = np.arange(draws) < hits
    proof = certify(relevant, np.ones(draws, bool), size, alpha=alpha)
    number = np.arange(hits, size - draws + hits + 1)
    prior = betabinom.logpmf(number, size, 1, 30)
    posterior = betabinom.logpmf(number - hits, size - draws, 1 + hits, 30 + draws - hits)
    published = number[prior - posterior < np.log(1 / alpha)].max()
    assert abs(proof.most - published) <= 1


@pytest.mark.parametrize(
    ("seed_read", "total", "target", "published"),
    [
        (100, 1000, 0.95, 0.9867915553766785),
        (300, 1000, 0.95, 0.7273918370872676),
        (500, 600, 0.9, 0.0021341902894206964),
    ],
)
def test_the_p_value_of_the_literature(seed_read: int, total: int, target: float, published: float) -> None:
    """Values of buscarpy 0.0.2, the authors' own package, on the same readings."""
    rng = np.random.default_rng(1)
    for read in (100, 300, 500):
        relevant = rng.random(read) < np.linspace(0.6, 0.0, read)
        if read == seed_read:
            assert cmh(relevant, total, target) == pytest.approx(published)


def test_the_p_value_before_anything_was_read() -> None:
    assert cmh([], 100) == 1.0


def test_advice_is_plain_data() -> None:
    found = advise([True, False] * 20, [False] * 40, 500).plain()
    assert found["estimate"]["state"] == "estimated"
    assert found["certificate"]["draws"] == 0
    assert 0 <= found["cmh_p_value"] <= 1


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_stop_at_the_end_and_not_at_the_start(method: str) -> None:
    relevant = _thinning(1000, seed=3)
    drawn = np.ones(1000, bool)
    assert not says_stop(method, relevant[:30], drawn[:30], 1000, 0.95, 0.05)[0]
    assert says_stop(method, relevant, drawn, 1000, 0.95, 0.05)[0]
