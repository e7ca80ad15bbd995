"""How many sites are probably still to be found."""

from __future__ import annotations

import numpy as np
import pytest

from diatrace.proposal.missed import expected, missed, unnamed


def test_sites_count_for_their_chance_and_doubt_about_weights_widens() -> None:
    chances, signs = np.array([0.5, 0.25]), np.array([[1.0, 2.0], [1.0, 0.0]])
    mean, sure = expected(chances, signs, np.eye(2) * 1e9)
    assert mean == pytest.approx(0.75)
    assert sure == pytest.approx(0.25 + 0.1875)
    assert expected(chances, signs, np.eye(2))[1] > sure


def test_many_sites_with_one_link_tell_of_others_with_none() -> None:
    assert unnamed(np.array([1] * 6 + [2] * 4 + [3]))[0] == pytest.approx(3.0)
    assert unnamed(np.array([3, 4, 5])) == (0.0, 0.0)
    assert unnamed(np.array([1] * 20))[0] > unnamed(np.array([1] * 10))[0]


def test_the_bound_lies_above_what_is_expected_and_is_nothing_of_nothing() -> None:
    assert missed([(0.0, 0.0)]) == (0.0, 0)
    narrow, wide = missed([(4.0, 1.0)]), missed([(4.0, 1.0), (0.0, 20.0)])
    assert narrow.expected == wide.expected == 4.0
    assert 4 < narrow.most < wide.most
    assert missed([(4.0, 1.0)], level=0.5).most < narrow.most
