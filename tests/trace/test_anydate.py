"""One date in any writing: what folding does, what is found where the date stands."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import anydate
from diatrace.trace.anydate import Found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Février", "fevrier"),
        ("AOÛT", "aout"),
        ("أُغسطس", "اغسطس"),
        ("\u200f٠١٢\u202c", "012"),
        ("۱۲۳", "123"),
        ("a\u202fb\u00a0c", "a b c"),
        ("MÄRZ", "marz"),
    ],
)
def test_simplified_text(text: str, plain: str) -> None:
    assert anydate.simplified(text) == plain


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar-TN": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar-SY": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
}
SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "de": "Jan. Feb. März Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
}


@pytest.mark.parametrize("names", [*MONTHS.values(), *SHORT.values()])
def test_every_month_by_its_name(names: str) -> None:
    for number, name in enumerate(names.replace("_", "\u00a0").split(" "), start=1):
        for text in (f"3 {name} 2021", f"{name} 3, 2021", f"2021 {name} 3"):
            assert anydate.read(text) == Found(datetime(2021, number, 3), "day", "local"), text


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("03/02/2020", (3, 2)),
        ("10:11 3.2.20", (3, 2)),
        ("03/02/2020 10:11:12", (3, 2)),
        ("٣/٢/٢٠٢٠", (3, 2)),
        ("2020/02/03", None),
        ("3 mars 2020", None),
        ("10:11:12", None),
        ("", None),
    ],
)
def test_the_two_numbers_that_may_be_the_day(text: str, pair: tuple[int, int] | None) -> None:
    assert anydate.leading_pair(text) == pair


@pytest.mark.parametrize(
    ("text", "compact"),
    [("2020", True), ("202002", False), ("20200203", True), ("2020-02", True), ("1580724672", False)],
)
def test_digits_that_may_be_a_date(text: str, compact: bool) -> None:
    assert anydate.may_be_compact(text) is compact


def test_an_order_is_kept_where_it_can_be() -> None:
    assert anydate.read("13/02/2020", order="mdy") == Found(datetime(2020, 2, 13), "day", "local", kept=False)
    assert anydate.read("03/02/2020", order="mdy") == Found(datetime(2020, 3, 2), "day", "local")
    assert anydate.read("03/02/2020", order="dmy") == Found(datetime(2020, 2, 3), "day", "local")


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("12:00 am", 0),
        ("12:00 pm", 12),
        ("1 a.m.", 1),
        ("1 p. m.", 13),
        ("11:59 PM", 23),
        ("12:30 ص", 0),
        ("1:30 م", 13),
    ],
)
def test_clocks_of_twelve_hours(clock: str, hour: int) -> None:
    found = anydate.read(f"13/02/2020 {clock}")
    assert found is not None
    assert (found.at.hour, found.precision) == (hour, "minute" if ":" in clock else "hour")


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Z", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("+0200", 2),
        ("-05:00", -5),
        ("GMT+0100", 1),
        ("EST", -5),
        ("PDT", -7),
    ],
)
def test_zones(zone: str, hours: int) -> None:
    found = anydate.read(f"Thu, 13 Feb 2020 12:00:00 {zone}")
    assert found == Found(datetime(2020, 2, 13, 12) - timedelta(hours=hours), "second", "UTC")


def test_a_zone_of_several_meanings_is_local() -> None:
    assert anydate.read("13 Feb 2020 12:00:00 CEST") == Found(datetime(2020, 2, 13, 12), "second", "local")
    assert anydate.read("13 Feb 2020 12:00 IST", zone="UTC") == Found(
        datetime(2020, 2, 13, 12), "minute", "UTC"
    )


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.integers(0, 23), st.integers(-14, 14))
def test_any_zone_comes_to_utc(day: date, hour: int, offset: int) -> None:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=timezone(timedelta(hours=offset)))
    found = anydate.read(at.strftime("%a, %d %b %Y %H:%M:%S %z"))
    assert found == Found(at.replace(tzinfo=None) - timedelta(hours=offset), "second", "UTC")


@given(st.text(max_size=50), st.sampled_from(["", "dmy", "mdy", "ymd"]))
def test_any_text_is_a_date_or_none(text: str, order: str) -> None:
    found = anydate.read(text, order=order)
    assert found is None or anydate.FIRST_YEAR <= found.at.year <= anydate.LAST_YEAR
