from __future__ import annotations

import pytest
from sqlalchemy import select

from diatrace.decision.record import Answer, verdict_of, write
from diatrace.errors import DecisionError, Misuse
from diatrace.store import event
from diatrace.store.schema import decision
from tests.decision.conftest import TRACES, Review, trace


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("in", "in"),
        (" Out ", "out"),
        ("NEIGHBOR", "neighbour"),
        ("voisin", "neighbour"),
        ("unsure", "unsure"),
    ],
)
def test_verdicts_are_read_in_usual_spellings(text: str, verdict: str) -> None:
    assert verdict_of(text) == verdict


@pytest.mark.parametrize("text", ["", "maybe", "1", "inn"])
def test_anything_else_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(Misuse) as caught:
        verdict_of(text)
    assert "neighbour" in caught.value.hint


def test_a_decision_and_its_event_come_together(review: Review) -> None:
    made = review.decide("Ada", 1, "in", reason="a room", note="ask again")
    (logged,) = event.listed(review.folder.database, limit=1)
    assert logged["kind"] == "decision"
    assert logged["who"] == "Ada"
    assert logged["body"]["id"] == made[0]
    assert logged["body"]["reason"] == "a room"
    assert logged["body"]["digest"] == TRACES[trace(1)]


def test_all_or_none(review: Review) -> None:
    answers = [Answer(trace(1), "in"), Answer("ffffffffffffffff", "in")]
    with pytest.raises(DecisionError, match="ffffffffffffffff"):
        write(review.folder, review.question.id, "Ada", answers, TRACES)
    assert list(review.standing().traces()) == []


def test_the_same_answer_sent_twice_counts_once(review: Review) -> None:
    first = review.decide("Ada", 1, "in", token="t-1")
    again = review.decide("Ada", 1, "in", token="t-1")
    assert again == first
    with review.folder.database.read() as connection:
        assert len(connection.execute(select(decision)).all()) == 1


def test_one_answer_on_a_group_is_one_decision_a_trace(review: Review) -> None:
    made = review.decide("Ada", 1, "out", covers=[2, 3])
    assert len(made) == 3
    groups = [each.group for each in review.standing().decisions.values()]
    assert groups == ["", trace(1), trace(1)]


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_decides_without_a_name(review: Review, name: str) -> None:
    with pytest.raises(Misuse, match="needs a name"):
        review.decide(name, 1, "in")


def test_a_card_that_was_not_handed_out_is_refused(review: Review) -> None:
    with pytest.raises(DecisionError, match="handed out"):
        review.decide("Ada", 1, "in", card=12)  # type: ignore[arg-type]


def test_hostile_text_is_kept_as_it_is(review: Review) -> None:
    reason = "'); DROP TABLE decision; -- <script>alert(1)</script> \u202e 🏠 =1+1"
    review.decide("Ada", 1, "in", reason=reason)
    assert review.standing().readings(trace(1))["Ada"].reason == reason
