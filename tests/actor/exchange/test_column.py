from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import color, column


@given(st.lists(st.text(), min_size=1))
def test_values_joined_by_bars_come_back(values: list[str]) -> None:
    assert column.parted(column.joined(values)) == tuple(values)


def test_a_cell_of_hyphe_is_parted_at_its_bars() -> None:
    assert column.parted("a|b c|d") == ("a", "b c", "d")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("a|b", ("a", "b")),
        ("a;b", ("a", "b")),
        ("a, b", ("a", "b")),
        ("[a, b]", ("a", "b")),
        ('["a, b", c]', ("a, b", "c")),
        ("[]", ()),
        ("", ()),
        ("alone", ("alone",)),
        ("[a|b]", ("a|b",)),
    ],
)
def test_lists_of_the_graph_formats(cell: str, values: tuple[str, ...]) -> None:
    assert column.listed(cell) == values


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("7", "int", 7),
        (" -7 ", "int", -7),
        ("7.0", "int", 7),
        ("7.5", "int", 7.5),
        ("1e3", "float", 1000.0),
        ("true", "bool", True),
        ("No", "bool", False),
        ("1", "bool", True),
    ],
)
def test_numbers(cell: str, kind: str, value: object) -> None:
    found = column.number(cell, kind)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("NaN", "float"),
        ("inf", "float"),
        ("1_000", "int"),
        ("", "int"),
        ("perhaps", "bool"),
        ("9" * 5000, "float"),
    ],
)
def test_what_is_no_number(cell: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        column.number(cell, kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Integer", "int"),
        ("varchar(50)", "text"),
        ("listString", "list"),
        ("DOUBLE", "float"),
        ("furlong", ""),
        ("", ""),
    ],
)
def test_types_of_all_formats(name: str, kind: str) -> None:
    assert column.kind_of(name) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [([True, False], "bool"), ([True, 2], "int"), ([1, 2.5], "float"), ([1, "x"], "text"), ([], "text")],
)
def test_the_kind_of_a_column_holds_all_its_values(values: list[bool | int | float | str], kind: str) -> None:
    assert column.scalar_kind(values) == kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("#F80", "#ff8800"), ("#ff8800ff", "#ff8800"), ("#ff880080", "#ff880080"), ("rgb(255, 136, 0)", "#ff8800"),
     ("255,136,0", "#ff8800"), ("rgba(255,136,0,0.5)", "#ff880080")],
)  # fmt: skip
def test_colours(text: str, wanted: str) -> None:
    assert color.of_text(text) == wanted


@pytest.mark.parametrize(
    "text", ["", "red", "1,2", "300,0,0", "-1,0,0", "#ggg", "rgb(1,2,3,9)", f"1,2,{'9' * 400}"]
)
def test_what_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        color.of_text(text)


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_channels_come_back(red: int, green: int, blue: int, alpha: int) -> None:
    text = f"#{red:02x}{green:02x}{blue:02x}{alpha:02x}"
    assert color.of_channels(*color.channels(text)) == color.of_text(text)
