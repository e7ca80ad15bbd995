"""Dates in tables: how a column writes them is decided once, then each is read in about a microsecond.

Nothing is guessed between day and month: the whole column must speak for one order, or a person is asked.
A date that cannot be (31/02, year 0, the 9999 by which databases say "never") gives a Moment without `at`,
whose evidence quotes the text.
"""
# ruff: noqa: DTZ001 - a Moment is naive: its zone stands beside it

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

from diatrace.errors import AnswerNeeded
from diatrace.model import UNDATED, Moment
from diatrace.trace import anydate
from diatrace.trace.anydate import FIRST_YEAR, LAST_YEAR

Reader: TypeAlias = Callable[[str], Moment]

ORDERS: Final = ("", "dmy", "mdy", "ymd")
"""What a person may answer about day and month; empty leaves it to the column."""

EPOCH: Final = datetime(1970, 1, 1)
_MONTHS: Final = ("January", "February", "March", "April", "May", "June",
                  "July", "August", "September", "October", "November", "December")  # fmt: skip
_ENGLISH: Final = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_PRECISIONS: Final = {16: "minute", 13: "hour", 10: "day", 8: "day"}
_UNITS: Final = ((1e11, 1), (1e14, 10**3), (1e17, 10**6), (float("inf"), 10**9))

_PLAIN: Final = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE]\+?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a column writes its dates; JSON-ready by `dataclasses.asdict`.

    `shape` is the fast path: iso, epoch, ctime, numeric, or any. `order` matters where day and month are both
    numbers. `unit` is how many ticks of an epoch make a second. `zone` is that of dates which name none.
    `evidence` is what each Moment rests on; `notes` say what the proposal rests on.
    """

    shape: str = "any"
    order: str = ""
    unit: int = 1
    zone: str = "local"
    evidence: str = ""
    notes: tuple[str, ...] = ()


def parse(text: str, form: DateFormat) -> Moment:
    """Read one date as its column's format says."""
    return reader(form)(text)


def propose(samples: Iterable[str], *, column: str = "", order: str = "", zone: str = "local") -> DateFormat:
    """Decide how a column writes its dates from a large sample of it.

    Raise AnswerNeeded where day and month cannot be told apart, or where the column holds both orders;
    `order` is a person's answer.
    """
    texts = [text.strip() for text in samples if text and text.strip()]
    shapes = Counter(map(_shape, texts))
    shape, count = shapes.most_common(1)[0] if shapes else ("any", 0)
    found, notes = _order(texts, column=column, order=order)
    if count < len(texts):
        notes.append(f"{len(texts) - count:,} of {len(texts):,} dates are written otherwise than the others")
    return DateFormat(
        shape=shape,
        order=found,
        unit=_unit(texts) if shape == "epoch" else 1,
        zone=zone,
        evidence=f"column {column}" if column else "",
        notes=tuple(notes),
    )


def looks_dated(samples: Sequence[str]) -> bool:
    """Say whether at least nine tenths of the samples can only be dates; bare numbers never count."""
    texts = [text.strip() for text in samples if text.strip()]
    dated = sum(
        len(text) <= 48 and not _NUMBER.fullmatch(text) and anydate.read(text, order="dmy") is not None
        for text in texts
    )
    return len(texts) > 0 and dated >= 0.9 * len(texts)


def from_epoch(value: float, *, unit: int = 1, evidence: str = "") -> Moment:
    """Moment (UTC) of a count of seconds since 1970, or of `unit` ticks a second."""
    try:
        at = EPOCH + timedelta(seconds=value / unit if unit > 1 else value)
    except (OverflowError, ValueError):
        return Moment(evidence=_told(evidence, str(value)))
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Moment(evidence=_told(evidence, str(value)))
    return Moment(at, "second", "UTC", evidence)


def from_value(value: date, *, zone: str = "local", precision: str = "second", evidence: str = "") -> Moment:
    """Moment of a date or datetime that a file format already holds as such."""
    at, precision = (value, precision) if isinstance(value, datetime) else (_midnight(value), "day")
    found = anydate.to_utc(at, precision, zone)
    return Moment(*found[:3], evidence) if found else Moment(evidence=_told(evidence, str(value)))


def from_text(text: str, *, shape: str = "iso", zone: str = "local", evidence: str = "") -> Moment:
    """Moment of a text outside any column, ISO 8601 unless `shape` says otherwise."""
    return _named_reader(shape, zone, evidence)(text)


@lru_cache(maxsize=256)
def _named_reader(shape: str, zone: str, evidence: str) -> Reader:
    return reader(DateFormat(shape, zone=zone, evidence=evidence))


@lru_cache(maxsize=256)
def reader(form: DateFormat) -> Reader:
    """Return the function that reads the dates of one column."""
    slow = _any(form)
    fast = {"iso": _iso, "epoch": _epoch, "ctime": _ctime, "numeric": _numeric}.get(form.shape)
    return fast(form, slow) if fast else slow


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _any(form: DateFormat) -> Reader:
    zone, evidence, order = form.zone, form.evidence, form.order

    def read(text: str) -> Moment:
        if not text or text.isspace():
            return UNDATED
        if not order and _undecided(text):
            return Moment(evidence=_told(evidence, text))
        found = anydate.read(text, order=order, zone=zone)
        if found is None:
            return Moment(evidence=_told(evidence, text))
        told = evidence if found.kept else f"{evidence}: {text[:40]!r} can only be read so".removeprefix(": ")
        return Moment(found.at, found.precision, found.zone, told)

    return read


def _iso(form: DateFormat, slow: Reader) -> Reader:
    zone, evidence, parsed = form.zone, form.evidence, datetime.fromisoformat

    def read(text: str) -> Moment:
        try:
            at = parsed(text)
            offset = at.utcoffset()
            if offset is not None:
                at = at.replace(tzinfo=None) - offset
        except (ValueError, OverflowError):
            return slow(text)
        precision = "second" if text[16:17] == ":" else _PRECISIONS.get(len(text))
        if precision is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
            return slow(text)
        return Moment(at, precision, zone if offset is None else "UTC", evidence)

    return read


def _epoch(form: DateFormat, slow: Reader) -> Reader:
    unit, evidence = form.unit, form.evidence

    def read(text: str) -> Moment:
        try:
            value = float(text)
        except ValueError:
            return slow(text)
        return from_epoch(value, unit=unit, evidence=evidence)

    return read


def _ctime(form: DateFormat, slow: Reader) -> Reader:
    evidence = form.evidence

    def read(text: str) -> Moment:
        if len(text) != 30 or text[20:26] != "+0000 ":
            return slow(text)
        try:
            clock = int(text[11:13]), int(text[14:16]), int(text[17:19])
            at = datetime(int(text[26:]), _ENGLISH[text[4:7]], int(text[8:10]), *clock)
        except (ValueError, KeyError):
            return slow(text)
        return Moment(at, "second", "UTC", evidence)

    return read


def _numeric(form: DateFormat, slow: Reader) -> Reader:
    zone, evidence, day_first = form.zone, form.evidence, form.order == "dmy"

    def read(text: str) -> Moment:
        match = _PLAIN.fullmatch(text)
        if match is None:
            return slow(text)
        one, two, year, hour, minute, second = map(int, match.groups("0"))
        day, month = (one, two) if day_first else (two, one)
        try:
            at = datetime(year, month, day, hour, minute, second)
        except ValueError:
            return slow(text)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return slow(text)
        return Moment(at, {3: "day", 5: "minute", 6: "second"}[match.lastindex or 0], zone, evidence)

    return read if form.order in {"dmy", "mdy"} else slow


def _told(evidence: str, text: str) -> str:
    return f"{evidence}: no date in {text[:60]!r}".removeprefix(": ")


def _undecided(text: str) -> bool:
    """Say whether day and month could be swapped in a date for which nobody decided the order."""
    pair = anydate.leading_pair(text)
    return pair is not None and max(pair) <= 12 and pair[0] != pair[1]


def _shape(text: str) -> str:
    if _NUMBER.fullmatch(text) and not anydate.may_be_compact(text):
        return "epoch"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        if _PLAIN.fullmatch(text):
            return "numeric"
        return "ctime" if len(text) == 30 and text[20:22] == "+0" and text[3] == " " else "any"
    return "iso"


def _unit(texts: Sequence[str]) -> int:
    """Ticks a second of a column of epochs, by the size of its middle value."""
    values = sorted(abs(float(text)) for text in texts if _NUMBER.fullmatch(text))
    return next(unit for limit, unit in _UNITS if values[len(values) // 2] < limit)


def _order(texts: Sequence[str], *, column: str, order: str) -> tuple[str, list[str]]:
    """Decide between day and month first over every date of the sample where both are numbers."""
    pairs = [(text, pair) for text in texts if (pair := anydate.leading_pair(text))]
    day_first = [text for text, (one, two) in pairs if one > 12 >= two]
    month_first = [text for text, (one, two) in pairs if two > 12 >= one]
    both = [text for text, (one, two) in pairs if max(one, two) <= 12 and one != two]
    notes = [
        *(f"{len(day_first):,} dates can only be day first, as {text!r}" for text in day_first[:1]),
        *(f"{len(month_first):,} dates can only be month first, as {text!r}" for text in month_first[:1]),
    ]
    if order or not pairs:
        return order, notes
    if bool(day_first) == bool(month_first) and (day_first or both):
        raise _question(column, (both or day_first)[0], notes)
    return "mdy" if month_first else "dmy", notes


def _question(column: str, sample: str, notes: Sequence[str]) -> AnswerNeeded:
    place = f"the dates of column {column!r}" if column else "the dates"
    why = f"are written both ways: {'; '.join(notes)}" if notes else "do not tell day from month"
    return AnswerNeeded(
        f"{place} {why}",
        question=f"How is {sample!r} to be read?",
        choices={order: _in_words(sample, order) for order in ("dmy", "mdy")},
        hint="--date-order dmy or --date-order mdy",
    )


def _in_words(text: str, order: str) -> str:
    found = anydate.read(text, order=order)
    return f"{found.at.day} {_MONTHS[found.at.month - 1]} {found.at.year}" if found else text
