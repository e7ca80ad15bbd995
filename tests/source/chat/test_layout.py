"""Beginnings of lines: found for what they are, recognised again, and not seen where there are none."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.layout import Layout, layout_of
from tests.source.chat.phones import PHONES, Phone

LAYOUTS = {
    "[20/06/2021, 14:30:00] A: b": "[#/#/####, #:#:#]",
    "\u200e[3/18/2565 BE, 14:56:01] A: b": "[#/#/#### ~, #:#:#]",
    "[3/18/R4, 14:56:01] A": "[#/#/@#, #:#:#]",
    "14:02, 20/08/2022 - A: b": "#:#, #/#/#### - ",
    "2022. 8. 20. 오후 2:02 - A": "####. #. #. ~ #:# - ",
    "2022/8/20 下午2:02 - A": "####/#/# ~#:# - ",
    "23.08.22 г., 14:02 ч. - A: b": "#.#.# ~, #:# ~ - ",
    "13.6.2018 klo 21.25.15 - a: m": "#.#.#### ~ #.#.# - ",
    "13.06.18 21.25.15: a: m": "#.#.# #.#.#: ",
    "2022-08-23 14 h 02 - A": "####-#-# # h # - ",
    "[2021-11-04 14 h 43 min 20 s] A": "[####-#-# # h # min # ~]",
    "22/8/23 (14:02) - A": "#/#/# (#:#) - ",
    "112/8/23 14:02 - A": "###/#/# #:# - ",
}

NONE = [
    "",
    "hello",
    "hello 12/3 - x",
    "10:30 - 11:30: meeting",
    "1. 2. 3. foo - bar",
    "[20/06, 14:30] A: b",
    "[citation] A: b",
    "12/13/14",
    "25/03/2024 10:00",
    "(2019) - 12:30",
    "1,25/03/2024 10:00,hello",
    "3 - 4 - 5",
    "192.168.0.1 - 10.0: x",
]


@pytest.mark.parametrize("line", LAYOUTS)
def test_a_line_tells_its_layout(line: str) -> None:
    assert layout_of(line) == LAYOUTS[line]
    assert Layout(LAYOUTS[line]).pattern.match(line)


@pytest.mark.parametrize("line", NONE)
def test_lines_without_a_date_have_none(line: str) -> None:
    assert layout_of(line) == ""


def test_groups_are_named_by_the_layout() -> None:
    layout = Layout("#:# ~, #/#/@# - ")
    assert (layout.day, layout.time, layout.words, layout.era) == ((3, 4, 6), [0, 1], [2], 5)
    assert layout.time_first
    assert layout.separator == "/"
    assert layout.widths == (2, 2, 2)


@pytest.mark.parametrize("text", ["#.#.#### #:# - ", "[# # ####, #:#:#]", "####年#月#日 #:# - "])
def test_separators_are_those_of_the_day(text: str) -> None:
    assert Layout(text).separator == {"#": ".", "[": "", "年": "年"}[text[4] if text[4] == "年" else text[0]]


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.name)
@given(
    at=st.datetimes(datetime(2021, 4, 1), datetime(2022, 3, 1)),
    other=st.datetimes(datetime(2021, 4, 1), datetime(2022, 3, 1)),
)
def test_one_phone_has_one_layout(phone: Phone, at: datetime, other: datetime) -> None:
    layout = layout_of(phone.begin(at) + "Amal: hi")
    assert layout == layout_of(phone.begin(other) + "Bo: ho")
    found = Layout(layout).pattern.match(phone.begin(other) + "Bo: ho")
    assert found
    assert (phone.begin(other) + "Bo: ho")[found.end() :] == "Bo: ho"


@given(st.text(max_size=80))
def test_any_line_has_a_layout_or_none(line: str) -> None:
    layout = layout_of(line)
    assert layout == "" or Layout(layout).pattern.match(line)
