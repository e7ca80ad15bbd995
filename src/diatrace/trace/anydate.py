"""Read one date in any writing: numbers in any order, months by name in five languages, either clock."""
# ruff: noqa: DTZ001 - a date is naive here: its zone stands beside it

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR = 1500, 2400
"""Years outside are those of another calendar, or stand for "none": they are told, not believed."""

# English, French, German, Spanish, Arabic (Gulf and Nile, Maghreb, Levant), folded; two words are joined by "_".
_MONTH_WORDS: Final = (
    "january jan janvier janv januar janner enero ene يناير جانفي جانفى كانون_الثاني كانون_الثانى كانون_ثاني",
    "february feb fevrier fevr fev februar febrero فبراير فيفري فيفرى شباط",
    "march mar mars marz mrz marzo مارس اذار",
    "april apr avril avr abril abr ابريل افريل نيسان",
    "may mai mayo مايو ماي ايار",
    "june jun juin juni junio يونيو يونيه جوان حزيران",
    "july jul juillet juil juill juli julio يوليو يوليه يوليوز جويلية جويليه تموز",
    "august aug aout aou agosto ago اغسطس اوت غشت اغشت اب",
    "september sep sept septembre septiembre setiembre set سبتمبر شتنبر شتمبر ايلول",
    "october oct octobre oktober okt octubre اكتوبر تشرين_الاول تشرين_اول",
    "november nov novembre noviembre نوفمبر نونبر نوفنبر تشرين_الثاني تشرين_الثانى تشرين_ثاني",
    "december dec decembre dezember dez diciembre dic ديسمبر دجنبر دجمبر كانون_الاول كانون_اول",
)
MONTHS: Final = {
    word: number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words.split(" ")
}
# Hours from UTC of the zone names that RFC 2822 defines; other names are ambiguous and read as local time.
_NAMED_ZONES: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_HALF_WORDS: Final = {
    "ص": "a", "صباحا": "a", "م": "p", "مساء": "p",
    "du matin": "a", "de la manana": "a", "in the morning": "a",
    "du soir": "p", "de l'apres-midi": "p", "de la tarde": "p", "in the afternoon": "p", "in the evening": "p",
}  # fmt: skip

TIME: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:"
    r"\s?(?::|h(?:eures?)?)\s?(?P<minute>\d{2})(?!\d)(?:\s?:\s?(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    rf"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*(?P<word>{'|'.join(_HALF_WORDS)})(?!\w))?"
    r"|\s*(?P<lone>[ap])\.?\s?m\b\.?)"
)
"""A time of day in a simplified text."""

_ZONE: Final = re.compile(
    r"\s*(?:(?P<word>z|utc?|gmt|[a-z]{2,4}t)\b)?\s*(?:(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))?"
)
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,4})[^\w]+(\d{1,2})[^\w]+(\d{1,4})(?!\d)")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_PARTIAL: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?")
_WORD: Final = re.compile(r"[^\W\d]+")
_NOTE: Final = re.compile(r"\([^)]*\)")


class Found(NamedTuple):
    """A naive date, UTC where `zone` says so; `kept` is False where only another order than asked serves."""

    at: datetime
    precision: str
    zone: str
    kept: bool = True


class _Plain(dict[int, str]):
    """What each character is in a simplified text; reckoned once for each."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        category = unicodedata.category(mark)
        if category == "Nd":
            mark = str(unicodedata.decimal(mark))
        elif category == "Zs":
            mark = " "
        elif category in {"Mn", "Cf"}:
            mark = ""
        self[code] = mark
        return mark


_PLAIN: Final = _Plain()


def simplified(text: str) -> str:
    """Return a text in lower case without accents, bidirectional marks or odd spaces, its digits in ASCII."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFD", text.casefold()).translate(_PLAIN)


def read(text: str, *, order: str = "", zone: str = "local") -> Found | None:
    """Read a date; None where there is none, or none that can be.

    `order` (dmy, mdy, ymd) tells which of two numbers is the day; `zone` is that of dates which name none.
    """
    plain = simplified(text).strip()
    found = standard(plain, zone)
    if found is not None:
        return found
    rest, time, _end = without_time(plain)
    day = _day(_NOTE.sub(" ", rest), order)
    if day is None:
        return None
    if time is None:
        return _within(day._replace(zone=zone))
    return timed(day, time, plain, zone)


def may_be_compact(text: str) -> bool:
    """Say whether bare digits can be a year, a year and month, or a whole date."""
    return bool(_COMPACT.fullmatch(text) or _PARTIAL.fullmatch(text))


def leading_pair(text: str) -> tuple[int, int] | None:
    """Return the two numbers of which either may be the day, where a date begins with them."""
    rest, _time, _end = without_time(simplified(text))
    match = _NUMBERS.search(rest)
    return (int(match[1]), int(match[2])) if match and len(match[1]) <= 2 else None


def standard(plain: str, zone: str) -> Found | None:
    """Read ISO 8601, its compact form, a year, or a year and month."""
    if match := _COMPACT.fullmatch(plain):
        parts = [int(part) for part in match.groups() if part]
        return _built(parts, "second" if len(parts) > 3 else "day", zone)
    if match := _PARTIAL.fullmatch(plain):
        return _built([int(match[1]), int(match[2] or 1), 1], "month" if match[2] else "year", zone)
    try:
        at = datetime.fromisoformat(plain.upper())
    except ValueError:
        return None
    clock = plain[11:].partition("+")[0]
    return to_utc(at, ("day", "hour", "minute", "second")[min(3, clock.count(":") + bool(clock))], zone)


def to_utc(at: datetime, precision: str, zone: str) -> Found | None:
    """Bring a date with a zone to UTC; None where that, or its year, is out of bounds."""
    if at.tzinfo is not None:
        try:
            at, zone = at.astimezone(UTC).replace(tzinfo=None), "UTC"
        except OverflowError:
            return None
    return _within(Found(at, precision, zone))


def without_time(plain: str) -> tuple[str, re.Match[str] | None, int]:
    """Return a folded text without its time of day and zone, the time, and where the time ends."""
    time = TIME.search(plain)
    if time is None:
        return plain, None, 0
    zone = _ZONE.match(plain, time.end())
    end = zone.end() if zone else time.end()
    return f"{plain[: time.start()]} {plain[end:]}", time, time.end()


def _within(found: Found) -> Found | None:
    return found if FIRST_YEAR <= found.at.year <= LAST_YEAR else None


def _built(parts: Sequence[int], precision: str, zone: str) -> Found | None:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    try:
        return to_utc(datetime(year, month, day, hour, minute, second), precision, zone)
    except ValueError:
        return None


def _offset(plain: str, start: int, zone: str) -> tuple[timedelta, str]:
    """Read the zone that follows a time: its distance from UTC, and the zone after that is taken off."""
    match = _ZONE.match(plain, start)
    if match is not None and match["sign"]:
        minutes = int(match["h"]) * 60 + int(match["m"])
        return timedelta(minutes=minutes if match["sign"] == "+" else -minutes), "UTC"
    if match is not None and match["word"] in _NAMED_ZONES:
        return timedelta(hours=_NAMED_ZONES[match["word"]]), "UTC"
    return timedelta(0), zone


def timed(day: Found, time: re.Match[str], plain: str, zone: str) -> Found | None:
    """Return a day with its time, brought to UTC where a zone follows; None where the clock has no such time."""
    offset, zone = _offset(plain, time.end(), zone)
    hour = int(time["hour"])
    half = time["half"] or time["lone"] or _HALF_WORDS.get(time["word"] or "", "")
    if half and not 1 <= hour <= 12:
        return None
    clock = timedelta(
        hours=hour % 12 + 12 * (half == "p") if half else hour,
        minutes=int(time["minute"] or 0),
        seconds=int(time["second"] or 0),
        microseconds=int((time["part"] or "0")[:6].ljust(6, "0")),
    )
    if clock >= timedelta(days=1) or day.precision != "day":
        return None
    precision = "second" if time["second"] else "minute" if time["minute"] else "hour"
    try:
        return _within(Found(day.at + clock - offset, precision, zone, day.kept))
    except OverflowError:
        return None


def _day(rest: str, order: str) -> Found | None:
    match = _NUMBERS.search(rest)
    return _numeric(match[1], match[2], match[3], order) if match is not None else _named(rest)


def _numeric(first: str, second: str, third: str, order: str) -> Found | None:
    """Read three numbers; the other order is tried where the column's own is impossible."""
    readings = {"ymd": (first, second, third), "dmy": (third, second, first), "mdy": (third, first, second)}
    orders = ["ymd"] if len(first) > 2 or order == "ymd" else sorted(("dmy", "mdy"), key=order.__ne__)
    for tried in orders:
        year, month, day = readings[tried]
        at = made(year, int(month), int(day))
        if at is not None:
            return Found(at, "day", "", tried == orders[0] or not order)
    return None


def made(year: str, month: int, day: int) -> datetime | None:
    """Build a day, None where there is none; years of two digits are those of 1969 to 2068, as POSIX has it."""
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= 69 else 2000
    try:
        return datetime(number, month, day)
    except ValueError:
        return None


def _named(rest: str) -> Found | None:
    """Read a date with the month in words; the last such word counts, for weekdays may look like months."""
    words = _WORD.findall(rest)
    pairs = [f"{one}_{two}" for one, two in pairwise(words)]
    months = [MONTHS[word] for word in (*words, *pairs) if word in MONTHS]
    numbers = re.findall(r"\d+", rest)
    if not months or not 1 <= len(numbers) <= 2 or len(words) > 6 or max(map(len, numbers)) > 4:
        return None
    if len(numbers) == 1:
        at = made(numbers[0], months[-1], 1) if len(numbers[0]) == 4 else None
        return Found(at, "month", "") if at else None
    day, year = numbers if len(numbers[0]) <= 2 else (numbers[1], numbers[0])
    at = made(year, months[-1], int(day))
    return Found(at, "day", "") if at else None
