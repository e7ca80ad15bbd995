"""Counting places in a text, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.coding.refi.convention import CUT, OUTSIDE, SOUND, STANDARD, WITHIN, Convention, Passage, usual
from diatrace.errors import Misuse
from tests.coding.refi.invented import CONVENTIONS, SENTENCES

TEXTS = st.lists(
    st.sampled_from([*SENTENCES, "\r\n", "\n", "\r", "\r\r\n", "😀", "e\u0301", "a", "é", "ﷺ"]), max_size=10
).map("".join)
BYTES = {"codepoint": ("utf-32-le", 4), "utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}


def by_hand(stored: str, place: int, convention: Convention, *, end: bool = False) -> int:
    """Count the units before a place of the kept text, one character after the other."""
    encoding, size = BYTES[convention.unit]
    count: int = convention.first
    kept, at = 0, 0
    if stored.startswith("\ufeff"):
        at = 1
        count += len("\ufeff".encode(encoding)) // size if convention.mark else 0
    while kept < place:
        pair = stored[at : at + 2] == "\r\n"
        character = "\r\n" if pair else stored[at]
        if character in {"\r\n", "\r", "\n"}:
            count += {"one": 1, "two": 2, "stored": len(character)}[convention.newline]
        else:
            count += len(character.encode(encoding)) // size
        at += len(character)
        kept += 1
    return count - (1 if end and convention.inclusive else 0)


@settings(deadline=None, max_examples=300)
@given(
    body=TEXTS,
    mark=st.booleans(),
    convention=st.sampled_from(CONVENTIONS),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_places_are_those_counted_by_hand(
    body: str, mark: bool, convention: Convention, ends: tuple[float, float]
) -> None:
    stored = ("\ufeff" if mark else "") + body
    passage = Passage(stored)
    assert passage.text == body.replace("\r\n", "\n").replace("\r", "\n")
    start, end = sorted(round(each * len(passage.text)) for each in ends)
    first, last = passage.told(np.array([start]), np.array([end]), convention)
    assert (first[0], last[0]) == (
        by_hand(stored, start, convention),
        by_hand(stored, end, convention, end=True),
    )
    low, high, state = passage.kept(first, last, convention)
    assert (low[0], high[0], state[0]) == (start, end, SOUND)


@pytest.mark.parametrize(
    ("stored", "told", "convention", "kept", "state"),
    [
        ("a😀b", (0, 2), Convention("utf16"), (0, 2), WITHIN),
        ("a😀b", (2, 4), Convention("utf16"), (1, 3), WITHIN),
        ("a\r\nb", (2, 4), STANDARD, (1, 3), WITHIN),
        ("abc", (1, 9), STANDARD, (1, 3), CUT),
        ("abc", (-2, 2), STANDARD, (0, 2), CUT),
        ("abc", (3, 3), STANDARD, (3, 3), SOUND),
        ("abc", (3, 4), STANDARD, (3, 3), OUTSIDE),
        ("abc", (7, 9), STANDARD, (3, 3), OUTSIDE),
        ("abc", (-7, -5), STANDARD, (0, 0), OUTSIDE),
        ("", (0, 0), STANDARD, (0, 0), SOUND),
        ("", (0, 1), STANDARD, (0, 0), OUTSIDE),
        ("\ufeffabc", (1, 3), Convention(mark=True), (0, 2), SOUND),
        ("\ufeffabc", (0, 3), Convention(mark=True), (0, 2), CUT),
        ("abc", (1, 1), Convention(inclusive=True), (1, 2), SOUND),
        ("abc", (1, 0), Convention(inclusive=True), (1, 1), SOUND),
    ],
)
def test_what_is_not_sound_is_told(
    stored: str, told: tuple[int, int], convention: Convention, kept: tuple[int, int], state: int
) -> None:
    low, high, states = Passage(stored).kept(np.array([told[0]]), np.array([told[1]]), convention)
    assert states[0] == state
    if state != OUTSIDE:
        assert (low[0], high[0]) == kept


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
def test_a_name_says_it_all(convention: Convention) -> None:
    assert Convention.named(str(convention)) == convention


@pytest.mark.parametrize("name", ["", "utf32", "utf16-crlf3", "utf16-crlf1-crlf2", "bom", "utf16--bom"])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(Misuse, match="no way of counting"):
        Convention.named(name)


def test_names_are_read_as_people_write_them() -> None:
    assert Convention.named(" UTF16-CRLF1 ") == Convention("utf16", "one")


@pytest.mark.parametrize(
    ("origin", "convention"),
    [
        ("NVivo 12.6", Convention("utf16")),
        ("ATLAS.ti for Windows 23.2", Convention(newline="one")),
        ("Another program", None),
    ],
)
def test_what_is_known_of_programs(origin: str, convention: Convention | None) -> None:
    assert usual(origin) == convention
