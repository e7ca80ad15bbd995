"""The dashboard of a small review, every figure reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest

from diatrace.decision import progress, question
from diatrace.decision.desk import Desk
from diatrace.decision.progress import STEPS, STRETCHES, agreement, dashboard
from diatrace.decision.record import Answer
from diatrace.model import Verdict
from diatrace.proposal.pool import Pool
from diatrace.proposal.ranking import Ranking
from diatrace.store.folder import Folder
from diatrace.trace.read import Traces
from tests import invented

COPY = "Free room near the old harbour, furnished and heated, with a desk and a good lock on the door"
TEXTS = ["one", "two", "three", "four", COPY, f"{COPY}!", "seven", "eight"]


@pytest.fixture
def desk(folder: Folder) -> Desk:
    """Eight traces, two of them copies, under review."""
    invented.add_source(folder)
    invented.hold(folder, [invented.row(text, position=place) for place, text in enumerate(TEXTS)])
    asked, pool = question.add(folder, "housing", "x"), Pool(folder)
    made = Desk(folder, asked, Traces(folder), pool, Ranking(pool, asked.criteria))
    made.learn()
    return made


def answer(
    desk: Desk, who: str, row: int, verdict: Verdict, seconds: float | None = None, **more: Any
) -> None:
    desk.answer(who, Answer(desk.pool.identifier(row), verdict, seconds=seconds, **more))


@pytest.fixture
def read(desk: Desk) -> Desk:
    """Amal reads six (two in one answer) and takes one back; Ben reads two of them, one blind; one is settled."""
    answer(desk, "amal", 0, "in", 10)
    answer(desk, "amal", 1, "out", 20)
    answer(desk, "amal", 2, "unsure", 30)
    answer(desk, "amal", 3, "out", 40)
    desk.undo("amal")
    answer(desk, "amal", 4, "in", 60, covers=(desk.pool.identifier(5),))
    answer(desk, "ben", 0, "in", 5, blind=True)
    answer(desk, "ben", 1, "neighbour")
    answer(desk, "chadi", 1, "neighbour", 35, role="adjudication", drawn="disagreement")
    return desk


def test_before_anything_is_read_there_is_nothing_to_tell(desk: Desk) -> None:
    board = dashboard(desk)
    assert (board["total"], board["read"], board["settled"], board["disputed"]) == (8, 0, 0, 0)
    assert (board["hours_spent"], board["hours_to_go"], board["per_hour"], board["seconds_per_item"]) == (
        0, None, None, None,
    )  # fmt: skip
    assert (board["found"], board["agreement"], board["people"]) == ([], None, [])
    assert board["verdicts"] == dict.fromkeys(("in", "out", "neighbour", "unsure", "open"), 0)
    assert board["advice"]["certificate"]["recall"] == 0.0


def test_every_figure_is_what_a_hand_reckons(read: Desk) -> None:
    board = dashboard(read)
    assert (board["question"], board["total"], board["read"]) == ("housing", 8, 5)
    assert board["verdicts"] == {"in": 3, "out": 0, "neighbour": 1, "unsure": 1, "open": 0}
    assert (board["settled"], board["disputed"], board["read_twice"], board["read_alone"]) == (5, 0, 2, 3)
    spent = 10 + 20 + 30 + 40 + 60 + 5 + 35  # time that was undone was spent too
    assert board["hours_spent"] == pytest.approx(spent / 3600)
    assert board["seconds_per_item"] == 30  # the median of 5, 10, 20, 30, 35, 40, 60
    assert board["hours_to_go"] == pytest.approx(30 * 3 / 3600)
    assert board["per_hour"] == pytest.approx(7 / spent * 3600)
    assert (board["stretch"], board["found"]) == (10, [2])  # of four items read, the copies one, two were in
    people = {each["reviewer"]: each for each in board["people"]}
    assert [people[name]["readings"] for name in ("amal", "ben", "chadi")] == [5, 2, 0]
    assert [people[name]["adjudications"] for name in ("amal", "ben", "chadi")] == [0, 0, 1]
    assert people["amal"]["verdicts"] == {"in": 3, "out": 1, "neighbour": 0, "unsure": 1}
    assert [people[name]["seconds"] for name in ("amal", "ben", "chadi")] == [160, 5, 35]
    assert people["ben"]["per_hour"] == pytest.approx(3600 / 5)


def test_advice_counts_copies_as_one_item(read: Desk) -> None:
    advice = progress.advice(read)
    assert (advice["read"], advice["total"]) == (4, 7)
    assert advice["certificate"]["found"] == 2
    assert advice["certificate"]["draws"] == 0


def test_agreement_is_of_readings_and_can_be_of_blind_ones_only(read: Desk) -> None:
    found = agreement(read)
    assert (found["units"], found["blind"]) == (2, False)
    assert [each["trace"] for each in found["disagreements"]] == [read.pool.identifier(1)]
    blind = agreement(read, blind=True)
    assert blind["units"] == 1
    assert blind["disagreements"] == []
    assert dashboard(read)["agreement"] == found


def test_without_unsure_that_answer_counts_as_missing(desk: Desk) -> None:
    answer(desk, "amal", 0, "unsure")
    answer(desk, "ben", 0, "in")
    assert agreement(desk)["units"] == 1
    assert agreement(desk, unsure=False)["units"] == 0


def test_what_is_settled_overrules_what_was_read_first(desk: Desk) -> None:
    answer(desk, "amal", 0, "out")
    answer(desk, "ben", 0, "in")
    assert dashboard(desk)["found"] == [0]
    assert dashboard(desk)["disputed"] == 1
    answer(desk, "chadi", 0, "in", role="adjudication")
    assert dashboard(desk)["found"] == [1]


@pytest.mark.parametrize("read", [0, 1, 250, 251, 5000, 10**6])
def test_the_curve_has_few_steps_however_much_was_read(read: int) -> None:
    stretch = progress._stretch(read)
    assert stretch in STRETCHES
    assert -(-read // stretch) <= STEPS
    smaller = [each for each in STRETCHES if each < stretch]
    assert all(-(-read // each) > STEPS for each in smaller)
