"""Dates that stand in a line of text among other words: found, and read as far as they can be.

English, French, Spanish, Arabic and German month names; either clock; weekdays, which confirm a date or forbid it. A
date of which day and month may be swapped is found without being read: whoever sees the whole page decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple

from diatrace.trace import anydate
from diatrace.trace.anydate import FIRST_YEAR, LAST_YEAR, Found

_MONTH: Final = "|".join(word.replace("_", r"\s") for word in sorted(anydate.MONTHS, key=len, reverse=True))
_WEEKDAYS: Final = (
    "monday mon lundi lun lunes الاثنين اثنين",
    "tuesday tue tues mardi mar martes الثلاثاء ثلاثاء",
    "wednesday wed mercredi mer miercoles mie الاربعاء اربعاء",
    "thursday thu thur thurs jeudi jeu jueves jue الخميس خميس",
    "friday fri vendredi ven viernes vie الجمعة جمعة",
    "saturday sat samedi sam sabado sab السبت سبت",
    "sunday sun dimanche dim domingo dom الاحد احد",
)
WEEKDAYS: Final = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split(" ")}
"""Days of the week by name, Monday 0, in simplified writing."""

_DAY: Final = r"(?<!\d)(?<!\d[:.,])(?P<day>\d{1,2})"
_NTH: Final = r"(?:\s?(?:er|ero|st|nd|rd|th|º|ª|°|\.))?"
_NAME: Final = (
    rf"(?<![^\W\d_])(?P<month>{_MONTH})(?![^\W\d_])\.?(?:\s?[/(،-]\s?(?P<also>{_MONTH})(?![^\W\d_])\)?)?"
)
_YEAR: Final = r"(?P<year>(?:1[5-9]|2[0-3])\d\d|['’]\d\d)(?![\d:])(?!\s?h\d)"
_OF: Final = r"(?:de\s|del\s|of\s|d['’]\s?|من\s|في\s)?"
_CLOCK: Final = r"(?:\s\d{1,2}:\d\d(?::\d\d)?(?:\s[a-z]{3,4})?)?"

_NAMED: Final = tuple(
    re.compile(each)
    for each in (
        rf"{_DAY}{_NTH}\s?{_OF}[-/,]?\s?{_NAME}[\s,،]*{_OF}[-/]?\s?{_YEAR}",
        rf"{_DAY}(?P<dash>[-/.]){_NAME}(?P=dash)(?P<year>\d\d)(?![\d:])",
        rf"{_NAME}\s?{_DAY}{_NTH}{_CLOCK}[\s,،]+{_YEAR}",
        rf"(?<!\d){_YEAR}[\s,،/-]+{_NAME}[\s,،/-]+(?P<day>\d{{1,2}})(?![\d:])",
    )
)
_MONTHLY: Final = re.compile(rf"{_NAME}[\s,،/-]*{_OF}{_YEAR}")
_YEARLESS: Final = re.compile(
    rf"{_DAY}{_NTH}\s?{_OF}{_NAME}|{_NAME.replace('month', 'other').replace('also', 'more')}\s?\d{{1,2}}(?!\d)"
)
_ISO: Final = re.compile(r"(?<![\d.,/-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(?![-/.]\d)")
_PAIR: Final = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?![\d/-])(?!\.\d)"
)
_AFTER: Final = re.compile(
    r"[\s,;،؛·•|\u2013\u2014@()-]*(?:a\slas|a\sla|at|a|t|um|(?:في\s|على\s)?الساعة|في|على)?[\s,:،-]*"
)
_BEFORE: Final = re.compile(
    rf"{anydate.TIME.pattern}[\s,;،·|\u2013\u2014-]*(?:on|le|el|du|del|of|في|يوم|بتاريخ)?[\s,،]*$"
)
_OCLOCK: Final = re.compile(r"\s?(?:h|hs|hrs)\b\.?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 4  # letters: a weekday no longer than these may be a name (Sam, Dom)
_NEAR: Final = 24  # characters before a date in which its time or weekday may stand


class Dated(NamedTuple):
    """A date in a line: where it stands, and what it says.

    `pair` holds the two numbers of which either may be the day (with `year` and the rest in `readings`: day first,
    month first); `found` is None then, and where the year is not told.
    """

    start: int
    end: int
    text: str
    found: Found | None = None
    readings: tuple[Found | None, Found | None] = (None, None)

    @property
    def undecided(self) -> bool:
        """Say whether day and month may be swapped."""
        return self.found is None and None not in self.readings


def find(plain: str) -> list[Dated]:
    """Return the dates of a line (simplified by `anydate.simplified`), in order."""
    if not any(map(str.isdigit, plain)):
        return []
    found: list[Dated] = []
    for each in _all(plain):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return sorted(found)


def _all(plain: str) -> Iterator[Dated]:
    """Yield what may be dates, the fullest writings first."""
    for match in chain.from_iterable(pattern.finditer(plain) for pattern in _NAMED):
        yield _of_name(plain, match, "day")
    for match in _ISO.finditer(plain):
        yield _built(plain, match, anydate.made(match[1], int(match[3]), int(match[4])), "day")
    for match in _PAIR.finditer(plain):
        yield _of_pair(plain, match)
    for match in _MONTHLY.finditer(plain):
        yield _of_name(plain, match, "month")
    for match in _YEARLESS.finditer(plain):
        yield Dated(*match.span(), match[0])


def _of_name(plain: str, match: re.Match[str], precision: str) -> Dated:
    month = _month(match["month"])
    if match["also"] and _month(match["also"]) != month:
        return Dated(*match.span(), match[0])
    day = int(match["day"]) if precision == "day" else 1
    return _built(plain, match, anydate.made(match["year"].lstrip("'’"), month, day), precision)


def _month(word: str) -> int:
    return anydate.MONTHS["_".join(word.split())]


def _built(plain: str, match: re.Match[str], at: datetime | None, precision: str) -> Dated:
    """Add the time of day that stands beside a date; one that its weekday forbids is not read."""
    start, end = match.span()
    if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Dated(start, end, match[0])
    if precision == "day" and _weekday(plain, start, end) not in (None, at.weekday()):
        return Dated(start, end, match[0])
    found, start, end = _with_time(plain, Found(at, precision, "local"), start, end)
    return Dated(start, end, plain[start:end], found)


def _with_time(plain: str, day: Found, start: int, end: int) -> tuple[Found, int, int]:
    if day.precision != "day":
        return day, start, end
    inner = anydate.TIME.search(plain, start, end)
    gap = _AFTER.match(plain, end)
    after = inner or anydate.TIME.match(plain, gap.end() if gap else end)
    before = None if after else _BEFORE.search(plain, max(0, start - _NEAR), start)
    time = after or before
    found = anydate.timed(day, time, plain, "local") if time else None
    if not time or not found:
        return day, start, end
    told = _OCLOCK.match(plain, time.end())
    return found, min(start, time.start()), max(end, told.end() if told else time.end())


def _weekday(plain: str, start: int, end: int) -> int | None:
    """Return the day of the week told right before or after a date; None where none is, or what may be a name."""
    before = _WORD.findall(plain[max(0, start - _NEAR) : start])[-2:]
    after = _WORD.findall(plain[end : end + _NEAR])[:1]
    words = (word for word in (*reversed(before), *after) if len(word) > _SHORT)
    return next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None)


def _of_pair(plain: str, match: re.Match[str]) -> Dated:
    """Read two numbers and a year; both readings stay where neither the calendar nor a weekday decides."""
    one, two, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2 and match[2] == "-":  # the year may as well come first
        return Dated(*match.span(), match[0])
    days = ((two, one), (one, two))
    first, second = (_built(plain, match, anydate.made(year, month, day), "day") for month, day in days)
    if first.found and second.found and one != two:
        return first._replace(found=None, readings=(first.found, second.found))
    return first if first.found else second
