"""Life tables against figures reckoned by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.analysis.survival import Life, table, tables

FIRST = "2010-01-01"


def life(**states: str) -> Life:
    return Life(FIRST, {f"{year.removeprefix('y')}-06-01": state for year, state in states.items()})


def test_the_table_of_a_small_study() -> None:
    lives = [
        *[life(y2015="live", y2018="live")] * 5,
        *[life(y2015="dead")] * 2,
        *[life(y2015="live", y2018="squatted")] * 2,
        life(y2015="abandoned"),
    ]
    first, second = table(lives)
    assert (first.on, first.at_risk, first.ended) == ("2015-06-01", 10, 2)
    assert (second.at_risk, second.ended) == (7, 2)
    assert [first.alive, second.alive] == pytest.approx([0.8, 0.8 * 5 / 7])
    spread = 1.96 * math.sqrt(2 / (10 * 8))
    assert first.low == pytest.approx(0.8 * math.exp(-spread))
    assert first.high == 1


def test_abandoned_ends_a_site_where_it_is_said_to() -> None:
    found = tables({"all": [life(y2015="abandoned"), life(y2015="live")]}, abandoned=True)
    assert found["groups"]["all"][0]["alive"] == pytest.approx(0.5)
    assert "abandoned" in found["ends"]
    assert tables({"all": [life(y2015="abandoned"), life(y2015="live")]})["groups"]["all"][0]["alive"] == 1


def test_a_site_that_came_later_is_at_risk_from_then_on() -> None:
    lives = [life(y2015="dead"), Life("2016-01-01", {"2018-06-01": "dead"}), life(y2015="live", y2018="live")]
    first, second = table(lives)
    assert (first.at_risk, second.at_risk) == (2, 2)


def test_nothing_said_is_no_table() -> None:
    assert table([]) == table([Life(FIRST, {})]) == []


@given(
    st.lists(st.tuples(st.integers(2011, 2015), st.sampled_from(["live", "dead"])), min_size=1, max_size=30)
)
def test_the_share_alive_only_falls(found: list[tuple[int, str]]) -> None:
    rows = table([Life(FIRST, {f"{year}-01-01": state}) for year, state in found])
    shares = [1.0, *(each.alive for each in rows)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= each.low <= each.alive <= each.high <= 1 for each in rows)
    if all(each.on == rows[0].on for each in rows):
        assert rows[0].alive == pytest.approx(1 - sum(state == "dead" for _, state in found) / len(found))
