"""Dates in tables: what is read, what is asked, what is told."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import AnswerNeeded
from diatrace.model import UNDATED, Moment
from diatrace.trace import anydate, dates
from diatrace.trace.dates import DateFormat

DMY = DateFormat(order="dmy", evidence="column date")


@pytest.mark.parametrize(
    ("text", "at", "precision", "zone"),
    [
        ("2020-02-03", "2020-02-03", "day", "local"),
        ("20200203", "2020-02-03", "day", "local"),
        ("2020", "2020-01-01", "year", "local"),
        ("2020-02", "2020-02-01", "month", "local"),
        ("2020/02/03", "2020-02-03", "day", "local"),
        ("2020.02.03 10:11", "2020-02-03T10:11", "minute", "local"),
        ("20200203101112", "2020-02-03T10:11:12", "second", "local"),
        ("2020-02-03 10:11:12", "2020-02-03T10:11:12", "second", "local"),
        ("2020-02-03T10:11", "2020-02-03T10:11", "minute", "local"),
        ("2020-02-03T10:11:12Z", "2020-02-03T10:11:12", "second", "UTC"),
        ("2020-02-03T10:11:12.5+02:00", "2020-02-03T08:11:12.5", "second", "UTC"),
        ("2020-02-03 10:11:12 UTC", "2020-02-03T10:11:12", "second", "UTC"),
        ("Wed, 05 Feb 2020 10:11:12 +0100", "2020-02-05T09:11:12", "second", "UTC"),
        ("Wed, 05 Feb 2020 10:11:12 EST", "2020-02-05T15:11:12", "second", "UTC"),
        ("Wed, 05 Feb 2020 10:11:12 GMT", "2020-02-05T10:11:12", "second", "UTC"),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24", "second", "UTC"),
        ("Tue Jan 05 2021 10:11:12 GMT+0100 (heure)", "2021-01-05T09:11:12", "second", "UTC"),
        ("3.2.20 10:11", "2020-02-03T10:11", "minute", "local"),
        ("13/02/2020 3:05 PM", "2020-02-13T15:05", "minute", "local"),
        ("13-02-2020, 12:05 a.m.", "2020-02-13T00:05", "minute", "local"),
        ("1 p. m. 3/2/2020", "2020-02-03T13:00", "hour", "local"),
        ("٠٣/٠٢/٢٠٢٠ ٣:٠٥ م", "2020-02-03T15:05", "minute", "local"),
        ("\u200f۰۳/۰۲/۲۰۲۰", "2020-02-03", "day", "local"),
        ("3 février 2020", "2020-02-03", "day", "local"),
        ("mar. 3 févr. 2020", "2020-02-03", "day", "local"),
        ("1er mars 2020 à 10h30", "2020-03-01T10:30", "minute", "local"),
        ("3 de febrero de 2020", "2020-02-03", "day", "local"),
        ("3. März 2020", "2020-03-03", "day", "local"),
        ("Feb 3, 2020", "2020-02-03", "day", "local"),
        ("3-Feb-20", "2020-02-03", "day", "local"),
        ("February 2020", "2020-02-01", "month", "local"),
        ("2020 Feb 3", "2020-02-03", "day", "local"),
        ("3 شباط 2020", "2020-02-03", "day", "local"),
        ("3 كانون الثاني 2020", "2020-01-03", "day", "local"),
        ("٣ أبريل ٢٠٢٠", "2020-04-03", "day", "local"),
        ("12 جويلية 2020", "2020-07-12", "day", "local"),
        ("3/2/85", "1985-02-03", "day", "local"),
    ],
)
def test_a_date_in_any_writing(text: str, at: str, precision: str, zone: str) -> None:
    expected = Moment(datetime.fromisoformat(at), precision, zone, "column date")
    assert dates.parse(text, DMY) == expected


@pytest.mark.parametrize(
    "text",
    ["31/02/2020", "0000-00-00", "0000-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59-01:00",
     "0001-01-01T00:00:00+14:00", "yesterday", "5 mai", "10", "۱۳۹۹/۰۱/۰۱", "1/1/1", "3/2/2020 25:00",
     "3/2/2020 13:00 pm", "32 mai 2020", "3 mai 20200", "NULL", "..", "1e400", "-", "3/2", "2020-13-01"],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["iso", "any", "ctime", "numeric"])
def test_what_cannot_be_a_date_is_told(text: str, shape: str) -> None:
    found = dates.parse(text, DateFormat(shape, "dmy", evidence="column date"))
    assert found.at is None
    assert repr(text)[1:-1] in found.evidence
    assert found.evidence.startswith("column date")


@pytest.mark.parametrize("shape", ["iso", "any", "ctime", "numeric", "epoch"])
def test_an_empty_cell_is_undated(shape: str) -> None:
    assert dates.parse("", DateFormat(shape, "dmy")) == UNDATED
    assert dates.parse("  ", DateFormat(shape, "dmy")) == UNDATED


@pytest.mark.parametrize(
    ("texts", "unit"),
    [(["1580724672", "1580724999"], 1), (["1580724672000"], 10**3), (["1580724672000000"], 10**6),
     (["1580724672000000000"], 10**9), (["1.580724672e9"], 1), (["1580724672.0"], 1)],
)  # fmt: skip
def test_epochs_by_their_size(texts: list[str], unit: int) -> None:
    form = dates.propose(texts, column="created")
    assert (form.shape, form.unit) == ("epoch", unit)
    assert dates.parse(texts[0], form) == Moment(
        datetime(2020, 2, 3, 10, 11, 12), "second", "UTC", "column created"
    )


@pytest.mark.parametrize("value", [1e30, -1e30, 1e12, float("inf"), float("nan")])
def test_an_epoch_out_of_bounds_is_told(value: float) -> None:
    found = dates.from_epoch(value)
    assert found.at is None
    assert found.evidence


def test_the_column_decides_for_the_day() -> None:
    form = dates.propose(["03/02/2020", "13/02/2020", "01/01/2020"], column="date")
    assert (form.shape, form.order) == ("numeric", "dmy")
    assert form.notes == ("1 dates can only be day first, as '13/02/2020'",)
    assert dates.parse("03/02/2020", form).at == datetime(2020, 2, 3)


def test_the_column_decides_for_the_month() -> None:
    form = dates.propose(["03/02/2020 10:11", "02/13/2020 10:11"])
    assert form.order == "mdy"
    assert dates.parse("03/02/2020 10:11", form) == Moment(datetime(2020, 3, 2, 10, 11), "minute", "local")


def test_an_open_order_is_asked_with_a_real_sample() -> None:
    with pytest.raises(AnswerNeeded) as asked:
        dates.propose(["01/01/2020", "03/02/2020", "04/05/2020"], column="date")
    assert asked.value.choices == {"dmy": "3 February 2020", "mdy": "2 March 2020"}
    assert "'03/02/2020'" in asked.value.question
    assert "--date-order dmy" in asked.value.hint


def test_the_answer_is_kept() -> None:
    form = dates.propose(["03/02/2020"], order="mdy")
    assert dates.parse("03/02/2020", form).at == datetime(2020, 3, 2)
    assert dates.propose(["03/02/2020"], order="dmy").order == "dmy"


def test_a_column_of_both_orders_is_reported_and_asked() -> None:
    texts = ["25/12/2020", "12/25/2020", "03/02/2020"]
    with pytest.raises(AnswerNeeded, match="written both ways") as asked:
        dates.propose(texts)
    assert asked.value.choices["dmy"] == "3 February 2020"
    form = dates.propose(texts, order="dmy")
    assert len(form.notes) == 2
    other = dates.parse("12/25/2020", form)
    assert other.at == datetime(2020, 12, 25)
    assert "can only be read so" in other.evidence


def test_equal_day_and_month_need_no_answer() -> None:
    form = dates.propose(["02/02/2020", "11/11/2020"])
    assert dates.parse("02/02/2020", form).at == datetime(2020, 2, 2)


def test_year_first_needs_no_answer() -> None:
    form = dates.propose(["2020/02/03", "2020/03/02"])
    assert dates.parse("2020/02/03", form).at == datetime(2020, 2, 3)


def test_year_first_of_two_digits_by_answer() -> None:
    form = dates.propose(["20/02/03"], order="ymd")
    assert dates.parse("20/02/03", form).at == datetime(2020, 2, 3)


def test_without_a_decided_order_nothing_is_guessed() -> None:
    found = dates.from_text("03/02/2020", evidence="meta date")
    assert found.at is None
    assert found.evidence == "meta date: no date in '03/02/2020'"
    assert dates.from_text("13/02/2020").at == datetime(2020, 2, 13)


def test_a_minority_written_otherwise_is_noted_and_read() -> None:
    form = dates.propose(["2020-02-03", "2020-02-04", "3 mars 2020"])
    assert form.shape == "iso"
    assert form.notes == ("1 of 3 dates are written otherwise than the others",)
    assert dates.parse("3 mars 2020", form).at == datetime(2020, 3, 3)


def test_an_empty_column_has_a_format_too() -> None:
    assert dates.propose(["", " "]) == DateFormat()


def test_a_known_zone_is_given_to_dates_without_one() -> None:
    form = dates.propose(["2020-02-03 10:11:12"], zone="UTC")
    assert dates.parse("2020-02-03 10:11:12", form).zone == "UTC"
    assert dates.parse("3/13/2020", form).zone == "UTC"


def test_formats_survive_json() -> None:
    form = dates.propose(["03/13/2020"], column="date")
    again = msgspec.convert(msgspec.json.decode(msgspec.json.encode(asdict(form))), DateFormat)
    assert again == form


@pytest.mark.parametrize(
    ("samples", "dated"),
    [(["2020-02-03", "2020-02-04"], True), (["3 mai 2020", ""], True), (["12", "13"], False), ([], False),
     (["1580724672"], False), (["hello", "2020-02-03"], False),
     (["I met 3 friends in May 2020 at noon or so"], False)],
)  # fmt: skip
def test_columns_that_look_dated(samples: list[str], dated: bool) -> None:
    assert dates.looks_dated(samples) is dated


def test_values_that_are_dates_already() -> None:
    zone = timezone(timedelta(hours=2))
    assert dates.from_value(date(2020, 2, 3)) == Moment(datetime(2020, 2, 3), "day", "local")
    assert dates.from_value(datetime(2020, 2, 3, 10, tzinfo=zone)) == Moment(
        datetime(2020, 2, 3, 8), "second", "UTC"
    )
    assert dates.from_value(date(9999, 12, 31), evidence="cell").evidence == "cell: no date in '9999-12-31'"
    assert dates.from_value(datetime(1, 1, 1, tzinfo=zone)).at is None


@given(st.datetimes(datetime(1500, 1, 1), datetime(2400, 12, 31)))
def test_iso_round_trips(at: datetime) -> None:
    assert dates.from_text(at.isoformat()).at == at
    assert dates.from_text(at.replace(tzinfo=UTC).isoformat()) == Moment(at, "second", "UTC")


@given(
    st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.sampled_from("/-."), st.sampled_from(["dmy", "mdy"])
)
def test_either_order_round_trips(day: date, mark: str, order: str) -> None:
    text = day.strftime(mark.join({"dmy": ("%d", "%m", "%Y"), "mdy": ("%m", "%d", "%Y")}[order]))
    for shape in ("numeric", "any"):
        found = dates.parse(text, DateFormat(shape, order))
        assert found.at == datetime(day.year, day.month, day.day)
    short = day.strftime(mark.join({"dmy": ("%d", "%m", "%y"), "mdy": ("%m", "%d", "%y")}[order]))
    assert dates.parse(short, DateFormat("any", order)).at == datetime(day.year, day.month, day.day)


@given(
    st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
def test_a_proposal_is_right_or_asks(days: list[date], written: str) -> None:
    texts = [day.strftime(written) for day in days]
    try:
        form = dates.propose(texts)
    except AnswerNeeded:
        assert all(day.day <= 12 for day in days)
        return
    assert [dates.parse(text, form).at for text in texts] == [datetime(d.year, d.month, d.day) for d in days]


@given(st.text(max_size=60), st.sampled_from(["iso", "epoch", "ctime", "numeric", "any"]))
def test_any_text_gives_a_moment(text: str, shape: str) -> None:
    found = dates.parse(text, DateFormat(shape, "dmy", evidence="x"))
    assert found.at is None or anydate.FIRST_YEAR <= found.at.year <= anydate.LAST_YEAR
    assert found.at is None or found.at.tzinfo is None
