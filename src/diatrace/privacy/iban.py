"""International bank account numbers in running text (ISO 13616), in plain writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diatrace.privacy.plain import HIDDEN

_COUNTRIES = """
15 NO ; 16 BE ; 18 DK FI FK FO GL NL SD ; 19 MK SI ; 20 AT BA EE KZ LT LU MN XK ; 21 CH HR LI LV
22 BG BH CR DE GB GE IE ME RS VA ; 23 AE GI IL IQ OM SO TL ; 24 AD CZ ES MD PK RO SA SE SK TN VG
25 AO CV GW LY MZ PT ST ; 26 DZ IR IS TR ; 27 BI CF CG CM DJ FR GA GQ GR IT KM MC MG MR SM TD
28 AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TG ; 29 BR EG PS QA UA ; 30 JO KW MU YE ; 31 MT SC
32 LC ; 33 RU
"""
"""Length by country: the registry's, and those African countries and Iran use without being in it."""
_LENGTH = {
    country.lower(): int(length)
    for length, *countries in map(str.split, _COUNTRIES.strip().replace("\n", ";").split(";"))
    for country in countries
}
_START = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_LENGTH)})[ {HIDDEN}]?\d\d")
_NAMED = re.compile(r"(?:iban|rib|konto\w*|cuenta|compte|account|حساب|شبا)\W*\Z")
_GAPS = f" -.{HIDDEN}"


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the account numbers: of the length of their country, their check right unless they are announced."""
    place = 0
    while start := _START.search(text, place):
        place = start.end()
        taken = _take(text, start.start(), _LENGTH[start[0][:2]])
        if taken is None:
            continue
        number, end = taken
        if checks(number) or _NAMED.search(text[max(0, start.start() - 12) : start.start()]):
            yield start.start(), end
            place = end


def checks(number: str) -> bool:
    """Whether the two check digits of a compact account number are right (remainder 1 modulo 97)."""
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1


def _take(text: str, start: int, length: int) -> tuple[str, int] | None:
    """Return `length` letters and digits from `start`, at most two gap characters between any two, and their end."""
    number, place, gap = "", start, 0
    while len(number) < length and place < len(text):
        each = text[place]
        if each.isascii() and each.isalnum():
            number, gap = number + each, 0
        elif each not in _GAPS or (gap := gap + 1) > 2:
            return None
        place += 1
    whole = len(number) == length and not (
        text[place : place + 1].isascii() and text[place : place + 1].isalnum()
    )
    return (number, place) if whole else None
