"""The ranking of a question: learned, counted once, kept on disk, made anew where it is not of this study."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from diatrace import run
from diatrace.proposal import ranking as module
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.pool import Pool
from diatrace.proposal.ranking import Ranking
from diatrace.store.folder import Folder
from tests import invented

COPY = "Free room near the old harbour, furnished and heated, with a desk and a good lock on the door"
TEXTS = ["the football match", "a room to let", "a recipe of eggs", "rooms and a flat", COPY, f"{COPY}!"]


@pytest.fixture
def pool(folder: Folder) -> Pool:
    invented.add_source(folder)
    invented.hold(folder, [invented.row(text) for text in TEXTS])
    return Pool(folder).grown()


@pytest.fixture
def ranking(pool: Pool) -> Ranking:
    return Ranking(pool, "Is it about a room?")


def free(*rows: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    made = np.zeros(len(TEXTS), bool)
    made[list(rows)] = True
    return made


def test_before_learning_rows_come_as_they_arrived_and_nothing_is_known(ranking: Ranking) -> None:
    assert ranking.state() == {"ready": False, "learned": None, "rows": 0}
    assert list(ranking.ranked(free(1, 3, 5))) == [(1, 0), (3, 0), (5, 0)]
    assert ranking.score(0) is None
    assert ranking.explain(0) == {"terms": [], "similar": []}
    assert ranking.representatives(free(4, 5)).tolist() == [4, 5]
    assert ranking.group(4) == [4]


def test_what_was_learned_orders_the_rows_and_says_why(ranking: Ranking) -> None:
    ranking.learn({}, 0)
    assert ranking.state() == {"ready": True, "learned": 0, "rows": 6}
    rows = [row for row, _ in ranking.ranked(free(0, 1, 2))]
    assert rows[0] == 1  # the words of the criteria
    ranking.learn({1: "in", 0: "out"}, 2)
    assert ranking.learned == 2
    first = next(iter(ranking.ranked(free(2, 3, 4))))
    assert (ranking.score(first[0]) or -9) > (ranking.score(2) or 9)
    why = ranking.explain(4)
    assert any("room" in each["term"] for each in why["terms"])
    assert {each["verdict"] for each in why["similar"]} <= {"in", "out"}
    assert ranking.explain(99) == {"terms": [], "similar": []}


def test_every_free_row_is_yielded_with_the_learned_order_first(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AHEAD", 2)
    ranking.learn({1: "in"}, 1)
    found = list(ranking.ranked(free(0, 2, 3, 4, 5)))
    assert [rank for _, rank in found[:2]] == [1, 2]
    assert {row for row, _ in found} == {0, 2, 3, 4, 5}
    further = [row for row, rank in found if rank > 2]
    scores = [ranking.score(row) or 0.0 for row in further]
    assert scores == sorted(scores, reverse=True)


def test_near_duplicates_are_one_group_and_one_of_them_stands_for_all(ranking: Ranking) -> None:
    ranking.learn({}, 0)
    assert ranking.group(4) == ranking.group(5) == [4, 5]
    assert ranking.representatives(free(0, 4, 5)).tolist() == [0, 4]
    assert ranking.representatives(free(0, 5)).tolist() == [0, 5]
    assert len({4, 5} & {each.row for each in ranking.order({})}) == 1
    assert not {4, 5} & {each.row for each in ranking.order({4: "in"})}


def test_traces_that_come_later_are_counted_at_the_next_learning(ranking: Ranking, folder: Folder) -> None:
    ranking.learn({}, 0)
    invented.hold(folder, [invented.row("a late room")])
    later = np.ones(7, bool)
    assert 6 in [row for row, _ in ranking.ranked(later)]  # known to others before it is ranked
    assert ranking.score(6) is None
    assert 6 in ranking.representatives(later).tolist()
    ranking.learn({}, 0)
    assert ranking.score(6) is not None


def test_words_are_counted_once_and_found_again(ranking: Ranking, folder: Folder) -> None:
    ranking.learn({}, 0)
    again = Ranking(Pool(folder), "another question")
    again.learn({}, 0)
    assert [each["kind"] for each in run.listed(folder.database)] == ["index"]
    assert again.state()["rows"] == 6


def test_a_shelf_that_is_gone_or_damaged_is_counted_anew(ranking: Ranking, folder: Folder) -> None:
    ranking.learn({}, 0)
    expected = [ranking.score(row) for row in range(6)]
    for file in Path(folder.path / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:50])
    again = Ranking(Pool(folder), "Is it about a room?")
    again.learn({}, 0)
    assert [again.score(row) for row in range(6)] == expected


def test_one_seed_gives_one_order(pool: Pool) -> None:
    orders = []
    for seed in (1, 1, 2):
        made = Ranking(pool, "room", seed=seed, params=RelevanceParams(share=0.5))
        made.learn({}, 0)
        orders.append([(each.row, each.drawn, each.probability) for each in made.order({})])
    assert orders[0] == orders[1]
    assert sorted(each[0] for each in orders[0]) == sorted(each[0] for each in orders[2])


def test_several_may_ask_it_to_learn_while_others_read(ranking: Ranking) -> None:
    together = threading.Barrier(4)

    def learn(number: int) -> None:
        together.wait()
        ranking.learn({1: "in", 0: "out"}, number)
        list(islice(ranking.ranked(free(2, 3, 4, 5)), 3))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(learn, range(4)))
    assert ranking.group(4) == [4, 5]
    assert ranking.state()["rows"] == 6
