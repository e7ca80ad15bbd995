"""The parts of the estimate beside plain reckonings of the same: integral, quantile, run, advice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from diatrace.decision import estimate as module
from diatrace.decision.estimate import RUN_LEAST, RUN_SHARE, estimate


@pytest.mark.parametrize(("start", "end", "read"), [(0, 50, 50), (50, 400, 50), (10, 11, 30)])
def test_the_mass_of_a_curve_is_its_integral(start: float, end: float, read: int) -> None:
    shifts = np.array([0.5, 7.0, 120.0])
    found = module._integral(start, end, read, shifts)
    for row, power in enumerate(module._POWERS.tolist()):
        for column, shift in enumerate(shifts.tolist()):

            def curve(x: float, power: float = power, shift: float = shift) -> float:
                return float(((x + shift) / (read + shift)) ** power)

            expected, _ = quad(curve, start, end, limit=200)
            assert found[row, column] == pytest.approx(expected, rel=1e-4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 1))
def test_a_quantile_is_the_smallest_count_that_reaches_its_level(chances: list[float], level: float) -> None:
    cumulative = np.maximum.accumulate(chances)
    left = len(chances) - 1
    expected = next((count for count in range(left) if cumulative[count] >= level), left)
    assert module._quantile(lambda count: float(cumulative[int(count)]), level, left) == expected


@pytest.mark.parametrize(
    ("total", "needed"),
    [(50, 50), (1000, RUN_LEAST), (10_000, int(RUN_SHARE * 10_000)), (RUN_LEAST, RUN_LEAST)],
)
def test_advice_waits_for_a_run_without_a_find(total: int, needed: int) -> None:
    assert estimate([True], total).run_needed == needed


@given(st.lists(st.booleans(), max_size=40))
def test_the_run_is_counted_since_the_last_find(finds: list[bool]) -> None:
    run = next((back for back, each in enumerate(reversed(finds)) if each), len(finds))
    assert estimate(finds, 1000).run == run


def test_however_thin_the_finds_advice_waits_for_its_run() -> None:
    finds = [True] * 30 + [False] * 99
    assert not estimate(finds, 200).advised
    assert estimate([*finds, False], 200).advised


@settings(deadline=None, max_examples=40)
@given(st.lists(st.booleans(), min_size=20, max_size=200), st.integers(1, 2000), st.floats(0.5, 0.98))
def test_a_higher_target_is_never_reached_earlier_and_a_higher_level_is_never_narrower(
    finds: list[bool], more: int, target: float
) -> None:
    total = len(finds) + more
    low, high = estimate(finds, total, target=target), estimate(finds, total, target=target + 0.01)
    assert low.advised or not high.advised
    narrow, wide = estimate(finds, total, level=0.8), estimate(finds, total, level=0.95)
    if narrow.state == "estimated":
        assert (wide.missed_low or 0) <= (narrow.missed_low or 0)
        assert (narrow.missed_high or 0) <= (wide.missed_high or 0)
        assert narrow.missed == wide.missed
        assert narrow.recall_low is not None
        assert narrow.recall is not None
        assert narrow.recall_low <= narrow.recall_high  # type: ignore[operator]
