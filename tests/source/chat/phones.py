"""How phones of many languages begin the lines of a WhatsApp export: one renderer a locale, as CLDR writes dates."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

NNBSP, NBSP, RLM = "\u202f", "\u00a0", "\u200f"


@dataclass(frozen=True)
class Phone:
    """One locale on one system: how dates begin, in which order, and whether seconds are told."""

    name: str
    order: str
    begin: Callable[[datetime], str]
    seconds: bool = False


def twelve(at: datetime, morning: str, afternoon: str, space: str = " ") -> str:
    """Write a time of twelve hours with its word behind."""
    return f"{at.hour % 12 or 12}:{at:%M}{space}{afternoon if at.hour >= 12 else morning}"


def digits(text: str, zero: str) -> str:
    """Write the digits of a text in another script."""
    return "".join(chr(ord(zero) + int(each)) if each.isascii() and each.isdigit() else each for each in text)


def chinese(at: datetime) -> str:
    """Write a time as phones in Taiwan do, with the part of the day before it."""
    parts = ((5, "凌晨"), (8, "清晨"), (11, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    word = next(word for end, word in parts if at.hour < end)
    return f"{word}{at.hour % 12 or 12}:{at:%M}"


def jalali(at: datetime) -> str:
    """Write a Gregorian day between 21 March 2021 and 20 March 2022 in the Persian year 1400."""
    day = (at - datetime(2021, 3, 21)).days
    month, day = (day // 31, day % 31) if day < 186 else (6 + (day - 186) // 30, (day - 186) % 30)
    return f"1400/{month + 1}/{day + 1}"


PHONES = [
    Phone("en-US Android", "mdy", lambda t: f"{t.month}/{t.day}/{t:%y}, {twelve(t, 'AM', 'PM', NNBSP)} - "),
    Phone("en-US iPhone", "mdy", lambda t: f"[{t.month}/{t.day}/{t:%y}, {t.hour}:{t:%M:%S}] ", seconds=True),
    Phone("en-GB Android", "dmy", lambda t: f"{t:%d/%m/%Y, %H:%M} - "),
    Phone("en-IN Android", "dmy", lambda t: f"{t:%d/%m/%y}, {twelve(t, 'am', 'pm', NNBSP)} - "),
    Phone("en-CA Android", "ymd", lambda t: f"{t:%Y-%m-%d}, {twelve(t, 'a.m.', 'p.m.')} - "),
    Phone("fr iPhone", "dmy", lambda t: f"[{t:%d/%m/%Y %H:%M:%S}] ", seconds=True),
    Phone("fr old Android", "dmy", lambda t: f"{t:%d/%m/%Y} à {t:%H:%M} - "),
    Phone("fr-CA Android", "ymd", lambda t: f"{t:%Y-%m-%d} {t.hour} h {t:%M} - "),
    Phone("de Android", "dmy", lambda t: f"{t:%d.%m.%y, %H:%M} - "),
    Phone("de iPhone", "dmy", lambda t: f"[{t:%d.%m.%y, %H:%M:%S}] ", seconds=True),
    Phone(
        "es-MX Android",
        "dmy",
        lambda t: f"{t.day}/{t.month}/{t.year}, {twelve(t, 'a. m.', f'p.{NBSP}m.')} - ",
    ),
    Phone("es-PA Android", "mdy", lambda t: f"{t:%m/%d/%y}, {twelve(t, 'a. m.', 'p. m.')} - "),
    Phone("pt-BR Android", "dmy", lambda t: f"{t:%d/%m/%Y %H:%M} - "),
    Phone("it iPhone", "dmy", lambda t: f"[{t:%d/%m/%y, %H:%M:%S}] ", seconds=True),
    Phone("nl Android", "dmy", lambda t: f"{t:%d-%m-%Y %H:%M} - "),
    Phone("sv iPhone", "ymd", lambda t: f"[{t:%Y-%m-%d %H:%M:%S}] ", seconds=True),
    Phone(
        "fi iPhone", "dmy", lambda t: f"[{t.day}.{t.month}.{t.year} klo {t.hour}.{t:%M.%S}] ", seconds=True
    ),
    Phone("da Android", "dmy", lambda t: f"{t:%d.%m.%Y %H.%M} - "),
    Phone("cs Android", "dmy", lambda t: f"{t:%d.%m.%y} {t.hour}:{t:%M} - "),
    Phone("hr Android", "dmy", lambda t: f"{t:%d. %m. %Y. %H:%M} - "),
    Phone("hu Android", "ymd", lambda t: f"{t:%Y. %m. %d. %H:%M} - "),
    Phone("bg Android", "dmy", lambda t: f"{t:%d.%m.%y}{NNBSP}г., {t:%H:%M} ч. - "),
    Phone("ru Android", "dmy", lambda t: f"{t:%d.%m.%Y, %H:%M} - "),
    Phone("el Android", "dmy", lambda t: f"{t.day}/{t.month}/{t:%y}, {twelve(t, 'π.μ.', 'μ.μ.', NNBSP)} - "),
    Phone("tr Android", "dmy", lambda t: f"{t:%d.%m.%Y} {twelve(t, 'ÖÖ', 'ÖS')} - "),
    Phone(
        "sq Android",
        "dmy",
        lambda t: f"{t.day}.{t.month}.{t:%y}, {twelve(t, 'e paradites', 'e pasdites')} - ",
    ),
    Phone("eu Android", "ymd", lambda t: f"{t:%y}/{t.month}/{t.day} ({t:%H:%M}) - "),
    Phone("ja Android", "ymd", lambda t: f"{t:%Y/%m/%d %H:%M} - "),
    Phone(
        "ja era iPhone", "ymd", lambda t: f"[R{t.year - 2018}/{t.month}/{t.day} {t:%H:%M:%S}] ", seconds=True
    ),
    Phone(
        "ko Android",
        "ymd",
        lambda t: (
            f"{t.year}. {t.month}. {t.day}. {'오후' if t.hour > 11 else '오전'} {t.hour % 12 or 12}:{t:%M} - "
        ),
    ),
    Phone("zh-TW Android", "ymd", lambda t: f"{t.year}/{t.month}/{t.day} {chinese(t)} - "),
    Phone("zh-CN Android", "ymd", lambda t: f"{t.year}年{t.month}月{t.day}日 {t:%H:%M} - "),
    Phone("vi iPhone", "dmy", lambda t: f"[{t:%H:%M:%S, %d/%m/%Y}] ", seconds=True),
    Phone("th Buddhist Android", "dmy", lambda t: f"{t.day}/{t.month}/{t.year + 543} {t:%H:%M} - "),
    Phone("th short Android", "dmy", lambda t: f"{t.day}/{t.month}/{(t.year + 543) % 100} {t:%H:%M} - "),
    Phone(
        "en Buddhist iPhone",
        "mdy",
        lambda t: f"[{t.month}/{t.day}/{t.year + 543} BE, {t:%H:%M:%S}] ",
        seconds=True,
    ),
    Phone("fa Android", "ymd", lambda t: digits(f"{jalali(t)}،{RLM} {t:%H:%M} - ", "۰")),
    Phone(
        "ar iPhone",
        "dmy",
        lambda t: (
            f"{RLM}["
            + digits(f"{t.day}{RLM}/{t.month}{RLM}/{t.year}، {t.hour % 12 or 12}:{t:%M:%S}", "٠")
            + f"{NBSP}{'م' if t.hour > 11 else 'ص'}] "
        ),
        seconds=True,
    ),
    Phone(
        "ar Android", "dmy", lambda t: f"{RLM}{t.day}{RLM}/{t.month}{RLM}/{t.year}، {twelve(t, 'ص', 'م')} - "
    ),
    Phone("hi Android", "dmy", lambda t: f"{t.day}/{t.month}/{t:%y}, {twelve(t, 'पूर्वाह्न', 'अपराह्न')} - "),
    Phone(
        "mr Android",
        "dmy",
        lambda t: digits(f"{t.day}/{t.month}/{t:%y}, {twelve(t, 'म.पू.', 'म.उ.')} - ", "०"),
    ),
    Phone(
        "ta Android",
        "dmy",
        lambda t: (
            f"{t.day}/{t.month}/{t:%y}, {'பிற்பகல்' if t.hour > 11 else 'முற்பகல்'} {t.hour % 12 or 12}:{t:%M} - "
        ),
    ),
    Phone("so Android", "dmy", lambda t: f"{t:%d/%m/%y} {twelve(t, 'GH', 'GD', NNBSP)} - "),
    Phone("am Android", "dmy", lambda t: f"{t:%d/%m/%Y} {twelve(t, 'ጥዋት', 'ከሰዓት')} - "),
    Phone("of 2014", "dmy", lambda t: f"{t:%d/%m/%y %H:%M:%S}: ", seconds=True),
    Phone(
        "clock from zero",
        "mdy",
        lambda t: f"{t:%m/%d/%Y}, {t.hour % 12:02}:{t:%M} {'p' if t.hour > 11 else 'a'}. m. - ",
    ),
]
