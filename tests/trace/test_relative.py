"""Dates told by their distance: what they say of a page captured on a Friday morning, and how precisely."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import relative
from diatrace.trace.anydate import Found, simplified

FRIDAY = datetime(2014, 3, 14, 10, 0)


def read(text: str) -> Found | None:
    found = relative.find(simplified(text))
    assert len(found) == 1, found
    return found[0].before(FRIDAY)


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2014, 3, number, hour, minute)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("il y a 3 jours", day(11), "day"),
        ("Posté il y a un jour", day(13), "day"),
        ("hace 3 días", day(11), "day"),
        ("3 days ago", day(11), "day"),
        ("منذ يومين", day(12), "day"),
        ("قبل ٣ أيام", day(11), "day"),
        ("منذ ثلاثة أيام", day(11), "day"),
        ("il y a 2 heures", day(14, 8), "hour"),
        ("hace una hora", day(14, 9), "hour"),
        ("about an hour ago", day(14, 9), "hour"),
        ("منذ ساعتين", day(14, 8), "hour"),
        ("il y a 5 min", day(14, 9, 55), "minute"),
        ("hace menos de un minuto", day(14, 10), "minute"),
        ("il y a moins d’une minute", day(14, 10), "minute"),
        ("just now", day(14, 10), "minute"),
        ("il y a 2 semaines", datetime(2014, 2, 28, 10), "month"),
        ("منذ أسبوع", day(7, 10), "month"),
        ("3 months ago", datetime(2013, 12, 14, 10), "month"),
        ("hace 2 años", datetime(2012, 3, 14, 10), "year"),
        ("1 year, 2 months ago", datetime(2013, 3, 14, 10), "year"),
        ("hier à 15:32", day(13, 15, 32), "minute"),
        ("Aujourd'hui, 08:10", day(14, 8, 10), "minute"),
        ("Yesterday, 10:15 PM", day(13, 22, 15), "minute"),
        ("ayer a las 9:05", day(13, 9, 5), "minute"),
        ("avant-hier", day(12), "day"),
        ("أمس الساعة 22:10", day(13, 22, 10), "minute"),
        ("lundi dernier", day(10), "day"),
        ("Tuesday at 5:12 PM", day(11, 17, 12), "minute"),
    ],
)
def test_distances(text: str, at: datetime, precision: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.at, found.precision) == (at, precision)


@pytest.mark.parametrize("text", ["Friday at 5:12 PM", "999 years ago"])
def test_distances_that_decide_no_day(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["lundi", "3 jours", "Il y a du monde", "every 2 days", "ago", "15 minutes de marche"]
)
def test_what_is_no_distance(text: str) -> None:
    assert relative.find(simplified(text)) == []


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [("3 j", "day", 3), ("5h", "hour", 5), ("12 min", "minute", 12), ("2 sem.", "week", 2)],
)
def test_marks_beside_a_post(text: str, unit: str, number: int) -> None:
    found = relative.whole(text)
    assert found is not None
    assert (found.unit, found.number) == (unit, number)
    assert relative.whole(f"{text} de marche") is None


@given(st.integers(0, 999), st.sampled_from(["jours", "heures", "minutes", "semaines", "mois", "ans"]))
def test_distances_lie_before_the_capture(number: int, unit: str) -> None:
    found = relative.find(f"il y a {number} {unit}")[0].before(FRIDAY)
    assert found is None or FRIDAY - timedelta(days=366_000) < found.at <= FRIDAY
