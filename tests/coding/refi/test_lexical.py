"""Small values as XML Schema writes them."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.coding.refi import lexical


@given(st.uuids())
def test_guids_are_told_in_one_way(made: uuid.UUID) -> None:
    for told in (str(made), str(made).upper(), f"{{{made}}}", f" {made} ", made.hex):
        assert lexical.guid(told) == str(made)
    assert lexical.is_guid(str(made).upper())
    assert lexical.is_guid(f"{{{made}}}")
    assert not lexical.is_guid(f"{{{made}")


@given(st.text())
def test_anything_becomes_a_guid_always_the_same(told: str) -> None:
    assert lexical.is_guid(lexical.guid(told))
    assert lexical.guid(told) == lexical.guid(told)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("#abc", "#aabbcc"), ("#A0B1C2", "#a0b1c2"), ("#ff0000ff", ""), ("red", ""), ("abcdef", ""), ("#ggg", ""),
        ("rgb(1,2,3)", ""),
    ],
)  # fmt: skip
def test_colours(told: str, found: str) -> None:
    assert lexical.colour(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("2018-03-27T17:46:39Z", "2018-03-27T17:46:39Z"),
        ("2018-03-27T17:46:39.1234567+02:00", "2018-03-27T17:46:39.1234567+02:00"),
        ("2018-10-04T22:56:11", "2018-10-04T22:56:11"),
        ("2018-10-04 22:56:11", "2018-10-04T22:56:11"),
        ("2018-10-04T22:56", "2018-10-04T22:56:00"),
        ("2018-10-04T22:56:11+0200", "2018-10-04T22:56:11+02:00"),
        ("2018-10-04", ""),
        ("2018-02-30T10:00:00Z", ""),
        ("2018-10-04T25:00:00Z", ""),
        ("2018-10-04T10:00:00+15:00", ""),
        ("04.10.2018 22:56", ""),
        ("٢٠١٨-10-04T22:56:11", ""),
        ("yesterday", ""),
    ],
)
def test_moments(told: str, found: str) -> None:
    assert lexical.moment(told) == found


@pytest.mark.parametrize(
    ("reader", "told", "found"),
    [
        (lexical.day, "2020-02-29", "2020-02-29"),
        (lexical.day, "2021-02-29", ""),
        (lexical.day, "2020-02-29+01:00", "2020-02-29+01:00"),
        (lexical.boolean, "TRUE", "true"),
        (lexical.boolean, "0", "false"),
        (lexical.boolean, "yes", ""),
        (lexical.decimal, "1.50", "1.50"),
        (lexical.decimal, "1e3", "1000"),
        (lexical.decimal, "-2.5E-3", "-0.0025"),
        (lexical.decimal, "NaN", ""),
        (lexical.decimal, "1e9999", ""),
        (lexical.decimal, "1,5", ""),
        (lexical.decimal, "٣", "3"),
        (lexical.integer, "+12", "+12"),
        (lexical.integer, "1.0", ""),
        (lexical.integer, "9" * 500, ""),
    ],
)
def test_values(reader: object, told: str, found: str) -> None:
    assert callable(reader)
    assert reader(told) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [("12", 12), ("-3", -3), ("2.6", 3), ("1e2", 100), ("", None), ("x", None), ("9" * 30, None)],
)
def test_numbers(told: str, found: int | None) -> None:
    assert lexical.number(told) == found
