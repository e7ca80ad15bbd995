"""α for unitizing against the example of the book it is from, and against what it must do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.coding.unitizing import Stretch, disagreement, joined, joint

# Krippendorff (2004), p. 254: a continuum from 150 to 450, two observers, the codes c and k.
C = {"i": [(75, 145), (220, 250)], "j": [(70, 150), (205, 225), (250, 270)]}
K = {"i": [(30, 90), (150, 200)], "j": [(30, 90), (150, 200)]}
LENGTH = 300


def test_the_example_of_the_book() -> None:
    c, k = disagreement(C, LENGTH), disagreement(K, LENGTH)
    assert c.observed == pytest.approx(0.0144, abs=1e-4)
    assert c.expected == pytest.approx(0.0532, abs=1e-4)
    assert c.alpha == pytest.approx(0.7286, abs=1e-4)
    assert k.observed == 0
    assert k.expected == pytest.approx(0.0490, abs=1e-4)
    assert k.alpha == 1
    assert joint([c, k]).alpha == pytest.approx(0.8591, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "squares"),
    [
        ((5, 11), (4, 6), 26),
        ((5, 11), (5, 7), 16),
        ((5, 11), (6, 8), 10),
        ((5, 11), (7, 9), 8),
        ((5, 11), (6, 10), 2),
        ((5, 11), (5, 11), 0),
        ((5, 11), (2, 4), 40),
        ((5, 11), (3, 5), 40),
    ],
)
def test_differences_between_two_stretches(one: Stretch, other: Stretch, squares: int) -> None:
    found = disagreement({"i": [one], "j": [other]}, 20)
    assert found.observed * 20**2 == pytest.approx(squares)


def test_a_stretch_nobody_else_marked_differs_by_its_square() -> None:
    assert disagreement({"i": [(5, 9)], "j": []}, 20).observed * 20**2 == pytest.approx(16)


def test_where_nothing_is_marked_nothing_is_defined() -> None:
    assert disagreement({"i": [], "j": []}, 20).alpha is None
    assert disagreement({"i": [(1, 2)]}, 20).alpha is None
    assert disagreement({"i": [], "j": []}, 0).alpha is None


def test_one_coder_s_overlapping_stretches_are_one() -> None:
    assert joined([(5, 9), (1, 3), (8, 12), (3, 4)]) == [(1, 4), (5, 12)]
    assert disagreement({"i": [(0, 4), (2, 8)], "j": [(0, 8)]}, 20).observed == 0


stretches = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda each: (each[0], each[0] + each[1])),
    max_size=6,
)


@given(stretches, stretches)
def test_it_does_not_matter_who_is_who_and_equal_coders_agree(
    one: list[Stretch], other: list[Stretch]
) -> None:
    found = disagreement({"i": one, "j": other}, 100)
    swapped = disagreement({"i": other, "j": one}, 100)
    assert found.observed == pytest.approx(swapped.observed)
    assert found.expected == pytest.approx(swapped.expected)
    assert found.observed >= 0
    assert found.expected >= 0
    assert disagreement({"i": one, "j": one}, 100).observed == 0


@given(stretches, stretches)
def test_the_sweep_gives_what_every_pair_gives(one: list[Stretch], other: list[Stretch]) -> None:
    first, second = joined(one), joined(other)
    pairs = sum((a - c) ** 2 + (b - d) ** 2 for a, b in first for c, d in second if a < d and c < b)
    alone = sum((b - a) ** 2 for a, b in first if not any(a < d and c < b for c, d in second))
    alone += sum((b - a) ** 2 for a, b in second if not any(a < d and c < b for c, d in first))
    assert disagreement({"i": one, "j": other}, 100).observed * 100**2 == pytest.approx(pairs + alone)
