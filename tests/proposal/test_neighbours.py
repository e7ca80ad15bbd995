"""The order of sites: what it learns from, what it explains, how it looks at sites nobody looked into."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from diatrace.errors import Misuse
from diatrace.proposal.features import Features
from diatrace.proposal.neighbours import SIGNS, Neighbours, NeighboursParams, NextSites
from tests.proposal.planted_web import Shape, web


def linked(pairs: list[tuple[int, int, int]], size: int) -> csr_array:
    rows, columns, counts = zip(*pairs, strict=True)
    return csr_array((counts, (rows, columns)), shape=(size, size), dtype=float)


def test_start_sites_alone_put_what_more_of_them_link_to_first() -> None:
    links = linked([(0, 2, 1), (1, 2, 1), (0, 3, 50)], 4)
    ranker = Neighbours(params=NeighboursParams(share=0.0))
    ranker.learn(links, {0: 1, 1: 1})
    assert [each.row for each in ranker.order(np.array([True, True, False, False]))] == [2, 3]


def test_what_sites_that_are_out_link_to_sinks() -> None:
    pairs = [(0, row, 1) for row in range(2, 12)] + [(row, 12, 1) for row in range(2, 7)]
    pairs += [(row, 13, 1) for row in range(7, 12)] + [(0, 12, 1), (0, 13, 1), (1, 12, 1), (1, 13, 1)]
    ranker = Neighbours()
    ranker.learn(
        linked(pairs, 14), {0: 1, 1: 1, **dict.fromkeys(range(2, 7), 1), **dict.fromkeys(range(7, 12), 0)}
    )
    assert ranker.scores()[12] > ranker.scores()[13]


def test_a_site_nobody_looked_into_is_not_blamed_for_showing_no_links() -> None:
    """Decided sites show their links, and those that are in link back; a candidate cited as they are shows nothing."""
    inside, outside, open_ = range(2, 12), range(12, 22), 22
    pairs = [(0, row, 1) for row in (*inside, *outside, open_)] + [(1, row, 1) for row in (*inside, open_)]
    pairs += [(row, to, 1) for row in inside for to in (0, 1)] + [(row, 23, 1) for row in outside]
    ranker = Neighbours()
    ranker.learn(linked(pairs, 24), {0: 1, 1: 1, **dict.fromkeys(inside, 1), **dict.fromkeys(outside, 0)})
    assert ranker.scores()[open_] > 0 > ranker.scores()[23]
    signs = {each.name: each.contribution for each in ranker.explain(open_).signs}
    assert signs["linking"] == signs["targets"] == 0.0


def test_an_explanation_adds_up_and_names_neighbours_and_words() -> None:
    made = web(1, Shape(sites=300, wanted=40))
    ranker = Neighbours(Features.of(made.texts))
    starts = made.starts(8, 1)
    outs = np.flatnonzero(~made.wanted)[:20].tolist()
    ranker.learn(made.links, {**dict.fromkeys(starts, 1), **dict.fromkeys(outs, 0)})
    row = int(made.links[[starts[0]]].indices[0])
    why = ranker.explain(row)
    assert tuple(each.name for each in why.signs) == SIGNS
    model = ranker._known()
    constant = model.weights[int(model.looked[row])][0]
    assert constant + sum(each.contribution for each in why.signs) == pytest.approx(ranker.scores()[row])
    assert any(each.label == 1 and each.linking for each in why.ties)
    assert why.terms


def test_the_same_decisions_give_the_same_order_and_nothing_learnt_is_said_so() -> None:
    made = web(2, Shape(sites=200, wanted=30))
    orders = []
    for _ in range(2):
        ranker = Neighbours(seed=4)
        ranker.learn(made.links, dict.fromkeys(made.starts(5, 0), 1))
        orders.append(ranker.order(np.zeros(200, bool)))
    assert orders[0] == orders[1]
    with pytest.raises(Misuse):
        Neighbours().scores()


def test_what_is_missed_falls_as_sites_are_decided() -> None:
    made = web(3, Shape(sites=300, wanted=60))
    truth = dict(enumerate(made.wanted.astype(int).tolist()))
    ranker = Neighbours()
    told = []
    for size in (60, 290):
        ranker.learn(made.links, dict(list(truth.items())[:size]))
        told.append(ranker.missed(np.arange(300) < size))
    assert told[1].most < told[0].most
    assert made.wanted[60:].sum() <= told[0].most


def test_next_sites_proposes_what_is_linked_to_and_undecided() -> None:
    links = linked([(0, 1, 1), (0, 2, 1), (3, 0, 1)], 5)
    found = NextSites().run(links, {0: "in", 2: "out"})
    assert [each.row for each in found] == [1]
