"""Other calendars against days that are known, and against themselves."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.calendars import calendars_of, full_year, plausible, to_date

KNOWN = [
    ("gregorian", 2024, 2, 29, date(2024, 2, 29)),
    ("buddhist", 2567, 2, 29, date(2024, 2, 29)),
    ("minguo", 113, 2, 29, date(2024, 2, 29)),
    ("jalali", 1402, 1, 1, date(2023, 3, 21)),
    ("jalali", 1403, 1, 1, date(2024, 3, 20)),
    ("jalali", 1403, 12, 30, date(2025, 3, 20)),
    ("jalali", 1391, 12, 30, date(2013, 3, 20)),
    ("jalali", 1370, 1, 1, date(1991, 3, 21)),
    ("jalali", 1401, 5, 29, date(2022, 8, 20)),
    ("hijri", 1420, 1, 1, date(1999, 4, 17)),
    ("hijri", 1444, 1, 1, date(2022, 7, 30)),
    ("hijri", 1445, 9, 1, date(2024, 3, 11)),
    ("hijri", 1446, 12, 9, date(2025, 6, 5)),
]

NO_SUCH_DAY = [
    ("gregorian", 2023, 2, 29),
    ("gregorian", 0, 1, 1),
    ("gregorian", 99999, 1, 1),
    ("buddhist", 100, 1, 1),
    ("jalali", 1402, 12, 30),
    ("jalali", 1402, 7, 31),
    ("jalali", 1402, 13, 1),
    ("jalali", 900, 1, 1),
    ("hijri", 1444, 1, 30),
    ("hijri", 1444, 0, 1),
    ("hijri", 1600, 1, 1),
    ("hijri", 1444, 13, 1),
]


@pytest.mark.parametrize(("calendar", "year", "month", "day", "known"), KNOWN)
def test_known_days(calendar: str, year: int, month: int, day: int, known: date) -> None:
    assert to_date(calendar, year, month, day) == known


@pytest.mark.parametrize(("calendar", "year", "month", "day"), NO_SUCH_DAY)
def test_days_that_are_none(calendar: str, year: int, month: int, day: int) -> None:
    assert to_date(calendar, year, month, day) is None


@pytest.mark.parametrize(("calendar", "first", "years"), [("jalali", 1380, 60), ("hijri", 1420, 61)])
def test_days_follow_each_other_without_a_gap(calendar: str, first: int, years: int) -> None:
    days = [
        found
        for year in range(first, first + years)
        for month in range(1, 13)
        for day in range(1, 32)
        if (found := to_date(calendar, year, month, day))
    ]
    assert all(after - before == timedelta(1) for before, after in pairwise(days))


@given(st.sampled_from(["gregorian", "buddhist", "jalali", "hijri", "minguo"]), *[st.integers(-5, 10**9)] * 3)
def test_any_numbers_are_a_day_or_none(calendar: str, year: int, month: int, day: int) -> None:
    found = to_date(calendar, year, month, day)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    ("years", "calendar"),
    [
        ([(2023, 4), (2024, 4)], "gregorian"),
        ([(1402, 4), (1403, 4)], "jalali"),
        ([(1444, 4)], "hijri"),
        ([(2566, 4), (2567, 4), (9999, 4)], "buddhist"),
        ([(112, 3)], "minguo"),
        ([(24, 2)], "gregorian"),
        ([(67, 2)], "buddhist"),
        ([(99, 2), (2, 2)], "jalali"),
        ([(47, 2)], "hijri"),
        ([(0, 4)], "gregorian"),
        ([], "gregorian"),
    ],
)
def test_years_tell_their_calendar(years: list[tuple[int, int]], calendar: str) -> None:
    assert calendars_of(years)[0] == calendar


@pytest.mark.parametrize(
    ("calendar", "year", "digits", "whole"),
    [
        ("gregorian", 24, 2, 2024),
        ("gregorian", 2024, 4, 2024),
        ("buddhist", 67, 2, 2567),
        ("jalali", 99, 2, 1399),
        ("jalali", 2, 2, 1402),
        ("hijri", 47, 2, 1447),
        ("minguo", 98, 2, 98),
    ],
)
def test_short_years_are_made_whole(calendar: str, year: int, digits: int, whole: int) -> None:
    assert full_year(calendar, year, digits) == whole


def test_no_chat_is_of_year_9999() -> None:
    assert plausible("gregorian", 2024)
    assert not plausible("gregorian", 9999)
    assert not plausible("gregorian", 0)
