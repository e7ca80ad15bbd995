"""What the numbers of a chat's dates mean: which is the day, in which calendar, which half of the day.

Nothing is guessed: the evidence of the whole file decides, in this order: a number that can only be a day or a year,
dates in the names of attached files, an order of time that only one reading keeps, separators that no phone writes
before a month. Where two readings remain, a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from diatrace.errors import AnswerNeeded, SourceError
from diatrace.model import Moment
from diatrace.source.chat import calendars, dayparts
from diatrace.source.chat.layout import Layout

ORDERS: Final = {
    "dmy": "day, month, year",
    "mdy": "month, day, year",
    "ymd": "year, month, day",
    "ydm": "year, day, month",
}
_FIRST_YEAR_OF_CHAT: Final = 9  # WhatsApp began in 2009; smaller numbers of two digits are days or months
_ENOUGH: Final = 200_000

Numbers = tuple[int, int, int]


@dataclass(slots=True)
class Evidence:
    """What a first reading of the file found: its days in order, the words and hours beside the times."""

    layout: Layout
    days: list[Numbers] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    era: bool = False
    latest_hour: int = 0
    named: dict[tuple[Numbers, date], None] = field(default_factory=dict)

    def add(self, groups: Sequence[str], line: int) -> Numbers:
        """Take in the beginning of one line; return the numbers of its day."""
        layout = self.layout
        numbers = _numbers(groups, layout)
        if len(self.days) < _ENOUGH and (not self.days or self.days[-1] != numbers):
            self.days.append(numbers)
            self.lines.append(line)
        self.latest_hour = max(self.latest_hour, int(groups[layout.time[0]]))
        for at in layout.words:
            self.words[groups[at]] = self.words.get(groups[at], 0) + 1
        return numbers


def _numbers(groups: Sequence[str], layout: Layout) -> Numbers:
    first, second, third = layout.day
    return int(groups[first]), int(groups[second]), int(groups[third])


def decide_order(evidence: Evidence, where: str) -> tuple[str, str]:
    """Return the order of day, month and year, and what it rests on; raise AnswerNeeded where two remain."""
    left = _by_width(evidence.layout)
    if len(left) == 1:
        return left[0], "the place of the year"
    for rule in (_by_range, _by_place_of_year, _by_sameness, _by_files, _by_time, _by_custom, _by_separator):
        left, reason = rule(evidence, left)
        if len(left) == 1:
            return left[0], reason
    day = next(day for day in evidence.days if len({_fields(order, day) for order in left}) > 1)
    separator = evidence.layout.separator or "/"
    example = separator.join(f"{each:02}" for each in day)
    raise AnswerNeeded(
        f"the dates of this chat can be read in {len(left)} ways",
        question=f"In which order are day, month and year written in {example}?",
        choices={order: f"{ORDERS[order]} ({_spelt(order, day)})" for order in left},
        where=where,
        hint=" or ".join(f"--date-order {order}" for order in left),
    )


def _by_width(layout: Layout) -> list[str]:
    first, _, third = layout.widths
    if layout.era is not None:
        return ["ymd"] if layout.era <= layout.day[0] else ["dmy", "mdy"]
    if first > 2:
        return ["ymd", "ydm"]
    return ["dmy", "mdy"] if third > 2 else ["dmy", "mdy", "ymd"]


def _fields(order: str, numbers: Numbers) -> Numbers:
    """Return year, month, day of three numbers read in an order."""
    return numbers[order.index("y")], numbers[order.index("m")], numbers[order.index("d")]


def _by_range(evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Keep the orders under which the fewest days are out of range; 31 February speaks for its order all the same."""
    misses = {
        order: [at for at, day in enumerate(evidence.days) if not _in_range(order, day, evidence)]
        for order in left
    }
    fewest = min(map(len, misses.values()))
    kept = [order for order in left if len(misses[order]) == fewest]
    lost = next((found for order, found in misses.items() if order not in kept), None)
    if lost is None:
        return kept, ""
    line = evidence.lines[next(at for at in lost if not any(at in misses[order] for order in kept))]
    return kept, f"a number that fits no other order (line {line})"


def _in_range(order: str, numbers: Numbers, evidence: Evidence) -> bool:
    year, month, day = _fields(order, numbers)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    told_whole = evidence.layout.widths[order.index("y")] > 2 or evidence.layout.era is not None
    return told_whole or year >= _FIRST_YEAR_OF_CHAT


def _by_place_of_year(_evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Take the month to follow a year of four digits, as everywhere, unless a number forbade it."""
    return (["ymd"] if left == ["ymd", "ydm"] else left), "the year comes first"


def _by_sameness(evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Keep one order where all of them give the same days (only 01/01, 02/02 … occur)."""
    same = all(len({_fields(order, day) for order in left}) == 1 for day in evidence.days)
    return (left[:1] if same else left), "day and month are equal in every date"


def _by_files(evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Keep the order under which messages have the dates that the names of their attached files tell."""
    if not evidence.named:
        return left, ""
    hits = {order: sum(_agrees(order, day, told) for day, told in evidence.named) for order in left}
    most = max(hits.values())
    kept = [order for order in left if hits[order] == most]
    return (kept if most else left), "the dates in the names of attached files"


def _agrees(order: str, numbers: Numbers, told: date) -> bool:
    day = _day(order, numbers)
    return day is not None and abs(day - told) <= timedelta(days=1)


def _day(order: str, numbers: Numbers) -> date | None:
    """Return a day of our calendar, however many digits its year has; good enough to compare days of one file."""
    year, month, day = _fields(order, numbers)
    return calendars.to_date("gregorian", year + 2000 if year < 100 else year, month, day)


def _by_time(evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Keep the order under which the chat runs forward in time, if every other one makes it jump back."""
    back: dict[str, int] = {}
    for order in left:
        days = [_fields(order, numbers) for numbers in evidence.days]
        back[order] = sum(after < before for before, after in pairwise(days))
    best = min(left, key=lambda order: back[order])
    others = min(back[order] for order in left if order != best)
    if back[best] * 10 <= others and others > 0:
        return [best], "the order of time, which no other reading keeps"
    return left, ""


def _by_custom(_evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    """Take a year of two digits to stand last, as nearly everywhere, unless the order of time spoke against it."""
    return [order for order in left if order != "ymd"] or left, "years of two digits stand last"


def _by_separator(evidence: Evidence, left: list[str]) -> tuple[list[str], str]:
    if evidence.layout.separator in {".", "-"} and set(left) == {"dmy", "mdy"}:
        return ["dmy"], f"phones write the month first with / only, never with {evidence.layout.separator}"
    return left, ""


def _spelt(order: str, numbers: Numbers) -> str:
    day = _day(order, numbers)
    return day.strftime("%d %B %Y").lstrip("0") if day else "-".join(map(str, numbers))


def decide_calendar(evidence: Evidence, order: str) -> str:
    """Return the calendar that the years of the file are counted in."""
    if evidence.layout.era is not None:
        return "japanese"
    width = evidence.layout.widths[order.index("y")]
    years = {day[order.index("y")] for day in evidence.days}
    return calendars.calendars_of((year, max(width, len(str(year)))) for year in years)[0]


def decide_parts(evidence: Evidence, afternoon: str, where: str) -> tuple[dict[str, str], list[str]]:
    """Return what each word beside the times says of the half of the day, and notes.

    Raises AnswerNeeded where two unknown words stand beside hours that never pass twelve.
    """
    known = {word: dayparts.part_of(word) for word in evidence.words}
    parts = {word: part for word, part in known.items() if part is not None}
    unknown = [word for word, part in known.items() if part is None]
    if afternoon:
        return parts | {
            word: "pm" if dayparts.fold(word) == dayparts.fold(afternoon) else "am" for word in unknown
        }, []
    halves = {part for part in parts.values() if part in {"am", "pm"}}
    if unknown and len(halves) == 1:
        return parts | dict.fromkeys(unknown, "pm" if halves == {"am"} else "am"), []
    if len(unknown) >= 2 and evidence.latest_hour <= 12:
        words = [word.strip() for word in unknown]
        raise AnswerNeeded(
            f"the words beside the times are not known here: {', '.join(words)}",
            question="Which of these words stands for the afternoon?",
            choices={word: word for word in words},
            param="afternoon",
            where=where,
            hint=f"--set afternoon={words[0]}",
        )
    notes = [
        f"“{word.strip()}” beside the times is taken to say nothing of the half of the day"
        for word in unknown
    ]
    return parts | dict.fromkeys(unknown, ""), notes


def zone_of(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None for an empty one; raise SourceError for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise SourceError(
            f"no time zone is called {name!r}", hint="for example --timezone Europe/Berlin"
        ) from None


@dataclass(slots=True)
class Clock:
    """Reads the beginnings of lines as moments; `parts` tells what the words beside the times mean."""

    layout: Layout
    order: str
    calendar: str
    parts: dict[str, str]
    zone: ZoneInfo | None = None
    _days: dict[tuple[str, ...], date | None] = field(default_factory=dict)

    def moment(self, groups: Sequence[str], found: str) -> Moment:
        """Return the moment of one line; `found` is its beginning, told where no date can be made of it."""
        layout = self.layout
        key = (
            tuple(groups[: layout.day[2] + 1])
            if not layout.time_first
            else tuple(groups[layout.day[0] - 1 :])
        )
        if key not in self._days:
            if len(self._days) > _ENOUGH:
                self._days.clear()
            self._days[key] = self._day(groups)
        day, time = self._days[key], layout.time
        hour, minute = int(groups[time[0]]), int(groups[time[1]])
        for at in layout.words:
            if part := self.parts.get(groups[at], ""):
                hour = dayparts.hour_of(hour, part)
        seconds = len(time) > 2
        second = int(groups[time[2]]) if seconds else 0
        if day is None or hour > 24 or minute > 59 or second > 60:
            return Moment(evidence=f"no such date: {found.strip()}")
        clock = datetime(day.year, day.month, day.day, hour % 24, minute, min(second, 59))  # noqa: DTZ001 (no zone yet)
        return placed(clock, self.zone, "second" if seconds else "minute", "the message's own line")

    def _day(self, groups: Sequence[str]) -> date | None:
        year, month, day = _fields(self.order, _numbers(groups, self.layout))
        if self.layout.era is not None:
            year += calendars.ERAS[groups[self.layout.era]]
        else:
            width = self.layout.widths[self.order.index("y")]
            year = calendars.full_year(self.calendar, year, max(width, len(str(year))))
        found = calendars.to_date(self.calendar, year, month, day)
        return found if found and calendars.plausible("gregorian", found.year) else None


def placed(at: datetime, zone: ZoneInfo | None, precision: str, evidence: str) -> Moment:
    """Return a wall-clock time as a moment: in UTC where the zone is known, else local."""
    if zone is None:
        return Moment(at, precision, "local", evidence)
    aware = at.replace(tzinfo=zone)
    if aware.utcoffset() != aware.replace(fold=1).utcoffset():
        evidence = f"{evidence}; clocks were changed at that hour"
    return Moment(aware.astimezone(UTC).replace(tzinfo=None), precision, "UTC", evidence)


def from_epoch(value: object, per_second: int, evidence: str) -> Moment:
    """Return a count of seconds (or of thousandths, with per_second=1000) since 1970 as a moment in UTC."""
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(str(value)) / per_second)
    except (ValueError, OverflowError):
        return Moment(evidence=f"no such {evidence}: {str(value)[:40]}")
    if not calendars.plausible("gregorian", at.year):
        return Moment(evidence=f"no such {evidence}: {str(value)[:40]}")
    return Moment(at.replace(tzinfo=None), "second", "UTC", evidence)


def notes_of(order: str, reason: str, calendar: str) -> list[str]:
    """Tell a person how dates are read, and why."""
    found = [f"dates are read as {ORDERS[order]}: {reason}"]
    if calendar != "gregorian":
        found.append(f"years are those of the {calendar} calendar")
    return found
