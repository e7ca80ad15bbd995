"""The pool: rows in order of arrival that never change, the newest of each trace current."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.proposal.pool import Pool
from diatrace.store.folder import Folder, create, state
from tests import invented


@pytest.fixture(autouse=True)
def _source(folder: Folder) -> None:
    invented.add_source(folder)


def test_an_empty_study_has_an_empty_pool(folder: Folder) -> None:
    pool = Pool(folder)
    assert pool.grown() is pool
    assert len(pool) == 0
    assert pool.rows(["f" * 16]).tolist() == [-1]
    assert pool.candidates() == []
    assert not list(pool.texts())
    assert not list(pool.ties())


def test_rows_follow_the_order_of_arrival_and_never_change(folder: Folder) -> None:
    first = [invented.row(f"first {number}") for number in range(3)]
    second = [invented.row(f"second {number}", source=2) for number in range(2)]
    invented.hold(folder, first)
    before = Pool(folder).grown()
    invented.hold(folder, second)
    after = before.grown()
    assert len(before) == 3  # who holds the older pool sees no change
    assert [after.identifier(row) for row in range(5)] == [each["id"] for each in (*first, *second)]
    assert after.rows([second[1]["id"], first[0]["id"], "0" * 16]).tolist() == [4, 0, -1]
    assert after.sources.tolist() == [1, 1, 1, 2, 2]
    assert after.grown() is after
    assert after.candidates() == [(each["id"], each["digest"]) for each in (*first, *second)]


def test_of_a_revised_trace_the_newest_row_is_current(folder: Folder) -> None:
    old = [invented.row("to let"), invented.row("other")]
    invented.hold(folder, old)
    new = invented.row("already let", id=old[0]["id"])
    invented.hold(folder, [new], revised=1)
    pool = Pool(folder).grown()
    assert pool.current.tolist() == [False, True, True]
    assert pool.rows([old[0]["id"]]).tolist() == [2]
    assert pool.candidates() == [(old[1]["id"], old[1]["digest"]), (new["id"], new["digest"])]


def test_texts_and_ties_come_from_any_row_on(folder: Folder) -> None:
    rows = [
        invented.row(f"text {number}", title="T" if number % 2 else "", author="a-1") for number in range(5)
    ]
    for part in (rows[:2], rows[2:4], rows[4:]):
        invented.hold(folder, part)
    pool = Pool(folder).grown()
    told = [f"T\n{each['text']}" if each["title"] else each["text"] for each in rows]
    assert [list(pool.texts(start)) for start in range(7)] == [told[start:] for start in range(7)]
    ties = list(pool.ties())
    assert len(ties) == 5
    assert all(any("a-1" in word for word in words) for words in ties)
    assert [list(pool.ties(start)) for start in range(7)] == [ties[start:] for start in range(7)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=4))
def test_it_answers_as_a_list_would(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    made = create(tmp_path_factory.mktemp("pool") / "study", state("Homes", "p", "b", "2099-12-31"))
    invented.add_source(made)
    ids, pool = [f"{number:016x}" for number in range(6)], Pool(made)
    expected: list[int] = []
    for batch in batches:
        invented.hold(made, [invented.row(f"{number}", id=ids[number]) for number in batch], revised=1)
        expected += batch
        pool = pool.grown()
    last = {number: row for row, number in enumerate(expected)}
    assert pool.rows(ids).tolist() == [last.get(number, -1) for number in range(6)]
    assert np.flatnonzero(pool.current).tolist() == sorted(last.values())
    assert [pool.identifier(row) for row in range(len(pool))] == [ids[number] for number in expected]
    made.close()
