"""Dates told by their distance from today: "il y a 3 jours", "hace 2 horas", "yesterday at 10:15", "منذ يومين".

They say something only together with the day on which they were read, which is that of the capture. What is counted in
weeks or months is known to the month, what is counted in years to the year.
"""
# ruff: noqa: DTZ001 - a date is naive here: its zone stands beside it

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from diatrace.trace import anydate
from diatrace.trace.anydate import Found
from diatrace.trace.dateline import WEEKDAYS

_UNITS: Final = {
    "second": "second seconds sec secs seconde secondes segundo segundos seg s ثانية ثوان ثواني",
    "minute": "minute minutes min mins mn minuto minutos m دقيقة دقائق",
    "hour": "hour hours hr hrs heure heures hora horas h ساعة ساعات",
    "day": "day days jour jours dia dias d j يوم يوما ايام",
    "week": "week weeks wk wks semaine semaines sem semana semanas w اسبوع اسبوعا اسابيع",
    "month": "month months mois mes meses mo شهر شهرا اشهر شهور",
    "year": "year years yr yrs an ans annee annees ano anos y سنة سنوات سنين عام عاما اعوام",
}
_TWO: Final = {
    "ثانيتين": "second", "ثانيتان": "second", "دقيقتين": "minute", "دقيقتان": "minute",
    "ساعتين": "hour", "ساعتان": "hour",
    "يومين": "day", "يومان": "day", "اسبوعين": "week", "اسبوعان": "week", "شهرين": "month", "شهران": "month",
    "سنتين": "year", "سنتان": "year", "عامين": "year", "عامان": "year",
}  # fmt: skip
_UNIT: Final = {word: unit for unit, words in _UNITS.items() for word in words.split(" ")}
_NUMBERS: Final = (
    "one a an un une uno una واحد واحدة", "two deux dos", "three trois tres ثلاث ثلاثة",
    "four quatre cuatro اربع اربعة",
    "five cinq cinco خمس خمسة", "six seis ست ستة", "seven sept siete سبع سبعة", "eight huit ocho ثماني ثمانية",
    "nine neuf nueve تسع تسعة", "ten dix diez عشر عشرة",
)  # fmt: skip
_NUMBER: Final = {word: number for number, words in enumerate(_NUMBERS, start=1) for word in words.split(" ")}
_DAYS_AGO: Final = {
    "today": 0, "aujourd'hui": 0, "aujourd’hui": 0, "hoy": 0, "اليوم": 0,
    "yesterday": 1, "hier": 1, "ayer": 1, "امس": 1, "البارحة": 1, "بالامس": 1,
    "avant-hier": 2, "anteayer": 2, "antes de ayer": 2, "antier": 2, "اول امس": 2, "قبل امس": 2,
    "the day before yesterday": 2,
}  # fmt: skip
_NOW: Final = "just now|right now|a l['’]instant|ahora mismo|justo ahora"


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MANY: Final = (
    rf"(?:(?:about|almost|over|environ|plus\sde|pres\sde|casi|mas\sde|unos|unas|حوالي|نحو|اكثر\sمن)\s)?"
    rf"(?P<less>less\sthan\s|moins\sd(?:e\s|['’])|menos\sde\s|اقل\sمن\s)?(?:(?P<n>\d{{1,3}}|{_any(_NUMBER)})\s?)?"
    rf"(?:(?P<unit>{_any(_UNIT)})|(?P<two>{_any(_TWO)}))(?![^\W_])"
)
_FULL: Final = rf"(?P<full>\d{{1,3}})\s(?P<larger>{_any(_UNIT)})"  # 1 year, 2 months ago
_COUNTED: Final = tuple(
    re.compile(each)
    for each in (
        rf"(?<!\w)(?:il\sy\sa|y\sa|hace|منذ|قبل)\s{_MANY}",
        rf"(?<![\w.,])(?:{_FULL}[\s,]*(?:and\s)?)?{_MANY}\s(?:ago|مضت)(?!\w)",
    )
)
_CALLED: Final = re.compile(rf"(?<![\w-])(?P<days>{_any(_DAYS_AGO)})(?![\w-])")
_WEEKDAY: Final = re.compile(
    rf"(?<!\w)(?:(?P<last>last\s)|el\s|يوم\s)?(?P<name>{_any(WEEKDAYS)})\.?(?P<past>\s(?:dernier|pasado|الماضي))?(?!\w)"
)
_AT_ONCE: Final = re.compile(rf"(?<!\w)(?:{_NOW})(?!\w)")
_TIME: Final = re.compile(
    rf"[\s,،;·|\u2013\u2014-]*(?:a\slas|a\sla|at|a|(?:في\s|على\s)?الساعة|في|على)?[\s,:]*{anydate.TIME.pattern}"
)
_MARKS: Final = frozenset({"now", "maintenant", "ahora", "الان"})
_HINTS: Final = re.compile(rf"ago|y\sa|hace|منذ|قبل|مضت|{_NOW}|{_any(_DAYS_AGO)}|{_any(WEEKDAYS)}")
_SHORT: Final = re.compile(rf"(?P<n>\d{{1,3}})\s?(?P<unit>{_any(_UNIT)})\.?")
_LENGTHS: Final = {
    "second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1),
    "day": timedelta(days=1), "week": timedelta(weeks=1),
}  # fmt: skip
_PRECISIONS: Final = {"second": "minute", "week": "month"}
_MONTHS: Final = {"month": 1, "year": 12}
_A_WEEK: Final = 7


class Distance(NamedTuple):
    """A date told by its distance: where it stands in the line, and what it says of the day it was read."""

    start: int
    end: int
    text: str
    number: int
    unit: str  # second, minute, hour, day, week, month, year, weekday
    time: re.Match[str] | None = None

    def before(self, captured: datetime) -> Found | None:
        """Return the date, of a page captured at a time (UTC); None where that does not decide it."""
        if self.unit == "weekday":
            back = (captured.weekday() - self.number) % _A_WEEK
            return self._on(captured - timedelta(days=back)) if back else None
        if self.unit in _MONTHS:
            at = _months_before(captured, self.number * _MONTHS[self.unit])
            return Found(at, self.unit, "UTC") if at else None
        at = captured - self.number * _LENGTHS[self.unit]
        if self.unit == "day":
            return self._on(at)
        return Found(at, _PRECISIONS.get(self.unit, self.unit), "UTC")

    def _on(self, at: datetime) -> Found | None:
        day = Found(datetime(at.year, at.month, at.day), "day", "local")
        return day if self.time is None else anydate.timed(day, self.time, self.text, "local")


def find(plain: str) -> list[Distance]:
    """Return the dates told by their distance in a line (simplified by `anydate.simplified`), in order."""
    found: list[Distance] = []
    for each in _all(plain) if _HINTS.search(plain) else ():
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def whole(plain: str) -> Distance | None:
    """Read a text that is nothing but a number and a unit ("3 j", "5h") or a word for now, as a mark beside a post."""
    if plain.strip() in _MARKS:
        return Distance(0, len(plain), plain, 0, "minute")
    match = _SHORT.fullmatch(plain.strip())
    return Distance(0, len(plain), plain, int(match["n"]), _UNIT[match["unit"]]) if match else None


def _all(plain: str) -> Iterator[Distance]:
    for match in _AT_ONCE.finditer(plain):
        yield Distance(*match.span(), match[0], 0, "minute")
    for pattern in _COUNTED:
        for match in pattern.finditer(plain):
            yield _counted(match)
    for match in _CALLED.finditer(plain):
        yield _placed(plain, match, _DAYS_AGO[match["days"]], "day")
    for match in _WEEKDAY.finditer(plain):
        each = _placed(plain, match, WEEKDAYS[match["name"]], "weekday")
        if each.time or match["last"] or match["past"]:
            yield each


def _counted(match: re.Match[str]) -> Distance:
    if match["two"]:
        return Distance(*match.span(), match[0], 2, _TWO[match["two"]])
    told = match.groupdict()
    if told.get("full"):
        return Distance(*match.span(), match[0], int(told["full"]), _UNIT[told["larger"]])
    number = told["n"] or "1"
    count = int(number) if number.isdigit() else _NUMBER[number]
    return Distance(*match.span(), match[0], 0 if told["less"] else count, _UNIT[told["unit"]])


def _placed(plain: str, match: re.Match[str], count: int, unit: str) -> Distance:
    """Return a named day with the time that follows it."""
    after = _TIME.match(plain, match.end())
    if after is None:
        return Distance(*match.span(), match[0], count, unit)
    text = plain[match.start() : after.end()]
    return Distance(match.start(), after.end(), text, count, unit, anydate.TIME.search(text))


def _months_before(at: datetime, months: int) -> datetime | None:
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    if year < anydate.FIRST_YEAR:
        return None
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
