from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.decision.record import undo
from diatrace.decision.rule import adjudicated
from diatrace.model import Verdict
from tests.decision.conftest import Review, trace


def test_the_latest_reading_of_each_reader_stands(review: Review) -> None:
    review.decide("Ada", 1, "in")
    review.decide("Ada", 1, "out")
    review.decide("Ben", 1, "in")
    readings = review.standing().readings(trace(1))
    assert {name: each.verdict for name, each in readings.items()} == {"Ada": "out", "Ben": "in"}


def test_a_dispute_lasts_until_it_is_adjudicated(review: Review) -> None:
    review.decide("Ada", 1, "in")
    assert review.standing().disputed() == []
    review.decide("Ben", 1, "out")
    assert review.standing().disputed() == [trace(1)]
    review.decide("Dora", 1, "in", role="adjudication")
    assert review.standing().disputed() == []
    assert review.standing().settled(trace(1), adjudicated) == "in"
    review.decide("Cem", 1, "neighbour")
    assert review.standing().disputed() == [trace(1)]


def test_undo_takes_back_the_newest_answer_and_what_stood_before_stands_again(review: Review) -> None:
    review.decide("Ada", 1, "in")
    review.decide("Ada", 1, "out")
    review.decide("Ben", 2, "out")
    taken = undo(review.folder, review.standing(), "Ada")
    assert taken is not None
    assert taken.verdict == "out"
    standing = review.standing()
    assert standing.readings(trace(1))["Ada"].verdict == "in"
    assert standing.readings(trace(2))["Ben"].verdict == "out"


def test_undo_reaches_every_near_duplicate_the_answer_covered(review: Review) -> None:
    review.decide("Ada", 5, "in")
    review.decide("Ada", 1, "in", covers=[2, 3])
    assert len(list(review.standing().traces())) == 4
    undo(review.folder, review.standing(), "Ada")
    assert list(review.standing().traces()) == [trace(5)]


def test_undo_goes_back_answer_by_answer_and_then_finds_nothing(review: Review) -> None:
    review.decide("Ada", 1, "in")
    review.decide("Ada", 2, "out")
    found = [undo(review.folder, review.standing(), "Ada") for _ in range(3)]
    assert [each.trace if each else None for each in found] == [trace(2), trace(1), None]


def test_nothing_decided_is_ever_removed(review: Review) -> None:
    review.decide("Ada", 1, "in")
    undo(review.folder, review.standing(), "Ada")
    assert [each.role for each in review.standing().decisions.values()] == ["reading", "undo"]


def test_the_sequence_holds_first_readings_once_and_no_duplicates_of_a_card(review: Review) -> None:
    review.decide("Ada", 1, "in", covers=[2, 3])
    review.decide("Ben", 1, "out")
    review.decide("Ben", 4, "out")
    assert [(each.trace, each.reviewer) for each in review.standing().sequence()] == [
        (trace(1), "Ada"),
        (trace(4), "Ben"),
    ]


def test_who_did_what(review: Review) -> None:
    review.decide("Ada", 1, "in")
    review.decide("Ben", 1, "out")
    review.decide("Ben", 1, "in", role="adjudication")
    people = review.standing().people()
    assert people["Ada"] == {"in": 1, "readings": 1}
    assert people["Ben"] == {"out": 1, "in": 1, "readings": 1, "adjudications": 1}


def test_a_standing_until_a_decision_does_not_see_later_ones(review: Review) -> None:
    (first,) = review.decide("Ada", 1, "in")
    review.decide("Ada", 1, "out")
    standing = review.standing().__class__(review.question.id)
    with review.folder.database.read() as connection:
        standing.refresh(connection, until=first)
    assert standing.readings(trace(1))["Ada"].verdict == "in"


STEPS = st.lists(
    st.tuples(st.sampled_from(["Ada", "Ben"]), st.integers(0, 3), st.sampled_from(["in", "out", "undo"])),
    max_size=25,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_standing_kept_up_to_date_equals_one_made_anew(
    review: Review, steps: list[tuple[str, int, Verdict]]
) -> None:
    kept = review.standing()
    for reviewer, number, step in steps:
        if str(step) == "undo":
            undo(review.folder, kept, reviewer)
        else:
            review.decide(reviewer, number, step)
        with review.folder.database.read() as connection:
            kept.refresh(connection)
    anew = review.standing()
    for number in range(4):
        assert kept.readings(trace(number)) == anew.readings(trace(number))
