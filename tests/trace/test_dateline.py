"""Dates among other words: where they stand, what they say, and what is left undecided."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import dateline
from diatrace.trace.anydate import simplified
from diatrace.trace.dateline import Dated

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def only(text: str) -> Dated:
    found = dateline.find(simplified(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("Posté le: Mar 12 Aoû, 2014 15:32", datetime(2014, 8, 12, 15, 32), "minute"),
        ("Publié le 1er mars 2014 à 15h32 par Karim", datetime(2014, 3, 1, 15, 32), "minute"),
        ("mis en ligne le 5 juill. 2012", datetime(2012, 7, 5), "day"),
        ("le 12 mars 2014 à 15 heures 32", datetime(2014, 3, 12, 15, 32), "minute"),
        ("mié., 12 de marzo de 2014 3:32 p. m.", datetime(2014, 3, 12, 15, 32), "minute"),
        ("21 de octubre del 2013 a las 9:05 | 3 comentarios", datetime(2013, 10, 21, 9, 5), "minute"),
        ("Ana el 2 set 2013, 8:15 de la tarde", datetime(2013, 9, 2, 20, 15), "minute"),
        ("« on: March 12th, 2014, 03:32:10 PM »", datetime(2014, 3, 12, 15, 32, 10), "second"),
        ("Wed Mar 12 15:32:00 2014", datetime(2014, 3, 12, 15, 32), "second"),
        ("15:32, 12 March 2014", datetime(2014, 3, 12, 15, 32), "minute"),
        ("12-Mar-14 10:00", datetime(2014, 3, 12, 10), "minute"),
        ("Mar '14", datetime(2014, 3, 1), "month"),
        ("Joined: March 2014", datetime(2014, 3, 1), "month"),
        ("الجمعة 14 مارس 2014 - 3:32 مساءً", datetime(2014, 3, 14, 15, 32), "minute"),
        ("١٢ آذار/مارس ٢٠١٤ الساعة ١٥:٣٢", datetime(2014, 3, 12, 15, 32), "minute"),
        ("نشر في 12 تشرين الأول 2014", datetime(2014, 10, 12), "day"),
        ("12 كانون الثاني، 2014", datetime(2014, 1, 12), "day"),
        ("3 غشت 2010", datetime(2010, 8, 3), "day"),
        ("3 جويلية 2010", datetime(2010, 7, 3), "day"),
        ("30 يوليوز 2010", datetime(2010, 7, 30), "day"),
        ("2014/03/12", datetime(2014, 3, 12), "day"),
        ("2014-03-12T15:32:00+01:00", datetime(2014, 3, 12, 14, 32), "second"),
        ("14/03/2014", datetime(2014, 3, 14), "day"),
        ("Lundi 03/02/2014", datetime(2014, 2, 3), "day"),
        ("Sunday 02/03/2014", datetime(2014, 3, 2), "day"),
        ("02/02/2014", datetime(2014, 2, 2), "day"),
    ],
)
def test_dates_in_lines(text: str, at: datetime, precision: str) -> None:
    found = only(text).found
    assert found is not None
    assert (found.at, found.precision) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "12 mars, 15:32",  # of which year
        "12 mars 14:32",
        "Mar 12, 10:30 pm",
        "31/02/2014",
        "Monday 12 March 2014",  # it was a Wednesday
        "Lundi 12/03/2014",
        "12-03-14",  # the year may come first
        "5 mars - avril 2014",
    ],
)
def test_dates_that_say_no_day(text: str) -> None:
    found = only(text)
    assert found.found is None
    assert not found.undecided


@pytest.mark.parametrize("text", ["03/02/2014 10:00", "Sam 03/02/2014", "12/03/14", "01.02.2014"])
def test_day_and_month_may_be_swapped(text: str) -> None:
    assert only(text).undecided


@pytest.mark.parametrize(
    "text", ["", "192.168.1.10", "10:11:12", "prix 12.50", "2014", "12 Rajab 1435", "1/2", "mars"]
)
def test_what_is_no_date(text: str) -> None:
    assert dateline.find(simplified(text)) == []


def test_several_dates_in_one_line() -> None:
    found = dateline.find("inscrit le 5 jan 2009, message du 12 mars 2014 a 10:00")
    assert [each.text for each in found] == ["5 jan 2009", "12 mars 2014 a 10:00"]


@given(
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "par X le {d}. {m} {y}"]),
)
def test_months_in_words_are_never_misread(day: date, pattern: str) -> None:
    text = pattern.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    found = only(text).found
    assert found is not None
    assert found.at.date() == day


@given(st.text(st.sampled_from(list("0123456789/-.: ,'marsjan٢مارسleàde")), max_size=60))
def test_any_line_is_read(text: str) -> None:
    for each in dateline.find(simplified(text)):
        assert 0 <= each.start < each.end
