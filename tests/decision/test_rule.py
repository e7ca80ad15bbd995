from __future__ import annotations

import pytest

from diatrace.decision.rule import adjudicated, agreeing, one, rule_named, settle
from diatrace.errors import UnknownName
from diatrace.model import Decision, Verdict


def reading(number: int, reviewer: str, verdict: Verdict, role: str = "reading") -> Decision:
    return Decision(
        id=number,
        question=1,
        trace="00" * 8,
        digest="",
        reviewer=reviewer,
        verdict=verdict,
        reason="",
        note="",
        role=role,
        made_at="",
        seconds=None,
        saw_score=False,
        blind=False,
        drawn="proposal",
        probability=None,
        batch=None,
        rank=None,
        score=None,
        learned=None,
        handed_at=float(number),
        group="",
        undoes=None,
    )


IN, ALSO_IN, OUT = reading(1, "Ada", "in"), reading(2, "Ben", "in"), reading(3, "Ben", "out")


@pytest.mark.parametrize(
    ("readings", "by_one", "by_agreeing", "by_adjudicated"),
    [
        ([], None, None, None),
        ([IN], "in", None, "in"),
        ([IN, ALSO_IN], "in", "in", "in"),
        ([IN, OUT], "out", None, None),
        ([IN, ALSO_IN, reading(4, "Cem", "unsure")], "unsure", None, None),
    ],
)
def test_what_each_rule_makes_of_the_readings(
    readings: list[Decision],
    by_one: Verdict | None,
    by_agreeing: Verdict | None,
    by_adjudicated: Verdict | None,
) -> None:
    assert (one(readings), agreeing(readings), adjudicated(readings)) == (by_one, by_agreeing, by_adjudicated)


@pytest.mark.parametrize("name", ["one", "agreeing", "adjudicated"])
def test_an_adjudication_always_counts(name: str) -> None:
    settled = reading(9, "Dora", "neighbour", role="adjudication")
    assert settle([IN, OUT], settled, rule_named(name)) == "neighbour"


def test_the_order_of_readings_is_the_order_of_decisions() -> None:
    assert settle([OUT, IN], None, one) == "out"


def test_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        rule_named("majority")
    assert "agreeing" in caught.value.hint
