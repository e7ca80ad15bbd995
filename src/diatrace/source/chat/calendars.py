"""Days of other calendars as days of ours: Buddhist, Persian (Jalali), Islamic (Umm al-Qura), Japanese eras, Minguo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Final

CALENDARS: Final = ("gregorian", "buddhist", "jalali", "hijri", "japanese", "minguo")

ERAS: Final = {"R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867} | {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
}
"""Japanese eras, and the year before each began."""

_YEARS_OF_CHAT: Final = {
    "gregorian": (1990, 2100),
    "jalali": (1380, 1420),
    "hijri": (1425, 1460),
    "buddhist": (2540, 2643),
    "minguo": (98, 150),
}
"""Between which years a chat was written; the calendars tell each other apart by them."""

_SHORT_YEARS_OF_CHAT: Final = {
    "gregorian": (9, 45),
    "hijri": (46, 51),
    "buddhist": (52, 86),
    "jalali": (87, 108),
}
"""The same for years of two digits; Persian ones from 00 to 08 are counted as 100 to 108."""

_HIJRI_FIRST: Final = date(1999, 4, 17)  # 1 Muharram 1420
_HIJRI_LONG_MONTHS: Final = (
    0xBD2, 0xBC4, 0xB89, 0xA95, 0x52D, 0x5AD, 0xB6A, 0x6D4, 0xDC9, 0xD92, 0xAA6, 0x956, 0x2AE, 0x56D, 0x36A, 0xB55,
    0xAAA, 0x94D, 0x49D, 0x95D, 0x2BA, 0x5B5, 0x5AA, 0xD55, 0xA9A, 0x92E, 0x26E, 0x55D, 0xADA, 0x6D4, 0x6A5, 0x54B,
    0xA97, 0x54E, 0xAAE, 0x5AC, 0xBA9, 0xD92, 0xB25, 0x64B, 0xCAB, 0x55A, 0xB55, 0x6D2, 0xEA5, 0xE4A, 0xA95, 0x52D,
    0xAAD, 0x36C, 0x759, 0x6D2, 0x695, 0x52D, 0xA5B, 0x4BA, 0x9BA, 0x3B4, 0xB69, 0xB52, 0xAA6,
)  # fmt: skip
"""Umm al-Qura, the official calendar of Saudi Arabia, from 1420: bit n is set where month n + 1 has thirty days."""


def to_date(calendar: str, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day, None where the calendar has no such day."""
    try:
        if calendar == "jalali":
            return _jalali(year, month, day)
        if calendar == "hijri":
            return _hijri(year, month, day)
        return date(year - {"buddhist": 543, "minguo": -1911}.get(calendar, 0), month, day)
    except (ValueError, OverflowError):
        return None


def _jalali(year: int, month: int, day: int) -> date | None:
    """Count days from 1 Farvardin 1380; the rule for leap years holds from 1343 to 1472."""
    length = 31 if month <= 6 else 30 if month < 12 or _jalali_leap(year) else 29
    if not (1343 <= year <= 1472 and 1 <= month <= 12 and 1 <= day <= length):
        return None
    low, high = sorted((1380, year))
    days = 365 * (high - low) + sum(map(_jalali_leap, range(low, high)))
    start = date(2001, 3, 21) + timedelta(days if year >= 1380 else -days)
    return start + timedelta(min(month - 1, 6) * 31 + max(month - 7, 0) * 30 + day - 1)


def _jalali_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _hijri(year: int, month: int, day: int) -> date | None:
    at = year - 1420
    if not (0 <= at < len(_HIJRI_LONG_MONTHS) and 1 <= month <= 12):
        return None
    earlier = _HIJRI_LONG_MONTHS[:at]
    long_months = _HIJRI_LONG_MONTHS[at]
    if not 1 <= day <= 29 + (long_months >> (month - 1) & 1):
        return None
    days = sum(348 + bits.bit_count() for bits in earlier)
    days += 29 * (month - 1) + (long_months & ((1 << (month - 1)) - 1)).bit_count()
    return _HIJRI_FIRST + timedelta(days + day - 1)


def full_year(calendar: str, year: int, digits: int) -> int:
    """Return the whole of a year that was written with two digits."""
    if digits > 2 or calendar == "minguo":
        return year
    century = {"buddhist": 2500, "hijri": 1400, "jalali": 1400 if year < 80 else 1300}.get(calendar, 2000)
    return century + year


def plausible(calendar: str, year: int) -> bool:
    """Say whether a chat can have been written in a (whole) year of a calendar."""
    low, high = _YEARS_OF_CHAT.get(calendar, (MINYEAR, MAXYEAR))
    return low <= year <= high


def calendars_of(years: Iterable[tuple[int, int]]) -> list[str]:
    """Return the calendars that most of the years (value, digits written) fit, the likeliest first."""
    votes: dict[str, int] = {}
    for year, digits in years:
        short = digits <= 2
        value = year + 100 if short and year < 9 else year
        for calendar, (low, high) in (_SHORT_YEARS_OF_CHAT if short else _YEARS_OF_CHAT).items():
            votes[calendar] = votes.get(calendar, 0) + (low <= value <= high)
    most = max(votes.values(), default=0)
    return [name for name in CALENDARS if votes.get(name) == most] if most else ["gregorian"]
