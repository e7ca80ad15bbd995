"""Look-ups that bear any shape."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from diatrace.model import UNDATED, Record
from diatrace.source.platforms import common


def test_inner_objects() -> None:
    value = {"a": {"b": {"c": 1}}, "x": 3, "n": None}
    assert common.inner(value, "a", "b") == {"c": 1}
    for names in (("a", "b", "c"), ("x",), ("x", "y"), ("n", "m"), ("gone", "far", "away")):
        assert common.inner(value, *names) == {}


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (5, "5"), (True, ""), (None, ""), (1.5, ""), ([], ""), ({}, "")]
)
def test_identifiers_as_text(value: Any, text: str) -> None:
    assert common.text(value) == text


def test_lists() -> None:
    assert common.items([{"a": 1}, "b", None]) == [{"a": 1}]
    assert common.items({"a": 1}) == []
    assert common.parts(["a", None, "b", "a", 3, {}]) == ("a", "b", "3")
    assert common.parts([]) == ()


def test_the_first_field_that_holds_anything() -> None:
    value = {"a": None, "b": "", "c": 0, "d": "x"}
    assert common.first(value, "a", "b", "c", "d") == 0
    assert common.first(value, "a", "b") is None


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (1646475061, datetime(2022, 3, 5, 10, 11, 1)),
        (1646475061000, datetime(2022, 3, 5, 10, 11, 1)),
        ("1646475061", datetime(2022, 3, 5, 10, 11, 1)),
        ("2022-03-05T10:11:01.000Z", datetime(2022, 3, 5, 10, 11, 1)),
        ("Sat Mar 05 10:11:01 +0000 2022", datetime(2022, 3, 5, 10, 11, 1)),
        ("Sat, 05 Mar 2022 11:11:01 +0100", datetime(2022, 3, 5, 10, 11, 1)),
        (0, None),
        (None, None),
        ("", None),
        ("soon", None),
        ({}, None),
        (10**30, None),
    ],
)
def test_dates_in_any_writing(value: Any, at: datetime | None) -> None:
    found = common.dated(value, "created")
    assert found.at == at
    assert (
        found.evidence == "created"
        if at
        else found == UNDATED or found.evidence.startswith("created: no date")
    )


def test_facts_say_something() -> None:
    assert common.facts(likes=0, views=None, tags=(), name="", ad=False, live=True, list=["x"]) == {
        "likes": 0,
        "live": True,
        "list": ["x"],
    }


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), ("12", 12), ("1.2万", None), ("", None), (None, None), ("٣", None)]
)
def test_counts(value: Any, number: int | None) -> None:
    assert common.number(value) == number


@pytest.mark.parametrize(
    ("address", "handle", "free"),
    [
        ("https://x.com/ada/status/1", "ada", "https://x.com/_/status/1"),
        ("https://www.tiktok.com/@ada/video/1", "ada", "https://www.tiktok.com/@_/video/1"),
        ("https://ada.example.org/adagio", "ada", "https://ada.example.org/adagio"),
        ("https://example.org/1", "", "https://example.org/1"),
        ("", "ada", ""),
    ],
)
def test_addresses_lose_the_handle(address: str, handle: str, free: str) -> None:
    assert common.handle_free(address, handle) == free


def test_what_is_missing_is_named_beside_what_is_there() -> None:
    record = Record(native="1", forms=("image",), attributes={"likes": 1})
    common.note_missing(record)
    assert record.attributes == {"likes": 1, "missing_fields": ["author", "date"]}
