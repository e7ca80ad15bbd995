from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.decision import agreement
from diatrace.decision.agreement import Table, interval, krippendorff_alpha, masi, ordinal, report

RATINGS = dict[int, dict[str, str]]


def _krippendorff_example() -> RATINGS:
    """Four readers, twelve units, gaps (Krippendorff 2011, "Computing Krippendorff's alpha-reliability")."""
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    return {
        unit: {f"reader {number}": row[unit] for number, row in enumerate(rows) if row[unit] != "."}
        for unit in range(12)
    }


def _two(first: str, second: str) -> RATINGS:
    return {unit: {"Ada": a, "Ben": b} for unit, (a, b) in enumerate(zip(first, second, strict=True))}


def test_krippendorffs_own_example() -> None:
    ratings = _krippendorff_example()
    found = report(ratings)
    table = Table.of({unit: each for unit, each in ratings.items() if len(each) > 1}, "12345")
    assert found["krippendorff_alpha"]["value"] == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(table, ordinal(table)) == pytest.approx(0.815, abs=5e-4)
    assert krippendorff_alpha(table, interval([1, 2, 3, 4, 5])) == pytest.approx(0.849, abs=5e-4)
    assert (found["units"], found["single"]) == (11, 1)


@pytest.mark.parametrize(
    ("measure", "value"),
    [("gwet_ac1", 0.775), ("fleiss_kappa", 0.761), ("cohen_kappa", 0.762), ("brennan_prediger", 0.773)],
)
def test_the_same_example_by_other_coefficients(measure: str, value: float) -> None:
    table = Table.of(_krippendorff_example(), "12345")
    assert getattr(agreement, measure)(table) == pytest.approx(value, abs=5e-4)


def test_ten_segments_of_the_atlas_ti_manual() -> None:
    found = report(_two("1100000000", "0110010100"))
    values = {
        name: found[name]["value"]
        for name in ("percent_agreement", "krippendorff_alpha", "cohen_kappa", "gwet_ac1")
    }
    expected = {
        "percent_agreement": 0.60,
        "krippendorff_alpha": 0.095,
        "cohen_kappa": 0.091,
        "gwet_ac1": 0.310,
    }
    assert values == pytest.approx(expected, abs=5e-4)


def test_a_thousand_characters_of_the_nvivo_manual() -> None:
    ratings = _two("x" * 50 + "x" * 150 + "." * 800, "x" * 50 + "." * 950)
    assert report(ratings)["percent_agreement"]["value"] == pytest.approx(0.85)


def test_the_interval_holds_the_value_and_does_not_change_with_the_run() -> None:
    ratings = _two("1100000000" * 5, "0110010100" * 5)
    first, again = report(ratings), report(ratings)
    assert first == again
    for name in agreement.MEASURES:
        assert first[name]["low"] <= first[name]["value"] <= first[name]["high"]


def test_every_disagreement_is_listed_with_who_said_what() -> None:
    found = report(_two("101", "100"))
    assert found["disagreements"] == [{"trace": 2, "readings": {"Ada": "1", "Ben": "0"}}]
    assert {"first": "Ada", "second": "Ben", "first_said": "1", "second_said": "0", "count": 1} in found[
        "confusion"
    ]


def test_agreement_on_each_answer() -> None:
    found = report(_two("1110", "1100"))
    assert found["specific_agreement"] == pytest.approx({"1": 2 * 2 / 5, "0": 2 * 1 / 3})
    assert found["prevalence"] == pytest.approx({"1": 5 / 8, "0": 3 / 8})


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ({}, "no item was read by two"),
        ({1: {"Ada": "in"}, 2: {"Ben": "out"}}, "no item was read by two"),
        ({1: {"Ada": "in", "Ben": "in"}}, "only one answer"),
    ],
)
def test_what_is_not_defined_says_why(ratings: RATINGS, reason: str) -> None:
    found = report(ratings)["krippendorff_alpha"]
    assert found["value"] is None
    assert reason in found["reason"]


def test_everybody_giving_one_answer_still_agrees_in_percent() -> None:
    assert report({1: {"Ada": "in", "Ben": "in"}})["percent_agreement"]["value"] == 1


def test_kappa_stays_right_when_the_number_of_readers_changes() -> None:
    pair = _two("1100110010", "1100100010")
    third = {unit: {**given, "Cem": given["Ada"]} if unit > 4 else given for unit, given in pair.items()}
    for name in ("cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha"):
        assert report(pair)[name]["value"] < report(third)[name]["value"] < 1


ANSWERS = st.sampled_from(["in", "out", "unsure"])
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(["Ada", "Ben", "Cem"]), ANSWERS, min_size=2), min_size=2, max_size=30
)


@given(items=ITEMS)
def test_order_and_names_do_not_matter(items: list[dict[str, str]]) -> None:
    answers = ["in", "out", "unsure"]
    names = {"Ada": "Zoe", "Ben": "Ada", "Cem": "Ben"}
    one = Table.of(dict(enumerate(items)), answers)
    other = Table.of(
        {n: {names[k]: v for k, v in each.items()} for n, each in enumerate(reversed(items))}, answers
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        for measure in agreement.MEASURES.values():
            assert measure(one) == pytest.approx(measure(other), nan_ok=True)


@given(items=ITEMS)
def test_perfect_agreement_is_one_and_none_exceeds_it(items: list[dict[str, str]]) -> None:
    answers = ["in", "out", "unsure"]
    agreed = {n: dict.fromkeys(each, answers[n % 3]) for n, each in enumerate(items)}
    with np.errstate(divide="ignore", invalid="ignore"):
        for measure in agreement.MEASURES.values():
            assert measure(Table.of(agreed, answers)) == pytest.approx(1)
            value = measure(Table.of(dict(enumerate(items)), answers))
            assert not value > 1 + 1e-12


def test_sets_that_share_more_differ_less() -> None:
    found = masi(["[]", '["a"]', '["a","b"]', '["b","c"]', '["d"]'])
    assert found.diagonal().tolist() == [0] * 5
    assert found[1, 2] == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert found[2, 3] == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert found[0, 1] == found[1, 4] == 1
    assert (found == found.T).all()


def test_with_a_distance_near_misses_cost_less() -> None:
    ratings = {
        number: {"amal": one, "ben": other}
        for number, (one, other) in enumerate(
            [('["a"]', '["a","b"]'), ('["a"]', '["a"]'), ('["c"]', '["c"]'), ('["b"]', '["b"]')]
        )
    }
    near, nominal = (report(ratings, distance=each)["krippendorff_alpha"]["value"] for each in (masi, None))
    assert 0 < nominal < near < 1
    numbers = {
        number: {"amal": one, "ben": other} for number, (one, other) in enumerate([("1", "2"), ("9", "9")])
    }
    by_interval = report(numbers, distance=lambda answers: interval([float(each) for each in answers]))
    assert by_interval["krippendorff_alpha"]["value"] > report(numbers)["krippendorff_alpha"]["value"]
