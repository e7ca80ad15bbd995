"""The layout: the same for the same seed, groups together, nobody on top of another, forces as summed one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diatrace.analysis.layout import ForceLayout, LayoutParams, Mesh, forces, rounds_for
from diatrace.analysis.measures import linked
from tests.analysis.planted import graph, groups


def each_by_each(places: NDArray[np.float64], mass: NDArray[np.float64]) -> NDArray[np.float64]:
    away = places[:, None] - places[None]
    square = (away**2).sum(-1)
    np.fill_diagonal(square, 1)
    summed: NDArray[np.float64] = (away / square[..., None] * mass[None, :, None]).sum(1)
    return summed


@given(st.integers(0, 30), st.integers(2, 200))
def test_the_grid_sums_as_every_pair_would(seed: int, sites: int) -> None:
    random = np.random.default_rng(seed)
    places, mass = random.uniform(-50, 50, (sites, 2)), random.uniform(1, 20, sites)
    found, right = Mesh(sites).push(places, mass), each_by_each(places, mass)
    length = np.hypot(*right.T)
    off = np.hypot(*(found - right).T)
    assert np.median(off / length.max()) < 0.05
    assert np.abs((mass[:, None] * found).sum(axis=0)).max() <= 1e-6 * mass.sum() * length.max()


def test_groups_lie_together() -> None:
    counts, of = groups(200, 1500, 4)
    places = forces(linked(counts, directed=False), rounds=200)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    same = of[:, None] == of[None]
    assert np.median(apart[same]) < 0.5 * np.median(apart[~same])
    assert np.abs(places.mean(axis=0)).max() < 0.1 * np.abs(places).max()


def test_the_same_seed_gives_the_same_places() -> None:
    web = graph(groups(60, 200, 3)[0])
    first, second, other = (
        ForceLayout().run(web, LayoutParams(seed=seed, rounds=50)).tables["site"] for seed in (7, 7, 8)
    )
    assert first == second != other


def test_what_was_done_is_said() -> None:
    found = ForceLayout().run(graph(groups(60, 200, 3)[0]), LayoutParams(seed=7))
    assert (found.figures["rounds"], found.figures["seed"]) == (rounds_for(60), 7)
    assert "seed 7" in found.method["place"]


@pytest.mark.parametrize("sites", [0, 1, 2, 30])
def test_sites_without_links_still_have_places_of_their_own(sites: int) -> None:
    rows = ForceLayout().run(graph(csr_array((sites, sites))), LayoutParams(rounds=30)).tables["site"]
    places = {(row["x"], row["y"]) for row in rows}
    assert len(places) == sites
    assert np.isfinite(list(places)).all()
