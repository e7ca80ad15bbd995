"""Seconds since 1970, zones, and evidence in other calendars."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.clock import (
    Clock,
    Evidence,
    decide_calendar,
    decide_order,
    from_epoch,
    placed,
    zone_of,
)
from diatrace.source.chat.layout import Layout


@pytest.mark.parametrize(
    ("value", "unit", "at"),
    [
        (1711357500, 1, datetime(2024, 3, 25, 9, 5)),
        ("1711357500", 1, datetime(2024, 3, 25, 9, 5)),
        (1711357500123, 1000, datetime(2024, 3, 25, 9, 5, 0, 123000)),
        (0, 1, None),
        (10**30, 1, None),
        ("soon", 1, None),
        (float("nan"), 1, None),
        (None, 1, None),
        ([], 1, None),
        (-(10**12), 1, None),
    ],
)
def test_seconds_since_1970(value: object, unit: int, at: datetime | None) -> None:
    found = from_epoch(value, unit, "seconds")
    assert found.at == at
    assert found.zone == ("UTC" if at else "")
    assert found.evidence == "seconds" if at else str(value)[:40] in found.evidence


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)),
    st.sampled_from(["Europe/Paris", "Asia/Kabul", "America/Lima"]),
)
def test_a_place_makes_wall_clocks_universal(at: datetime, name: str) -> None:
    found = placed(at, ZoneInfo(name), "second", "x").at
    assert found
    assert abs(found - at).total_seconds() < 15 * 3600
    assert placed(at, None, "second", "x").at == at


def test_no_zone_is_no_zone() -> None:
    assert zone_of("") is None


def evidence(layout: str, *lines: str) -> Evidence:
    made = Evidence(Layout(layout))
    for number, line in enumerate(lines, start=1):
        found = made.layout.pattern.match(line)
        assert found
        made.add(found.groups(), number)
    return made


@pytest.mark.parametrize(
    ("layout", "line", "order", "calendar", "at"),
    [
        ("#/#/#### #:# - ", "20/8/2565 14:02 - ", "dmy", "buddhist", datetime(2022, 8, 20, 14, 2)),
        ("#/#/# #:# - ", "20/8/65 14:02 - ", "dmy", "buddhist", datetime(2022, 8, 20, 14, 2)),
        ("####/#/#، #:# - ", "۱۴۰۱/۵/۲۹، ۱۴:۰۲ - ", "ymd", "jalali", datetime(2022, 8, 20, 14, 2)),
        ("#/#/####، #:# - ", "٢٢/١/١٤٤٤، ١٤:٠٢ - ", "dmy", "hijri", datetime(2022, 8, 20, 14, 2)),
        ("###/#/# #:# - ", "111/8/20 14:02 - ", "ymd", "minguo", datetime(2022, 8, 20, 14, 2)),
        ("[#/#/@#, #:#:#]", "[8/20/R4, 14:02:00] ", "mdy", "japanese", datetime(2022, 8, 20, 14, 2)),
        ("@#/#/# #:# - ", "平成31/4/30 14:02 - ", "ymd", "japanese", datetime(2019, 4, 30, 14, 2)),
    ],
)
def test_calendars_are_told_by_their_years(
    layout: str, line: str, order: str, calendar: str, at: datetime
) -> None:
    found = evidence(layout, line)
    assert decide_order(found, "")[0] == order
    assert decide_calendar(found, order) == calendar
    beginning = found.layout.pattern.match(line)
    assert beginning
    assert Clock(found.layout, order, calendar, {}).moment(beginning.groups(), line).at == at


def test_a_year_of_two_digits_may_stand_first_where_time_runs_so() -> None:
    lines = [
        f"{year}/{month}/{day} (10:00) - "
        for year, month, day in [(21, 11, 30), (21, 12, 5), (22, 1, 3), (22, 2, 1)]
    ]
    assert decide_order(evidence("#/#/# (#:#) - ", *lines), "")[0] == "ymd"
    assert decide_order(evidence("#/#/# #:# - ", "25/03/24 10:00 - "), "")[0] == "dmy"
