"""Growth of a corpus, replayed on a known network."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from diatrace.errors import Misuse
from diatrace.model import VERDICTS, Verdict
from diatrace.proposal.growing import METHODS, Network, Policy, compare, grow
from tests.proposal.planted_web import Shape, web

LINKS = csr_array((np.ones(7), ([0, 0, 1, 1, 2, 3, 4], [1, 2, 3, 2, 4, 0, 5])), shape=(6, 6))
TRUTH: list[Verdict] = ["in", "in", "out", "in", "in", "in"]
"""0 links to 1 and 2; 1 to 3; behind 2, which is out, lie 4 and 5."""


def test_what_can_be_reached_depends_on_whose_links_are_followed() -> None:
    network = Network(LINKS, TRUTH)
    assert grow(network, [0], method="breadth-first").reachable == 2
    assert grow(network, [0], method="breadth-first", policy=Policy(visited=VERDICTS)).reachable == 4


def test_breadth_first_takes_the_order_of_discovery_and_in_degree_that_of_links() -> None:
    network = Network(LINKS, TRUTH)
    assert grow(network, [0], method="breadth-first").rows == [1, 2, 3]
    assert grow(network, [0], method="in-degree").rows == [1, 2, 3]
    crowd = csr_array((np.ones(4), ([0, 0, 1, 1], [2, 3, 3, 4])), shape=(5, 5))
    grown = grow(Network(crowd, ["in", "in", "out", "in", "in"]), [0, 1], method="in-degree")
    assert grown.rows[0] == 3


@pytest.mark.parametrize("method", METHODS)
def test_all_are_found_nothing_is_reviewed_twice_and_it_is_the_same_again(method: str) -> None:
    made = web(1, Shape(sites=250, wanted=30))
    network = Network(made.links, made.truth)
    first, again = (grow(network, made.starts(4, 2), method=method, seed=2) for _ in range(2))  # type: ignore[arg-type]
    assert sum(first.found) == first.reachable
    assert len(set(first.rows)) == len(first.rows)
    assert first.rows == again.rows
    assert first.reviews(1.0) == len(first.rows)


def test_it_may_stop_early_and_is_asked_what_is_missed() -> None:
    made = web(4, Shape(sites=300, wanted=40))
    grown = grow(Network(made.links, made.truth), made.starts(5, 1), looks=(0.5, 0.8), until=0.8)
    assert sum(grown.found) == np.ceil(0.8 * grown.reachable)
    assert list(grown.missed) == [0.5, 0.8]
    assert all(0 <= each.expected <= each.most + 1 for _, each in grown.missed.values())


def test_no_order_beats_a_reader_who_knows() -> None:
    made = web(5, Shape(sites=250, wanted=30))
    needed = compare(Network(made.links, made.truth), made.starts(4, 0))
    assert all(
        best <= took for name in METHODS for best, took in zip(needed["least"], needed[name], strict=True)
    )


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(Misuse, match="there is no method"):
        grow(Network(LINKS, TRUTH), [0], method="luck")  # type: ignore[arg-type]
